"""Sales over time and by everything they can be split by; what came back, what was let off, what it left."""

from __future__ import annotations

from typing import Final

from analytics.notation import write, write_period
from analytics.query import MetricQuery
from analytics.report import Report
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import headlines_of, report_of
from analytics.reports.periods import before, elapsed, held_against
from analytics.reports.pivots import pivot
from analytics.reports.splits import Split, split_kind
from analytics.reports.words import told, when

_SOLD: Final = (
    "net_sales",
    "gross_sales",
    "discounts",
    "returns",
    "tax",
    "total_sales",
    "orders",
    "average_order_value",
)
_LINES: Final = ("net_sales", "items", "orders", "gross_sales", "discounts", "returns")
_SELL: Final = "Issue a bill, or choose days on which something was sold."


def _over_time(slug: str, title: str, by: str, default_period: str) -> ReportKind:
    return split_kind(
        slug=slug,
        title=title,
        group="Sales",
        description=f"{title}: gross, discounts, returns, net, tax, total, orders and their average value.",
        metrics=_SOLD,
        splits=(Split(name=f"{by}s", title=title, by=(by,), metrics=_SOLD),),
        nothing=_SELL,
        default_period=default_period,
    )


def _by(
    slug: str, title: str, by: str, *, metrics: tuple[str, ...] = _LINES, permissions: tuple[str, ...] = ()
) -> ReportKind:
    return split_kind(
        slug=slug,
        title=title,
        group="Sales",
        description=f"{title}, each with its share of the whole and its change on the period before.",
        metrics=metrics,
        splits=(Split(name=slug.removeprefix("sales-by-"), title=title, by=(by,), metrics=metrics),),
        nothing=_SELL,
        permissions=permissions,
    )


def busy_hours(figures: Figures, asked: Asked) -> Report:
    """Weekdays down, hours across: when the shop is busy."""
    slug = asked.option("figure")
    so_far = elapsed(asked.days, figures.today)
    held = held_against(asked, so_far, before(asked.days, so_far))
    headlines = headlines_of(figures, tuple(dict.fromkeys((slug, "net_sales", "orders"))), so_far, held)
    query = MetricQuery((slug,), by=("weekday", "hour"), period=so_far)
    table = pivot(figures, query, "hour", name="hours", title="Weekdays by hour")
    shop = figures.shop
    empty = not any(headline.value for headline in headlines)
    sentences = [f"No sales were recorded {when(so_far)}. {_SELL}"]
    if not empty:
        busiest = figures.of(MetricQuery((slug,), by=("weekday", "hour"), period=so_far))
        day, hour, figure = max(busiest.rows, key=lambda row: row[2])
        said = [write(value, column, shop) for value, column in zip((day, hour, figure), busiest.columns, strict=True)]
        sentences = [told(headlines[0], so_far, shop, so_far=so_far != asked.days)]
        sentences.append(f"The busiest hour was {said[0]} from {said[1]}, with {said[2]}.")
    return report_of(
        figures,
        "busy-hours",
        f"Sales by weekday and hour, {write_period(asked.days)}",
        asked.days,
        headlines,
        [table],
        empty=empty,
        sentences=sentences,
    )


SALES: Final = (
    _over_time("sales-by-day", "Sales by day", "day", "this-month"),
    _over_time("sales-by-week", "Sales by week", "week", "last-12-weeks"),
    _over_time("sales-by-month", "Sales by month", "month", "this-financial-year"),
    _over_time("sales-by-quarter", "Sales by quarter", "quarter", "this-financial-year"),
    _over_time("sales-by-year", "Sales by year", "year", "last-5-years"),
    _over_time("sales-by-financial-year", "Sales by financial year", "financial_year", "last-5-financial-years"),
    _over_time("sales-by-hour", "Sales by hour", "hour", "this-month"),
    _over_time("sales-by-weekday", "Sales by weekday", "weekday", "last-12-weeks"),
    ReportKind(
        slug="busy-hours",
        title="Sales by weekday and hour",
        group="Sales",
        description="A heat table of weekdays and hours: when the shop is busy.",
        make=busy_hours,
        default_period="last-12-weeks",
        options=(
            Option(
                name="figure",
                kind="choice",
                default="net_sales",
                choices=("net_sales", "orders", "items", "average_order_value"),
                description="the figure in the table",
            ),
        ),
    ),
    _by("sales-by-product", "Sales by product", "product", permissions=("products.read",)),
    _by("sales-by-category", "Sales by category", "category"),
    _by("sales-by-customer", "Sales by customer", "customer", metrics=_SOLD, permissions=("customers.read",)),
    _by("sales-by-city", "Sales by city", "city", metrics=_SOLD),
    _by("sales-by-staff", "Sales by staff", "staff", metrics=_SOLD),
    _by("sales-by-counter", "Sales by counter", "counter", metrics=_SOLD),
    split_kind(
        slug="returns",
        title="Returns",
        group="Sales",
        description="What came back and how much of what was sold that is, by product, category, customer and staff.",
        metrics=("returns", "return_rate", "net_sales"),
        about=("returns",),
        splits=(
            Split(name="products", title="By product", by=("product",), metrics=("returns", "return_rate", "gross_sales"), happened=True),
            Split(name="categories", title="By category", by=("category",), metrics=("returns", "return_rate", "gross_sales"), happened=True),
            Split(name="customers", title="By customer", by=("customer",), metrics=("returns", "return_rate", "gross_sales"), happened=True),
            Split(name="staff", title="By staff", by=("staff",), metrics=("returns", "return_rate", "gross_sales"), happened=True),
        ),
        nothing="Goods that come back are recorded as credit notes on their bill; they will be listed here.",
    ),
    split_kind(
        slug="discounts",
        title="Discounts",
        group="Sales",
        description="What was let off and how much of the price that is, by product, category, customer and staff.",
        metrics=("discounts", "discount_rate", "gross_sales"),
        about=("discounts",),
        splits=(
            Split(name="products", title="By product", by=("product",), metrics=("discounts", "discount_rate", "gross_sales"), happened=True),
            Split(name="categories", title="By category", by=("category",), metrics=("discounts", "discount_rate", "gross_sales"), happened=True),
            Split(name="customers", title="By customer", by=("customer",), metrics=("discounts", "discount_rate", "gross_sales"), happened=True),
            Split(name="staff", title="By staff", by=("staff",), metrics=("discounts", "discount_rate", "gross_sales"), happened=True),
        ),
        nothing="Nothing was let off: there is nothing to do.",
    ),
    split_kind(
        slug="quotations",
        title="Quotations",
        group="Sales",
        description="Quotations and how many of them became bills, by month, customer and staff.",
        metrics=("quotations", "quoted", "quotations_converted", "quoted_converted", "conversion_rate"),
        splits=(
            Split(name="months", title="Month by month", by=("month",), metrics=("quotations", "quoted", "quotations_converted", "conversion_rate")),
            Split(name="customers", title="By customer", by=("customer",), metrics=("quotations", "quoted", "quotations_converted", "conversion_rate")),
            Split(name="staff", title="By staff", by=("staff",), metrics=("quotations", "quoted", "quotations_converted", "conversion_rate")),
        ),
        nothing="Issue a quotation to see here whether it becomes a bill.",
        default_period="this-financial-year",
        permissions=("bills.read",),
    ),
    split_kind(
        slug="profit",
        title="Profit and margin",
        group="Sales",
        description="Gross profit and margin by month, category and product, and how much of the sales has a known cost.",
        metrics=("gross_profit", "margin", "costed_sales", "cost_of_goods", "cost_coverage"),
        about=("costed_sales",),
        splits=(
            Split(name="categories", title="By category", by=("category",), metrics=("gross_profit", "margin", "costed_sales", "cost_of_goods")),
            Split(name="products", title="By product", by=("product",), metrics=("gross_profit", "margin", "costed_sales", "cost_of_goods")),
            Split(name="months", title="Month by month", by=("month",), metrics=("gross_profit", "margin", "costed_sales", "cost_of_goods")),
        ),
        nothing="Give products their cost, or record what was bought, so that profit can be told.",
        permissions=("costs.read",),
    ),
)  # fmt: skip
