"""The standard reports, each a handful of ``MetricQuery``s put into one ``Report``.

Periods are of the shop's own days. A period that is not over is compared with as many days of the one before,
so a Wednesday's week is held against last week up to Wednesday, never against the whole of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import msgspec

from analytics import findings
from analytics.catalogue import metric, require_permissions
from analytics.compile import CHANGE, SHARE
from analytics.notation import write_day, write_period
from analytics.query import Column, Having, MetricQuery, Order, Result
from analytics.report import Comparison, Headline, Report, Table, change, share
from analytics.results import SHARED_CACHE, ResultCache, run_query, shop_of
from analytics.shapes import BEFORE
from analytics.shop import Shop
from etl.reader import OpenMirror
from munim.days import Period, month_of
from munim.errors import Forbidden, Invalid

SALES: Final = ("revenue", "orders", "items", "average_order_value")
LONGEST_DAYS: Final = 3_660  # ten years: more than any chart of days can show
TOP: Final = 10
A_DAY: Final = timedelta(days=1)
A_WEEK: Final = timedelta(days=7)


@dataclass(frozen=True)
class Figures:
    """The figures one person may see of one version of a mirror, on the shop's day ``today``."""

    mirror: OpenMirror
    permissions: frozenset[str]
    today: date
    cache: ResultCache = SHARED_CACHE

    @property
    def shop(self) -> Shop:
        return shop_of(self.mirror, cache=self.cache)

    def of(self, query: MetricQuery) -> Result:
        """What ``query`` yields. Raises ``Forbidden`` and ``Invalid`` as ``run_query`` does."""
        return run_query(self.mirror, query, permissions=self.permissions, today=self.today, cache=self.cache)

    def reach(self, query: MetricQuery) -> bool:
        """Whether this person may see all of ``query``."""
        try:
            require_permissions(query, self.permissions)
        except Forbidden:
            return False
        return True


def daily_report(figures: Figures, day: date) -> Report:
    """One day: its figures beside the day before and the same weekday a week before, its best products, its hours."""
    period = Period(day, day + A_DAY)
    comparisons = (("the day before", _moved(period, A_DAY)), (f"{day:%A} a week before", _moved(period, A_WEEK)))
    headlines = _headlines(figures, SALES, period, comparisons)
    tables = [
        _top_products(figures, period, headlines),
        _split(figures, "hours", "By hour", ("revenue", "orders"), "hour", period, headlines),
        _split(figures, "payment_methods", "Money received", ("collections",), "payment_method", period, ()),
    ]
    return _report(figures, "daily-sales", f"Sales on {write_day(day)}", period, headlines, tables)


def weekly_report(figures: Figures, start_date: date) -> Report:
    """The shop's week that holds ``start_date``, day by day, beside the week before."""
    period = figures.shop.calendar.week_of(start_date)
    elapsed = _elapsed(period, figures.today)
    headlines = [
        *_headlines(figures, (*SALES, "collections"), elapsed, (("the week before", _moved(elapsed, A_WEEK)),)),
        *_standing(figures),
    ]
    tables = [_week_day_by_day(figures, period, headlines), _top_products(figures, period, headlines)]
    return _report(figures, "weekly-sales", f"Sales of the week {write_period(period)}", period, headlines, tables)


def monthly_report(figures: Figures, year: int, month: int) -> Report:
    """A calendar month, week by week and day by day, beside the month before and the same days a year before.

    Raises ``Invalid`` for a month that does not exist.
    """
    try:
        period = month_of(date(year, month, 1))
    except ValueError:
        raise Invalid(f"there is no month {month} of {year}", field="month") from None
    elapsed = _elapsed(period, figures.today)
    comparisons = (
        ("the month before", _month_before(elapsed, period)),
        ("the same days a year before", _moved(elapsed, timedelta(days=364))),
    )
    headlines = [*_headlines(figures, (*SALES, "collections"), elapsed, comparisons), *_standing(figures)]
    weeks = figures.of(MetricQuery(SALES, by=("week",), period=period, fill=True))
    days = figures.of(MetricQuery(SALES, by=("day",), period=period, fill=True))
    tables = [
        _within(_table(weeks, "weeks", "Week by week", headlines), period),
        _table(days, "days", "Day by day", headlines),
        _top_products(figures, period, headlines),
    ]
    return _report(figures, "monthly-sales", f"Sales of {write_period(period)}", period, headlines, tables)


def metrics_report(figures: Figures, days: int) -> Report:
    """The last ``days`` days, today included, beside as many before them. Raises ``Invalid`` unless 1 to 3,660."""
    period = _last_days(days, figures.today)
    before = ((_days_before(days), _moved(period, timedelta(days=days))),)
    headlines = [*_headlines(figures, (*SALES, "items_per_order"), period, before), *_to_deliver(figures)]
    return _report(figures, "metrics", f"Sales of {_last(days)}", period, headlines, [])


def trends_report(figures: Figures, days: int) -> Report:
    """Each of the last ``days`` days, today included; days without sales are zero. Raises ``Invalid`` unless 1 to 3,660."""
    period = _last_days(days, figures.today)
    headlines = _headlines(figures, SALES, period, ((_days_before(days), _moved(period, timedelta(days=days))),))
    result = figures.of(MetricQuery(SALES, by=("day",), period=period, fill=True))
    return _report(
        figures,
        "trends",
        f"Sales day by day, {_last(days)}",
        period,
        headlines,
        [_table(result, "days", "Day by day", headlines)],
    )


def dashboard(figures: Figures) -> Report:
    """Today at a glance: today's sales so far, two weeks of days, what sells, who owes most, what runs out.

    Tables of what the asker may not see are left out.
    """
    today = figures.today
    period = Period(today, today + A_DAY)
    comparisons = (("the day before", _moved(period, A_DAY)), (f"{today:%A} a week before", _moved(period, A_WEEK)))
    headlines = [
        *_headlines(figures, (*SALES, "collections"), period, comparisons),
        *_standing(figures),
        *_to_deliver(figures),
    ]
    fortnight = Period(today - 13 * A_DAY, today + A_DAY)
    tables = [
        _table(
            figures.of(MetricQuery(("revenue", "orders"), by=("day",), period=fortnight, fill=True)),
            "days",
            "The last 14 days",
            (),
        ),
        _best_products(figures, Period(today - 6 * A_DAY, today + A_DAY), "Best products of the last 7 days"),
    ]
    debtors = MetricQuery(("outstanding",), by=("customer",), having=(Having("outstanding", "above", (0,)),), limit=5)
    if figures.reach(debtors):
        tables.append(_table(figures.of(debtors), "debtors", "Who owes most", ()))
    low = MetricQuery(
        ("stock_on_hand",),
        by=("product",),
        having=(Having("low_stock", "above", (0,)),),
        order=(Order("stock_on_hand", descending=False),),
        limit=5,
    )
    tables.append(_table(figures.of(low), "low_stock", "To reorder", ()))
    return _report(figures, "dashboard", f"Today, {write_day(today)}", period, headlines, tables)


# --- periods ---


def _moved(period: Period, back: timedelta) -> Period:
    return Period(period.start - back, period.end - back)


def _elapsed(period: Period, today: date) -> Period:
    """The part of ``period`` that has been, today included; all of a period that is over, or has not begun."""
    return Period(period.start, today + A_DAY) if today in period else period


def _month_before(elapsed: Period, month: Period) -> Period:
    """The month before ``month``, up to the day of the month that ``elapsed`` reaches."""
    before = month.before()
    return (
        before
        if elapsed == month
        else Period(before.start, min(before.start + timedelta(days=elapsed.days), before.end))
    )


def _last_days(days: int, today: date) -> Period:
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"days is 1 to {LONGEST_DAYS:,}, not {days}", field="days")
    return Period(today - (days - 1) * A_DAY, today + A_DAY)


def _last(days: int) -> str:
    return "today" if days == 1 else f"the last {days} days"


def _days_before(days: int) -> str:
    return "the day before" if days == 1 else f"the {days} days before"


# --- parts of a report ---


def _headlines(
    figures: Figures, metrics: tuple[str, ...], period: Period, comparisons: Sequence[tuple[str, Period]]
) -> list[Headline]:
    """The figures of the whole period beside each period they are held against.

    Each period is a query of its own, which costs less than one that compares and serves every report of that period.
    """
    now = figures.of(MetricQuery(metrics, period=period))
    before = [figures.of(MetricQuery(metrics, period=each)) for _, each in comparisons]
    headlines = []
    for n, column in enumerate(now.columns):
        value = now.rows[0][n]
        held = tuple(
            Comparison(than, each, result.rows[0][n], change(value, result.rows[0][n], column.unit))
            for (than, each), result in zip(comparisons, before, strict=True)
        )
        headlines.append(Headline(column, value, metric(column.slug).good, held))
    return headlines


def _standing(figures: Figures) -> list[Headline]:
    """What is owed now, whatever the report's period."""
    return _as_of_now(figures, "outstanding", "overdue")


def _to_deliver(figures: Figures) -> list[Headline]:
    """Challans that await their delivery, for a shop that has any and for who may see them."""
    if not figures.reach(MetricQuery(("pending_deliveries",))):
        return []
    return [headline for headline in _as_of_now(figures, "pending_deliveries") if headline.value]


def _as_of_now(figures: Figures, *metrics: str) -> list[Headline]:
    result = figures.of(MetricQuery(metrics))
    return [
        Headline(column, value, metric(column.slug).good)
        for column, value in zip(result.columns, result.rows[0], strict=True)
    ]


def _week_day_by_day(figures: Figures, week: Period, headlines: Sequence[Headline]) -> Table:
    """Seven days, the revenue of each beside that of its weekday a week before; a day to come is held against nothing yet."""
    both = figures.of(MetricQuery(SALES, by=("day",), period=Period(week.start - A_WEEK, week.end), fill=True))
    day, revenue, *others = both.columns
    columns = (
        day,
        revenue,
        Column(revenue.slug + BEFORE, "A week before", "money", metric=True),
        Column(revenue.slug + CHANGE, "Change", "percent", metric=True),
    )
    rows = []
    for (_, before, *_), (date_, now, *rest) in zip(both.rows[:7], both.rows[7:], strict=True):
        held = (None, None) if date_ > figures.today else (before, change(now, before, revenue.unit))
        rows.append((date_, now, *held, *rest))
    return _with_total(Table("days", "Day by day", (*columns, *others), rows), headlines)


def _table(result: Result, name: str, title: str, headlines: Sequence[Headline]) -> Table:
    """A result as a table; the headlines that its columns split become its total."""
    return _with_total(Table(name, title, result.columns, result.rows), headlines)


def _with_total(table: Table, headlines: Sequence[Headline]) -> Table:
    whole: dict[str, Any] = {}
    for item in headlines:
        whole[item.column.slug] = item.value
        if item.comparisons:
            whole[item.column.slug + BEFORE] = item.comparisons[0].value
            whole[item.column.slug + CHANGE] = item.comparisons[0].change
    total = tuple(whole.get(column.slug) for column in table.columns)
    return table if all(value is None for value in total) else msgspec.structs.replace(table, total=total)


def _split(
    figures: Figures,
    name: str,
    title: str,
    metrics: tuple[str, ...],
    by: str,
    period: Period,
    headlines: Sequence[Headline],
) -> Table:
    return _table(figures.of(MetricQuery(metrics, by=(by,), period=period)), name, title, headlines)


def _top_products(figures: Figures, period: Period, headlines: Sequence[Headline]) -> Table:
    """The products with the most revenue, and the share of each in the report's."""
    whole = next(item.value for item in headlines if item.column.slug == "revenue")
    table = _best_products(figures, period, "Best products")
    place = 1 + [column.slug for column in table.columns].index("revenue")
    columns = (
        *table.columns[:place],
        Column("revenue" + SHARE, "Share", "percent", metric=True),
        *table.columns[place:],
    )
    rows = [(*row[:place], share(row[place - 1], whole), *row[place:]) for row in table.rows]
    return Table(table.name, table.title, columns, rows)


def _best_products(figures: Figures, period: Period, title: str) -> Table:
    query = MetricQuery(("revenue", "items"), by=("product",), period=period, limit=TOP)
    return _table(figures.of(query), "top_products", title, ())


def _within(table: Table, period: Period) -> Table:
    """The weeks of a month by the days of theirs that lie in it: a first column ``from``, a second ``to``."""
    columns = (Column("from", "From", "date"), Column("to", "To", "date"), *table.columns[1:])
    rows = [(max(week, period.start), min(week + A_WEEK, period.end) - A_DAY, *rest) for week, *rest in table.rows]
    return Table(table.name, table.title, columns, rows, None if table.total is None else (None, *table.total))


def _report(
    figures: Figures, kind: str, title: str, period: Period, headlines: Sequence[Headline], tables: Sequence[Table]
) -> Report:
    sold = {item.column.slug: item.value for item in headlines}
    report = Report(
        kind=kind,
        title=title,
        period=period,
        shop=figures.shop,
        version=figures.mirror.version,
        as_of=figures.mirror.as_of,
        today=figures.today,
        headlines=tuple(headlines),
        tables=tuple(tables),
        sentences=(),
        empty=not sold["orders"] and not sold["revenue"] and not sold["items"],
    )
    return findings.with_sentences(report)
