"""Bills: those of somebody, those that are due, and what goes in one."""

from __future__ import annotations

from ai.parser.figure_tables import BILL_BY_BILL, DUE_BILLS
from ai.parser.measure import Found, Measure

_MORE_THAN_BILLS = (
    "how_many", "how_much", "total", "amount", "compare", "change", "against", "trend", "share", "condition", "average_word",
    "running", "age", "order_by", "quantity",
)  # fmt: skip
"""Clauses beside which the bills of somebody are a figure, no list."""


def _one_customer(asked: Measure) -> bool:
    kept = [one for one in asked.all("filter") if one.chosen.dimension == "customer" and not one.negated]
    return len(kept) == 1


def items_of_an_average_bill(asked: Measure) -> Found:
    """In an average bill how many items."""
    if (
        set(asked.figures) in ({"average_order_value", "items"}, {"average_order_value", "items_sold"})
        and not asked.joined
    ):
        asked.figures = ("items_per_order",)
    if asked.figures == ("average_order_value",) and asked.has("how_many") and asked.nouns == {"product"}:
        return asked.told("items_per_order", by=asked.by_but("product"))
    return None


def bills_of_somebody(asked: Measure) -> Found:
    """The bills of somebody, one by one."""
    bare = not asked.draft.by and not asked.draft.ranking and not asked.verbs and not asked.has(*_MORE_THAN_BILLS)
    if asked.figures == ("orders",) and asked.has("bills_named") and _one_customer(asked) and bare:
        return asked.told("orders", by=("bill",))
    return None


def bills_due(asked: Measure) -> Found:
    """Bills that are unpaid, overdue or discounted: counted, or listed with what is due."""
    if asked.has("and", "comma", "share", "change"):
        return None
    together = frozenset(asked.figures) | frozenset({"orders"} if "bill" in asked.nouns else ())
    due = DUE_BILLS.get(together)
    if not due:
        return None
    if asked.has("how_many") or not asked.has("wh", "list", "listed", "who"):
        return asked.told(due, by=asked.by_but("bill"))
    by = tuple(dict.fromkeys(("bill", *asked.draft.by)))
    if due == "discounted_bills":
        return asked.told(
            "discounts" if asked.draft.ranking or asked.has("condition") else BILL_BY_BILL[due], by=by
        )  # the bill with the highest discount
    return asked.told("overdue" if due == "overdue_bills" else "unpaid", by=by)


def bills_made(asked: Measure) -> Found:
    """The bills a member of staff made."""
    return asked.told("orders") if asked.has("staff_side") and "bill" in asked.nouns and not asked.figures else None


def items_of_a_bill(asked: Measure) -> Found:
    """Items in a bill are of no bill or item in particular."""
    if asked.figures == ("items_per_order",) and not asked.draft.ranking:
        return asked.told("items_per_order", by=asked.by_but("bill", "product"))
    return None


def ordered_by_somebody(asked: Measure) -> Found:
    """What did somebody order: which goods."""
    counted = asked.has("bills_named", "how_many", "how_much", "total", "group", "ranking")
    somebody = any(one.chosen.dimension == "customer" and not one.negated for one in asked.all("filter"))
    if asked.figures == ("orders",) and asked.stated == ["orders"] and asked.has("what") and not counted and somebody:
        return asked.told("net_sales", by=("product",))
    return None


def which_bills(asked: Measure) -> Found:
    """Which bills are overdue, unpaid, cancelled: each of them."""
    of_bills = len(asked.figures) == 1 and asked.figures[0] in BILL_BY_BILL
    whole = asked.draft.by in ((), ("bill",))
    if of_bills and whole and asked.has("wh") and not asked.has("how_many", "ranking"):
        return asked.told(BILL_BY_BILL[asked.figures[0]], by=("bill",))
    return None


def items_bill_by_bill(asked: Measure) -> Found:
    """Items by bill, and how many of them a bill has."""
    grouped = "bill" in {slug for group in asked.all("group") for slug in group}
    if asked.figures in (("items",), ("items_sold",)) and grouped and not asked.draft.ranking:
        return asked.told("items_per_order", by=asked.by_but("bill"))
    if set(asked.figures) == {"stock_cover_days", "net_sales"}:
        asked.figures = ("stock_cover_days",)  # the cover by the sales of some days
    by_bill = grouped or any(noun.dimension == "bill" and noun.number == 1 for noun in asked.all("listed"))
    if (
        by_bill
        and not asked.draft.ranking
        and asked.has("how_many", "quantity")
        and set(asked.figures) <= {"items", "items_sold", "orders", "customers"}
        and (asked.figures or "product" in asked.nouns or asked.has("quantity"))
    ):
        return asked.told("items_per_order", by=asked.by_but("bill", "product", "customer"))
    return None


def bills_owed(asked: Measure) -> Found:
    """How many bills somebody owes."""
    if asked.figures == ("orders",) and asked.verbs == {"owe"} and asked.has("how_many"):
        return asked.told("unpaid_bills")
    return None
