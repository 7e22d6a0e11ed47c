"""A time that is named and dated is its dates; times told by the day they end or begin beside."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from ai.parser import Name, NameIndex, parse
from munim.days import Calendar, Period

NAMES = NameIndex([
    Name("product", "rose", "Rose Bush"), Name("customer", "g", "Ganesh Utsav Mandal"), Name("category", "Toys", "Toys"), Name("payment_method", "bank", "bank"),
])  # fmt: skip
READ = partial(
    parse, names=NAMES, calendar=Calendar(), today=date(2026, 12, 9)
)  # a Wednesday; the year begins in April


def period_of(question: str) -> Period | None:
    read = READ(question)
    assert read.status == "read", (question, read.reason, [choice.reading for choice in read.choices])
    assert read.query is not None
    return read.query.period


@pytest.mark.parametrize(
    ("question", "first", "end"),
    [
        ("sales of Diwali week, 1-8 November 2026", date(2026, 11, 1), date(2026, 11, 9)),
        ("sales in Christmas week 2025, 20-26 December", date(2025, 12, 20), date(2025, 12, 27)),
        ("sales during Ganesh festival, 14 to 25 September 2026", date(2026, 9, 14), date(2026, 9, 26)),
        ("Mothering Sunday takings, 15 March 2026", date(2026, 3, 15), date(2026, 3, 16)),
        ("15 March 2026 (Mothering Sunday) takings", date(2026, 3, 15), date(2026, 3, 16)),
        ("Dhanteras sale this year (6 Nov)?", date(2026, 11, 6), date(2026, 11, 7)),
        ("sales on the bank holiday, Monday 25 May", date(2026, 5, 25), date(2026, 5, 26)),
        ("how much did we sell over Easter weekend, Good Friday 3 April to Easter Monday 6 April?", date(2026, 4, 3), date(2026, 4, 7)),
        ("between 18 and 24 December 2025, what were sales in the run-up to Christmas?", date(2025, 12, 18), date(2025, 12, 25)),
        ("father's day 21 june ko kitni sale hui", date(2026, 6, 21), date(2026, 6, 22)),
        ("नवरात्रि में, 11 से 20 अक्टूबर, कितनी बिक्री हुई", date(2026, 10, 11), date(2026, 10, 21)),
        ("diwali ke din 8 november ko kitni bikri hui", date(2026, 11, 8), date(2026, 11, 9)),
        ("Diwali last year (20 October) sales", date(2025, 10, 20), date(2025, 10, 21)),
        ("दीवाली 20 अक्टूबर 2025 की थी; उससे ठीक पहले के एक हफ्ते की बिक्री", date(2025, 10, 13), date(2025, 10, 20)),
        ("Diwali was on 20 October 2025; sales in the week before that", date(2025, 10, 13), date(2025, 10, 20)),
        ("sales in the 10 days before Diwali (8 November)", date(2026, 10, 29), date(2026, 11, 8)),
    ],
)  # fmt: skip
def test_the_dates_beside_a_name_are_the_time(question: str, first: date, end: date) -> None:
    assert period_of(question) == Period(first, end)


@pytest.mark.parametrize(
    "question",
    [
        "sales since Diwali compared with 1 to 8 October",  # another time
        "Ganesh Utsav Mandal sales, 14 to 25 September",  # a customer
        "sales of Rose Bush on Sunday 6 December",
    ],
)
def test_a_name_that_is_no_other_word_for_the_dates_stays(question: str) -> None:
    query = READ(question).query
    assert query is not None
    assert query.where or query.compare != "none"


@pytest.mark.parametrize(
    ("said", "first", "end"),
    [
        ("in the week before 15 November", date(2026, 11, 8), date(2026, 11, 15)),
        ("in the 10 days after 15 November", date(2026, 11, 16), date(2026, 11, 26)),
        ("15 नवंबर से पहले के 7 दिन में", date(2026, 11, 8), date(2026, 11, 15)),
        ("15 november ke baad ke 7 din me", date(2026, 11, 16), date(2026, 11, 23)),
        ("for the quarter to 30 June", date(2026, 4, 1), date(2026, 7, 1)),
        ("for the year to 31 March 2026", date(2025, 4, 1), date(2026, 4, 1)),
        ("for the six months to 30 September", date(2026, 4, 1), date(2026, 10, 1)),
        ("for the 9 months ended 31 December 2025", date(2025, 4, 1), date(2026, 1, 1)),
        ("30 सितंबर तक की तिमाही में", date(2026, 7, 1), date(2026, 10, 1)),
        ("30 september tak ke 6 mahine me", date(2026, 4, 1), date(2026, 10, 1)),
        ("for the week to 14 November", date(2026, 11, 8), date(2026, 11, 15)),
        ("last year, 20 October", date(2025, 10, 20), date(2025, 10, 21)),
    ],
)
def test_a_time_is_told_by_the_day_it_ends_or_begins_beside(said: str, first: date, end: date) -> None:
    assert period_of(f"net sales {said}") == Period(first, end)
