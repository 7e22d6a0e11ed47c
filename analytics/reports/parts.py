"""The parts reports are put together from: headlines, tables with their totals, the whole."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import msgspec

from analytics.catalogue import dimension, metric
from analytics.compile import CHANGE, SHARE
from analytics.freshness import notice
from analytics.notation import WEEKDAYS
from analytics.query import Column, Filter, MetricQuery, Result
from analytics.report import Comparison, Headline, Report, Table, change, share
from analytics.reports.figures import Figures
from analytics.reports.filter_values import unknown_values
from analytics.reports.periods import A_DAY, A_WEEK, Held, elapsed, moved
from analytics.shapes import BEFORE
from munim.days import Period

TOP: Final = 10
SALES: Final = ("revenue", "orders", "items", "average_order_value")


def headlines_of(
    figures: Figures,
    metrics: tuple[str, ...],
    period: Period,
    comparisons: Held = (),
    beside: Sequence[MetricQuery] = (),
) -> list[Headline]:
    """The figures of the whole period beside each period they are held against.

    Each period is a query of its own, which serves every report of that period; they are read together, and with them what
    the report will ask ``beside`` them, where that is less work.
    Of filtered figures those that do not know the filter are left out, except the first, which raises ``Invalid``.
    """
    metrics = tuple(
        slug for n, slug in enumerate(metrics) if not n or figures.tell(MetricQuery((slug,), period=period))
    )
    whole = [MetricQuery(metrics, period=each) for each in (period, *(each for _, each in comparisons))]
    now, *others = figures.of_each([*whole, *(query for query in beside if figures.tell(query))])
    before = others[: len(comparisons)]
    headlines = []
    for n, column in enumerate(now.columns):
        value = now.rows[0][n]
        held = tuple(
            Comparison(than, each, result.rows[0][n], change(value, result.rows[0][n], column.unit))
            for (than, each), result in zip(comparisons, before, strict=True)
        )
        headlines.append(Headline(column, value, metric(column.slug).good, held, now.query))
    return headlines


def as_of_now(figures: Figures, *metrics: str) -> list[Headline]:
    """What is so now, whatever the report's period, as far as this person may see it and the filters can be told."""
    told = tuple(slug for slug in metrics if figures.tell(MetricQuery((slug,))))
    if not told:
        return []
    result = figures.of(MetricQuery(told))
    return [
        Headline(column, value, metric(column.slug).good, query=result.query)
        for column, value in zip(result.columns, result.rows[0], strict=True)
    ]


def at_the_moment(figures: Figures, moment: Period, *metrics: str) -> list[Headline]:
    """What is so at the end of ``moment``, as far as this person may see it and it can be told of that moment."""
    told = []
    for slug in metrics:
        query = MetricQuery((slug,), period=moment)
        if figures.tell(query):
            told.append(slug)
    result = figures.of(MetricQuery(tuple(told), period=moment))
    return [
        Headline(column, value, metric(column.slug).good, query=result.query)
        for column, value in zip(result.columns, result.rows[0], strict=True)
    ]


def standing(figures: Figures) -> list[Headline]:
    """What is owed now, whatever the report's period."""
    return as_of_now(figures, "outstanding", "overdue")


def standing_and_to_deliver(figures: Figures) -> list[Headline]:
    """Both, asked for by one statement."""
    told = as_of_now(figures, "outstanding", "overdue", "pending_deliveries")
    return [headline for headline in told if headline.value or headline.column.slug != "pending_deliveries"]


def to_deliver(figures: Figures) -> list[Headline]:
    """Challans that await their delivery, for a shop that has any and for who may see them."""
    return [headline for headline in as_of_now(figures, "pending_deliveries") if headline.value]


def table_of(
    figures: Figures, query: MetricQuery, name: str, title: str, headlines: Sequence[Headline] = ()
) -> list[Table]:
    """The query's result as a table, or none where the filters cannot be told of it or this person may not see it."""
    return [as_table(figures.of(query), name, title, headlines)] if figures.tell(query) else []


def as_table(result: Result, name: str, title: str, headlines: Sequence[Headline] = ()) -> Table:
    """A result as a table; the headlines that its columns split become its total."""
    return with_total(Table(name, title, result.columns, result.rows, query=result.query), headlines)


def with_total(table: Table, headlines: Iterable[Headline]) -> Table:
    """The table under the figures its columns split."""
    whole: dict[str, Any] = {}
    for item in headlines:
        whole[item.column.slug] = item.value
        if item.comparisons:
            whole[item.column.slug + BEFORE] = item.comparisons[0].value
            whole[item.column.slug + CHANGE] = item.comparisons[0].change
    total = tuple(whole.get(column.slug) for column in table.columns)
    return table if all(value is None for value in total) else msgspec.structs.replace(table, total=total)


def week_day_by_day(figures: Figures, week: Period, headlines: Sequence[Headline]) -> Table:
    """Seven days, the revenue of each beside that of its weekday a week before; a day to come is held against nothing yet."""
    both = figures.of(two_weeks(week))
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
    held_against = moved(elapsed(week, figures.today), A_WEEK)  # whatever the headlines are held against
    query = MetricQuery(SALES, by=("day",), where=both.query.where, period=week, compare=held_against, fill=True)
    table = with_total(Table("days", "Day by day", (*columns, *others), rows, query=query), headlines)
    if table.total is None:
        return table
    now, was = table.total[1], sum(row[2] or 0 for row in rows)
    total = (*table.total[:2], was, change(now, was, revenue.unit), *table.total[4:])
    return msgspec.structs.replace(table, total=total)


def two_weeks(week: Period) -> MetricQuery:
    """The days of the week and of the one before."""
    return MetricQuery(SALES, by=("day",), period=Period(week.start - A_WEEK, week.end), fill=True)


def top_products(figures: Figures, period: Period, headlines: Sequence[Headline]) -> list[Table]:
    """The products with the most revenue, and the share of each in the report's; none for who may not see products."""
    whole = next(item.value for item in headlines if item.column.slug == "revenue")
    return [with_share(table, "revenue", whole) for table in best_products(figures, period, "Best products")]


def best_products(figures: Figures, period: Period, title: str) -> list[Table]:
    query = MetricQuery(("revenue", "items"), by=("product",), period=period, limit=TOP)
    return table_of(figures, query, "top_products", title)


def with_share(table: Table, slug: str, whole: int) -> Table:
    """The table with the share of each row's ``slug`` in ``whole`` beside it."""
    place = 1 + [column.slug for column in table.columns].index(slug)
    columns = (*table.columns[:place], Column(slug + SHARE, "Share", "percent", metric=True), *table.columns[place:])
    rows = [(*row[:place], share(row[place - 1], whole), *row[place:]) for row in table.rows]
    total = None if table.total is None else (*table.total[:place], None, *table.total[place:])
    return msgspec.structs.replace(table, columns=columns, rows=rows, total=total)


def within(table: Table, period: Period) -> Table:
    """The weeks of a month by the days of theirs that lie in it: a first column ``from``, a second ``to``."""
    columns = (Column("from", "From", "date"), Column("to", "To", "date"), *table.columns[1:])
    rows = [(max(week, period.start), min(week + A_WEEK, period.end) - A_DAY, *rest) for week, *rest in table.rows]
    total = None if table.total is None else (None, *table.total)
    return msgspec.structs.replace(table, columns=columns, rows=rows, total=total)


def report_of(
    figures: Figures,
    kind: str,
    title: str,
    period: Period,
    headlines: Sequence[Headline],
    tables: Sequence[Table],
    *,
    empty: bool,
    sentences: Sequence[str] = (),
    notes: Sequence[str] = (),
) -> Report:
    """The whole. ``notes`` follow how old the figures are, if that matters, and what they are narrowed to."""
    old = notice(figures.mirror.fresh_at, figures.at, figures.shop)
    return Report(
        kind=kind,
        title=title,
        period=period,
        shop=figures.shop,
        version=figures.mirror.version,
        as_of=figures.mirror.fresh_at,
        today=figures.today,
        headlines=tuple(headlines),
        tables=tuple(tables),
        sentences=tuple(sentences),
        empty=empty,
        notes=(
            *filter(None, [old]),
            *(only(figures, item) for item in figures.filters),
            *(unknown_values(figures, figures.filters) if empty else ()),
            *notes,
        ),
    )


def only(figures: Figures, item: Filter) -> str:
    """What a filter leaves, for people: ``Only product: Rice, Soap.``"""
    of = dimension(item.dimension)
    words = ", ".join(_named(figures, item.dimension, value) for value in item.values)
    how = {"in": "Only", "not_in": "Without"}.get(item.operator, f"Only {item.operator.replace('_', ' ')}")
    return f"{how} {of.title.lower()}: {words}."


def _named(figures: Figures, slug: str, value: object) -> str:
    """A value as people know it: the name of a thing known by its id, Monday for 1."""
    text = str(value)
    if dimension(slug).kind == "weekday" and text.isdecimal() and 1 <= int(text) <= 7:
        return WEEKDAYS[int(text) - 1]
    return figures.names(slug).get(text, text)
