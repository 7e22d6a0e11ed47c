"""New and returning customers, and how many come again.

Named customers alone (the walk-in is nobody), by invoices that stand: one that was cancelled was no purchase. A customer is
*new* in the period that holds the first invoice they ever had, *returning* when they bought in it and had bought before. The
*repeat rate* is the share of the period's customers with two or more invoices in it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from analytics.analysis import analyse
from analytics.report import share
from munim.days import Period

if TYPE_CHECKING:
    from analytics.reports.figures import Figures


class Buyers(msgspec.Struct, frozen=True):
    """The customers with the same number of invoices in the period; of 0 invoices: who gave goods back alone."""

    is_new: bool
    invoices: int
    customers: int
    net_minor: int


class Buyer(msgspec.Struct, frozen=True):
    """One customer of a period: of 0 invoices who gave goods back alone."""

    customer_id: UUID
    is_new: bool
    invoices: int
    net_minor: int


class Loyalty(msgspec.Struct, frozen=True):
    """Everybody who bought in a period; amounts are net sales in minor units, returns taken off."""

    buyers: tuple[Buyers, ...]

    @property
    def customers(self) -> int:
        return self._count(lambda item: True)

    @property
    def new(self) -> int:
        return self._count(lambda item: item.is_new)

    @property
    def returning(self) -> int:
        return self._count(lambda item: not item.is_new)

    @property
    def repeating(self) -> int:
        """Customers with two or more invoices in the period."""
        return self._count(lambda item: item.invoices >= 2)

    @property
    def repeat_rate(self) -> Decimal | None:
        """Per cent of the period's customers who bought in it twice or more; None where nobody bought."""
        return share(self.repeating, self.customers)

    @property
    def net_minor(self) -> int:
        return sum(item.net_minor for item in self.buyers)

    @property
    def new_minor(self) -> int:
        return sum(item.net_minor for item in self.buyers if item.is_new)

    def with_invoices(self, least: int, most: int | None) -> tuple[int, int]:
        """How many customers have ``least`` to ``most`` invoices (or more), and their net sales."""
        held = [item for item in self.buyers if item.invoices >= least and (most is None or item.invoices <= most)]
        return sum(item.customers for item in held), sum(item.net_minor for item in held)

    def _count(self, holds: Callable[[Buyers], bool]) -> int:
        return sum(item.customers for item in self.buyers if item.invoices and holds(item))


class MonthOfCustomers(msgspec.Struct, frozen=True):
    """A month (or what the period holds of it): who bought, and for how much.

    New are those whose first invoice ever is in the month, and in the period. ``returning_minor`` holds also what was taken back from
    customers who bought nothing in it, so that both amounts sum to the net sales to named customers.
    """

    month: date
    new: int
    returning: int
    new_minor: int
    returning_minor: int


def loyalty(figures: Figures, period: Period) -> Loyalty:
    """Who bought in ``period``. Raises ``Forbidden`` without ``customers.read``."""
    rows = analyse(figures, "purchase_counts", permission="customers.read", start=period.start, end=period.end)
    return Loyalty(
        tuple(Buyers(is_new, int(invoices), customers, int(net)) for is_new, invoices, customers, net in rows)
    )


def buyers(figures: Figures, period: Period) -> list[Buyer]:
    """Who ``loyalty`` counts, one by one. Raises ``Forbidden`` without ``customers.read``."""
    rows = analyse(figures, "customers_told_apart", permission="customers.read", start=period.start, end=period.end)
    return [Buyer(*row) for row in rows]


def buyers_of_month(figures: Figures, period: Period, month: date) -> list[Buyer]:
    """Who ``customers_by_month`` counts in ``month``, its first day, one by one. Raises ``Forbidden`` without ``customers.read``."""
    rows = analyse(figures, "customers_of_months", permission="customers.read", start=period.start, end=period.end)
    return [Buyer(key, is_new, invoices, net) for key, each, invoices, net, is_new in rows if each == month]


def customers_by_month(figures: Figures, period: Period) -> list[MonthOfCustomers]:
    """The months of ``period`` in which anything was sold to somebody named. Raises ``Forbidden`` without ``customers.read``."""
    rows = analyse(figures, "customers_by_month", permission="customers.read", start=period.start, end=period.end)
    return [MonthOfCustomers(month, *map(int, rest)) for month, *rest in rows]
