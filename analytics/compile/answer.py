"""The last step of a statement: its columns with what the query adds to them, conditions, order, limit."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from sqlglot import exp

from analytics.catalogue import dimension
from analytics.compile.figures import quotient, up_to_here
from analytics.compile.question import (
    CHANGE,
    DIALECT,
    RATIO,
    ROLLING,
    ROLLING_MEAN,
    RUNNING,
    SHARE,
    STORED,
    UNITS,
    Question,
    key_columns,
)
from analytics.conditions import bound, having_condition, where_condition
from analytics.date_parts import weekday_order
from analytics.metrics import Metric
from analytics.query import Column
from analytics.shapes import BEFORE
from munim.errors import Invalid
from munim.nearest import nearest

_PLACE: Final = "place_in_group"  # of a row in its group, by which a limit per group is kept


def answer_of(question: Question, *, of: str) -> exp.Select:
    shape = question.shape
    columns: list[exp.Expr] = []
    for item in question.dimensions:
        columns.append(exp.column(item.slug))
        if item.kind == "entity":
            columns.append(exp.column(f"{item.slug}_id"))
    for each in question.metrics:
        columns += _metric_columns(each, question)
    if shape.ratio:
        columns.append(exp.alias_(_ratio(question), question.metrics[0].slug + RATIO))
    select = exp.select(*columns).from_(of)
    if shape.rolling is not None:
        select = select.where(exp.GTE(this=exp.column("day"), expression=bound("first")))
    if shape.having:
        select = select.where(*(having_condition(item, index) for index, item in enumerate(shape.having)))
    order = _order(question)
    if shape.per or shape.shown:
        select = _some_of(select, question, order)
    if order:
        select = select.order_by(*order)
    return select if shape.limit is None or shape.per else select.limit(shape.limit)


def _some_of(select: exp.Select, question: Question, order: list[exp.Expr]) -> exp.Select:
    """Of the rows of ``select`` those shown, and with ``per`` the first of each group; what is reckoned over all rows stays as it is."""
    shape = question.shape
    conditions: list[exp.Expr] = []
    for index, condition in enumerate(shape.shown):
        item = dimension(condition.slug)
        key, label = exp.column(key_columns(item)[0]), exp.column(item.slug)
        conditions.append(
            where_condition(condition, index, item, key=key, label=label, calendar=shape.calendar, clause="shown")
        )
    if shape.per and shape.limit is not None:
        groups = [
            exp.column(name) for slug in shape.per for name in key_columns(dimension(slug)) if name in _names(select)
        ]
        inside = [
            each.copy() for each in order if each.this.name not in {column.name for column in groups} | set(shape.per)
        ]
        place = exp.Window(this=exp.RowNumber(), partition_by=groups, order=exp.Order(expressions=inside))
        select = select.select(exp.alias_(place, _PLACE))
        conditions.append(exp.LTE(this=exp.column(_PLACE), expression=exp.Literal.number(shape.limit)))
    columns = [exp.column(column.slug) for column in columns_of(question)]
    return exp.select(*columns).from_(select.subquery("told")).where(*conditions)


def _names(select: exp.Select) -> set[str]:
    return {each.alias_or_name for each in select.expressions}


def _ratio(question: Question) -> exp.Expr:
    """The first metric by the second."""
    first, second = question.metrics
    return quotient(exp.column(first.slug), exp.column(second.slug), unit=_ratio_unit(first, second))


def _ratio_unit(first: Metric, second: Metric) -> str:
    """Money by money is per cent, money by a number is money, whatever else a plain ratio."""
    if first.unit == second.unit:
        return "percent"
    return "money" if first.unit == "money" else "ratio"


def _metric_columns(item: Metric, question: Question) -> list[exp.Expr]:
    """The columns of one metric: itself, then what the query adds to it."""
    shape = question.shape
    now = exp.column(item.slug)
    columns: list[exp.Expr] = [now]
    if len(shape.moments) > 1:
        before = exp.column(item.slug + BEFORE)
        moved = exp.Sub(this=now.copy(), expression=before.copy())
        # a percentage moves by points
        change = moved if item.unit == "percent" else quotient(moved, exp.func("ABS", before.copy()), unit="percent")
        columns += [before, exp.alias_(change, item.slug + CHANGE)]
    if shape.shares:
        if not item.adds_up_over(shape.by):
            raise Invalid(
                f"{item.title.lower()} has no shares: its parts do not sum to the whole",
                field="shares",
                metric=item.slug,
            )
        whole = exp.Window(this=exp.Sum(this=now.copy()))
        columns.append(exp.alias_(quotient(now, whole, unit="percent"), item.slug + SHARE))
    if shape.running:
        time = next(each.slug for each in question.dimensions if each.kind == "calendar")
        running = exp.cast(up_to_here(item, question, time, field="running"), STORED[item.unit], dialect=DIALECT)
        columns.append(exp.alias_(running, item.slug + RUNNING))
    if shape.rolling is not None:
        rolling = exp.column(item.slug + ROLLING)
        mean = quotient(rolling, exp.Literal.number(shape.rolling), unit=_mean_unit(item))
        columns += [
            exp.alias_(exp.cast(rolling.copy(), STORED[item.unit], dialect=DIALECT), item.slug + ROLLING),
            exp.alias_(mean, item.slug + ROLLING_MEAN),
        ]
    return columns


def _mean_unit(item: Metric) -> str:
    """A mean of counts or units is no whole number."""
    return "money" if item.unit == "money" else "ratio"


def _order(question: Question) -> list[exp.Expr]:
    """The order asked for, else time forwards or the first metric downwards; then names and ids, so that no tie is open."""
    if not question.dimensions:
        return []
    known = {column.slug for column in columns_of(question)}
    terms: dict[str, bool] = {}
    for item in question.shape.order:
        if item.by not in known:
            near = nearest(item.by, known)
            hint = f"; the nearest is {near}" if near else ""
            raise Invalid(f"cannot order by {item.by!r}, which is no column of the query{hint}", field="order", nearest=near)  # fmt: skip
        terms.setdefault(item.by, item.descending)
    if not terms and not question.dimensions[0].in_order:
        terms[question.metrics[0].slug] = True
    if question.shape.per:
        terms = {slug: False for slug in question.shape.per if slug not in terms} | terms
    for slug in [
        *question.shape.by,
        *(key for key in question.keys if key in known or not (question.shape.per or question.shape.shown)),
    ]:
        terms.setdefault(slug, False)
    places = {item.slug: item.values for item in question.dimensions if item.values}

    def sorted_by(slug: str) -> exp.Expr:
        if slug == "weekday":
            return weekday_order(exp.column(slug), question.shape.calendar)
        return _place(slug, places[slug]) if slug in places else exp.column(slug)

    return [exp.Ordered(this=sorted_by(slug), desc=descending, nulls_first=False) for slug, descending in terms.items()]


def _place(slug: str, values: tuple[str, ...]) -> exp.Expr:
    """0 for the first of the values a name can be, 1 for the second."""
    case = exp.Case(this=exp.column(slug))
    for place, value in enumerate(values):
        case = case.when(exp.Literal.string(value), exp.Literal.number(place))
    return case


def columns_of(question: Question) -> Iterable[Column]:
    """What the answer's columns are, in their order."""
    for item in question.dimensions:
        yield Column(item.slug, item.title, item.unit or UNITS[item.kind])
        if item.kind == "entity":
            yield Column(f"{item.slug}_id", f"{item.title} id", "id")
    for each in question.metrics:
        yield Column(each.slug, each.title, each.unit, metric=True)
        if len(question.shape.moments) > 1:
            yield Column(each.slug + BEFORE, f"{each.title} before", each.unit, metric=True)
            yield Column(each.slug + CHANGE, f"{each.title} change", "percent", metric=True)
        if question.shape.shares:
            yield Column(each.slug + SHARE, f"{each.title} share", "percent", metric=True)
        if question.shape.running:
            yield Column(each.slug + RUNNING, f"{each.title} so far", each.unit, metric=True)
        if question.shape.rolling is not None:
            days = f"{question.shape.rolling} days"
            yield Column(each.slug + ROLLING, f"{each.title} of {days}", each.unit, metric=True)
            yield Column(each.slug + ROLLING_MEAN, f"{each.title} a day of {days}", _mean_unit(each), metric=True)
    if question.shape.ratio:
        first, second = question.metrics
        yield Column(
            first.slug + RATIO, f"{first.title} by {second.title.lower()}", _ratio_unit(first, second), metric=True
        )
