"""What holds of one month, weekday or number holds of every one: questions that differ in a word alone are read alike."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest

from ai.parser import Name, NameIndex, parse
from analytics.query import Among, Filter, MetricQuery, Order
from munim.days import Calendar, Period, add_months

TODAY = date(2026, 6, 16)  # a Tuesday
NAMES = NameIndex([Name("category", "Dairy", "Dairy"), Name("customer", "r1", "Ramesh Traders")])
READ = partial(parse, names=NAMES, calendar=Calendar(), today=TODAY)

MONTHS = (
    ("january", "jan", "जनवरी"), ("february", "feb", "फरवरी"), ("march", "mar", "मार्च"), ("april", "apr", "अप्रैल"), ("may", "May", "मई"), ("june", "jun", "जून"),
    ("july", "jul", "जुलाई"), ("august", "aug", "अगस्त"), ("september", "sept", "सितंबर"), ("october", "oct", "अक्टूबर"), ("november", "nov", "नवंबर"), ("december", "dec", "दिसंबर"),
)  # fmt: skip
WEEKDAYS = (
    ("monday", "mon", "somvar", "सोमवार"), ("tuesday", "tue", "mangalvar", "मंगलवार"), ("wednesday", "wed", "budhvar", "बुधवार"), ("thursday", "thu", "guruvar", "गुरुवार"),
    ("friday", "fri", "shukravar", "शुक्रवार"), ("saturday", "sat", "shanivar", "शनिवार"), ("sunday", "sun", "ravivar", "रविवार"),
)  # fmt: skip


def month_of(number: int) -> Period:
    """The latest of that month that has begun by 16 June 2026."""
    start = date(2026 if number <= TODAY.month else 2025, number, 1)
    return Period(start, add_months(start, 1))


@pytest.mark.parametrize("written", [(number, word) for number, words in enumerate(MONTHS, 1) for word in words])
@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("sales in {}", MetricQuery(("net_sales",))),
        ("{} sales", MetricQuery(("net_sales",))),
        ("discounts by category in {}", MetricQuery(("discounts",), by=("category",))),
        ("how much did we refund in {}?", MetricQuery(("refunds",))),
        ("top 3 customers in {}", MetricQuery(("net_sales",), by=("customer",), order=(Order("net_sales"),), limit=3)),
        ("dairy sales for {}", MetricQuery(("net_sales",), where=(Filter("category", "in", ("Dairy",)),))),
        ("{} me kitne order aaye", MetricQuery(("orders",))),
        ("{} में कितने ऑर्डर आए", MetricQuery(("orders",))),
        ("{} ka munafa", MetricQuery(("gross_profit",))),
    ],
)
def test_every_month_is_read_alike(written: tuple[int, str], question: str, asked: MetricQuery) -> None:
    number, word = written
    found = READ(question.format(word))

    assert found.query is not None, (found.reason, [choice.reading for choice in found.choices])
    assert (found.status, found.query.period) == ("read", month_of(number))
    assert (found.query.metrics, found.query.by, found.query.where, found.query.order, found.query.limit) == (
        asked.metrics, asked.by, asked.where, asked.order, asked.limit,
    )  # fmt: skip


@pytest.mark.parametrize("written", [(number, word) for number, words in enumerate(WEEKDAYS) for word in words])
@pytest.mark.parametrize(
    "question", ["sales on {}", "{} sales", "{} ki bikri", "orders last {}", "{} को कितनी बिक्री हुई"]
)
def test_every_weekday_is_read_alike(written: tuple[int, str], question: str) -> None:
    """Of no other time a weekday is the last one that has begun; last Tuesday, asked on one, is that of last week."""
    number, word = written
    found = READ(question.format(word))

    day = TODAY - timedelta(days=(TODAY.weekday() - number) % 7 or (7 if "last" in question else 0))
    assert found.query is not None, (found.reason, [choice.reading for choice in found.choices])
    assert (found.status, found.query.period) == ("read", Period(day, day + timedelta(days=1)))


@pytest.mark.parametrize("question", ["may i know the sales of last month", "you may tell me the sales last month"])  # fmt: skip
def test_may_beside_who_asks_is_a_politeness(question: str) -> None:
    found = READ(question)

    assert found.query == MetricQuery(("net_sales",), period=month_of(5))


RATES = (
    ("return rate", "return_rate"), ("discount rate", "discount_rate"), ("average selling price", "average_selling_price"), ("cancelled bills", "cancelled_bills"),
    ("repeat rate", "repeat_rate"), ("collection rate", "collection_rate"), ("gross profit", "gross_profit"), ("collections", "collections"), ("orders", "orders"),
)  # fmt: skip


@pytest.mark.parametrize(("said", "metric"), RATES)
def test_what_changed_is_the_figure_that_is_named(said: str, metric: str) -> None:
    """ "How has the return rate changed" asks of no report of changed rates, "cancelled bills changed" of none of changed bills."""
    found = READ(f"how has {said} changed from april to may")

    assert found.query is not None, found.reason
    assert (found.status, found.query.metrics) == ("read", (metric,))
    assert (found.query.period, found.query.compare) == (month_of(5), "previous")


DAYS = Period(date(2026, 5, 1), date(2026, 5, 16))


@pytest.mark.parametrize(
    "said",
    [
        "between 1 and 15 may",
        "between 1 may and 15 may",
        "from 1 to 15 may",
        "1 to 15 may",
        "1-15 May",
        "1 se 15 may tak",
    ],
)
@pytest.mark.parametrize(
    "question", ["orders {}", "sales by staff {}", "top customers by sales {}", "how much did we collect {}"]
)
def test_numbers_before_a_month_are_its_days_not_amounts(question: str, said: str) -> None:
    found = READ(question.format(said))

    assert found.query is not None, [choice.reading for choice in found.choices]
    assert (found.status, found.query.period, found.query.having) == ("read", DAYS, ())


def test_an_amount_beside_a_month_stays_an_amount() -> None:
    found = READ("customers above 5000 in may")

    assert found.query is not None
    assert (found.query.period, [item.values for item in found.query.having]) == (month_of(5), [(500_000,)])


@pytest.mark.parametrize("said", ["oct '25", "oct 2025", "October '25", "Oct’25"])
def test_a_year_of_two_digits_after_a_month_is_a_year(said: str) -> None:
    found = READ(f"sales in {said}")

    assert found.query is not None
    assert found.query.period == Period(date(2025, 10, 1), date(2025, 11, 1))


MORE = NameIndex(
    [Name("category", "Dairy", "Dairy"), Name("category", "Sweets", "Sweets"), Name("payment_method", "cash", "cash"), Name("payment_method", "upi", "UPI"), Name("city", "Pune", "Pune")]
)  # fmt: skip
MAY = month_of(5)


def more(question: str) -> MetricQuery:
    found = parse(question, names=MORE, calendar=Calendar(), today=TODAY)
    assert found.status == "read" and found.query is not None, (found.reason, [one.reading for one in found.choices])
    return found.query


@pytest.mark.parametrize(
    "question",
    [
        "dairy vs sweets sales in may", "dairy sales vs sweets sales in may", "dairy sales versus sweets in may", "compare dairy and sweets sales in may",
        "which sold more in may, dairy or sweets", "difference between dairy and sweets sales in may",
    ],
)  # fmt: skip
def test_two_of_a_kind_against_each_other_are_told_side_by_side(question: str) -> None:
    asked = more(question)

    assert (asked.metrics, asked.by, asked.period, asked.compare) == (("net_sales",), ("category",), MAY, "none")
    assert [item.values for item in (*asked.where, *asked.shown)] == [("Dairy", "Sweets")]


def test_a_difference_between_two_times_stays_one_of_times() -> None:
    asked = more("difference in dairy sales between may and april")

    assert (asked.period, asked.compare) == (MAY, "previous")


@pytest.mark.parametrize(("things", "slug"), [("cities", "city"), ("categories", "category"), ("days", "day")])
def test_how_many_of_a_kind_met_a_condition_are_listed(things: str, slug: str) -> None:
    """No figure counts cities or days; which they are says how many."""
    asked = more(f"how many {things} had sales above 5000 in may")

    assert (asked.metrics, asked.by, asked.period) == (("net_sales",), (slug,), MAY)
    assert [(item.operator, item.values) for item in asked.having] == [("above", (500_000,))]


@pytest.mark.parametrize("things", ["product", "customer", "category"])
def test_the_top_of_a_time_by_a_figure_are_rows_in_every_order(things: str) -> None:
    wanted = MetricQuery(("net_sales",), by=(things,), period=MAY, order=(Order("net_sales"),), limit=3)

    assert more(f"may ke top 3 {things} sales ke hisab se") == wanted
    assert more(f"top 3 {things} by sales in may") == wanted


def test_readings_that_are_told_in_the_same_words_are_not_asked_about() -> None:
    found = parse("sales on diwali this year vs last year", names=MORE, calendar=Calendar(), today=date(2026, 11, 18))

    assert (found.status, found.reading) == ("read", "Net sales, on 8 November 2026, compared with 20 October 2025.")


@pytest.mark.parametrize(
    "question",
    ["of those who bought dairy how many also bought sweets", "how many customers who bought dairy also bought sweets", "how many of the customers who bought dairy bought sweets"],
)  # fmt: skip
def test_how_many_of_them_did_something_too_are_counted(question: str) -> None:
    bought_dairy = Among("customer", ("net_sales",), where=(Filter("category", "in", ("Dairy",)),))

    assert more(question) == MetricQuery(("customers",), where=(Filter("category", "in", ("Sweets",)),), among=(bought_dairy,))  # fmt: skip
