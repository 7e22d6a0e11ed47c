"""``ReportKind``: one report as the list of reports declares it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import msgspec

from analytics.report import Report
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures

Group = Literal["Overview", "Sales", "Money", "Products", "Stock", "Customers", "Tax", "Purchases", "Hire and delivery", "Control", "Outlook"]  # fmt: skip


class ReportKind(msgspec.Struct, frozen=True, kw_only=True):
    """One report that can be asked for by its ``slug``.

    ``make`` is given figures narrowed by the filters and an ``Asked`` whose period and options are settled.
    ``default_period`` is in words. ``spans`` says which periods make sense: ``any``; one ``day``, ``week`` or
    ``month`` of the shop, which the period asked for must lie in; a ``moment``, the end of the period's last day;
    or ``now``, known of this day alone. ``permissions``: without all of them there is no report; parts of it may
    need more, and are left out where they are lacking.
    """

    slug: str
    title: str
    group: Group
    description: str
    make: Callable[[Figures, Asked], Report]
    default_period: str = "this-month"
    spans: Literal["any", "day", "week", "month", "moment", "now"] = "any"
    options: tuple[Option, ...] = ()
    permissions: tuple[str, ...] = ()
    laborious: bool = (
        False  # the first asking of a day takes a second or more of the processor: not for the readers' pool
    )

    def allowed(self, permissions: frozenset[str]) -> bool:
        """Whether who has these permissions may ask for it."""
        return permissions.issuperset(self.permissions)
