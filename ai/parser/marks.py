"""What the order of the clauses tells: marks of what stands beside what, which no clause says alone."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

from ai.parser.chart import Edge
from ai.parser.lattice import PASSIVE, TAKINGS
from ai.parser.settling_sets import part_named

_MANY: Final = 1000  # a condition of more is on money


def marks(edges: list[Edge]) -> dict[str, list[Any]]:
    """The marks of a row of clauses, by name."""
    found: dict[str, list[Any]] = {}
    bills = [edge for edge in edges if edge.category == "metric" and edge.value == "orders"]
    if any(edge.how == "noun" for edge in bills):
        found["bills_named"] = []
    if any(edge.end - edge.start == 1 for edge in bills):
        found["orders_named"] = []
    if any(edge.category == "verb" and edge.how == PASSIVE for edge in edges):
        found["was_paid"] = []
    methods = any(edge.category == "filter" and edge.value.chosen.dimension == "payment_method" for edge in edges)
    if methods and any(edge.category == "metric" and edge.how == TAKINGS for edge in edges):
        found["takings"] = []
    if any(edge.category == "rise" for edge in edges) and _asks_for_one(edges):
        found["asked_for_one"] = []
    kept = without_goods_of_a_kind(edges)
    if _beside_one_another(kept):
        found["times_beside"] = []
    if _whose_time(kept):
        found["when_of_them"] = []
    if part := part_named(kept):
        found["the_part"] = [part]
    if any(first.category == "ranking" and second.category == "listed" for first, second in pairwise(kept)):
        found["best_named"] = []
    if any(
        first.category == "condition"
        and second.category == "listed"
        and first.end == second.start
        and _counts(first, second)
        for first, second in pairwise(kept)
    ):
        found["things_counted"] = []
    return found


def _asks_for_one(edges: list[Edge]) -> bool:
    """Whether it is asked who before anybody is named: "whose sales rose the most among staff" asks for one, "staff whose sales" for them."""
    who = min((edge.start for edge in edges if edge.category == "who"), default=None)
    return who is not None and all(who < edge.start for edge in edges if edge.category == "listed")


def _beside_one_another(edges: list[Edge]) -> bool:
    """Whether two times stand side by side, with no more than a comma or an "and" between them."""
    told = sorted((edge for edge in edges if edge.category not in ("and", "comma")), key=lambda edge: edge.start)
    return any(first.category == second.category == "when" for first, second in pairwise(told))


def _counts(condition: Edge, noun: Edge) -> bool:
    """ "In more than 10 countries": the condition is on the number of what stands behind it, not on a figure."""
    few = (not condition.value.metric or condition.value.verb in ("buy", "sell", "spend")) and max(
        condition.value.amounts
    ) < _MANY
    return few and noun.value.plural and noun.value.dimension not in ("bill", "product", "day", "week", "month", "year")


_TAKEN_APART: Final = frozenset({"wh", "who", "list", "what", "ranking", "rise", "condition", "each", "change", "how_many", "breakdown", "verb", "report", "out_of_stock", "downness", "left", "share", "among", "among_bare", "lapse", "occasion", "order_by"})  # fmt: skip


def without_goods_of_a_kind(edges: list[Edge]) -> list[Edge]:
    """ "Sales of cricket goods": the noun behind a category adds nothing where nothing is asked of each of them."""
    if any(edge.category in _TAKEN_APART or edge.value == "stock_on_hand" for edge in edges):
        return edges
    places = [
        place
        for place, (kind, goods) in enumerate(pairwise(edges), start=1)
        if kind.category == "filter"
        and kind.value.chosen.dimension == "category"
        and kind.end == goods.start
        and goods.category == "listed"
        and goods.value.dimension == "product"
        and goods.value.number is None
    ]
    return [edge for place, edge in enumerate(edges) if place not in places]


def _whose_time(edges: list[Edge]) -> bool:
    """Whether a time is that of the customers themselves: "October customers", "customers in October who"."""
    lapse = min((edge.start for edge in edges if edge.category == "lapse"), default=0)
    nouns = [edge for edge in edges if edge.end <= lapse and _names_customers(edge)]
    who = [edge.start for edge in edges if edge.end <= lapse and edge.category == "who"]
    return any(
        edge.category == "when"
        and (edge.end in who or any(noun.start == edge.end or noun.end == edge.start for noun in nouns))
        and edge.end <= lapse
        for edge in edges
    )


def _names_customers(edge: Edge) -> bool:
    short = edge.end - edge.start <= 2
    return short and ((edge.category == "listed" and edge.value.dimension == "customer") or edge.value == "customers")
