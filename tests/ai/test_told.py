"""Questions that are reports, sets, occasions or refusals with the nearest that can be told: one of each kind, and what must not be confused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Name, NameIndex, Parsed, parse
from ai.parser.hindi import key
from ai.parser.told import _TELLS
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.reports.asked import BESIDE_REPORTS, ReportQuery
from analytics.reports.catalogue import REPORTS
from munim.days import Calendar, Period

SHOP = read_shop(Path(__file__).parents[1] / "cases" / "questions", "kirana")
INDEX = SHOP.index()
WEDNESDAY = date(2026, 11, 18)
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def read(question: str, **taught: object) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=WEDNESDAY, **taught)  # type: ignore[arg-type]  # preferences and synonyms


@pytest.mark.parametrize(
    ("question", "report"),
    [
        ("abc analysis of products", ReportQuery("product-abc")),
        ("which products make 80% of sales", ReportQuery("product-abc")),
        ("ageing of receivables", ReportQuery("receivables-ageing")),
        ("rfm segments", ReportQuery("customer-segments")),
        ("which customers are at risk", ReportQuery("customer-segments", options=(("segment", "at_risk"),))),
        ("what sells together with jaggery", ReportQuery("bought-together", filters=(Filter("product", "in", ("Jaggery 1kg",)),))),
        ("customers who have not bought in 60 days", ReportQuery("lapsed-customers", options=(("days", 60),))),
        ("60 din se jo customer nahi aaye", ReportQuery("lapsed-customers", options=(("days", 60),))),
        ("products not sold in the last 90 days", ReportQuery("dusty-stock", options=(("days", 90),))),
        ("why did sales fall last month", ReportQuery("why", OCTOBER)),
        ("पिछले महीने बिक्री क्यों घटी", ReportQuery("why", OCTOBER)),
        ("what will run out in the next 7 days", ReportQuery("stock-out", options=(("within", 7),))),
        ("what can i ask", ReportQuery("catalogue")),
        ("how fresh is the data", ReportQuery("freshness")),
    ],
)  # fmt: skip
def test_a_question_that_is_a_report_is_read_as_that_report(question: str, report: ReportQuery) -> None:
    parsed = read(question)

    assert (parsed.status, parsed.query, parsed.report) == ("read", None, report), parsed


def test_every_report_that_is_asked_for_is_in_the_list() -> None:
    assert set(_TELLS) <= {kind.slug for kind in REPORTS} | set(BESIDE_REPORTS)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        (
            "products bought by customers who owe more than 5000",
            MetricQuery(("net_sales",), by=("product",), among=(Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500_000,)),)),)),
        ),
        (
            "customers who did not buy last month",
            MetricQuery(("net_sales",), by=("customer",), among=(Among("customer", ("net_sales",), period=OCTOBER, negated=True),)),
        ),
        (
            "top 3 products in each category last month",
            MetricQuery(("net_sales",), by=("category", "product"), period=OCTOBER, order=(Order("net_sales"),), limit=3, per=("category",)),
        ),
        (
            "when did harpreet kaur last buy",
            MetricQuery(("net_sales",), by=("day",), where=(Filter("customer", "in", ("Harpreet Kaur",)),), order=(Order("day"),), limit=1),
        ),
        (
            "what share of sales was jaggery last month",
            MetricQuery(("net_sales",), by=("product",), period=OCTOBER, shares=True, shown=(Filter("product", "in", ("Jaggery 1kg",)),)),
        ),
        ("ratio of discounts to returns last month", MetricQuery(("discounts", "returns"), period=OCTOBER, ratio=True)),
        (
            "who has dues overdue by more than 60 days",
            MetricQuery(("overdue",), by=("customer",), where=(Filter("ageing_bucket", "in", ("61-90", "over 90")),)),
        ),
        ("products sold at a loss last month", MetricQuery(("gross_profit",), by=("product",), having=(Having("gross_profit", "below", (0,)),), period=OCTOBER)),
        ("average daily sales last month", MetricQuery(("average_daily_sales",), period=OCTOBER)),
        ("how much do we owe our suppliers", MetricQuery(("payables",))),
        ("हमने पिछले महीने कितना खरीदा", MetricQuery(("purchases",), period=OCTOBER)),
    ],
)  # fmt: skip
def test_what_is_more_than_a_figure_and_a_split(question: str, query: MetricQuery) -> None:
    assert read(question).query == query, read(question)


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("sales on diwali", Period(date(2026, 11, 8), date(2026, 11, 9))),
        ("sales in the 10 days before diwali", Period(date(2026, 10, 29), date(2026, 11, 8))),
        ("दिवाली से पहले के 10 दिन की बिक्री", Period(date(2026, 10, 29), date(2026, 11, 8))),
        ("diwali 2025 sales", Period(date(2025, 10, 20), date(2025, 10, 21))),
        ("sales this holi", Period(date(2026, 3, 4), date(2026, 3, 5))),
        ("sales from dussehra to diwali", Period(date(2026, 10, 20), date(2026, 11, 9))),
    ],
)
def test_festivals_and_the_days_about_them(question: str, period: Period) -> None:
    parsed = read(question)

    assert parsed.query is not None, parsed
    assert parsed.query.period == period


def test_a_festival_is_held_against_its_last_time_not_against_the_same_dates() -> None:
    parsed = read("sales 10 days before diwali vs last year")

    assert parsed.query is not None
    assert parsed.query.compare == "festival"


@pytest.mark.parametrize(
    ("question", "word"),
    [
        ("which products expire this month", "expire"),
        ("sales by branch last month", "branch"),
        ("sales by brand", "brand"),
        ("median bill last month", "median"),
        ("profit per employee hour", "employee"),
        ("what is the weather today", "weather"),
    ],
)
def test_what_the_books_do_not_hold_is_refused_by_its_name(question: str, word: str) -> None:
    parsed = read(question)

    assert parsed.status == "refused"
    assert word in parsed.unused
    assert "books" in parsed.reason or "not a figure" in parsed.reason


def test_the_nearest_that_can_be_told_keeps_the_time_that_was_asked() -> None:
    parsed = read("sales by branch last month")

    assert [choice.query for choice in parsed.choices] == [MetricQuery(("net_sales",), by=("counter",), period=OCTOBER)]


def test_what_was_chosen_before_answers_the_same_open_point_of_another_day() -> None:
    names = NameIndex([Name("customer", "a", "Ganesh Patil"), Name("customer", "b", "Ganesh Jadhav")])

    asked = parse("how much does ganesh owe", names=names, calendar=Calendar(), today=WEDNESDAY)
    jadhav = next(choice for choice in asked.choices if "Jadhav" in choice.reading)
    remembered = {asked.open_point: jadhav.key}
    again = parse(
        "sales to ganesh last week", names=names, calendar=Calendar(), today=date(2026, 11, 25), preferences=remembered
    )

    assert asked.status == "ask" and asked.open_point
    assert again.query is not None
    assert again.query.where == (Filter("customer", "in", ("b",)),)


def test_the_shops_own_word_stands_for_what_it_was_taught_as() -> None:
    assert read("golu ka udhaar").status == "refused"
    assert read("golu ka udhaar", synonyms={"Golu": "Harpreet Kaur"}).query == read("harpreet kaur ka udhaar").query


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("pichhle", "पिछले"),
        ("pichle", "पिछले"),
        ("jyada", "ज्यादा"),
        ("jyaada", "ज़्यादा"),
        ("bikree", "बिक्री"),
        ("udhaar", "उधार"),
        ("maheene", "महीने"),
        ("pehle", "पहले"),
    ],
)
def test_every_spelling_of_a_hindi_word_has_one_key(written: str, word: str) -> None:
    assert key(written) == key(word) != ""


@pytest.mark.parametrize(
    ("question", "language"),
    [("sales last month", "en"), ("pichhle mahine ki bikri", "hi-Latn"), ("पिछले महीने की बिक्री", "hi")],
)
def test_three_languages_ask_for_the_same(question: str, language: str) -> None:
    parsed = read(question)

    assert parsed.language == language
    assert parsed.query == MetricQuery(("net_sales",), period=OCTOBER)


def test_a_word_in_hindi_that_nobody_knows_is_never_dropped() -> None:
    for question in ("पिछले महीने झुमरीतलैया की बिक्री", "pichhle mahine jhumri ki bikri"):
        parsed = read(question)

        assert parsed.status == "refused", parsed
        assert parsed.unused


def test_a_question_in_hindi_is_restated_in_hindi_from_its_plan() -> None:
    assert read("पिछले महीने की कुल बिक्री").reading == "शुद्ध बिक्री, 1 से 31 अक्टूबर 2026।"
    assert read("sales last month", language="hi").reading == "शुद्ध बिक्री, 1 से 31 अक्टूबर 2026।"
    assert read("kiska udhaar 5000 se zyada hai", language="hi").reading == (
        "बाक़ी, ग्राहक के अनुसार, जहाँ बाक़ी ₹5,000 से ज़्यादा है, इस समय।"
    )
