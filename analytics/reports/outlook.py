"""What is to come: forecasts, what runs out, what to order, and the days that were not as usual.

Their modules load numpy and a library of models; a process that makes no forecast does without, so they are
imported when the first one is asked for.
"""

from __future__ import annotations

from typing import Final

from analytics.report import Report
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind


def _sales_forecast(figures: Figures, asked: Asked) -> Report:
    from analytics.forecasts.sales import sales_forecast

    return sales_forecast(figures, asked)


def _stock_out(figures: Figures, asked: Asked) -> Report:
    from analytics.forecasts.stock import stock_out

    return stock_out(figures, asked)


def _restock(figures: Figures, asked: Asked) -> Report:
    from analytics.forecasts.stock import restock

    return restock(figures, asked)


def _unusual_days(figures: Figures, asked: Asked) -> Report:
    from analytics.anomalies import unusual_days

    return unusual_days(figures, asked)


OUTLOOK: Final = (
    ReportKind(
        slug="sales-forecast",
        title="Forecast of sales",
        group="Outlook",
        description="Net sales of the next 28 days, day by day, week by week and by category, each with the interval "
        "it lies in in four cases of five, and what such forecasts missed by beside the simplest one.",
        make=_sales_forecast,
        default_period="today",
        spans="now",
        laborious=True,
    ),
    ReportKind(
        slug="stock-out",
        title="When stock runs out",
        group="Outlook",
        description="The items that will have sold out within so many days if none is ordered, the most urgent first, "
        "with the soonest and the latest day in four cases of five.",
        make=_stock_out,
        default_period="today",
        spans="now",
        options=(
            Option(name="within", description="days ahead that are looked at", kind="integer", default=28, most=180),
        ),
        permissions=("products.read",),
        laborious=True,
    ),
    ReportKind(
        slug="restock",
        title="What to order",
        group="Outlook",
        description="How much of each item to order now: the demand until the order after this one has come, and more to "
        "be safe, less what is on hand and on order; the time an order takes is told by the shop's own deliveries.",
        make=_restock,
        default_period="today",
        spans="now",
        options=(
            Option(
                name="cover",
                description="days an order is to last once it has come",
                kind="integer",
                default=7,
                most=90,
            ),
            Option(
                name="service",
                description="in how many cases of a hundred it is to be enough",
                kind="integer",
                default=95,
                least=50,
                most=99,
            ),
        ),
        permissions=("products.read", "purchases.read", "suppliers.read"),
        laborious=True,
    ),
    ReportKind(
        slug="unusual-days",
        title="Unusual days",
        group="Outlook",
        description="Days whose net sales or orders were far from what their weekday usually is, festivals taken out, "
        "and the products, hours, customers and people that explain each.",
        make=_unusual_days,
        default_period="last-28-days",
        laborious=True,
    ),
)
