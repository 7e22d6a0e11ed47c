"""How the mirrors stand: which version, how fresh, how many rows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from etl.reader import MirrorReader, MirrorUnreadable, open_mirror
from etl.sweep import Lookout
from etl.tables import TABLES
from etl.versions import About, NoMirror, Versions, mirrored_businesses


@dataclass(frozen=True)
class MirrorStatus:
    """One business's mirror: a copy of the books ``as_of``, and still all of them at ``checked_at``."""

    business_id: int
    version: int
    as_of: datetime
    checked_at: datetime
    bytes: int
    rows: dict[str, int]  # by table

    def freshness_seconds(self, at: datetime) -> float:
        """For how long the books may have changed without the mirror knowing."""
        return (at - self.checked_at).total_seconds()


def mirror_status(folder: Path, *, businesses: Sequence[int] | None = None) -> list[MirrorStatus]:
    """How each mirror under ``folder`` stands, or those of ``businesses``; without one that can be read, left out.

    What a version holds is read once, beside its number, and no mirror is opened: ten thousand of them take as many looks
    at a file's date.
    """
    folder = Path(folder)
    if businesses is None:
        businesses = mirrored_businesses(folder)
    lookout = Lookout(folder)
    return [status for business_id in businesses if (status := _status(folder, business_id, lookout))]


def checks(mirrors: MirrorReader) -> dict[int, datetime]:
    """Until when each mirror that is here is known to hold all of the books."""
    lookout, sweep = Lookout(mirrors.folder), mirrors.sweep()
    noted = ((one, lookout.checked_at(one)) for one in mirrored_businesses(mirrors.folder))
    return {one: at if sweep is None else sweep.known_until(one, at) for one, at in noted if at is not None}


def _status(folder: Path, business_id: int, lookout: Lookout) -> MirrorStatus | None:
    try:
        pointer = os.stat(Versions(folder, business_id).pointer)
        version, about = _pointed(folder, business_id, (pointer.st_mtime_ns, pointer.st_ino))
        checked_at = lookout.checked_at(business_id)
    except (NoMirror, FileNotFoundError, MirrorUnreadable):  # none yet, replaced just now, or to be made anew
        return None
    return MirrorStatus(
        business_id, version, about.as_of, max(checked_at or about.as_of, about.as_of), about.bytes, about.rows
    )


@lru_cache(maxsize=20_000)
def _pointed(folder: Path, business_id: int, _pointer: tuple[int, int]) -> tuple[int, About]:
    """The current version and what it holds: read again when its pointer has changed, so that metrics may ask every few seconds."""
    return described(Versions(folder, business_id))


def described(versions: Versions) -> tuple[int, About]:
    """The current version and what it holds. Raises ``NoMirror``, ``MirrorUnreadable``."""
    version, about = versions.pointed()
    if version is not None and about is not None:
        return version, about
    # made by a Munim that did not keep it beside the version
    counts = " UNION ALL ".join(f"SELECT {n}, count(*) FROM {table.name}" for n, table in enumerate(TABLES))
    with open_mirror(versions.folder.parent, versions.business_id) as mirror:
        found = dict(mirror.rows(counts))
        size = versions.path(mirror.version).stat().st_size
        return mirror.version, About(mirror.as_of, size, {table.name: found[n] for n, table in enumerate(TABLES)})
