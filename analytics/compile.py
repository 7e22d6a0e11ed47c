"""From a ``MetricQuery`` to SQL, by way of a sqlglot tree.

The statement has the same steps whatever is asked::

    facts     one SELECT per source and period, each grouped by the dimensions asked for, stacked by UNION ALL
    filled    with ``fill``: the facts, and a row for every day or week that has none
    figures   one row per group: what the sources say of it side by side (one source alone has said it already)
    formulas  the metrics that are made of others, where any was asked for
    rolled    with ``rolling``: each day's sum over the days up to it
    (answer)  comparisons and shares, conditions, order, limit

Sources are grouped before they meet, never joined row to row, so collections beside sales do not multiply.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Set
from datetime import date
from functools import lru_cache
from typing import Any, Final

import msgspec
import sqlglot
from sqlglot import exp

from analytics.catalogue import can_tell, dimension, measured_by, metric, source
from analytics.conditions import bound, having_condition, where_condition
from analytics.date_parts import part, spine, weekday_order
from analytics.dimensions import Dimension
from analytics.metrics import Metric
from analytics.query import Column, MetricQuery
from analytics.shapes import BEFORE, AmongShape, Moment, Shape, shape_of
from analytics.shop import Shop
from analytics.sources import JOINS, Join, Reading, Source
from munim.days import Calendar
from munim.errors import Invalid

DIALECT: Final = "duckdb"
CHANGE: Final = "__change"
SHARE: Final = "__share"
RUNNING: Final = "__running"
ROLLING: Final = "__rolling"
ROLLING_MEAN: Final = "__rolling_mean"
RATIO: Final = "__ratio"
_PLACE: Final = "place_in_group"  # of a row in its group, by which a limit per group is kept

_STORED: Final = {"money": "BIGINT", "count": "BIGINT", "quantity": "DECIMAL(18, 3)"}
_PLACES: Final = {"percent": 1, "ratio": 2}  # decimals of a quotient
UNITS: Final = {
    "calendar": "date",
    "month": "date",
    "weekday": "weekday",
    "hour": "hour",
    "entity": "text",
    "text": "text",
}
# where there is no period, what is reckoned from its ends starts before all days and ends after them
_NO_START: Final = "CAST('0001-01-01' AS DATE)"
_NO_END: Final = "CAST('9999-12-31' AS DATE)"
_NO_READING: Final = Reading(("NULL",))  # of a calendar dimension, which is read from the date instead
_DAY: Final = exp.column("business_date", table="t")


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


@lru_cache(maxsize=1024)
def compile_shape(shape: Shape) -> Statement:
    """The statement of every query of this shape. Raises ``Invalid`` as ``compile_query`` does."""
    question = _Question(shape)
    selects = _facts(question)
    steps: list[tuple[str, exp.Query]] = []
    if len(selects) > 1 or shape.fill:
        steps.append(("facts", exp.union(*selects, distinct=False) if len(selects) > 1 else selects[0]))
        if shape.fill:
            steps.append(("filled", _filled(question)))
        steps.append(("figures", _figures(question, of=steps[-1][0])))
    else:
        steps.append(("figures", selects[0]))
    if question.formulas:
        steps.append(("formulas", _formulas(question)))
    if question.shape.rolling is not None:
        steps.append(("rolled", _rolled(question, question.shape.rolling, of=steps[-1][0])))
    answer = _answer(question, of=steps[-1][0])
    for name, step in steps:
        answer = answer.with_(name, step, copy=False)
    parameters = frozenset(found.name for found in answer.find_all(exp.Placeholder))
    return Statement(answer, answer.sql(DIALECT, pretty=True), parameters, tuple(_columns(question)))


class _Question:
    """A shape with its slugs looked up."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.metrics = tuple(metric(slug) for slug in shape.metrics)
        self.dimensions = tuple(dimension(slug) for slug in shape.by)
        self.asked = tuple(dict.fromkeys([*self.metrics, *(metric(item.slug) for item in shape.having)]))
        # the metrics with measures that the asked ones are made of, and those made of others
        self.measured = tuple(dict.fromkeys(each for item in self.asked for each in measured_by(item.slug)))
        self.formulas = tuple(item for item in self.asked if item.formula)

    @property
    def keys(self) -> list[str]:
        """The columns that tell one group from another."""
        return [name for item in self.dimensions for name in _key_columns(item)]

    @property
    def labels(self) -> list[str]:
        """The columns that name a group without telling it apart."""
        return [item.slug for item in self.dimensions if item.slug not in _key_columns(item)]

    @property
    def figures(self) -> list[tuple[str, Metric]]:
        """Each measured metric in each moment, under the name its column has."""
        return [(item.slug + moment.suffix, item) for moment in self.shape.moments for item in self.measured]


@lru_cache(maxsize=1024)
def _parsed(sql: str) -> exp.Expr:
    """The tree of a piece of the catalogue. Copy it before putting it anywhere."""
    return sqlglot.parse_one(sql, read=DIALECT)


# --- facts: each source grouped on its own ---


def _facts(question: _Question) -> list[exp.Select]:
    """One SELECT for each source and moment the figures come from."""
    wanted: list[tuple[Source, Moment, dict[str, str]]] = []
    for moment in question.shape.moments:
        by_source: dict[str, dict[str, str]] = {}
        for item in question.measured:
            slug, aggregate = _measure(item, moment, question)
            by_source.setdefault(slug, {})[item.slug + moment.suffix] = aggregate
        wanted += [(source(slug), moment, measures) for slug, measures in by_source.items()]
    alone = len(wanted) == 1 and not question.shape.fill
    return [_fact(origin, moment, measures, question, alone=alone) for origin, moment, measures in wanted]


def _measure(item: Metric, moment: Moment, question: _Question) -> tuple[str, str]:
    """The first (source, aggregate) of ``item`` that knows the moment and every dimension asked for."""
    wanted = [
        *question.dimensions,
        *(dimension(each.slug) for each in question.shape.where),
        *(dimension(each.dimension) for each in question.shape.among),
    ]
    knowing = [pair for pair in item.measures if _speaks_of(source(pair[0]), moment)]
    if not knowing and moment.bounded:
        raise Invalid(
            f"{item.title.lower()} is known as of now only, not of a past period", field="period", metric=item.slug
        )
    if not knowing or (not moment.bounded and all("$days" in sql for _, sql in knowing)):
        asked = next(whole for whole in question.asked if item in measured_by(whole.slug))
        part = "" if asked == item else f" ({item.title.lower()})"
        raise Invalid(f"{asked.title.lower()}{part} needs a period", field="period", metric=asked.slug)
    for slug, aggregate in knowing:
        if all(can_tell(source(slug), each) for each in wanted):
            return slug, aggregate
    unknown = next(
        (each for each in wanted if not any(can_tell(source(slug), each) for slug, _ in knowing)), wanted[-1]
    )
    raise Invalid(
        f"{item.title.lower()} cannot be told by {unknown.title.lower()}",
        field="by",
        metric=item.slug,
        dimension=unknown.slug,
    )


def _speaks_of(origin: Source, moment: Moment) -> bool:
    match origin.known:
        case "dated":
            return moment.whole or not origin.whole
        case "within":
            return moment.holds_months or not origin.split
        case "either":
            return True
        case "end":
            return moment.bounded
        case "now":
            return not moment.past


def _fact(origin: Source, moment: Moment, measures: dict[str, str], question: _Question, *, alone: bool) -> exp.Select:
    """One source's figures per group, the columns of the other sources empty."""
    shape = question.shape
    keys: list[exp.Expr] = []
    labels: list[exp.Expr] = []
    needed: set[str] = set()
    for item in question.dimensions:
        if item.kind in ("calendar", "weekday"):
            keys.append(exp.alias_(part(item.slug, _DAY, shape.calendar, moment.shift), item.slug))
            continue
        reading = origin.readings[item.slug]
        needed.update(reading.joins)
        keys += [
            exp.alias_(_parsed(key).copy(), name) for name, key in zip(_key_columns(item), reading.keys, strict=True)
        ]
        if reading.label:
            # the mirror gives all rows of a thing its present name, so any of them will do
            labels.append(exp.alias_(exp.AnyValue(this=_parsed(reading.label).copy()), item.slug))
    conditions = list(_within(origin, moment, shape.calendar))
    for index, condition in enumerate(shape.where):
        item = dimension(condition.slug)
        reading = origin.readings.get(item.slug, _NO_READING)
        needed.update(reading.joins)
        key = (
            part(item.slug, _DAY, shape.calendar) if item.kind in ("calendar", "weekday") else _parsed(reading.keys[0])
        )
        label = _parsed(reading.label) if reading.label else key
        conditions.append(where_condition(condition, index, item, key=key, label=label, calendar=shape.calendar))
    for among in shape.among:
        reading = origin.readings.get(among.dimension, _NO_READING)
        needed.update(reading.joins)
        conditions.append(_is_among(among, key=_parsed(reading.keys[0]).copy()))
    figures = []
    for name, measured in question.figures:
        figure = _parsed(measures[name]).copy() if name in measures else _nothing(measured)
        needed.update(column.table for column in figure.find_all(exp.Column) if column.table in JOINS)
        figures.append(exp.alias_(_settled(figure, measured) if alone else figure, name))
    told = [
        *keys,
        *labels,
        *figures,
        *conditions,
        *(_parsed(value) for name in needed for value in JOINS[name].on.values()),
    ]
    read = {column.name for each in told for column in each.find_all(exp.Column) if column.table == "t"}
    select = exp.select(*keys, *labels, *figures).from_(_relation(origin.relation, "t", only=read))
    for name in sorted(needed):
        select = _joined(select, name, JOINS[name])
    if conditions:
        select = select.where(*conditions)
    if keys:
        select = select.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys))))
    return _in_the_shops_terms(select, moment, shape)


def _is_among(among: AmongShape, *, key: exp.Expr) -> exp.Expr:
    """Whether the thing with this ``key`` is a row of the set's own query, or with ``negated`` is none."""
    item = dimension(among.dimension)
    if item.in_time:
        raise Invalid(f"a set of {item.plural} is not known; ask for a period", field="among", dimension=item.slug)
    own = compile_shape(among.shape).tree.copy()
    for found in list(own.find_all(exp.Placeholder)):
        found.replace(bound(among.prefix + found.name))
    column = exp.column(_key_columns(item)[0])
    members = (
        exp.select(column)
        .from_(own.subquery("members"))
        .where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.null())))
    )
    found_in = exp.In(this=key, query=members.subquery())
    return exp.Not(this=found_in) if among.negated else found_in


def _relation(relation: str, alias: str, *, only: Set[str] = frozenset()) -> exp.Expr:
    """A table or a query under ``alias``; of a query that stacks others the columns ``only``, if it names them."""
    tree = _parsed(relation).copy()
    if not isinstance(tree, exp.Query):
        return exp.alias_(exp.to_table(relation), alias, table=True)
    if isinstance(tree, exp.Union):
        _leave(tree, [n for n, name in enumerate(tree.named_selects) if name in only])
    return tree.subquery(alias)


def _leave(tree: exp.Query, places: list[int]) -> None:
    """Keep the columns at ``places`` of each query that ``tree`` stacks: what nobody reads is not planned either."""
    if isinstance(tree, exp.Union):
        _leave(tree.this, places)
        _leave(tree.expression, places)
    elif places and not tree.is_star:
        tree.set("expressions", [tree.expressions[n] for n in places])


def _joined(select: exp.Select, name: str, join: Join) -> exp.Select:
    """``select`` with the relation looked up. A join that could repeat a row of the source is a mistake of the catalogue."""
    if not join.many_to_one:
        raise ValueError(
            f"joining {name} on {', '.join(join.on)} could repeat a row: it is told apart by {', '.join(join.unique)}"
        )
    conditions = [
        exp.EQ(this=exp.column(column, table=name), expression=_parsed(value).copy())
        for column, value in join.on.items()
    ]
    return select.join(_relation(join.relation, name), on=exp.and_(*conditions), join_type="left")


def _within(origin: Source, moment: Moment, calendar: Calendar) -> Iterable[exp.Expr]:
    """The days of the moment, for a source that sums rows by day."""
    if moment.bounded and origin.known == "dated":
        start = bound("start" + moment.suffix)
        # what stands for a month counts whole, however little of the month is in the period
        yield exp.GTE(
            this=_DAY.copy(), expression=part("month", exp.cast(start, "date"), calendar) if origin.months else start
        )
        yield exp.LT(this=_DAY.copy(), expression=bound("end" + moment.suffix))


def _in_the_shops_terms(select: exp.Select, moment: Moment, shape: Shape) -> exp.Select:
    """``$start``, ``$end``, ``$asof``, ``$upto`` and ``$days`` as this moment's, ``$scale`` as the minor units in one of the currency."""
    for found in list(select.find_all(exp.Placeholder)):
        match found.name:
            case "start" | "end" if not moment.bounded:
                found.replace(_parsed(_NO_START if found.name == "start" else _NO_END).copy())
            case "start" | "end" | "whole_start" | "whole_end" | "asof" | "upto" | "days":
                found.replace(bound(found.name + moment.suffix))
            case "scale":
                found.replace(exp.Literal.number(10**shape.exponent))
    return select


def _nothing(item: Metric) -> exp.Expr:
    """No figure, in the figure's own type: not every engine sums up what has none."""
    return exp.cast(exp.null(), _STORED[item.unit], dialect=DIALECT)


def _settled(figure: exp.Expr, item: Metric) -> exp.Expr:
    """A figure as it leaves the statement: zero rather than nothing, in its own type."""
    return exp.cast(exp.func("COALESCE", figure, exp.Literal.number(0)), _STORED[item.unit], dialect=DIALECT)


# --- figures: one row per group ---


def _key_columns(item: Dimension) -> tuple[str, ...]:
    """The columns that tell the groups of a dimension apart: its id, or itself where the name is all there is."""
    if item.kind != "entity":
        return (item.slug,)
    return (f"{item.slug}_id", f"{item.slug}_words") if item.may_be_words else (f"{item.slug}_id",)


def _filled(question: _Question) -> exp.Query:
    """The facts, and an empty row for each day, week or hour of the period in every other group that has facts."""
    timed = [item.slug for item in question.dimensions if item.in_time]
    others = [name for name in question.keys if name not in timed]
    columns: list[exp.Expr] = [
        exp.column(name, table="spine" if name in timed else "groups") for name in [*question.keys, *question.labels]
    ]
    columns += [exp.alias_(_nothing(item), name) for name, item in question.figures]
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


def _figures(question: _Question, *, of: str) -> exp.Select:
    """What every source says of a group, side by side. Each figure comes from one row of the facts, so SUM only finds it."""
    columns: list[exp.Expr] = [exp.column(name) for name in question.keys]
    columns += [exp.alias_(exp.AnyValue(this=exp.column(name)), name) for name in question.labels]
    columns += [exp.alias_(_settled(exp.Sum(this=exp.column(name)), item), name) for name, item in question.figures]
    select = exp.select(*columns).from_(of)
    days = [item for item in question.dimensions if item.kind == "calendar"]
    if len(question.shape.moments) > 1 and days:
        # a longer month before has days that meet none of this period's: they are left out row by row
        select = select.where(exp.LT(this=exp.column(days[0].slug), expression=bound("end")))
    return select.group_by(*(exp.column(name) for name in question.keys)) if question.keys else select


# --- formulas and answer ---


def _formulas(question: _Question) -> exp.Select:
    """The figures, and beside them the metrics made of them."""
    columns = [
        exp.alias_(_formula(item, moment), item.slug + moment.suffix)
        for moment in question.shape.moments
        for item in question.formulas
    ]
    return exp.select("*", *columns).from_("figures")


def _formula(item: Metric, moment: Moment) -> exp.Expr:
    """The metric's formula over the figures of one moment."""
    tree = exp.paren(_parsed(item.formula), copy=True)
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
    return _quotient(formula.this, formula.expression, unit=item.unit) if isinstance(formula, exp.Div) else formula


def _quotient(numerator: exp.Expr, denominator: exp.Expr, *, unit: str) -> exp.Expr:
    """``numerator / denominator`` rounded half away from zero; empty where the denominator is zero.

    The one division of whole numbers by floating point: below 2**52 (45 lakh crore rupees) a quotient that is not
    a half is never taken for one, so the rounded figure is exact. Decimals are scaled up before and down after.
    """
    places = _PLACES.get(unit, 0)
    factor = 10**places * (100 if unit == "percent" else 1)
    if factor > 1:
        numerator = exp.Mul(this=exp.Literal.number(factor), expression=_grouped(numerator))
    divided = exp.Div(this=_grouped(numerator), expression=denominator.copy(), safe=True)
    rounded = exp.cast(exp.func("ROUND", divided), "BIGINT")
    return exp.Mul(this=rounded, expression=exp.Literal.number("0." + "1".zfill(places))) if places else rounded


def _grouped(expression: exp.Expr) -> exp.Expr:
    """A copy that keeps together inside another expression."""
    return exp.paren(expression) if isinstance(expression, exp.Add | exp.Sub) else expression.copy()


def _rolled(question: _Question, days: int, *, of: str) -> exp.Select:
    """The figures with, beside each, its sum over ``days`` days up to its own: what came before the period still counts."""
    sums = [
        exp.alias_(_up_to_here(item, question, "day", rows_of=days, field="rolling"), item.slug + ROLLING)
        for item in question.metrics
    ]
    return exp.select("*", *sums).from_(of)


def _up_to_here(item: Metric, question: _Question, time: str, *, rows_of: int | None = None, field: str) -> exp.Window:
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


def _answer(question: _Question, *, of: str) -> exp.Select:
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


def _some_of(select: exp.Select, question: _Question, order: list[exp.Expr]) -> exp.Select:
    """Of the rows of ``select`` those shown, and with ``per`` the first of each group; what is reckoned over all rows stays as it is."""
    shape = question.shape
    conditions: list[exp.Expr] = []
    for index, condition in enumerate(shape.shown):
        item = dimension(condition.slug)
        key, label = exp.column(_key_columns(item)[0]), exp.column(item.slug)
        conditions.append(
            where_condition(condition, index, item, key=key, label=label, calendar=shape.calendar, clause="shown")
        )
    if shape.per and shape.limit is not None:
        groups = [
            exp.column(name) for slug in shape.per for name in _key_columns(dimension(slug)) if name in _names(select)
        ]
        inside = [
            each.copy() for each in order if each.this.name not in {column.name for column in groups} | set(shape.per)
        ]
        place = exp.Window(this=exp.RowNumber(), partition_by=groups, order=exp.Order(expressions=inside))
        select = select.select(exp.alias_(place, _PLACE))
        conditions.append(exp.LTE(this=exp.column(_PLACE), expression=exp.Literal.number(shape.limit)))
    columns = [exp.column(column.slug) for column in _columns(question)]
    return exp.select(*columns).from_(select.subquery("told")).where(*conditions)


def _names(select: exp.Select) -> set[str]:
    return {each.alias_or_name for each in select.expressions}


def _ratio(question: _Question) -> exp.Expr:
    """The first metric by the second."""
    first, second = question.metrics
    return _quotient(exp.column(first.slug), exp.column(second.slug), unit=_ratio_unit(first, second))


def _ratio_unit(first: Metric, second: Metric) -> str:
    """Money by money is per cent, money by a number is money, whatever else a plain ratio."""
    if first.unit == second.unit:
        return "percent"
    return "money" if first.unit == "money" else "ratio"


def _metric_columns(item: Metric, question: _Question) -> list[exp.Expr]:
    """The columns of one metric: itself, then what the query adds to it."""
    shape = question.shape
    now = exp.column(item.slug)
    columns: list[exp.Expr] = [now]
    if len(shape.moments) > 1:
        before = exp.column(item.slug + BEFORE)
        moved = exp.Sub(this=now.copy(), expression=before.copy())
        # a percentage moves by points
        change = moved if item.unit == "percent" else _quotient(moved, exp.func("ABS", before.copy()), unit="percent")
        columns += [before, exp.alias_(change, item.slug + CHANGE)]
    if shape.shares:
        if not item.adds_up_over(shape.by):
            raise Invalid(
                f"{item.title.lower()} has no shares: its parts do not sum to the whole",
                field="shares",
                metric=item.slug,
            )
        whole = exp.Window(this=exp.Sum(this=now.copy()))
        columns.append(exp.alias_(_quotient(now, whole, unit="percent"), item.slug + SHARE))
    if shape.running:
        time = next(each.slug for each in question.dimensions if each.kind == "calendar")
        running = exp.cast(_up_to_here(item, question, time, field="running"), _STORED[item.unit], dialect=DIALECT)
        columns.append(exp.alias_(running, item.slug + RUNNING))
    if shape.rolling is not None:
        rolling = exp.column(item.slug + ROLLING)
        mean = _quotient(rolling, exp.Literal.number(shape.rolling), unit=_mean_unit(item))
        columns += [
            exp.alias_(exp.cast(rolling.copy(), _STORED[item.unit], dialect=DIALECT), item.slug + ROLLING),
            exp.alias_(mean, item.slug + ROLLING_MEAN),
        ]
    return columns


def _mean_unit(item: Metric) -> str:
    """A mean of counts or units is no whole number."""
    return "money" if item.unit == "money" else "ratio"


def _order(question: _Question) -> list[exp.Expr]:
    """The order asked for, else time forwards or the first metric downwards; then names and ids, so that no tie is open."""
    if not question.dimensions:
        return []
    known = {column.slug for column in _columns(question)}
    terms: dict[str, bool] = {}
    for item in question.shape.order:
        if item.by not in known:
            near = next(iter(difflib.get_close_matches(item.by, known, n=1)), None)
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


def _columns(question: _Question) -> Iterable[Column]:
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


def _literal(value: Any) -> str:
    """A value as SQL writes it."""
    if isinstance(value, date):
        return f"CAST('{value.isoformat()}' AS DATE)"
    return exp.Literal.string(value).sql(DIALECT) if isinstance(value, str) else str(value)
