"""Periods by rule: "last week" as a shop's calendar has it on a given day. All of them are of days that are over."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final, Literal, get_args

from munim.days import Calendar, Period, add_months, month_of

PeriodRule = Literal[
    "yesterday",
    "last-7-days",
    "last-28-days",
    "last-week",
    "last-month",
    "month-to-date",
    "last-quarter",
    "financial-year-to-date",
]
PERIOD_RULES: Final[tuple[str, ...]] = get_args(PeriodRule)


def period_by_rule(rule: PeriodRule, calendar: Calendar, day: date) -> Period:
    """The period that ``rule`` means on ``day``, the shop's own.

    ``last-week``, ``last-month`` and ``last-quarter`` (counted from the start of the financial year) are the whole ones before this.
    What runs "to date" ends with yesterday: on the first day of a month that is the whole month before.
    """
    return _RULES[rule](calendar, day)


def _days_before(count: int) -> Callable[[Calendar, date], Period]:
    return lambda _, day: Period(day - timedelta(days=count), day)


def _last_week(calendar: Calendar, day: date) -> Period:
    return calendar.week_of(calendar.week_of(day).start - timedelta(days=1))


def _last_month(_: Calendar, day: date) -> Period:
    return month_of(month_of(day).start - timedelta(days=1))


def _month_to_date(_: Calendar, day: date) -> Period:
    return Period(month_of(day - timedelta(days=1)).start, day)


def _last_quarter(calendar: Calendar, day: date) -> Period:
    this = add_months(day.replace(day=1), -((day.month - calendar.year_start_month) % 3))
    return Period(add_months(this, -3), this)


def _financial_year_to_date(calendar: Calendar, day: date) -> Period:
    return Period(calendar.financial_year_of(day - timedelta(days=1)).start, day)


_RULES: Final[Mapping[str, Callable[[Calendar, date], Period]]] = {
    "yesterday": _days_before(1),
    "last-7-days": _days_before(7),
    "last-28-days": _days_before(28),
    "last-week": _last_week,
    "last-month": _last_month,
    "month-to-date": _month_to_date,
    "last-quarter": _last_quarter,
    "financial-year-to-date": _financial_year_to_date,
}
