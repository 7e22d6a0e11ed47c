"""What clauses mean for one another: each rule of ``ai.parser.settling`` by questions that need it, in three languages."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from analytics.compile import CHANGE
from analytics.query import Among, Filter, Having, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from munim.days import Period

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)  # a Wednesday
SHOP = read_shop(CASES, "sharma")
INDEX = SHOP.index()
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
TO_DATE = Period(date(2026, 11, 1), date(2026, 11, 19))


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


def _day(month: int, day: int) -> Period:
    return Period(date(2026, month, day), date(2026, month, day + 1))


def test_a_figure_and_its_second_name_are_one() -> None:
    query = _asked("revenue from rice or dal in october, excluding raju's sales").query

    assert query is not None
    assert query.metrics == ("revenue",)
    assert Filter("staff", "not_in", ("Raju",)) in query.where


@pytest.mark.parametrize(
    "question",
    [
        "what percentage of sales came from upi payments in october",
        "october ki bikri ka kitna percent upi se aaya",
        "अक्टूबर की बिक्री का कितना प्रतिशत यूपीआई से आया",
    ],
)
def test_a_share_of_sales_by_a_way_of_paying_is_of_the_money_received(question: str) -> None:
    shown = (Filter("payment_method", "in", ("upi",)),)

    assert _asked(question).query == MetricQuery(
        ("collections",), ("payment_method",), period=OCTOBER, shares=True, shown=shown
    )


@pytest.mark.parametrize("question", ["aaj galle me kitna cash aaya", "आज गल्ले में कितना कैश आया"])
def test_cash_that_came_into_the_till_is_what_came(question: str) -> None:
    cash = (Filter("payment_method", "in", ("cash",)),)

    assert _asked(question).query == MetricQuery(("collections",), where=cash, period=_day(11, 18))


def test_cash_on_hand_is_told_by_the_day_book_not_by_stock() -> None:
    assert _asked("how much cash do we have on hand").report == ReportQuery("day-book")


@pytest.mark.parametrize(
    "question",
    [
        "what do the customers who bought paneer also buy",
        "paneer khareedne wale customers aur kya lete hain",
        "पनीर खरीदने वाले ग्राहक और क्या लेते हैं",
    ],
)
def test_what_else_buyers_of_a_thing_buy_is_bought_together_with_it(question: str) -> None:
    with_it = (Filter("product", "in", ("Paneer 200 g",)),)

    assert _asked(question).report == ReportQuery("bought-together", filters=with_it)


def test_what_else_buyers_of_a_kind_buy_is_not_told() -> None:
    assert _asked("what do the customers who bought dairy also buy").status == "refused"


def test_a_list_of_customers_of_a_town_is_of_them_one_by_one() -> None:
    query = _asked("list of customers in pune").query

    assert query == MetricQuery(("net_sales",), ("customer",), where=(Filter("city", "in", ("Pune",)),))


def test_buyers_of_a_month_who_owe_are_those_who_owe_now() -> None:
    bought = (Among("customer", ("net_sales",), period=OCTOBER),)

    query = _asked("how many of the customers who bought in october owe us money").query

    assert query == MetricQuery(("debtors",), among=bought)


@pytest.mark.parametrize("question", ["is mahine ka target kitna baki hai", "इस महीने का लक्ष्य कितना बाकी है"])
def test_what_is_left_of_a_target_is_told_by_sales_beside_it(question: str) -> None:
    query = _asked(question).query

    assert query is not None
    assert query.metrics == ("net_sales", "sales_target")


def test_the_busiest_hour_of_the_day_is_an_hour() -> None:
    query = _asked("पिछले महीने दिन का सबसे व्यस्त घंटा कौन सा था").query

    assert query == MetricQuery(("net_sales",), ("hour",), period=OCTOBER, order=(Order("net_sales"),), limit=1)


def test_which_expenses_rose_most_is_told_by_their_heads() -> None:
    query = _asked("what expenses increased the most compared to last month").query

    assert query is not None
    assert query.by == ("expense_category",)
    assert query.order == (Order(f"expenses{CHANGE}"),)


@pytest.mark.parametrize(
    "question",
    [
        "how much did ramesh traders spend on dairy in october",
        "ramesh traders ne october me dairy pe kitna kharch kiya",
    ],
)
def test_what_a_customer_spends_is_what_the_shop_sold(question: str) -> None:
    where = (Filter("customer", "in", ("Ramesh Traders",)), Filter("category", "in", ("Dairy",)))

    query = _asked(question).query

    assert query is not None
    assert (query.metrics, set(query.where), query.period) == (("net_sales",), set(where), OCTOBER)


def test_payables_that_are_due_are_payables() -> None:
    assert _asked("payables due").query == MetricQuery(("payables",))


def test_a_breakdown_of_expenses_is_by_their_heads() -> None:
    assert _asked("expense breakdown for october").query == MetricQuery(
        ("expenses",), ("expense_category",), period=OCTOBER
    )


def test_days_of_cover_are_those_of_the_condition() -> None:
    query = _asked("products with stock cover below 7 days").query

    assert query is not None
    assert (query.by, query.having) == (("product",), (Having("stock_cover_days", "below", (7,)),))


def test_pieces_of_a_condition_on_stock_are_those_in_stock() -> None:
    query = _asked("items with stock less than 10 units").query

    assert query is not None
    assert query.having == (Having("stock_on_hand", "below", (10,)),)


def test_two_side_by_side_may_have_a_preposition() -> None:
    query = _asked("sales by rekha versus raju in october").query

    assert query is not None
    assert (query.metrics, query.by) == (("net_sales",), ("staff",))


def test_a_noun_beside_its_own_name_says_what_it_is() -> None:
    query = _asked("customer lifetime value of meera joshi").query

    assert query == MetricQuery(("net_sales",), where=(Filter("customer", "in", ("Meera Joshi",)),))


# -- what does not go together --------------------------------------------------------------------


@pytest.mark.parametrize(
    "question", ["how much did we spend on rent this financial year", "इस वित्त वर्ष में किराए पर कितना खर्च हुआ"]
)
def test_rent_that_is_paid_is_no_hire(question: str) -> None:
    year = Period(date(2026, 4, 1), date(2027, 4, 1))

    assert _asked(question).query == MetricQuery(
        ("expenses",), where=(Filter("expense_category", "in", ("rent",)),), period=year
    )


@pytest.mark.parametrize(
    "question",
    [
        "revenue from new customers versus returning customers in october",
        "naye customer aur purane customer ki bikri alag alag",
    ],
)
def test_what_new_customers_bought_is_not_told_as_their_number(question: str) -> None:
    assert "new customers" in _asked(question).reason


def test_sales_beside_new_and_returning_customers_are_three_figures() -> None:
    query = _asked("sales, new customers and returning customers by month this year").query

    assert query is not None
    assert set(query.metrics) == {"net_sales", "new_customers", "returning_customers"}


def test_the_share_of_customers_of_a_town_is_no_share_of_sales() -> None:
    assert _asked("what share of customers are from pune").status == "refused"


def test_two_conditions_are_on_two_figures() -> None:
    query = _asked("products with sales over 10000 and returns over 500").query

    assert query is not None
    assert query.having == (Having("net_sales", "above", (1_000_000,)), Having("returns", "above", (50_000,)))


def test_suppliers_are_not_counted() -> None:
    assert _asked("how many suppliers do we have").status == "refused"


def test_the_share_of_one_part_time_by_time_is_not_told_as_shares_of_the_times() -> None:
    assert _asked("share of dairy in total sales by month this year").status == "refused"


@pytest.mark.parametrize("question", ["which products are sold in more than 2 cities", "which weekday has no sales"])
def test_what_is_no_figure_is_not_told_as_one(question: str) -> None:
    assert _asked(question).status == "refused"


def test_the_top_so_many_per_cent_are_no_number_of_rows() -> None:
    assert _asked("share of revenue from the top 20 percent of customers").status == "refused"


# -- times, conditions, prepositions that the rules need ------------------------------------------


@pytest.mark.parametrize(
    ("question", "period", "before"),
    [
        ("yesterday's sales compared with the same day last week", _day(11, 17), _day(11, 10)),
        ("kal ki bikri pichle hafte isi din se compare karo", _day(11, 17), _day(11, 10)),
        (
            "sales this month to date vs the same period last month",
            TO_DATE,
            Period(date(2026, 10, 1), date(2026, 10, 19)),
        ),
    ],
)
def test_the_same_day_or_part_of_the_time_before(question: str, period: Period, before: Period) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=period, compare=before)


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("sales on the last friday of october", 30),
        ("second saturday of october sales", 10),
        ("अक्टूबर के आखिरी शुक्रवार की बिक्री", 30),
        ("अक्टूबर के पहले सोमवार की बिक्री", 5),
    ],
)
def test_a_weekday_is_counted_within_its_month(question: str, day: int) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=_day(10, day))


def test_a_fortnight_before_a_festival_is_the_fourteen_days_up_to_it() -> None:
    query = _asked("sales in the fortnight before diwali").query

    assert query == MetricQuery(("net_sales",), period=Period(date(2026, 10, 25), date(2026, 11, 8)))


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("shaniwar aur ravivar ki sale october me", (6, 7)),
        ("शनिवार और रविवार की बिक्री अक्टूबर में", (6, 7)),
        ("october me somvar ki bikri", (1,)),
        ("monday sales in october", (1,)),
    ],
)
def test_weekdays_beside_a_month_are_those_days_of_it(question: str, days: tuple[int, ...]) -> None:
    query = _asked(question).query

    assert query is not None
    assert (query.metrics, query.where, query.period) == (("net_sales",), (Filter("weekday", "in", days),), OCTOBER)


@pytest.mark.parametrize("question", ["cash ke alawa baki payment october me", "नकद को छोड़कर बाकी वसूली अक्टूबर में"])
def test_the_rest_is_all_but_what_is_left_out(question: str) -> None:
    without = (Filter("payment_method", "not_in", ("cash",)),)

    assert _asked(question).query == MetricQuery(("collections",), where=without, period=OCTOBER)


def test_customers_of_an_average_day_are_not_told_as_sales() -> None:
    assert _asked("average kitne grahak roz aate hain").status == "refused"


def test_a_festival_compared_with_last_year_is_held_against_its_last_time() -> None:
    query = _asked("diwali week sales compared with last year").query

    assert query is not None
    assert (query.period, query.compare) == (Period(date(2026, 11, 2), date(2026, 11, 9)), "festival")


def test_towns_whose_sales_fell_are_towns() -> None:
    query = _asked("cities whose sales fell this month").query

    assert query is not None
    assert query.by == ("city",)


def test_sales_without_cancelled_bills_are_sales() -> None:
    assert _asked("october sales excluding cancelled bills").query == MetricQuery(("net_sales",), period=OCTOBER)


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("शाम 6 से 9 बजे के बीच कल कितनी बिक्री हुई", 18, 20),
        ("sham 6 baje se 9 baje tak ki bikri kal", 18, 20),
        ("सुबह 10 से दोपहर 1 बजे तक की बिक्री कल", 10, 12),
        ("subah 9 se 11 baje tak ki bikri kal", 9, 10),
    ],
)
def test_an_hour_that_ends_a_part_of_the_day_is_of_that_part(question: str, first: int, last: int) -> None:
    hours = (Filter("hour", "between", (first, last)),)

    assert _asked(question).query == MetricQuery(("net_sales",), where=hours, period=_day(11, 17))


def test_each_condition_in_per_cent_has_a_figure_in_per_cent() -> None:
    query = _asked("list products with sales above 20,000 but margin below 10 percent").query

    assert query is not None
    assert query.having == (Having("net_sales", "above", (2_000_000,)), Having("margin", "below", (10,)))


@pytest.mark.parametrize(
    ("question", "metric", "by"),
    [
        ("which supplier do we owe the most to", "payables", "supplier"),
        ("which customer did we sell the most to in october", "net_sales", "customer"),
    ],
)
def test_a_preposition_may_stand_at_the_end_of_a_question(question: str, metric: str, by: str) -> None:
    query = _asked(question).query

    assert query is not None
    assert (query.metrics, query.by, query.limit) == ((metric,), (by,), 1)


def test_an_amount_of_money_is_no_number_of_customers() -> None:
    query = _asked("customers above 5000 in october").query

    assert query is None or all(having.metric != "customers" for having in query.having)


def test_the_discount_on_an_average_bill_is_by_the_bill() -> None:
    query = _asked("what is the average discount per bill in october").query

    assert query == MetricQuery(("discounts", "orders"), period=OCTOBER, ratio=True)


@pytest.mark.parametrize(
    "word",
    ["both inclusive", "as per our books", "according to our records", "broadly speaking", "in aggregate", "ideally"],
)
def test_words_that_only_shape_a_sentence_change_nothing(word: str) -> None:
    assert _asked(f"net sales in october 2026, {word}").query == MetricQuery(("net_sales",), period=OCTOBER)
