"""What clauses mean for one another in the order in which Hindi says them: rules as those of ``settling_talk``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ai.parser.said import Listed, Money, Selection
from ai.parser.settling_talk import Values

_OF_GOODS: Final = frozenset({"returns", "returned_items", "discounts", "purchases", "purchases_billed", "purchased_items", "purchase_returns", "credit_given", "stock_losses"})  # fmt: skip
_FEW: Final = 1000  # of what was sold, less than so many are pieces


def more_than_then(values: Values) -> None:
    """सितंबर से कितने बिल ज्यादा बने: more or fewer beside another time is a change from that one."""
    told = values.keys() & {"metric", "verb", "own_act", "listed", "metric_much"} and ("when" in values or "who" not in values)  # fmt: skip
    if "downness" in values and "against" in values and told and not values.keys() & {"report", "ranking"}:
        del values["downness"]
        values.setdefault("change", []).append(None)


def than_this(values: Values) -> None:
    """ "Was it more than this last October": more than what is told by the other time that is named."""
    if values.pop("than_this", None) is None:
        return
    whens, againsts = values.get("when", []), values.get("against", [])
    if len(whens) == len(againsts) == 1 and (other := againsts[0].when) is not None:
        values.setdefault("change", []).append(None)
        if whens[0].period.start < other.period.start:  # the later is held against the earlier
            values["when"], values["against"] = [other], [againsts[0]._replace(when=whens[0], weak=False)]
    else:
        values.setdefault("change" if "whens" in values else "stray", []).append(None)


def each_of_what(values: Values) -> None:
    """क्या-क्या वापस आया, क्या खरीदा: which goods, each apart; on what the money went, which heads."""
    every = values.pop("what_all", None) is not None
    if every and "ranking" in values and values.get("verb") == ["sell"] and not values.keys() & {"listed", "group", "who", "metric", "report"}:  # fmt: skip
        values["listed"] = [Listed("product", True)]  # सबसे ज़्यादा क्या क्या बिका: several
        values.pop("what", None)
    if "what" not in values or values.keys() & {"listed", "group", "who", "ranking", "how_much", "how_many", "against", "share", "report", "rise"}:  # fmt: skip
        return
    figures = set(values.get("metric", []))
    parties = {one.chosen.dimension for one in _filters(values)} & {"customer", "city", "country", "staff"}
    if every and values.get("verb") == ["buy"] and not figures and not parties and not values.keys() & {"among", "among_bare", "not_then", "not_of", "both"}:  # fmt: skip
        del values["verb"]
        values["own_act"] = ["own_buy"]
    if figures and (figures <= _OF_GOODS if every else figures == {"purchases"}):
        values["group"] = [("product",)]
    elif every and (figures == {"expenses"} or (not figures and values.get("own_act") == ["own_spend"])):
        values["group"] = [("expense_category",)]


def buyers_of_a_kind(values: Values) -> None:
    """मिठाई वाले ग्राहक कौन हैं: who they are, not how many."""
    goods = any(one.chosen.dimension in ("category", "product") for one in _filters(values))
    asked = values.keys() & {"who", "list"} and not values.keys() & {"how_many", "verb", "group", "listed", "ranking", "condition", "staff_side"}  # fmt: skip
    if goods and "who" in values and [one.dimension for one in values.get("listed", [])] == ["customer"] and not values.keys() - {"filter", "listed", "who", "when", "now"}:  # fmt: skip
        values["verb"] = ["buy"]
    if goods and asked and values.get("metric") == ["customers"]:
        del values["metric"]
        values["listed"], values["verb"] = [Listed("customer", True)], ["buy"]


def pieces_sold(values: Values) -> None:
    """50 से ज्यादा बिके: so many pieces of what was sold, not rupees."""
    conditions = values.get("condition", [])
    goods = {one.dimension for one in values.get("listed", [])} <= {"product"}
    if len(conditions) != 1 or values.get("verb") != ["sell"] or values.keys() & {"metric", "amount"} or not goods:
        return
    [said] = conditions
    money = any(isinstance(amount, Money) for amount in said.amounts)
    if not said.metric and not said.percent and max(said.amounts) < _FEW and not money:
        values["condition"] = [said._replace(metric="items_sold")]
        values.setdefault("listed", [Listed("product", True)])
    elif said.metric in ("items", "quantity", "items_sold") and "listed" not in values and "how_many" not in values:
        values["listed"] = [Listed("product", True)]


def stock_and_sold(values: Values) -> None:
    """हर आइटम का स्टॉक और अगस्त में कितना बिका: what is there, and beside it how many were sold."""
    if values.get("metric") == ["stock_on_hand"] and values.get("verb") == ["sell"] and "and" in values and values.keys() & {"how_much", "how_many"}:  # fmt: skip
        values["metric"] = ["stock_on_hand", "items_sold"]
        for category in ("verb", "how_much", "how_many"):
            values.pop(category, None)


def tax_of_buying(values: Values) -> None:
    """खरीद पर वैट, खरीद पर दिया गया टैक्स: the tax on purchases alone."""
    if values.keys() & {"and", "comma", "versus", "ratio", "share", "both"} or any(one.chosen.dimension == "customer" for one in _filters(values)):  # fmt: skip
        return
    figures = set(values.get("metric", []))
    if figures == {"tax", "purchases"} or (
        figures == {"tax"} and ("own_buy" in values.get("own_act", []) or "buy" in values.get("verb", []))
    ):
        values["metric"] = ["purchase_tax"]
        values.pop("own_act", None)
        values["verb"] = [verb for verb in values.get("verb", []) if verb not in ("give", "pay", "buy")]
        if not values["verb"]:
            del values["verb"]


def cheques_kept(values: Values) -> None:
    """हमारे पास कितने के चेक रखे हैं: cheques in hand, not what ever came by cheque."""
    chosen = {(one.chosen.dimension, *(name.value for name in one.chosen.names)) for one in _filters(values)}
    if chosen == {("payment_method", "cheque")} and "left" in values and not values.keys() & {"metric", "verb", "listed", "group", "when"}:  # fmt: skip
        for category in ("filter", "left", "how_many", "how_much", "amount"):
            values.pop(category, None)
        values["metric"] = ["cheques_in_hand"]


def whose_of_two(values: Values) -> None:
    """डेयरी या मिठाई किसकी बिक्री ज्यादा हुई: of the two named, each."""
    filters = _filters(values)
    several = len(filters) == 1 and len(filters[0].chosen.names) > 1 and not filters[0].negated
    if several and "who" in values and values.keys() & {"downness", "change"} and not values.keys() & {"against", "listed", "group", "ranking", "condition", "when_pair", "whens"}:  # fmt: skip
        for category in ("downness", "change", "who", "wh"):
            values.pop(category, None)
        values["breakdown"] = [None]


def how_many_owe(values: Values) -> None:
    """कितने ग्राहकों का उधार बाकी है: how many owe, not how many there are."""
    owed = values.get("verb") == ["owe"] or "outstanding" in values.get("metric", [])
    figures = set(values.get("metric", []))
    people = figures - {"outstanding"} == {"customers"}
    if "how_many" in values and owed and people and not values.keys() & {"and", "comma", "condition", "lapse", "when", "group", "ranking"}:  # fmt: skip
        values["metric"] = ["debtors"]
        for category in ("verb", "how_many"):
            values.pop(category, None)


def by_customers(values: Values) -> None:
    """हर महीने ग्राहक के हिसाब से बिक्री: of each customer, where nothing is ranked by their number."""
    if values.get("order_by") == ["customers"] and "metric" in values and not values.keys() & {"ranking", "listed", "rise", "highest_first", "lowest_first"}:  # fmt: skip
        del values["order_by"]
        values.setdefault("group", []).append(("customer",))


def which_supplier(values: Values) -> None:
    """किस सप्लायर की खरीद, 5000 की खरीद वाले सप्लायर: those from whom goods came, not customers."""
    if "supplier_side" in values and values.keys() & {"wh", "each"} and "listed" not in values and not any(one.chosen.dimension == "supplier" for one in _filters(values)):  # fmt: skip
        del values["supplier_side"]
        values["listed"] = [Listed("supplier", False)]
    nouns = values.get("listed", [])
    if {one.dimension for one in nouns} != {"customer", "supplier"} or "condition" not in values or set(values.get("metric", [])) - {"customers"}:  # fmt: skip
        return
    if set(values.get("verb", [])) <= {"buy"} and all(not one.metric for one in values["condition"]):
        values["listed"] = [one for one in nouns if one.dimension == "supplier"]
        values["condition"] = [one._replace(metric="purchases") for one in values["condition"]]
        for category in ("verb", "metric"):
            values.pop(category, None)


def those_that_met(values: Values) -> None:
    """अक्टूबर में 5000 से ज्यादा वसूली वाले तरीके: nothing more is asked of them, so that they are the rows."""
    sets = values.get("among", [])
    if len(sets) != 1 or sets[0].condition is None or sets[0].ranking or sets[0].chosen or values.keys() - {"among", "when", "comma", "list", "now", "filter"} or not max(sets[0].condition.amounts):  # fmt: skip
        return
    del values["among"]
    values["listed"], values["condition"] = [Listed(sets[0].dimension, True)], [sets[0].condition]


def bills_changed(values: Values) -> None:
    """बिल किसने बदला: the bills themselves were changed, not their number."""
    bills = values.get("metric") == ["orders"] or [one.dimension for one in values.get("listed", [])] == ["bill"]
    if bills and "change" in values and "who" in values and not values.keys() & {"against", "when", "whens", "when_pair", "ranking", "how_many", "report"}:  # fmt: skip
        values.pop("metric", None)
        values.pop("listed", None)
        del values["change"]
        values["report"] = [("control", ())]


def day_of_each_month(values: Values) -> None:
    """हर महीने की 5 तारीख: no single day is one of every month."""
    grains = {slug for group in (*values.get("of_each", []), *values.get("group", [])) for slug in group}
    if "breakdown" in values:
        grains |= {one.dimension for one in values.get("listed", [])}
    whens = values.get("when", [])
    if grains & {"month", "week", "quarter"} and len(whens) == 1 and whens[0].unit == "day" and not values.keys() & {"against", "whens"}:  # fmt: skip
        values.setdefault("stray", []).append(None)


def biggest_bill(values: Values) -> None:
    """सबसे बड़ा बिल किसका था: the bill tells whose it is."""
    if values.pop("big_bill", None) is not None and not values.keys() & {"verb", "how_many"}:
        values.pop("who", None)


def short_of_target(values: Values) -> None:
    """टारगेट से कितनी कम बिक्री हुई: the one beside the other."""
    if set(values.get("metric", [])) == {"sales_target", "net_sales"} and values.keys() & {"change", "downness"} and not values.keys() & {"against", "whens", "when_pair", "group", "listed"}:  # fmt: skip
        for category in ("change", "downness", "how_much"):
            values.pop(category, None)
        values.setdefault("and", []).append(None)


def first_time(values: Values) -> None:
    """पहली बार कब आया था: "when did he come" asks for the last time only where no other is named."""
    if set(values.get("occasion", [])) == {"first", "last"} and not values.keys() & {"and", "both", "comma"}:
        values["occasion"] = ["first"]


HINDI_SETTLING: Final[tuple[Callable[[Values], None], ...]] = (
    first_time,
    by_customers,
    biggest_bill,
    short_of_target,
    day_of_each_month,
    bills_changed,
    which_supplier,
    those_that_met,
    whose_of_two,
    how_many_owe,
    more_than_then,
    than_this,
    each_of_what,
    buyers_of_a_kind,
    pieces_sold,
    stock_and_sold,
    tax_of_buying,
    cheques_kept,
)


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
