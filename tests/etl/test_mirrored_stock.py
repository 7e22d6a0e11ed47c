"""What stock is worth, the units it is sold in and its counting reach the mirror as they stand."""

from __future__ import annotations

from decimal import Decimal

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.sell import sell
from billing.selling_units import SellingUnits, SoldIn, change_selling_units
from billing.stock_take import Count, CountStock, OpenStockTake, count_stock, open_stock_take, post_stock_take
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


def test_stock_is_mirrored_whole_and_by_what_changed(counter: Counter, mirrored: Mirrored) -> None:
    pen = counter.product("Pen", price="10", stock="30", cost=Decimal(6))
    ink = counter.product("Ink", stock="1", cost=Decimal(5), allows_negative_stock=True)
    box = SoldIn(unit="box", factor=Decimal(12), price=Decimal(110))
    with counter.open() as session:
        change_selling_units(session, pen.id, SellingUnits(units=[box]), by=counter.by, at=counter.at)
        take = open_stock_take(session, OpenStockTake(), by=counter.by, at=counter.at)
    counter.sell((ink, "3"))
    mirrored.run()
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))

    with counter.open() as session:
        line = DraftLine(product_id=pen.id, unit="box")
        bill = sell(session, DraftBill(lines=[line]), IssueBill(), by=counter.by, at=counter.at)
        counts = CountStock(counts=[Count(product_id=pen.id, counted=Decimal(17))])
        count_stock(session, take.id, counts, by=counter.by, at=counter.at)
    counter.credit(bill)
    mirrored.run()
    assert mirrored.ask(
        "SELECT status, counted, expected, value_minor FROM stock_takes JOIN stock_take_lines USING (stock_take_id)"
    ) == [("open", 17, 18, None)]
    with counter.open() as session:
        change_selling_units(session, pen.id, SellingUnits(), by=counter.by, at=counter.at)
        post_stock_take(session, take.id, by=counter.by, at=counter.at)
    run = mirrored.run()

    assert (run.outcome, run.rows["stock_takes"], run.rows["product_units"]) == ("updated", 1, 1)
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert mirrored.ask("SELECT unit, factor, price, active FROM product_units") == [("box", 12, 110, False)]
    assert mirrored.ask("SELECT status, value_minor FROM stock_takes JOIN stock_take_lines USING (stock_take_id)") == [
        ("posted", -6_00)
    ]
    assert mirrored.ask("SELECT name, on_hand, stock_value_minor FROM products ORDER BY name") == [
        ("Ink", -2, -10_00),
        ("Pen", 29, 174_00),
    ]
    assert mirrored.ask(
        "SELECT sum(quantity), sum(cost_minor) FROM sales WHERE product_name = 'Pen' AND entry = 'sale'"
    ) == [(12, 72_00)]
    assert mirrored.ask(
        "SELECT sum(value_minor) = (SELECT sum(amount_minor) FROM ledger WHERE account = 'inventory') FROM stock_moves"
    ) == [(True,)]
