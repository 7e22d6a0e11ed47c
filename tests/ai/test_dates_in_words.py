"""Dates in words, on days where they are easily got wrong."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ai.parser import NameIndex, Parsed, parse
from munim.days import Calendar, Period

NO_NAMES = NameIndex([])


def read(words: str, today: date, calendar: Calendar = Calendar()) -> Parsed:  # noqa: B008  # a Calendar is frozen
    return parse(f"sales {words}", names=NO_NAMES, calendar=calendar, today=today)


def period(words: str, today: date, calendar: Calendar = Calendar()) -> tuple[date, date]:  # noqa: B008
    """The first and the last day that ``words`` mean."""
    parsed = read(words, today, calendar)
    assert parsed.query is not None, parsed
    assert parsed.query.period is not None, parsed
    return parsed.query.period.start, parsed.query.period.last


@pytest.mark.parametrize(
    ("words", "today", "first", "last"),
    [
        ("last month", date(2026, 1, 31), date(2025, 12, 1), date(2025, 12, 31)),
        ("last month", date(2026, 3, 1), date(2026, 2, 1), date(2026, 2, 28)),
        ("last week", date(2026, 1, 1), date(2025, 12, 22), date(2025, 12, 28)),
        ("this week", date(2026, 11, 15), date(2026, 11, 9), date(2026, 11, 15)),
        ("yesterday", date(2028, 3, 1), date(2028, 2, 29), date(2028, 2, 29)),
        ("this financial year", date(2026, 3, 31), date(2025, 4, 1), date(2026, 3, 31)),
        ("this financial year", date(2026, 4, 1), date(2026, 4, 1), date(2027, 3, 31)),
        ("last fy", date(2026, 3, 31), date(2024, 4, 1), date(2025, 3, 31)),
        ("in Q4", date(2026, 4, 1), date(2026, 1, 1), date(2026, 3, 31)),
        ("in Q4", date(2026, 2, 1), date(2026, 1, 1), date(2026, 3, 31)),
        ("Q4 FY 2024-25", date(2026, 2, 1), date(2025, 1, 1), date(2025, 3, 31)),
        ("H2 2024-25", date(2026, 2, 1), date(2024, 10, 1), date(2025, 3, 31)),
        ("in march", date(2026, 2, 28), date(2025, 3, 1), date(2025, 3, 31)),
        ("on 29 february", date(2026, 5, 1), date(2024, 2, 29), date(2024, 2, 29)),
        ("on the 31st", date(2026, 5, 1), date(2026, 3, 31), date(2026, 3, 31)),
        ("last 3 months", date(2026, 5, 31), date(2026, 3, 1), date(2026, 5, 31)),
        ("last 30 days", date(2026, 3, 1), date(2026, 1, 31), date(2026, 3, 1)),
        ("last 1 day", date(2026, 3, 1), date(2026, 3, 1), date(2026, 3, 1)),
        ("last monday", date(2026, 11, 16), date(2026, 11, 9), date(2026, 11, 9)),
        ("on monday", date(2026, 11, 16), date(2026, 11, 16), date(2026, 11, 16)),
        ("from december to february", date(2026, 5, 1), date(2025, 12, 1), date(2026, 2, 28)),
        ("last week of october", date(2026, 11, 18), date(2026, 10, 25), date(2026, 10, 31)),
        ("on the last day of february", date(2026, 11, 18), date(2026, 2, 28), date(2026, 2, 28)),
        ("5/11/25 to 9/11/25", date(2026, 11, 18), date(2025, 11, 5), date(2025, 11, 9)),
        ("२०२५-११-०५", date(2026, 11, 18), date(2025, 11, 5), date(2025, 11, 5)),
        ("in the last ३० days", date(2026, 3, 1), date(2026, 1, 31), date(2026, 3, 1)),
        ("F.Y. 2024-25", date(2026, 11, 18), date(2024, 4, 1), date(2025, 3, 31)),
        ("FY'25", date(2026, 11, 18), date(2024, 4, 1), date(2025, 3, 31)),
        ("week of 3 november", date(2026, 11, 18), date(2026, 11, 2), date(2026, 11, 8)),
    ],
)
def test_words_mean_these_days(words: str, today: date, first: date, last: date) -> None:
    assert period(words, today) == (first, last)


def test_the_shops_own_week_and_year_count() -> None:
    sunday_shop = Calendar(week_start=7, year_start_month=7)

    assert period("last week", date(2026, 11, 18), sunday_shop) == (date(2026, 11, 8), date(2026, 11, 14))
    assert period("this financial year", date(2026, 11, 18), sunday_shop) == (date(2026, 7, 1), date(2027, 6, 30))
    assert period("in Q1", date(2026, 11, 18), sunday_shop) == (date(2026, 7, 1), date(2026, 9, 30))


@pytest.mark.parametrize(
    "words", ["on 31 november", "on 45/13/2026", "last 0 days", "last 99999 days", "on 30 february 2026", "tomorrow"]
)
def test_days_that_are_none_or_not_yet_are_refused(words: str) -> None:
    assert read(words, date(2026, 11, 18)).status == "refused"


def test_the_year_is_the_calendars_and_the_financial_year_is_offered_beside_it() -> None:
    parsed = read("last year", date(2026, 11, 18))

    assert parsed.query is not None
    assert parsed.query.period == Period(date(2025, 1, 1), date(2026, 1, 1))
    assert [choice.query.period for choice in parsed.choices] == [Period(date(2025, 4, 1), date(2026, 4, 1))]


@given(today=st.dates(date(2000, 1, 1), date(2090, 1, 1)), week_start=st.integers(1, 7), year_start=st.integers(1, 12))
@settings(max_examples=60, deadline=None)
def test_on_any_day_of_any_calendar_words_keep_their_promises(today: date, week_start: int, year_start: int) -> None:
    calendar = Calendar(week_start=week_start, year_start_month=year_start)

    assert period("yesterday", today, calendar) == (today - timedelta(days=1),) * 2
    first, last = period("last week", today, calendar)
    assert (last - first).days == 6
    assert first.isoweekday() == week_start
    assert last < today <= last + timedelta(days=7)
    for unit in ("month", "quarter", "year", "financial year"):
        this_first, this_last = period(f"this {unit}", today, calendar)
        last_first, last_last = period(f"last {unit}", today, calendar)
        assert this_first <= today <= this_last
        assert last_first < last_last == this_first - timedelta(days=1)
    assert period("last 30 days", today, calendar) == (today - timedelta(days=29), today)
