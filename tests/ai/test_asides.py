"""What stands apart in a question and speaks of other things than the books is left aside, and said to be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import Parsed, parse
from ai.telling import tell_corrections
from analytics.query import MetricQuery
from munim.days import Period

SHOP = read_shop(Path(__file__).parents[1] / "cases" / "questions", "khilona")
INDEX = SHOP.index()
TODAY = date(2026, 12, 22)
YESTERDAY = Period(date(2026, 12, 21), date(2026, 12, 22))
OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


def asked(question: str) -> Parsed:
    return parse(question, names=INDEX, calendar=SHOP.calendar, today=TODAY, currency=SHOP.currency)


@pytest.mark.parametrize(
    ("question", "aside", "period"),
    [
        ("boss on the phone, yesterday's sales", "boss on the phone", YESTERDAY),
        ("october sales - i need it for the call with the landlord", "i need it for the call with the landlord", OCTOBER),
        ("I am travelling! sales in october?", "I am travelling", OCTOBER),
        ("sales of october (i was in goa)", "i was in goa", OCTOBER),
        ("main bimar hoon, kal ki bikri", "main bimar hoon", YESTERDAY),
        ("बीमार हूँ, अक्टूबर की बिक्री", "बीमार हूँ", OCTOBER),
    ],
)  # fmt: skip
def test_a_clause_that_says_nothing_of_the_books_is_named_beside_the_answer(question: str, aside: str, period: Period) -> None:  # fmt: skip
    parsed = asked(question)
    assert parsed.query == MetricQuery(("net_sales",), period=period)
    assert parsed.question == question
    [correction] = parsed.corrections
    assert (correction.written, correction.read) == (aside, "")
    assert tell_corrections(parsed.corrections, "en") == f"I left “{aside}” aside. "
    assert tell_corrections(parsed.corrections, "hi") == f"“{aside}” को छोड़ दिया। "


@pytest.mark.parametrize(
    "question",
    [
        "wholesale loose ones, october sale",  # a description of goods
        "imported, october sale",
        "the ones my brother paints, october sale",
        "hand painted by us, october sale",
        "i mean not the painted, october sale",  # leaves out
        "my brother asks, october horoscope",  # the rest is not understood either
        "i need it today, painted stuff",
    ],
)
def test_what_restricts_or_is_asked_itself_is_never_left_aside(question: str) -> None:
    assert asked(question).status == "refused"


@pytest.mark.parametrize(
    "question",
    [
        "i need these painted, october sales",
        "october sales, i am calling them handmade",
        "mujhe lal wala chahiye, october ki bikri",
        "mujhe lakdi wale chahiye, october ki bikri",
        "october ki bikri, mujhe lakdi wali chahiye",
        "mujhe lakdi walon ki chahiye, october ki bikri",
        "मुझे लाल वाला चाहिए, अक्टूबर की बिक्री",
        "मुझे लकड़ी वाले चाहिए, अक्टूबर की बिक्री",
        "अक्टूबर की बिक्री, मुझे लकड़ी वाली चाहिए",
        "मुझे लकड़ी वालों की चाहिए, अक्टूबर की बिक्री",
    ],
)
def test_what_somebody_wants_is_no_aside_where_a_word_says_that_it_describes_things(question: str) -> None:
    """Each is a piece of speech of nothing but small words and unknown ones, and still says which goods are meant."""
    assert asked(question).status == "refused"


def test_a_number_is_not_taken_apart_by_its_comma() -> None:
    whole = asked("customers who bought above 5,000 in october")
    assert whole.query is not None
    assert asked("boss on the phone, customers who bought above 5,000 in october").query == whole.query


def test_an_answer_that_needs_nothing_left_out_names_nothing() -> None:
    assert asked("please tell me, october sales").corrections == ()
