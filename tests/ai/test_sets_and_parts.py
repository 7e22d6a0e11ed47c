"""Sets of two conditions, parts of parts, figures of the best by another figure: how they are read, and what is refused."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from analytics.query import Among, Filter, Having, MetricQuery, Order
from munim.days import Period

SHOP = read_shop(Path(__file__).parents[1] / "cases" / "questions", "maidan")
INDEX = SHOP.index()
TODAY = date(2026, 11, 18)  # a Wednesday
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
CRICKET = Filter("category", "in", ("Cricket",))
DEHRADUN = Filter("city", "in", ("Dehradun",))


def read(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


def without(dimension: str, period: Period | None) -> Among:
    return Among(dimension, ("net_sales",), period=period, negated=True)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("who paid us this month but bought nothing", MetricQuery(("collections",), by=("customer",), period=NOVEMBER, among=(without("customer", NOVEMBER),))),
        ("किसने पैसे दिए पर कुछ नहीं खरीदा इस महीने", MetricQuery(("collections",), by=("customer",), period=NOVEMBER, among=(without("customer", NOVEMBER),))),
        ("products we purchased in october but did not sell", MetricQuery(("purchases",), by=("product",), period=OCTOBER, among=(without("product", OCTOBER),))),
        ("products purchased in september but not sold in october", MetricQuery(("purchases",), by=("product",), period=SEPTEMBER, among=(without("product", OCTOBER),))),
        ("products with returns but no sales in october", MetricQuery(("returns",), by=("product",), period=OCTOBER, among=(without("product", OCTOBER),))),
        ("goods worth more than 10000 that have not sold in 90 days", MetricQuery(("stock_value",), by=("product",), having=(Having("stock_value", "above", (1000000,)),), among=(without("product", Period(date(2026, 8, 21), date(2026, 11, 19))),))),
        ("who owes us and has not bought in 60 days", MetricQuery(("outstanding",), by=("customer",), among=(without("customer", Period(date(2026, 9, 20), date(2026, 11, 19))),))),
        ("who bought in october and has not paid", MetricQuery(("outstanding",), by=("customer",), among=(Among("customer", ("net_sales",), period=OCTOBER),))),
        ("products that sold more than 50 in october and have less than 10 in stock", MetricQuery(("items_sold", "stock_on_hand"), by=("product",), having=(Having("items_sold", "above", (50,)), Having("stock_on_hand", "below", (10,))), period=OCTOBER)),
    ],
)  # fmt: skip
def test_one_thing_without_another(question: str, query: MetricQuery) -> None:
    assert read(question).query == query


@pytest.mark.parametrize(
    ("question", "metric", "by", "ranked", "number"),
    [
        ("sales to the five customers who got the most discount in october", "net_sales", "customer", "discounts", 5),
        ("margin of the three best selling categories in october", "margin", "category", "net_sales", 3),
        ("profit of the top 5 products of october", "gross_profit", "product", "net_sales", 5),
        ("sales of the three most returned products in october", "net_sales", "product", "returns", 3),
        ("sales of the three highest margin products in october", "net_sales", "product", "margin", 3),
    ],
)
def test_a_figure_of_the_best_by_another(question: str, metric: str, by: str, ranked: str, number: int) -> None:
    best = Among(by, (ranked,), period=OCTOBER, order=(Order(ranked),), limit=number)

    assert read(question).query == MetricQuery((metric,), by=(by,), period=OCTOBER, among=(best,))


def test_the_best_by_what_is_asked_are_a_ranking() -> None:
    ranking = MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, order=(Order("net_sales"),), limit=5)

    assert read("sales of the top 5 customers in october").query == ranking


def test_best_sellers_that_are_gone_are_of_the_best_sellers() -> None:
    best = Among("product", ("net_sales",), order=(Order("net_sales"),), limit=10)
    gone = (Having("stock_on_hand", "at_most", (0,)),)

    assert read("best sellers that are out of stock").query == MetricQuery(("stock_on_hand",), by=("product",), having=gone, among=(best,))  # fmt: skip


@pytest.mark.parametrize(
    ("question", "by", "whole", "part"),
    [
        ("what share of cricket's sales came from dehradun", "city", CRICKET, DEHRADUN),
        ("share of cricket in dehradun's sales", "category", DEHRADUN, CRICKET),
        ("cricket's share of dehradun sales", "category", DEHRADUN, CRICKET),
        ("देहरादून की बिक्री में क्रिकेट का हिस्सा", "category", DEHRADUN, CRICKET),
        ("kavita ki bikri me cricket kitne percent hai", "category", Filter("staff", "in", ("Kavita",)), CRICKET),
    ],
)
def test_the_share_of_a_part_in_a_part(question: str, by: str, whole: Filter, part: Filter) -> None:
    assert read(question).query == MetricQuery(("net_sales",), by=(by,), where=(whole,), shares=True, shown=(part,))


@pytest.mark.parametrize(
    ("question", "metrics"),
    [
        ("what percentage of bills were cancelled in october", ("cancelled_bills", "orders")),
        ("what percent of bills had a discount in october", ("discounted_bills", "orders")),
        ("percentage of customers that were new in october", ("new_customers", "customers")),
        ("kitne percent bill cancel hue october me", ("cancelled_bills", "orders")),
    ],
)
def test_what_share_of_bills_or_customers(question: str, metrics: tuple[str, ...]) -> None:
    assert read(question).query == MetricQuery(metrics, period=OCTOBER, ratio=True)


@pytest.mark.parametrize(
    "question",
    [
        "what fraction of customers owe us money",
        "what percentage of our customers have dues",
        "what share of bills were paid by card",
        "share of products which were returned",
        "what percentage of sales came from new customers",
        "कितने प्रतिशत ग्राहकों पर बकाया है",
        "customers whose purchases halved",
        "products whose sales doubled",
        "what do you mean by net sales",
        "what does margin mean",
        "bills to suppliers that fall due this week",
        "customers who bought from at least three categories",
        "customers who have not paid since august",
        "how many suppliers do we owe",
        "average of the last three months' sales",
    ],
)
def test_what_is_not_told_is_refused(question: str) -> None:
    assert read(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "unit", "start"),
    [
        ("the last three months side by side", "month", date(2026, 9, 1)),
        ("compare the last 3 weeks", "week", date(2026, 11, 2)),
        ("last two quarters side by side", "quarter", date(2026, 7, 1)),
        ("pichle teen mahine ek saath dikhao", "month", date(2026, 9, 1)),
        ("sales of the last 3 months separately", "month", date(2026, 9, 1)),
    ],
)
def test_times_side_by_side_are_a_row_of_them(question: str, unit: str, start: date) -> None:
    query = read(question).query

    assert query is not None
    assert (query.metrics, query.by, query.compare) == (("net_sales",), (unit,), "none")
    assert query.period == Period(start, date(2026, 11, 19))


@pytest.mark.parametrize(
    ("question", "by", "names"),
    [
        ("did imran or kavita sell more in october", "staff", ("Imran", "Kavita")),
        ("did cricket or football do better in october", "category", ("Cricket", "Football")),
    ],
)
def test_one_or_the_other_is_told_of_both(question: str, by: str, names: tuple[str, ...]) -> None:
    where = (Filter(by, "in", names),)

    assert read(question).query == MetricQuery(("net_sales",), by=(by,), where=where, period=OCTOBER)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("which products do rawat gym and farhan ali both buy", MetricQuery(("net_sales",), by=("product",), where=(Filter("customer", "in", ("Rawat Gym",)),), among=(Among("product", ("net_sales",), where=(Filter("customer", "in", ("Farhan Ali",)),)),))),
        ("products sold only in dehradun", MetricQuery(("net_sales",), by=("product",), where=(DEHRADUN,), among=(Among("product", ("net_sales",), where=(Filter("city", "not_in", ("Dehradun",)),), negated=True),))),
        ("when did we last buy yoga mats", MetricQuery(("purchases",), by=("day",), where=(Filter("product", "in", ("Yoga Mat",)),), order=(Order("day"),), limit=1)),
        ("humne yoga mat aakhri baar kab kharida", MetricQuery(("purchases",), by=("day",), where=(Filter("product", "in", ("Yoga Mat",)),), order=(Order("day"),), limit=1)),
        ("last purchase from nivia distributors", MetricQuery(("purchases",), by=("day",), where=(Filter("supplier", "in", ("Nivia Distributors",)),), order=(Order("day"),), limit=1)),
        ("what did we buy most of in october", MetricQuery(("purchases",), by=("product",), period=OCTOBER, order=(Order("purchases"),), limit=1)),
        ("what did the customers of rishikesh buy most in october", MetricQuery(("net_sales",), by=("product",), where=(Filter("city", "in", ("Rishikesh",)),), period=OCTOBER, order=(Order("net_sales"),), limit=1)),
        ("what did farhan ali buy from us in october", MetricQuery(("net_sales",), by=("product",), where=(Filter("customer", "in", ("Farhan Ali",)),), period=OCTOBER)),
        ("highest discount bill in october", MetricQuery(("discounts",), by=("bill",), period=OCTOBER, order=(Order("discounts"),), limit=1)),
        ("what was received from nivia distributors in october", MetricQuery(("purchases",), by=("product",), where=(Filter("supplier", "in", ("Nivia Distributors",)),), period=OCTOBER)),
        ("bills where discount was more than 500", MetricQuery(("discounts",), by=("bill",), having=(Having("discounts", "above", (50000,)),))),
        ("weeks where sales fell below 1 lakh", MetricQuery(("net_sales",), by=("week",), having=(Having("net_sales", "below", (10000000,)),))),
        ("customers who returned goods more than twice", MetricQuery(("credit_notes",), by=("customer",), having=(Having("credit_notes", "above", (2,)),))),
        ("was there a loss in october", MetricQuery(("gross_profit",), period=OCTOBER)),
        ("how much stock was damaged in october", MetricQuery(("stock_losses",), where=(Filter("reason", "in", ("damaged",)),), period=OCTOBER)),
        ("sales between 1 to 10 november", MetricQuery(("net_sales",), period=Period(date(2026, 11, 1), date(2026, 11, 11)))),
        ("staff costs in october", MetricQuery(("expenses",), where=(Filter("expense_category", "in", ("salaries",)),), period=OCTOBER)),
        ("gst we owe for october", MetricQuery(("tax", "input_tax"), period=OCTOBER)),
        ("cheques that bounced in october", MetricQuery(("bounced_cheques",), period=OCTOBER)),
        ("payables that are 61 to 90 days late", MetricQuery(("overdue_payables",), where=(Filter("ageing_bucket", "in", ("61-90",)),))),
        ("what time do most people come", MetricQuery(("customers",), by=("hour",), order=(Order("customers"),), limit=1)),
        ("sales on a sunday", MetricQuery(("net_sales",), where=(Filter("weekday", "in", (7,)),))),
        ("cricket ya football kya zyada bika", MetricQuery(("net_sales",), by=("category",), where=(Filter("category", "in", ("Cricket", "Football")),))),
        ("difference in sales between last week and the week before", MetricQuery(("net_sales",), period=Period(date(2026, 11, 9), date(2026, 11, 16)), compare="previous")),
    ],
)  # fmt: skip
def test_who_does_what_with_whom(question: str, query: MetricQuery) -> None:
    assert read(question).query == query


@pytest.mark.parametrize("question", ["what have we taken in october", "what did we take in october"])
def test_what_was_taken_are_the_takings(question: str) -> None:
    assert read(question).query == MetricQuery(("revenue",), period=OCTOBER)


@pytest.mark.parametrize("question", ["what came in and went out today", "money in and money out today", "cash in and out today"])  # fmt: skip
def test_what_came_and_went_is_the_day_book(question: str) -> None:
    report = read(question).report

    assert report is not None
    assert report.slug == "day-book"


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("sales one row per financial year", "financial_year"),
        ("sales by state", "place_of_supply"),
        ("how is revenue divided among our categories", "category"),
    ],
)
def test_splits_said_otherwise(question: str, by: str) -> None:
    query = read(question).query

    assert query is not None
    assert query.by == (by,)
