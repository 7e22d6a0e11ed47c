"""A fortnight of a small shop, which reports and their forms are drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from analytics.reports import Figures
from analytics.results import ResultCache
from tests.analytics.mirrors import OWNER, Books

MONDAY = date(2026, 11, 9)  # of the week the reports are of; today is in the week after
TODAY = date(2026, 11, 20)


def fortnight() -> Books:
    """Last week sold 100.00 more each day, from 100.00 on Monday; the week before half of each; the day before a 50.00 return."""
    books = Books()
    for n in range(7):
        day = MONDAY + timedelta(days=n)
        amount = (n + 1) * 10_000
        books.line(f"N{n}", day, "Rice", 2, amount * 3 // 4, customer="Asha", hour=10 + n, category="Grocery")
        books.line(f"N{n}", day, "Soap", 1, amount // 4, customer="Asha", hour=10 + n)
        books.line(f"W{n}", day - timedelta(days=7), "Rice", 1, amount // 2, hour=12, category="Grocery")
        books.payment(f"R{n}", day, amount // 2, customer="Asha", method="upi" if n % 2 else "cash")
    books.line("C1", MONDAY + timedelta(days=2), "Soap", -1, -5_000, entry="return", customer="Asha")
    books.line("T1", MONDAY + timedelta(days=9), "Tea", 4, 12_345, customer="Binod", hour=9)
    books.customer("Asha", balance_minor=140_000, city="Pune")
    books.customer("Binod", balance_minor=12_345)
    books.customer("Walk-in")
    books.bill("N0", MONDAY, 10_000, due=MONDAY + timedelta(days=3), due_minor=5_000, customer="Asha")
    books.product("Rice", on_hand="3", reorder="5", cost="10", category="Grocery")
    books.product("Soap", on_hand="30", reorder="5")
    books.product("Tea")
    return books


@contextmanager
def figures_of(books: Books) -> Iterator[Figures]:
    """What the owner may see of the books on Friday 20 November 2026."""
    with books.mirror() as mirror:
        yield Figures(mirror, OWNER, TODAY, ResultCache())


@pytest.fixture(scope="package")
def figures() -> Iterator[Figures]:
    """The figures of ``fortnight``."""
    with figures_of(fortnight()) as figures:
        yield figures
