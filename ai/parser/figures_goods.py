"""Goods: in stock, bought, lost, given back."""

from __future__ import annotations

from ai.parser.clauses import COUNTED, Misfit
from ai.parser.figure_tables import COUNT_PRODUCTS, TAKEN
from ai.parser.liberties import ASSUMED, OFFERED
from ai.parser.measure import Found, Measure

_STOCK_TAKEN = {"stock_losses", "stock_taken_out", "stock_taken_in"}
_BESIDE_STOCK = {"filter", "quantity", "metric", "how_many", "how_much", "what", "now", "total"}


def asks_stock(asked: Measure) -> bool:
    """Whether a quantity of named goods, at no time and with nothing done to them, is that in stock."""
    named = [one for one in asked.all("filter") if not one.negated]
    goods = bool(named) and all(one.chosen.dimension == "product" for one in named)
    return goods and not asked.clauses.categories() - _BESIDE_STOCK


def quantity_in_stock(asked: Measure) -> Found:
    """Salt quantity."""
    return asked.told("stock_on_hand") if asked.stated == ["items"] and asks_stock(asked) else None


def items_bought(asked: Measure) -> Found:
    """The items that somebody bought: which, before how many."""
    counted = asked.has(
        "how_many", "how_much", "total", "quantity", "amount", "condition", "trend", "against", "and", "comma"
    )
    bare = not asked.draft.by and not asked.draft.ranking and not counted
    if asked.all("metric") == ["items"] and asked.all("verb") == ["buy"] and asked.chosen == ["customer"] and bare:
        return [*asked.told("net_sales", by=("product",)), *asked.told("items", cost=OFFERED)]
    return None


def goods_worth(asked: Measure) -> Found:
    """Goods worth how much: of all of them."""
    worth = asked.has("amount") and asked.has("how_much") and asked.draft.by == ("product",)
    if (
        worth
        and asked.verbs & {"buy", "sell"}
        and not asked.draft.ranking
        and not asked.has("wh", "group", "list", "what")
    ):
        asked.split()
    return None


def _reasons(asked: Measure) -> set[object]:
    """The reasons for which stock was taken out that are named."""
    return {
        name.value
        for selection in asked.all("filter")
        for name in selection.chosen.names
        if selection.chosen.dimension == "reason"
    }


def gone_by_date(asked: Measure) -> Found:
    """How much was gone by its date; and a reason beside what is not told by reasons."""
    if "reason" not in asked.parties:
        return None
    lost = bool(_reasons(asked) - {"expired"})
    at_a_time = asked.has("how_much") and asked.has("when") and not asked.has("group", "left")
    if not lost and not asked.figures and not asked.verbs and at_a_time and "product" in asked.nouns:
        return asked.told("stock_losses", by=())
    if (asked.figures or asked.verbs - {"sell"} or asked.has("group") or not lost) and not set(
        asked.figures
    ) & _STOCK_TAKEN:
        return [Misfit("what was lost of stock is told by the reason, what was sold is not")]
    return None


def goods_returned(asked: Measure) -> Found:
    """Which goods came back, how many; how many items came back."""
    if "returns" not in asked.figures or not set(asked.figures) <= {"returns", "items", "items_sold"}:
        return None
    goods = "product" in asked.nouns
    if goods and asked.has("how_many") and asked.has("wh") and not asked.draft.ranking:
        return asked.told("returned_items", by=("product",))
    counted = len(asked.figures) > 1 or (asked.has("how_many") and goods) or asked.has("quantity")
    if counted and not asked.has("and", "comma", "amount", "ranking", "wh"):
        return asked.told("returned_items", by=asked.by_but("product"))
    return None


def goods_left(asked: Measure) -> Found:
    """What is left of goods, in number or in worth."""
    of_goods = {"product", "category"} & asked.parties and set(asked.figures) <= {"items"}
    if not asked.has("left") or not of_goods or asked.verbs:
        return None
    worth = asked.has("amount", "how_money")
    by = () if worth and asked.draft.by == ("product",) else asked.draft.by
    return asked.told("stock_value" if worth else "stock_on_hand", by=by)


def stock_lost(asked: Measure) -> Found:
    """What was lost to damaged stock; what was broken, stolen, given as samples."""
    listed = asked.has("wh", "ranking", "list")
    beside = {"stock_losses", "stock_on_hand", "stock_value", "items"}
    if "reason" in asked.parties and "stock_losses" in asked.figures and set(asked.figures) <= beside:
        return asked.told(
            "stock_losses", by=asked.draft.by if listed or asked.has("group") else asked.by_but("product")
        )
    named = _reasons(asked)
    if named and "expired" not in named and not asked.figures and asked.verbs <= {"sell"} and not asked.has("group"):
        by = asked.draft.by if listed else asked.by_but("product")
        return asked.told("stock_losses", cost=ASSUMED, by=by)
    return None


def goods_counted(asked: Measure) -> Found:
    """How many items are out of stock, low, lying dead; fifty pieces in stock."""
    counting = set(asked.figures) & COUNT_PRODUCTS
    if "items" in asked.figures and counting:
        asked.figures = tuple(slug for slug in asked.figures if slug != "items")
    return None


def goods_counted_beside(asked: Measure) -> Found:
    """Of "how many items are out of stock", the items only say of what."""
    if (
        "items" in asked.stated
        and asked.has("how_many")
        and len(asked.stated) == 2
        and set(asked.stated) & COUNT_PRODUCTS
    ):
        asked.figures = tuple(slug for slug in asked.figures if slug != "items")
    return None


def goods_short(asked: Measure) -> Found:
    """How many goods are low, out of stock or dead."""
    counted = {COUNTED.get(noun) for noun in asked.nouns}
    of_stock = len(asked.figures) == 1 and asked.figures[0] in ("low_stock", "out_of_stock", "dead_stock")
    if asked.has("how_many") and of_stock and counted <= {"items_sold"} and not asked.draft.ranking:
        return asked.told(*asked.figures, by=asked.by_but("product"))
    return None


def taken(asked: Measure) -> Found:
    """How much tax was taken: the verb is no buying."""
    if set(asked.figures) & TAKEN and asked.verbs == {"buy"}:
        asked.verbs = set()
    return None


def quantity_bought(asked: Measure) -> Found:
    """The quantity of sugar purchased."""
    of_goods = "product" in asked.parties and not asked.parties & {"customer", "city", "country"} and not asked.draft.by
    if asked.figures == ("items",) and asked.verbs == {"buy"} and of_goods:
        return [*asked.told("purchased_items"), *asked.told("items_sold", cost=OFFERED)]
    return None
