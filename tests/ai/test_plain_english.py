"""Plain English questions of an owner, in the words and orders that are most usual."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from analytics.query import Among, Filter, Having, MetricQuery, Order
from munim.days import Period

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2027, 1, 8)
SHOP = read_shop(CASES, "navrang")
INDEX = SHOP.index()
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
DECEMBER = Period(date(2026, 12, 1), date(2027, 1, 1))
JANUARY = Period(date(2027, 1, 1), date(2027, 2, 1))


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("compare november and december", MetricQuery(("net_sales",), period=DECEMBER, compare="previous")),
        ("december versus november", MetricQuery(("net_sales",), period=DECEMBER, compare="previous")),
        ("december week by week", MetricQuery(("net_sales",), by=("week",), period=DECEMBER, fill=True)),
        ("how did we do in december", MetricQuery(("net_sales",), period=DECEMBER)),
        ("how did we perform in december", MetricQuery(("net_sales",), period=DECEMBER)),
    ],
)
def test_where_nothing_but_times_is_named_sales_are_meant(question: str, expected: MetricQuery) -> None:
    assert _asked(question).query == expected


@pytest.mark.parametrize(
    "question",
    [
        "which categories grew fastest from november to december",
        "categories that grew most between november and december",
        "categories that rose most from november to december",
    ],
)
def test_what_grew_from_one_month_to_another_is_the_one_held_against_the_other(question: str) -> None:
    query = _asked(question).query

    assert query is not None
    assert (query.by, query.period, query.compare) == (("category",), DECEMBER, "previous")


@pytest.mark.parametrize(
    "question",
    [
        "sales between 6 and 9 in the evening, december",
        "sales from 6 to 9 in the evening in december",
        "december sales between 6 and 9 o'clock in the evening",
        "evening 6 to 9 sales december",
        "in the evening between 6 and 9 how much did we sell in december",
    ],
)
def test_hours_are_those_of_the_part_of_the_day_said_with_them(question: str) -> None:
    assert _asked(question).query == MetricQuery(
        ("net_sales",), where=(Filter("hour", "between", (18, 20)),), period=DECEMBER
    )


@pytest.mark.parametrize(
    ("question", "metric", "by"),
    [
        ("payments above 5,000 last month", "collections", "document"),
        ("payments to suppliers over 5000 in december", "supplier_payments", "document"),
        ("expenses of more than 5000 in december", "expenses", "document"),
        ("discounts over 5000 in december", "discounts", "bill"),
    ],
)
def test_payments_above_an_amount_are_told_one_by_one(question: str, metric: str, by: str) -> None:
    assert _asked(question).query == MetricQuery(
        (metric,), by=(by,), having=(Having(metric, "above", (500000,)),), period=DECEMBER
    )


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("stock of gift articles, in rupees", "stock_value"),
        ("how much stock of gift articles do we have in rupees", "stock_value"),
        ("stock of gift articles", "stock_on_hand"),
    ],
)
def test_what_is_asked_in_rupees_is_told_in_money(question: str, metric: str) -> None:
    assert _asked(question).query == MetricQuery((metric,), where=(Filter("category", values=("Gift articles",)),))


def test_rupees_from_a_thing_are_its_sales() -> None:
    where = (Filter("product", values=("Desk Calendar 2027",)),)

    assert _asked("rupees from desk calendar 2027 in december").query == MetricQuery(
        ("net_sales",), where=where, period=DECEMBER
    )


@pytest.mark.parametrize("question", ["sales in the same week last year", "sales, same week of last year"])
def test_the_same_week_of_last_year_is_that_week(question: str) -> None:
    week = Period(date(2026, 1, 5), date(2026, 1, 12))

    assert _asked(question).query == MetricQuery(("net_sales",), period=week)


def test_a_year_said_once_is_that_of_both_times() -> None:
    halves = _asked("first half versus second half of last financial year").query
    months = _asked("october vs september 2025 sales").query

    assert halves is not None
    assert halves.period == Period(date(2025, 10, 1), date(2026, 4, 1))
    assert months is not None
    assert months.period == Period(date(2025, 10, 1), date(2025, 11, 1))


def test_a_time_told_in_two_ways_is_one() -> None:
    query = _asked("first half of this financial year, april to september sales").query

    assert query == MetricQuery(("net_sales",), period=Period(date(2026, 4, 1), date(2026, 10, 1)))


def test_who_bought_then_but_had_not_bought_before() -> None:
    others = Among("customer", ("net_sales",), period=NOVEMBER, negated=True)
    expected = MetricQuery(("net_sales",), by=("customer",), period=DECEMBER, among=(others,))

    assert _asked("customers who bought in december but had not bought in november").query == expected
    assert _asked("customers who came in december but didn't come in november").query == expected


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("did we meet the december sales target", "target_achieved"),
        ("how far are we from the december target", "target_achieved"),
        ("how much of the expense budget did december use up", "budget_used"),
    ],
)
def test_whether_a_target_was_met_is_how_much_of_it_was_reached(question: str, metric: str) -> None:
    assert _asked(question).query == MetricQuery((metric,), period=DECEMBER)


def test_of_each_member_of_staff_the_best_product() -> None:
    assert _asked("for each staff member, the product he or she sold most in december").query == MetricQuery(
        ("net_sales",),
        by=("staff", "product"),
        period=DECEMBER,
        order=(Order("net_sales", True),),
        limit=1,
        per=("staff",),
    )


def test_what_is_owed_to_all_together_is_the_sum_and_no_goods_bought_together() -> None:
    assert _asked("how much do we owe all suppliers together").query == MetricQuery(("payables",))
    bought = _asked("what is bought together").report
    assert bought is not None
    assert bought.slug == "bought-together"


def test_what_became_overdue_in_a_time_is_not_told_as_what_is_overdue_now() -> None:
    assert _asked("how much became overdue this month").status == "refused"


WHOLESALER = read_shop(CASES, "wholesaler")
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def _of_wholesaler(question: str) -> Parsed:
    return parse(
        question,
        names=WHOLESALER.index(),
        calendar=WHOLESALER.calendar,
        today=date(2026, 11, 18),
        currency=WHOLESALER.currency,
    )


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("how many orders were cancelled in october", MetricQuery(("cancelled_bills",), period=OCTOBER)),
        ("orders cancelled in october", MetricQuery(("cancelled_bills",), period=OCTOBER)),
        ("sales without vat in october", MetricQuery(("net_sales",), period=OCTOBER)),
        ("sales excluding returns in october", MetricQuery(("net_sales",), period=OCTOBER)),
        ("how many of our october customers were new", MetricQuery(("new_customers",), period=OCTOBER)),
        ("how many items do people buy at a time", MetricQuery(("items_per_order",))),
        (
            "largest order of october",
            MetricQuery(("net_sales",), by=("bill",), period=OCTOBER, order=(Order("net_sales"),), limit=1),
        ),
        (
            "orders and revenue by country, highest revenue first",
            MetricQuery(("orders", "revenue"), by=("country",), order=(Order("revenue"),)),
        ),
        (
            "who spends the most",
            MetricQuery(("net_sales",), by=("customer",), order=(Order("net_sales"),), limit=1),
        ),
        (
            "products sold in france but not in germany",
            MetricQuery(
                ("net_sales",),
                by=("product",),
                where=(Filter("country", values=("FR",)),),
                among=(Among("product", ("net_sales",), where=(Filter("country", values=("DE",)),), negated=True),),
            ),
        ),
        (
            "how does this month compare with the last",
            MetricQuery(("net_sales",), period=Period(date(2026, 11, 1), date(2026, 12, 1)), compare="previous"),
        ),
    ],
)
def test_plain_words_of_orders_and_customers(question: str, expected: MetricQuery) -> None:
    assert _of_wholesaler(question).query == expected


def test_how_a_figure_changed_month_by_month_is_the_row_of_its_months() -> None:
    query = _of_wholesaler("how have orders changed month by month this year").query

    assert query is not None
    assert (query.metrics, query.by, query.compare) == (("orders",), ("month",), "none")


def test_bills_unpaid_for_so_long_are_told_one_by_one() -> None:
    query = _of_wholesaler("unpaid bills older than 30 days").query

    assert query is not None
    assert (query.metrics, query.by) == (("overdue",), ("bill",))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        (
            "how many birthday greeting cards sold in december",
            MetricQuery(
                ("items_sold",), where=(Filter("product", values=("Birthday Greeting Card",)),), period=DECEMBER
            ),
        ),
        (
            "december sales excluding walk-in customers",
            MetricQuery(
                ("net_sales",), where=(Filter("customer", "not_in", ("Walk-in customer",)),), period=DECEMBER
            ),
        ),
        ("ravi sales in december", MetricQuery(("net_sales",), where=(Filter("staff", values=("Ravi Sale",)),), period=DECEMBER)),
        ("how much scented candle jar do we have", MetricQuery(("stock_on_hand",), where=(Filter("product", values=("Scented Candle Jar",)),))),
        ("who gets the most discount", MetricQuery(("discounts",), by=("customer",), order=(Order("discounts"),), limit=1)),
        ("what percentage of customers are repeat", MetricQuery(("repeat_rate",))),
        ("how much more do we need to sell to meet january's target", MetricQuery(("net_sales", "sales_target"), period=JANUARY)),
        ("cost of purchases by category in december", MetricQuery(("purchases",), by=("category",), period=DECEMBER)),
        ("how much stationery went out in december", MetricQuery(("net_sales",), where=(Filter("category", values=("Stationery",)),), period=DECEMBER)),
        ("customers who visit most often", MetricQuery(("orders",), by=("customer",), order=(Order("orders"),), limit=10)),
    ],
)  # fmt: skip
def test_plain_words_of_names_and_figures(question: str, expected: MetricQuery) -> None:
    assert _asked(question).query == expected


def test_a_festival_of_two_years_is_never_told_as_that_of_one() -> None:
    asked = parse(
        "sales on diwali this year and last year",
        names=INDEX,
        calendar=SHOP.calendar,
        today=date(2026, 11, 18),
        currency=SHOP.currency,
    )
    assert asked.query is not None
    assert asked.query.compare != "none"
    assert _asked("sales a week before diwali this year and last year").status != "read"


@pytest.mark.parametrize("question", ["how much cash went out yesterday", "how much money was paid out in december"])
def test_money_that_went_out_is_none_that_came_in(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("products whose margin is below 20 percent", MetricQuery(("margin",), by=("product",), having=(Having("margin", "below", (20,)),))),
        ("customers who spend more than 5000 per bill on average", MetricQuery(("average_order_value",), by=("customer",), having=(Having("average_order_value", "above", (500000,)),))),
        ("orders placed between 9 and 11 in the morning", MetricQuery(("orders",), where=(Filter("hour", "between", (9, 10)),))),
        ("Q1 revenue this financial year versus last", MetricQuery(("revenue",), period=Period(date(2026, 4, 1), date(2026, 7, 1)), compare=Period(date(2025, 4, 1), date(2025, 7, 1)))),
    ],
)  # fmt: skip
def test_plain_words_of_conditions_and_years(question: str, expected: MetricQuery) -> None:
    assert _of_wholesaler(question).query == expected


def test_the_trend_over_a_year_is_no_condition() -> None:
    query = _of_wholesaler("show the trend of average bill value over 2026").query

    assert query is not None
    assert (query.by, query.having) == (("month",), ())


FERNLEIGH = read_shop(CASES, "fernleigh")


def _of_fernleigh(question: str) -> Parsed:
    return parse(
        question,
        names=FERNLEIGH.index(),
        calendar=FERNLEIGH.calendar,
        today=date(2026, 6, 16),
        currency=FERNLEIGH.currency,
    )


@pytest.mark.parametrize(
    "question",
    ["Zara's sales last week", "zara sales last week", "sales by Zara last week", "zara ki sale last week"],
)
def test_a_name_that_is_a_small_word_of_another_language_is_never_dropped(question: str) -> None:
    assert _of_fernleigh(question).query == MetricQuery(
        ("net_sales",),
        where=(Filter("staff", values=("Zara Hughes",)),),
        period=Period(date(2026, 6, 7), date(2026, 6, 14)),  # its weeks begin on Sunday
    )


def test_a_polite_small_word_stays_one() -> None:
    query = _of_fernleigh("zara batao kal kitni sale hui").query

    assert query is not None
    assert query.where == ()


WEEK = Period(date(2026, 11, 2), date(2026, 11, 9))
SEPTEMBER = Period(date(2026, 9, 1), date(2026, 10, 1))
YEAR = Period(date(2026, 4, 1), date(2027, 4, 1))


def _without(party: str, period: Period) -> Among:
    return Among(party, ("net_sales",), period=period, negated=True)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("net sales for the week of 2 to 8 november", MetricQuery(("net_sales",), period=WEEK)),
        ("sales in the week 2-8 november", MetricQuery(("net_sales",), period=WEEK)),
        ("sales for the first half of this financial year (April to September)", MetricQuery(("net_sales",), period=Period(date(2026, 4, 1), date(2026, 10, 1)))),
        ("sales for Q2 (July to September)", MetricQuery(("net_sales",), period=Period(date(2026, 7, 1), date(2026, 10, 1)))),
        ("april to june sales this year against the same months last year", MetricQuery(("net_sales",), period=Period(date(2026, 4, 1), date(2026, 7, 1)), compare=Period(date(2025, 4, 1), date(2025, 7, 1)))),
        ("october this year vs october last year", MetricQuery(("net_sales",), period=OCTOBER, compare=Period(date(2025, 10, 1), date(2025, 11, 1)))),
        ("customers who purchased in september and did not purchase in october", MetricQuery(("net_sales",), by=("customer",), period=SEPTEMBER, among=(_without("customer", OCTOBER),))),
        ("which customers ordered last financial year but not this one", MetricQuery(("net_sales",), by=("customer",), period=Period(date(2025, 4, 1), date(2026, 4, 1)), among=(_without("customer", YEAR),))),
        ("products sold last month but not this one", MetricQuery(("net_sales",), by=("product",), period=OCTOBER, among=(_without("product", Period(date(2026, 11, 1), date(2026, 12, 1))),))),
        ("how many customers bought in september but not in october", MetricQuery(("customers",), period=SEPTEMBER, among=(_without("customer", OCTOBER),))),
        ("sales in october over september by country", MetricQuery(("net_sales",), by=("country",), period=OCTOBER, compare="previous")),
        ("sales over october", MetricQuery(("net_sales",), period=OCTOBER)),
        ("units per order by country for october", MetricQuery(("items_per_order",), by=("country",), period=OCTOBER)),
        ("orders handled by each staff member in october", MetricQuery(("orders",), by=("staff",), period=OCTOBER)),
        ("how many new customers did we win in october", MetricQuery(("new_customers",), period=OCTOBER)),
        ("zero-rated and untaxed sales in october", MetricQuery(("untaxed_sales",), period=OCTOBER)),
    ],
)  # fmt: skip
def test_plain_words_of_two_times_and_of_one_told_twice(question: str, expected: MetricQuery) -> None:
    assert _of_wholesaler(question).query == expected


SHARMA = read_shop(CASES, "sharma")


def _of_sharma(question: str) -> Parsed:
    return parse(
        question,
        names=SHARMA.index(),
        calendar=SHARMA.calendar,
        today=date(2026, 11, 18),
        currency=SHARMA.currency,
    )


DEBTORS = Among("customer", ("outstanding",), having=(Having("outstanding", "above", (200000,)),))
STAYED_AWAY = MetricQuery(("outstanding",), by=("customer",), among=(_without("customer", OCTOBER),))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("who owes us money and bought nothing in october", STAYED_AWAY),
        ("customers who owe money but did not buy in october", STAYED_AWAY),
        ("what did customers who owe us more than 2,000 buy in october", MetricQuery(("net_sales",), by=("product",), period=OCTOBER, among=(DEBTORS,))),
        ("what did those who owe more than 2000 buy in october", MetricQuery(("net_sales",), by=("product",), period=OCTOBER, among=(DEBTORS,))),
        ("how much advance from customers do we hold", MetricQuery(("advances",))),
        ("how many supplier bills came in october", MetricQuery(("supplier_bills",), period=OCTOBER)),
        ("how many bills came from suppliers in october", MetricQuery(("supplier_bills",), period=OCTOBER)),
        ("what is out of stock", MetricQuery(("stock_on_hand",), by=("product",), having=(Having("stock_on_hand", "at_most", (0,)),))),
        ("top three customers by non-cash payments in october", MetricQuery(("collections",), by=("customer",), where=(Filter("payment_method", "not_in", ("cash",)),), period=OCTOBER, order=(Order("collections"),), limit=3)),
        ("days of stock cover by category", MetricQuery(("stock_cover_days",), by=("category",), period=Period(date(2026, 10, 20), date(2026, 11, 19)))),
    ],
)  # fmt: skip
def test_plain_words_of_debtors_suppliers_and_stock(question: str, expected: MetricQuery) -> None:
    assert _of_sharma(question).query == expected


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("which categories caused the change in october sales", "category"),
        ("why did sales fall in october, by product", "product"),
        ("which staff caused the drop in october sales", "staff"),
    ],
)
def test_by_what_a_change_is_to_be_told_may_be_said(question: str, by: str) -> None:
    report = _of_sharma(question).report

    assert report is not None
    assert (report.slug, report.period, report.options) == ("why", OCTOBER, (("by", by),))


def test_up_to_when_the_books_are_is_how_fresh_they_are() -> None:
    report = _of_sharma("up to what time is the data").report

    assert report is not None
    assert report.slug == "freshness"


@pytest.mark.parametrize(
    ("question", "by", "limit"),
    [
        ("five customers with the highest growth in october over september", "customer", 5),
        ("three items that dropped most in october from september", "product", 3),
    ],
)
def test_what_moved_most_from_one_month_to_another_is_the_change_between_them(
    question: str, by: str, limit: int
) -> None:
    query = _of_wholesaler(question).query

    assert query is not None
    assert (query.by, query.period, query.compare, query.limit) == ((by,), OCTOBER, "previous", limit)
