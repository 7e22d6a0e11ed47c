"""Words that only say whose a figure is: goods bought from suppliers, money that customers paid in all, what new customers spent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from ai.parser.said import Listed, Things

Values = dict[str, list[Any]]

_ONE_BY_ONE: Final = {"wh", "who", "list", "ranking", "condition", "rise", "of_each", "each", "group", "order_by", "share", "breakdown", "trend"}  # fmt: skip
_A_SUM: Final = {"quantity", "amount", "how_much", "total", "how_many"}
_ON_BILLS: Final = {"charges", "tax", "round_off"}
_NEW: Final = "new_customers"


def bought_from_suppliers(values: Values) -> None:
    """ "Units of rice purchased from suppliers": of all of them, none apart."""
    of_suppliers = [noun.dimension for noun in values.get("listed", []) if noun.plural] == ["supplier"]
    figures = set(values.get("metric", [])) <= {"items", "items_sold"}
    alone = of_suppliers and len(values["listed"]) == 1 and values.get("own_act") == ["own_buy"]
    if alone and figures and values.keys() & {*_A_SUM, "metric"} and not values.keys() & _ONE_BY_ONE:
        del values["listed"]
        values.setdefault("supplier_side", [None])


def paid_in_all(values: Values) -> None:
    """ "What did customers pay us in all": one sum."""
    nouns = [noun.dimension for noun in values.get("listed", [])]
    paid = nouns == ["customer"] and values.get("verb") == ["pay"] and "total" in values
    if paid and not values.keys() & {*_ONE_BY_ONE, "metric"}:
        del values["listed"], values["verb"]
        values["metric"] = ["collections"]


def value_of_what_came_back(values: Values) -> None:
    """ "Value of goods returned by customers": one sum, of whatever goods and whosever."""
    if values.get("metric") != ["returns"] or not values.keys() & {"amount", "total"}:
        return
    if values.keys() & (_ONE_BY_ONE - {"group"}) or "what" in values:
        return
    if values.get("group") == [("customer",)]:
        del values["group"]
    if [(noun.dimension, noun.plural) for noun in values.get("listed", [])] == [("product", True)]:
        del values["listed"]


def goods_worth(values: Values) -> None:
    """ "Suppliers from whom we bought goods worth over 200,000": those suppliers, not each of their goods."""
    nouns = [noun.dimension for noun in values.get("listed", [])]
    whose = nouns in (["supplier", "product"], ["customer", "product"])
    conditions = values.get("condition", [])
    if not whose or "amount" not in values or values.keys() & {"ranking", "group", "wh", "what"}:
        return
    if len(conditions) == 1 and not conditions[0].metric:
        values["listed"] = values["listed"][:1]


def payments_past_due(values: Values) -> None:
    """ "Whose payment is past its due date": what is overdue, not what was paid."""
    if set(values.get("metric", [])) == {"collections", "overdue"} and not values.keys() & {"and", "ratio", "share"}:
        values["metric"] = ["overdue"]


def cheques_not_cleared(values: Values) -> None:
    """Cheques that were not paid out yet are those in hand, not bills that are not paid."""
    figures = values.get("metric", [])
    if "cheques_in_hand" in figures and set(figures) <= {"cheques_in_hand", "unpaid", "outstanding"}:
        values["metric"] = ["cheques_in_hand"]
        if values.get("verb") == ["owe"]:
            del values["verb"]


def explained_by_customers(values: Values) -> None:
    """ "Which customers explain the change in sales": why sales changed, told by customer."""
    figures = values.get("metric", [])
    why = any(report[0] == "why" for report in values.get("report", []))
    if why and "wh" in values and len(figures) == 2 and figures[0] == "customers" and "and" not in values:
        values["metric"] = figures[1:]
        values.setdefault("listed", []).append(Listed("customer", True))


def charged_on_bills(values: Values) -> None:
    """ "Freight charged on our bills": the bills are where it stands, not a second figure."""
    figures = values.get("metric", [])
    joined = {"and", "comma", "how_many", "how_much", "ratio", "average_word", "share", "condition"}
    if len(figures) == 2 and figures[1] == "orders" and figures[0] in _ON_BILLS and not values.keys() & joined:
        values["metric"] = figures[:1]


def figures_of_the_new(values: Values) -> None:
    """ "How much did January's new customers buy for": the figure, of the customers who were new at that time."""
    figures = values.get("metric", [])
    bought_what = "what" in values and set(values.get("verb", [])) == {"buy"}  # the new customers, and what they bought
    if _NEW not in figures or len(figures) > 2 or ("and" in values and not bought_what) or values.keys() & {"comma", "ratio", "share", "change", "compare", "against", "rise", "among", "average_word", "report", "how_many", "metric_ratio"}:  # fmt: skip
        return
    others = [figure for figure in figures if figure != _NEW]
    bought = set(values.get("verb", [])) <= {"buy", "sell", "spend"} and "verb" in values
    if (
        others not in ([], ["net_sales"], ["orders"], ["gross_profit"], ["items_sold"])
        or len(values.get("when", [])) != 1
    ):
        return
    above = "condition" in values and not others
    if not others and not above and not (bought and values.keys() & {"how_much", "amount", "total", "what"}):
        return
    values["metric"] = others or ["net_sales"]
    if bought_what and "and" in values and "how_much" not in values:
        values.setdefault("group", []).append(("product",))
    values.setdefault("among", []).append(Things("customer", _NEW, of_the_time=True))
    if above:
        values.setdefault("listed", []).append(Listed("customer", True))


RULES: Final[tuple[Callable[[Values], None], ...]] = (
    bought_from_suppliers,
    paid_in_all,
    value_of_what_came_back,
    goods_worth,
    payments_past_due,
    cheques_not_cleared,
    explained_by_customers,
    charged_on_bills,
    figures_of_the_new,
)
