"""What clauses of dealings mean for one another: who was paid by whom, what of a list is meant; rules as those of ``settling``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ai.parser.said import Selection
from ai.parser.settling import Values


def paid_to_a_supplier(values: Values) -> None:
    """ "How much was paid to Nivia", Nivia को कितना भुगतान हुआ, how much money went to him: what the shop paid, and no goods."""
    verbs = set(values.get("verb", []))
    paid = values.pop("was_paid", None) is not None and verbs == {"collect"}
    to_him = any(one.chosen.dimension == "supplier" and one.said == "to" for one in _filters(values))
    went = to_him and "amount" in values and verbs <= {"go"} and not values.keys() & {"quantity", "how_many", "left"}
    if (paid or went) and _of_suppliers(values) and not values.keys() & {"metric", "own_act", "lapse", "report"}:
        values["verb"] = ["pay"]
        values.pop("what", None)


def _of_suppliers(values: Values) -> bool:
    """Whether suppliers are spoken of, and neither customers nor goods."""
    sides = {one.chosen.dimension for one in _filters(values)} | {one.dimension for one in values.get("listed", [])}
    return ("supplier" in sides or "supplier_side" in values) and not sides & {"customer", "product", "category"}


FIRST: Final[tuple[Callable[[Values], None], ...]] = (paid_to_a_supplier,)
"""What is to be settled before all others: they would take what was paid for what came."""


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
