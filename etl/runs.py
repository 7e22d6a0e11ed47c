"""What came of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal

# Every step a run tells of, in order; which of them a run takes depends on what it finds and where it publishes. What may
# come to no rows is staged before there is a file for it. Whatever happens after any of them, readers keep a whole version
# and the next run makes good.
STEPS: Final = (
    "locked",  # the business's turn is ours, and what a dead run left is cleared away
    "based",  # the file to be changed is there: copied, or taken back
    "staged",  # the rows are read
    "written",
    "reconciled",  # compared with the books
    "closed",
    "synced",  # on the disk
    "named",  # under its own name
    "published",  # the pointer names it
    "cleaned",  # old versions are gone
    "hashed",
    "uploaded",  # the bucket has it
    "pointed",  # the bucket's pointer names it
    "noted",  # and this machine knows
    "tidied",  # old versions are gone from the bucket
)


@dataclass(frozen=True)
class Run:
    """One business's turn. ``rows``: how many were written, by table; ``busy``: another run had the turn.

    ``published``: readers have the version; not so when a bucket takes long and is left in peace until later.
    """

    business_id: int
    outcome: Literal["loaded", "updated", "unchanged", "busy"]
    version: int | None = None
    as_of: datetime | None = None
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    published: bool = True

    @property
    def settled(self) -> bool:
        """Whether readers have what the books said; otherwise the business is to be taken up again."""
        return self.published and self.outcome != "busy"
