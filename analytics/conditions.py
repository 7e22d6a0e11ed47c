"""The conditions of a query as SQL over parameters: on the rows of a source, and on the figures."""

from __future__ import annotations

from typing import Final

from sqlglot import exp

from analytics.date_parts import part
from analytics.dimensions import Dimension
from analytics.shapes import Condition, parameter
from munim.days import Calendar

_COMPARISONS: Final[dict[str, type[exp.Binary]]] = {
    "above": exp.GT, "below": exp.LT, "at_least": exp.GTE, "at_most": exp.LTE, "equals": exp.EQ,
}  # fmt: skip


def where_condition(
    item: Condition,
    index: int,
    of: Dimension,
    *,
    key: exp.Expr,
    label: exp.Expr,
    calendar: Calendar,
    clause: str = "where",
) -> exp.Expr:
    """The condition at ``index`` of ``where``, or of another ``clause``; ``key`` and ``label`` are the source's own readings of its dimension."""

    def right(position: int) -> exp.Expr:
        value = bound(parameter(clause, index, position))
        match item.values[position]:
            case "id":
                return exp.cast(value, "uuid")
            case "date":
                day = exp.cast(value, "date")
                return part(of.slug, day, calendar) if of.kind == "calendar" else day
            case _:
                return value

    def lefts(position: int) -> list[exp.Expr]:
        """What the value may be: the key, of a name the label, and of a text that may be either both."""
        if of.kind != "entity" or item.values[position] != "name":
            return [key.copy()]
        return [label.copy(), key.copy()] if of.id_type == "code" else [label.copy()]

    def left(position: int) -> exp.Expr:
        return lefts(position)[0]

    if item.operator == "in":
        return exp.or_(*(exp.EQ(this=each, expression=right(n)) for n in range(len(item.values)) for each in lefts(n)))
    if item.operator == "not_in":
        # rows without a name are not that name either
        return exp.and_(
            *(exp.NullSafeNEQ(this=each, expression=right(n)) for n in range(len(item.values)) for each in lefts(n))
        )
    if item.operator == "between":
        return exp.Between(this=left(0), low=right(0), high=right(1))
    return _COMPARISONS[item.operator](this=left(0), expression=right(0))


def having_condition(item: Condition, index: int) -> exp.Expr:
    """The condition at ``index`` of ``having``, on the figure's own column."""
    figure = exp.column(item.slug)
    if item.operator == "between":
        return exp.Between(
            this=figure, low=bound(parameter("having", index, 0)), high=bound(parameter("having", index, 1))
        )
    return _COMPARISONS[item.operator](this=figure, expression=bound(parameter("having", index, 0)))


def bound(name: str) -> exp.Expr:
    """The parameter ``$name``."""
    return exp.Placeholder(this=name)
