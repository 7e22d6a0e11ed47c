"""How far the whole mirror has looked: a snapshot by which every business was up to date, but for those left behind.

It spares a sweep from opening the mirrors of businesses in which nothing happened, and it says of them all how fresh they
are, without a note in each of ten thousand folders. Losing it costs one sweep through all of them.
"""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from etl.statements import Since
from etl.versions import Versions

NAME = "sweep.json"


class Sweep(msgspec.Struct, frozen=True, kw_only=True):
    """The last sweep, and what it found.

    ``behind``: businesses that were busy, failed or are not published yet: the next sweep takes them up again.
    ``held_since``: since when one transaction, open still, has kept the watermark from moving; None while none does.
    ``rows_read`` and ``rows_changed``: how many rows lay beyond the last watermark, and how many of them were new.
    """

    watermark: int
    snapshot: str
    source: str
    as_of: datetime
    businesses: int
    behind: frozenset[int] = frozenset()
    held_since: datetime | None = None
    rows_read: int = 0
    rows_changed: int = 0

    @property
    def seen(self) -> Since:
        return Since(self.watermark, self.snapshot)

    def known_until(self, business_id: int, noted: datetime) -> datetime:
        """Until when a business's current version is all of the books, which was ``noted`` with it so far."""
        return noted if business_id in self.behind else max(noted, self.as_of)

    def watermark_age_seconds(self, at: datetime) -> float:
        """For how long a transaction has kept the watermark where it is: until it ends, rows are read again each time."""
        return 0.0 if self.held_since is None else (at - self.held_since).total_seconds()


def read_sweep(folder: Path) -> Sweep | None:
    """The last sweep of the mirror in ``folder``, None when there was none or it cannot be understood."""
    try:
        return parse_sweep((folder / NAME).read_bytes())
    except FileNotFoundError:
        return None


def parse_sweep(content: bytes) -> Sweep | None:
    """A sweep as it was written, None when it cannot be understood."""
    try:
        sweep = msgspec.json.decode(content, type=Sweep)
        _ = sweep.seen  # a snapshot that is none is refused here
        return sweep
    except (msgspec.MsgspecError, ValueError):
        return None


def write_sweep(folder: Path, sweep: Sweep) -> bytes:
    """Keep ``sweep`` as the last one; returns what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    content = msgspec.json.encode(sweep)
    fresh = folder / f"{NAME}.{os.getpid()}"
    try:
        fresh.write_bytes(content)
        os.replace(fresh, folder / NAME)
    finally:
        fresh.unlink(missing_ok=True)
    return content


class Lookout:
    """Until when each mirror under ``folder`` is known to be all of the books. For any number of threads."""

    def __init__(self, folder: Path) -> None:
        self._path = Path(folder) / NAME
        self._folder = Path(folder)
        self._read: tuple[Any, Sweep | None] = (None, None)  # what the file was when it was read, and what it said

    def sweep(self) -> Sweep | None:
        """The last sweep; its file is read again when it has changed."""
        try:
            found = os.stat(self._path)
        except FileNotFoundError:
            return None
        seen = (found.st_mtime_ns, found.st_ino)
        if self._read[0] != seen:
            self._read = (seen, read_sweep(self._folder))
        return self._read[1]

    def checked_at(self, business_id: int) -> datetime | None:
        """The moment of the books at which this business's current version was last found to hold them all."""
        noted = Versions(self._folder, business_id).noted_at()
        sweep = self.sweep()
        return noted if sweep is None or noted is None else sweep.known_until(business_id, noted)
