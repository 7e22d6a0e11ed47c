"""The typed grammar of questions: how phrases join into clauses. What clauses mean together is in plans.py.

A clause is one statement about the query: a figure, a split, a filter, a time, a ranking. A question is a row of
clauses in any order, so the rules here build clauses only, never whole sentences.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final, NamedTuple

from ai.parser.chart import Rule
from ai.parser.dates import When
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun


class Listed(NamedTuple):
    """A dimension named without a preposition, as in "top 5 products"; ``number`` stands before it."""

    dimension: str
    plural: bool
    number: int | None = None


class Ranking(NamedTuple):
    """The greatest or least ``number``."""

    descending: bool
    number: int | None = None
    selling: bool = False  # "best selling": of goods, whatever else is said


class Condition(NamedTuple):
    """A figure compared with amounts in the currency's own unit; ``metric`` empty: the figure asked for."""

    operator: str
    amounts: tuple[Decimal, ...]
    metric: str = ""


class Selection(NamedTuple):
    """Rows to keep, or with ``negated`` to leave out."""

    chosen: Chosen
    negated: bool = False


class Against(NamedTuple):
    """What to compare with: a stated time, or ``kind`` previous, last_year or period_on_period.

    ``unit`` is that of "month on month". ``weak``: said with "to", "with" or "and", so that only a word of
    comparison elsewhere makes it one.
    """

    kind: str
    when: When | None = None
    unit: str = ""
    weak: bool = False
    number: int | None = None  # "the 30 days before": of as many units


CLAUSES: Final = (
    "metric", "group", "listed", "debtors", "ranking", "order_by", "condition", "filter", "when", "whens", "when_pair", "against", "verb",
    "highest_first", "lowest_first", "compare", "change", "trend", "share", "breakdown", "and", "comma", "how_many", "how_much", "who", "wh", "what", "list", "left", "out_of_stock", "own_act", "quantity", "amount", "total", "now",
)  # fmt: skip
"""The categories that plans are made of."""

_PREPOSITIONS: Final = ("of", "in", "for", "to", "from", "with", "by", "only")
# Which prepositions a name of each dimension likes; another costs a little, to tell customers from products and staff.
_LIKES: Final = {
    "customer": ("to", "from", "of", "for", "by", "with"),
    "product": ("of", "for", "only"),
    "category": ("of", "in", "for", "from", "only"),
    "staff": ("by", "of", "for", "from"),
    "city": ("in", "from", "of", "for", "to"),
    "country": ("in", "from", "of", "for", "to"),
    "payment_method": ("in", "by", "of", "from", "only", "for"),
    "weekday": ("in", "of", "for", "only"),
}
_UNLIKELY: Final = 0.1


def clause_rules(currency: str) -> tuple[Rule, ...]:
    """The rules that do not depend on the day, for a shop that counts in ``currency``."""
    own = (
        Rule("amount_stated", ("currency", "number"), lambda code, number: number if code == currency else None),
        Rule("amount_stated", ("number", "currency"), lambda number, code: number if code == currency else None),
        Rule("filler", ("in", "currency"), lambda _, code: True if code == currency else None),
        Rule("filler", ("currency",), lambda code: True if code == currency else None),
    )
    return (*own, *_NUMBERS, *_SELECTIONS, *_SPLITS, *_RANKINGS, *_CONDITIONS, *_COMPARISONS)


def _join(first: Chosen, second: Chosen) -> Chosen | None:
    """ "Rice and dal", "cash or upi": names of one dimension."""
    if first.dimension != second.dimension or first.crowd or second.crowd or set(first.names) & set(second.names):
        return None
    return Chosen(first.dimension, first.names + second.names)


def _preposed(preposition: str, *, liked: bool) -> Rule:
    def build(_: object, chosen: Chosen) -> Selection | None:
        likes = preposition in _LIKES.get(chosen.dimension, ("of", "for", "in", "only"))
        return Selection(chosen) if likes == liked else None

    return Rule("filter", (preposition, "chosen"), build, 0.0 if liked else _UNLIKELY)


def _of_dimension(noun: Noun, chosen: Chosen) -> Selection | None:
    """ "Customer Ramesh", "category rice"."""
    return Selection(chosen) if noun.dimension == chosen.dimension else None


def _dimensions(*nouns: Any) -> tuple[str, ...]:
    """The slugs of nouns and of groups already joined."""
    return tuple(
        dict.fromkeys(slug for noun in nouns for slug in ((noun.dimension,) if isinstance(noun, Noun) else noun))
    )


def _ordered_range(low: Decimal, high: Decimal) -> Condition | None:
    return Condition("between", (low, high)) if low <= high else None


def _on(condition: Condition, metric: str) -> Condition | None:
    return condition._replace(metric=metric) if not condition.metric else None


_NUMBERS: Final = (
    Rule("number", ("count",), Decimal),
    Rule("number", ("number", "scale"), lambda number, scale: number * scale),
    Rule("amount_stated", ("number",), lambda number: number),
)

_SELECTIONS: Final = (
    Rule("chosen", ("value",), lambda value: value),
    Rule("chosen", ("chosen", "and", "value"), lambda first, _, second: _join(first, second)),
    Rule("chosen", ("chosen", "or", "value"), lambda first, _, second: _join(first, second)),
    Rule("chosen", ("chosen", "comma", "value"), lambda first, _, second: _join(first, second)),
    Rule("chosen", ("chosen", "comma", "and", "value"), lambda first, _, __, second: _join(first, second)),
    Rule("filter", ("chosen",), Selection),
    *(_preposed(preposition, liked=liked) for preposition in _PREPOSITIONS for liked in (True, False)),
    # Ramesh ka udhaar, cash se, Pune mein
    Rule("filter", ("chosen", "of"), lambda chosen, _: Selection(chosen), 0.02),
    Rule("filter", ("chosen", "in"), lambda chosen, _: Selection(chosen), 0.05),
    Rule("filter", ("chosen", "from"), lambda chosen, _: Selection(chosen), 0.05),
    Rule("named", ("dimension", "chosen"), _of_dimension),
    Rule("named", ("chosen", "dimension"), lambda chosen, noun: _of_dimension(noun, chosen)),
    Rule("filter", ("named",), lambda selection: selection),
    *(Rule("filter", (preposition, "named"), lambda _, selection: selection) for preposition in _PREPOSITIONS),
    Rule("named", ("dimension", "of", "chosen"), lambda noun, _, chosen: _of_dimension(noun, chosen)),
    Rule("filter", ("filter", "only"), lambda selection, _: selection),
    Rule("filter", ("each", "value"), lambda _, chosen: Selection(chosen) if chosen.dimension == "weekday" else None),
    Rule(
        "filter",
        ("except", "filter"),
        lambda _, selection: selection._replace(negated=True) if not selection.negated else None,
    ),
    # cash ko chhod kar
    Rule(
        "filter",
        ("filter", "except"),
        lambda selection, _: selection._replace(negated=True) if not selection.negated else None,
        0.15,
    ),
)

_SPLITS: Final = (
    Rule("dimensions", ("dimension",), _dimensions),
    Rule("dimensions", ("dimensions", "and", "dimension"), lambda group, _, noun: _dimensions(group, noun)),
    Rule("dimensions", ("dimensions", "comma", "dimension"), lambda group, _, noun: _dimensions(group, noun)),
    Rule("dimensions", ("dimensions", "and", "each", "dimension"), lambda group, _, __, noun: _dimensions(group, noun)),
    Rule("group", ("by", "dimensions"), lambda _, group: group),
    Rule("group", ("each", "dimensions"), lambda _, group: group),
    Rule("group", ("in", "each", "dimensions"), lambda _, __, group: group),
    Rule("group", ("dimensions", "by_after"), lambda group, _: group),
    Rule("group", ("dimensions", "wise"), lambda group, _: group),
    Rule("group", ("by", "group"), lambda _, group: group, 0.02),
    Rule("group", ("in", "adverb"), lambda _, slug: (slug,), 0.05),
    Rule("group", ("adverb",), lambda slug: (slug,)),
    Rule("group", ("group", "and", "group"), lambda first, _, second: _dimensions(first, second)),
    Rule("listed", ("dimension",), lambda noun: Listed(noun.dimension, noun.plural)),
    Rule("listed", ("count", "dimension"), lambda count, noun: Listed(noun.dimension, noun.plural, count)),
)

_RANKINGS: Final = (
    Rule("ranking", ("rank",), Ranking),
    Rule("ranking", ("sellers",), lambda rank: Ranking(rank, selling=True)),
    Rule("ranking", ("sellers", "count"), lambda rank, count: Ranking(rank, count, selling=True)),
    Rule("ranking", ("count", "sellers"), lambda count, rank: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "count", "sellers"), lambda rank, count, _: Ranking(rank, count, selling=True)),
    Rule("ranking", ("rank", "sellers"), lambda rank, _: Ranking(rank, selling=True)),
    Rule("ranking", ("rank", "count"), Ranking),
    Rule("ranking", ("count", "rank"), lambda count, rank: Ranking(rank, count)),
    Rule("order_by", ("by", "metric"), lambda _, metric: metric),
    Rule("order_by", ("metric", "by_after"), lambda metric, _: metric),
    Rule("order_by", ("by", "quantity"), lambda *_: "quantity"),
    Rule("order_by", ("in", "quantity"), lambda *_: "quantity", 0.05),
    Rule("order_by", ("by", "total", "metric"), lambda _, __, metric: metric),
    Rule("order_by", ("by", "how_many", "metric"), lambda _, __, metric: "orders" if metric == "net_sales" else metric),
    Rule("order_by", ("by", "rank", "metric"), lambda _, rank, metric: metric if rank else None),
)

_CONDITIONS: Final = (
    Rule("condition", ("comparator", "amount_stated"), lambda operator, amount: Condition(operator, (amount,))),
    Rule("condition", ("amount_stated", "or_more"), lambda amount, operator: Condition(operator, (amount,))),
    Rule(
        "condition",
        ("between", "amount_stated", "and", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
    ),
    Rule(
        "condition",
        ("between", "amount_stated", "to", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
    ),
    Rule(
        "condition",
        ("from", "amount_stated", "to", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
        0.05,
    ),
    Rule("condition", ("amount_stated", "to", "amount_stated"), lambda low, _, high: _ordered_range(low, high), 0.1),
    Rule("condition", ("metric", "condition"), lambda metric, condition: _on(condition, metric)),
    Rule("condition", ("metric", "of", "condition"), lambda metric, _, condition: _on(condition, metric)),
    Rule("condition", ("condition", "metric"), _on, 0.02),
    Rule("condition", ("condition", "in", "metric"), lambda condition, _, metric: _on(condition, metric)),
    Rule("condition", ("condition", "of", "metric"), lambda condition, _, metric: _on(condition, metric)),
    Rule("condition", ("condition", "quantity"), lambda condition, _: _on(condition, "quantity")),
    Rule("condition", ("with", "condition"), lambda _, condition: condition),
)

_COMPARISONS: Final = (
    Rule("whens", ("when", "and", "when"), lambda first, _, second: (first, second)),
    Rule("whens", ("when", "comma", "when"), lambda first, _, second: (first, second)),
    Rule("whens", ("whens", "and", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("whens", "comma", "when"), lambda whens, _, when: (*whens, when)),
    Rule("whens", ("in", "whens"), lambda _, whens: whens),
    # the change from September to October, the difference between this month and last
    Rule("when_pair", ("between", "when", "and", "when"), lambda _, first, __, second: (first, second)),
    Rule("when_pair", ("from", "when", "to", "when"), lambda _, first, __, second: (first, second)),
    Rule("against", ("when", "versus_after"), lambda when, _: Against("when", when)),
    Rule("against", ("over", "when"), lambda _, when: Against("when", when, weak=True)),
    Rule("against", ("versus", "count", "unit", "before"), lambda _, count, unit, __: Against("previous", unit=unit, number=count)),
    Rule("against", ("versus", "previous", "count", "unit"), lambda _, __, count, unit: Against("previous", unit=unit, number=count)),
    Rule("against", ("versus", "when"), lambda _, when: Against("when", when)),
    Rule("against", ("versus", "against"), lambda _, against: against if against.kind != "when" else None),
    Rule("against", ("previous_period",), lambda _: Against("previous"), 0.05),
    Rule("against", ("same_last_year",), lambda _: Against("last_year")),
    Rule("against", ("year_on_year",), lambda _: Against("last_year")),
    Rule("against", ("in", "against"), lambda _, against: against if against.kind != "when" else None),
    Rule("against", ("period_on_period",), lambda unit: Against("period_on_period", unit=unit)),
    *(
        Rule("against", (word, part), build, 0.05)
        for word in ("to", "with", "and", "from", "or", "since")
        for part, build in (
            ("when", lambda _, when: Against("when", when, weak=True)),
            ("against", lambda _, against: against._replace(weak=True) if against.kind != "when" else None),
        )
    ),
)  # fmt: skip
