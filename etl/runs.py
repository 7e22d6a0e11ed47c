"""What came of a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Run:
    """One business's turn. ``rows``: how many were written, by table; ``busy``: another run had the turn."""

    business_id: int
    outcome: Literal["loaded", "updated", "unchanged", "busy"]
    version: int | None = None
    as_of: datetime | None = None
    rows: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
