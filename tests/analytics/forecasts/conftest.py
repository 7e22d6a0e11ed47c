"""Series made by hand: shops whose next weeks are known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np

from analytics.forecasts.festivals import day_table
from analytics.forecasts.series import HORIZON, Series
from tests.analytics.mirrors import Books

MONDAY = date(2026, 3, 2)  # far from the festivals of a country without a calendar of its own
TODAY = date(2026, 11, 20)


def series_of(days: int, figure: Callable[[int, date], float], *, start: date = MONDAY, country: str = "ZZ") -> Series:
    """A series of so many days; the shop is closed on days of nothing."""
    values = np.array([figure(n, start + timedelta(days=n)) for n in range(days)], dtype=float)
    return Series(values, values != 0, day_table(country, start, days + HORIZON))


def books_of(days: int, figure: Callable[[int, date], int], *, product: str = "Rice", end: date = TODAY) -> Books:
    """Books of a shop that sold ``figure`` (minor units) on each of the days before ``end``, one unit a rupee."""
    books = Books()
    for n in range(days):
        day = end - timedelta(days=days - n)
        amount = figure(n, day)
        if amount:
            books.line(f"B{n}", day, product, max(1, amount // 100), amount, category="Grocery")
    return books
