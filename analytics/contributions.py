"""Why a figure changed: the parts of it that moved, by any dimension, summing to the change; and which dimension tells most.

Of a metric whose parts sum, a part contributes by how much it moved. Of a quotient (a margin, an average bill) each part
contributes by its own rate having changed (*rate*) and by its weight among the parts having changed (*mix*). With weights
w = the part's share of the denominator and rates r, of before and now, and means written with a bar::

    change of the whole = sum of  w̄ (r₁ - r₀)  +  (r̄ - R̄) (w₁ - w₀)

which is exact, since the weights of each time sum to one (T. L. Bennet, "The theory of measurement of changes in cost of
living", Journal of the Royal Statistical Society 83, 1920). Nothing here is estimated.

Which dimension tells most is Adtributor's *surprise*: how far the shares of its parts now lie from those before, as
Jensen-Shannon divergence (R. Bhagwan and others, "Adtributor: revenue debugging in advertising systems", NSDI 2014).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import sqlglot
from sqlglot import exp

from analytics.catalogue import Metric, dimensions_of, measured_by, metric
from analytics.query import Column, Filter, MetricQuery
from analytics.report import Table
from analytics.shapes import BEFORE
from munim.days import Period
from munim.errors import Invalid

if TYPE_CHECKING:  # the reports are made of contributions
    from analytics.reports.figures import Figures

OTHERS: Final = "All others"  # the row of every part not named
MOST: Final = 10  # parts named; the rest are one row
TELLING: Final = ("product", "category", "customer", "city", "staff", "hour", "weekday", "payment_method")
DIFFERENCE: Final = "__difference"
SHARE_OF_CHANGE: Final = "__share_of_change"
RATE: Final = "__rate_effect"
MIX: Final = "__mix_effect"
EFFECTS: Final = (DIFFERENCE, RATE, MIX)  # what a part did to the figure, from before to now
_STEPS: Final = {"money": Fraction(1), "percent": Fraction(1, 10), "ratio": Fraction(1, 100)}


def contributions(
    figures: Figures,
    slug: str,
    by: str,
    period: Period,
    before: Period,
    *,
    where: tuple[Filter, ...] = (),
    most: int = MOST,
) -> Table:
    """The parts of the change of metric ``slug`` from ``before`` to ``period``, by dimension ``by``, largest first.

    The ``most`` largest have a row each and all others one together, so that the rows sum to the change to the last
    minor unit, or, of a quotient, to the last decimal. Raises ``Invalid`` for a metric whose parts do not sum over the
    dimension, ``Forbidden`` as any query does.
    """
    item = metric(slug)
    if item.adds_up_over((by,)):
        return _of_a_sum(figures, item, by, period, before, where, most)
    return _of_a_quotient(figures, item, by, period, before, where, most)


def telling_dimensions(
    figures: Figures, slug: str, period: Period, before: Period, *, where: tuple[Filter, ...] = ()
) -> list[tuple[str, float]]:
    """The dimensions that the metric's parts sum over and this person may see, by how much each tells of the change.

    The second of a pair is the surprise in bits, 0 to 1: 0 where every part moved alike.
    """
    item = metric(slug)
    known = {each.slug for each in dimensions_of(slug)}
    found = []
    for by in TELLING:
        query = MetricQuery((slug,), by=(by,), where=where, period=period, compare=before)
        if by in known and item.adds_up_over((by,)) and figures.reach(query):
            moved = _moved(figures, query)
            found.append((by, _surprise([(was, now) for _, was, now, _ in moved])))
    return sorted(found, key=lambda pair: (-pair[1], TELLING.index(pair[0])))


def told_by(figures: Figures, slug: str, period: Period, before: Period) -> list[str]:
    """The dimensions that this person may be told the change by: of a sum those that tell most first, of a quotient all it has parts by."""
    summing = [by for by, _ in telling_dimensions(figures, slug, period, before)]
    return summing or [
        by for by in TELLING if can_be_parted(slug, by) and figures.tell(MetricQuery((slug,), by=(by,), period=period))
    ]


def can_be_parted(slug: str, by: str) -> bool:
    """Whether ``contributions`` can tell a change of the metric by the dimension: it sums over it, or is a quotient of what does."""
    item = metric(slug)
    if by not in {each.slug for each in dimensions_of(slug)}:
        return False
    return item.adds_up_over((by,)) or _is_quotient(item, by)


def _is_quotient(item: Metric, by: str) -> bool:
    tree = sqlglot.parse_one(item.formula, read="duckdb") if item.formula else exp.null()
    summing = all(part.adds_up_over((by,)) for part in measured_by(item.slug))
    return isinstance(tree, exp.Div) and summing and "$" not in item.formula


# --- sums ---


def _of_a_sum(
    figures: Figures, item: Metric, by: str, period: Period, before: Period, where: tuple[Filter, ...], most: int
) -> Table:
    query = MetricQuery((item.slug,), by=(by,), where=where, period=period, compare=before)
    moved = sorted(_moved(figures, query), key=lambda row: (-abs(row[2] - row[1]), str(row[0])))
    most = _named(most, figures.of(query).columns[0], len(moved))
    named, rest = [row[:3] for row in moved[:most]], moved[most:]
    cells = [row[3] for row in moved[:most]]
    if rest:
        named.append((OTHERS, sum(row[1] for row in rest), sum(row[2] for row in rest)))
        cells.append({})
    whole_before, whole = sum(row[1] for row in moved), sum(row[2] for row in moved)
    difference = whole - whole_before

    def row(name: Any, was: Any, now: Any) -> tuple[Any, ...]:
        return (name, was, now, now - was, _share(now - was, difference))

    unit = item.unit
    columns = (
        figures.of(query).columns[0],
        Column(item.slug + BEFORE, f"{item.title} before", unit, metric=True),
        Column(item.slug, item.title, unit, metric=True),
        Column(item.slug + DIFFERENCE, "Difference", unit, metric=True),
        Column(item.slug + SHARE_OF_CHANGE, "Share of the change", "percent", metric=True),
    )
    total = (None, whole_before, whole, difference, Decimal("100.0") if difference else None)
    rows = [row(*each) for each in named]
    return Table("contributions", "What the change is made of", columns, rows, total, query, cells)


def _named(most: int, column: Column, parts: int) -> int:
    """How many parts are named: of names ``most``, of hours and weekdays all, for "others" is none of them."""
    return most if column.unit == "text" else parts


def _moved(figures: Figures, query: MetricQuery) -> list[tuple[Any, Any, Any, dict[str, Any]]]:
    """Each group's name, its figure before, its figure now, and what tells it apart."""
    result = figures.of(query)
    slugs = [column.slug for column in result.columns]
    name, now, was = slugs.index(query.by[0]), slugs.index(query.metrics[0]), slugs.index(query.metrics[0] + BEFORE)
    return [(row[name], row[was] or 0, row[now] or 0, _apart(result.columns, row)) for row in result.rows]


def _apart(columns: Sequence[Column], row: tuple[Any, ...]) -> dict[str, Any]:
    """The values of a row's dimensions: names and ids."""
    return {column.slug: value for column, value in zip(columns, row, strict=True) if not column.metric}


def _share(part: Any, whole: Any) -> Decimal | None:
    """Per cent of the change, one decimal, half away from zero; None where there was no change."""
    if not whole:
        return None
    tenths = Fraction(part) / Fraction(whole) * 1000
    return Decimal(_rounded(tenths)) / 10


def _surprise(pairs: Sequence[tuple[Any, Any]]) -> float:
    """The Jensen-Shannon divergence of the parts' shares now from those before, in bits; parts below zero count as none."""
    was, now = ([max(float(pair[side]), 0.0) for pair in pairs] for side in (0, 1))
    if not sum(was) or not sum(now):
        return 0.0
    total = 0.0
    for p, q in zip((each / sum(was) for each in was), (each / sum(now) for each in now), strict=True):
        mean = (p + q) / 2
        total += sum(each / 2 * math.log2(each / mean) for each in (p, q) if each)
    return max(total, 0.0)


# --- quotients ---


def _of_a_quotient(
    figures: Figures, item: Metric, by: str, period: Period, before: Period, where: tuple[Filter, ...], most: int
) -> Table:
    parts = measured_by(item.slug)
    if not _is_quotient(item, by):
        raise Invalid(
            f"a change of {item.title.lower()} has no parts by {by.replace('_', ' ')}", field="by", metric=item.slug
        )
    tree = sqlglot.parse_one(item.formula, read="duckdb")
    scale = 100 if item.unit == "percent" else 1
    query = MetricQuery(tuple(part.slug for part in parts), by=(by,), where=where, period=period, compare=before)
    result = figures.of(query)
    slugs = [column.slug for column in result.columns]
    groups = []
    for row in result.rows:
        cells = dict(zip(slugs, row, strict=True))
        sides = [
            (scale * _value(tree.this, cells, suffix), _value(tree.expression, cells, suffix))
            for suffix in (BEFORE, "")
        ]
        groups.append((cells[by], sides[0], sides[1]))
    effects = rate_and_mix([(was, now) for _, was, now in groups])
    whole = figures.of(MetricQuery((item.slug,), where=where, period=period, compare=before)).rows[0]
    now, was = whole[0], whole[1]
    if now is None or was is None:
        raise Invalid(f"{item.title.lower()} is not known in both periods", field="period", metric=item.slug)
    most = _named(most, result.columns[0], len(groups))
    order = sorted(range(len(groups)), key=lambda n: (-abs(sum(effects[n])), str(groups[n][0])))
    apart = [_apart(result.columns, result.rows[n]) for n in order[:most]]
    named: list[tuple[Any, Fraction, Fraction]] = [(groups[n][0], *effects[n]) for n in order[:most]]
    if order[most:]:
        rest = [effects[n] for n in order[most:]]
        named.append(
            (OTHERS, sum((each[0] for each in rest), Fraction(0)), sum((each[1] for each in rest), Fraction(0)))
        )
        apart.append({})
    exact = [each for _, rate, mix in named for each in (rate, mix)]
    rounded = closed(exact, Fraction(now - was), _STEPS[item.unit])
    cell = int if item.unit == "money" else _decimal
    rows = [
        (name, cell(rounded[2 * n]), cell(rounded[2 * n + 1]), cell(rounded[2 * n] + rounded[2 * n + 1]))
        for n, (name, _, _) in enumerate(named)
    ]
    columns = (
        result.columns[0],
        Column(item.slug + RATE, "By its own rate", item.unit, metric=True),
        Column(item.slug + MIX, "By its weight", item.unit, metric=True),
        Column(item.slug + DIFFERENCE, "Difference", item.unit, metric=True),
    )
    total = (None, sum(row[1] for row in rows), sum(row[2] for row in rows), now - was)
    return Table("contributions", "What the change is made of", columns, rows, total, query, apart)


def rate_and_mix(
    groups: Sequence[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]],
) -> list[tuple[Fraction, Fraction]]:
    """The rate and mix effect of each group, given its (numerator, denominator) before and now; they sum to the change.

    A group that is there in one period alone has its rate in both, so that all of its effect is mix. Nothing where a
    period has no denominator at all.
    """
    sums = [[sum((group[side][n] for group in groups), Fraction(0)) for n in (0, 1)] for side in (0, 1)]
    if not sums[0][1] or not sums[1][1]:
        return [(Fraction(0), Fraction(0))] * len(groups)
    mean = (sums[0][0] / sums[0][1] + sums[1][0] / sums[1][1]) / 2
    effects = []
    for (top0, bottom0), (top1, bottom1) in groups:
        weight0, weight1 = bottom0 / sums[0][1], bottom1 / sums[1][1]
        whole = top1 / sums[1][1] - top0 / sums[0][1] - mean * (weight1 - weight0)
        rates = [top / bottom for top, bottom in ((top0, bottom0), (top1, bottom1)) if bottom]
        mix = (sum(rates, Fraction(0)) / len(rates) - mean) * (weight1 - weight0) if rates else Fraction(0)
        effects.append((whole - mix, mix))
    return effects


def closed(parts: Sequence[Fraction], whole: Fraction, step: Fraction) -> list[Fraction]:
    """The parts in whole steps, summing to ``whole``, which is one: what rounding leaves goes to those it took most from."""
    floors = [math.floor(part / step) for part in parts]
    left = int(whole / step) - sum(floors)
    order = sorted(range(len(parts)), key=lambda n: (floors[n] - parts[n] / step, n))
    steps = list(floors)
    for n in range(abs(left)) if parts else ():
        place = order[n % len(parts)] if left > 0 else order[-1 - n % len(parts)]
        steps[place] += 1 if left > 0 else -1
    return [each * step for each in steps]


def _value(tree: exp.Expr, cells: Mapping[str, Any], suffix: str) -> Fraction:
    """A sum or difference of metrics, of one moment."""
    match tree:
        case exp.Paren():
            return _value(tree.this, cells, suffix)
        case exp.Add():
            return _value(tree.this, cells, suffix) + _value(tree.expression, cells, suffix)
        case exp.Sub():
            return _value(tree.this, cells, suffix) - _value(tree.expression, cells, suffix)
        case exp.Column() if not metric(tree.name).formula:
            return Fraction(cells[tree.name + suffix] or 0)
        case exp.Column():
            return _value(sqlglot.parse_one(metric(tree.name).formula, read="duckdb"), cells, suffix)
    raise Invalid(f"a change of {tree.sql()} has no parts", field="metric")


def _rounded(value: Fraction) -> int:
    """To a whole number, half away from zero."""
    sign = -1 if value < 0 else 1
    return sign * math.floor(abs(value) + Fraction(1, 2))


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
