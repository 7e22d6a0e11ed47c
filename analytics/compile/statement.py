"""A statement put together of its steps, once for each shape of query."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlglot import exp

from analytics.compile.answer import answer_of, columns_of
from analytics.compile.facts import facts_of, sources_of
from analytics.compile.figures import figures_of, filled, formulas_of, of_the_whole, rolled, side_by_side
from analytics.compile.periods import span, values_of
from analytics.compile.question import DIALECT, Question
from analytics.query import Column, MetricQuery
from analytics.shapes import Shape, shape_of
from analytics.shop import Shop
from munim.days import Period


class Statement(msgspec.Struct, frozen=True):
    """A statement over named parameters (``$start``), and the columns it yields."""

    tree: exp.Query
    text: str
    parameters: frozenset[str]
    columns: tuple[Column, ...]


class Compiled(msgspec.Struct, frozen=True):
    """A statement and the values it is run with."""

    statement: Statement
    values: dict[str, Any]

    @property
    def sql(self) -> str:
        """The statement with its values written out, for people; what runs keeps them apart.

        Its text comes from the catalogue alone, so a ``$name`` in it is always a parameter.
        """
        return re.sub(r"\$(\w+)", lambda found: _literal(self.values[found[1]]), self.statement.text)


def compile_query(query: MetricQuery, shop: Shop, *, today: date) -> Compiled:
    """The statement that answers ``query`` for ``shop``; ``today`` is its business date, which overdue figures need.

    Rows come in a stated order whatever the query says: its own ``order``, else time forwards or the first metric
    downwards, ties by name. Raises ``Invalid`` for an unknown slug (naming the nearest), for a metric that cannot be
    split or limited as asked, and for parts that contradict one another.
    """
    shape, values = shape_of(query, shop, today)
    statement = compile_shape(shape)
    return Compiled(statement, {name: values[name] for name in statement.parameters})


def compile_periods(query: MetricQuery, told: Sequence[Period], shop: Shop, *, today: date) -> Compiled | None:
    """The statement that answers ``query`` for each of several periods at once: a row for each that has rows, its place first.

    None where that is no less work than asking of each: only undivided figures that are read from rows of whole days
    are, of which there are few enough to be read through for every period.
    """
    shape, values = shape_of(msgspec.structs.replace(query, period=span(told)), shop, today)
    shape = msgspec.structs.replace(shape, periods=len(told))
    if not _told_of_periods(shape):
        return None
    statement = compile_shape(shape)
    values |= values_of(told)
    return Compiled(statement, {name: values[name] for name in statement.parameters})


@lru_cache(maxsize=1024)
def _told_of_periods(shape: Shape) -> bool:
    """Whether the shape asks for undivided figures alone, which are sums of a rollup's days in the period."""
    if shape.by or shape.where or shape.having or shape.among or shape.ratio or shape.shares or len(shape.moments) > 1:
        return False
    question = Question(shape)
    by_day = all(origin.key[0] == "business_date" for origin in sources_of(question))
    return by_day and not any("$" in item.formula for item in question.formulas)


@lru_cache(maxsize=1024)
def compile_shape(shape: Shape) -> Statement:
    """The statement of every query of this shape. Raises ``Invalid`` as ``compile_query`` does."""
    question = Question(shape, [compile_shape(each.shape).tree for each in shape.among])
    selects = facts_of(question)
    steps: list[tuple[str, exp.Query]] = []
    if question.spined:
        names = [f"facts_{n}" for n in range(len(selects))]
        steps += zip(names, selects, strict=True)
        steps.append(("figures", side_by_side(question, names)))
    elif len(selects) > 1 and question.undivided:
        steps.append(("figures", of_the_whole(selects, in_periods=shape.periods > 0)))
    elif len(selects) > 1 or shape.fill:
        steps.append(("facts", exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0]))
        if shape.fill:
            steps.append(("filled", filled(question)))
        steps.append(("figures", figures_of(question, of=steps[-1][0])))
    else:
        steps.append(("figures", selects[0]))
    if question.formulas:
        steps.append(("formulas", formulas_of(question)))
    if shape.rolling is not None:
        steps.append(("rolled", rolled(question, shape.rolling, of=steps[-1][0])))
    answer = answer_of(question, of=steps[-1][0])
    for name, step in steps:
        answer = answer.with_(name, step, copy=False)
    parameters = frozenset(found.name for found in answer.find_all(exp.Placeholder))
    return Statement(answer, answer.sql(DIALECT, pretty=True), parameters, tuple(columns_of(question)))


def _literal(value: Any) -> str:
    """A value as SQL writes it."""
    if isinstance(value, date):
        return f"CAST('{value.isoformat()}' AS DATE)"
    return exp.Literal.string(value).sql(DIALECT) if isinstance(value, str) else str(value)
