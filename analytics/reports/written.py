"""A query as people and programs write it: periods in words or dates, money in currency units.

It is what ``POST /api/reports/query`` takes and what a saved report keeps; read on another day or in another shop
it means other days and other minor units.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import msgspec

from analytics.catalogue import metric
from analytics.query import Filter, Having, MetricQuery, Order
from analytics.shop import Shop
from munim.days import Period
from munim.errors import Invalid
from munim.money import parse_minor
from munim.period_words import period_in_words


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"first": "from", "last": "to"}):
    """Days from ``from`` to ``to``, both included."""

    first: date
    last: date


class WrittenHaving(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A condition on a metric per row. Money is in currency units, ``"5000.00"``; per cent as it is read, ``12.5``."""

    metric: str
    operator: Literal["above", "below", "at_least", "at_most", "between", "equals"]
    values: tuple[Decimal, ...]


class WrittenQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which metrics, by which dimensions, of which days, compared with what, and which of ``by`` become columns.

    ``metrics`` and ``by`` are slugs of the metrics catalogue. ``period`` is in words (``last-month``,
    ``last-30-days``, ``2026-11``) or from one day to another; without it all time, or, of a balance, now. ``compare``
    is with the period before, the same days a year (364 days) earlier, the same dates, the days as far from the same festival,
    or other days. ``pivot`` is one of ``by``
    whose values become columns, at most ``columns`` of them and the rest together under Others.
    """

    metrics: tuple[str, ...]
    by: tuple[str, ...] = ()
    where: tuple[Filter, ...] = ()
    having: tuple[WrittenHaving, ...] = ()
    period: str | Span | None = None
    compare: Literal["none", "previous", "last_year", "same_dates", "festival"] | Span = "none"
    order: tuple[Order, ...] = ()
    limit: int | None = None
    fill: bool = False
    shares: bool = False
    running: bool = False
    rolling: int | None = None
    pivot: str | None = None
    columns: int = 12


def read_written(written: WrittenQuery, shop: Shop, today: date) -> MetricQuery:
    """The ``MetricQuery`` it means for ``shop`` on its day ``today``, the pivot aside.

    Raises ``Invalid`` naming the field, for days that are none, an amount the currency has no unit for, or an unknown metric.
    """
    compare = written.compare
    return MetricQuery(
        metrics=written.metrics,
        by=written.by,
        where=written.where,
        having=tuple(_having(item, n, shop) for n, item in enumerate(written.having)),
        period=_period(written.period, shop, today),
        compare=compare if isinstance(compare, str) else _days(compare, "compare"),
        order=written.order,
        limit=written.limit,
        fill=written.fill,
        shares=written.shares,
        running=written.running,
        rolling=written.rolling,
    )


def convert_written(query: Any) -> WrittenQuery:
    """A ``WrittenQuery`` from what JSON holds. Raises ``Invalid`` naming the part at fault."""
    try:
        return msgspec.convert(query, WrittenQuery)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        path = place.rstrip("`").replace("[", ".").replace("]", "").strip(".")
        raise Invalid(message, field=f"query.{path}" if path else "query") from None


def _period(period: str | Span | None, shop: Shop, today: date) -> Period | None:
    if period is None:
        return None
    if isinstance(period, Span):
        return _days(period, "period")
    return period_in_words(period, calendar=shop.calendar, today=today)


def _days(span: Span, field: str) -> Period:
    if span.first > span.last:
        raise Invalid("the first day is after the last", field=field)
    if span.last == date.max:
        raise Invalid(f"{span.last} has no day after it", field=field)
    return Period(span.first, span.last + timedelta(days=1))


def _having(item: WrittenHaving, place: int, shop: Shop) -> Having:
    unit = metric(item.metric).unit
    field = f"having.{place}.values"
    if any(not value.is_finite() for value in item.values):
        raise Invalid("a condition's value is a number", field=field)
    if unit == "money":
        return Having(
            item.metric, item.operator, tuple(parse_minor(value, shop.currency, field=field) for value in item.values)
        )
    return Having(item.metric, item.operator, item.values)
