"""What a figure means beside how it is asked: rules as those of ``settling``, for dead stock, targets, dues and what goods cost."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Final

import msgspec

from ai.parser.said import Listed, Things
from ai.parser.settling import Values
from munim.days import Period

_OF_MONEY: Final = ("how_money", "amount", "how_much")
_IN_ALL: Final = frozenset({"lapse", "filter", "group", "of_each", "total", "now", "left", "stuck", *_OF_MONEY})
_BUYING: Final = frozenset({"buy", "sell"})
_OF_SALES: Final = frozenset(
    {"net_sales", "total_sales", "gross_sales", "orders", "items_sold", "items", "gross_profit"}
)
_ATTAINED: Final = {"sales_target": "target_achieved", "expense_target": "budget_used"}


def money_in_dead_stock(values: Values) -> None:
    """ "How much money sits in dead stock of clothing": its value, not a list of the goods."""
    if values.get("lapse") == ["product"] and values.keys() & set(_OF_MONEY) and values.keys() <= _IN_ALL:
        values["metric"] = ["dead_stock_value"]
        for category in ("lapse", "left", "stuck", *_OF_MONEY):
            values.pop(category, None)


def years_of_financial_years(values: Values) -> None:
    """ "FY 2024-25 and FY 2025-26, year wise": the years are the shop's own."""
    said = [*values.get("when", []), *(when for row in values.get("whens", []) for when in row)]
    if said and all(when.unit == "financial_year" for when in said):
        for category in ("group", "of_each"):
            if category in values:
                values[category] = [tuple("financial_year" if slug == "year" else slug for slug in group) for group in values[category]]  # fmt: skip


def cost_of_what_was_sold(values: Values) -> None:
    """ "What did the goods we sold in March cost us": the goods are all goods, and the figure is one."""
    goods = values.get("listed") == [Listed("product", True)]
    if goods and "what" in values and values.get("metric") == ["cost_of_goods"] and values.get("verb") == ["sell"]:
        for category in ("listed", "what", "verb"):
            del values[category]


def bought_by_late_payers(values: Values) -> None:
    """ "How much did the customers with overdue bills buy": buying is asked, the dues say whose."""
    figures = [slug for slug in values.get("metric", []) if slug != "overdue"]
    bought = _BUYING & set(values.get("verb", []))
    if "late_side" not in values or bool(figures) == bool(bought) or not set(figures) <= _OF_SALES:
        return
    if values.keys() & {"among", "among_bare", "condition", "ranking", "and"}:
        return
    del values["late_side"]
    values["metric"] = figures or ["net_sales"]
    values["listed"] = [Listed("customer", True)]
    values["among"] = [Things("customer", "overdue")]
    values.pop("verb", None)


def goods_brought_back(values: Values) -> None:
    """ "Which customers returned the most by value": goods, not themselves."""
    if values.get("metric") == ["returning_customers"] and "amount" in values and "ranking" in values:
        values["metric"] = ["returns"]
        values["listed"] = [Listed("customer", True)]
        del values["amount"]


def doing_against_a_target(values: Values) -> None:
    """ "How are we doing against this month's target": how much of it is reached."""
    [figure, *more] = values.get("metric", [""])
    if values.keys() & {"state", "state_of_trade"} and figure in _ATTAINED and not more:
        [held, *others] = values.get("against", [None])
        if held is not None and held.kind == "when" and not others and "when" not in values:
            values["when"] = [held.when]
            del values["against"]
        values["metric"] = [_ATTAINED[figure]]
        for category in ("state", "state_of_trade"):
            values.pop(category, None)


def one_time_twice(values: Values) -> None:
    """ "What did the new customers of August buy in August": one time, said of both."""
    said = values.get("when", [])
    new = "new_customers" in values.get("metric", [])
    if new and len(said) > 1 and "and" not in values and len({when.period for when in said}) == 1:
        values["when"] = said[:1]


def unsold_in_months_on_end(values: Values) -> None:
    """ "Not sold in July and August": in neither, which is the two months as one time."""
    [months, *more] = values.get("whens", [()])
    if "lapse" not in values or "when" in values or more or not months:
        return
    on_end = all(first.period.end == second.period.start for first, second in pairwise(months))
    if on_end and not {one.dimension for one in values.get("listed", [])} & {"month", "week", "day"}:
        both = Period(months[0].period.start, months[-1].period.end)
        values["when"] = [msgspec.structs.replace(months[0], period=both, unit="")]
        del values["whens"]


def length_of_a_range(values: Values) -> None:
    """ "January to March, that quarter": what a range of three months is called is no split by quarter."""
    [listed, *more] = values.get("listed", [None])
    if more or listed != Listed("quarter", False) or "when" not in values:
        return
    period = min((when.period for when in values["when"]), key=lambda period: period.days)
    months = (period.end.year - period.start.year) * 12 + period.end.month - period.start.month
    if months == 3 and period.start.day == period.end.day == 1 and not values.keys() & {"each", "wh", "what", "ranking", "group"}:  # fmt: skip
        del values["listed"]


FIGURE_RULES: Final[tuple[Callable[[Values], None], ...]] = (
    money_in_dead_stock,
    years_of_financial_years,
    cost_of_what_was_sold,
    bought_by_late_payers,
    goods_brought_back,
    doing_against_a_target,
    one_time_twice,
    unsold_in_months_on_end,
    length_of_a_range,
)
