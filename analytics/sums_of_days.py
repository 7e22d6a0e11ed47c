"""What several queries ask of the same days, read once: a report's whole, its days and weeks, and what these are held against.

To be understood takes a statement over a rollup longer than to be run. So the rollup's days are read by one statement of
each source, and summed up here to the periods asked for: sums of whole numbers and decimals, which are exact.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

from analytics.catalogue import dimension, measured_by, metric, parts_of, source
from analytics.compile import UNITS, compile_days, reckoning
from analytics.query import Column, MetricQuery
from analytics.shapes import LONGEST_DAYS
from analytics.shop import Shop
from etl.reader import Mirror
from munim.days import Calendar, Period, month_of

_NOTHING: Final = {"quantity": Decimal("0.000")}  # what no rows sum up to, by unit; of others 0


def told_by_days(
    mirror: Mirror, queries: Sequence[MetricQuery], shop: Shop, today: date
) -> Iterator[tuple[MetricQuery, tuple[Column, ...], list[tuple[Any, ...]]]]:
    """The columns and rows of those ``queries`` that days tell; none where a single one is."""
    told = {query: rows for query in queries if (rows := _rows_of(query, shop.calendar))}
    if len(told) < 2:
        return
    periods = {period for rows in told.values() for _, period in rows}
    span = Period(min(period.start for period in periods), max(period.end for period in periods))
    by_source: dict[str, dict[str, None]] = {}
    for slug in dict.fromkeys(slug for query in told for slug in query.metrics):
        for part in measured_by(slug):
            by_source.setdefault(part.measures[0][0], {})[part.slug] = None
    figures: dict[Period, dict[str, Any]] = {period: {} for period in periods}
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
    for query, keyed in told.items():
        reckonings = [reckoning(slug) for slug in query.metrics]
        answer = [(*key, *(reckon(figures[period]) for reckon in reckonings)) for key, period in keyed]
        yield query, _columns(query.by, query.metrics), answer


def _rows_of(query: MetricQuery, calendar: Calendar) -> list[tuple[tuple[date, ...], Period]]:
    """The rows of ``query`` by the days that each is of: the whole, or its days, weeks or months, each behind its first day.

    Empty where that is not how it is told.
    """
    period = query.period
    if period is None or not 1 <= period.days <= LONGEST_DAYS or not _are_of_days(query.metrics):
        return []
    if query == MetricQuery(query.metrics, period=period):
        return [((), period)]
    groups: dict[tuple[str, ...], Callable[[date], Period]] = {
        ("day",): lambda day: Period(day, day + timedelta(days=1)), ("week",): calendar.week_of, ("month",): month_of,
    }  # fmt: skip
    if query.by in groups and query == MetricQuery(query.metrics, query.by, period=period, fill=True):
        return list(_groups_of(period, groups[query.by]))
    return []


def _groups_of(period: Period, group_of: Callable[[date], Period]) -> Iterator[tuple[tuple[date, ...], Period]]:
    """The first day of each group that has days in ``period``, and these days of it."""
    first = period.start
    while first < period.end:
        whole = group_of(first)
        yield (whole.start,), Period(first, min(whole.end, period.end))
        first = whole.end


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
