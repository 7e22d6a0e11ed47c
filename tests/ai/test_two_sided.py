"""A word of trade that may stand for several figures is put to the asker, unless the question says which is meant."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from ai.parser import Name, NameIndex, Parsed, parse
from munim.days import Calendar

TODAY = date(2026, 6, 16)  # a Tuesday
NAMES = NameIndex([Name("customer", "r1", "Ramesh Traders"), Name("supplier", "s1", "Anand Dairy")])
READ = partial(parse, names=NAMES, calendar=Calendar(), today=TODAY)


def figures(found: Parsed) -> list[tuple[str, ...]]:
    return [choice.query.metrics for choice in found.choices if choice.query is not None]


@pytest.mark.parametrize(
    ("word", "sides"),
    [
        *((word, ["collections", "supplier_payments"]) for word in ("payment", "payments", "bhugtan", "भुगतान")),
        *((word, ["outstanding", "payables"]) for word in ("pending", "balance", "baki", "बाकी", "पेंडिंग")),
        *((word, ["average_order_value", "average_daily_sales", "average_spend"]) for word in ("average", "avg", "ausat", "औसत")),
        *((word, ["return_rate", "discount_rate", "repeat_rate", "margin"]) for word in ("rate", "दर")),
        *((word, ["margin", "return_rate", "discount_rate"]) for word in ("percentage", "percent", "प्रतिशत")),
    ],
)  # fmt: skip
@pytest.mark.parametrize("question", ["{}", "may {}", "total {}", "what is the {}", "{} kitna hai", "कितना {} है"])
def test_a_word_that_may_stand_for_several_figures_is_asked_about(word: str, sides: list[str], question: str) -> None:
    found = READ(question.format(word))

    assert found.status == "ask"
    assert sorted(figures(found)) == sorted((slug,) for slug in sides)


@pytest.mark.parametrize(
    ("question", "figure"),
    [
        ("payments received in may", "collections"),
        ("payments made in may", "supplier_payments"),
        ("payments to suppliers in may", "supplier_payments"),
        ("payments by payment method in may", "collections"),
        ("balance of ramesh traders", "outstanding"),
        ("ramesh traders ka kitna baki hai", "outstanding"),
        ("anand dairy ka kitna baki hai", "payables"),
        ("balance by customer", "outstanding"),
        ("how much is due to us", "outstanding"),
        ("hamara kitna baki hai", "outstanding"),
        ("average bill in may", "average_order_value"),
        ("average sales per day in may", "average_daily_sales"),
        ("return rate in may", "return_rate"),
        ("kitna udhaar baki hai", "outstanding"),
    ],
)
def test_what_stands_beside_it_says_which_figure_is_meant(question: str, figure: str) -> None:
    found = READ(question)

    assert found.query is not None, (found.status, found.reason)
    assert (found.status, found.query.metrics) == ("read", (figure,))


def test_the_figure_once_chosen_is_remembered() -> None:
    asked = READ("pending amount")
    chosen = next(choice for choice in asked.choices if choice.query and choice.query.metrics == ("payables",))

    again = READ("how much is pending", preferences={asked.open_point: chosen.key})

    assert again.query is not None
    assert (again.status, again.query.metrics) == ("read", ("payables",))


@pytest.mark.parametrize("question", ["why is it so low", "why did it fall", "kyun gira", "कम क्यों हो गया"])
def test_why_of_nothing_that_is_named_is_asked_about(question: str) -> None:
    found = READ(question)

    assert found.status == "ask"
    assert [dict(choice.report.options) for choice in found.choices if choice.report] == [
        {}, {"figure": "orders"}, {"figure": "gross_profit"},
    ]  # fmt: skip


@pytest.mark.parametrize("question", ["the 5 worst ones of may", "may ke 5 sabse kharab wale"])
def test_the_worst_of_nothing_that_is_named_is_asked_about(question: str) -> None:
    found = READ(question)

    assert found.status == "ask"
    assert [choice.query.by for choice in found.choices if choice.query] == [("product",), ("customer",), ("category",)]
    assert {choice.query.limit for choice in found.choices if choice.query} == {5}


@pytest.mark.parametrize("question", ["compare may sales with before", "may ki bikri pehle se compare karo"])
def test_with_before_is_with_the_time_before(question: str) -> None:
    found = READ(question)

    assert found.query is not None, found.reason
    assert (found.query.metrics, found.query.compare) == (("net_sales",), "previous")
