"""What a business taught: answers marked as right, its own words, choices made before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.parser import Name, NameIndex
from ai.reading import Reader, keys_of, open_point
from ai.verified import Slot, Verified, recall, slots_of
from analytics.query import Filter, MetricQuery, Order
from munim.days import Calendar, Period

TODAY = date(2026, 11, 18)
PEOPLE = ("Ramesh Traders", "Suresh Stores", "Anand Mills", "Anand Stores")
NAMES = NameIndex([*(Name("customer", name, name) for name in PEOPLE), Name("city", "Pune", "Pune")])
READ = Reader(NAMES, Calendar(), TODAY, "INR")
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))
OF_RAMESH = MetricQuery(("net_sales",), where=(Filter("customer", "in", ("Ramesh Traders",)),), period=OCTOBER)
HOW_IS = Verified(
    "how was ramesh traders last month",
    OF_RAMESH,
    (Slot("period", "last month"), Slot("where.customer", "ramesh traders")),
)
BEST = MetricQuery(("gross_profit",), by=("product",), period=OCTOBER, order=(Order("gross_profit"),), limit=5)
STARS = Verified("my 5 stars of last month", BEST, (Slot("period", "last month"), Slot("limit", "5")))


def test_the_words_of_a_verified_question_that_others_may_stand_for_are_found() -> None:
    assert slots_of(HOW_IS.question, OF_RAMESH, read=READ, names=NAMES) == HOW_IS.slots
    assert slots_of(STARS.question, BEST, read=READ, names=NAMES) == STARS.slots
    assert slots_of("how are we", MetricQuery(("net_sales",), period=OCTOBER), read=READ, names=NAMES) == ()


@pytest.mark.parametrize(
    ("question", "customer", "period"),
    [
        ("How was Ramesh Traders last month?", "Ramesh Traders", OCTOBER),
        ("how was suresh stores last month", "Suresh Stores", OCTOBER),
        ("how was suresh this month", "Suresh Stores", Period(date(2026, 11, 1), date(2026, 12, 1))),
        ("how was ramesh traders yesterday", "Ramesh Traders", Period(date(2026, 11, 17), date(2026, 11, 18))),
    ],
)
def test_a_question_that_differs_in_a_name_or_time_is_answered_by_the_verified_one(
    question: str, customer: str, period: Period
) -> None:
    found = recall(question, [HOW_IS], read=READ)

    assert found is not None
    assert found.asked.query == replace_query(OF_RAMESH, customer, period)


def replace_query(query: MetricQuery, customer: str, period: Period) -> MetricQuery:
    return MetricQuery(query.metrics, where=(Filter("customer", "in", (customer,)),), period=period)


def test_another_number_in_its_place_is_another_limit() -> None:
    found = recall("my 12 stars of last month", [STARS], read=READ)

    assert found is not None
    assert (found.asked.query.limit, found.exact) == (12, False)


@pytest.mark.parametrize(
    "question",
    [
        "how was the weather last month",
        "how was anand last month",  # two things have that name
        "how was pune last month",  # a city is no customer
        "how was ramesh traders",
        "how was ramesh traders last month by day",
        "my 0 stars of last month",
        "my five stars of the weather",
        "",
    ],
)
def test_what_fits_no_slot_is_not_taken_for_a_verified_question(question: str) -> None:
    assert recall(question, [HOW_IS, STARS], read=READ) is None


def test_a_time_is_the_one_meant_on_the_day_of_asking() -> None:
    later = replace(READ, today=date(2027, 3, 5))

    found = recall("how was ramesh traders last month", [HOW_IS], read=later)

    assert found is not None
    assert found.exact
    assert found.asked.query.period == Period(date(2027, 2, 1), date(2027, 3, 1))


@given(st.text(max_size=80))
def test_no_text_breaks_the_memory(text: str) -> None:
    recall(text, [HOW_IS, STARS], read=READ)


def test_a_word_of_the_shop_stands_for_what_it_was_told_and_says_so() -> None:
    taught = replace(READ, synonyms={"golak": "net sales", "bada grahak": "Ramesh Traders"})

    parsed = taught("golak of bada grahak last month")

    assert parsed.query == OF_RAMESH
    assert [tuple(one) for one in parsed.corrections] == [("golak", "net sales"), ("bada grahak", "Ramesh Traders")]
    assert parsed.question == "golak of bada grahak last month"


def test_a_word_of_the_shop_is_found_whole_and_once() -> None:
    taught = replace(READ, synonyms={"sale": "net sales", "sale return": "returns"})

    assert READ("net sales today").query == taught("net sales today").query
    assert taught("sale return today").query == READ("returns today").query


def test_what_was_chosen_settles_the_same_open_point_in_another_question() -> None:
    asked = READ("sales to anand last month")
    mills = next(n for n, choice in enumerate(asked.choices) if "Mills" in choice.reading)
    taught = replace(READ, preferences={open_point(asked.choices): keys_of(asked.choices)[mills]})

    again = taught("sales to anand yesterday by city")

    assert asked.status == "ask"
    assert (again.status, again.query and again.query.where) == ("read", (Filter("customer", "in", ("Anand Mills",)),))
    assert [choice.reading for choice in again.choices]


def test_a_choice_that_is_not_on_offer_settles_nothing() -> None:
    asked = READ("sales to anand last month")
    taught = replace(READ, preferences={open_point(asked.choices): "another"})

    assert taught("sales to anand last month").status == "ask"


def test_keys_tell_choices_apart_and_do_not_depend_on_their_order() -> None:
    choices = READ("sales to anand last month").choices

    assert len(set(keys_of(choices))) == len(choices)
    assert open_point(choices) == open_point(tuple(reversed(choices)))
    assert open_point(choices[:1]) == ""
