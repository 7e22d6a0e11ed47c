"""What clauses mean for one another, as small rules: each looks for its own case among the values and leaves all others alone."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from ai.parser.said import Condition, Listed, Selection, Share, Things
from analytics.catalogue import METRICS

Values = dict[str, list[Any]]
"""The values of a row of clauses, by category."""

# figures that are another under a second name: revenue is net sales
SAME: Final = {item.slug: item.formula for item in METRICS if item.formula in {other.slug for other in METRICS}}
_SALES: Final = frozenset({"net_sales", "revenue", "total_sales", "gross_sales", "collections"})


def one_figure_twice(values: Values) -> None:
    """ "Revenue from rice without Raju's sales": a figure and its second name are one, the first said."""
    kept: dict[str, str] = {}
    for slug in values.get("metric", []):
        kept.setdefault(SAME.get(slug) or slug, slug)
    if len(kept) < len(values.get("metric", [])):
        values["metric"] = list(kept.values())


def share_by_method(values: Values) -> None:
    """ "What per cent of sales came by UPI": a way of paying is one of the money received."""
    methods = any(one.chosen.dimension == "payment_method" and not one.negated for one in _filters(values))
    if methods and "share" in values and "metric" in values and set(values["metric"]) <= _SALES:
        values["metric"] = ["collections"]
        values.pop("verb", None)


def cash_in_the_till(values: Values) -> None:
    """The day book tells what is in the till; "how much cash came into the till today" asks for what came."""
    if values.get("report") != [("day-book", ())]:
        return
    if values.get("metric") == ["stock_on_hand"] and not _filters(values):
        del values["metric"]  # the cash we have on hand
    came = set(values.get("verb", [])) & {"come", "collect"}
    if came and {one.chosen.dimension for one in _filters(values)} == {"payment_method"} and "metric" not in values:
        del values["report"]
        values["verb"] = ["collect"]


def what_else_they_buy(values: Values) -> None:
    """ "What do those who buy paneer also buy": what is bought together with it."""
    if values.pop("what_else", None) is None:
        return
    goods = [
        one.chosen for one in [*_filters(values), *values.get("among", []), *values.get("among_bare", [])] if one.chosen
    ]
    if (
        len(goods) != 1
        or goods[0].dimension not in ("product", "category")
        or values.keys() & {"report", "when", "ranking", "condition"}
    ):
        values.setdefault("and", []).append(None)
        values.setdefault("what", []).append(None)
        return
    for category in ("among", "among_bare", "metric", "listed", "verb", "what", "who", "wh", "and"):
        values.pop(category, None)
    values["filter"] = [Selection(goods[0])]
    values["report"] = [("bought-together", ())]


def named_list_of_people(values: Values) -> None:
    """A list of the customers of a town is of them, one by one, not their number."""
    of_a_place = {one.chosen.dimension for one in _filters(values)} & {"city", "country"}
    alone = {"list"} < values.keys() <= {"list", "metric", "filter", "when", "what"}
    if values.get("metric") == ["customers"] and of_a_place and alone:
        values["metric"] = ["net_sales"]
        values["listed"] = [Listed("customer", True)]


def buyers_who_owe(values: Values) -> None:
    """ "How many of the customers who bought in October owe us": the time is that of buying, what is owed is of now."""
    owed = values.get("metric") == ["outstanding"] or "owe" in values.get("verb", [])
    nouns = {noun.dimension for noun in values.get("listed", [])}
    if "ranking" in values:
        return  # whether most bought or most owed is told by the words beside
    if "who" in values and not nouns and "owe" in values.get("verb", []) and "and" in values:
        nouns = {"customer"}  # who bought in October and has not paid
    if owed and "buy" in values.get("verb", []) and nouns == {"customer"} and len(values.get("when", [])) == 1:
        values["verb"] = [verb for verb in values["verb"] if verb != "buy"] or ["owe"]
        values.setdefault("among", []).append(Things("customer", "net_sales", of_the_time=True))


def goods_of_debtors(values: Values) -> None:
    """ "What did customers who owe more than 5,000 buy": the goods are asked for, the condition says whose."""
    conditions = values.get("condition", [])
    owing = [one for one in conditions if one.metric in ("outstanding", "overdue")]
    nouns = {noun.dimension for noun in values.get("listed", [])}
    if values.get("metric") in (["outstanding"], ["overdue"]) and len(conditions) == 1 and not conditions[0].metric:
        owing = [conditions[0]._replace(metric=values["metric"][0])]
    asked = "what" in values and not values.keys() & {"wh", "ranking", "how_much", "how_many", "among", "and"}
    told = {"metric"} & values.keys() and values["metric"] != [one.metric for one in owing]
    whose = values.get("verb") == ["buy"] and nouns <= {"customer"} and not values.keys() & {"filter", "group"}
    if asked and not told and whose and len(owing) == len(conditions) == 1:
        for category in ("condition", "listed", "who", "metric"):
            values.pop(category, None)
        values["among"] = [Things("customer", owing[0].metric, owing[0])]


def debtors_who_stayed_away(values: Values) -> None:
    """ "Customers who owe but did not buy in October": owed is of now, the time is that of not buying."""
    owed = values.get("metric") in (["outstanding"], ["overdue"]) or values.get("verb") == ["owe"]
    if owed and len(values.get("not_then", [])) == 1 and not values.keys() & {"when", "whens", "ranking", "condition"}:
        values["when"] = values.pop("not_then")
        values["lapse"] = ["customer"]


def what_is_out(values: Values) -> None:
    """ "What is out of stock": the goods are asked for, not their number."""
    beside = {"what", "metric", "filter", "now", "list"}
    if values.get("metric") == ["out_of_stock"] and "what" in values and not values.keys() - beside:
        del values["metric"]
        values["listed"] = [Listed("product", True)]
        values["condition"] = [Condition("at_most", (Decimal(0),), "stock_on_hand")]


def left_of_a_target(values: Values) -> None:
    """What is left of a target, target kitna baki hai: sales beside it."""
    if values.get("metric") == ["sales_target"] and values.get("verb") == ["owe"]:
        del values["verb"]
        values["metric"] = ["net_sales", "sales_target"]
        values.setdefault("and", []).append(None)


def hour_of_the_day(values: Values) -> None:
    """The busiest hour of the day, दिन का सबसे व्यस्त घंटा: the day only says of what the hour is."""
    nouns = values.get("listed", [])
    if "ranking" in values and {noun.dimension for noun in nouns} == {"day", "hour"}:
        values["listed"] = [noun for noun in nouns if noun.dimension == "hour"]


def dearest_expense(values: Values) -> None:
    """ "What expenses rose the most": which head of them."""
    if (
        "rise" in values
        and values.get("metric") == ["expenses"]
        and values.keys() & {"what", "wh"}
        and "listed" not in values
    ):
        values["listed"] = [Listed("expense_category", True)]


def spending_of_a_customer(values: Values) -> None:
    """ "How much did Ramesh spend on dairy": it is he who spends, not the shop."""
    if values.get("own_act") == ["own_spend"] and any(one.chosen.dimension == "customer" for one in _filters(values)):
        del values["own_act"]
        values["verb"] = ["spend"]


def due_to_suppliers(values: Values) -> None:
    """Payables due: what is due is what is payable."""
    if set(values.get("metric", [])) == {"payables", "outstanding"} and not values.keys() & {"and", "comma", "both"}:
        values["metric"] = ["payables"]


def parts_of_expenses(values: Values) -> None:
    """A breakdown of expenses is by their heads."""
    if (
        values.get("metric") == ["expenses"]
        and "breakdown" in values
        and not values.keys() & {"listed", "group", "filter", "when_pair", "whens"}
    ):
        values["group"] = [("expense_category",)]
        del values["breakdown"]


def pieces_in_stock(values: Values) -> None:
    """ "Stock below 10 units": the units are those in stock."""
    conditions = values.get("condition", [])
    if "stock_on_hand" not in values.get("metric", []):
        return
    if conditions and all(one.metric in ("quantity", "items", "items_sold") for one in conditions):
        values["condition"] = [one._replace(metric="stock_on_hand") for one in conditions]


def days_of_cover(values: Values) -> None:
    """ "Cover below 7 days", "days of cover by category": the days are those of the cover."""
    conditions = values.get("condition", [])
    split = values.get("metric") == ["stock_cover_days"] and "group" in values and "when" not in values
    if split or any(one.metric == "stock_cover_days" for one in conditions):
        values["listed"] = [noun for noun in values.get("listed", []) if noun.dimension != "day"]
        if not values["listed"]:
            del values["listed"]


def told_in_money(values: Values) -> None:
    """ "How much stock in Helmets, in rupees": what it is worth; rupees from a thing are the sales of it."""
    if values.pop("in_money", None) is None:
        return
    if values.get("metric") in (["stock_on_hand"], ["items"], ["items_sold"]):
        values["metric"] = ["stock_value" if values["metric"] == ["stock_on_hand"] else "net_sales"]
    elif "filter" in values and not values.keys() - {"filter", "when", "comma", "how_much", "what"}:
        values["metric"] = ["net_sales"]


def new_among_them(values: Values) -> None:
    """ "How many of our December customers were new": the new ones are counted."""
    said = values.pop("were_new", None)
    if said is None:
        return
    slug = said[0] or "new_customers"
    people = {noun.dimension for noun in values.get("listed", [])} == {"customer"} and "metric" not in values
    asked = set(values.get("metric", [])) - {"customers"}
    whom = {noun.dimension for noun in values.get("listed", [])} == {"customer"} or "customers" in values.get("metric", [])  # fmt: skip
    if asked and whom and asked <= _OF_CUSTOMERS and not values.keys() & {"among", "among_bare", "ranking", "condition"}:  # fmt: skip
        values["metric"] = [slug for slug in values["metric"] if slug != "customers"]
        values.pop("listed", None)  # what the new ones bought
        values.pop("who", None)
        values["among"] = [Things("customer", slug, of_the_time=True)]
        return
    if values.get("metric") == ["customers"] or people:
        values["metric"] = [slug]
        for category in ("listed", "how_many", "verb"):
            values.pop(category, None)
    else:
        values.setdefault("stray", []).append(None)


def given_to_whom(values: Values) -> None:
    """ "Customers who received the largest discounts", "got a discount": they were given it, and took in no money."""
    if not set(values.get("metric", [])) & {"discounts", "discount_rate", "refunds", "credit_given"} or "collect" not in values.get("verb", []):  # fmt: skip
        return
    values["verb"] = [verb for verb in values["verb"] if verb != "collect"]
    if not values["verb"]:
        del values["verb"]
    if values.pop("staff_side", None) is not None:
        values["customer_side"] = []


def ages_of_payables(values: Values) -> None:
    """ "Ageing analysis of supplier payables": by age what is owed to suppliers, not what customers owe."""
    if values.get("report") != [("receivables-ageing", ())]:
        return
    figures, nouns = set(values.get("metric", [])), {noun.dimension for noun in values.get("listed", [])}
    owed = set(values.get("own_act", [])) & {"own_owe", "own_pay"} or figures & {"payables", "overdue_payables", "supplier_bills"}  # fmt: skip
    if owed or "supplier" in nouns or "supplier_side" in values:
        values["report"] = [("payables-ageing", ())]


def returned_often(values: Values) -> None:
    """Goods that come back most often: their returns, and no number of bills."""
    figures = values.get("metric", [])
    if (
        set(figures) in ({"orders", "returns"}, {"orders", "returned_items"})
        and "came" in values
        and "customer_side" in values
    ):
        values["metric"] = [slug for slug in figures if slug != "orders"]
        del values["came"], values["customer_side"]


def told_ahead(values: Values) -> None:
    """What is expected by the end of March is told of March."""
    if (
        values.get("report") in ([("sales-forecast", ())], [("targets", ())])
        and "ahead_by" in values
        and "when" not in values
    ):
        values["when"] = values.pop("ahead_by")


_OF_CUSTOMERS: Final = frozenset({"net_sales", "revenue", "total_sales", "gross_sales", "gross_profit", "margin", "orders", "items", "items_sold", "discounts", "returns", "average_order_value", "tax"})  # fmt: skip
_SUMMED: Final = frozenset({"payables", "outstanding", "overdue", "expenses", "stock_value", "collections", "supplier_payments", "net_sales", "purchases", "tax", "discounts", "gross_profit"})  # fmt: skip


def summed_together(values: Values) -> None:
    """ "How much do we owe all suppliers together": the sum of it, and no goods that are bought together."""
    if values.get("report") != [("bought-together", ())] or values.keys() & {"lapse", "quantity"}:
        return
    figures = set(values.get("metric", []))
    acts = set(values.get("own_act", [])) & {"own_owe", "own_pay", "own_spend"} or "owe" in values.get("verb", [])
    goods = {noun.dimension for noun in values.get("listed", [])} & {"product", "bill"}
    if (acts or (figures and figures <= _SUMMED)) and not goods and not _of_goods(values):
        del values["report"]
        values["total"] = [None]


def _of_goods(values: Values) -> bool:
    """Whether goods are named: those may be bought together."""
    return any(one.chosen.dimension == "product" for one in _filters(values))


def owed_by_who_stayed_away(values: Values) -> None:
    """ "Customers who owe more than 500 and bought nothing in September", "suppliers we owe but did not buy from in September"."""
    conditioned = bool(values.get("condition")) and "when" not in values
    if conditioned and len(values.get("not_then", [])) == 1 and not values.keys() & {"lapse", "against", "whens"}:
        values["when"], values["lapse"] = values.pop("not_then"), ["customer"]
    whens = values.get("when", [])
    if values.get("lapse") != ["customer"] or len(whens) != 1 or values.keys() & {"among", "among_bare", "filter", "group", "ranking", "span", "how_many"}:  # fmt: skip
        return
    nouns = {noun.dimension for noun in values.get("listed", [])}
    figures, conditions = set(values.get("metric", [])), values.get("condition", [])
    ours = figures in ({"payables"}, {"overdue_payables"}) or (not figures and set(values.get("own_act", [])) & {"own_owe", "own_pay"})  # fmt: skip
    if nouns == {"supplier"} and ours:
        values["metric"] = sorted(figures) or ["payables"]
        values["among"] = [Things("supplier", "purchases", of_the_time=True, negated=True)]
    elif nouns <= {"customer"} and conditions and all(one.metric in ("outstanding", "overdue") for one in conditions) and figures <= {"outstanding", "overdue", "customers"}:  # fmt: skip
        values["metric"] = [conditions[0].metric]
        values["among"] = [Things("customer", "net_sales", of_the_time=True, negated=True)]
        values["listed"] = [Listed("customer", True)]
    else:
        return
    for category in ("lapse", "own_act", "amount", "and", "verb", "who", "left"):
        values.pop(category, None)


def actual_of_a_target(values: Values) -> None:
    """ "The budget for rent against actual": what was spent stands beside what was meant to be."""
    if set(values.get("metric", [])) == {"expense_target", "net_sales"}:
        values["metric"] = ["expense_target", "expenses"]


def figure_named_twice(values: Values) -> None:
    """ "Sales in October to sales in September": the figure held against an earlier time is the one that is asked."""
    if "named_twice" in values and set(values["named_twice"]) != set(values.get("metric", [])):
        values.setdefault("stray", []).append(None)


def share_of_a_figure(values: Values) -> None:
    """ "Returns by category as a percentage of sales": the one figure by the other, though the split stands between them."""
    figures = values.get("metric", [])
    if len(figures) != 2 or "share" not in values or values.keys() & {"and", "comma", "ratio", "condition", "ranking"}:
        return
    if "group" in values and all(one in SHARED for one in figures):
        del values["metric"], values["share"]
        values["ratio"] = [Share(*figures)]


SHARED: Final = frozenset({"returns", "refunds", "discounts", "gross_profit", "tax", "expenses", "purchases", "collections", "net_sales", "revenue", "gross_sales", "total_sales", "cost_of_goods", "operating_profit"})  # fmt: skip
RULES: Final[tuple[Callable[[Values], None], ...]] = (
    one_figure_twice,
    share_by_method,
    cash_in_the_till,
    what_else_they_buy,
    named_list_of_people,
    goods_of_debtors,
    debtors_who_stayed_away,
    buyers_who_owe,
    what_is_out,
    left_of_a_target,
    spending_of_a_customer,
    due_to_suppliers,
    parts_of_expenses,
    pieces_in_stock,
    days_of_cover,
    hour_of_the_day,
    dearest_expense,
    told_in_money,
    summed_together,
    told_ahead,
    new_among_them,
    returned_often,
    given_to_whom,
    ages_of_payables,
    owed_by_who_stayed_away,
    actual_of_a_target,
    figure_named_twice,
    share_of_a_figure,
)


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
