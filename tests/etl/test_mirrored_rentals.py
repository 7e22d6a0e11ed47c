"""Bookings, challans, what came back and was billed of them, and deposits reach the mirror as they stand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from billing.rentals import tables
from munim.database import Database
from tests.billing.rentals.hires import Hires
from tests.counter import Counter
from tests.etl.conftest import Mirrored

# Each table of the mirror: its own name of the key, and the columns it shares with the books.
MIRRORED = {
    "bookings": ("booking_id", "number customer_id status business_date starts_on ends_on staff_id"),
    "booking_lines": ("", "booking_id position product_id quantity daily_rate discount_percent"),
    "challans": (
        "challan_id",
        "number booking_id customer_id status business_date starts_on due_on cancelled_date tax_exempt staff_id",
    ),
    "challan_lines": (
        "challan_line_id",
        "challan_id position product_id quantity returned_quantity lost_quantity daily_rate discount_percent unit_value"
        " booked_days unbilled_minor",
    ),
    "challan_returns": ("return_id", "challan_line_id kind quantity days charge_minor business_date staff_id"),
    "hire_charges": ("hire_charge_id", "bill_id bill_position challan_line_id from_day to_day unit_days return_id"),
    "deposits": (
        "deposit_id",
        "number customer_id booking_id challan_id method business_date amount_minor refunded_minor applied_minor"
        " forfeited_minor staff_id",
    ),
    "deposit_moves": (
        "deposit_move_id",
        "deposit_id kind number amount_minor account bill_id payment_id business_date staff_id",
    ),
}


@pytest.fixture
def hires(database: Database, counter: Counter) -> Hires:
    return Hires(database, counter.shop)


def assert_same(hires: Hires, mirrored: Mirrored) -> None:
    for name, (key, shared) in MIRRORED.items():
        table: sa.Table = getattr(tables, name)
        order = ["id"] if key else ["booking_id", "position"]
        columns = [table.c[one] for one in ([*order, *shared.split()] if key else shared.split())]
        with hires.open() as session:
            books: list[tuple[Any, ...]] = [
                tuple(row) for row in session.execute(sa.select(*columns).order_by(*(table.c[one] for one in order)))
            ]
        asked = ", ".join([key, *shared.split()] if key else shared.split())
        by = key or "booking_id, position"
        assert mirrored.ask(f"SELECT {asked} FROM {name} ORDER BY {by}") == books, name
        assert books, name


def test_rentals_are_mirrored_whole_and_by_what_changed(hires: Hires, mirrored: Mirrored) -> None:
    customer, projector = hires.customer(), hires.item(units="5")
    asked = hires.book((projector, "1"), (projector, "2"), customer=customer)
    booking = hires.accept(hires.book((projector, "1"), customer=customer))
    challan = hires.challan(booking_id=booking.id)
    other = hires.challan((projector, "2"), customer=customer)
    deposit = hires.hold(customer, "5000", challan_id=challan.id)
    hires.back(other, "1", kind="damaged", unit_charge="100")
    hires.bill_hire(other)
    mirrored.run()
    assert_same(hires, mirrored)

    hires.rewrite(asked, (projector, "3"))
    hires.clock(2)
    hires.back(challan)
    bill = hires.bill_hire(challan)
    hires.apply(deposit, bill)
    hires.give_back(deposit)
    run = mirrored.run()

    assert run.outcome == "updated"
    assert_same(hires, mirrored)
    assert mirrored.ask("SELECT quantity FROM booking_lines ORDER BY quantity") == [(1,), (3,)]
    assert mirrored.ask("SELECT out_date, returned_date FROM challans WHERE status = 'returned'") == [
        (date(2026, 5, 1), date(2026, 5, 2))
    ]
    assert mirrored.ask("SELECT held_minor FROM deposits") == [(0,)]
