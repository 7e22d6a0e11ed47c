"""How the mirrors stand: which version, how fresh, how many rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from etl.reader import MirrorUnreadable, open_mirror
from etl.tables import TABLES
from etl.versions import NoMirror, Versions, mirrored_businesses


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
    """How each mirror under ``folder`` stands, or those of ``businesses``; without one that can be read, left out."""
    if businesses is None:
        businesses = mirrored_businesses(folder)
    return [status for business_id in businesses if (status := _status(Path(folder), business_id))]


def _status(folder: Path, business_id: int) -> MirrorStatus | None:
    versions = Versions(folder, business_id)
    try:
        version, as_of, rows = _contents(folder, business_id, versions.require_current())
        size = versions.path(version).stat().st_size
    except (NoMirror, FileNotFoundError, MirrorUnreadable):  # none yet, replaced just now, or to be made anew
        return None
    checked_at = datetime.fromtimestamp(versions.pointer.stat().st_mtime, UTC)
    return MirrorStatus(business_id, version, as_of, max(checked_at, as_of), size, dict(rows))


@lru_cache(maxsize=10_000)
def _contents(folder: Path, business_id: int, version: int) -> tuple[int, datetime, tuple[tuple[str, int], ...]]:
    """What a version holds, which never changes: asked by metrics every few seconds, read once."""
    counts = " UNION ALL ".join(f"SELECT {n}, count(*) FROM {table.name}" for n, table in enumerate(TABLES))
    with open_mirror(folder, business_id) as mirror:
        found = dict(mirror.cursor.execute(counts).fetchall())
        return mirror.version, mirror.as_of, tuple((table.name, found[n]) for n, table in enumerate(TABLES))
