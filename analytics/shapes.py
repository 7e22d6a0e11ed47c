"""A query without its values: what decides the text of a statement, and the values that go into it beside the text.

Reports ask the same few questions of other days. Their statement is compiled once per shape, and a value of
a person is only ever bound to it, never written into it.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Final, Literal, NamedTuple
from uuid import UUID

import msgspec

from analytics.catalogue import dimension
from analytics.comparisons import period_before
from analytics.dimensions import Dimension
from analytics.notation import WEEKDAYS
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.shop import Shop
from munim.days import Calendar, Period, add_months, whole_months
from munim.errors import Invalid
from munim.nearest import nearest

BEFORE: Final = "__before"
LARGEST_LIMIT: Final = 1_000_000  # rows: as many as a spreadsheet holds
LONGEST_DAYS: Final = 3_660  # ten years: more than any table of days can show

Compared = Literal["in", "not_in", "above", "below", "at_least", "at_most", "between", "equals"]


class Shift(NamedTuple):
    """How far the rows of the period before are moved so that they meet this period's rows."""

    days: int = 0
    months: int = 0  # of periods that are whole months: groups of months move by these instead


class Moment(msgspec.Struct, frozen=True):
    """One of the periods a statement reads: the suffix its figures carry, and what is known of its end."""

    suffix: str = ""
    bounded: bool = False  # it has a period; otherwise it is all time, or now
    past: bool = False  # the period ended before today
    whole: bool = False  # it is of whole months, or of all time
    holds_months: bool = False  # whole months are in it
    shift: Shift = Shift()


class Condition(msgspec.Struct, frozen=True):
    """A condition by its kind: ``values`` says of each value whether it is bound as an id, a name, a date or a number."""

    slug: str
    operator: Compared
    values: tuple[Literal["id", "name", "date", "number"], ...]


class AmongShape(msgspec.Struct, frozen=True):
    """A set of things found by a query of its own, whose parameters carry ``prefix``."""

    dimension: str
    negated: bool
    shape: Shape
    prefix: str


class Shape(msgspec.Struct, frozen=True):
    """Everything of a query that its statement's text depends on."""

    metrics: tuple[str, ...]
    by: tuple[str, ...]
    where: tuple[Condition, ...]
    having: tuple[Condition, ...]
    moments: tuple[Moment, ...]
    order: tuple[Order, ...]
    limit: int | None
    fill: bool
    shares: bool
    running: bool
    rolling: int | None
    calendar: Calendar
    exponent: int
    among: tuple[AmongShape, ...] = ()
    per: tuple[str, ...] = ()
    ratio: bool = False
    shown: tuple[Condition, ...] = ()


def shape_of(query: MetricQuery, shop: Shop, today: date) -> tuple[Shape, dict[str, Any]]:
    """The shape of ``query`` and its values by parameter name. Raises ``Invalid`` for parts that contradict one another."""
    _check(query)
    period = query.period
    before = held_against(query, shop.country)
    values: dict[str, Any] = {"today": today, **_moment_values("", period, today)}
    moments = [
        Moment(
            "",
            bounded=period is not None,
            past=period is not None and period.end <= today,
            whole=_of_whole_months(query, period, Shift()),
            holds_months=_holds_months(query, period),
        )
    ]
    if period is not None:
        values |= {"last": period.last, "first": period.start}
        if query.rolling is not None:
            values["start"] = period.start - timedelta(days=query.rolling - 1)
    if period is not None and before is not None:
        values |= _moment_values(BEFORE, before, today)
        # a split that is not by days has nothing to move, and its statement is the same for all periods
        moves = any(dimension(slug).kind == "calendar" for slug in query.by)
        shift = shift_between(before, period) if moves else Shift()
        moments.append(
            Moment(
                BEFORE,
                bounded=True,
                past=before.end <= today,
                whole=_of_whole_months(query, before, shift),
                holds_months=_holds_months(query, before),
                shift=shift,
            )
        )
    where = tuple(_bound(f"where{n}", item, typed_filter(item), values) for n, item in enumerate(query.where))
    having = tuple(
        _bound(f"having{n}", item, [_number(value) for value in item.values], values)
        for n, item in enumerate(query.having)
    )
    shown = tuple(_bound(f"shown{n}", item, typed_filter(item), values) for n, item in enumerate(query.shown))
    among = tuple(_among(f"among{n}_", item, shop, today, values) for n, item in enumerate(query.among))
    shape = Shape(
        query.metrics, query.by, where, having, tuple(moments), query.order, query.limit, query.fill, query.shares, query.running, query.rolling, shop.calendar, shop.exponent,
        among, query.per, query.ratio, shown,
    )  # fmt: skip
    return shape, values


def _among(prefix: str, item: Among, shop: Shop, today: date, values: dict[str, Any]) -> AmongShape:
    """The set's own shape; its values go under their parameters, each with ``prefix``, into ``values``."""
    shape, own = shape_of(item.query, shop, today)
    values.update((prefix + name, value) for name, value in own.items())
    return AmongShape(item.dimension, item.negated, shape, prefix)


def _of_whole_months(query: MetricQuery, period: Period | None, shift: Shift) -> bool:
    """Whether what is summed up by the month will do: days of a month before are moved one by one unless months are."""
    if query.rolling is not None or (shift.days and not shift.months):
        return False
    return period is None or bool(whole_months(period))


def _holds_months(query: MetricQuery, period: Period | None) -> bool:
    """Whether a whole month is in the period as it is read."""
    if period is None or query.rolling is not None:
        return False
    months = _months_in(period)
    return months.start < months.end


def _months_in(period: Period) -> Period:
    """The whole months in ``period``; it ends before it starts where there are none."""
    start = period.start if period.start.day == 1 else add_months(period.start.replace(day=1), 1)
    return Period(start, period.end.replace(day=1))


def _moment_values(suffix: str, period: Period | None, today: date) -> dict[str, Any]:
    """The values of one moment: its bounds, the last day of it that has been, the day after that, and how many have been."""
    tomorrow = today + timedelta(days=1)
    if period is None:
        return {"asof" + suffix: today, "upto" + suffix: tomorrow}
    months = _months_in(period)
    upto = min(period.end, tomorrow) if period.start < tomorrow else period.end
    return {
        "start" + suffix: period.start,
        "end" + suffix: period.end,
        "whole_start" + suffix: months.start,
        "whole_end" + suffix: months.end,
        "asof" + suffix: upto - timedelta(days=1),
        "upto" + suffix: upto,
        "days" + suffix: (upto - period.start).days,
    }


def parameter(clause: str, index: int, position: int) -> str:
    """The parameter of the value at ``position`` in the condition at ``index`` of ``where`` or ``having``."""
    return f"{clause}{index}_{position}"


def _check(query: MetricQuery) -> None:
    if not query.metrics:
        raise Invalid("a query needs at least one metric", field="metrics")
    for field, slugs in (("metrics", query.metrics), ("by", query.by)):
        if len(set(slugs)) < len(slugs):
            raise Invalid(f"{field} names something twice", field=field)
    if query.limit is not None and not 1 <= query.limit <= LARGEST_LIMIT:
        raise Invalid(f"limit is 1 to {LARGEST_LIMIT:,}", field="limit")
    if query.period is not None and query.period.days < 1:
        raise Invalid("the period ends before it starts", field="period")
    if query.period is not None and "day" in query.by and query.period.days > LONGEST_DAYS:
        raise Invalid(
            f"{query.period.days:,} days are more than a table of days can show; ask by month, or for {LONGEST_DAYS:,} days at most",
            field="by",
            nearest="month",
        )
    if query.running and not any(dimension(slug).kind == "calendar" for slug in query.by):
        raise Invalid("a running total needs a split by day, week or month", field="running")
    if query.rolling is not None:
        if not 2 <= query.rolling <= 366:
            raise Invalid("rolling is 2 to 366 days", field="rolling")
        if query.period is None or "day" not in query.by or query.compare != "none":
            raise Invalid("a rolling sum needs a period split by day, and no comparison", field="rolling")
    if query.period is None and query.compare != "none":
        raise Invalid("a comparison needs a period", field="compare")
    if query.per and (query.limit is None or not set(query.per) < set(query.by)):
        raise Invalid("per names some of the dimensions of by, and needs a limit", field="per")
    if query.ratio and len(query.metrics) != 2:
        raise Invalid("a ratio is of two metrics", field="ratio")
    if any(item.dimension not in query.by for item in query.shown):
        raise Invalid("shown names values of a dimension of by", field="shown")
    if query.fill and (query.period is None or not any(dimension(slug).in_time for slug in query.by)):
        raise Invalid("fill needs a period and a dimension of time", field="fill")


def held_against(query: MetricQuery, country: str) -> Period | None:
    if query.period is None or query.compare == "none":
        return None
    return (
        query.compare
        if isinstance(query.compare, Period)
        else period_before(query.period, query.compare, country=country)
    )


def shift_between(before: Period, period: Period) -> Shift:
    """How far days of the period before are from those of this one that they are held against."""
    return Shift((period.start - before.start).days, _months_between(before, period))


def _months_between(before: Period, period: Period) -> int:
    """By how many months two periods of as many whole months lie apart, 0 if they are not such."""
    months = (period.start.year - before.start.year) * 12 + period.start.month - before.start.month
    alike = whole_months(before) and whole_months(before) == whole_months(period)
    return months if alike and add_months(before.start, months) == period.start else 0


def _bound(name: str, item: Filter | Having, typed: list[Any], values: dict[str, Any]) -> Condition:
    """The condition's kind; its values go under their parameters into ``values``."""
    slug = item.dimension if isinstance(item, Filter) else item.metric
    wanted = 2 if item.operator == "between" else 1
    if not typed or (item.operator not in ("in", "not_in") and len(typed) != wanted):
        raise Invalid(
            f"{item.operator.replace('_', ' ')} takes {wanted} value{'s' * (wanted - 1)}, not {len(typed)}", field=slug
        )
    for position, value in enumerate(typed):
        values[f"{name}_{position}"] = str(value) if isinstance(value, UUID) else value
    return Condition(slug, item.operator, tuple(_kind(value) for value in typed))


def _kind(value: Any) -> Literal["id", "name", "date", "number"]:
    match value:
        case UUID():
            return "id"
        case str():
            return "name"
        case date():
            return "date"
        case _:
            return "number"


def typed_filter(item: Filter) -> list[Any]:
    """The filter's values as what they stand for in its dimension. Raises ``Invalid`` for one that cannot be."""
    of = dimension(item.dimension)
    if item.operator not in ("in", "not_in") and not (of.in_time or of.kind in ("month", "number")):
        raise Invalid(
            f"{of.title.lower()} is a name and cannot be {item.operator.replace('_', ' ')} something; the nearest is in",
            field=of.slug,
            nearest="in",
        )
    return [_typed(value, of) for value in item.values]


def _typed(value: object, of: Dimension) -> UUID | str | date | int | Decimal:
    """An id or name of an entity, a name, a number, an hour, an ISO weekday, or any day of the group of days meant."""
    text = str(value)
    match of.kind:
        case "entity" if of.id_type == "uuid":
            try:
                return UUID(text)
            except ValueError:
                return text
        case "entity":
            return text
        case "text":
            return _one_of(text, of) if of.values else text
        case "number":
            try:
                return Decimal(text)
            except InvalidOperation:
                raise Invalid(f"{text!r} is no {of.title.lower()}; give a number like 18", field=of.slug) from None
        case "month":
            return _day(text, of).replace(day=1)
        case "hour":
            return _whole(text, 0, 23, of)
        case "weekday":
            name = text.strip().capitalize()
            return WEEKDAYS.index(name) + 1 if name in WEEKDAYS else _whole(text, 1, 7, of)
        case "calendar":
            return _day(text, of)


def _one_of(text: str, of: Dimension) -> str:
    """The one of the dimension's values that ``text`` is, in whatever case. Raises ``Invalid`` with the nearest."""
    found = next((value for value in of.values if value.lower() == text.strip().lower()), None)
    if found is None:
        raise Invalid(
            f"{text!r} is no {of.title.lower()}; it is one of {', '.join(of.values)}",
            field=of.slug,
            nearest=nearest(text, of.values, cutoff=0.4),
        )
    return found


def _day(text: str, of: Dimension) -> date:
    """2026-11 stands for its first day, and so does 2026."""
    try:
        return date.fromisoformat({4: text + "-01-01", 7: text + "-01"}.get(len(text), text))
    except ValueError:
        raise Invalid(f"{text!r} is no {of.title.lower()}; write a date like 2026-11-20", field=of.slug) from None


def _whole(text: str, lowest: int, highest: int, of: Dimension) -> int:
    number = int(text) if text.lstrip("-").isdecimal() else lowest - 1
    if not lowest <= number <= highest:
        raise Invalid(f"{text!r} is no {of.title.lower()}; give {lowest} to {highest}", field=of.slug)
    return number


def _number(value: object) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Invalid(f"{value!r} is not a number", field="having")
    return value
