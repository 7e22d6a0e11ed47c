"""What clauses of everyday talk mean for one another: small rules as those of ``settling``, each for one case alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ai.parser.lattice import Chosen
from ai.parser.said import Listed, Ranking, Selection, Things

Values = dict[str, list[Any]]

_OF_BUYERS: Final = frozenset({"buy", "spend", "owe", "pay", "come"})
_FIGURES_OF_BUYERS: Final = frozenset({"outstanding", "overdue", "customers", "new_customers", "returning_customers", "unpaid", "advances"})  # fmt: skip
_EXPENSES: Final = frozenset({"expenses", "expense_count", "expense_payments", "expense_target", "expense_attainment"})
_AGES: Final = {1, 30, 31, 60, 61, 90}


def person_meant(values: Values) -> None:
    """ "Each fellow", किस बंदे ने: he who sells, or he who buys and owes."""
    said = [(plural, False) for plural in values.pop("person", [])] + [(True, True) for _ in values.pop("person_each", [])]  # fmt: skip
    if not said:
        return
    verbs, figures = set(values.get("verb", [])), set(values.get("metric", []))
    buys = verbs & _OF_BUYERS or figures & _FIGURES_OF_BUYERS or "how_many" in values or "lapse" in values
    party = "customer" if buys or any(one.chosen.dimension == "staff" for one in _filters(values)) else "staff"
    for plural, each in said:
        if each:
            values.setdefault("group", []).append((party,))
            values.setdefault("of_each", []).append((party,))
        else:
            values.setdefault("listed", []).append(Listed(party, plural))


def one_against_another(values: Values) -> None:
    """ "How much more is Sachin's sale than Raju's": two of a kind, one said with से, side by side."""
    filters = _filters(values)
    if len(filters) != 2 or values.keys() & {"against", "listed", "group", "ranking", "condition"}:
        return
    first, second = filters
    apart = (
        "compare" in values or second.said == "versus" or ("change" in values and "from" in (first.said, second.said))
    )
    if not apart or first.chosen.dimension != second.chosen.dimension:
        return
    if first.negated or second.negated or first.chosen.crowd or second.chosen.crowd:
        return
    values["filter"] = [Selection(Chosen(first.chosen.dimension, first.chosen.names + second.chosen.names))]
    values["breakdown"] = [None]
    if "metric" in values:
        values["metric"] = list(dict.fromkeys(values["metric"]))  # dairy sales versus sweets sales
    values.pop("change", None)
    values.pop("compare", None)


def several_named(values: Values) -> None:
    """ "Which sold more, dairy or sweets", the difference between cash and UPI: of each of them, not a change in time."""
    filters = _filters(values)
    if len(filters) != 1 or filters[0].negated or filters[0].chosen.crowd or len(filters[0].chosen.names) < 2:
        return
    if "change" not in values or values.keys() & {
        "against",
        "when_pair",
        "whens",
        "group",
        "listed",
        "ranking",
        "trend",
    }:
        return
    people = "who" in values and filters[0].chosen.dimension in ("staff", "customer")  # who sold more, Rekha or Raju
    if "breakdown" in values or "wh" in values or people or filters[0].chosen.either:
        values["breakdown"] = [None]
        del values["change"]
        values.pop("wh", None)
        if people:
            values.pop("who", None)


def listed_by_figure(values: Values) -> None:
    """ "Of October the top 3 products by sales" in Hindi's order: they are the rows, not whose sales are asked."""
    sets = values.get("among", [])
    if len(sets) != 1 or sets[0].ranking is None or sets[0].chosen is not None or values.keys() & {"metric", "verb", "who", "wh", "listed", "group", "how_much", "how_many"}:  # fmt: skip
        return
    if values.get("order_by") == [sets[0].metric]:
        values["ranking"], values["listed"] = [sets[0].ranking], [Listed(sets[0].dimension, True)]
        del values["among"]


def how_many_of_them(values: Values) -> None:
    """ "Of those who bought dairy, how many also bought sweets": they are counted, not what they bought."""
    sets = [*values.get("among", []), *values.get("among_bare", [])]
    also = "what_else" in values or values.get("report") == [("bought-together", ())]
    if "how_many" not in values or len(sets) != 1 or sets[0].dimension != "customer" or sets[0].chosen is None:
        return
    if values.keys() & {"metric", "listed", "group", "quantity", "condition", "ranking"} or not (also or values.get("verb") == ["buy"]):  # fmt: skip
        return
    goods = [one for one in _filters(values) if one.chosen.dimension in ("product", "category") and not one.negated]
    if len(goods) != 1 or goods[0].chosen.names == sets[0].chosen.names:
        return
    for category in ("report", "what_else", "among_bare"):
        values.pop(category, None)
    values["among"], values["verb"], values["listed"] = sets, ["buy"], [Listed("customer", True)]


def how_many_of_a_kind(values: Values) -> None:
    """ "How many cities had sales above 5,000": no figure counts cities, so those that had are listed."""
    sets = values.get("among", [])
    if "how_many" not in values or len(sets) != 1 or sets[0].condition is None or sets[0].chosen is not None or values.keys() & {"metric", "verb", "listed", "group", "ranking"}:  # fmt: skip
        return
    if sets[0].dimension not in ("customer", "product", "bill"):
        values["listed"] = [Listed(sets[0].dimension, True)]
        values["condition"] = [sets[0].condition]
        del values["among"], values["how_many"]


def ages_of_dues(values: Values) -> None:
    """Dues put into 0-30, 31-60: their ages, not amounts of that many rupees."""
    conditions = values.get("condition", [])
    figures = {*values.get("metric", []), *(one.metric for one in conditions)} - {""}
    if len(conditions) < 2 or not figures or figures - {"outstanding", "overdue"}:
        return
    if all(one.operator == "between" and {int(each) for each in one.amounts} <= {0, *_AGES} for one in conditions):
        for category in ("condition", "metric", "and", "comma", "breakdown"):
            values.pop(category, None)
        values["report"] = [("receivables-ageing", ())]


def money_both_ways(values: Values) -> None:
    """How much cash came and how much went: the day book."""
    if values.get("report") != [("day-book", ())] or "metric" in values or "verb" in values:
        return
    if {(one.chosen.dimension, *(name.value for name in one.chosen.names)) for one in _filters(values)} == {("payment_method", "cash")}:  # fmt: skip
        del values["filter"]


def goods_not_heads(values: Values) -> None:
    """ "On what thing is the margin least": of goods; only what is spent has heads."""
    figures = set(values.get("metric", []))
    nouns = values.get("listed", [])
    if figures and not figures & _EXPENSES and any(one.dimension == "expense_category" for one in nouns):
        if values.keys() & {"own_act", "verb"} or any(one.chosen.dimension == "expense_category" for one in _filters(values)):  # fmt: skip
            return
        values["listed"] = [one._replace(dimension="product") if one.dimension == "expense_category" else one for one in nouns]  # fmt: skip


def bought_by_customers(values: Values) -> None:
    """ "हर ग्राहक ने कितना कितना खरीदा": it is they who bought, not the shop."""
    people = {one.dimension for one in values.get("listed", [])} | {slug for group in values.get("group", []) for slug in group}  # fmt: skip
    suppliers = "supplier" in people or any(one.chosen.dimension == "supplier" for one in _filters(values))
    if values.get("metric") == ["purchases"] and "of_each" in values and "customer" in people and not suppliers and "supplier_side" not in values:  # fmt: skip
        values["metric"] = ["net_sales"]
    if values.get("own_act") == ["own_buy"] and "customer" in people and not suppliers and "supplier_side" not in values:  # fmt: skip
        del values["own_act"]
        values.setdefault("verb", []).append("buy")


def how_many_came(values: Values) -> None:
    """ "कितने लोग आए": how many came, of whom nothing else is said, are customers."""
    plain = not values.keys() & {"metric", "listed", "filter", "amount", "how_much", "who", "wh", "quantity", "condition", "among", "lapse", "report"}  # fmt: skip
    if "how_many" in values and values.get("verb") == ["come"] and plain:
        values["metric"] = ["customers"]
        del values["verb"]


def money_in_goods(values: Values) -> None:
    """The money that is stuck in stock, how many rupees of goods are there: the value of the stock, not its pieces."""
    if values.get("metric") != ["stock_on_hand"]:
        return
    if "stuck" in values:
        values["metric"] = ["stock_value"]
        del values["stuck"]
    elif "amount" in values and [one.dimension for one in values.get("listed", [])] == ["product"] and not values.keys() & {"wh", "list", "ranking", "condition", "what", "when", "verb"}:  # fmt: skip
        del values["listed"]


def cost_of_sales(values: Values) -> None:
    """ "The cost of the October sales": the cost alone."""
    if set(values.get("metric", [])) == {"cost_of_goods", "net_sales"} and not values.keys() & {"and", "comma", "versus", "ratio", "share"}:  # fmt: skip
        values["metric"] = ["cost_of_goods"]


def dues_paid(values: Values) -> None:
    """ "किसने उधार चुकाया": what came of what was owed, not what is owed."""
    if values.get("metric") == ["outstanding"] and values.get("verb") == ["pay"]:
        values["metric"] = ["collections"]


def goods_and_how_much(values: Values) -> None:
    """ "क्या क्या और कितना लिया": which goods, and how much of each."""
    party = any(one.chosen.dimension in ("customer", "supplier", "city") for one in _filters(values))
    if {"what", "how_much", "and"} <= values.keys() and party and set(values.get("verb", [])) == {"buy"} and "metric" not in values:  # fmt: skip
        del values["how_much"], values["and"]


def came_again(values: Values) -> None:
    """ "पुराने ग्राहक कितने वापस आए": they came back, not goods."""
    again = set(values.get("metric", [])) & {"returning_customers", "repeat_customers"}
    if again and set(values["metric"]) - again == {"returns"} and "and" not in values:
        values["metric"] = sorted(again)


def returns_counted(values: Values) -> None:
    """ "Return kitne aaye": how many of them."""
    if values.get("metric") == ["returns"] and "how_many" in values and not values.keys() & {"listed", "quantity", "amount", "how_much", "filter"}:  # fmt: skip
        values["metric"] = ["credit_notes"]
        del values["how_many"]
        values.pop("verb", None)


def list_of_the_new(values: Values) -> None:
    """A list of the new customers is of them, one by one."""
    if values.get("metric") == ["new_customers"] and "list" in values and not values.keys() & {"how_many", "listed", "group"}:  # fmt: skip
        if len(values.get("when", [])) == 1 and not values.keys() - {"metric", "list", "when"}:
            values["metric"], values["listed"] = ["net_sales"], [Listed("customer", True)]
            values["among"] = [Things("customer", "new_customers", of_the_time=True)]
            return
        values["group"] = [("customer",)]
        del values["list"]


def on_the_sales(values: Values) -> None:
    """ "राजू की बिक्री पर कितना मुनाफा": the profit alone."""
    figures = values.get("metric", [])
    told = [slug for slug in figures if slug != "net_sales"]
    apart = values.keys() & {"and", "comma", "versus", "ratio", "share", "both", "three", "condition", "order_by", "ranking"}  # fmt: skip
    if "net_sales" in figures and "how_much" in values and not apart and told in (["gross_profit"], ["margin"], ["discounts"]):  # fmt: skip
        values["metric"] = told


def sold_most_to_whom(values: Values) -> None:
    """ "किस ग्राहक को सबसे ज्यादा बेचा": the customer, by what he bought."""
    rankings: list[Ranking] = values.get("ranking", [])
    if values.get("metric") == ["customers"] and "wh" in values and "how_many" not in values and len(rankings) == 1 and rankings[0].selling:  # fmt: skip
        del values["metric"]
        values["ranking"] = [rankings[0]._replace(selling=False)]
        values["listed"] = [Listed("customer", False)]


def least_in_stock(values: Values) -> None:
    """ "सबसे कम स्टॉक वाले 5": those of which least is there."""
    rankings: list[Ranking] = values.get("ranking", [])
    if values.get("metric") == ["low_stock"] and len(rankings) == 1 and "condition" not in values:
        values["metric"] = ["stock_on_hand"]
        values["ranking"] = [rankings[0]._replace(descending=False)]


def bills_made_by_whom(values: Values) -> None:
    """ "राजू के अलावा किसने बिल बनाए": how many bills each made."""
    others = any(one.negated for one in _filters(values))
    if (
        others
        and {"who", "staff_side"} <= values.keys()
        and not values.keys() & {"metric", "verb", "ranking", "report"}
    ):
        values["metric"] = ["orders"]


def fewer_came(values: Values) -> None:
    """ "How many fewer customers came": their number, not what each bought."""
    nouns = values.get("listed", [])
    if "change" in values and set(values.get("verb", [])) <= {"come"} and [one.dimension for one in nouns] == ["customer"] and not values.keys() & {"metric", "wh", "who", "ranking"}:  # fmt: skip
        values["metric"] = ["customers"]
        values.pop("verb", None)
        del values["listed"]


def left_of_profit(values: Values) -> None:
    """ "After all costs, how much was left": what is left is the profit."""
    if set(values.get("metric", [])) <= {"operating_profit", "net_profit", "gross_profit"} and "metric" in values:
        values.pop("left", None)


def given_back_by_whom(values: Values) -> None:
    """ "Who returned the most goods": a customer to the shop, not the shop to a supplier."""
    sides = {one.chosen.dimension for one in _filters(values)} | {one.dimension for one in values.get("listed", [])}
    if values.get("metric") == ["purchase_returns"] and "who" in values and "supplier" not in sides:
        values["metric"] = ["returns"]


def running_month(values: Values) -> None:
    """The cumulative sales of the month: of this one."""
    if "running" in values and not values.keys() & {"when", "whens", "against"}:
        kept = [one for one in values.get("listed", []) if one.dimension != "month"]
        values.update({"listed": kept})
        if not kept:
            del values["listed"]


def count_of_bills_beside(values: Values) -> None:
    """ "Sales and the number of bills": the number is of what is counted, sales are sales."""
    figures = values.get("metric", [])
    counted = len(set(figures)) > 1 and set(figures) & {"orders", "customers"}
    if counted and "how_many" in values and "and" in values and "how_much" not in values:
        del values["how_many"]


def payments_counted(values: Values) -> None:
    """ "कितने यूपीआई भुगतान आए": how many payments, not how much money."""
    by_method = {one.chosen.dimension for one in _filters(values)} == {"payment_method"}
    came = values.get("metric") == ["collections"] or ("metric" not in values and by_method and values.get("verb") in (["collect"], ["come"]))  # fmt: skip
    if came and "how_many" in values and not values.keys() & {"how_much", "amount", "group", "listed", "who"}:  # fmt: skip
        values["metric"] = ["payment_count"]
        del values["how_many"]
        values.pop("verb", None)


def what_the_best_bought(values: Values) -> None:
    """ "What did the three best customers buy": the goods of them, not them."""
    rankings: list[Ranking] = values.get("ranking", [])
    nouns = values.get("listed", [])
    if len(rankings) != 1 or "what" not in values or values.get("verb") != ["buy"] or values.keys() & {"metric", "group", "who", "wh", "among", "among_bare"}:  # fmt: skip
        return
    if [one.dimension for one in nouns] != ["customer"] or rankings[0].selling:
        return
    if "best_named" not in values:
        del values["listed"]  # what do customers buy most: the goods
        return
    number = rankings[0].number or nouns[0].number or (10 if nouns[0].plural else 1)
    del values["ranking"], values["listed"]
    best = Things("customer", "net_sales", ranking=Ranking(rankings[0].descending, number), of_the_time=True)
    values.setdefault("among", []).append(best)


RULES: Final[tuple[Callable[[Values], None], ...]] = (
    person_meant,
    one_against_another,
    several_named,
    listed_by_figure,
    how_many_of_a_kind,
    how_many_of_them,
    ages_of_dues,
    money_both_ways,
    left_of_profit,
    given_back_by_whom,
    running_month,
    count_of_bills_beside,
    payments_counted,
    goods_not_heads,
    on_the_sales,
    sold_most_to_whom,
    least_in_stock,
    bills_made_by_whom,
    fewer_came,
    how_many_came,
    money_in_goods,
    cost_of_sales,
    dues_paid,
    goods_and_how_much,
    came_again,
    returns_counted,
    list_of_the_new,
    bought_by_customers,
    what_the_best_bought,
)


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
