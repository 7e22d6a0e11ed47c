"""What a metric is."""

from __future__ import annotations

from typing import Literal

import msgspec


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One figure.

    ``measures`` are (source, aggregate) pairs that mean the same, cheapest first: the compiler takes the first
    whose source knows every dimension asked for. An aggregate reads columns of the source's relation ``t`` or of a table
    of ``JOINS``. A metric without measures has a ``formula`` over other metrics instead, in which ``$days`` is how many
    days of the period have been; a quotient is written ``numerator / denominator``, is exact and rounded half up, and is
    empty where the denominator is zero.
    """

    slug: str
    title: str
    definition: str
    unit: Literal["money", "count", "quantity", "percent", "ratio"]
    grain: str  # what one counted thing is
    measures: tuple[tuple[str, str], ...] = ()
    formula: str = ""
    additive: bool = True  # the parts of a split sum to the whole
    overlaps: tuple[str, ...] = ()  # dimensions over which an otherwise additive metric counts the same thing twice
    balance: bool = False  # the state at a moment, not the sum of a period
    counted_by: str = ""  # of a count of different things: the dimension whose groups it counts
    good: Literal["up", "down", ""] = "up"  # which way is welcome; empty: neither
    permission: str = ""
    synonyms: tuple[str, ...] = ()

    def adds_up_over(self, dimensions: tuple[str, ...]) -> bool:
        """Whether the rows of a split by ``dimensions`` sum to the undivided figure."""
        return self.additive and not set(dimensions) & set(self.overlaps)
