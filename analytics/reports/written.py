"""A query as people and programs write it: periods in words or dates, money in currency units.

It is what ``POST /api/reports/query`` takes and what a saved report keeps; read on another day or in another shop
it means other days and other minor units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import msgspec

from analytics.catalogue import dimension, metric
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.shop import Shop
from munim.days import Period
from munim.errors import Invalid
from munim.money import decimal_string, parse_minor
from munim.nearest import explained
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


class WrittenAmong(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Things of ``dimension`` that another query finds, or with ``negated`` does not: of its metrics, days, conditions, limit."""

    dimension: str
    metrics: tuple[str, ...]
    where: tuple[Filter, ...] = ()
    having: tuple[WrittenHaving, ...] = ()
    period: str | Span | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    negated: bool = False


class WrittenQuery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which metrics, by which dimensions, of which days, compared with what, and which of ``by`` become columns.

    ``metrics`` and ``by`` are slugs of the metrics catalogue. ``period`` is in words (``last-month``,
    ``last-30-days``, ``2026-11``) or from one day to another; without it all time, or, of a balance, now. ``compare``
    is with the period before, the same days a year (364 days) earlier, the same dates, the days as far from the same festival,
    or other days. ``among`` keeps what belongs to things that another query finds, ``per`` counts the limit anew within each
    group of these dimensions, ``ratio`` sets the first of two metrics by the second, ``shown`` leaves only the rows it names. ``pivot`` is one of ``by``
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
    among: tuple[WrittenAmong, ...] = ()
    per: tuple[str, ...] = ()
    ratio: bool = False
    shown: tuple[Filter, ...] = ()
    pivot: str | None = None
    columns: int = 12


def read_written(written: WrittenQuery, shop: Shop, today: date) -> MetricQuery:
    """The ``MetricQuery`` it means for ``shop`` on its day ``today``, the pivot aside.

    Raises ``Invalid`` naming the field, for days that are none, an amount the currency has no unit for, or an unknown
    metric or dimension.
    """
    for field, name, look_up in _names_in(written):
        try:
            look_up(name)
        except Invalid as error:
            raise Invalid(error.message, field=field, **error.facts) from None
    compare = written.compare
    return MetricQuery(
        metrics=written.metrics,
        by=written.by,
        where=written.where,
        having=tuple(_having(item, f"having.{n}.values", shop) for n, item in enumerate(written.having)),
        period=_period(written.period, shop, today),
        compare=compare if isinstance(compare, str) else _days(compare, "compare"),
        order=written.order,
        limit=written.limit,
        fill=written.fill,
        shares=written.shares,
        running=written.running,
        rolling=written.rolling,
        among=tuple(_among(item, f"among.{n}", shop, today) for n, item in enumerate(written.among)),
        per=written.per,
        ratio=written.ratio,
        shown=written.shown,
    )


@contextmanager
def naming_parts(written: WrittenQuery) -> Iterator[None]:
    """What is wrong with a condition of ``written`` is told of its place in it, ``where.0.values``, not of what it speaks of."""
    try:
        yield
    except Invalid as error:
        places = [
            *((f"where.{n}.values", item.dimension) for n, item in enumerate(written.where)),
            *((f"having.{n}.values", item.metric) for n, item in enumerate(written.having)),
        ]
        place = next((field for field, name in places if name == error.field), None)
        if place is None:
            raise
        raise Invalid(error.message, field=place, **error.facts) from None


def _names_in(written: WrittenQuery | WrittenAmong, at: str = "") -> Iterator[tuple[str, str, Callable[[str], object]]]:
    """Each name of a metric or dimension that is written: its place, itself, and where it is looked up."""
    yield from ((f"{at}metrics.{n}", slug, metric) for n, slug in enumerate(written.metrics))
    yield from ((f"{at}where.{n}.dimension", item.dimension, dimension) for n, item in enumerate(written.where))
    yield from ((f"{at}having.{n}.metric", item.metric, metric) for n, item in enumerate(written.having))
    if isinstance(written, WrittenAmong):
        yield f"{at}dimension", written.dimension, dimension
        return
    yield from ((f"by.{n}", slug, dimension) for n, slug in enumerate(written.by))
    yield from ((f"shown.{n}.dimension", item.dimension, dimension) for n, item in enumerate(written.shown))
    for n, item in enumerate(written.among):
        yield from _names_in(item, f"among.{n}.")


def written_query(query: MetricQuery, shop: Shop) -> dict[str, Any]:
    """``query`` as people and programs write it, with its days as dates; ``read_written`` reads it back the same.

    What is as usual is left out.
    """
    written, usual = msgspec.to_builtins(query), msgspec.to_builtins(MetricQuery(metrics=()))
    kept = {name: value for name, value in written.items() if name == "metrics" or value != usual[name]}
    for name in ("period", "compare"):
        days = getattr(query, name)
        if isinstance(days, Period):
            kept[name] = _span(days)
    if query.having:
        kept["having"] = [_written_having(item, shop) for item in query.having]
    if query.among:
        kept["among"] = [
            {
                **each,
                "having": [_written_having(one, shop) for one in item.having],
                "period": None if item.period is None else _span(item.period),
            }
            for each, item in zip(written["among"], query.among, strict=True)
        ]
    return kept


def _span(period: Period) -> dict[str, str]:
    return {"from": period.start.isoformat(), "to": period.last.isoformat()}


def _written_having(item: Having, shop: Shop) -> dict[str, Any]:
    money = metric(item.metric).unit == "money"
    values = [decimal_string(int(value), shop.currency) if money else str(value) for value in item.values]
    return {"metric": item.metric, "operator": item.operator, "values": values}


def convert_written(query: Any) -> WrittenQuery:
    """A ``WrittenQuery`` from what JSON holds. Raises ``Invalid`` naming the part at fault."""
    try:
        return msgspec.convert(query, WrittenQuery)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$")
        path = [part for part in place.rstrip("`").replace("[", ".").replace("]", "").split(".") if part]
        raise _at_fault(message, path) from None


def _at_fault(message: str, path: list[str]) -> Invalid:
    """What is wrong at ``path`` of a written query; of a name that is none, with those there are and the nearest."""
    found = explained(WrittenQuery, path, message)
    if found is None:
        return Invalid(message, field=".".join(["query", *path]))
    told, field, nearest = found
    return Invalid(told, field=".".join(["query", *path, *([] if field is None else [field])]), nearest=nearest)


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


def _among(item: WrittenAmong, field: str, shop: Shop, today: date) -> Among:
    return Among(
        dimension=item.dimension,
        metrics=item.metrics,
        where=item.where,
        having=tuple(_having(one, f"{field}.having.{n}.values", shop) for n, one in enumerate(item.having)),
        period=_period(item.period, shop, today),
        order=item.order,
        limit=item.limit,
        negated=item.negated,
    )


def _having(item: WrittenHaving, field: str, shop: Shop) -> Having:
    unit = metric(item.metric).unit
    if any(not value.is_finite() for value in item.values):
        raise Invalid("a condition's value is a number", field=field)
    if unit == "money":
        return Having(
            item.metric, item.operator, tuple(parse_minor(value, shop.currency, field=field) for value in item.values)
        )
    return Having(item.metric, item.operator, item.values)
