"""The clauses of one way to read a question, and the query in the making that they fill."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from ai.parser.chart import Edge
from ai.parser.grammar import Condition, Listed, Ranking

COUNTED: Final = {"bill": "orders", "customer": "customers", "product": "items_sold"}  # what "number of" these counts


class Misfit(NamedTuple):
    """Why clauses do not make a query, in words for the asker."""

    reason: str


class Clauses:
    """The clauses of one row, by category."""

    def __init__(self, edges: Iterable[Edge]) -> None:
        self._values: dict[str, list[Any]] = {}
        for edge in edges:
            for part in _parts(edge):
                self._values.setdefault(part.category, []).append(part.value)

    def all(self, category: str) -> list[Any]:
        return self._values.get(category, [])

    def has(self, *categories: str) -> bool:
        return any(category in self._values for category in categories)


class Draft(msgspec.Struct, frozen=True):
    """A query in the making."""

    cost: float = 0.0
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    ranking: Ranking | None = None

    def with_cost(self, cost: float, **changes: Any) -> Draft:
        return msgspec.structs.replace(self, cost=self.cost + cost, **changes)


def _parts(edge: Edge) -> tuple[Edge, ...]:
    """A clause as its parts: debtors are customers who owe, "out of stock" says that of products whose stock is none."""
    if edge.category == "debtors":
        return (
            edge._replace(category="listed", value=Listed("customer", edge.value)),
            edge._replace(category="verb", value="owe"),
        )
    if edge.category == "out_of_stock":
        condition = Condition("at_most", (Decimal(0),), "stock_on_hand")
        return (
            edge._replace(category="listed", value=Listed("product", True)),
            edge._replace(category="condition", value=condition),
        )
    return (edge,)


def quantity_slug(slug: str) -> str:
    """ "By quantity" without a figure named: items, returned ones taken off."""
    return "items" if slug == "quantity" else slug
