"""The report of prices that changed: the shop's own day by day, and a supplier's from bill to bill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from analytics.reports import Asked, Figures, make_report
from munim.days import Period
from munim.errors import Forbidden
from tests.analytics.conftest import figures_of
from tests.analytics.mirrors import OWNER, Books, named

NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


def november(day: int) -> date:
    return date(2026, 11, day)


def bill(books: Books, number: int, day: date, *lines: tuple[str, str, str], supplier: str = "Gupta", status: str = "recorded") -> None:  # fmt: skip
    """A supplier's bill of ``lines``: the product, its price, and how many units of stock are in one unit billed."""
    books.row("supplier_bills", supplier_bill_id=named(f"S{number}"), status=status, supplier_id=named(supplier), reference=f"S/{number}",
              bill_date=day, business_date=day, due_date=day)  # fmt: skip
    for place, (product, price, factor) in enumerate(lines):
        books.row("supplier_bill_lines", line_id=10 * number + place, supplier_bill_id=named(f"S{number}"), product_id=named(product), account="inventory",
                  description=product, quantity=Decimal(1), unit_price=Decimal(price), unit_factor=Decimal(factor))  # fmt: skip


def books() -> Books:
    books = Books()
    for name, price in (("Rice", "66"), ("Soap", "30"), ("Tea", "120")):
        books.product(name)
        books.products[-1] |= {"price": Decimal(price)}
    for name in ("Gupta", "Mehta"):
        books.row("suppliers", supplier_id=named(name), name=name, active=True)
    # rice went 50 (until October), 60 (until the 5th), 55 (until the 12th), 66; soap became a price with tax; tea stayed
    for product, until, price, taxed in (
        ("Rice", date(2026, 10, 9), "50", False),
        ("Rice", november(5), "60", False),
        ("Rice", november(12), "55", False),
        ("Soap", november(7), "25", True),
        ("Tea", november(8), "120", False),
    ):
        books.row("earlier_prices", product_id=named(product), until_date=until, price=Decimal(price), price_includes_tax=taxed)  # fmt: skip
    bill(books, 1, date(2026, 10, 20), ("Rice", "480", "12"))
    bill(books, 2, november(3), ("Rice", "42", "1"), ("Soap", "20", "1"))
    bill(books, 3, november(6), ("Rice", "99", "1"), status="cancelled")
    bill(books, 4, november(9), ("Rice", "504", "12"), ("Soap", "18.5", "1"))
    bill(books, 5, november(10), ("Rice", "45", "1"), supplier="Mehta")
    return books


@pytest.fixture
def figures() -> Iterator[Figures]:
    with figures_of(books()) as figures:
        yield figures


def test_a_selling_price_changes_from_its_day_to_the_next_or_the_present_one(figures: Figures) -> None:
    rows = make_report(figures, "price-changes", Asked(NOVEMBER)).table("selling").rows

    assert [(row[0], row[3], *row[4:]) for row in rows] == [
        ("Rice", november(12), Decimal("55"), Decimal("66"), Decimal("20.0")),
        ("Soap", november(7), Decimal("25"), Decimal("30"), None),  # with tax before, without after
        ("Rice", november(5), Decimal("60"), Decimal("55"), Decimal("-8.3")),
    ]


def test_a_suppliers_price_is_of_one_unit_and_held_against_their_own_bill_before(figures: Figures) -> None:
    """A box of twelve for 480 is 40 apiece, and one for 504 the 42 that it was; a cancelled bill asked nothing."""
    rows = make_report(figures, "price-changes", Asked(NOVEMBER)).table("suppliers").rows

    assert [(row[0], row[2], *row[4:]) for row in rows] == [
        ("Gupta", "Soap", november(9), "S/4", Decimal("20"), Decimal("18.5"), Decimal("-7.5")),
        ("Gupta", "Rice", november(3), "S/2", Decimal("40"), Decimal("42"), Decimal("5.0")),
    ]


def test_what_went_up_and_down_is_counted_and_said(figures: Figures) -> None:
    report = make_report(figures, "price-changes", Asked(NOVEMBER))

    assert {item.column.slug: item.value for item in report.headlines} == {
        "prices_raised": 2,
        "prices_lowered": 1,
        "supplier_prices_raised": 1,
        "supplier_prices_lowered": 1,
    }
    assert report.sentences == (
        "3 selling prices changed in November 2026: 2 up, 1 down.",
        "Suppliers changed 2 prices: 1 up, 1 down.",
        "Gupta raised Rice most: +5 %.",
    )


def test_suppliers_prices_are_for_who_may_see_purchases_and_suppliers(figures: Figures) -> None:
    for lacking in ("purchases.read", "suppliers.read"):
        viewer = replace(figures, permissions=OWNER - {lacking})
        report = make_report(viewer, "price-changes", Asked(NOVEMBER))
        assert [table.name for table in report.tables] == ["selling"]
        assert not any("supplier" in item.column.slug for item in report.headlines)
    with pytest.raises(Forbidden):
        make_report(replace(figures, permissions=OWNER - {"products.read"}), "price-changes")
