"""The first step of a statement: each source grouped on its own."""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Final

from sqlglot import exp

from analytics.catalogue import can_tell, dimension, measured_by, source
from analytics.compile.question import Question, key_columns, nothing, piece, settled
from analytics.conditions import bound, where_condition
from analytics.date_parts import part
from analytics.metrics import Metric
from analytics.shapes import AmongShape, Moment, Shape
from analytics.sources import JOINS, Join, Reading, Source
from munim.days import Calendar
from munim.errors import Invalid

# where there is no period, what is reckoned from its ends starts before all days and ends after them
_NO_START: Final = "CAST('0001-01-01' AS DATE)"
_NO_END: Final = "CAST('9999-12-31' AS DATE)"
_NO_READING: Final = Reading(("NULL",))  # of a calendar dimension, which is read from the date instead
_DAY: Final = exp.column("business_date", table="t")


def facts_of(question: Question) -> list[exp.Select]:
    """One SELECT for each source and moment the figures come from.

    Each yields figures as they leave the statement where it alone tells a group; a column for every figure where they are to be stacked.
    """
    wanted = _wanted(question)
    stacked = not (question.spined or question.undivided) and (len(wanted) > 1 or question.shape.fill)
    settle = not (question.spined or stacked)
    return [
        _fact(origin, moment, measures, question, settle=settle, every=stacked) for origin, moment, measures in wanted
    ]


def _wanted(question: Question) -> list[tuple[Source, Moment, dict[str, str]]]:
    """For each moment the sources, and the figures that each is asked for."""
    wanted: list[tuple[Source, Moment, dict[str, str]]] = []
    for moment in question.shape.moments:
        by_source: dict[str, dict[str, str]] = {}
        for item in question.measured:
            slug, aggregate = _measure(item, moment, question)
            by_source.setdefault(slug, {})[item.slug + moment.suffix] = aggregate
        wanted += [(source(slug), moment, measures) for slug, measures in by_source.items()]
    return wanted


def _measure(item: Metric, moment: Moment, question: Question) -> tuple[str, str]:
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


def _fact(
    origin: Source, moment: Moment, measures: dict[str, str], question: Question, *, settle: bool, every: bool
) -> exp.Select:
    """One source's figures per group, with ``every`` beside empty columns for those of the other sources."""
    shape = question.shape
    keys: list[exp.Expr] = []
    labels: list[exp.Expr] = []
    named: list[exp.Expr] = []  # labels that are among the keys
    needed: set[str] = set()
    for item in question.dimensions:
        if item.kind in ("calendar", "weekday"):
            keys.append(exp.alias_(part(item.slug, _DAY, shape.calendar, moment.shift), item.slug))
            continue
        reading = origin.readings[item.slug]
        needed.update(reading.joins)
        if settle and item.may_be_words:
            # a thing has one present name, and what has no id is its words: to group by the name is as fine, and less work
            expressions = (piece(reading.keys[0]), piece(reading.label))
            keys += [exp.alias_(each.copy(), name) for name, each in zip(key_columns(item), expressions, strict=True)]
            named.append(exp.alias_(piece(reading.label).copy(), item.slug))
            continue
        keys += [exp.alias_(piece(key).copy(), name) for name, key in zip(key_columns(item), reading.keys, strict=True)]
        if reading.label:
            # the mirror gives all rows of a thing its present name, so any of them will do
            labels.append(exp.alias_(exp.AnyValue(this=piece(reading.label).copy()), item.slug))
    of_rows = _are_rows(keys, origin)
    if of_rows:
        labels = [exp.alias_(label.this.this, label.alias) for label in labels]
    labels = named + labels
    conditions = list(_within(origin, moment, shape.calendar))
    for index, condition in enumerate(shape.where):
        item = dimension(condition.slug)
        reading = origin.readings.get(item.slug, _NO_READING)
        needed.update(reading.joins)
        key = part(item.slug, _DAY, shape.calendar) if item.kind in ("calendar", "weekday") else piece(reading.keys[0])
        label = piece(reading.label) if reading.label else key
        conditions.append(where_condition(condition, index, item, key=key, label=label, calendar=shape.calendar))
    of_sets, set_keys = [], []  # what is read within a set is of its own sources
    for among, members in zip(shape.among, question.sets, strict=True):
        reading = origin.readings.get(among.dimension, _NO_READING)
        needed.update(reading.joins)
        set_keys.append(piece(reading.keys[0]))
        of_sets.append(_is_among(among, members, key=set_keys[-1].copy()))
    figures = []
    for name, measured in question.figures:
        if name not in measures and not every:
            continue
        figure = piece(measures[name]).copy() if name in measures else nothing(measured)
        if of_rows:
            figure = of_a_row(figure)
        needed.update(column.table for column in figure.find_all(exp.Column) if column.table in JOINS)
        figures.append(exp.alias_(settled(figure, measured) if settle else figure, name))
    told = [
        *keys,
        *labels,
        *figures,
        *conditions,
        *set_keys,
        *(piece(value) for name in needed for value in JOINS[name].on.values()),
    ]
    read = {column.name for each in told for column in each.find_all(exp.Column) if column.table == "t"}
    select = exp.select(*keys, *labels, *figures).from_(_relation(origin.relation, "t", only=read))
    for name in sorted(needed):
        select = joined(select, name, JOINS[name])
    if conditions or of_sets:
        select = select.where(*conditions, *of_sets)
    if keys and not of_rows:
        select = select.group_by(*(exp.Literal.number(n + 1) for n in range(len(keys) + len(named))))
    return _in_the_shops_terms(select, moment, shape)


def _are_rows(keys: list[exp.Expr], origin: Source) -> bool:
    """Whether each group is one row of the source: what it groups by tells its rows apart."""
    columns = [key.unalias() for key in keys]
    return {*origin.key} <= {
        column.name for column in columns if isinstance(column, exp.Column) and column.table == "t"
    }


def of_a_row(figure: exp.Expr) -> exp.Expr:
    """What the aggregates of ``figure``, sums and counts, come to over one row. Raises ``TypeError`` for another."""

    def told(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Filter(this=aggregate, expression=exp.Where(this=condition)):
                counted = exp.Case().when(condition.copy(), told(aggregate))
                return counted.else_("0") if isinstance(aggregate, exp.Count) else counted
            case exp.Sum(this=value):
                return exp.paren(value.copy())
            case exp.Count(this=exp.Star()):
                return exp.Literal.number(1)
            case exp.Count(this=exp.Distinct(expressions=[value])):
                return exp.Case().when(exp.Is(this=value.copy(), expression=exp.null()), "0").else_("1")
            case exp.AggFunc():
                raise TypeError(f"what {node.sql()} is over one row is not known")
        return node

    return figure.transform(told)


def _is_among(among: AmongShape, members: exp.Query, *, key: exp.Expr) -> exp.Expr:
    """Whether the thing with this ``key`` is a row of the set's own query, or with ``negated`` is none."""
    item = dimension(among.dimension)
    if item.in_time:
        raise Invalid(f"a set of {item.plural} is not known; ask for a period", field="among", dimension=item.slug)
    own = members.copy()
    for found in list(own.find_all(exp.Placeholder)):
        found.replace(bound(among.prefix + found.name))
    column = exp.column(key_columns(item)[0])
    ids = (
        exp.select(column)
        .from_(own.subquery("members"))
        .where(exp.Not(this=exp.Is(this=column.copy(), expression=exp.null())))
    )
    found_in = exp.In(this=key, query=ids.subquery())
    return exp.Not(this=found_in) if among.negated else found_in


def _relation(relation: str, alias: str, *, only: Set[str] = frozenset()) -> exp.Expr:
    """A table or a query under ``alias``; of a query the columns ``only``: what nobody reads is not planned either."""
    tree = piece(relation).copy()
    if not isinstance(tree, exp.Query):
        return exp.alias_(exp.to_table(relation), alias, table=True)
    if isinstance(tree, exp.Union):
        _leave(tree, [n for n, name in enumerate(tree.named_selects) if name in only])
    elif only:
        _spell_out(tree, only)
    return tree.subquery(alias)


def _leave(tree: exp.Query, places: list[int]) -> None:
    """Keep the columns at ``places`` of each query that ``tree`` stacks."""
    if isinstance(tree, exp.Union):
        _leave(tree.this, places)
        _leave(tree.expression, places)
    elif places and not tree.is_star:
        tree.set("expressions", [tree.expressions[n] for n in places])


def _spell_out(tree: exp.Query, only: Set[str]) -> None:
    """In the place of ``*`` those of its columns that are ``only`` read."""
    told = [each for each in tree.expressions if not isinstance(each, exp.Star)]
    if len(told) < len(tree.expressions):
        stars = sorted(only - {each.alias_or_name for each in told})
        tree.set("expressions", [*(exp.column(name) for name in stars), *told])


def joined(select: exp.Select, name: str, join: Join) -> exp.Select:
    """``select`` with the relation looked up. A join that could repeat a row of the source is a mistake of the catalogue."""
    if not join.many_to_one:
        raise ValueError(
            f"joining {name} on {', '.join(join.on)} could repeat a row: it is told apart by {', '.join(join.unique)}"
        )
    conditions = [
        exp.EQ(this=exp.column(column, table=name), expression=piece(value).copy()) for column, value in join.on.items()
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
                found.replace(piece(_NO_START if found.name == "start" else _NO_END).copy())
            case "start" | "end" | "whole_start" | "whole_end" | "asof" | "upto" | "days":
                found.replace(bound(found.name + moment.suffix))
            case "scale":
                found.replace(exp.Literal.number(10**shape.exponent))
    return select
