"""Spans of days that words name: the second week of a month, the last Friday, as many days as this one has had."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import Final

import msgspec

from ai.parser.clock import MONTHS_IN, Clock, Unit, When
from ai.parser.lattice import Chosen
from ai.parser.ranges import since
from ai.parser.said import Selection
from munim.days import Period, add_months

_MOST_OF_A_TIME: Final = 366  # days of a year
_MOST_WEEKS: Final = 60


def range_in_year(clock: Clock, months: When, year: When) -> When | None:
    """A range of months said without a year, in the year said beside it: one that begins in that year, or as the shop counts it."""
    if not months.yearless or year.unit not in ("year", "financial_year") or year.over:
        return None
    whole = year.period
    if (
        year.unit == "year"
        and months.period.start.month == clock.calendar.year_start_month
        and months.period.days > 300
    ):
        whole = clock.financial_year(year.period.start.year).period  # April to March of last year
    back = next((back for back in range(-1, 30) if add_months(months.period.start, -12 * back) in whole), None)
    if back is None:
        return None
    moved = Period(add_months(months.period.start, -12 * back), add_months(months.period.end, -12 * back))
    return When(moved, named=True)


def falls_on(when: When, weekday: int) -> bool:
    """Whether a date is of that weekday, so that its name says the same again."""
    return when.unit == "day" and when.period.start.isoweekday() == weekday


def month_so_far(clock: Clock, month: int) -> When | None:
    """ "November till date": from the start of the month up to today."""
    return clock.to_date("month") if month == clock.today.month else since(clock, clock.month(month))


def financial(clock: Clock, unit: Unit, offset: int) -> When | None:
    """ "This year" read as the financial year, for shops where the two differ."""
    if unit != "year" or clock.calendar.year_start_month == 1:
        return None
    return clock.neighbour("financial_year", offset)


def whole_other(clock: Clock, count: int, unit: Unit) -> When | None:
    return clock.whole(count, unit) if unit != "day" else None


def last_month_named(clock: Clock, month: int) -> When:
    """ "Last October": the latest that is over."""
    latest = clock.month(month)
    return msgspec.structs.replace(
        latest if latest.period.end <= clock.today else clock.month(month, back=1), last=True
    )


def nth(clock: Clock, number: int, unit: Unit, when: When) -> When | None:
    """The first week of a month is its days 1 to 7; the last one its last seven days."""
    period = when.period
    count = 7 if unit == "week" else 1
    if unit in ("day", "week") and when.unit in ("month", "quarter", "half", "year", "financial_year"):
        first = (
            period.start + timedelta(days=(number - 1) * count) if number > 0 else period.end - timedelta(days=count)
        )
        found = Period(first, min(first + timedelta(days=count), period.end))
    elif unit == "half" and when.unit == "month":
        middle = period.start + timedelta(days=15)
        found = Period(period.start, middle) if number == 1 else Period(middle, period.end)
        if number not in (1, 2, -1):
            return None
    elif unit in ("month", "quarter", "half") and when.unit in ("quarter", "half", "year", "financial_year"):
        months = MONTHS_IN[unit]
        first = add_months(period.start, (number - 1) * months) if number > 0 else add_months(period.end, -months)
        found = Period(first, add_months(first, months))
    else:
        return None
    return When(found, "day" if unit == "day" else "") if found.start in period and found.last in period else None


def nth_weekday(at: int | str | None, weekday: int, when: When) -> When | None:
    """The first, second, third or last Friday of a month; ``at`` is None or "last" for the last."""
    if when.unit != "month" or at == "first":
        return None
    days = [
        when.period.start + timedelta(days=count)
        for count in range(when.period.days)
        if (when.period.start + timedelta(days=count)).isoweekday() == weekday
    ]
    place = at - 1 if isinstance(at, int) and at > 0 else -1
    if place >= len(days):
        return None
    return When(Period(days[place], days[place] + timedelta(days=1)), "day")


def placed(clock: Clock, number: int, unit: Unit, when: When) -> When | None:
    """The same said after the time it is in; the quarter of a year is that of the shop's year, which ``part_of`` reads."""
    return None if unit in ("quarter", "half") and "year" in when.unit else nth(clock, number, unit, when)


def first_of(clock: Clock, count: int, unit: Unit, when: When) -> When | None:
    found = Period(when.period.start, clock.move(when.period.start, unit, count))
    return When(found) if found.last in when.period else None


def row(clock: Clock, months: tuple[int, ...]) -> tuple[When, ...] | None:
    """Months named one after the other."""
    if any((later - earlier) % 12 != 1 for earlier, later in pairwise(months)):
        return None
    whens = tuple(clock.month(month) for month in months)
    return whens if all(first.period.end == second.period.start for first, second in pairwise(whens)) else None


def days_of(when: When, first: int, last: int) -> When | None:
    """Days of the month that a time is of, said after it."""
    month = when.period.start.replace(day=1)
    end = add_months(month, 1)
    if not 1 <= first <= last <= (end - timedelta(days=1)).day or when.period.end > end:
        return None
    return When(Period(month.replace(day=first), month.replace(day=last) + timedelta(days=1)))


def last_of(clock: Clock, count: int, unit: Unit, when: When) -> When | None:
    found = Period(clock.move(when.period.end, unit, -count), when.period.end)
    return When(found) if found.start in when.period else None


def unit_of(clock: Clock, unit: Unit, when: When) -> When | None:
    """ "The month of October" is October; "the week of 3 November" is the shop's week that holds it."""
    if when.unit == unit:
        return when
    if unit in ("week", "month") and when.unit == "day":
        return When(clock.unit_of(unit, when.period.start), unit)
    return None


def nth_of_so_many(clock: Clock, number: int, count: int, unit: Unit, when: When) -> When | None:
    """The second six months of the year, the third ten days of October; None where the time has no such part."""
    if number < 1 or not 1 < count < _MOST_OF_A_TIME or not when.unit:
        return None
    found = Period(
        clock.move(when.period.start, unit, (number - 1) * count), clock.move(when.period.start, unit, number * count)
    )
    return When(found) if found.end <= when.period.end else None


def part_of(clock: Clock, part: tuple[Unit, int], when: When) -> When | None:
    """ "Q1 of last financial year", "first half of this year"."""
    if when.unit == "financial_year":
        return clock.part_of_year(part, when.period.start.year)
    unit, number = part
    if (
        when.unit == "year"
        and unit in ("quarter", "half")
        and when.period.start.year in (clock.today.year, clock.today.year - 1)
    ):
        # "Q2 this year" is that of the shop's year, as "Q2" alone is
        this = clock.calendar.financial_year_of(clock.today).start.year
        return clock.part_of_year(part, this - (clock.today.year - when.period.start.year))
    return nth(clock, number, unit, when) if when.unit == "year" else None


def same_point(clock: Clock, when: When) -> When | None:
    """ "Last month till the same date": as many days of it as this one has had."""
    if when.unit not in ("week", "month", "quarter", "half", "year", "financial_year"):
        return None
    this = clock.unit_of(when.unit, clock.today)
    end = when.period.start + timedelta(days=(clock.today - this.start).days + 1)
    if when.unit != "week" and when.unit != "month":
        months = (this.start.year - when.period.start.year) * 12 + this.start.month - when.period.start.month
        end = add_months(clock.today, -months) + timedelta(days=1)
    return When(Period(when.period.start, min(end, when.period.end))) if when.period.end <= clock.today else None


def to_date_before(clock: Clock, unit: Unit, years: int) -> When | None:
    """ "YTD last year": the same dates a year or years earlier."""
    if not 0 <= years <= 20:
        return None
    period = clock.to_date(unit).period
    if unit == "month" and years == 1:
        return same_point(clock, clock.neighbour("month", -1))
    return When(Period(add_months(period.start, -12 * years), add_months(period.last, -12 * years) + timedelta(days=1)))


def days_up_to(count: int, when: When) -> When | None:
    """The fortnight ending 15 November."""
    if when.unit != "day" or not count:
        return None
    return When(Period(when.period.end - timedelta(days=count), when.period.end))


def weekdays_back(clock: Clock, count: int, chosen: Chosen) -> tuple[Selection, When] | None:
    """The last three Saturdays: such days, from the third last of them up to the last."""
    if chosen.dimension != "weekday" or len(chosen.names) != 1 or not 1 < count <= _MOST_WEEKS:
        return None
    last = clock.weekday(int(chosen.names[0].value)).period
    return Selection(chosen), When(Period(last.start - timedelta(days=7 * (count - 1)), last.end))


def commencing(clock: Clock, unit: Unit, when: When) -> When | None:
    """The week commencing 2 November."""
    if when.unit != "day" or unit == "day":
        return None
    found = Period(when.period.start, clock.move(when.period.start, unit, 1))
    return When(found, unit if clock.unit_of(unit, found.start) == found else "")


def ended(clock: Clock, unit: Unit, when: When) -> When | None:
    """The quarter ended September."""
    if when.unit not in ("day", "month"):
        return None
    found = Period(clock.move(when.period.end, unit, -1), when.period.end)
    whole = clock.unit_of(unit, found.start)
    return When(found, unit if whole == found else "")
