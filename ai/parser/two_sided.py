"""Words of trade that stand for one of several figures: what is pending may be to be had or to be given.

Beside anything else the question says which ("payments to suppliers", "the balance of Ramesh", "average bill"); alone, or
with no more than a time, it is not for the parser to choose, and every figure is offered. A business's choice is remembered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ai.parser.chart import Edge
from ai.parser.normalise import Token

_FIGURES: Final[dict[str, tuple[str, ...]]] = {
    "payment payments bhugtan bhugtaan भुगतान पेमेंट": ("collections", "supplier_payments"),
    "pending balance due baki baaki baqi बाकी बाक़ी पेंडिंग बैलेंस": ("outstanding", "payables"),
    "average avg mean ausat औसत": ("average_order_value", "average_daily_sales", "average_spend"),
    "rate rates दर रेट": ("return_rate", "discount_rate", "repeat_rate", "margin"),
    "count": ("orders", "items_sold", "customers"),
    "percentage percent percents pratishat प्रतिशत परसेंट": ("margin", "return_rate", "discount_rate"),
}
_SIDES: Final = {word: figures for words, figures in _FIGURES.items() for word in words.split()}
_BESIDE: Final = frozenset(
    "how much what kitna kitni kitne कितना कितनी कितने amount amounts paisa paise money rashi राशि पैसा पैसे hai hain है हैं hua hui हुआ हुई total the is".split()
)
"""What may stand in a phrase beside such a word and does not say which figure is meant."""
_WHOSE: Final = frozenset(
    "us we our i me my hum hume humein hamein humko hamko hamara hamari हम हमें हमको हमारा हमारी them they unka unko उनका उनको".split()
)
"""Words that say from whose side it is seen: what is due to us."""
_WHY: Final = ("net_sales", "orders", "gross_profit")
_FELL: Final = frozenset({"rise", "change", "downness", "loss", "rank"})
"""What may stand beside "why" and does not say of which figure."""
_ALONE: Final = frozenset({"how_much", "how_money", "in_money", "what", "when", "total", "now", "list", "amount"})
"""The clauses that do not say which figure is meant."""


def sides_of(clauses: tuple[Edge, ...], tokens: Sequence[Token]) -> tuple[tuple[Edge, ...], ...]:
    """The row of clauses once for each figure that its one word of trade may stand for; none where the question says which."""
    telling = [edge for edge in clauses if edge.category not in _ALONE]
    reports = [edge for edge in telling if edge.category == "report" and edge.value[0] == "why"]
    bare = all(edge in reports or edge.category in _FELL for edge in telling)
    if len(reports) == 1 and bare and not any(edge.category == "when" for edge in clauses):
        return tuple((*clauses, Edge(reports[0].end, reports[0].end, "metric", slug, how="rule")) for slug in _WHY)
    if len(telling) != 1:
        return ()
    [edge] = telling
    words = [token.text for token in tokens[edge.start : edge.end]]
    sided = [word for word in words if word in _SIDES]
    told_whose = any(token.text in _WHOSE for token in tokens)
    if len(sided) != 1 or told_whose or not set(words) <= {*_BESIDE, *sided}:
        return ()
    return tuple(
        tuple(edge._replace(category="metric", value=slug, how="rule") if one is edge else one for one in clauses)
        for slug in _SIDES[sided[0]]
    )
