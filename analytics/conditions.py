"""The conditions of a ``MetricQuery`` as SQL: ``where`` over the rows of a source, ``having`` over the figures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final
from uuid import UUID

from sqlglot import exp

from analytics.date_parts import date_literal, part
from analytics.dimensions import Dimension
from analytics.query import Filter, Having
from munim.days import Calendar
from munim.errors import Invalid

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_COMPARISONS: Final[dict[str, type[exp.Binary]]] = {
    "above": exp.GT, "below": exp.LT, "at_least": exp.GTE, "at_most": exp.LTE, "equals": exp.EQ,
}  # fmt: skip


def where_condition(item: Filter, dimension: Dimension, *, key: exp.Expression, label: exp.Expression, day: exp.Expression | None, calendar: Calendar) -> exp.Expression:
    """``item`` as a condition on one source's rows.

    ``key`` and ``label`` are the source's own readings of the dimension, ``day`` its business date. A value of a
    calendar dimension is any day of the group meant: ``2026-11-20`` names its week, month or year; ``2026-11`` and
    ``2026`` will do for a month and a year. Raises ``Invalid`` for a value or operator that does not fit.
    """
    if not item.values:
        raise Invalid(f"a condition on {dimension.slug} needs at least one value", field="where")
    if item.operator in ("in", "not_in"):
        pairs = [_operands(value, dimension, key, label, day, calendar) for value in item.values]
        if item.operator == "in":
            return exp.or_(*(exp.EQ(this=left, expression=right) for left, right in pairs))
        # rows without a name are not that name either
        return exp.and_(*(exp.NullSafeNEQ(this=left, expression=right) for left, right in pairs))
    if not dimension.in_time:
        raise Invalid(f"{dimension.title.lower()} is a name and cannot be {item.operator.replace('_', ' ')} something", field="where")
    return _compared(item.operator, item.values, lambda value: _operands(value, dimension, key, label, day, calendar))


def having_condition(item: Having, figure: exp.Expression) -> exp.Expression:
    """``item`` as a condition on ``figure``. Raises ``Invalid`` when the operator wants another number of values."""
    return _compared(item.operator, item.values, lambda value: (figure.copy(), number(value)))


def number(value: object) -> exp.Expression:
    """A number as a literal. Raises ``Invalid`` for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Invalid(f"{value!r} is not a number", field="having")
    return exp.Literal.number(str(value)) if value >= 0 else exp.Neg(this=exp.Literal.number(str(-value)))


def _compared(operator: str, values: Sequence[object], operands: Callable[[object], tuple[exp.Expression, exp.Expression]]) -> exp.Expression:
    wanted = 2 if operator == "between" else 1
    if len(values) != wanted:
        raise Invalid(f"{operator.replace('_', ' ')} takes {wanted} value{'s' * (wanted - 1)}", field="values")
    if operator == "between":
        (left, low), (_, high) = map(operands, values)
        return exp.Between(this=left, low=low, high=high)
    left, right = operands(values[0])
    return _COMPARISONS[operator](this=left, expression=right)


def _operands(
    value: object, dimension: Dimension, key: exp.Expression, label: exp.Expression, day: exp.Expression | None, calendar: Calendar
) -> tuple[exp.Expression, exp.Expression]:
    """The two sides of a comparison of the dimension with ``value``."""
    match dimension.kind:
        case "entity":
            identity = _uuid(value)
            if identity is not None:
                return key.copy(), exp.cast(exp.Literal.string(str(identity)), "uuid")
            return label.copy(), exp.Literal.string(str(value))
        case "text":
            return key.copy(), exp.Literal.string(str(value))
        case "hour":
            return key.copy(), exp.Literal.number(_whole(value, 0, 23, dimension))
        case "weekday":
            return key.copy(), exp.Literal.number(_weekday(value, dimension))
        case "calendar":
            assert day is not None  # a source without dates reads no calendar dimension
            return part(dimension.slug, day, calendar), part(dimension.slug, date_literal(_day(value, dimension)), calendar)


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


def _whole(value: object, lowest: int, highest: int, dimension: Dimension) -> int:
    try:
        found = int(str(value))
    except ValueError:
        found = lowest - 1
    if not lowest <= found <= highest:
        raise Invalid(f"{value!r} is no {dimension.title.lower()}; give {lowest} to {highest}", field="where")
    return found


def _weekday(value: object, dimension: Dimension) -> int:
    name = str(value).strip().capitalize()
    return WEEKDAYS.index(name) + 1 if name in WEEKDAYS else _whole(value, 1, 7, dimension)


def _day(value: object, dimension: Dimension) -> date:
    text = str(value)
    try:
        return date.fromisoformat(text + "-01-01"[3 * text.count("-") :] if len(text) < 10 else text)
    except ValueError:
        raise Invalid(f"{value!r} is no {dimension.title.lower()}; write a date like 2026-11-20", field="where") from None
