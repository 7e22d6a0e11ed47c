"""What several queries ask of the same days, read once: a report's whole, its days and weeks, and what these are held against.

To be understood takes a statement over a rollup longer than to be run, one that reads it twice twice as long. So the rollup's days are read by one statement of
each source, and summed up here to the periods asked for: sums of whole numbers and decimals, which are exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from analytics.catalogue import dimension, measured_by, metric, parts_of, source
from analytics.compile import UNITS, compile_days, compile_query, reckoning
from analytics.query import Column, MetricQuery
from analytics.report import change
from analytics.shapes import LONGEST_DAYS, held_against, shift_between
from analytics.shop import Shop
from etl.reader import Mirror
from munim.days import Calendar, Period, add_months, month_of

_GROUPS: Final = (("day",), ("week",), ("month",))
_ROWS: Final = ""  # no metric's slug
_NOTHING: Final = {"quantity": Decimal("0.000")}  # what no rows sum up to, by unit; of others 0


def told_by_days(
    mirror: Mirror, queries: Sequence[MetricQuery], shop: Shop, today: date
) -> Iterator[tuple[MetricQuery, tuple[Column, ...], list[tuple[Any, ...]]]]:
    """The columns and rows of those ``queries`` that days tell; none where a single one is."""
    told = {query: rows for query in queries if (rows := _rows_of(query, shop.calendar))}
    if len(told) < 2:
        return
    periods = {period for rows in told.values() for _, period in rows}
    figures = _figures(mirror, [slug for query in told for slug in query.metrics], periods, shop, today)
    for query, keyed in told.items():
        yield query, _columns(query.by, query.metrics), _answer(query, keyed, figures)


def told_alone(
    mirror: Mirror, query: MetricQuery, shop: Shop, today: date
) -> tuple[tuple[Column, ...], list[tuple[Any, ...]]] | None:
    """The columns and rows of one query whose statement would read the days twice, or make them up first; None of any other.

    That is of a query by day, week or month: with a row for each, or held against another period.
    """
    if keyed := query.by and _rows_of(query, shop.calendar):
        columns = compile_query(query, shop, today=today).statement.columns  # which refuses what cannot be
        figures = _figures(mirror, query.metrics, {period for _, period in keyed}, shop, today)
        return columns, _answer(query, keyed, figures)
    before = held_against(query, shop.country)
    if before is None or query.period is None or not _are_of_days(query.metrics):
        return None
    plain = MetricQuery(query.metrics, query.by, period=query.period, compare=query.compare)
    span = Period(min(before.start, query.period.start), max(before.end, query.period.end))
    if query != plain or query.by not in _GROUPS or span.days > LONGEST_DAYS or not before.days:
        return None
    columns = compile_query(query, shop, today=today).statement.columns
    return columns, _held_against(mirror, query, query.period, before, shop, today)


def _held_against(
    mirror: Mirror, query: MetricQuery, period: Period, before: Period, shop: Shop, today: date
) -> list[tuple[Any, ...]]:
    """Each group of days beside those it is held against: of one or the other there is something to tell."""
    group_of = _group_of(query.by, shop.calendar)
    now = {key: days for (key,), days in _groups_of(period, group_of)}
    shift = shift_between(before, period)
    if shift.months and query.by == ("month",):
        was = {add_months(key, shift.months): days for (key,), days in _groups_of(before, group_of)}
    else:
        moved = timedelta(days=shift.days)
        # of a longer time before, the days that meet none of this one are left out
        met = Period(max(before.start + moved, period.start), min(before.end + moved, period.end))
        there = _groups_of(met, group_of)
        was = {key: Period(days.start - moved, days.end - moved) for (key,), days in there}
    figures = _figures(mirror, query.metrics, {*now.values(), *was.values()}, shop, today)
    reckonings = [(metric(slug).unit, reckoning(slug)) for slug in query.metrics]
    nothing: dict[str, Any] = {
        slug: _NOTHING.get(metric(slug).unit, 0) for each in query.metrics for slug in _parts(each)
    }
    rows = []
    for key in sorted(now.keys() | was.keys()):
        here, earlier = (figures[held[key]] if key in held else nothing for held in (now, was))
        if not here.get(_ROWS) and not earlier.get(_ROWS):
            continue
        told = ((unit, reckon(here), reckon(earlier)) for unit, reckon in reckonings)
        rows.append((key, *(value for unit, new, old in told for value in (new, old, change(new, old, unit)))))
    return rows


def _figures(
    mirror: Mirror, metrics: Sequence[str], periods: Collection[Period], shop: Shop, today: date
) -> dict[Period, dict[str, Any]]:
    """What the metrics are made of in each period, by slug, and under ``_ROWS`` how many days have any of it."""
    span = Period(min(period.start for period in periods), max(period.end for period in periods))
    by_source: dict[str, dict[str, None]] = {}
    for slug in dict.fromkeys(metrics):
        for part in measured_by(slug):
            by_source.setdefault(part.measures[0][0], {})[part.slug] = None
    figures: dict[Period, dict[str, Any]] = {period: {_ROWS: 0} for period in periods}
    for slugs in by_source.values():
        compiled = compile_days(tuple(slugs), span, shop, today=today)
        rows = sorted(mirror.rows(compiled.statement.text, compiled.values))
        days = [row[0] for row in rows]
        places = {period: (bisect_left(days, period.start), bisect_left(days, period.end)) for period in periods}
        for column, slug in enumerate(slugs, start=1):
            nothing: Any = _NOTHING.get(metric(slug).unit, 0)
            so_far = list(accumulate((row[column] for row in rows), initial=nothing))
            for period, (first, end) in places.items():
                figures[period][slug] = so_far[end] - so_far[first]
        for period, (first, end) in places.items():
            figures[period][_ROWS] += end - first
    return figures


def _answer(
    query: MetricQuery, keyed: Sequence[tuple[tuple[date, ...], Period]], figures: Mapping[Period, Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    reckonings = [reckoning(slug) for slug in query.metrics]
    return [(*key, *(reckon(figures[period]) for reckon in reckonings)) for key, period in keyed]


def _rows_of(query: MetricQuery, calendar: Calendar) -> list[tuple[tuple[date, ...], Period]]:
    """The rows of ``query`` by the days that each is of: the whole, or its days, weeks or months, each behind its first day.

    Empty where that is not how it is told.
    """
    period = query.period
    if period is None or not 1 <= period.days <= LONGEST_DAYS or not _are_of_days(query.metrics):
        return []
    if query == MetricQuery(query.metrics, period=period):
        return [((), period)]
    if query.by in _GROUPS and query == MetricQuery(query.metrics, query.by, period=period, fill=True):
        return list(_groups_of(period, _group_of(query.by, calendar)))
    return []


def _group_of(by: tuple[str, ...], calendar: Calendar) -> Callable[[date], Period]:
    """The day, week or month that a day belongs to."""
    match by:
        case ("day",):
            return lambda day: Period(day, day + timedelta(days=1))
        case ("week",):
            return calendar.week_of
    return month_of


def _groups_of(period: Period, group_of: Callable[[date], Period]) -> Iterator[tuple[tuple[date, ...], Period]]:
    """The first day of each group that has days in ``period``, and these days of it."""
    first = period.start
    while first < period.end:
        whole = group_of(first)
        yield (whole.start,), Period(first, min(whole.end, period.end))
        first = whole.end


def _parts(slug: str) -> list[str]:
    return [part.slug for part in measured_by(slug)]


@lru_cache(maxsize=1024)
def _are_of_days(metrics: tuple[str, ...]) -> bool:
    """Whether all of ``metrics``, or what they are made of, are sums of a rollup's days, whatever the period."""
    made_of = [part for slug in metrics for part in parts_of(slug)]
    by_day = all(source(part.measures[0][0]).key[0] == "business_date" for part in made_of if part.measures)
    return by_day and not any("$" in part.formula for part in made_of)


@lru_cache(maxsize=1024)
def _columns(by: tuple[str, ...], metrics: tuple[str, ...]) -> tuple[Column, ...]:
    told = [dimension(slug) for slug in by]
    return (
        *(Column(item.slug, item.title, UNITS[item.kind]) for item in told),
        *(Column(item.slug, item.title, item.unit, metric=True) for item in map(metric, metrics)),
    )
