"""The day on which a question is asked, the shop's calendar, and the times that are told relative to them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, Literal

import msgspec

from munim.days import Calendar, Period, add_months, month_of

Unit = Literal["day", "week", "month", "quarter", "half", "year", "financial_year"]
MONTHS_IN: Final[dict[str, int]] = {"month": 1, "quarter": 3, "half": 6, "year": 12, "financial_year": 12}
_EARLIEST_YEAR: Final = 1990
_LATEST_YEAR: Final = 2100


class When(msgspec.Struct, frozen=True):
    """A time in words: its ``period`` and what it is made of.

    ``unit`` is the calendar unit the period is one of, "" for a mere range. ``rolling`` is (n, unit) for "last n units"
    up to today. ``at_end``: "as of", the state at the period's end rather than what happened in it. ``last``: said as "last October".
    ``yearless``: a month said without its year. ``feast`` and ``feast_day``: the festival it is told by. ``since``: up to now, said as "since".
    ``over``: said as "over last year", which beside another time compares.
    """

    period: Period
    unit: str = ""
    rolling: tuple[int, str] | None = None
    at_end: bool = False
    last: bool = False
    yearless: bool = False
    feast: str = ""
    feast_day: date = date.min
    since: bool = False
    named: bool = False  # a month said with its year
    over: bool = False  # said with "over" or "on"
    weekday: bool = False  # a day told by its weekday alone


class Clock(msgspec.Struct, frozen=True):
    """The day on which a question is asked, and the shop's calendar: what relative dates are relative to."""

    today: date
    calendar: Calendar
    country: str = "IN"  # whose festivals a comparison of the catalogue knows

    def unit_of(self, unit: str, day: date) -> Period:
        """The whole unit of the calendar that holds ``day``."""
        if unit == "day":
            return Period(day, day + timedelta(days=1))
        if unit == "week":
            return self.calendar.week_of(day)
        if unit == "month":
            return month_of(day)
        if unit == "year":
            return Period(date(day.year, 1, 1), date(day.year + 1, 1, 1))
        year = self.calendar.financial_year_of(day)
        if unit == "financial_year":
            return year
        months = MONTHS_IN[unit]
        elapsed = (day.year - year.start.year) * 12 + day.month - year.start.month
        start = add_months(year.start, elapsed - elapsed % months)
        return Period(start, add_months(start, months))

    def move(self, day: date, unit: str, count: int) -> date:
        """``day`` moved by ``count`` units."""
        if unit in ("day", "week"):
            return day + timedelta(days=count * (7 if unit == "week" else 1))
        return add_months(day, count * MONTHS_IN[unit])

    def neighbour(self, unit: str, offset: int) -> When:
        """The whole unit ``offset`` units from today's: 0 this one, -1 the last."""
        start = self.unit_of(unit, self.today).start
        return When(self.unit_of(unit, self.move(start, unit, offset)), unit)

    def rolling(self, count: int, unit: Unit) -> When | None:
        """``count`` units up to today, today included."""
        if not 1 <= count <= 3660:
            return None
        tomorrow = self.today + timedelta(days=1)
        return When(Period(self.move(tomorrow, unit, -count), tomorrow), rolling=(count, unit))

    def whole(self, count: int, unit: Unit) -> When | None:
        """The ``count`` whole units before this one."""
        if not 1 <= count <= 3660:
            return None
        end = self.unit_of(unit, self.today).start
        return When(Period(self.move(end, unit, -count), end), unit if count == 1 else "")

    def to_date(self, unit: Unit) -> When:
        """From the start of this unit to today, today included."""
        return When(Period(self.unit_of(unit, self.today).start, self.today + timedelta(days=1)))

    def month(self, number: int, year: int | None = None, *, back: int = 0) -> When:
        """The month ``number`` of ``year``; without one, the latest that has begun, ``back`` years before that."""
        if year is not None:
            return When(month_of(date(year, number, 1)), "month", named=True)
        latest = self.today.year - (number > self.today.month) - back
        return When(month_of(date(latest, number, 1)), "month", yearless=True)

    def day(self, day: int, month: int | None = None, year: int | None = None) -> When | None:
        """A day of a month; without month or year, the latest that is not after today. None: there is no such day."""
        if month is not None and year is not None:
            candidates = [(year, month)]
        elif month is not None:
            candidates = [(self.today.year - back, month) for back in range(9)]  # 29 February may be 8 years away
        else:
            candidates = [
                ((first := add_months(self.today.replace(day=1), -back)).year, first.month) for back in range(3)
            ]
        for its_year, its_month in candidates:
            found = date_of(its_year, its_month, day)
            if found and (year is not None or found <= self.today):
                return When(self.unit_of("day", found), "day")
        return None

    def weekday(self, number: int, *, before_today: bool = False) -> When:
        """The latest ISO weekday ``number``, today included unless ``before_today``."""
        back = (self.today.isoweekday() - number) % 7 or (7 if before_today else 0)
        return When(self.unit_of("day", self.today - timedelta(days=back)), "day", weekday=True)

    def weekend(self, offset: int) -> When:
        """Saturday and Sunday of this week (0) or of the one before (-1)."""
        monday = self.today - timedelta(days=self.today.isoweekday() - 1)
        saturday = monday + timedelta(days=5 + 7 * offset)
        return When(Period(saturday, saturday + timedelta(days=2)))

    def financial_year(self, starting: int) -> When:
        """The financial year that starts in the year ``starting``."""
        return When(
            self.calendar.financial_year_of(date(starting, self.calendar.year_start_month, 1)), "financial_year"
        )

    def part_of_year(self, part: tuple[Unit, int], starting: int | None = None) -> When | None:
        """A (quarter or half, number) of the financial year that starts in ``starting``; without it the latest begun."""
        unit, number = part
        months = MONTHS_IN[unit]
        if not 1 <= number <= 12 // months:
            return None
        year = self.calendar.financial_year_of(self.today).start.year if starting is None else starting
        start = add_months(date(year, self.calendar.year_start_month, 1), (number - 1) * months)
        if starting is None and start > self.today:
            start = add_months(start, -12)
        return When(Period(start, add_months(start, months)), unit, yearless=starting is None)

    def ending_in(self, year: int) -> When | None:
        """The financial year that ends in ``year``, as people mean by FY 2025."""
        starting = year if self.calendar.year_start_month == 1 else year - 1
        return self.financial_year(starting) if _EARLIEST_YEAR <= year <= _LATEST_YEAR else None


def read_date(text: str) -> date | None:
    """The day written as 2025-11-05 or, day first, 5/11/2025; None if it is no date."""
    separator = next((sign for sign in "-/." if sign in text), "")
    numbers = text.split(separator) if separator else []
    if len(numbers) != 3 or not all(number.isdecimal() for number in numbers):
        return None
    if len(numbers[0]) == 4:
        return date_of(int(numbers[0]), int(numbers[1]), int(numbers[2]))
    year = int(numbers[2]) if len(numbers[2]) == 4 else 2000 + int(numbers[2])
    return date_of(year, int(numbers[1]), int(numbers[0]))


def read_year_span(text: str) -> int | None:
    """The year in which the financial year written 2024-25 or 2024-2025 starts; None if it is none."""
    first, separator, second = text.replace("/", "-").partition("-")
    if not separator or not first.isdecimal() or not second.isdecimal():
        return None
    start = int(first)
    follows = int(second) == (start + 1 if len(second) == 4 else (start + 1) % 100)
    return start if follows and _EARLIEST_YEAR <= start <= _LATEST_YEAR else None


def year_number(number: Decimal) -> int | None:
    """The number as a year, if it can be one."""
    return int(number) if number == int(number) and _EARLIEST_YEAR <= number <= _LATEST_YEAR else None


def date_of(year: int, month: int, day: int) -> date | None:
    """The day, or None: 31 November, month 13."""
    try:
        return date(year, month, day)
    except ValueError:
        return None  # 31 November, month 13: no such day, so no reading
