"""Units a product is sold in besides its own, and what a barcode is on."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.bills.credit import CreditLine
from billing.bills.draft import DraftBill, DraftLine, draft_bill
from billing.bills.issue import IssueBill, issue_bill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.listing import Listing
from billing.products import BarcodeTaken, Product, ProductDetails, change_product, list_products
from billing.selling_units import Scanned, SellingUnits, SoldIn, change_selling_units, find_by_barcode
from billing.stock import OutOfStock
from billing.units import SellingUnit, in_own_unit
from billing.versions import StaleVersion
from munim.errors import Invalid, NotFound
from tests.billing.test_races import race, refusals
from tests.counter import Counter

DOZEN = SoldIn(unit="box", factor=Decimal(12), barcodes=["8901-BOX"])


def sold_in(counter: Counter, product: Product, *units: SoldIn, barcodes: list[str] | None = None) -> Product:
    with counter.open() as session:
        command = SellingUnits(units=list(units), barcodes=barcodes or [])
        return change_selling_units(session, product.id, command, by=counter.by, at=counter.at)


def sell_by(counter: Counter, product: Product, quantity: str, unit: str, **details: Any) -> Bill:
    with counter.open() as session:
        line = DraftLine(product_id=product.id, quantity=Decimal(quantity), unit=unit, **details)
        return sell(session, DraftBill(lines=[line]), IssueBill(), by=counter.by, at=counter.at)


def scan(counter: Counter, code: str) -> Scanned:
    with counter.open() as session:
        return find_by_barcode(session, code, by=counter.by)


def test_a_box_of_twelve_costs_and_takes_twelve(counter: Counter) -> None:
    pen = counter.product("Pen", price="10", stock="30", cost=Decimal(6))
    sold_in(counter, pen, DOZEN)

    bill = sell_by(counter, pen, "2", "BOX")

    [line] = bill.lines
    assert (line.unit, line.unit_factor, line.quantity, line.unit_price) == ("box", 12, 2, 120)
    assert (line.taxable_minor, line.cost_minor) == (240_00, 144_00)
    assert counter.on_hand(pen) == 6
    assert counter.bill(bill.id) == bill
    with pytest.raises(OutOfStock, match="only 6 of Pen in stock, 12 asked"):
        sell_by(counter, pen, "1", "box")
    assert counter.breaches() == []


def test_a_unit_may_have_a_price_of_its_own(counter: Counter) -> None:
    pen = counter.product("Pen", price="10", stock="30")
    sold_in(counter, pen, SoldIn(unit="box", factor=Decimal(12), price=Decimal(110)))

    assert sell_by(counter, pen, "1", "box").lines[0].unit_price == 110
    assert sell_by(counter, pen, "1", "box", unit_price=Decimal(99)).lines[0].unit_price == 99
    assert sell_by(counter, pen, "1", "pcs").lines[0].unit_price == 10


def test_what_is_kept_in_kilos_is_sold_by_the_gram(counter: Counter) -> None:
    saffron = counter.product("Saffron", price="250000", stock="1", unit="kg")
    sold_in(counter, saffron, SoldIn(unit="g", factor=Decimal("0.001")))

    assert sell_by(counter, saffron, "250", "g").total_minor == 62_500_00
    assert counter.on_hand(saffron) == Decimal("0.75")

    with pytest.raises(Invalid) as refused:
        sell_by(counter, saffron, "0.5", "g")
    assert refused.value.field == "lines[0].quantity"


def test_a_draft_by_the_box_is_issued_and_credited_by_the_box(counter: Counter) -> None:
    pen = counter.product("Pen", price="10", stock="30", cost=Decimal(6))
    sold_in(counter, pen, DOZEN)
    with counter.open() as session:
        line = DraftLine(product_id=pen.id, quantity=Decimal(2), unit="box")
        draft = draft_bill(session, DraftBill(lines=[line]), by=counter.by, at=counter.at)
    sold_in(counter, pen, SoldIn(unit="box", factor=Decimal(10)))  # a bill keeps the factor it was made with
    with counter.open() as session:
        bill = issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)
    assert counter.on_hand(pen) == 6

    note = counter.credit(bill, lines=[CreditLine(position=1, quantity=Decimal("0.5"))])

    assert (note.lines[0].unit_factor, note.lines[0].cost_minor) == (12, 36_00)
    assert counter.on_hand(pen) == 12
    with pytest.raises(Invalid, match="decimals"):
        counter.credit(
            sell_by(counter, gold_dust(counter), "1", "g"), lines=[CreditLine(position=1, quantity=Decimal("0.5"))]
        )
    assert counter.breaches() == []


def gold_dust(counter: Counter) -> Product:
    dust = counter.product("Gold dust", stock="1", unit="kg")
    return sold_in(counter, dust, SoldIn(unit="g", factor=Decimal("0.001")))


def test_a_product_is_not_sold_by_a_unit_it_does_not_have(counter: Counter) -> None:
    pen = counter.product("Pen")

    with pytest.raises(Invalid, match="Pen is not sold by the box") as refused:
        sell_by(counter, pen, "1", "box")

    assert refused.value.field == "lines[0].unit"


@pytest.mark.parametrize(
    ("units", "field"),
    [
        ([SoldIn(unit="pcs", factor=Decimal(2))], "units[0].unit"),
        ([DOZEN, SoldIn(unit="Box", factor=Decimal(2))], "units[1].unit"),
        ([SoldIn(unit="crate", factor=Decimal(2))], "units[0].unit"),
        ([SoldIn(unit="box", factor=Decimal(0))], "units[0].factor"),
        ([SoldIn(unit="box", factor=Decimal("Infinity"))], "units[0].factor"),
        ([SoldIn(unit="box", factor=Decimal("0.0000001"))], "units[0].factor"),
        ([SoldIn(unit="box", factor=Decimal(2), price=Decimal(-1))], "units[0].price"),
        ([SoldIn(unit="box", factor=Decimal(2), barcodes=[" "])], "units[0].barcodes[0]"),
    ],
)
def test_a_bad_unit_is_refused_by_the_name_of_the_field(counter: Counter, units: list[SoldIn], field: str) -> None:
    pen = counter.product("Pen")

    with pytest.raises(Invalid) as refused:
        sold_in(counter, pen, *units)

    assert refused.value.field == field


def test_units_are_replaced_whole_and_by_version(counter: Counter) -> None:
    pen = sold_in(counter, counter.product("Pen"), DOZEN, barcodes=["A", "B"])
    assert pen.units == [SellingUnit("box", Decimal("12.000000"), None, ["8901-BOX"])]
    assert (pen.barcodes, pen.version) == (["A", "B"], 2)

    with pytest.raises(StaleVersion), counter.open() as session:
        change_selling_units(session, pen.id, SellingUnits(), by=counter.by, at=counter.at, expected_version=1)
    assert sold_in(counter, pen, barcodes=["B"]).units == []
    with pytest.raises(NotFound):
        scan(counter, "8901-BOX")
    assert sold_in(counter, pen, DOZEN).units == pen.units


def test_the_own_unit_does_not_change_under_those_counted_in_it(counter: Counter) -> None:
    pen = sold_in(counter, counter.product("Pen", sku="P"), DOZEN)

    details = ProductDetails(sku="P", name="Pen", price=Decimal(1), unit="kg")
    with pytest.raises(Invalid) as refused, counter.open() as session:
        change_product(session, pen.id, details, by=counter.by, at=counter.at)

    assert refused.value.field == "unit"


def test_a_scan_finds_product_unit_and_price(counter: Counter) -> None:
    pen = counter.product("Pen", price="10", barcode="111")
    sold_in(counter, pen, DOZEN, barcodes=["222"])

    found = {code: scan(counter, code) for code in ("111", "222", "8901-BOX")}

    assert {code: (one.unit, one.factor, one.price) for code, one in found.items()} == {
        "111": ("pcs", 1, 10),
        "222": ("pcs", 1, 10),
        "8901-BOX": ("box", 12, 120),
    }
    assert {one.product.id for one in found.values()} == {pen.id}
    with counter.open() as session:
        for code in found:
            assert [one.id for one in list_products(session, Listing(filters={"q": code}), by=counter.by).items] == [
                pen.id
            ]


def test_a_barcode_is_on_one_product_and_unit(counter: Counter) -> None:
    pen = sold_in(counter, counter.product("Pen", barcode="111"), DOZEN, barcodes=["222"])
    ink = counter.product("Ink", sku="I")

    for code in ("111", "222", "8901-BOX"):
        with pytest.raises(BarcodeTaken):
            counter.product("Another", barcode=code)
        with pytest.raises(BarcodeTaken):
            sold_in(counter, ink, barcodes=[code])
        details = ProductDetails(sku="I", name="Ink", price=Decimal(1), barcode=code)
        with pytest.raises(BarcodeTaken), counter.open() as session:
            change_product(session, ink.id, details, by=counter.by, at=counter.at)
    with pytest.raises(BarcodeTaken):
        sold_in(counter, pen, DOZEN, barcodes=["8901-BOX"])
    with pytest.raises(BarcodeTaken):
        sold_in(counter, pen, barcodes=["111"])

    sold_in(counter, pen)  # given up
    assert sold_in(counter, ink, barcodes=["222"]).barcodes == ["222"]
    assert scan(counter, "222").product.id == ink.id


def test_of_many_who_give_one_barcode_to_different_products_one_does(counter: Counter) -> None:
    goods = [counter.product(f"Pen {n}") for n in range(4)]

    def act(n: int) -> None:
        if n % 2:
            counter.product(f"Late {n}", barcode="333")
        else:
            sold_in(counter, goods[n // 2], barcodes=["333"])

    assert refusals(race(8, act), BarcodeTaken) == 7


def test_a_quantity_that_three_decimals_cannot_hold_is_refused() -> None:
    assert in_own_unit(Decimal("2.5"), Decimal("0.01"), "quantity") == Decimal("0.025")
    for quantity, factor in (("1", "0.0001"), ("9999999999", "2")):
        with pytest.raises(Invalid):
            in_own_unit(Decimal(quantity), Decimal(factor), "quantity")
