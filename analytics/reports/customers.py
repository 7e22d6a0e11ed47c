"""The reports of customers: who is new and who returns, what becomes of them, how they fall into segments, who has lapsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec

from analytics.cohorts import Cohort, cohorts
from analytics.lapsed import Lapsed, lapsed_customers
from analytics.loyalty import Loyalty, customers_by_month, loyalty
from analytics.notation import write, write_day, write_period
from analytics.query import Column
from analytics.report import Comparison, Headline, Report, Table, change, share
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import report_of
from analytics.reports.periods import A_DAY, before, elapsed, held_against
from analytics.segments import SEGMENTS, SegmentFigures, customer_segments, find_segment, scored_customers
from munim.days import Period, add_months
from munim.money import round_half_up

CUSTOMER: Final = Column("customer", "Customer", "text")
CUSTOMER_ID: Final = Column("customer_id", "Customer id", "id")
CUSTOMERS: Final = Column("customers", "Customers", "count", metric=True)
SHARE_OF_CUSTOMERS: Final = Column("customers__share", "Share of customers", "percent", metric=True)
NET_SALES: Final = Column("net_sales", "Net sales", "money", metric=True)
SHARE_OF_SALES: Final = Column("net_sales__share", "Share of sales", "percent", metric=True)
INVOICES: Final = Column("invoices", "Invoices", "count", metric=True)
LAST_BOUGHT: Final = Column("last_bought", "Last bought", "date")
MONTH: Final = Column("month", "Month", "date")

# how often people came, as a shopkeeper would sort them: in words, least invoices, most
TIMES: Final = (
    ("Once", 1, 1),
    ("Twice", 2, 2),
    ("3 to 5 times", 3, 5),
    ("6 to 10 times", 6, 10),
    ("More often", 11, None),
)
AGES: Final = (1, 3, 6, 12)  # months after which it is told above the table how many of a cohort came
AT_RISK: Final = ("cannot_lose", "at_risk")


# --- new and returning ---


def customers_report(figures: Figures, asked: Asked) -> Report:
    """New and returning customers beside those of the period before, month by month, and how often they came."""
    period = asked.days
    so_far = elapsed(period, figures.today)
    now = loyalty(figures, so_far)
    then = [(than, days, loyalty(figures, days)) for than, days in held_against(asked, so_far, before(period, so_far))]
    months = [
        (item.month, item.new, item.returning, item.new_minor, item.returning_minor)
        for item in customers_by_month(figures, so_far)
    ]
    times = [(words, *now.with_invoices(least, most)) for words, least, most in TIMES]
    total = {column.slug: tell(now) for column, _, tell in LOYALTY}
    tables = [
        Table(
            "months",
            "Month by month",
            (
                MONTH,
                NEW,
                RETURNING,
                NEW_SALES,
                Column("returning_net_sales", "Net sales to others", "money", metric=True),
            ),
            months,
            (None, total["new_customers"], None, total["new_net_sales"], now.net_minor - now.new_minor),
        ),
        Table(
            "times",
            "How often they came",
            (Column("times", "Came", "text"), CUSTOMERS, SHARE_OF_CUSTOMERS, NET_SALES, SHARE_OF_SALES),
            [
                (words, count, share(count, now.customers), net, share(net, now.net_minor))
                for words, count, net in times
            ],
            ("", now.customers, None, None, None),
        ),
    ]
    headlines = [Headline(column, tell(now), good, _beside(column, tell, now, then)) for column, good, tell in LOYALTY]
    title = f"Customers, {write_period(period)}"
    report = report_of(figures, "customers", title, period, headlines, tables, empty=not now.customers)
    return msgspec.structs.replace(report, sentences=tuple(_loyalty_in_words(report)))


NEW: Final = Column("new_customers", "New customers", "count", metric=True)
RETURNING: Final = Column("returning_customers", "Returning customers", "count", metric=True)
NEW_SALES: Final = Column("new_net_sales", "Net sales to new customers", "money", metric=True)
LOYALTY: Final[tuple[tuple[Column, Literal["up", "down", ""], Callable[[Loyalty], Any]], ...]] = (
    (CUSTOMERS, "up", lambda it: it.customers),
    (NEW, "up", lambda it: it.new),
    (RETURNING, "up", lambda it: it.returning),
    (Column("repeat_rate", "Came twice or more", "percent", metric=True), "up", lambda it: it.repeat_rate),
    (NET_SALES, "up", lambda it: it.net_minor),
    (NEW_SALES, "up", lambda it: it.new_minor),
)


def _beside(
    column: Column, tell: Callable[[Loyalty], Any], now: Loyalty, then: Sequence[tuple[str, Period, Loyalty]]
) -> tuple[Comparison, ...]:
    return tuple(
        Comparison(than, days, tell(each), change(tell(now), tell(each), column.unit)) for than, days, each in then
    )


def _loyalty_in_words(report: Report) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"No customer known by name bought anything in {write_period(report.period)}."
        return
    yield f"{said['customers']} customers bought: {said['new_customers']} for the first time, {said['returning_customers']} had bought before."
    yield f"{said['repeat_rate']} of them came twice or more."
    yield f"New customers brought {said['new_net_sales']} of {said['net_sales']} net sales."


# --- cohorts ---


def cohorts_report(figures: Figures, asked: Asked) -> Report:
    """Customers by the month they first bought in: how many came again each month after, and what they have been worth."""
    period = asked.days
    found = cohorts(figures, period)
    ages = range(max((len(one.active) for one in found), default=1))
    size, net = sum(one.customers for one in found), sum(sum(one.net_minor) for one in found)
    worth = round_half_up(Decimal(net) / size) if size else None
    headlines = [
        Headline(NEW, size, "up"),
        *(
            Headline(Column(f"retention_{age}", f"Bought {age} months later", "percent", metric=True), kept, "up")
            for age in AGES
            if (kept := _kept(found, age, figures)) is not None
        ),
        Headline(Column("lifetime_value", "Net sales per customer so far", "money", metric=True), worth, "up"),
    ]
    headlines = [_singular(item) for item in headlines]
    retention = [(one.month, one.customers, *(one.retention(age) for age in ages)) for one in found]
    values = [(one.month, one.customers, *(one.lifetime_value(age) for age in ages)) for one in found]
    sales = [(one.month, one.customers, sum(one.net_minor), one.lifetime_value(len(one.active) - 1)) for one in found]
    first = Column("month", "First bought in", "date")
    per_head = Column("lifetime_value", "Per customer", "money", metric=True)
    tables = [
        Table(
            "cohorts", "What they have been worth", (first, NEW, NET_SALES, per_head), sales, (None, size, net, worth)
        ),
        Table(
            "retention",
            "Came again so many months later",
            (first, NEW, *(Column(f"month_{age}", f"{age}", "percent", metric=True) for age in ages)),
            retention,
        ),
        Table(
            "lifetime_value",
            "Net sales per customer up to so many months later",
            (first, NEW, *(Column(f"month_{age}", f"{age}", "money", metric=True) for age in ages)),
            values,
        ),
    ]
    title = f"Customers by the month they first bought in, {write_period(period)}"
    report = report_of(figures, "cohorts", title, period, headlines, tables, empty=not found)
    return msgspec.structs.replace(report, sentences=tuple(_cohorts_in_words(report)))


def _kept(found: Sequence[Cohort], age: int, figures: Figures) -> Decimal | None:
    """Per cent of the customers of cohorts whose month ``age`` is over who bought in it; None where none is."""
    over = [one for one in found if over_at(one.month, age, figures.today) and age < len(one.active)]
    return share(sum(one.active[age] for one in over), sum(one.customers for one in over)) if over else None


def over_at(cohort: date, age: int, today: date) -> bool:
    """Whether the month ``age`` after that of a cohort is over, so that it can be told who came in it."""
    return add_months(cohort, age + 1) <= today + A_DAY


def _singular(headline: Headline) -> Headline:
    column = headline.column
    if column.slug != "retention_1":
        return headline
    return msgspec.structs.replace(headline, column=msgspec.structs.replace(column, title="Bought the month after"))


def _cohorts_in_words(report: Report) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"No customer known by name first bought in {write_period(report.period)}."
        return
    yield f"{said['new_customers']} customers first bought in {write_period(report.period)}; each has brought {said['lifetime_value']} so far on average."
    told = [f"{said[f'retention_{age}']} {_after(age)}" for age in AGES if f"retention_{age}" in said]
    if told:
        yield f"Of those it can be told of, {', '.join(told)} bought again."


def _after(age: int) -> str:
    return "the month after" if age == 1 else f"{age} months later"


# --- segments ---


def segments_report(figures: Figures, asked: Asked) -> Report:
    """Customers in RFM segments: how many, what they bought, and who they are."""
    period = asked.days
    so_far = elapsed(period, figures.today)
    chosen = asked.option("segment")
    found = customer_segments(figures, so_far)
    count, net = sum(item.customers for item in found), sum(item.net_minor for item in found)
    risky = [item for item in found if item.segment.slug in AT_RISK]
    named = scored_customers(
        figures,
        so_far,
        segment=find_segment(chosen, on=so_far.last) if chosen else None,
        limit=asked.option("limit"),
    )
    headlines = [
        Headline(CUSTOMERS, count, "up"),
        Headline(NET_SALES, net, "up"),
        Headline(Column("at_risk", "Customers at risk", "count", metric=True), sum(it.customers for it in risky), "down"),
        Headline(Column("at_risk_net_sales", "Net sales at risk", "money", metric=True), sum(it.net_minor for it in risky), "down"),
    ]  # fmt: skip
    segment = Column("segment", "Segment", "text")
    tables = [
        Table(
            "segments",
            "Segments",
            (segment, CUSTOMERS, SHARE_OF_CUSTOMERS, INVOICES, NET_SALES, SHARE_OF_SALES, Column("meaning", "They", "text")),
            [_segment_row(item, count, net) for item in found],
            ("", count, None, sum(item.invoices for item in found), net, None, ""),
        ),
        Table(
            "customers",
            "The most valuable of them",
            (
                CUSTOMER, CUSTOMER_ID, segment, LAST_BOUGHT, INVOICES, NET_SALES,
                Column("recency", "R", "count"), Column("frequency", "F", "count"), Column("monetary", "M", "count"),
            ),
            [
                (one.name, one.customer_id, one.segment.title, one.last_date, one.invoices, one.net_minor, one.recency, one.frequency, one.monetary)
                for one in named
            ],
        ),
    ]  # fmt: skip
    title = f"Customer segments, {write_period(period)}"
    report = report_of(figures, "customer-segments", title, period, headlines, tables, empty=not count)
    return msgspec.structs.replace(report, sentences=tuple(_segments_in_words(report)))


def _segment_row(item: SegmentFigures, count: int, net: int) -> tuple[Any, ...]:
    return (
        item.segment.title, item.customers, share(item.customers, count), item.invoices, item.net_minor, share(item.net_minor, net), item.segment.meaning
    )  # fmt: skip


def _segments_in_words(report: Report) -> Iterator[str]:
    said, table = _said(report), report.table("segments")
    if report.empty:
        yield f"No customer known by name bought anything in {write_period(report.period)}."
        return
    best = dict(zip([column.slug for column in table.columns], table.rows[0], strict=True))
    if best["customers"] and best["net_sales__share"] is not None:
        part, sales = (
            write(best[slug], SHARE_OF_SALES, report.shop) for slug in ("customers__share", "net_sales__share")
        )
        yield f"Champions are {part} of {said['customers']} customers and bring {sales} of their net sales."
    risky = report.headline("at_risk").value
    if risky:
        who = "good customer has" if risky == 1 else "good customers have"
        yield f"{said['at_risk']} {who} not come lately; they bought for {said['at_risk_net_sales']}."


# --- lapsed ---


def lapsed_report(figures: Figures, asked: Asked) -> Report:
    """Customers who bought before and have not come for a number of days, the most valuable first."""
    on = min(asked.days.last, figures.today)
    days = asked.option("days")
    found = lapsed_customers(figures, on=on, days=days, limit=asked.option("limit"))
    headlines = [
        Headline(Column("lapsed_customers", "Have not come", "count", metric=True), found.count, "down"),
        Headline(Column("lapsed_net_sales", "Were worth a year", "money", metric=True), found.year_minor, "down"),
        Headline(Column("lapsed_regulars", "Came at least monthly before", "count", metric=True), found.regular_count, "down"),
        Headline(Column("lapsed_regular_net_sales", "Those were worth a year", "money", metric=True), found.regular_minor, "down"),
        Headline(Column("inactive_days", "Days without a visit", "count", metric=True), days, ""),
    ]  # fmt: skip
    table = Table(
        "customers",
        "The most valuable of them",
        (
            CUSTOMER, CUSTOMER_ID, LAST_BOUGHT, Column("days_since", "Days since", "count"), Column("usual_gap", "Came every … days", "count"),
            INVOICES, Column("year_net_sales", "Worth a year", "money", metric=True),
        ),
        [
            (one.name, one.customer_id, one.last_date, (on - one.last_date).days, one.usual_gap, one.invoices, one.year_minor)
            for one in found.customers
        ],
    )  # fmt: skip
    title = f"Customers who have not come for {days} days, {write_day(on)}"
    report = report_of(figures, "lapsed-customers", title, asked.days, headlines, [table], empty=not found.count)
    return msgspec.structs.replace(report, sentences=tuple(_lapsed_in_words(report, found, days)))


def _lapsed_in_words(report: Report, found: Lapsed, days: int) -> Iterator[str]:
    said = _said(report)
    if report.empty:
        yield f"Every customer known by name has come in the last {days} days."
        return
    if found.regular_count:
        who = (
            "customer who used to buy at least monthly has"
            if found.regular_count == 1
            else "customers who used to buy at least monthly have"
        )
        yield f"{said['lapsed_regulars']} {who} not come for {days} days; they were worth {said['lapsed_regular_net_sales']} a year."
    yield f"Of all customers {said['lapsed_customers']} have not come for as long, worth {said['lapsed_net_sales']} a year."
    first = found.customers[0]
    worth = write(first.year_minor, NET_SALES, report.shop)
    yield f"The most valuable of them is {first.name}: {worth} a year, last here on {write_day(first.last_date)}."


def _said(report: Report) -> dict[str, str]:
    """Every headline as people read it."""
    return {item.column.slug: write(item.value, item.column, report.shop) for item in report.headlines}


_LIMIT: Final = Option(name="limit", kind="integer", default=100, most=10_000, description="how many customers to name")

CUSTOMER_REPORTS: Final = (
    ReportKind(
        slug="customers",
        title="New and returning customers",
        group="Customers",
        description="Who bought for the first time and who had bought before, how many came again, and what they brought.",
        make=customers_report,
        default_period="last-365-days",
        permissions=("customers.read",),
    ),
    ReportKind(
        slug="cohorts",
        title="Customers by the month they first bought in",
        group="Customers",
        description="How many of each month's new customers bought again in the months after, and their net sales per head.",
        make=cohorts_report,
        default_period="last-365-days",
        permissions=("customers.read",),
    ),
    ReportKind(
        slug="customer-segments",
        title="Customer segments",
        group="Customers",
        description="Customers by how recently, how often and for how much they bought (RFM), in ten named segments.",
        make=segments_report,
        default_period="last-365-days",
        permissions=("customers.read",),
        options=(
            Option(
                name="segment",
                kind="choice",
                choices=tuple(dict.fromkeys(item.slug for item in SEGMENTS)),
                description="whose customers to name; all if not said",
            ),
            _LIMIT,
        ),
    ),
    ReportKind(
        slug="lapsed-customers",
        title="Lapsed customers",
        group="Customers",
        description="Who bought before and has not come for a number of days, and what they were worth a year.",
        make=lapsed_report,
        default_period="today",
        spans="moment",
        permissions=("customers.read",),
        options=(
            Option(name="days", kind="integer", default=60, most=3_660, description="days without a visit"),
            _LIMIT,
        ),
    ),
)
