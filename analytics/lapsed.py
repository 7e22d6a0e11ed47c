"""Lapsed customers: those who bought before and have not come for a number of days, and what they were worth.

Named customers alone (the walk-in is nobody), by invoices that stand. A customer has lapsed when their last invoice is at least
``days`` days old; what they were worth is their net sales of the 365 days up to that invoice, less what they gave back since.
They bought *regularly* when they had come on three days or more, ``REGULAR_DAYS`` days or fewer apart on average.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from munim.money import round_half_up

if TYPE_CHECKING:
    from analytics.reports.figures import Figures

REGULAR_DAYS: Final = 31  # who came at least monthly


class LapsedCustomer(msgspec.Struct, frozen=True):
    """One of them; ``year_minor`` is what they were worth in minor units."""

    name: str
    customer_id: UUID
    first_date: date
    last_date: date
    buying_days: int
    invoices: int
    year_minor: int
    was_regular: bool

    @property
    def usual_gap(self) -> int | None:
        """Days between two days of buying, on average and rounded half up; None for who came on one day."""
        if self.buying_days < 2:
            return None
        return round_half_up(Decimal((self.last_date - self.first_date).days) / (self.buying_days - 1))


class Lapsed(msgspec.Struct, frozen=True):
    """The most valuable of them, and how many there are in all; amounts are net sales of a year in minor units."""

    customers: tuple[LapsedCustomer, ...]
    count: int
    year_minor: int
    regular_count: int
    regular_minor: int


def lapsed_customers(figures: Figures, *, on: date, days: int, limit: int) -> Lapsed:
    """Who, at the end of the day ``on``, had not come for ``days`` days; the ``limit`` most valuable by name.

    Raises ``Forbidden`` without ``customers.read``.
    """
    rows = analyse(
        figures,
        "lapsed_customers",
        permission="customers.read",
        end=on + timedelta(days=1),
        since=on - timedelta(days=days - 1),
        regular_days=REGULAR_DAYS,
        limit=limit,
    )
    totals = [int(value) for value in rows[0][-4:]] if rows else [0, 0, 0, 0]
    named = (row[:-4] for row in rows)
    return Lapsed(
        tuple(
            LapsedCustomer(name, customer_id, first, last, buying_days, int(invoices), int(year), regular)
            for name, customer_id, first, last, buying_days, invoices, year, regular in named
        ),
        *totals,
    )
