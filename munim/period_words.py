"""Periods in words: ``yesterday``, ``last-week``, ``this-financial-year``, ``last-30-days``, ``2026-11``.

A schedule keeps the words and not the days, so that each of its letters is of the week before its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final

from munim.days import Calendar, Period, add_months, month_of
from munim.errors import Invalid
from munim.nearest import nearest

_A_DAY: Final = timedelta(days=1)
LONGEST_DAYS: Final = 3_660  # ten years: more than any list of days can show
_LAST_OF: Final = re.compile(r"last-(\d{1,4})-(days|weeks|months|quarters|years|financial-years)")
_DATED: Final = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _quarter_of(day: date, calendar: Calendar) -> Period:
    """The three months, counted from the start of the financial year, that hold ``day``."""
    first = add_months(day.replace(day=1), -((day.month - calendar.year_start_month) % 3))
    return Period(first, add_months(first, 3))


def _year_of(day: date) -> Period:
    return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))


_Rule = Callable[[date, Calendar], Period]
_RULES: Final[dict[str, _Rule]] = {
    "today": lambda day, _: Period(day, day + _A_DAY),
    "yesterday": lambda day, _: Period(day - _A_DAY, day),
    "this-week": lambda day, calendar: calendar.week_of(day),
    "last-week": lambda day, calendar: calendar.week_of(calendar.week_of(day).start - _A_DAY),
    "this-month": lambda day, _: month_of(day),
    "last-month": lambda day, _: month_of(month_of(day).start - _A_DAY),
    "this-quarter": lambda day, calendar: _quarter_of(day, calendar),
    "last-quarter": lambda day, calendar: _quarter_of(_quarter_of(day, calendar).start - _A_DAY, calendar),
    "this-year": lambda day, _: _year_of(day),
    "last-year": lambda day, _: _year_of(_year_of(day).start - _A_DAY),
    "this-financial-year": lambda day, calendar: calendar.financial_year_of(day),
    "last-financial-year": lambda day, calendar: calendar.financial_year_of(
        calendar.financial_year_of(day).start - _A_DAY
    ),
}
_OTHER_WORDS: Final = {"financial-year": "this-financial-year", "week": "this-week", "month": "this-month"}

PERIOD_WORDS: Final = (
    *_RULES, "last-7-days", "last-30-days", "last-90-days", "last-365-days", "last-12-weeks", "last-12-months", "last-5-years"
)  # fmt: skip


def period_in_words(words: str, *, calendar: Calendar, today: date, field: str = "period") -> Period:
    """The days that ``words`` mean on the shop's day ``today``: a word of ``PERIOD_WORDS``, ``last-<number>-days``
    (today included) or ``-weeks``, ``-months``, ``-quarters``, ``-years``, ``-financial-years`` (this one included), a day, a month (``2026-11``) or a calendar year.

    Raises ``Invalid`` with the nearest word. ``field``: whose words they are.
    """
    asked = "-".join(words.strip().lower().replace("_", " ").replace("-", " ").split())
    rule = _RULES.get(_OTHER_WORDS.get(asked, asked))
    try:
        if rule is not None:
            return rule(today, calendar)
        if found := _LAST_OF.fullmatch(asked):
            return _last_of(int(found[1]), found[2], today, calendar, field)
        if dated := _DATED.fullmatch(asked):
            return _dated(*dated.groups())
    except (ValueError, OverflowError):
        raise Invalid(f"{words!r} are no days of the calendar", field=field) from None
    near = nearest(asked, PERIOD_WORDS)
    hint = f"the nearest is {near}" if near else "write a word such as last-month, or a date like 2026-11-20"
    raise Invalid(f"{words!r} is no period; {hint}", field=field, nearest=near)


def last_days(days: int, today: date, *, field: str = "days") -> Period:
    """The last ``days`` days, today included. Raises ``Invalid`` unless 1 to 3,660."""
    if not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"days is 1 to {LONGEST_DAYS:,}, not {days}", field=field)
    return Period(today - (days - 1) * _A_DAY, today + _A_DAY)


def _last_of(count: int, units: str, today: date, calendar: Calendar, field: str) -> Period:
    """The last ``count`` weeks, months or years, the one under way included and whole."""
    if units == "days":
        return last_days(count, today, field=field)
    here = _RULES[f"this-{units.removesuffix('s')}"](today, calendar)
    if units == "weeks":
        period = Period(here.start - (count - 1) * 7 * _A_DAY, here.end)
    else:
        months = {"months": 1, "quarters": 3}.get(units, 12)
        period = Period(add_months(here.start, -(count - 1) * months), here.end)
    if count < 1 or period.days > LONGEST_DAYS:
        raise Invalid(f"a period is at most {LONGEST_DAYS:,} days", field=field)
    return period


def _dated(year: str, month: str | None, day: str | None) -> Period:
    if month is None:
        return _year_of(date(int(year), 1, 1))
    if day is None:
        return month_of(date(int(year), int(month), 1))
    there = date(int(year), int(month), int(day))
    return Period(there, there + _A_DAY)
