"""What an examination of a part found; ``munim doctor`` prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Finding:
    """How one part is. ``remedy``: what to do about it, empty when it is well."""

    part: str
    state: Literal["well", "warning", "wrong"]
    said: str
    remedy: str = ""
