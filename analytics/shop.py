"""What figures need to know of the business itself."""

from __future__ import annotations

import msgspec

from etl.reader import Mirror
from munim.days import Calendar


class Shop(msgspec.Struct, frozen=True):
    """The business as its mirror describes it."""

    name: str
    currency: str
    exponent: int  # decimals of the currency: amounts are in units of 10 ** -exponent
    country: str
    city: str
    calendar: Calendar
    language: str = "en"  # in which its figures are told: a report in another is its report with another shop


def read_shop(mirror: Mirror) -> Shop:
    """The one row of the mirror's table ``business``."""
    columns = "name, currency, exponent, country, city, timezone, day_start_minutes, week_start, year_start_month"
    [(name, currency, exponent, country, city, *calendar)] = mirror.rows(f"SELECT {columns} FROM business")
    return Shop(name, currency, exponent, country, city or "", Calendar(*calendar))
