"""Laws of the parser's rules, and classes of questions that were once read otherwise."""

from __future__ import annotations

import inspect
from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from ai.parser.clock import Clock
from ai.parser.dates import date_rules
from ai.parser.festivals import festival_rules
from ai.parser.grammar import clause_rules
from ai.parser.hours import hour_rules
from ai.parser.normalise import tokenise
from analytics.query import Among, Filter, Having, MetricQuery, Order
from munim.days import Calendar, Period

CASES = Path(__file__).parents[1] / "cases" / "questions"
TODAY = date(2026, 11, 18)
SHOP = read_shop(CASES, "sharma")
INDEX = SHOP.index()
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def _asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


def test_each_rule_builds_from_as_many_values_as_it_has_parts() -> None:
    clock = Clock(TODAY, Calendar())

    for rule in (*clause_rules("INR"), *date_rules(clock), *festival_rules(clock), *hour_rules(clock)):
        inspect.signature(rule.build).bind(*rule.parts)


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("sales including gst in october", "total_sales"),
        ("gst mila ke october ki sale", "total_sales"),
        ("october sales excluding tax", "net_sales"),
        ("sales before discount in october", "gross_sales"),
        ("october ki bikri chhoot kaat kar", "net_sales"),
    ],
)
def test_sales_are_told_with_tax_or_without_before_discounts_or_after(question: str, metric: str) -> None:
    assert _asked(question).query == MetricQuery((metric,), period=OCTOBER)


def test_a_figure_that_is_not_told_with_tax_is_not_told_as_if_it_were() -> None:
    assert _asked("number of customers including gst in october").status == "refused"


def test_what_the_best_customers_of_a_month_owe_is_what_they_owe_now() -> None:
    best = Among("customer", ("net_sales",), period=OCTOBER, order=(Order("net_sales"),), limit=5)

    query = _asked("how much do our top 5 customers of october owe").query

    assert query is not None
    assert (query.metrics, query.among, query.period) == (("outstanding",), (best,), None)


@pytest.mark.parametrize(
    ("question", "hours"),
    [
        ("sales before noon in october", Filter("hour", "below", (12,))),
        ("october sales after 6 pm", Filter("hour", "at_least", (18,))),
        ("october me shaam 6 baje ke baad ki bikri", Filter("hour", "at_least", (18,))),
        ("sales between 10 am and 1 pm in october", Filter("hour", "between", (10, 12))),
        ("sales from 5-7 pm in october", Filter("hour", "between", (17, 18))),
        ("sales from 11 to 2 pm in october", Filter("hour", "between", (11, 13))),
        ("october sales at 18:00", Filter("hour", values=(18,))),
        ("sales in the afternoons of october", Filter("hour", "between", (12, 16))),
    ],
)
def test_hours_of_the_day_are_a_filter(question: str, hours: Filter) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), where=(hours,), period=OCTOBER)


@pytest.mark.parametrize("question", ["sales before 10:30 am in october", "sales after lunch in october", "sales from 7 pm to 5 pm"])  # fmt: skip
def test_a_time_of_the_day_that_is_no_whole_hour_is_not_rounded(question: str) -> None:
    assert _asked(question).status == "refused"


@pytest.mark.parametrize(
    ("question", "metric", "things"),
    [
        ("how many customers bought for more than 5000 in october", "customers", Among("customer", ("net_sales",), having=(Having("net_sales", "above", (500_000,)),), period=OCTOBER)),
        ("the number of customers whose purchases exceeded 5,000 in october", "customers", Among("customer", ("net_sales",), having=(Having("net_sales", "above", (500_000,)),), period=OCTOBER)),
        ("how many customers placed more than 3 orders in october", "customers", Among("customer", ("orders",), having=(Having("orders", "above", (3,)),), period=OCTOBER)),
        ("number of bills above 2,000 in october", "orders", Among("bill", ("total_sales",), having=(Having("total_sales", "above", (200_000,)),), period=OCTOBER)),
        ("how many products sold fewer than 10 units in october", "products_sold", Among("product", ("items_sold",), having=(Having("items_sold", "below", (10,)),), period=OCTOBER)),
        ("october me 5000 se zyada kharidne wale kitne customer hain", "customers", Among("customer", ("net_sales",), having=(Having("net_sales", "above", (500_000,)),), period=OCTOBER)),
    ],
)  # fmt: skip
def test_how_many_meet_a_condition_counts_them(question: str, metric: str, things: Among) -> None:
    assert _asked(question).query == MetricQuery((metric,), period=OCTOBER, among=(things,))


def test_how_many_owe_more_than_an_amount_counts_those_who_owe_it() -> None:
    owing = Among("customer", ("outstanding",), having=(Having("outstanding", "above", (500_000,)),))

    assert _asked("how many customers owe more than 5000").query == MetricQuery(("debtors",), among=(owing,))


def test_a_number_is_not_read_apart_from_the_word_behind_it() -> None:
    query = _asked("products that sold fewer than 10 units in october").query

    assert query is not None
    assert query.having == (Having("items_sold", "below", (10,)),)
    assert _asked("top 20% of customers").status == "refused"


def test_who_buys_only_one_kind_bought_nothing_else() -> None:
    others = Among("customer", ("net_sales",), where=(Filter("category", "not_in", ("Dairy",)),), negated=True)

    query = _asked("customers who buy only dairy").query

    assert query is not None
    assert (query.by, query.where, query.among) == (("customer",), (Filter("category", values=("Dairy",)),), (others,))


def test_who_bought_both_bought_each_and_not_one_of_them() -> None:
    tea = Among("customer", ("net_sales",), where=(Filter("product", "in", ("Assam tea 250 g",)),))

    query = _asked("customers who bought both paneer and assam tea").query

    assert query is not None
    assert (query.by, query.where, query.among) == (
        ("customer",),
        (Filter("product", "in", ("Paneer 200 g",)),),
        (tea,),
    )


def test_who_bought_one_thing_and_not_another_is_a_set_without_the_other() -> None:
    ghee = Among("customer", ("net_sales",), where=(Filter("product", "in", ("Cow ghee 1 l",)),), negated=True)

    query = _asked("customers who bought kaju katli but not ghee").query

    assert query is not None
    assert (query.by, query.among) == (("customer",), (ghee,))


@pytest.mark.parametrize(
    ("question", "metric"),
    [
        ("how much of the expense budget was used in october", "budget_used"),
        ("how much of the target is done in october", "target_achieved"),
        ("how many bills are overdue", "overdue_bills"),
        ("october ke cancelled bill ki value", "cancelled_sales"),
        ("how many items were returned in october", "returned_items"),
        ("tax on sales in october", "tax"),
    ],
)
def test_no_word_of_a_figures_name_is_left_unread_beside_its_noun(question: str, metric: str) -> None:
    query = _asked(question).query

    assert query is not None
    assert query.metrics == (metric,)


def test_how_business_goes_is_asked_back_rather_than_told_of_all_time() -> None:
    assert _asked("how is business").status == "ask"
    assert _asked("dhandha kaisa chal raha hai").status == "ask"


def test_a_quarter_takes_its_year_from_the_year_said_apart() -> None:
    second = Period(date(2025, 7, 1), date(2025, 10, 1))

    assert _asked("q2 sales last financial year").query == MetricQuery(("net_sales",), period=second)


def test_a_day_and_a_month_written_with_a_slash_are_a_day_of_the_month() -> None:
    assert _asked("sales on 5/11").query == MetricQuery(
        ("net_sales",), period=Period(date(2026, 11, 5), date(2026, 11, 6))
    )
    assert _asked("80/20 analysis").report is not None


def test_what_is_left_out_stands_after_its_word_in_english_and_before_it_in_hindi() -> None:
    pune, dairy = Filter("city", "in", ("Pune",)), Filter("category", "not_in", ("Dairy",))

    assert _asked("october sales in pune except dairy").query == MetricQuery(
        ("net_sales",), where=(pune, dairy), period=OCTOBER
    )
    assert _asked("dairy ko chhod kar october ki sale").query == MetricQuery(
        ("net_sales",), where=(dairy,), period=OCTOBER
    )


def test_which_prices_changed_is_the_report_of_them() -> None:
    for question in ("price changes", "which suppliers raised their prices", "kis supplier ne rate badhaya"):
        report = _asked(question).report
        assert report is not None
        assert report.slug == "price-changes"


@pytest.mark.parametrize(
    "question",
    [
        "october sales over last year",
        "october sales against the year before",
        "october sales vs a year earlier",
        "october ki sale pichle october se",
        "अक्टूबर की बिक्री पिछले साल से",
    ],
)
def test_a_month_beside_a_year_ago_is_held_against_the_same_month_then(question: str) -> None:
    before = Period(date(2025, 10, 1), date(2025, 11, 1))

    assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER, compare=before)


def test_the_way_from_one_feast_to_another_is_no_comparison() -> None:
    query = _asked("dussehra se diwali tak ki sale").query

    assert query == MetricQuery(("net_sales",), period=Period(date(2026, 10, 20), date(2026, 11, 9)))


@pytest.mark.parametrize(
    ("question", "by"),
    [
        ("categorywise sales", "category"),
        ("staffwar bikri", "staff"),
        ("ग्राहकवार बिक्री", "customer"),
        ("माहवार बिक्री", "month"),
    ],
)
def test_each_written_as_one_word_with_its_noun_is_a_split(question: str, by: str) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), (by,))


def test_a_word_typed_without_its_vowels_is_put_right_and_said_to_be() -> None:
    parsed = _asked("stck of paneer")

    assert parsed.query == MetricQuery(("stock_on_hand",), where=(Filter("product", "in", ("Paneer 200 g",)),))
    assert [correction.read for correction in parsed.corrections] == ["stock"]


def test_two_figures_joined_are_both_told_though_one_is_but_a_unit_or_a_per_cent() -> None:
    for question, metrics in (
        ("sales and units in october", ("net_sales", "items")),
        ("sales and gp% in october", ("net_sales", "margin")),
    ):
        query = _asked(question).query
        assert query is not None
        assert query.metrics == metrics


def test_what_is_left_is_told_in_pieces_and_in_money_as_it_is_asked() -> None:
    assert _asked("paneer kitna bacha hai").query == MetricQuery(
        ("stock_on_hand",), where=(Filter("product", "in", ("Paneer 200 g",)),)
    )
    assert _asked("kitne rupaye ka maal pada hai").query == MetricQuery(("stock_value",))


def test_goods_given_on_credit_are_not_what_is_owed_at_the_end() -> None:
    assert _asked("goods given on credit in october").query == MetricQuery(("credit_given",), period=OCTOBER)


def test_a_scale_said_once_is_of_both_ends_of_a_range() -> None:
    for question in (
        "customers with sales between 5 and 20 thousand in october",
        "customers with sales between 5 to 20 thousand in october",
    ):
        query = _asked(question).query
        assert query is not None
        assert [(having.operator, tuple(map(int, having.values))) for having in query.having] == [
            ("between", (500_000, 2_000_000))  # paise
        ]


def test_a_month_said_with_its_word_is_that_month() -> None:
    for question in ("अक्टूबर के महीने में बिक्री", "october ke mahine me bikri"):
        assert _asked(question).query == MetricQuery(("net_sales",), period=OCTOBER)


def test_words_joined_by_a_stroke_hold_no_short_form() -> None:
    assert [token.text for token in tokenise("jodi/piece o/s")] == ["jodi", "piece", "outstanding"]


def test_who_asks_at_home_changes_nothing() -> None:
    assert _asked("papa pooch rahe october ki bikri").query == MetricQuery(("net_sales",), period=OCTOBER)


def test_a_month_until_now_is_what_has_been_of_it() -> None:
    so_far = Period(date(2026, 11, 1), date(2026, 11, 19))

    for question in ("नवंबर महीने में आज तक कितनी बिक्री", "november till today sales"):
        assert _asked(question).query == MetricQuery(("net_sales",), period=so_far)


@pytest.mark.parametrize(
    ("question", "start", "end"),
    [
        ("sales till 10 october", date(2026, 10, 1), date(2026, 10, 11)),
        ("sales upto 10 march", date(2026, 3, 1), date(2026, 3, 11)),
        ("10 march tak ki bikri", date(2026, 3, 1), date(2026, 3, 11)),
        ("sales till october", date(2026, 4, 1), date(2026, 11, 1)),
        ("sales in the first fortnight of october", date(2026, 10, 1), date(2026, 10, 16)),
        ("10 se 12 october ke beech ki bikri", date(2026, 10, 10), date(2026, 10, 13)),
        ("sales of 10 and 11 october together", date(2026, 10, 10), date(2026, 10, 12)),
        ("year to date sales (fy)", date(2026, 4, 1), date(2026, 11, 19)),
    ],
)
def test_a_time_whose_beginning_is_left_unsaid_begins_with_its_month_or_its_shops_year(
    question: str, start: date, end: date
) -> None:
    assert _asked(question).query == MetricQuery(("net_sales",), period=Period(start, end))


def test_what_was_sold_and_what_was_paid_are_two_figures() -> None:
    query = MetricQuery(("net_sales", "collections"), period=OCTOBER)

    assert _asked("october me becha kitna, paisa kitna mila").query == query


def test_the_stock_of_the_best_items_is_told_of_each() -> None:
    best = Among("product", ("net_sales",), period=OCTOBER, order=(Order("net_sales"),), limit=5)

    assert _asked("october ke top 5 item ka stock").query == MetricQuery(
        ("stock_on_hand",), by=("product",), among=(best,)
    )


def test_last_october_and_this_october_are_compared() -> None:
    query = MetricQuery(("net_sales",), period=OCTOBER, compare=Period(date(2025, 10, 1), date(2025, 11, 1)))

    assert _asked("last year october aur is october ki sale").query == query
