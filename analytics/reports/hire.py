"""Goods on hire, and daily deliveries on their routes."""

from __future__ import annotations

from typing import Final

from analytics.notation import write, write_period
from analytics.query import Having, MetricQuery
from analytics.report import Report
from analytics.reports.asked import Asked
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import as_of_now, headlines_of, report_of, table_of, with_total
from analytics.reports.periods import before, elapsed, held_against
from analytics.reports.splits import LIMIT, Split, split_kind
from analytics.reports.words import listed, told, when

_DELIVERED: Final = ("delivered_value", "delivered_items", "expected_quantity", "deliveries", "skipped_deliveries", "unbilled_deliveries")  # fmt: skip


def rentals(figures: Figures, asked: Asked) -> Report:
    """How much of what can be hired was out, what it earned, what is out now and what should be back."""
    so_far = elapsed(asked.days, figures.today)
    held = held_against(asked, so_far, before(asked.days, so_far))
    over = headlines_of(figures, ("hire_billed", "utilisation", "unit_days_hired", "bookings"), so_far, held)
    present = as_of_now(figures, "units_out", "units_overdue", "unbilled_hire", "deposits_held")
    limit = asked.option("limit")
    used = MetricQuery(("utilisation", "unit_days_hired", "unit_days_owned", "hire_billed"), by=("product",), where=(), period=so_far, limit=limit)  # fmt: skip
    out = MetricQuery(("units_out",), by=("customer", "product"), having=(Having("units_out", "above", (0,)),), limit=limit)  # fmt: skip
    late = MetricQuery(("units_overdue",), by=("customer", "product"), having=(Having("units_overdue", "above", (0,)),), limit=limit)  # fmt: skip
    tables = [
        *table_of(figures, used, "products", "Utilisation by product", over),
        *(with_total(table, present) for table in table_of(figures, out, "out", "Out now")),
        *(with_total(table, present) for table in table_of(figures, late, "overdue", "Should be back")),
    ]
    headlines = [*over, *present]
    shop = figures.shop
    empty = not any(item.value for item in headlines)
    said = [told(over[0], so_far, shop, so_far=so_far != asked.days)]
    said += [f"{item.column.title}: {write(item.value, item.column, shop)}." for item in present[:2]]
    return report_of(
        figures,
        "rentals",
        f"Hire, {write_period(asked.days)}",
        asked.days,
        headlines,
        tables,
        empty=empty,
        sentences=[f"Nothing was hired out {when(so_far)}. Hand goods out on a challan to see them here."]
        if empty
        else said,
        notes=listed(limit, tables),
    )


HIRE: Final = (
    ReportKind(
        slug="rentals",
        title="Hire",
        group="Hire and delivery",
        description="Utilisation of what can be hired, what it earned, what is out now and what should be back.",
        make=rentals,
        options=(LIMIT,),
        permissions=("rentals.read",),
    ),
    split_kind(
        slug="deliveries",
        title="Deliveries",
        group="Hire and delivery",
        description="What was brought on each route, of what was expected, skipped and not billed yet, by product and customer too.",
        metrics=_DELIVERED,
        splits=(
            Split(name="routes", title="By route", by=("route",), metrics=_DELIVERED),
            Split(name="slots", title="Morning and evening", by=("slot",), metrics=_DELIVERED),
            Split(name="products", title="By product", by=("product",), metrics=_DELIVERED),
            Split(name="customers", title="By customer", by=("customer",), metrics=_DELIVERED),
            Split(name="days", title="Day by day", by=("day",), metrics=_DELIVERED),
        ),
        nothing="Enter a route's deliveries of a day to see them here.",
        permissions=("deliveries.read",),
    ),
)  # fmt: skip
