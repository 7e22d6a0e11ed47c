"""What a version says of itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from etl.statements import Since


@dataclass(frozen=True)
class State:
    """What a version says of itself."""

    version: int
    seen: Since
    source: str
    as_of: datetime
    reconciled_at: datetime
