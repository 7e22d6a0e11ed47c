"""What a period may be held against, and periods up to a day beside the same point of the one before.

The days of a comparison are as many as those of the period, but for whole months and years, which stay whole.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, Literal

from munim.days import Calendar, Period, add_months
from munim.errors import Invalid

COMPARISONS: Final = {
    "previous": "The period of as many days before; of whole months, as many months.",
    "last_year": "The same days 364 days earlier, so that weekdays meet.",
    "same_dates": "The same dates a year earlier, whatever their weekdays.",
    "festival": "The days that lay as far from the same festival when it was last held: this Diwali beside the last.",
}
YEAR: Final = timedelta(days=364)  # whole weeks, so that Saturdays meet Saturdays
NEAR: Final = timedelta(days=21)  # how far from a festival its trade reaches

ToDate = Literal["week", "month", "quarter", "year", "financial_year"]


def period_before(period: Period, compare: str, *, country: str) -> Period:
    """The period that ``period`` is held against. Raises ``Invalid`` where no festival of the country is near."""
    match compare:
        case "previous":
            return period.before()
        case "last_year":
            return Period(period.start - YEAR, period.end - YEAR)
        case "same_dates":
            return Period(add_months(period.start, -12), add_months(period.end, -12))
        case "festival":
            return _at_the_last_festival(period, country)
    raise Invalid(f"there is no comparison {compare!r}; it is one of {', '.join(COMPARISONS)}", field="compare")


def to_date(unit: ToDate, today: date, calendar: Calendar) -> tuple[Period, Period]:
    """The week, month, quarter or year of ``today`` up to and with it, and the one before up to the same point.

    A month before that is shorter ends where it ends: 31 March is held against all of February.
    """
    start = _start_of(unit, today, calendar)
    so_far = Period(start, today + timedelta(days=1))
    if unit == "week":
        return so_far, Period(start - timedelta(days=7), so_far.end - timedelta(days=7))
    months = {"month": 1, "quarter": 3}.get(unit, 12)
    before = add_months(start, -months)
    if unit == "month":
        return so_far, Period(before, min(before + timedelta(days=so_far.days), start))
    # the same date of the month of the unit before, the day after it left out
    return so_far, Period(before, min(add_months(today, -months) + timedelta(days=1), start))


def _start_of(unit: ToDate, today: date, calendar: Calendar) -> date:
    year = calendar.financial_year_of(today).start
    match unit:
        case "week":
            return calendar.week_of(today).start
        case "month":
            return today.replace(day=1)
        case "quarter":
            months = (today.year - year.year) * 12 + today.month - year.month
            return add_months(year, months - months % 3)
        case "year":
            return today.replace(month=1, day=1)
        case "financial_year":
            return year


def _at_the_last_festival(period: Period, country: str) -> Period:
    """The period moved by as many days as lie between the festival it is about and the one before.

    That is the first in the list of the country's festivals that lies in the period, else the nearest within three weeks.
    """
    from analytics.forecasts.festivals import EVERYWHERE, MAJOR, festival_days  # half a second that few queries need

    years = range(period.start.year - 2, period.end.year + 2)
    held = {name: festival_days(country, name, years) for name in MAJOR.get(country, EVERYWHERE)}
    best = min(
        (
            (_distance(day, period), rank, day, days)
            for rank, days in enumerate(held.values())
            for day in days
            if _distance(day, period) <= NEAR
        ),
        default=None,
    )
    if best is None:
        raise Invalid("no festival lies within three weeks of the period", field="compare")
    _, _, day, days = best
    # a feast of the lunar year may be held twice in one of ours: the last one before is some 354 days back
    last = max(other for other in days if other < day)
    return Period(period.start - (day - last), period.end - (day - last))


def _distance(day: date, period: Period) -> timedelta:
    """How far the day lies outside the period; nothing inside it."""
    if day in period:
        return timedelta(0)
    return period.start - day if day < period.start else day - period.last
