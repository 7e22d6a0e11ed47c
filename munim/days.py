"""Business days and periods. Ranges include their start and exclude their end.

An instant is a ``datetime`` with a zone; a *business date* is the shop's own day: its local date, with
the small hours before ``day_start_minutes`` still counted to the evening before.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec


class Calendar(msgspec.Struct, frozen=True):
    """How one shop counts days: its zone, when its day starts, its week and its financial year."""

    timezone: str = "Asia/Kolkata"
    day_start_minutes: int = 0  # minutes after local midnight at which the shop's day begins
    week_start: int = 1  # ISO weekday, 1 = Monday
    year_start_month: int = 4  # first month of the financial year: April in India and for UK companies

    def business_date(self, at: datetime) -> date:
        """The shop's day that the instant ``at`` falls on. Refuses a naive datetime."""
        if at.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return (at.astimezone(ZoneInfo(self.timezone)) - timedelta(minutes=self.day_start_minutes)).date()

    def hour(self, at: datetime) -> int:
        """The local clock hour of ``at``, 0 to 23."""
        return at.astimezone(ZoneInfo(self.timezone)).hour

    def week_of(self, day: date) -> Period:
        """The shop's week that holds ``day``."""
        start = day - timedelta(days=(day.isoweekday() - self.week_start) % 7)
        return Period(start, start + timedelta(days=7))

    def financial_year_of(self, day: date) -> Period:
        """The financial year that holds ``day``: 1 April to 1 April by default."""
        year = day.year if day.month >= self.year_start_month else day.year - 1
        return Period(date(year, self.year_start_month, 1), date(year + 1, self.year_start_month, 1))

    def financial_year_name(self, day: date) -> str:
        """``2025-26`` for 1 April 2025 to 31 March 2026; ``2025`` when the year starts in January."""
        start = self.financial_year_of(day).start
        return str(start.year) if self.year_start_month == 1 else f"{start.year}-{(start.year + 1) % 100:02d}"


class Period(msgspec.Struct, frozen=True, order=True):
    """Days from ``start`` up to, not including, ``end``."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    @property
    def last(self) -> date:
        """The last day inside the period."""
        return self.end - timedelta(days=1)

    def __contains__(self, day: date) -> bool:
        return self.start <= day < self.end

    def __iter__(self) -> Iterator[date]:
        return (self.start + timedelta(days=n) for n in range(self.days))

    def before(self) -> Period:
        """The period of as many days that ends where this one starts; whole months stay whole months."""
        months = whole_months(self)
        if months:
            return Period(add_months(self.start, -months), self.start)
        return Period(self.start - timedelta(days=self.days), self.start)


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months; the 31st becomes the last day of a shorter month."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, days_in_month(year, month + 1)))


def days_in_month(year: int, month: int) -> int:
    """28 to 31."""
    after = date(year + month // 12, month % 12 + 1, 1)
    return (after - date(year, month, 1)).days


def month_of(day: date) -> Period:
    """The calendar month that holds ``day``."""
    first = day.replace(day=1)
    return Period(first, add_months(first, 1))


def whole_months(period: Period) -> int:
    """How many calendar months the period is made of exactly, 0 if it is not."""
    if period.start.day != 1 or period.end.day != 1:
        return 0
    return (period.end.year - period.start.year) * 12 + period.end.month - period.start.month


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def show_day(day: date) -> str:
    """The day as a document prints it: ``3 Nov 2026``, which no reader takes for the eleventh of March."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
