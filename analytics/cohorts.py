"""Cohorts: customers by the month of their first invoice ever, and what became of them in the months after.

Named customers alone (the walk-in is nobody), by invoices that stand. *Retention* is the share of a cohort that bought again a
given number of months later; *lifetime value* is the cohort's net sales up to then, returns taken off, per customer of it. A
month is the calendar's; a cohort's whole month counts though the period begins or ends within it, up to the period's end.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from analytics.report import share
from munim.days import Period, month_of
from munim.money import round_half_up

if TYPE_CHECKING:
    from analytics.reports.figures import Figures


class Cohort(msgspec.Struct, frozen=True):
    """The customers whose first invoice was in ``month``.

    ``active`` and ``net_minor`` hold a figure for each month since, from the month itself (0) to the last that has begun:
    how many of them bought in it, and their net sales of it in minor units.
    """

    month: date  # its first day
    customers: int
    active: tuple[int, ...]
    net_minor: tuple[int, ...]

    def retention(self, months: int) -> Decimal | None:
        """Per cent of the cohort that bought ``months`` after its own; None for a month that has not begun."""
        return share(self.active[months], self.customers) if months < len(self.active) else None

    def lifetime_value(self, months: int) -> int | None:
        """Net sales per customer up to ``months`` after the cohort's own, minor units; None for a month that has not begun."""
        if months >= len(self.net_minor):
            return None
        return round_half_up(Decimal(sum(self.net_minor[: months + 1])) / self.customers)


class Follower(msgspec.Struct, frozen=True):
    """One customer of a cohort, and after how many months each they bought: 0 is the cohort's own."""

    customer_id: UUID
    cohort: date
    came: frozenset[int]


def cohorts(figures: Figures, period: Period) -> list[Cohort]:
    """The cohorts of every month of ``period``, oldest first, followed to the end of it; months without one are left out.

    Raises ``Forbidden`` without ``customers.read``.
    """
    start = month_of(period.start).start
    begun = min(period.last, max(figures.today, period.start))
    rows = analyse(figures, "cohorts", permission="customers.read", start=start, end=period.end)
    answer = []
    for month, cells in groupby(rows, key=lambda row: row[0]):
        found = {since: (customers, int(net)) for _, since, customers, net in cells}
        months = 1 + max(_months_between(month, begun), *found)  # a month in which nobody came is a month too
        active, net = zip(*(found.get(since, (0, 0)) for since in range(months)), strict=True)
        answer.append(Cohort(month, active[0], active, net))
    return answer


def followers(figures: Figures, period: Period) -> list[Follower]:
    """The customers of the cohorts of ``period``, one by one. Raises ``Forbidden`` without ``customers.read``."""
    start = month_of(period.start).start
    rows = analyse(figures, "cohort_months", permission="customers.read", start=start, end=period.end)
    return [
        Follower(key, cohort, frozenset(since for _, _, since in cells))
        for (cohort, key), cells in groupby(rows, key=lambda row: (row[1], row[0]))
    ]


def _months_between(first: date, last: date) -> int:
    return 12 * (last.year - first.year) + last.month - first.month
