"""Routes, standing orders and deliveries reach the mirror as they stand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from billing.deliveries.tables import delivery_adjustments, delivery_entries
from tests.billing.deliveries.dairy import Dairy
from tests.counter import Counter
from tests.etl.conftest import Mirrored


@pytest.fixture
def dairy(counter: Counter) -> Dairy:
    return Dairy(counter)


def in_the_books(dairy: Dairy, table: sa.Table, names: str) -> list[tuple[Any, ...]]:
    with dairy.counter.open() as session:
        rows = session.execute(sa.select(*(table.c[name] for name in names.split())).order_by(table.c.id))
        return [tuple(row) for row in rows]


ENTRY = "id customer_id product_id business_date slot route_id order_id expected quantity skip_reason unit_price amount_minor cost_minor bill_id staff_id"
ADJUSTMENT = "id entry_id business_date quantity amount_minor cost_minor reason bill_id credit_note_id staff_id"


def assert_same(dairy: Dairy, mirrored: Mirrored) -> None:
    assert mirrored.ask("SELECT * FROM deliveries ORDER BY delivery_id") == in_the_books(dairy, delivery_entries, ENTRY)
    assert mirrored.ask("SELECT * FROM delivery_adjustments ORDER BY adjustment_id") == in_the_books(
        dairy, delivery_adjustments, ADJUSTMENT
    )


def test_deliveries_are_mirrored_whole_and_by_what_changed(dairy: Dairy, counter: Counter, mirrored: Mirrored) -> None:
    customer, milk = counter.customer(), counter.product("Milk", "30", cost=Decimal(20))
    route = dairy.route(customer)
    order = dairy.order(route, customer, milk, "2", weekdays=[1, 2, 3, 4, 5, 6, 7])
    for ago in (3, 2):
        dairy.confirm(route, dairy.day(ago))
    dairy.deliver(customer, milk, "0", ago=1, skip_reason="away")
    mirrored.run()
    assert_same(dairy, mirrored)

    dairy.bill(customer, to_date=dairy.day(3))
    dairy.reprice(order, dairy.day(0), "3", "29.5")
    entry = dairy.day_list(route, dairy.day(3)).lines[0].entry
    assert entry is not None
    dairy.put_right(entry, "3")
    run = mirrored.run()

    assert run.outcome == "updated"
    assert (run.rows["deliveries"], run.rows["delivery_adjustments"], run.rows["standing_orders"]) == (1, 1, 1)
    assert_same(dairy, mirrored)
    assert mirrored.ask("SELECT name, customers FROM delivery_routes") == [("Gandhi Road", 1)]
    assert mirrored.ask("SELECT weekdays, quantity, price, from_date FROM standing_orders") == [
        ("1,2,3,4,5,6,7", 3, Decimal("29.5"), dairy.day(0))
    ]
