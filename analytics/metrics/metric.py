"""What a metric is."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import Final, Literal

import msgspec

_CHOICE: Final = re.compile(r"\(([^()]*)\)")


class Metric(msgspec.Struct, frozen=True, kw_only=True):
    """One figure.

    ``measures`` are (source, aggregate) pairs that mean the same, cheapest first: the compiler takes the first
    whose source knows every dimension asked for. An aggregate reads columns of the source's relation ``t`` or of a table
    of ``JOINS``. A metric without measures has a ``formula`` over other metrics instead, in which ``$days`` is how many
    days of the period have been; a quotient is written ``numerator / denominator``, is exact and rounded half up, and is
    empty where the denominator is zero. In ``synonyms`` words in brackets stand for one another, and an empty one for none:
    ``(average|mean) sale per bill``; ``called`` spells them out.
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

    @property
    def called(self) -> tuple[str, ...]:
        """Its synonyms, each spelled out."""
        return spelled_out(self.synonyms)


@cache
def spelled_out(phrases: tuple[str, ...]) -> tuple[str, ...]:
    """Each phrase with one word of every bracket.

    >>> spelled_out(("(net|) sales (a|per) day", "takings"))
    ('net sales a day', 'net sales per day', 'sales a day', 'sales per day', 'takings')
    """
    return tuple(
        " ".join("".join(chosen).split())
        for phrase in phrases
        for chosen in itertools.product(
            *(part.split("|") if n % 2 else (part,) for n, part in enumerate(_CHOICE.split(phrase)))
        )
    )
