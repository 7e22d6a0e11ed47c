"""How what is said apart belongs together: two times, two halves, two of one kind; each rule in every language."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from analytics.query import Among, Filter, MetricQuery, Order
from munim.days import Period

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)  # a Wednesday
SHOP = read_shop(CASES, "sharma")
INDEX = SHOP.index()
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


@pytest.mark.parametrize(
    "question",
    [
        "oct me dairy liya par sweets nahi liya",
        "customers who bought dairy but not sweets in october",
        "अक्टूबर में जिन ग्राहकों ने डेयरी लिया पर स्वीट्स नहीं",
    ],
)
def test_those_who_did_not_buy_are_sought_in_the_time_of_the_question(question: str) -> None:
    without = Among(
        "customer", ("net_sales",), where=(Filter("category", "in", ("Sweets",)),), period=OCTOBER, negated=True
    )

    assert _asked(question).query == MetricQuery(
        ("net_sales",),
        by=("customer",),
        where=(Filter("category", "in", ("Dairy",)),),
        period=OCTOBER,
        among=(without,),
    )


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("sales 5 november onwards", date(2026, 11, 5), date(2026, 11, 19)),
        ("5 नवंबर से आगे की बिक्री", date(2026, 11, 5), date(2026, 11, 19)),
        ("5 november se aage ki bikri", date(2026, 11, 5), date(2026, 11, 19)),
        ("sales on 7 november, saturday", date(2026, 11, 7), date(2026, 11, 8)),
        ("saturday 7 november ki bikri", date(2026, 11, 7), date(2026, 11, 8)),
        ("शनिवार, 7 नवंबर को बिक्री", date(2026, 11, 7), date(2026, 11, 8)),
        ("sales up to 10 november this month", date(2026, 11, 1), date(2026, 11, 11)),
        ("is mahine 10 november tak ki bikri", date(2026, 11, 1), date(2026, 11, 11)),
        ("sales from monday to friday last week", date(2026, 11, 9), date(2026, 11, 14)),
        ("pichhle hafte somvar se shukravar tak ki bikri", date(2026, 11, 9), date(2026, 11, 14)),
        ("पिछले हफ्ते सोमवार से शुक्रवार की बिक्री", date(2026, 11, 9), date(2026, 11, 14)),
    ],
)
def test_what_confirms_or_bounds_a_time_is_no_other_time(question: str, first: date, end: date) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=Period(first, end))


def test_a_weekday_that_a_date_does_not_fall_on_is_not_passed_over() -> None:
    assert _asked("sales on 7 november, monday").status != "read"


@pytest.mark.parametrize(
    "question",
    ["sales of 1 to 10 november and 1 to 10 october", "1 se 10 november aur 1 se 10 october ki bikri", "1 से 10 नवंबर और 1 से 10 अक्टूबर की बिक्री"],
)  # fmt: skip
def test_two_ranges_are_held_against_each_other(question: str) -> None:
    november, october = (Period(date(2026, month, 1), date(2026, month, 11)) for month in (11, 10))

    assert _asked(question).query == MetricQuery(("net_sales",), period=november, compare=october)


@pytest.mark.parametrize("question", ["weekly collection sep and oct", "sep aur oct ki vasooli hafte ke hisab se"])
def test_the_weeks_of_two_months_are_told_by_week_alone(question: str) -> None:
    both = Period(date(2026, 9, 1), date(2026, 11, 1))

    assert _asked(question).query == MetricQuery(("collections",), by=("week",), period=both, fill=True)


@pytest.mark.parametrize(
    ("question", "metrics", "by"),
    [
        ("october me har supplier se kitna liya aur kitna chukaya", {"purchases", "supplier_payments"}, ("supplier",)),
        ("october ka target kitna tha aur hua kitna", {"net_sales", "sales_target"}, ()),
        ("अक्टूबर का टारगेट कितना था और हुआ कितना", {"net_sales", "sales_target"}, ()),
        ("october me kitna bika aur kitne bill bane", {"net_sales", "orders"}, ()),
    ],
)
def test_the_second_half_of_a_question_is_not_lost(question: str, metrics: set[str], by: tuple[str, ...]) -> None:
    query = _asked(question).query

    assert query is not None
    assert (set(query.metrics), query.by, query.period) == (metrics, by, OCTOBER)


@pytest.mark.parametrize(
    "question",
    ["top 2 of each category in october", "october me har category ke top 2", "अक्टूबर में हर श्रेणी के टॉप 2"],
)
def test_the_best_of_each_category_are_its_goods(question: str) -> None:
    assert _asked(question).query == MetricQuery(
        ("net_sales",),
        by=("category", "product"),
        period=OCTOBER,
        order=(Order("net_sales"),),
        limit=2,
        per=("category",),
    )


def test_the_best_of_two_places_each_are_told_apart() -> None:
    assert _asked("top two customers in pune and belagavi each, october").query == MetricQuery(
        ("net_sales",),
        by=("city", "customer"),
        where=(Filter("city", "in", ("Pune", "Belagavi")),),
        period=OCTOBER,
        order=(Order("net_sales"),),
        limit=2,
        per=("city",),
    )


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("october me sabse zyada discount kisko diya", "customer"),
        ("october me sabse zyada discount kisne diya", "staff"),
        ("अक्टूबर में सबसे ज्यादा छूट किसको दी", "customer"),
        ("to whom did we give the most discount in october", "customer"),
    ],
)
def test_to_whom_is_a_customer_and_by_whom_a_member_of_staff(question: str, by: str) -> None:
    query = _asked(question).query

    assert query is not None
    assert (query.metrics, query.by) == (("discounts",), (by,))


def test_which_goods_is_not_who() -> None:
    returned = MetricQuery(("returns",), by=("product",), period=OCTOBER)

    assert _asked("october me kaun kaun saman wapas aaya").query == returned
    assert _asked("अक्टूबर में कौन कौन सामान वापस आया").query == returned


@pytest.mark.parametrize(
    "question",
    [
        "october sales this year and last year",
        "october sales vs october of last year",
        "पिछले साल अक्टूबर में कितना था और इस साल कितना, बिक्री",
        "pichle saal october me kitni sale thi aur is october me",
    ],
)
def test_the_same_part_of_two_years_is_held_against_itself(question: str) -> None:
    last_year = Period(date(2025, 10, 1), date(2025, 11, 1))

    assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER, compare=last_year)


def test_times_told_apart_are_held_against_each_other() -> None:
    september = Period(date(2026, 9, 1), date(2026, 10, 1))

    for question in (
        "september me kitni bikri hui aur october me kitni",
        "sales in september, and how much in october",
    ):
        assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER, compare="previous"), question
    assert september == OCTOBER.before()


@pytest.mark.parametrize(
    "question",
    [
        "customers who bought in september as well as october",
        "customers who bought in both september and october",
        "jinhone sept aur oct dono me maal liya",
        "जिन्होंने सितंबर और अक्टूबर दोनों में खरीदा",
    ],
)
def test_who_came_at_both_times_is_a_set_of_both(question: str) -> None:
    then = Among("customer", ("net_sales",), period=Period(date(2026, 9, 1), date(2026, 10, 1)))

    assert _asked(question).query == MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, among=(then,))


@pytest.mark.parametrize(
    "question",
    ["customers who bought in august but not since", "august me liya tha uske baad kuch nahi liya aise grahak", "जिन्होंने अगस्त में खरीदा पर उसके बाद कभी नहीं लिया"],
)  # fmt: skip
def test_who_did_not_come_since_is_sought_from_then_to_now(question: str) -> None:
    since = Among("customer", ("net_sales",), period=Period(date(2026, 9, 1), date(2026, 11, 19)), negated=True)
    august = Period(date(2026, 8, 1), date(2026, 9, 1))

    assert _asked(question).query == MetricQuery(("net_sales",), by=("customer",), period=august, among=(since,))


@pytest.mark.parametrize(
    "question", ["october me shanivar ki sale", "saturday sales in october", "अक्टूबर में शनिवार की बिक्री"]
)
def test_a_weekday_of_a_month_is_each_of_them(question: str) -> None:
    saturdays = (Filter("weekday", "in", (6,)),)

    assert _asked(question).query == MetricQuery(("net_sales",), where=saturdays, period=OCTOBER)


@pytest.mark.parametrize(
    "question",
    [
        "who did we buy the most from in october",
        "from whom did we buy the most in october",
        "october me sabse zyada kisse kharida",
    ],
)
def test_who_we_buy_from_is_a_supplier(question: str) -> None:
    assert _asked(question).query == MetricQuery(
        ("purchases",), by=("supplier",), period=OCTOBER, order=(Order("purchases"),), limit=1
    )


@pytest.mark.parametrize(
    "question",
    ["what did we sell in october", "what have we sold in october", "papa wants to know what we sold in october"],
)
def test_what_we_sold_is_all_of_it_unless_the_goods_are_named(question: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER)


def test_what_somebody_bought_are_the_goods_and_what_it_came_to_the_sum() -> None:
    goods = _asked("what did deshpande caterers buy in october").query
    total = _asked("what did deshpande caterers' october purchases come to").query

    assert goods is not None
    assert total is not None
    assert (goods.metrics, goods.by) == (("net_sales",), ("product",))
    assert (total.metrics, total.by) == (("net_sales",), ())


@pytest.mark.parametrize("question", ["cancelled bills count and value oct", "oct ke cancel bill ki ginti aur value"])
def test_the_number_and_the_value_are_two_figures(question: str) -> None:
    assert _asked(question).query == MetricQuery(("cancelled_bills", "cancelled_sales"), period=OCTOBER)


def test_so_many_of_a_thing_are_no_figure_of_their_own() -> None:
    query = _asked("october me sabse zyada maal lene wale 5 grahak").query

    assert query == MetricQuery(("net_sales",), by=("customer",), period=OCTOBER, order=(Order("net_sales"),), limit=5)


def test_how_much_then_and_this_time_are_compared() -> None:
    last_year = Period(date(2025, 10, 1), date(2025, 11, 1))

    assert _asked("pichle saal october me kitna tha aur is baar kitna, sale").query == MetricQuery(
        ("net_sales",), period=OCTOBER, compare=last_year
    )
