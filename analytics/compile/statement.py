"""A statement put together of its steps, once for each shape of query."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec
from sqlglot import exp

from analytics.compile.answer import answer_of, columns_of
from analytics.compile.facts import facts_of
from analytics.compile.figures import figures_of, filled, formulas_of, of_the_whole, rolled, side_by_side
from analytics.compile.question import DIALECT, Question, literal
from analytics.query import Column, MetricQuery
from analytics.shapes import Moment, Shape, shape_of
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
        return re.sub(r"\$(\w+)", lambda found: literal(self.values[found[1]]).sql(DIALECT), self.statement.text)


def compile_query(query: MetricQuery, shop: Shop, *, today: date) -> Compiled:
    """The statement that answers ``query`` for ``shop``; ``today`` is its business date, which overdue figures need.

    Rows come in a stated order whatever the query says: its own ``order``, else time forwards or the first metric
    downwards, ties by name. Raises ``Invalid`` for an unknown slug (naming the nearest), for a metric that cannot be
    split or limited as asked, and for parts that contradict one another.
    """
    shape, values = shape_of(query, shop, today)
    statement = compile_shape(shape)
    return Compiled(statement, {name: values[name] for name in statement.parameters})


def compile_days(metrics: tuple[str, ...], period: Period, shop: Shop, *, today: date) -> Compiled:
    """The statement of what ``metrics`` of one source came to on each day of ``period`` that has rows, in no order."""
    shape, values = shape_of(MetricQuery(metrics, period=period), shop, today)
    # a source of days knows them of any period: one statement serves all
    statement = _days_of(msgspec.structs.replace(shape, by=("day",), moments=(Moment(bounded=True),)))
    return Compiled(statement, {name: values[name] for name in statement.parameters})


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
        steps.append(("figures", of_the_whole(selects)))
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
    return _statement(answer, question)


@lru_cache(maxsize=1024)
def _days_of(shape: Shape) -> Statement:
    question = Question(shape)
    [days] = facts_of(question)
    return _statement(days, question)


def _statement(tree: exp.Query, question: Question) -> Statement:
    parameters = frozenset(found.name for found in tree.find_all(exp.Placeholder))
    return Statement(tree, tree.sql(DIALECT, pretty=True), parameters, tuple(columns_of(question)))
