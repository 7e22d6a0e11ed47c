"""The reports of the shop as a whole: a day, a week, a month, the last days, and today at a glance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from analytics import findings
from analytics.comparisons import YEAR
from analytics.notation import write_day, write_period
from analytics.query import Having, MetricQuery, Order
from analytics.report import Headline, Report, Table
from analytics.reports.asked import AS_USUAL, Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import (
    SALES,
    as_table,
    best_products,
    headlines_of,
    report_of,
    standing,
    standing_and_to_deliver,
    table_of,
    to_deliver,
    top_products,
    two_weeks,
    week_day_by_day,
    within,
)
from analytics.reports.periods import A_DAY, A_WEEK, days_before, elapsed, held_against, last, moved, up_to
from munim.days import Period, month_of
from munim.errors import Invalid
from munim.period_words import LONGEST_DAYS, last_days


def daily_report(figures: Figures, day: date, asked: Asked = AS_USUAL) -> Report:
    """One day: its figures beside the day before and the same weekday a week before, its best products, its hours."""
    period = Period(day, day + A_DAY)
    usual = (("the day before", moved(period, A_DAY)), (f"{day:%A} a week before", moved(period, A_WEEK)))
    headlines = headlines_of(figures, SALES, period, held_against(asked, period, usual))
    hours = MetricQuery(("revenue", "orders"), by=("hour",), period=period)
    methods = MetricQuery(("collections",), by=("payment_method",), period=period)
    tables = [
        *top_products(figures, period, headlines),
        *table_of(figures, hours, "hours", "By hour", headlines),
        *table_of(figures, methods, "payment_methods", "Money received"),
    ]
    return _report(figures, "daily-sales", f"Sales on {write_day(day)}", period, headlines, tables)


def weekly_report(figures: Figures, start_date: date, asked: Asked = AS_USUAL) -> Report:
    """The shop's week that holds ``start_date``, day by day, beside the week before."""
    period = figures.shop.calendar.week_of(start_date)
    so_far = elapsed(period, figures.today)
    held = held_against(asked, so_far, (("the week before", moved(so_far, A_WEEK)),))
    headlines = [
        *headlines_of(figures, (*SALES, "collections"), so_far, held, [two_weeks(period)]),
        *standing(figures),
    ]
    tables = [week_day_by_day(figures, period, headlines), *top_products(figures, period, headlines)]
    return _report(figures, "weekly-sales", f"Sales of the week {write_period(period)}", period, headlines, tables)


def monthly_report(figures: Figures, year: int, month: int, asked: Asked = AS_USUAL) -> Report:
    """A calendar month, week by week and day by day, beside the month before and the same days a year before.

    Raises ``Invalid`` for a month that does not exist.
    """
    try:
        period = month_of(date(year, month, 1))
    except ValueError:
        raise Invalid(f"there is no month {month} of {year}", field="month") from None
    so_far = elapsed(period, figures.today)
    before = period.before()
    usual = (
        ("the month before", before if so_far == period else up_to(so_far, before)),
        ("the same days a year before", moved(so_far, YEAR)),
    )
    held = held_against(asked, so_far, usual)
    weeks, days = (MetricQuery(SALES, by=(slug,), period=period, fill=True) for slug in ("week", "day"))
    headlines = [
        *headlines_of(figures, (*SALES, "collections"), so_far, held, [weeks, days]),
        *standing(figures),
    ]
    tables = [
        within(as_table(figures.of(weeks), "weeks", "Week by week", headlines), period),
        as_table(figures.of(days), "days", "Day by day", headlines),
        *top_products(figures, period, headlines),
    ]
    return _report(figures, "monthly-sales", f"Sales of {write_period(period)}", period, headlines, tables)


def metrics_report(figures: Figures, days: int, asked: Asked = AS_USUAL) -> Report:
    """The last ``days`` days, today included, beside as many before them. Raises ``Invalid`` unless 1 to 3,660."""
    return _metrics(figures, last_days(days, figures.today), asked)


def trends_report(figures: Figures, days: int, asked: Asked = AS_USUAL) -> Report:
    """Each of the last ``days`` days, today included; days without sales are zero. Raises ``Invalid`` unless 1 to 3,660."""
    return _trends(figures, last_days(days, figures.today), asked)


def dashboard(figures: Figures, asked: Asked = AS_USUAL) -> Report:
    """Today at a glance: today's sales so far, two weeks of days, what sells, who owes most, what runs out.

    Tables of what the asker may not see are left out.
    """
    today = figures.today
    period = Period(today, today + A_DAY)
    usual = (("the day before", moved(period, A_DAY)), (f"{today:%A} a week before", moved(period, A_WEEK)))
    held = held_against(asked, period, usual)
    fortnight = Period(today - 13 * A_DAY, today + A_DAY)
    days = MetricQuery(("revenue", "orders"), by=("day",), period=fortnight, fill=True)
    headlines = [
        *headlines_of(figures, (*SALES, "collections"), period, held, [days]),
        *standing_and_to_deliver(figures),
    ]
    debtors = MetricQuery(("outstanding",), by=("customer",), having=(Having("outstanding", "above", (0,)),), limit=5)
    low = MetricQuery(
        ("stock_on_hand",),
        by=("product",),
        having=(Having("low_stock", "above", (0,)),),
        order=(Order("stock_on_hand", descending=False),),
        limit=5,
    )
    tables = [
        *table_of(figures, days, "days", "The last 14 days"),
        *best_products(figures, Period(today - 6 * A_DAY, today + A_DAY), "Best products of the last 7 days"),
        *table_of(figures, debtors, "debtors", "Who owes most"),
        *table_of(figures, low, "low_stock", "To reorder"),
    ]
    return _report(figures, "dashboard", f"Today, {write_day(today)}", period, headlines, tables)


def _metrics(figures: Figures, period: Period, asked: Asked) -> Report:
    held = held_against(asked, period, _as_many_before(period))
    headlines = [*headlines_of(figures, (*SALES, "items_per_order"), period, held), *to_deliver(figures)]
    return _report(figures, "metrics", f"Sales of {_span(period, figures.today)}", period, headlines, [])


def _trends(figures: Figures, period: Period, asked: Asked) -> Report:
    days = MetricQuery(SALES, by=("day",), period=period, fill=True)
    headlines = headlines_of(figures, SALES, period, held_against(asked, period, _as_many_before(period)), [days])
    title = f"Sales day by day, {_span(period, figures.today)}"
    return _report(
        figures, "trends", title, period, headlines, [as_table(figures.of(days), "days", "Day by day", headlines)]
    )


def _as_many_before(period: Period) -> tuple[tuple[str, Period], ...]:
    return ((days_before(period.days), moved(period, timedelta(days=period.days))),)


def _span(period: Period, today: date) -> str:
    return last(period.days) if period.last == today else write_period(period)


def _of_the_last_days(asked: Asked, today: date) -> Period:
    """The last ``days`` days where the option says so, else the period."""
    days = asked.option("days")
    return asked.days if days is None else last_days(days, today)


def _report(
    figures: Figures, kind: str, title: str, period: Period, headlines: list[Headline], tables: list[Table]
) -> Report:
    sold = {item.column.slug: item.value for item in headlines}
    empty = not any(sold.get(slug) for slug in ("orders", "revenue", "items"))
    return findings.with_sentences(report_of(figures, kind, title, period, headlines, tables, empty=empty))


_DAYS: Final = Option(
    name="days",
    kind="integer",
    most=LONGEST_DAYS,
    description="the last so many days, today included, instead of a period",
)

OVERVIEW: Final = (
    ReportKind(
        slug="dashboard",
        title="Today",
        group="Overview",
        description="Today at a glance: sales so far, two weeks of days, what sells, who owes most, what runs out.",
        make=dashboard,
        default_period="today",
        spans="now",
    ),
    ReportKind(
        slug="daily-sales",
        title="A day's sales",
        group="Overview",
        description="One day beside the day before and the same weekday a week before, its best products, its hours.",
        make=lambda figures, asked: daily_report(figures, asked.days.start, asked),
        default_period="today",
        spans="day",
    ),
    ReportKind(
        slug="weekly-sales",
        title="A week's sales",
        group="Overview",
        description="The shop's week, day by day, beside the week before.",
        make=lambda figures, asked: weekly_report(figures, asked.days.start, asked),
        default_period="this-week",
        spans="week",
    ),
    ReportKind(
        slug="monthly-sales",
        title="A month's sales",
        group="Overview",
        description="A calendar month, week by week and day by day, beside the month before and a year before.",
        make=lambda figures, asked: monthly_report(figures, asked.days.start.year, asked.days.start.month, asked),
        default_period="this-month",
        spans="month",
    ),
    ReportKind(
        slug="metrics",
        title="Sales of the last days",
        group="Overview",
        description="The figures of the last days beside those of as many before.",
        make=lambda figures, asked: _metrics(figures, _of_the_last_days(asked, figures.today), asked),
        default_period="last-30-days",
        options=(_DAYS,),
    ),
    ReportKind(
        slug="trends",
        title="Sales day by day",
        group="Overview",
        description="Each of the last days; days without sales are zero.",
        make=lambda figures, asked: _trends(figures, _of_the_last_days(asked, figures.today), asked),
        default_period="last-30-days",
        options=(_DAYS,),
    ),
)
