"""Shares of a number of things: of which it is told what they are or did, "what share of customers owe us"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai.parser.chart import Edge


def counted_shares(edges: list[Edge], words: Sequence[str]) -> list[Edge]:
    """A share of things of which is told what they are or did is one of their number: "what share of customers owe us"."""
    things = {edge.start: edge for edge in edges if edge.category == "dimension" and edge.value.plural and edge.value.dimension in _SHARED}  # fmt: skip
    doing = {edge.start for edge in edges if edge.category in ("verb", "own_act", "lapse")}
    out = []
    for edge in edges:
        after = edge.end
        while after < len(words) and words[after] in _OF_ALL:
            after += 1
        noun = things.get(after) if edge.category in ("share", "as_share_of") else None
        if noun is not None and noun.end < len(words) and (words[noun.end] in _ARE or noun.end in doing or _owing_at(noun.end, edges)):  # fmt: skip
            edge = edge._replace(category="share_of", value=noun.value.dimension)
        out.append(edge)
    return out


_SHARED: Final = frozenset({"customer", "bill", "product", "supplier"})
_OF_ALL: Final = frozenset("of all our the my total".split())
_ARE: Final = frozenset("have has had are were is was who that which whose with got get gets still do did does ne ने पर par pe पे owe".split())  # fmt: skip


def _owing_at(place: int, edges: Sequence[Edge]) -> bool:
    return any(edge.start == place and edge.category == "metric" and edge.value in ("outstanding", "overdue", "unpaid") for edge in edges)  # fmt: skip
