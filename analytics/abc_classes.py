"""ABC of products: which few make most of the sales.

Products stand in order of their net sales in the period, most first, ties by name and id. **A** are those that start below 80 %
of the cumulative net sales, **B** those that start below 95 %, **C** the rest: a product that crosses a line belongs to the
class it crosses from. What brought nothing, or less than was taken back, is C, and so is everything where net sales are not above
zero. Lines written by hand are products by their words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from itertools import accumulate, repeat
from typing import Any, Final

import msgspec

from analytics.report import share

# class, and the per cent of cumulative net sales below which a product of it starts
CLASSES: Final = (("A", 80), ("B", 95), ("C", None))


class Ranked(msgspec.Struct, frozen=True, gc=False):
    """A product's row in its place: its net sales, those of all before it, and of all together, in minor units."""

    row: tuple[Any, ...]
    net_minor: int
    before_minor: int
    total_minor: int
    abc: str

    @property
    def share(self) -> Decimal | None:
        """Per cent of all net sales, to one decimal; None of nothing."""
        return share(self.net_minor, self.total_minor)

    @property
    def cumulative(self) -> Decimal | None:
        """Per cent of all net sales up to and with this product."""
        return share(self.before_minor + self.net_minor, self.total_minor)


def abc_classes(rows: Sequence[tuple[Any, ...]], amounts: Sequence[int]) -> list[Ranked]:
    """``rows``, most net sales first, with the class of each; ``amounts`` are their net sales in minor units."""
    total = sum(amounts)
    before = list(accumulate(amounts, initial=0))
    # below these places something was sold; what is before them only grows
    sold = bisect_left(amounts, 0, key=lambda amount: -amount)
    classes: list[str] = []
    for name, per_cent in CLASSES:
        end = (
            len(rows)
            if per_cent is None
            else bisect_left(before, per_cent * total, 0, sold, key=lambda all_: 100 * all_)
        )
        classes += [name] * (end - len(classes))
    return list(map(Ranked, rows, amounts, before, repeat(total), classes))
