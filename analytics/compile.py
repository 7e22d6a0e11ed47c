"""From a ``MetricQuery`` to SQL, by way of a sqlglot tree.

The statement has the same steps whatever is asked::

    facts     one SELECT per source and period, each grouped by the dimensions asked for, stacked by UNION ALL
    filled    with ``fill``: the facts, and a row for every day or week that has none
    figures   one row per group: what the sources say of it side by side
    formulas  the metrics that are made of others, where any was asked for
    (answer)  comparisons and shares, conditions, order, limit

Sources are grouped before they meet, never joined row to row, so collections beside sales do not multiply.
Values reach the text as literals of the tree; no text of a person is ever pasted into SQL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

import msgspec
import sqlglot
from sqlglot import exp

from analytics.catalogue import dimension, metric, source
from analytics.conditions import having_condition, where_condition
from analytics.date_parts import HERE, Shift, date_literal, part, spine, weekday_order
from analytics.dimensions import Dimension
from analytics.metrics import Metric
from analytics.query import Column, MetricQuery
from analytics.shop import Shop
from analytics.sources import JOINS, Reading, Source
from munim.days import Period, add_months, whole_months
from munim.errors import Invalid

DIALECT: Final = "duckdb"
BEFORE: Final = "__before"
CHANGE: Final = "__change"
SHARE: Final = "__share"
LARGEST_LIMIT: Final = 1_000_000  # rows: as many as a spreadsheet holds

_STORED: Final = {"money": "BIGINT", "count": "BIGINT", "quantity": "DECIMAL(18, 3)"}
_PLACES: Final = {"percent": 1, "ratio": 2}  # decimals of a quotient


class Compiled(msgspec.Struct, frozen=True):
    """A statement and the columns it yields."""

    tree: exp.Query
    columns: tuple[Column, ...]

    @property
    def sql(self) -> str:
        return self.tree.sql(DIALECT, pretty=True)


class _Moment(msgspec.Struct, frozen=True):
    """A period to read, the suffix its figures carry, and how far its rows are moved to meet the period asked for."""

    suffix: str
    period: Period | None
    shift: Shift = HERE


class _Question(msgspec.Struct, frozen=True):
    """A query with its slugs looked up."""

    query: MetricQuery
    shop: Shop
    today: date
    metrics: tuple[Metric, ...]
    measured: tuple[Metric, ...]  # the metrics with measures that the asked ones are made of
    formulas: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    moments: tuple[_Moment, ...]

    @property
    def keys(self) -> list[str]:
        """The columns that tell one group from another."""
        return [name for item in self.dimensions for name in _key_columns(item)]

    @property
    def labels(self) -> list[str]:
        """The columns that name a group without telling it apart: the latest name of a customer."""
        return [item.slug for item in self.dimensions if item.slug not in _key_columns(item)]

    @property
    def figures(self) -> list[tuple[str, Metric]]:
        """Each measured metric in each moment, under the name its column has."""
        return [(item.slug + moment.suffix, item) for moment in self.moments for item in self.measured]


def compile_query(query: MetricQuery, shop: Shop, *, today: date) -> Compiled:
    """The statement that answers ``query`` for ``shop``; ``today`` is its business date, which overdue figures need.

    Rows come in a stated order whatever the query says: its own ``order``, else time forwards or the first metric
    downwards, ties by name. Raises ``Invalid`` for an unknown slug (naming the nearest), for a metric that cannot be
    split or limited as asked, and for parts that contradict one another.
    """
    question = _question(query, shop, today)
    steps: list[tuple[str, exp.Query]] = [("facts", _facts(question))]
    if query.fill:
        steps.append(("filled", _filled(question)))
    steps.append(("figures", _figures(question, of=steps[-1][0])))
    if question.formulas:
        steps.append(("formulas", _formulas(question)))
    answer = _answer(question, of=steps[-1][0])
    for name, step in steps:
        answer = answer.with_(name, step, copy=False)
    return Compiled(answer, _columns(question))


def _question(query: MetricQuery, shop: Shop, today: date) -> _Question:
    if not query.metrics:
        raise Invalid("a query needs at least one metric", field="metrics")
    for field, slugs in (("metrics", query.metrics), ("by", query.by)):
        if len(set(slugs)) < len(slugs):
            raise Invalid(f"{field} names something twice", field=field)
    if query.limit is not None and not 1 <= query.limit <= LARGEST_LIMIT:
        raise Invalid(f"limit is 1 to {LARGEST_LIMIT:,}", field="limit")
    if query.period is not None and query.period.days < 1:
        raise Invalid("the period ends before it starts", field="period")
    metrics = tuple(metric(slug) for slug in query.metrics)
    dimensions = tuple(dimension(slug) for slug in query.by)
    if query.fill and (query.period is None or not any(item.in_time for item in dimensions)):
        raise Invalid("fill needs a period and a dimension of time", field="fill")
    asked = [*metrics, *(metric(item.metric) for item in query.having)]
    measured = tuple(dict.fromkeys(part for item in asked for part in _measured(item)))
    formulas = tuple(dict.fromkeys(item for item in asked if item.formula))
    return _Question(query, shop, today, metrics, measured, formulas, dimensions, _moments(query))


def _moments(query: MetricQuery) -> tuple[_Moment, ...]:
    period = query.period
    if query.compare == "none":
        return (_Moment("", period),)
    if period is None:
        raise Invalid("a comparison needs a period", field="compare")
    match query.compare:
        case "previous":
            before = period.before()
        case "last_year":
            before = Period(period.start - _YEAR, period.end - _YEAR)
        case stated:
            before = stated
    shift = Shift(days=(period.start - before.start).days, months=_months_between(before, period))
    return (_Moment("", period), _Moment(BEFORE, before, shift))


_YEAR: Final = timedelta(days=364)  # whole weeks, so that Saturdays meet Saturdays


def _months_between(before: Period, period: Period) -> int:
    """By how many months two periods of as many whole months lie apart, 0 if they are not such."""
    months = (period.start.year - before.start.year) * 12 + period.start.month - before.start.month
    alike = whole_months(before) and add_months(before.start, months) == period.start
    return months if alike and whole_months(before) == whole_months(period) else 0


@lru_cache(maxsize=1024)
def _parsed(sql: str) -> exp.Expression:
    """The tree of a piece of the catalogue. Copy it before putting it anywhere."""
    return sqlglot.parse_one(sql, read=DIALECT)


def _measured(item: Metric) -> Iterable[Metric]:
    """The metrics with measures that ``item`` is made of: itself, or those its formula names."""
    if item.measures:
        return (item,)
    return (part for column in _parsed(item.formula).find_all(exp.Column) for part in _measured(metric(column.name)))


# --- facts: each source grouped on its own ---


def _facts(question: _Question) -> exp.Query:
    """One SELECT for each source and moment the figures come from."""
    selects: list[exp.Select] = []
    for moment in question.moments:
        by_source: dict[str, dict[str, str]] = {}
        for item in question.measured:
            slug, aggregate = _measure(item, moment, question)
            by_source.setdefault(slug, {})[item.slug + moment.suffix] = aggregate
        selects.extend(_fact(source(slug), measures, moment, question) for slug, measures in by_source.items())
    return exp.union(*selects, distinct=False, copy=False) if len(selects) > 1 else selects[0]


def _measure(item: Metric, moment: _Moment, question: _Question) -> tuple[str, str]:
    """The first (source, aggregate) of ``item`` that knows every dimension asked for and the moment."""
    wanted = [*question.dimensions, *(dimension(condition.dimension) for condition in question.query.where)]
    knowing = [pair for pair in item.measures if _speaks_of(source(pair[0]), moment, question.today)]
    if not knowing:
        raise Invalid(f"{item.title.lower()} is known as of now only, not of a past period", field="period", metric=item.slug)
    for slug, aggregate in knowing:
        if all(_can_tell(source(slug), each) for each in wanted):
            return slug, aggregate
    unknown = next(each for each in wanted if not any(_can_tell(source(slug), each) for slug, _ in knowing))
    raise Invalid(f"{item.title.lower()} cannot be told by {unknown.title.lower()}", field="by", metric=item.slug, dimension=unknown.slug)


def _speaks_of(origin: Source, moment: _Moment, today: date) -> bool:
    match origin.known:
        case "dated":
            return True
        case "end":
            return moment.period is not None
        case "now":
            return moment.period is None or moment.period.end > today


def _can_tell(origin: Source, item: Dimension) -> bool:
    return item.slug in origin.readings or (origin.known == "dated" and item.kind in ("calendar", "weekday"))


def _fact(origin: Source, measures: dict[str, str], moment: _Moment, question: _Question) -> exp.Select:
    """One source's figures per group, every column of the other sources empty."""
    day = exp.column("business_date", table="t")
    keys: list[exp.Expression] = []
    labels: list[exp.Expression] = []
    needed: set[str] = set()
    for item in question.dimensions:
        if item.kind in ("calendar", "weekday"):
            keys.append(exp.alias_(part(item.slug, day, question.shop.calendar, moment.shift), item.slug))
            continue
        reading = origin.readings[item.slug]
        needed.add(reading.join)
        for name, key in zip(_key_columns(item), reading.keys, strict=True):
            keys.append(exp.alias_(_parsed(key).copy(), name))
        if reading.label:
            labels.append(exp.alias_(exp.Max(this=_parsed(reading.label).copy()), item.slug))
    conditions = [*_within(origin, moment, day)]
    for condition in question.query.where:
        item = dimension(condition.dimension)
        found = origin.readings.get(item.slug, _NO_READING)
        needed.add(found.join)
        key = part("weekday", day, question.shop.calendar) if item.kind == "weekday" else _parsed(found.keys[0])
        label = _parsed(found.label) if found.label else key
        conditions.append(where_condition(condition, item, key=key, label=label, day=day, calendar=question.shop.calendar))
    figures = [
        exp.alias_(_parsed(measures[name]).copy() if name in measures else exp.null(), name) for name, _ in question.figures
    ]
    select = exp.select(*keys, *labels, *figures).from_(_relation(origin))
    for table in sorted(needed - {""}):
        select = select.join(exp.to_table(table), on=_parsed(JOINS[table]).copy(), join_type="left", copy=False)
    select = select.where(*conditions, copy=False) if conditions else select
    if keys:
        select = select.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys))), copy=False)
    return _with_values(select, moment, question)


_NO_READING: Final = Reading(("NULL",))  # of a calendar dimension, which is read from the date instead


def _relation(origin: Source) -> exp.Expression:
    tree = _parsed(origin.relation).copy()
    if isinstance(tree, exp.Column):
        return exp.alias_(exp.to_table(tree.name), "t", table=True)
    return tree.subquery("t") if isinstance(tree, exp.Select) else exp.alias_(tree, "t", table=True)


def _within(origin: Source, moment: _Moment, day: exp.Expression) -> Iterable[exp.Expression]:
    """The days of the moment, for a source that sums rows by day."""
    if moment.period is not None and origin.known == "dated":
        yield exp.GTE(this=day.copy(), expression=date_literal(moment.period.start))
        yield exp.LT(this=day.copy(), expression=date_literal(moment.period.end))


def _with_values(select: exp.Select, moment: _Moment, question: _Question) -> exp.Select:
    """Literals in place of ``$today``, ``$end`` and ``$scale``."""
    values = {
        "today": date_literal(question.today),
        "end": date_literal(moment.period.end if moment.period else question.today),
        "scale": exp.Literal.number(10**question.shop.exponent),
    }
    for parameter in list(select.find_all(exp.Placeholder)):
        parameter.replace(values[parameter.name].copy())
    return select


# --- figures: one row per group ---


def _key_columns(item: Dimension) -> tuple[str, ...]:
    """The columns that tell the groups of a dimension apart: its id, or itself where the name is all there is."""
    if item.kind != "entity":
        return (item.slug,)
    return (f"{item.slug}_id", f"{item.slug}_words") if item.may_be_words else (f"{item.slug}_id",)


def _filled(question: _Question) -> exp.Query:
    """The facts, and an empty row for each day, week or hour of the period in every other group that has facts."""
    assert question.query.period is not None  # fill was refused without one
    timed = [item.slug for item in question.dimensions if item.in_time]
    others = [name for name in question.keys if name not in timed]
    empty = spine(timed, question.query.period, question.shop.calendar).subquery("spine")
    columns = [
        exp.column(name, table="spine" if name in timed else "groups") if name in question.keys else exp.alias_(exp.null(), name)
        for name in [*question.keys, *question.labels, *(name for name, _ in question.figures)]
    ]
    rows = exp.select(*columns).from_(empty)
    if others:
        groups = exp.select(*(exp.column(name) for name in others)).distinct().from_("facts").subquery("groups")
        rows = rows.join(groups, join_type="cross")
    return exp.union(exp.select("*").from_("facts"), rows, distinct=False)


def _figures(question: _Question, *, of: str) -> exp.Select:
    """What every source says of a group, side by side. Each figure comes from one row of the facts, so SUM only finds it."""
    columns: list[exp.Expression] = [exp.column(name) for name in question.keys]
    columns += [exp.alias_(exp.Max(this=exp.column(name)), name) for name in question.labels]
    for name, item in question.figures:
        total = exp.func("COALESCE", exp.Sum(this=exp.column(name)), exp.Literal.number(0))
        columns.append(exp.alias_(exp.cast(total, _STORED[item.unit], dialect=DIALECT), name))
    select = exp.select(*columns).from_(of)
    period = question.query.period
    days = [item for item in question.dimensions if item.kind == "calendar"]
    if len(question.moments) > 1 and period is not None and days:
        # a longer month before has days that meet none of this period's: they are left out row by row
        select = select.where(exp.LT(this=exp.column(days[0].slug), expression=date_literal(period.end)))
    return select.group_by(*(exp.column(name) for name in question.keys)) if question.keys else select


# --- formulas and answer ---


def _formulas(question: _Question) -> exp.Select:
    """The figures, and beside them the metrics made of them."""
    columns = [
        exp.alias_(_formula(item, moment.suffix), item.slug + moment.suffix)
        for moment in question.moments
        for item in question.formulas
    ]
    return exp.select("*", *columns).from_("figures")


def _formula(item: Metric, suffix: str) -> exp.Expression:
    """The metric's formula over the figures of one moment."""
    tree = exp.paren(_parsed(item.formula), copy=True)
    for column in list(tree.find_all(exp.Column)):
        inner = metric(column.name)
        column.replace(exp.column(column.name + suffix) if inner.measures else exp.paren(_formula(inner, suffix)))
    formula = tree.this
    return _quotient(formula.this, formula.expression, unit=item.unit) if isinstance(formula, exp.Div) else formula


def _quotient(numerator: exp.Expression, denominator: exp.Expression, *, unit: str) -> exp.Expression:
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


def _grouped(expression: exp.Expression) -> exp.Expression:
    """A copy that keeps together inside another expression."""
    return exp.paren(expression) if isinstance(expression, exp.Add | exp.Sub) else expression.copy()


def _answer(question: _Question, *, of: str) -> exp.Select:
    query = question.query
    columns: list[exp.Expression] = []
    for item in question.dimensions:
        columns.append(exp.column(item.slug))
        if item.kind == "entity":
            columns.append(exp.column(f"{item.slug}_id"))
    for each in question.metrics:
        columns += _metric_columns(each, question)
    select = exp.select(*columns).from_(of)
    conditions = [having_condition(item, exp.column(item.metric)) for item in query.having]
    if conditions:
        select = select.where(*conditions, copy=False)
    order = _order(question)
    if order:
        select = select.order_by(*order, copy=False)
    return select if query.limit is None else select.limit(query.limit, copy=False)


def _metric_columns(item: Metric, question: _Question) -> list[exp.Expression]:
    """The columns of one metric: itself, then what the query adds to it."""
    now = exp.column(item.slug)
    columns: list[exp.Expression] = [now]
    if len(question.moments) > 1:
        before = exp.column(item.slug + BEFORE)
        moved = exp.Sub(this=now.copy(), expression=before.copy())
        # a percentage moves by points
        change = moved if item.unit == "percent" else _quotient(moved, exp.func("ABS", before.copy()), unit="percent")
        columns += [before, exp.alias_(change, item.slug + CHANGE)]
    if question.query.shares:
        if not item.adds_up_over(question.query.by):
            raise Invalid(f"{item.title.lower()} has no shares: its parts do not sum to the whole", field="shares", metric=item.slug)
        whole = exp.Window(this=exp.Sum(this=now.copy()))
        columns.append(exp.alias_(_quotient(now, whole, unit="percent"), item.slug + SHARE))
    return columns


def _order(question: _Question) -> list[exp.Expression]:
    """The order asked for, else time forwards or the first metric downwards; then names and ids, so that no tie is open."""
    query = question.query
    if not question.dimensions:
        return []
    known = {column.slug for column in _columns(question)}
    terms: dict[str, bool] = {}
    for item in query.order:
        if item.by not in known:
            raise Invalid(f"cannot order by {item.by!r}, which is no column of the query", field="order")
        terms.setdefault(item.by, item.descending)
    if not terms and not question.dimensions[0].in_time:
        terms[question.metrics[0].slug] = True
    for slug in [*(item.slug for item in question.dimensions), *question.keys]:
        terms.setdefault(slug, False)
    return [_ordered(slug, descending, question.shop) for slug, descending in terms.items()]


def _ordered(slug: str, descending: bool, shop: Shop) -> exp.Expression:
    column: exp.Expression = exp.column(slug)
    if slug == "weekday":
        column = weekday_order(column, shop.calendar)
    return exp.Ordered(this=column, desc=descending, nulls_first=False)


def _columns(question: _Question) -> tuple[Column, ...]:
    """What the answer's columns are, in their order."""
    columns: list[Column] = []
    for item in question.dimensions:
        columns.append(Column(item.slug, item.title, _UNITS[item.kind]))
        if item.kind == "entity":
            columns.append(Column(f"{item.slug}_id", f"{item.title} id", "id"))
    for each in question.metrics:
        columns.append(Column(each.slug, each.title, each.unit, metric=True))
        if len(question.moments) > 1:
            columns.append(Column(each.slug + BEFORE, f"{each.title} before", each.unit, metric=True))
            columns.append(Column(each.slug + CHANGE, f"{each.title} change", "percent", metric=True))
        if question.query.shares:
            columns.append(Column(each.slug + SHARE, f"{each.title} share", "percent", metric=True))
    return tuple(columns)


_UNITS: Final = {"calendar": "date", "weekday": "weekday", "hour": "hour", "entity": "text", "text": "text"}
