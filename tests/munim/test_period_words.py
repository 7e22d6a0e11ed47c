"""Periods in words, on Friday 20 November 2026 of a shop whose week starts on Monday and whose year in April."""

from __future__ import annotations

from datetime import date

import pytest

from munim.days import Calendar, Period
from munim.errors import Invalid
from munim.period_words import PERIOD_WORDS, period_in_words

TODAY = date(2026, 11, 20)


INDIAN = Calendar()


def days(words: str, today: date = TODAY, calendar: Calendar = INDIAN) -> tuple[str, str]:
    period = period_in_words(words, calendar=calendar, today=today)
    return period.start.isoformat(), period.last.isoformat()


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("today", "2026-11-20", "2026-11-20"),
        ("yesterday", "2026-11-19", "2026-11-19"),
        ("this-week", "2026-11-16", "2026-11-22"),
        ("last-week", "2026-11-09", "2026-11-15"),
        ("this-month", "2026-11-01", "2026-11-30"),
        ("last-month", "2026-10-01", "2026-10-31"),
        ("this-quarter", "2026-10-01", "2026-12-31"),
        ("last-quarter", "2026-07-01", "2026-09-30"),
        ("this-year", "2026-01-01", "2026-12-31"),
        ("last-year", "2025-01-01", "2025-12-31"),
        ("this-financial-year", "2026-04-01", "2027-03-31"),
        ("financial-year", "2026-04-01", "2027-03-31"),
        ("last-financial-year", "2025-04-01", "2026-03-31"),
        ("last-7-days", "2026-11-14", "2026-11-20"),
        ("last-2-weeks", "2026-11-09", "2026-11-22"),
        ("last-12-months", "2025-12-01", "2026-11-30"),
        ("last-2-quarters", "2026-07-01", "2026-12-31"),
        ("last-5-years", "2022-01-01", "2026-12-31"),
        ("last-2-financial-years", "2025-04-01", "2027-03-31"),
        ("Last  Week", "2026-11-09", "2026-11-15"),
        ("last_month", "2026-10-01", "2026-10-31"),
        ("2026-11-03", "2026-11-03", "2026-11-03"),
        ("2026-02", "2026-02-01", "2026-02-28"),
        ("2025", "2025-01-01", "2025-12-31"),
    ],
)
def test_words_mean_days(words: str, first: str, last: str) -> None:
    assert days(words) == (first, last)


def test_weeks_and_quarters_are_the_shops_own() -> None:
    sundays = Calendar(week_start=7, year_start_month=2)

    assert days("this-week", calendar=sundays) == ("2026-11-15", "2026-11-21")
    assert days("this-quarter", calendar=sundays) == ("2026-11-01", "2027-01-31")
    assert days("last-quarter", calendar=sundays) == ("2026-08-01", "2026-10-31")


@pytest.mark.parametrize("words", PERIOD_WORDS)
def test_every_word_of_the_list_is_a_period_that_holds_or_precedes_today(words: str) -> None:
    period = period_in_words(words, calendar=Calendar(), today=TODAY)

    assert isinstance(period, Period)
    assert period.days >= 1
    assert TODAY in period or period.end <= TODAY


@pytest.mark.parametrize(
    ("words", "nearest"),
    [("last-weak", "last-week"), ("this-finacial-year", "this-financial-year"), ("blue", None)],
)
def test_other_words_are_refused_with_the_nearest(words: str, nearest: str | None) -> None:
    with pytest.raises(Invalid) as refused:
        days(words)

    assert (refused.value.field, refused.value.facts["nearest"]) == ("period", nearest)


@pytest.mark.parametrize(
    "words",
    ["2026-13", "2026-02-30", "0000", "9999", "last-0-days", "last-9999-days", "last-0-weeks", "last-11-years", ""],
)
def test_days_that_no_calendar_has_are_refused(words: str) -> None:
    with pytest.raises(Invalid):
        days(words)
