"""The rules of sets: customers who bought paneer, those who owe more than 5,000, the best customers."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ai.parser.chart import Rule
from ai.parser.grammar_conditions import on
from ai.parser.lattice import Chosen
from ai.parser.lexicon import Noun
from ai.parser.said import Condition, Ranking, Things


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
)  # fmt: skip
