"""What goods, dues and days mean for one another: rules as those of ``settling_talk``, for what is said of the goods of a kind, of dues and of the days of the week."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ai.parser.said import Listed, Selection, Things
from ai.parser.settling_talk import Values


def weekdays_of_days(values: Values) -> None:
    """ "Which day how much, Monday to Sunday": days told by weekday are weekdays."""
    groups = [slug for group in values.get("group", []) for slug in group]
    nouns = [one.dimension for one in values.get("listed", [])]
    if "weekday" not in (*groups, *nouns) or "day" not in (*groups, *nouns) or "and" in values:
        return
    for category in ("group", "of_each"):
        kept = [left for group in values.get(category, []) if (left := tuple(slug for slug in group if slug != "day"))]
        values.update({category: kept})
    values["listed"] = [one for one in values.get("listed", []) if one.dimension != "day"]
    for category in ("group", "of_each", "listed"):
        if not values[category]:
            del values[category]


def same_time_twice(values: Values) -> None:
    """ "April to September, that is the first half": the same time said in two ways is one."""
    whens = values.get("when", [])
    apart = len({when.unit for when in whens}) > 1 and "and" not in values  # this October and the last are of one unit
    if apart and len({when.period for when in whens}) == 1:
        values["when"] = [max(whens, key=lambda when: bool(when.unit))]


def whose_bills(values: Values) -> None:
    """किस किस का बिल overdue है: who owes them, not which bills they are."""
    bill = [one for one in values.get("listed", []) if one.dimension == "bill" and one.number is None]
    figures = set(values.get("metric", []))
    if len(values.get("wh", [])) > 1 and (bill or "orders" in figures) and figures & {"overdue", "unpaid", "outstanding"}:  # fmt: skip
        values["who"] = values.pop("wh")
    if "who" not in values or not figures & {"overdue", "unpaid", "outstanding"} or figures - {"overdue", "unpaid", "outstanding", "orders"} or "and" in values:  # fmt: skip
        return
    if bill and bill == values["listed"]:
        del values["listed"]
    values["metric"] = [slug for slug in values["metric"] if slug != "orders"]


def figures_side_by_side(values: Values) -> None:
    """ "Sales and expenses side by side", साथ साथ: two figures, not goods bought together."""
    reports = {slug for slug, _ in values.get("report", [])}
    if reports == {"bought-together"} and len(set(values.get("metric", []))) > 1 and "and" in values:
        del values["report"]


def best_by_a_figure(values: Values) -> None:
    """अक्टूबर के टॉप 5 ग्राहक मुनाफे के हिसाब से: what the best are told by is no figure asked of them."""
    sets: list[Things] = values.get("among", [])
    asked = values.keys() & {"metric", "verb", "how_much", "how_many", "listed", "ranking", "ratio", "among_bare", "group", "share"}  # fmt: skip
    if len(sets) != 1 or len(values.get("order_by", [])) != 1 or asked:
        return
    [best] = sets
    if best.ranking is None or best.condition or best.chosen or best.metric != "net_sales":
        return
    del values["among"]
    values["ranking"] = [best.ranking._replace(number=None)]
    values["listed"] = [Listed(best.dimension, True, best.ranking.number)]


def dues_of_buyers(values: Values) -> None:
    """क्रिकेट का सामान लेने वाले ग्राहकों पर कितना बकाया है: dues are of no goods, so that the goods say which customers."""
    figures = set(values.get("metric", [])) - {"customers"}
    owed = "owe" in values.get("verb", []) or figures in ({"outstanding"}, {"overdue"})
    goods = [one for one in _filters(values) if one.chosen.dimension in ("category", "product")]
    buyers = {one.dimension for one in values.get("listed", [])} - {"product"} == {"customer"} or "customers" in values.get("metric", [])  # fmt: skip
    if not owed or len(goods) != 1 or not buyers or values.keys() & {"among", "among_bare", "condition", "how_many", "and"}:  # fmt: skip
        return
    [said] = goods
    if said.negated or said.chosen.crowd:
        return
    values["filter"] = [one for one in _filters(values) if one is not said]
    if not values["filter"]:
        del values["filter"]
    values["verb"] = [verb for verb in values.get("verb", []) if verb != "buy"]
    values["metric"] = sorted(figures)
    for category in ("verb", "metric"):
        if not values[category]:
            del values[category]
    values["listed"] = [Listed("customer", True)]
    values["among"] = [Things("customer", "net_sales", chosen=said.chosen)]


def dues_by_age(values: Values) -> None:
    """What is owed, in 30, 60 and 90 days: what is unpaid by its age."""
    by_age = any("ageing_bucket" in group for group in values.get("group", []))
    if by_age and (values.get("metric") == ["outstanding"] or (values.get("verb") == ["owe"] and not values.keys() & {"metric", "listed"})):  # fmt: skip
        values["metric"] = ["unpaid"]
        values.pop("verb", None)
        if not values.keys() & {"wh", "who", "list", "each", "ranking"}:
            values.pop("listed", None)  # of customers at large


def goods_of_a_kind(values: Values) -> None:
    """The stock of badminton goods is told for each; their sales are those of the kind."""
    if not any(one.said == "goods" for one in _filters(values)):
        return
    asked = values.keys() & {"how_much", "how_many", "total", "listed", "group", "ranking", "who", "condition", "share", "trend", "breakdown", "report"}  # fmt: skip
    if values.get("metric") == ["stock_on_hand"] and not asked:
        values["listed"] = [Listed("product", False)]


GOODS_RULES: Final[tuple[Callable[[Values], None], ...]] = (
    weekdays_of_days,
    same_time_twice,
    whose_bills,
    figures_side_by_side,
    best_by_a_figure,
    dues_of_buyers,
    goods_of_a_kind,
    dues_by_age,
)


def _filters(values: Values) -> list[Selection]:
    return values.get("filter", [])
