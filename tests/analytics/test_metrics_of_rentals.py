"""Figures of goods lent and goods brought, on days small enough to count by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from etl.reader import OpenMirror
from munim.days import Period
from tests.analytics.mirrors import Books, named
from tests.analytics.worked import figure, split

MONDAY = date(2026, 11, 16)
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))
LATER = date(2026, 12, 16)
A_DAY = timedelta(days=1)


def books() -> Books:
    """Ten fans. Two leave on the Saturday before and one of them comes back on Wednesday; four leave on Tuesday, one is lost on Friday."""
    books = Books()
    books.customer("Asha")
    books.customer("Binod")
    books.product("Fan", on_hand="10", cost="1")
    books.products[-1]["kind"] = "rental"
    books.stock_move("Fan", date(2026, 10, 1), 10, reason="opening", value_minor=1000)
    _challan(books, "H1", 1, "Asha", MONDAY - 2 * A_DAY, 2, back=1, due=MONDAY + 3 * A_DAY, unbilled=300)
    _challan(books, "H2", 2, "Binod", MONDAY + A_DAY, 4, lost=1, due=MONDAY + 30 * A_DAY, unbilled=200)
    _challan(books, "H3", 3, "Binod", None, 9, due=MONDAY, unbilled=0, status="pending")
    books.row(
        "challan_returns", return_id=1, challan_line_id=1, quantity=1, kind="returned", business_date=MONDAY + 2 * A_DAY
    )
    books.row(
        "challan_returns", return_id=2, challan_line_id=2, quantity=1, kind="lost", business_date=MONDAY + 4 * A_DAY
    )
    books.line("A1", MONDAY, "Fan", 1, 700, kind="rental")
    books.line("A1", MONDAY, "Tape", 1, 50)
    books.row("bookings", booking_id=named("K1"), number="K1", customer_id=named("Asha"), business_date=MONDAY)
    books.row("deposits", deposit_id=named("P1"), number="P1", customer_id=named("Asha"), method="cash")
    moves = [
        ("held", -9, 5000),
        ("refunded", 1, 1000),
        ("applied", 2, 2000),
        ("restored", 3, 500),
        ("forfeited", 9, 100),
    ]
    for kind, day, amount in moves:
        books.row(
            "deposit_moves", deposit_id=named("P1"), kind=kind, amount_minor=amount, business_date=MONDAY + day * A_DAY
        )
    for n, (name, route) in enumerate((("North", "North"), ("South", "South"))):
        books.row("delivery_routes", route_id=named(route), name=name, customers=n, active=True)
    milk = [
        ("North", "morning", 2, 2, 0, None),
        ("North", "evening", 3, 0, 0, None),
        ("South", "morning", 4, 5, 0, "A9"),
    ]
    for n, (route, slot, expected, quantity, day, bill) in enumerate(milk):
        books.row(
            "deliveries", delivery_id=named(f"V{n}"), customer_id=named("Asha"), product_id=named("Milk"), business_date=MONDAY + day * A_DAY,
            slot=slot, route_id=named(route), expected=expected, quantity=quantity, amount_minor=quantity * 30, bill_id=named(bill) if bill else None,
        )  # fmt: skip
    books.row(
        "delivery_adjustments", adjustment_id=named("W1"), delivery_id=named("V2"), business_date=MONDAY + A_DAY, quantity=-1, amount_minor=-30,
        credit_note_id=named("C1"), reason="spilt",
    )  # fmt: skip
    return books


def _challan(
    books: Books, number: str, line: int, customer: str, out: date | None, quantity: int, *, due: date, unbilled: int, back: int = 0, lost: int = 0, status: str = "out"
) -> None:  # fmt: skip
    books.row(
        "challans", challan_id=named(number), number=number, customer_id=named(customer), status=status, business_date=out or MONDAY, due_on=due,
        out_date=out,
    )  # fmt: skip
    books.row(
        "challan_lines", challan_line_id=line, challan_id=named(number), product_id=named("Fan"), quantity=quantity, returned_quantity=back,
        lost_quantity=lost, unbilled_minor=unbilled,
    )  # fmt: skip


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    with books().mirror() as mirror:
        yield mirror


OF_THE_WEEK: dict[str, Any] = {
    "units_out": Decimal("4.000"),  # 2 - 1 + 4 - 1
    "unit_days_hired": Decimal("30.000"),  # 2, 6, 5, 5, 4, 4, 4 at the ends of the days
    "unit_days_owned": Decimal("70.000"),
    "utilisation": Decimal("42.9"),  # 30 of 70
    "hire_billed": 700,
    "deposits_held": 2500,  # 50.00 - 10.00 - 20.00 + 5.00
    "bookings": 1,
    "hires": 1,  # the other left before the week
    "delivered_items": Decimal("6.000"),  # 2 + 0 + 5, less the one spilt
    "delivered_value": 180,
    "deliveries": 2,
    "skipped_deliveries": 1,
    "expected_quantity": Decimal("9.000"),
    "unbilled_deliveries": 60,
}
OF_NOW: dict[str, Any] = {
    "units_out": Decimal("4.000"),
    "units_overdue": Decimal("1.000"),  # of Asha's two fans; the nine have not left
    "hires_overdue": 1,
    "unbilled_hire": 500,
    "deposits_held": 2400,
    "pending_deliveries": 1,
}


@pytest.mark.parametrize("slug", OF_THE_WEEK)
def test_figure_of_hires_and_deliveries_of_the_week(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, WEEK, LATER) == OF_THE_WEEK[slug]


@pytest.mark.parametrize("slug", OF_NOW)
def test_figure_of_hires_of_now(mirror: OpenMirror, slug: str) -> None:
    assert figure(mirror, slug, None, MONDAY + 20 * A_DAY) == OF_NOW[slug]


def test_units_on_hire_on_any_day_by_hirer(mirror: OpenMirror) -> None:
    tuesday = Period(MONDAY, MONDAY + 2 * A_DAY)

    assert split(mirror, "units_out", "customer", tuesday, LATER) == [("Binod", 4), ("Asha", 2)]
    assert figure(mirror, "utilisation", tuesday, LATER) == Decimal("40.0")  # 2 and 6 of 10 and 10


def test_deliveries_by_route_and_slot(mirror: OpenMirror) -> None:
    assert split(mirror, "delivered_items", "route", WEEK, LATER) == [("South", 4), ("North", 2)]
    assert split(mirror, "delivered_items", "slot", WEEK, LATER) == [("morning", 6), ("evening", 0)]
    assert split(mirror, "skipped_deliveries", "route", WEEK, LATER) == [("North", 1), ("South", 0)]
