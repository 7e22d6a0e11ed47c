"""The steps between: what the sources say of a group side by side, and the metrics made of others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sqlglot import exp

from analytics.catalogue import metric
from analytics.compile.question import ROLLING, Question, nothing, piece, settled
from analytics.conditions import bound
from analytics.date_parts import spine
from analytics.metrics import Metric
from analytics.shapes import Moment
from munim.errors import Invalid

_PLACES: Final = {"percent": 1, "ratio": 2}  # decimals of a quotient


def filled(question: Question) -> exp.Query:
    """The facts, and an empty row for each day, week or hour of the period in every other group that has facts."""
    timed = [item.slug for item in question.dimensions if item.in_time]
    others = [name for name in question.keys if name not in timed]
    columns: list[exp.Expr] = [
        exp.column(name, table="spine" if name in timed else "groups") for name in [*question.keys, *question.labels]
    ]
    columns += [exp.alias_(nothing(item), name) for name, item in question.figures]
    rows = exp.select(*columns).from_(
        spine(timed, bound("start"), bound("last"), question.shape.calendar).subquery("spine")
    )
    if others:
        labels = [exp.alias_(exp.AnyValue(this=exp.column(name)), name) for name in question.labels]
        groups = (
            exp.select(*(exp.column(name) for name in others), *labels)
            .from_("facts")
            .group_by(*(exp.column(name) for name in others))
        )
        rows = rows.join(groups.subquery("groups"), join_type="cross")
    return exp.union(exp.select("*").from_("facts"), rows, distinct=False)


def figures_of(question: Question, *, of: str) -> exp.Select:
    """What every source says of a group, side by side. Each figure comes from one row of the facts, so SUM only finds it."""
    columns: list[exp.Expr] = [exp.column(name) for name in question.keys]
    columns += [exp.alias_(exp.AnyValue(this=exp.column(name)), name) for name in question.labels]
    columns += [exp.alias_(settled(exp.Sum(this=exp.column(name)), item), name) for name, item in question.figures]
    select = exp.select(*columns).from_(of)
    days = [item for item in question.dimensions if item.kind == "calendar"]
    if len(question.shape.moments) > 1 and days:
        # a longer month before has days that meet none of this period's: they are left out row by row
        select = select.where(exp.LT(this=exp.column(days[0].slug), expression=bound("end")))
    return select.group_by(*(exp.column(name) for name in question.keys)) if question.keys else select


def side_by_side(question: Question, facts: Sequence[str]) -> exp.Select:
    """What every source says of each day, week or month of the period, sold or not."""
    rows = spine(question.keys, bound("start"), bound("last"), question.shape.calendar).subquery("spine")
    columns: list[exp.Expr] = [exp.column(name, table="spine") for name in question.keys]
    columns += [exp.alias_(settled(exp.column(name), item), name) for name, item in question.figures]
    select = exp.select(*columns).from_(rows)
    for fact in facts:
        met = [
            exp.EQ(this=exp.column(name, table=fact), expression=exp.column(name, table="spine"))
            for name in question.keys
        ]
        select = select.join(fact, on=exp.and_(*met), join_type="left")
    return select


def of_the_whole(facts: Sequence[exp.Select]) -> exp.Select:
    """What every source says of everything, each in its one row."""
    first, *others = (fact.subquery(f"facts_{n}") for n, fact in enumerate(facts))
    select = exp.select("*").from_(first)
    for other in others:
        select = select.join(other, join_type="cross")
    return select


def formulas_of(question: Question) -> exp.Select:
    """The figures, and beside them the metrics made of them."""
    columns = [
        exp.alias_(_formula(item, moment), item.slug + moment.suffix)
        for moment in question.shape.moments
        for item in question.formulas
    ]
    return exp.select("*", *columns).from_("figures")


def _formula(item: Metric, moment: Moment) -> exp.Expr:
    """The metric's formula over the figures of one moment."""
    tree = exp.paren(piece(item.formula), copy=True)
    for found in list(tree.find_all(exp.Placeholder)):
        if not moment.bounded:
            raise Invalid(f"{item.title.lower()} needs a period", field="period", metric=item.slug)
        found.replace(bound(found.name + moment.suffix))
    for column in list(tree.find_all(exp.Column)):
        inner = metric(column.name)
        column.replace(
            exp.column(column.name + moment.suffix) if inner.measures else exp.paren(_formula(inner, moment))
        )
    formula = tree.this
    return quotient(formula.this, formula.expression, unit=item.unit) if isinstance(formula, exp.Div) else formula


def quotient(numerator: exp.Expr, denominator: exp.Expr, *, unit: str) -> exp.Expr:
    """``numerator / denominator`` rounded half away from zero; empty where the denominator is zero.

    The one division of whole numbers by floating point: below 2**52 (45 lakh crore rupees) a quotient that is not
    a half is never taken for one, so the rounded figure is exact. Decimals are scaled up before and down after.
    """
    places, factor = scale_of(unit)
    if factor > 1:
        numerator = exp.Mul(this=exp.Literal.number(factor), expression=_grouped(numerator))
    divided = exp.Div(this=_grouped(numerator), expression=denominator.copy(), safe=True)
    rounded = exp.cast(exp.func("ROUND", divided), "BIGINT")
    return exp.Mul(this=rounded, expression=exp.Literal.number("0." + "1".zfill(places))) if places else rounded


def scale_of(unit: str) -> tuple[int, int]:
    """The decimals of a quotient, and what it is multiplied by to be a whole number of these."""
    places = _PLACES.get(unit, 0)
    return places, 10**places * (100 if unit == "percent" else 1)


def _grouped(expression: exp.Expr) -> exp.Expr:
    """A copy that keeps together inside another expression."""
    return exp.paren(expression) if isinstance(expression, exp.Add | exp.Sub) else expression.copy()


def rolled(question: Question, days: int, *, of: str) -> exp.Select:
    """The figures with, beside each, its sum over ``days`` days up to its own: what came before the period still counts."""
    sums = [
        exp.alias_(up_to_here(item, question, "day", rows_of=days, field="rolling"), item.slug + ROLLING)
        for item in question.metrics
    ]
    return exp.select("*", *sums).from_(of)


def up_to_here(item: Metric, question: Question, time: str, *, rows_of: int | None = None, field: str) -> exp.Window:
    """The sum of a metric over the groups of its own kind up to this one in time, or over as many days as said."""
    if not item.adds_up_over(question.shape.by):
        raise Invalid(
            f"{item.title.lower()} cannot be summed up: its parts do not sum to the whole",
            field=field,
            metric=item.slug,
        )
    spec = exp.WindowSpec(
        kind="RANGE",
        start="UNBOUNDED"
        if rows_of is None
        else exp.Interval(this=exp.Literal.string(str(rows_of - 1)), unit=exp.var("DAY")),
        start_side="PRECEDING",
        end="CURRENT ROW",
    )
    others = [exp.column(name) for name in question.keys if name != time]
    return exp.Window(
        this=exp.Sum(this=exp.column(item.slug)),
        partition_by=others,
        order=exp.Order(expressions=[exp.Ordered(this=exp.column(time), nulls_first=False)]),
        spec=spec,
    )
