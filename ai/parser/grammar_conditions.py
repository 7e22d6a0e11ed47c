"""The rules of conditions on figures: more than 5,000, between two amounts, owes less than."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from ai.parser.chart import Rule
from ai.parser.said import VERB_FIGURES, Condition


def _ordered_range(low: Decimal, high: Decimal) -> Condition | None:
    shared = 0 < low < 100 and high >= 1000 * low and high % 1000 == 0  # 5 to 20 thousand are not 5 rupees
    return Condition("between", (low, high)) if low <= high and not shared else None


def _scaled_range(low: Decimal, high: Decimal, scale: Decimal) -> Condition | None:
    """Between 5 and 20 thousand: the scale is of both."""
    return Condition("between", (low * scale, high * scale)) if low < high and low < 1000 else None


_MONEY: Final = 1000


def on(condition: Condition, metric: str) -> Condition | None:
    """The condition on ``metric``, where it is not on another; an amount of money is none of customers."""
    if metric == "customers" and min(condition.amounts) >= _MONEY:
        return None
    return condition._replace(metric=metric) if not condition.metric else None


def _how_often(condition: Condition, metric: str) -> Condition | None:
    """ "More than 3 purchases": so many bills, where no amount of money can be meant."""
    few = not condition.metric and not condition.percent and max(condition.amounts) <= OFTEN and all(one == int(one) for one in condition.amounts)  # fmt: skip
    if not few or metric not in TOLD_BY_NUMBER:
        return None
    return condition._replace(metric=TOLD_BY_NUMBER[metric], verb="come" if metric == "purchases" else "")


TOLD_BY_NUMBER: Final = {"purchases": "orders", "returns": "returned_items"}  # what so many of them count


OFTEN: Final = 100  # no customer buys so often that more could be times


def _is_year(amount: Decimal) -> bool:
    """Whether a number may be a year: the trend over 2026."""
    return amount == int(amount) and _YEARS[0] <= amount <= _YEARS[1]


_YEARS: Final = (2015, 2040)


def _times(condition: Condition) -> Condition | None:
    """How often somebody came: as many bills."""
    few = not condition.metric and condition.amounts[-1] <= 1000
    return condition._replace(metric="orders", verb="come") if few else None


_WORTH: Final = 100  # a condition of less may count pieces

_PIECES: Final = frozenset({"stock_on_hand", "items", "items_sold", "returned_items", "purchased_items"})
CONDITIONS: Final = (
    Rule(
        "condition",
        ("comparator", "amount_stated"),
        lambda operator, amount: Condition(operator, (amount,)) if not _is_year(amount) else None,
    ),
    Rule(
        "condition",
        ("comparator", "amount_stated"),
        lambda operator, amount: Condition(operator, (amount,)) if _is_year(amount) else None,
        0.35,
    ),
    Rule(
        "condition",
        ("comparator", "number", "share"),
        lambda operator, amount, _: Condition(operator, (amount,), percent=True),
    ),
    Rule(
        "condition",
        ("number", "share", "or_more"),
        lambda amount, _, operator: Condition(operator, (amount,), percent=True),
    ),
    Rule(
        "condition",
        ("between", "number", "and", "number", "share"),
        lambda _, low, __, high, ___: Condition("between", (low, high), percent=True) if low <= high else None,
    ),
    Rule("condition", ("amount_stated", "or_more"), lambda amount, operator: Condition(operator, (amount,))),
    Rule(
        "condition",
        ("between", "amount_stated", "and", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
    ),
    Rule(
        "condition",
        ("between", "amount_stated", "to", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
    ),
    Rule(
        "condition",
        ("from", "amount_stated", "to", "amount_stated"),
        lambda _, low, __, high: _ordered_range(low, high),
        0.05,
    ),
    Rule("condition", ("amount_stated", "to", "amount_stated"), lambda low, _, high: _ordered_range(low, high), 0.1),
    Rule(
        "condition",
        ("amount_stated", "from", "amount_stated", "between_after"),
        lambda low, _, high, __: _ordered_range(low, high),
    ),
    Rule(
        "condition",
        ("amount_stated", "and", "amount_stated", "between_after"),
        lambda low, _, high, __: _ordered_range(low, high),
        0.05,
    ),
    # 10 hazar se 50 hazar tak
    Rule(
        "condition",
        ("amount_stated", "from", "amount_stated", "to"),
        lambda low, _, high, __: _ordered_range(low, high),
        0.05,
    ),
    *(
        Rule("condition", parts, lambda *values, at=at: _scaled_range(*(values[place] for place in at)))
        for parts, at in (
            (("between", "number", "and", "number", "scale"), (1, 3, 4)),
            (("between", "number", "to", "number", "scale"), (1, 3, 4)),
            (("from", "number", "to", "number", "scale"), (1, 3, 4)),
            (("number", "to", "number", "scale"), (0, 2, 3)),
            (("number", "from", "number", "scale", "between_after"), (0, 2, 3)),
            (("number", "from", "number", "scale", "of", "between_after"), (0, 2, 3)),
            (("number", "and", "number", "scale", "between_after"), (0, 2, 3)),
        )
    ),
    Rule("condition", ("metric", "condition"), lambda metric, condition: on(condition, metric)),
    Rule("condition", ("metric", "of", "condition"), lambda metric, _, condition: on(condition, metric)),
    Rule(
        "condition",
        ("condition", "metric"),
        lambda condition, metric: _how_often(condition, metric) or on(condition, metric),
        0.02,
    ),
    Rule("condition", ("condition", "in", "metric"), lambda condition, _, metric: on(condition, metric)),
    Rule("condition", ("condition", "of", "metric"), lambda condition, _, metric: on(condition, metric)),
    # goods worth more than 5,000: पांच हजार से ज्यादा का सामान
    Rule(
        "condition",
        ("condition", "of", "dimension"),
        lambda condition, _, noun: (
            on(condition, "net_sales") if noun.dimension == "product" and min(condition.amounts) >= _WORTH else None
        ),
    ),
    # bought only once, came exactly three times
    Rule("condition", ("times_exactly",), lambda count: Condition("equals", (Decimal(count),), "orders", verb="come")),
    Rule(
        "condition",
        ("exact", "count", "times"),
        lambda _, count, __: Condition("equals", (Decimal(count),), "orders", verb="come"),
    ),
    Rule(
        "condition",
        ("only", "count", "times"),
        lambda _, count, __: Condition("equals", (Decimal(count),), "orders", verb="come"),
    ),
    Rule("condition", ("exact", "amount_stated"), lambda _, amount: Condition("equals", (amount,)), 0.05),
    Rule(
        "condition",
        ("exact", "count", "metric"),
        lambda _, count, metric: (
            Condition("equals", (Decimal(count),), metric)
            if metric in ("orders", "items", "items_sold")
            else _how_often(Condition("equals", (Decimal(count),)), metric)
        ),
        -0.1,
    ),
    Rule(
        "condition",
        ("comparator", "times_count"),
        lambda operator, count: Condition(operator, (Decimal(count),), "orders", verb="come"),
    ),
    Rule(
        "condition",
        ("times_count", "or_more"),
        lambda count, operator: Condition(operator, (Decimal(count),), "orders", verb="come"),
    ),
    # दो बार से ज्यादा
    Rule(
        "condition",
        ("count", "times", "or_more"),
        lambda count, _, operator: Condition(operator, (Decimal(count),), "orders", verb="come"),
    ),
    # came three or more times
    Rule(
        "condition",
        ("condition", "times"),
        lambda condition, _: _times(condition),
    ),
    Rule(
        "condition",
        ("condition", "quantity"),
        lambda condition, _: condition if condition.metric in _PIECES else on(condition, "quantity"),
    ),
    # more than 5,000 per bill
    *(
        Rule(
            "condition",
            ("condition", *mean, per, "dimension", *after),
            lambda *values: (
                on(values[0], "average_order_value")
                if any(getattr(one, "dimension", "") == "bill" for one in values)
                else None
            ),
            -0.3,
        )
        for mean, after in (((), ()), ((), ("average_word",)), (("average_word",), ()))
        for per in ("per_word", "per_each")
    ),
    Rule("condition", ("with", "condition"), lambda _, condition: condition),
    # owe more than 5,000 and bought more than 10,000: each verb with its own condition
    Rule(
        "condition",
        ("verb", "condition"),
        lambda verb, condition: (
            condition._replace(metric=VERB_FIGURES[verb], verb=verb)
            if verb in VERB_FIGURES and not condition.metric
            else None
        ),
        0.03,
    ),
    Rule("condition", ("metric", "in", "condition"), lambda metric, _, condition: on(condition, metric), 0.05),
    Rule("condition", ("rel", "condition"), lambda _, condition: condition if condition.metric else None, 0.02),
)
