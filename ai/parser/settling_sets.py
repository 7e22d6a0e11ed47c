"""What clauses of sets and parts mean for one another: a share of the customers, of a part the part, one set without another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ai.parser.chart import Edge
from ai.parser.said import Listed, Money, Share, Things
from ai.parser.settling import SAME

Values = dict[str, list[Any]]

# what is counted of things, and of all of which it is a part
_PARTS: Final = {
    "bill": {"cancelled_bills": "orders", "discounted_bills": "orders", "discounts": "orders"},
    "customer": {"new_customers": "customers", "returning_customers": "customers"},
}
_BY: Final = ("group", "breakdown", "ranking", "listed")
_AGAIN: Final = frozenset({"repeat_customers", "returning_customers", "repeat_rate"})


def part_named(edges: Sequence[Edge]) -> str:
    """Of two names beside a share the dimension of that which is the part: "the share of silk in Pune's sales", "how much of silk's sales came from Pune"."""
    named = [
        edge for edge in edges if edge.category == "filter" and not edge.value.negated and not edge.value.chosen.crowd
    ]
    shares = [edge for edge in edges if edge.category == "share"]
    told = any(edge.category in ("metric", "verb") for edge in edges)
    if len(named) != 2 or len(shares) != 1 or not told or any(edge.category in _BY for edge in edges):
        return ""
    [first, second], [share] = named, shares
    if first.value.chosen.dimension == second.value.chosen.dimension:
        return ""
    if second.end <= share.start:  # Hindi's order: of Pune's sales the silk's share
        return str(second.value.chosen.dimension) if share.start - second.end <= 1 else ""
    if first.end <= share.start:  # silk's share of Pune's sales
        return str(first.value.chosen.dimension)
    between = [edge for edge in edges if first.end <= edge.start < second.start]
    told = any(edge.category == "verb" for edge in between) or second.value.said == "from"
    if second.value.chosen.dimension == "payment_method" or told:
        return str(second.value.chosen.dimension)  # of Pune's receipts what came in cash
    figures = [edge for edge in between if edge.category == "metric"]
    if not figures and second.value.said == "in":
        return str(first.value.chosen.dimension)  # the share of silk in Pune's sales
    # what share of Pune's sales was silk; "of silk sales in Pune" leaves open which
    apart = bool(figures) and (second.value.said != "in" or second.start > figures[-1].end)
    return str(second.value.chosen.dimension) if apart else ""


def a_part_of_the_things(values: Values) -> None:
    """ "What percentage of bills were cancelled": those by all of them, where both are counted."""
    if "share" not in values or values.keys() & {"group", "of_each", "ranking", "breakdown", "and", "comma"}:
        return
    figures = values.get("metric", [])
    if "share_of" in values and set(figures) & _AGAIN:
        del values["share_of"]  # what share of the customers come again has a name of its own
        return
    if "were_new" in values and values.get("share_of") == ["customer"]:
        figures = [values["were_new"][0] or "new_customers"]
    [things] = values.get("share_of") or [next((thing for thing, parts in _PARTS.items() if set(figures) & parts.keys() - {"discounts"}), "")]  # fmt: skip
    told = _PARTS.get(things, {})
    parts = [slug for slug in figures if slug in told]
    beside = values.keys() & {"verb", "condition", "lapse", "filter", "among", "among_bare", "own_act", "ratio", "listed"}  # fmt: skip
    if "share_of" in values:
        beside -= {"listed"}
    if len(parts) == 1 and not beside and set(figures) <= {*parts, told[parts[0]]}:
        part = "discounted_bills" if parts[0] == "discounts" else parts[0]
        values["ratio"] = [Share(part, told[parts[0]])]
        for category in ("share_of", "share", "metric", "listed", "what", "were_new"):
            values.pop(category, None)


def ranked_by_what_is_asked(values: Values) -> None:
    """ "Sales of the top five customers": ranked by what is asked of them, so they are the rows."""
    sets = values.get("among", [])
    if len(sets) != 1 or sets[0].ranking is None or sets[0].chosen is not None or sets[0].condition is not None or sets[0].negated:  # fmt: skip
        return
    if values.keys() & {"listed", "group", "who", "wh", "what", "how_much", "how_many", "total", "share", "ranking", "among_bare", "condition", "average_word", "order_by", "trend", "change", "against", "compare"}:  # fmt: skip
        return
    figures = {SAME.get(slug) or slug for slug in values.get("metric", [])}
    if figures == {sets[0].metric} and "verb" not in values:
        values["ranking"], values["listed"] = [sets[0].ranking], [Listed(sets[0].dimension, True)]
        del values["among"]


def whose_purchases(values: Values) -> None:
    """ "Whose purchases went up": customers' own, of whom nothing else is said."""
    beside = values.keys() & {"listed", "group", "own_act", "supplier_side"} or any(one.chosen.dimension == "supplier" for one in values.get("filter", []))  # fmt: skip
    if "whose" in values.get("who", []) and values.get("metric") == ["purchases"] and not beside:
        values["metric"], values["listed"] = ["net_sales"], [Listed("customer", True)]
        del values["who"]


def sold_only_there(values: Values) -> None:
    """ "Products sold only in Pune": the goods of which nothing was sold elsewhere, not how many were sold there."""
    only = any(one.only and not one.negated and one.chosen.dimension in ("city", "country", "customer", "staff") for one in values.get("filter", []))  # fmt: skip
    goods = values.get("metric") in (["products_sold"], ["items_sold"]) or (values.get("metric") == ["items"] and values.get("verb") == ["sell"])  # fmt: skip
    if only and goods and not values.keys() & {"how_many", "group", "listed", "quantity"}:  # fmt: skip
        del values["metric"]
        values["listed"], values["verb"] = [Listed("product", True)], ["sell"]


_COUNT: Final = {"customer": "customers", "bill": "orders"}


def when_most_come(values: Values) -> None:
    """ "At what time do most people come": of the hours, by how many come."""
    nouns = {noun.dimension for noun in values.get("listed", [])}
    [counted] = (nouns & _COUNT.keys()) if len(nouns & _COUNT.keys()) == 1 else [""]
    timed = bool(nouns) and nouns <= {"hour", "weekday"} and values.get("verb") == ["come"]
    if timed and len(values.get("ranking", [])) == 1 and not values.keys() & {"metric", "condition", "filter", "amount", "how_much"}:  # fmt: skip
        values["metric"] = ["customers"]
        del values["verb"]
        return
    ranked = len(values.get("ranking", [])) == 1 and values["ranking"][0].number is None
    if counted and ranked and len(nouns) == 2 and nouns - {counted} <= {"hour", "weekday", "day", "month"} and not values.keys() & {"metric", "condition"}:  # fmt: skip
        values["listed"] = [noun for noun in values["listed"] if noun.dimension != counted]
        values["metric"] = [_COUNT[counted]]
        values.pop("verb", None)


def days_left(values: Values) -> None:
    """ "How many days of cement are left": of cover, not of pieces."""
    nouns = [noun.dimension for noun in values.get("listed", [])]
    goods = {one.chosen.dimension for one in values.get("filter", [])}
    if {"how_many", "left"} <= values.keys() and nouns == ["day"] and goods and goods <= {"product", "category", "supplier"} and not values.keys() & {"metric", "when", "condition"}:  # fmt: skip
        values["metric"] = ["stock_cover_days"]
        for category in ("how_many", "left", "listed"):
            del values[category]


def low_of_a_kind(values: Values) -> None:
    """ "Which adhesives are low": in stock."""
    kinds = {one.chosen.dimension for one in values.get("filter", [])} == {"category"}
    if kinds and "downness" in values and "wh" in values and not values.keys() - {"filter", "downness", "wh", "listed", "now", "left"}:  # fmt: skip
        del values["downness"]
        values["metric"], values["listed"] = ["low_stock"], [Listed("product", True)]


def goods_that_came(values: Values) -> None:
    """ "What was received from Nivia", "how many yoga mats came": goods that the shop bought, and no money."""
    sides = {one.chosen.dimension for one in values.get("filter", []) if not one.negated}
    if values.get("metric") == ["collections"] and "what" in values and sides == {"supplier"} and not values.keys() & {"amount", "how_much", "verb", "own_act", "report"}:  # fmt: skip
        del values["metric"]
        values["own_act"] = ["own_buy"]
    if values.keys() & {"metric", "own_act", "amount", "who", "ranking", "lapse", "report", "occasion", "bare_time", "among", "among_bare"}:  # fmt: skip
        return
    if values.get("verb") in (["collect"], ["take_in"]) and "supplier" in sides and "customer" not in sides:
        del values["verb"]
        values["own_act"] = ["own_buy"]
    elif values.get("verb") == ["come"] and sides == {"product"} and values.keys() & {"how_many", "quantity"} and not values.keys() & {"listed", "when_asked"}:  # fmt: skip
        del values["verb"]
        values.pop("quantity", None)
        values.pop("how_many", None)
        values["metric"] = ["purchased_items"]


def how_often_returned(values: Values) -> None:
    """ "Returned goods more than twice": so many credit notes, no bills."""
    conditions = values.get("condition", [])
    if values.get("metric") in (["returns"], ["returned_items"]) and len(conditions) == 1 and conditions[0].metric == "orders" and conditions[0].verb == "come":  # fmt: skip
        values["metric"] = ["credit_notes"]
        values["condition"] = [conditions[0]._replace(metric="credit_notes", verb="")]
        if any(noun.dimension == "customer" for noun in values.get("listed", [])):
            values["listed"] = [noun for noun in values["listed"] if noun.dimension == "customer"]


def bounced(values: Values) -> None:
    """ "Cheques that bounced": such they are anyway."""
    if values.get("metric") == ["bounced_cheques"] and any(one.chosen.dimension == "payment_method" for one in values.get("filter", [])):  # fmt: skip
        values["filter"] = [one for one in values["filter"] if one.chosen.dimension != "payment_method"]
        if not values["filter"]:
            del values["filter"]


def times_together(values: Values) -> None:
    """ "The last three months together", पिछले तीन महीने साथ साथ: side by side, and no goods bought together."""
    whens = values.get("when", [])
    if set(values.get("report", [])) == {("bought-together", ())} and not values.keys() - {"report", "when", "list", "metric"} and len(whens) == 1 and whens[0].rolling:  # fmt: skip
        del values["report"]
        values["compare"] = [None]


def one_or_the_other(values: Values) -> None:
    """ "Cricket ya football kya zyada bika": of the two, each, and no ranking of goods."""
    filters, rankings = values.get("filter", []), values.get("ranking", [])
    named = len(filters) == 1 and filters[0].chosen.either and not filters[0].negated
    if named and len(rankings) == 1 and rankings[0].number is None and not values.keys() & {"listed", "group", "metric", "against", "condition"}:  # fmt: skip
        values["breakdown"] = [None]
        if rankings[0].selling:
            values["verb"] = ["sell"]
        for category in ("ranking", "what", "wh", "who"):
            values.pop(category, None)


def _positive(values: Values, kind: str) -> set[str]:
    """The figures that the things are to have beside what they are to lack."""
    conditions = values.get("condition", [])
    if kind == "product":  # goods of more than 10,000 that did not sell: so much of them is there
        conditions = [one._replace(metric="stock_value") if one.metric == "net_sales" and not one.verb else one for one in conditions]  # fmt: skip
        values.update({"condition": conditions} if conditions else {})
    told = {slug for slug in values.get("metric", []) if slug not in _NOUNS_TOO} | {one.metric for one in conditions if one.metric}  # fmt: skip
    if any(not one.metric for one in conditions) and kind == "product" and not told:
        told.add("stock_value" if "amount" in values else "stock_on_hand" if "quantity" in values else "")
    if kind == "customer" and set(values.get("verb", [])) & {"pay", "collect"}:
        told.add("collections")
    if kind == "product" and (
        "own_buy" in values.get("own_act", []) or (values.get("verb") in (["buy"], ["come"]) and "and" in values)
    ):
        told.add("purchases")
    return told


def one_without_another(values: Values) -> None:
    """ "Who paid but bought nothing", "goods worth over 10,000 that did not sell": those with the one, of all without the other."""
    if values.get("lapse") not in (["customer"], ["product"]) or values.keys() - _BESIDE_A_LAPSE:
        return
    [kind] = values["lapse"]
    if {noun.dimension for noun in values.get("listed", [])} - {kind} or any(noun.number for noun in values.get("listed", [])):  # fmt: skip
        return
    if len(values.get("when", [])) + len(values.get("span", [])) > 2:
        return
    told = _positive(values, kind)
    verbs = set(values.get("verb", [])) - ({"pay", "collect"} if kind == "customer" else {"buy", "come"})  # fmt: skip
    plain = told <= {"stock_on_hand", "outstanding", "overdue"} and not (values.keys() & {"condition"})
    rolling = any(when.rolling for when in values.get("when", [])) or "span" in values
    if len(told) != 1 or verbs or "" in told or (plain and not (rolling and told <= {"outstanding", "overdue"})):
        return
    told = {"purchases"} if told == {"purchased_items"} and not values.keys() & {"quantity"} else told
    [slug] = told
    if _TOLD_OF[kind].isdisjoint(told):
        return
    things = Things(kind, "net_sales", of_the_time=True, negated=True)
    whens = values.get("when", [])
    if len(whens) == 2:  # each with a time of its own
        things = things._replace(period=whens[1].period, of_the_time=False)
        values["when"] = whens[:1]
    values["metric"], values["among"], values["listed"] = [slug], [things], [Listed(kind, True)]
    if "condition" in values:
        values["condition"] = [one._replace(metric=one.metric or slug) for one in values["condition"]]
    for category in ("lapse", "verb", "own_act", "who", "wh", "what", "and", "comma", "amount", "quantity", "left", "attained", "those_who", "those_who_side", "jinhone"):  # fmt: skip
        values.pop(category, None)


_NOUNS_TOO: Final = frozenset({"customers", "items", "products_sold", "orders"})
_TOLD_OF: Final = {
    "customer": frozenset({"collections", "returns", "refunds", "outstanding", "overdue", "advances", "quoted", "discounts"}),
    "product": frozenset({"purchases", "purchased_items", "goods_received", "returns", "returned_items", "stock_value", "stock_on_hand", "stock_taken_in"}),
}  # fmt: skip
_BESIDE_A_LAPSE: Final = frozenset({"lapse", "listed", "metric", "condition", "verb", "own_act", "who", "wh", "what", "and", "comma", "amount", "quantity", "when", "span", "filter", "list", "now", "left", "customer_side", "came", "attained", "who_suppliers", "those_who", "those_who_side", "jinhone"})  # fmt: skip


def sold_much_and_little_left(values: Values) -> None:
    """ "Sold more than 50 with fewer than 10 in stock": goods by both, the pieces sold beside those left."""
    described = [one.condition for category in ("among", "among_bare") for one in values.get(category, []) if one.dimension == "product" and one.condition]  # fmt: skip
    conditions = [*described, *values.get("condition", [])]
    stock = [one for one in conditions if one.metric == "stock_on_hand"]
    sold = [
        one
        for one in conditions
        if one.verb == "sell" or one.metric in ("net_sales", "items", "items_sold", "quantity")
    ]
    if len(conditions) == 2 and not stock and "stock_on_hand" in values.get("metric", []) and len(sold) == 1:
        stock = [one for one in conditions if one is not sold[0] and not one.metric]
    if len(conditions) != 2 or len(stock) != 1 or len(sold) != 1 or stock[0] is sold[0] or values.keys() & {"group", "ranking", "how_many", "lapse"}:  # fmt: skip
        return
    pieces = sold[0].metric != "net_sales" or (max(sold[0].amounts) <= _PIECES and not isinstance(sold[0].amounts[0], Money))  # fmt: skip
    slug = "items_sold" if pieces else "net_sales"
    values["condition"] = [sold[0]._replace(metric=slug), stock[0]._replace(metric="stock_on_hand")]
    values["metric"], values["listed"], values["and"] = [slug, "stock_on_hand"], [Listed("product", True)], [None]
    for category in ("verb", "what", "wh", "quantity", "left", *(("among", "among_bare") if described else ())):
        values.pop(category, None)


_PIECES: Final = 1000  # more are rather money


RULES: Final[tuple[Callable[[Values], None], ...]] = (
    a_part_of_the_things,
    ranked_by_what_is_asked,
    whose_purchases,
    sold_only_there,
    when_most_come,
    days_left,
    low_of_a_kind,
    bounced,
    how_often_returned,
    goods_that_came,
    times_together,
    one_or_the_other,
    one_without_another,
    sold_much_and_little_left,
)
LAST: Final[tuple[Callable[[Values], None], ...]] = (one_without_another, when_most_come)
"""What is tried again when all other rules are done."""
