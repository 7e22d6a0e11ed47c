"""The rules of sets: customers who bought paneer, those who owe more than 5,000, the best customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from ai.parser.chart import Rule
from ai.parser.grammar_conditions import on
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.said import VERB_FIGURES, Condition, Ranking, Things


def _buying(noun: Noun, verb: str, chosen: Chosen) -> Things | None:
    """ "Customers who bought paneer"."""
    if verb != "buy" or noun.dimension != "customer" or chosen.dimension not in ("product", "category") or chosen.crowd:
        return None
    return Things("customer", "net_sales", chosen=chosen)


def _described(noun: Noun, condition: Condition) -> Things | None:
    if not condition.metric or (noun.dimension == "product" and condition.metric == "customers"):
        return None
    return Things(noun.dimension, condition.metric, condition, of_the_time=condition.metric not in _LASTING)


def _owing(noun: Noun, verb: str) -> Things | None:
    return (
        Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding"))
        if verb == "owe" and noun.dimension == "customer"
        else None
    )


def _owed(condition: Condition) -> Things | None:
    """ "Those who owe more than 5,000"."""
    if condition.metric not in ("", "outstanding"):
        return None
    return Things("customer", "outstanding", condition._replace(metric="outstanding"))


def _best(noun: Noun, descending: bool, count: int | None) -> Things | None:
    if count is None and not noun.plural:
        return None
    return (
        Things(noun.dimension, "net_sales", ranking=Ranking(descending, count or 10), of_the_time=True)
        if noun.dimension in ("customer", "product", "category", "city")
        else None
    )


_LASTING: Final = frozenset(
    {"outstanding", "overdue", "stock_on_hand", "stock_value", "payables"}
)  # figures of a moment, not of the question's time
_TO_A_SET: Final = ("by", "of", "to", "from", "for", "with", "in")


def _with(noun: Noun, metric: str, condition: Condition) -> Things | None:
    whole = on(condition, metric)
    return _described(noun, whole) if whole else None


def _by_buyers(verb: str, _: str, noun: Noun) -> str | None:
    """ "Products bought by customers": the customers say who, not what it is split by."""
    return verb if verb == "buy" and noun.dimension == "customer" and noun.plural else None


def _ranked(noun: Noun, metric: str, descending: bool, count: int | None) -> Things | None:
    """ "The five customers with the most discount", "the product with the highest margin": the greatest by a figure that is named."""
    if noun.dimension not in _RANKED or metric in ("customers", "orders") or (count is None and metric == "net_sales"):
        return None
    number = count or (10 if noun.plural else 1)
    return Things(noun.dimension, metric, ranking=Ranking(descending, number), of_the_time=metric not in _LASTING)


def _ranked_by_verb(noun: Noun, verb: str, descending: bool, count: int | None) -> Things | None:
    """ "The five customers who owe the most", "the three suppliers we buy the most from"."""
    figures = _OWN_FIGURES if noun.dimension == "supplier" else VERB_FIGURES if noun.dimension == "customer" else {}
    return _ranked(noun, figures[verb], descending, count or (10 if noun.plural else 1)) if verb in figures else None


_RANKED: Final = frozenset({"customer", "product", "category", "city", "supplier", "staff"})
_OWN_FIGURES: Final = {"own_owe": "payables", "own_buy": "purchases", "own_pay": "supplier_payments"}
_TRADED: Final = frozenset(
    {"purchases", "net_sales", "items", "items_sold"}
)  # the goods most bought are told by the verb
_GOT: Final = frozenset({"give", "collect", "take_in", "earn"})  # beside the figure they say nothing


def _ranked_rules() -> Iterator[Rule]:
    """The rules of sets ranked by a figure or a verb of their own, with a number of things or without."""

    def first(said: Sequence[Any]) -> tuple[int | None, list[Any]]:
        return (
            (said[0], list(said[1:]))
            if isinstance(said[0], int) and not isinstance(said[0], bool)
            else (None, list(said))
        )

    def by_metric(*said: Any) -> Things | None:
        count, [noun, _, *verb, rank, metric] = first(said)
        return _ranked(noun, metric, rank, count) if set(verb) <= _GOT else None

    def by_verb(*said: Any) -> Things | None:
        count, [noun, *_, verb, rank] = first(said)
        return _ranked_by_verb(noun, verb, rank, count)

    def owing(*said: Any) -> Things | None:
        count, [noun, _, metric, rank] = first(said)
        return _ranked(noun, metric, rank, count) if metric in ("outstanding", "overdue", "payables") else None

    def before(*said: Any) -> Things | None:
        count, [rank, metric, noun] = first(said)
        return _ranked(noun, metric, rank, count) if metric not in _TRADED else None

    for number in ((), ("count",)):
        for rel in ("rel", "who", "whom", "with"):
            for verb in ((), ("verb",)):
                yield Rule("set", (*number, "dimension", rel, *verb, "rank", "metric"), by_metric)
            yield Rule("set", (*number, "dimension", rel, "verb", "rank"), by_verb)
            yield Rule("set", (*number, "dimension", rel, "metric", "rank"), owing)
            yield Rule("set", (*number, "dimension", rel, "own_act", "rank"), by_verb)
        yield Rule("set", (*number, "dimension", "own_act", "rank"), by_verb)
        for end in ("from", "to"):
            yield Rule("set", (*number, "dimension", "own_act", "rank", end), lambda *said: by_verb(*said[:-1]), -0.4)
        yield Rule("set", (*number, "rank", "metric", "dimension"), before)
    yield Rule(
        "set",
        ("rank", "count", "dimension", "by", "metric"),
        lambda rank, count, noun, _, metric: _ranked(noun, metric, rank, count),
    )
    yield Rule(
        "set",
        ("count", "rank", "dimension", "by", "metric"),
        lambda count, rank, noun, _, metric: _ranked(noun, metric, rank, count),
    )
    yield Rule("set", ("rank", "count", "debtors"), lambda rank, count, _: _ranked(_BUYERS, "outstanding", rank, count))
    yield Rule("set", ("count", "rank", "debtors"), lambda count, rank, _: _ranked(_BUYERS, "outstanding", rank, count))
    yield Rule(
        "set",
        ("rank", "debtors"),
        lambda rank, plural: _ranked(_BUYERS._replace(plural=plural), "outstanding", rank, None),
    )


_BUYERS: Final = Noun("customer", True)
SET_RULES: Final = (
    Rule("bought_by", ("verb", "by", "dimension"), _by_buyers),
    Rule("set", ("dimension", "verb", "chosen"), _buying, 0.05),
    # who bought masks and how much do they owe; those who bought toys
    *(Rule("set", (word, "verb", "chosen"), lambda _, verb, chosen: _buying(_BUYERS, verb, chosen), 0.1) for word in ("who", "those")),
    *(Rule("set", (word, "chosen", "verb"), lambda _, chosen, verb: _buying(_BUYERS, verb, chosen), 0.1) for word in ("rel", "those", "those_who")),
    # ghee liya unka bakaya; jin par 5000 se zyada baki hai unhone kya liya: the pronoun takes up those before it
    Rule("set", ("chosen", "verb", "their"), lambda chosen, verb, _: _buying(_BUYERS, verb, chosen), 0.05),
    *(Rule("set", ("rel", "dimension", word, "condition"), lambda _, noun, __, condition: _described(noun, condition), 0.02) for word in ("in", "from")),
    *(Rule("set", ("rank", "verb", *number, "dimension"), lambda rank, verb, *rest: _best(rest[-1], rank, rest[0] if len(rest) > 1 else None) if verb == "buy" and rest[-1].dimension == "customer" else None) for number in ((), ("count",))),
    Rule("among", ("set", "and", "their"), lambda things, *_: things._replace(each=things.ranking is not None), -0.25),
    Rule("among", ("set", "comma", "their"), lambda things, *_: things if things.metric in _LASTING and things.condition else None, -0.25),
    Rule("among", ("set", "their"), lambda things, _: things._replace(each=things.ranking is not None), -0.25),
    Rule("set", ("dimension", "rel", "metric", "in", "condition"), lambda noun, _, metric, __, condition: _with(noun, metric, condition)),
    Rule("set", ("dimension", "rel", "metric", "condition"), lambda noun, _, metric, condition: _with(noun, metric, condition)),
    Rule("set", ("condition", "metric", "of", "dimension"), lambda condition, metric, _, noun: _with(noun, metric, condition)),
    Rule("set", ("condition", "debtors", "dimension"), lambda condition, _, noun: _with(noun, "outstanding", condition) if noun.dimension == "customer" else None),
    Rule("among", ("set", "in"), lambda things, _: things if things.ranking is None and things.chosen is None else None, 0.02),
    Rule("set", ("dimension", "rel", "verb", "chosen"), lambda noun, _, verb, chosen: _buying(noun, verb, chosen)),
    Rule("set", ("rel", "dimension", "chosen", "verb"), lambda _, noun, chosen, verb: _buying(noun, verb, chosen)),
    Rule("set", ("dimension", "rel", "condition"), lambda noun, _, condition: _described(noun, condition)),
    Rule("set", ("dimension", "condition"), _described),
    Rule("set", ("dimension", "rel", "verb"), lambda noun, _, verb: _owing(noun, verb)),
    Rule("set", ("dimension", "verb"), lambda noun, verb: _owing(noun, verb), 0.05),
    Rule("set", ("those", "verb", "condition"), lambda _, verb, condition: _owed(condition) if verb == "owe" else None, 0.02),
    Rule("worst_debtors", ("worst_debtor",), lambda plural: (plural, None)),
    Rule("worst_debtors", ("count", "worst_debtor"), lambda count, _: (True, count)),
    Rule("set", ("debtors",), lambda _: Things("customer", "outstanding", Condition("above", (Decimal(0),), "outstanding"))),
    Rule("set", ("debtors", "condition"), lambda _, condition: Things("customer", "outstanding", condition._replace(metric="outstanding")) if condition.metric in ("", "outstanding") else None),
    Rule("set", ("rank", "count", "dimension"), lambda descending, count, noun: _best(noun, descending, count)),
    Rule("set", ("count", "rank", "dimension"), lambda count, descending, noun: _best(noun, descending, count)),
    Rule("set", ("rank", "dimension"), lambda descending, noun: _best(noun, descending, None)),
    Rule("set", ("condition", "of", "dimension"), lambda condition, _, noun: _described(noun, condition), 0.02),
    Rule("set", ("rel", "dimension", "of", "condition"), lambda _, noun, __, condition: _described(noun, condition), 0.02),
    Rule("set", ("rel", "dimension", "condition"), lambda _, noun, condition: _described(noun, condition), 0.02),
    *(Rule("among", (word, "set"), lambda _, things: things, {"from": 0.3, "to": -0.2, "by": -0.2}.get(word, 0.0)) for word in _TO_A_SET),
    Rule("set", ("those", "owed_more", "condition"), lambda _, __, condition: _owed(condition)),
    Rule("set", ("those", "in", "condition"), lambda _, __, condition: _owed(condition) if condition.metric else None),
    Rule("set", ("those", "in", "condition", "verb"), lambda _, __, condition, verb: _owed(condition) if verb == "owe" else None),
    Rule("among_bare", ("set",), lambda things: things, 0.05),
    *_ranked_rules(),
    Rule("among", ("of_these", "set"), lambda _, things: things if things.ranking and things.ranking.number else None, -0.2),
)  # fmt: skip
