"""What clauses of dealings mean for one another: who was paid by whom, what of a list is meant; rules as those of ``settling``."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from ai.parser.said import Condition, Listed, Ranking, Selection, Things
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


def bought_stock(values: Values) -> None:
    """ "Did we buy more stock in November than in October": what was bought, not what was there."""
    moved = values.keys() & {"against", "change", "compare", "whens", "when_pair", "trend", "group"}
    if values.get("metric") == ["stock_on_hand"] and "own_buy" in values.get("own_act", []) and moved:
        del values["metric"]


def taken_by_method(values: Values) -> None:
    """ "June card takings", कार्ड से कितने भुगतान: the money that came by it, or how many times it came."""
    methods = [one for one in _filters(values) if one.chosen.dimension == "payment_method"]
    if not methods:
        return
    if values.pop("takings", None) is not None and values.get("metric") == ["revenue"]:
        values["metric"] = ["collections"]
    nouns = [one.dimension for one in values.get("listed", [])]
    counted = "how_many" in values and not values.keys() & {"how_much", "amount", "group", "who", "wh"}
    if counted and nouns == ["payment_method"] and not values.keys() & {"metric", "ranking", "condition"}:
        values["metric"] = ["payment_count"]
        for category in ("listed", "how_many", "verb"):
            values.pop(category, None)
    elif counted and values.get("metric") == ["collections", "customers"] and "and" not in values:
        values["metric"] = ["payment_count"]  # how many cheque payments did customers make
        del values["how_many"]
        values.pop("verb", None)


def left_of_a_figure(values: Values) -> None:
    """रिफंड घटाकर कितनी वसूली बची, सब खर्च काटकर कितना मुनाफा बचा: what is left is the figure that is named."""
    figures = set(values.get("metric", []))
    if "modifier" in values and figures and figures <= {"collections", "net_sales", "revenue", "gross_sales"}:
        values.pop("left", None)
    if values.keys().isdisjoint({"and", "comma", "versus", "ratio", "share"}):
        if figures == {"operating_profit", "gross_profit"}:
            values["metric"] = ["operating_profit"]
        elif figures == {"operating_profit", "net_profit"}:
            values["metric"] = ["net_profit"]  # net profit after all expenses


def dues_in_a_bucket(values: Values) -> None:
    """ "Which dues fall in the 1 to 30 days late bucket": they stand in it, nothing fell."""
    if any(one.chosen.dimension == "ageing_bucket" for one in _filters(values)) and set(values.get("metric", [])) <= {"outstanding", "overdue", "unpaid"}:  # fmt: skip
        for category in ("change", "downness"):
            if category in values and "against" not in values and "when" not in values:
                del values[category]
        values["listed"] = [one for one in values.get("listed", []) if one.dimension not in ("ageing_bucket", "day")]
        if "wh" in values and not values["listed"] and "how_much" not in values:
            values["listed"] = [Listed("customer", True)]
        if not values["listed"]:
            del values["listed"]
        if set(values.get("metric", [])) == {"outstanding", "overdue"}:
            values["metric"] = ["overdue"]


def mean_of_a_day(values: Values) -> None:
    """ "How much do we sell a day? Last month's average": the mean of its days."""
    nouns = [one.dimension for one in values.get("listed", [])]
    selling = values.get("verb") == ["sell"] or set(values.get("metric", [])) <= {"net_sales", "revenue"}
    if "average_word" in values and nouns == ["day"] and selling and values.keys() & {"how_much", "amount"} and not values.keys() & {"ranking", "wh", "daily_mean", "group"}:  # fmt: skip
        del values["listed"]
        values["daily_mean"] = ["day"]
        del values["average_word"]


def goods_of_a_day(values: Values) -> None:
    """एक दिन में औसतन कितने सामान बिकते: how many of them in a day."""
    nouns = [one.dimension for one in values.get("listed", [])]
    if values.get("daily_mean") == ["day"] and nouns == ["product"] and "how_many" in values and set(values.get("verb", [])) <= {"sell"} and "metric" not in values:  # fmt: skip
        values["metric"] = ["items_sold"]
        for category in ("listed", "how_many", "verb"):
            values.pop(category, None)


def how_many_bought_again(values: Values) -> None:
    """ "Customers who bought two or more times, how many": how many of them."""
    nouns = [one.dimension for one in values.get("listed", [])]
    if values.get("metric") == ["repeat_customers"] and nouns == ["customer"] and "how_many" in values and not values.keys() & {"group", "and", "wh", "ranking"}:  # fmt: skip
        del values["listed"], values["how_many"]
        values.pop("comma", None)


def what_the_damaged_cost(values: Values) -> None:
    """ "Damaged plants: what did they cost us": what was lost of them."""
    reasons = any(one.chosen.dimension == "reason" for one in _filters(values))
    if reasons and values.get("metric") in (["cost_of_goods"], ["stock_value"]):
        values["metric"] = ["stock_losses"]
        values.pop("what", None)


def prices_of_buying(values: Values) -> None:
    """ "Whose purchase rates have changed": the prices of what we buy."""
    if values.get("report") == [("price-changes", ())] and set(values.get("metric", [])) == {"purchases"}:
        del values["metric"]


def counters_of_bills(values: Values) -> None:
    """ "Which till had the most cancelled bills": tills ring up bills; as accounts they only hold cash."""
    nouns = values.get("listed", [])
    asked = "wh" in values or "group" in values
    if asked and set(values.get("metric", [])) & _OF_BILLS and any(one.dimension == "account" for one in nouns):
        values["listed"] = [one._replace(dimension="counter") if one.dimension == "account" else one for one in nouns]


def late_in_the_shop(values: Values) -> None:
    """ "Did Farhan come in late today": nobody's hours are in the books, and nothing is owed by staff."""
    staff = {one.chosen.dimension for one in _filters(values)} == {"staff"}
    if staff and "come" in values.get("verb", []) and set(values.get("metric", [])) <= {"overdue"} and "metric" in values:  # fmt: skip
        values.setdefault("stray", []).append(None)


def who_bought_it(values: Values) -> None:
    """किस किस ने खरीदी: those who bought goods of the shop, which buys nothing of itself."""
    goods = any(one.chosen.dimension in ("product", "category") for one in _filters(values))
    sides = {one.chosen.dimension for one in _filters(values)} | {one.dimension for one in values.get("listed", [])}
    if values.get("metric") == ["purchases"] and "who" in values and goods and "supplier" not in sides and "supplier_side" not in values and "verb" not in values:  # fmt: skip
        del values["metric"]
        values["verb"] = ["buy"]


def debtors_who_bought(values: Values) -> None:
    """ "Customers who owe over 20,000: how much did they buy in November": owed is of now, what they bought of the time."""
    conditions, nouns = values.get("condition", []), [one.dimension for one in values.get("listed", [])]
    owed = len(conditions) == 1 and conditions[0].metric in ("outstanding", "overdue")
    if not owed or nouns != ["customer"] or values.get("verb") != ["buy"] or len(values.get("when", [])) != 1:
        return
    if values.keys() & {"how_much", "amount", "how_money"} and not values.keys() & {"metric", "ranking", "group", "among", "not_then", "lapse", "and", "how_many"}:  # fmt: skip
        del values["condition"], values["listed"]
        values.setdefault("group", []).append(("customer",))
        values["among"] = [Things("customer", conditions[0].metric, conditions[0])]


def what_each_of_the_best_owes(values: Values) -> None:
    """ "Our top five customers of this year: how much does each of them owe": the best by what they bought, not by what they owe."""
    rankings, nouns = values.get("ranking", []), values.get("listed", [])
    owed = values.get("metric") in (["outstanding"], ["overdue"]) or ("metric" not in values and values.get("verb") == ["owe"])  # fmt: skip
    if not owed or len(rankings) != 1 or [one.dimension for one in nouns] != ["customer"] or len(values.get("when", [])) != 1:  # fmt: skip
        return
    number = rankings[0].number or nouns[0].number
    if number and "breakdown" in values and "how_much" in values and "best_named" in values:
        del values["ranking"], values["listed"], values["breakdown"]
        best = Things("customer", "net_sales", ranking=Ranking(True, number), of_the_time=True, each=True)
        values.setdefault("among", []).append(best)


def account_of_a_customer(values: Values) -> None:
    """ "Priya's account: what is still owing": the account is hers, and none of the shop's own."""
    customer = any(one.chosen.dimension == "customer" for one in _filters(values))
    nouns = [(one.dimension, one.plural) for one in values.get("listed", [])]
    owed = values.get("verb") == ["owe"] or values.get("metric") == ["outstanding"]
    if customer and owed and nouns == [("account", False)] and not values.keys() & {"wh", "group", "ranking"}:
        del values["listed"]


def mean_of_one(values: Values) -> None:
    """ "Ek customer ka average spend": of all of them, told by none."""
    nouns = [(one.dimension, one.number) for one in values.get("listed", [])]
    if values.get("metric") == ["average_spend"] and nouns == [("customer", 1)] and "ranking" not in values:
        del values["listed"]


def above_the_target(values: Values) -> None:
    """ "Did we go above the target", टारगेट से ऊपर गए: how far it was met, not how the target moved."""
    aimed = set(values.get("metric", [])) in ({"sales_target"}, {"expense_target"})
    if aimed and "change" in values and not values.keys() & {"against", "compare", "whens", "when_pair", "trend", "group", "listed"}:  # fmt: skip
        del values["change"]
        values["attained"] = [None]


def how_many_and_worth_what(values: Values) -> None:
    """कितने बिके और कितने का: the pieces, and what they came to."""
    asked = {"how_many", "how_much", "amount", "and"} <= values.keys() and values.get("verb") == ["sell"]
    if asked and not values.keys() & {"metric", "listed", "ranking", "condition"}:
        values["metric"] = ["items_sold", "net_sales"]
        for category in ("how_many", "how_much", "amount", "verb"):
            del values[category]


def cover_of_what(values: Values) -> None:
    """ "7 din se kam ka stock kiska hai": of which goods."""
    if [one.metric for one in values.get("condition", [])] == ["stock_cover_days"] and not values.keys() & {"listed", "group", "how_many"}:  # fmt: skip
        values["listed"] = [Listed("product", True)]
        values.pop("who", None)


def none_left_of_which(values: Values) -> None:
    """कौन-कौन सा आइटम खत्म हो गया: the goods are asked for, not their number."""
    beside = {"wh", "metric", "filter", "now", "list", "comma", "out_of_stock", "listed", "condition"}
    bare = {one.metric for one in values.get("condition", [])} <= {"stock_on_hand"} and {one.dimension for one in values.get("listed", [])} <= {"product"}  # fmt: skip
    if (
        values.get("metric") == ["out_of_stock"]
        and {"wh", "out_of_stock"} <= values.keys()
        and bare
        and not values.keys() - beside
    ):
        for category in ("metric", "out_of_stock", "comma"):
            values.pop(category, None)
        values["listed"] = [Listed("product", True)]
        values["condition"] = [Condition("at_most", (Decimal(0),), "stock_on_hand")]


_OF_BILLS: Final = frozenset({"cancelled_bills", "cancelled_sales", "orders", "discounted_bills", "credit_notes"})
RULES: Final[tuple[Callable[[Values], None], ...]] = (
    bought_stock,
    taken_by_method,
    left_of_a_figure,
    dues_in_a_bucket,
    mean_of_a_day,
    goods_of_a_day,
    how_many_bought_again,
    what_the_damaged_cost,
    counters_of_bills,
    late_in_the_shop,
    who_bought_it,
    debtors_who_bought,
    what_each_of_the_best_owes,
    account_of_a_customer,
    above_the_target,
    how_many_and_worth_what,
    mean_of_one,
    cover_of_what,
    none_left_of_which,
)
FIRST: Final[tuple[Callable[[Values], None], ...]] = (paid_to_a_supplier, prices_of_buying)
"""What is to be settled before all others: they would take what was paid for what came."""


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
