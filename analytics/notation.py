"""How figures are written for people: one function for page, letter, terminal, chart and sentence alike.

Rupees group by lakh and crore; what is not known is a dash. JSON and spreadsheets carry typed values instead.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from analytics.query import Column
from analytics.shop import Shop
from munim.days import Period, add_months
from munim.money import group_digits, show

NOTHING: Final = "–"
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def write(value: Any, column: Column, shop: Shop) -> str:
    """``value`` of ``column`` as a person reads it: ``₹1,23,456.00``, ``12.5 %``, ``Fri 20 Nov 2026``, ``14:00``."""
    if value is None:
        return NOTHING
    if column.slug.endswith("__change"):
        return write_change(value, shop)
    match column.unit:
        case "money":
            return show(value, shop.currency)
        case "count" | "quantity" | "ratio":
            return write_number(value, shop)
        case "percent":
            return f"{write_number(value, shop)} %"
        case "date":
            return write_days(value, column.slug, shop)
        case "weekday":
            return WEEKDAYS[value - 1]
        case "hour":
            return f"{value:02d}:00"
        case _:
            return str(value)


def write_change(change: Decimal | None, shop: Shop) -> str:
    """A change with its sign: ``+12.4 %``, ``−3 %``; a dash where there was nothing to compare with."""
    if change is None:
        return NOTHING
    return f"{'+' if change > 0 else ''}{write_number(change, shop)} %"


def write_number(value: int | Decimal, shop: Shop) -> str:
    """Grouped as the shop's money is, without idle zeros: ``1,23,456``, ``1.5``, ``−2``."""
    whole, _, decimals = f"{abs(Decimal(value)):f}".partition(".")
    decimals = decimals.rstrip("0")
    sign = "−" if value < 0 else ""
    return f"{sign}{group_digits(whole, indian=shop.currency == 'INR')}{'.' if decimals else ''}{decimals}"


def write_days(first: date, slug: str, shop: Shop) -> str:
    """The day, week, month, … that starts on ``first``."""
    match slug:
        case "week":
            return write_period(Period(first, first + timedelta(days=7)))
        case "month":
            return f"{first:%b %Y}"
        case "quarter":
            return f"{first:%b}–{add_months(first, 2):%b %Y}"
        case "year":
            return str(first.year)
        case "financial_year":
            return shop.calendar.financial_year_name(first)
        case _:
            return write_day(first)


def write_day(day: date) -> str:
    """``Fri 20 Nov 2026``."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def write_period(period: Period) -> str:
    """``16–22 Nov 2026``, ``30 Nov – 6 Dec 2026``, ``November 2026``, ``Fri 20 Nov 2026``."""
    start, last = period.start, period.last
    if period.days == 1:
        return write_day(start)
    if start.day == 1 and period.end == add_months(start, 1):
        return f"{start:%B %Y}"
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{last.day} {last:%b %Y}"
    if start.year == last.year:
        return f"{start.day} {start:%b} – {last.day} {last:%b %Y}"
    return f"{start.day} {start:%b %Y} – {last.day} {last:%b %Y}"
