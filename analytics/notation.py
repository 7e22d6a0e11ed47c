"""How figures are written for people: one function for page, letter, terminal, chart and sentence alike.

Rupees group by lakh and crore; what is not known is a dash. JSON and spreadsheets carry typed values instead.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from analytics.query import Column
from analytics.shop import Shop
from analytics.tongues import tongue_of
from analytics.tongues.english import WEEKDAYS as WEEKDAYS
from munim.days import Period, add_months
from munim.money import group_digits, show

NOTHING: Final = "–"


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
            return str(tongue_of(shop.language).weekdays[value - 1])
        case "hour":
            return f"{value:02d}:00"
        case _ if column.slug == "payment_method":  # Munim's own word, no name that somebody gave
            return tongue_of(shop.language).title(str(value))
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
    tongue = tongue_of(shop.language)
    match slug:
        case "week":
            return write_period(Period(first, first + timedelta(days=7)), shop.language)
        case "month":
            return f"{tongue.short_month(first)} {first.year}"
        case "quarter":
            last = add_months(first, 2)
            return f"{tongue.short_month(first)}–{tongue.short_month(last)} {last.year}"
        case "year":
            return str(first.year)
        case "financial_year":
            return shop.calendar.financial_year_name(first)
        case _:
            return write_day(first, shop.language)


def write_day(day: date, language: str = "en") -> str:
    """``Fri 20 Nov 2026``."""
    return f"{tongue_of(language).short_weekday(day)} {_dated(day, language)}"


def write_period(period: Period, language: str = "en") -> str:
    """``16–22 Nov 2026``, ``30 Nov – 6 Dec 2026``, ``November 2026``, ``Fri 20 Nov 2026``."""
    start, last = period.start, period.last
    tongue = tongue_of(language)
    if period.days == 1:
        return write_day(start, language)
    if start.day == 1 and period.end == add_months(start, 1):
        return f"{tongue.month(start)} {start.year}"
    if (start.year, start.month) == (last.year, last.month):
        return f"{start.day}–{_dated(last, language)}"
    if start.year == last.year:
        return f"{start.day} {tongue.short_month(start)} – {_dated(last, language)}"
    return f"{_dated(start, language)} – {_dated(last, language)}"


def _dated(day: date, language: str) -> str:
    return f"{day.day} {tongue_of(language).short_month(day)} {day.year}"
