from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from munim.days import Calendar
from munim.periods import PeriodRule, period_by_rule

INDIA, SUNDAYS, BY_CALENDAR_YEAR = Calendar(), Calendar(week_start=7), Calendar(year_start_month=1)


@pytest.mark.parametrize(
    ("rule", "calendar", "day", "first", "last"),
    [
        ("yesterday", INDIA, "2026-03-01", "2026-02-28", "2026-02-28"),
        ("last-7-days", INDIA, "2026-11-20", "2026-11-13", "2026-11-19"),
        ("last-28-days", INDIA, "2026-03-01", "2026-02-01", "2026-02-28"),
        ("last-week", INDIA, "2026-11-23", "2026-11-16", "2026-11-22"),
        ("last-week", INDIA, "2026-11-25", "2026-11-16", "2026-11-22"),
        ("last-week", SUNDAYS, "2026-11-22", "2026-11-15", "2026-11-21"),
        ("last-month", INDIA, "2026-12-01", "2026-11-01", "2026-11-30"),
        ("last-month", INDIA, "2026-01-31", "2025-12-01", "2025-12-31"),
        ("month-to-date", INDIA, "2026-11-20", "2026-11-01", "2026-11-19"),
        ("month-to-date", INDIA, "2026-12-01", "2026-11-01", "2026-11-30"),
        ("last-quarter", INDIA, "2026-11-20", "2026-07-01", "2026-09-30"),
        ("last-quarter", INDIA, "2026-02-01", "2025-10-01", "2025-12-31"),
        ("financial-year-to-date", INDIA, "2026-11-20", "2026-04-01", "2026-11-19"),
        ("financial-year-to-date", INDIA, "2026-04-01", "2025-04-01", "2026-03-31"),
        ("financial-year-to-date", BY_CALENDAR_YEAR, "2026-11-20", "2026-01-01", "2026-11-19"),
    ],
)
def test_a_rule_means_days_that_are_over(rule: PeriodRule, calendar: Calendar, day: str, first: str, last: str) -> None:
    period = period_by_rule(rule, calendar, date.fromisoformat(day))

    assert (period.start.isoformat(), period.last.isoformat()) == (first, last)


@given(
    rule=st.sampled_from(get_args(PeriodRule)),
    calendar=st.builds(Calendar, week_start=st.integers(1, 7), year_start_month=st.integers(1, 12)),
    day=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_no_rule_reaches_into_the_day_it_is_asked_on(rule: PeriodRule, calendar: Calendar, day: date) -> None:
    period = period_by_rule(rule, calendar, day)

    assert 1 <= period.days <= 366
    assert period.end <= day <= period.end + timedelta(days=92)
