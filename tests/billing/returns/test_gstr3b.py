"""GSTR-3B: the month in one page, equal to the ledger."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from billing.customers import Customer
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.bill_lines import SupplierBillLineInput
from billing.purchases.cancel import CancelSupplierBill, cancel_supplier_bill
from billing.returns.gstr3b import Credit, Gstr3b, PlaceSupplies, Supplies, read_gstr3b
from billing.returns.periods import parse_period
from billing.suppliers import NewSupplier, add_supplier
from tests.billing.returns.conftest import NOVEMBER
from tests.billing.returns.counters import billed, line
from tests.counter import Counter

Read = Callable[..., Gstr3b]


@pytest.fixture
def gstr3b(october: Counter) -> Read:
    def read(period: str = "2026-10") -> Gstr3b:
        with october.open() as session:
            return read_gstr3b(session, parse_period(period), by=october.by)

    return read


def bought(counter: Counter, price: str, *, gstin: str | None = None, **details: Any) -> Any:
    with counter.open() as session:
        supplier = add_supplier(
            session, NewSupplier(name=f"Supplier of {price}", gstin=gstin), by=counter.by, at=counter.at
        )
        asked = SupplierBillLineInput(
            account="office", description="Paper", quantity=Decimal(1), unit_price=Decimal(price), tax_rate=Decimal(18)
        )
        command = RecordSupplierBill(
            supplier_id=supplier.id, reference=f"S-{price}", bill_date=date(2026, 10, 2), lines=[asked], **details
        )
        return record_supplier_bill(session, command, by=counter.by, at=counter.at)


def agrees(found: Gstr3b) -> bool:
    return all(one.difference_minor == 0 for one in found.reconciliation)


def test_a_month_of_every_kind_of_supply_fills_the_page(
    october: Counter, people: dict[str, Customer], gstr3b: Read
) -> None:
    billed(october, people["gujarat"], line("10000"))
    billed(october, people["here"], line("1000", "5"), line("80", "0", tax_treatment="exempt"))
    billed(october, people["here"], line("60", "0", tax_treatment="nil"))
    billed(october, people["here"], line("40", "0", tax_treatment="non_gst"))
    billed(october, people["far"], line("200000"))
    billed(october, people["far"], line("500"))
    billed(october, people["abroad"], line("5000"))
    billed(october, people["sez"], line("7000"))
    billed(october, people["karnataka"], line("3000", "5"), reverse_charge=True)
    october.credit(billed(october, people["far"], line("100")), lines=None)

    found = gstr3b()

    # 10,000 + 1,000 + 200,000 + 500; IGST 18 % of 210,500, halves of 2.5 % of 1,000
    assert found.outward_taxable == Supplies(
        taxable_minor=21150000, igst_minor=3789000, cgst_minor=2500, sgst_minor=2500
    )
    assert found.outward_zero_rated == Supplies(taxable_minor=1200000, igst_minor=90000)
    assert (found.outward_nil_exempt_minor, found.outward_non_gst_minor) == (14000, 4000)
    assert found.outward_reverse_charge_minor == 300000
    assert found.interstate_unregistered == [
        PlaceSupplies(place_of_supply="07", taxable_minor=20050000, igst_minor=3609000)
    ]
    assert agrees(found)


def test_credit_and_reverse_charge_are_the_ledgers(october: Counter, gstr3b: Read) -> None:
    bought(october, "1000")
    bought(october, "2000", gstin="24AANFA2641L1ZF")
    bought(october, "500", reverse_charge=True)

    found = gstr3b()

    assert found.credit_other == Credit(igst_minor=36000, cgst_minor=9000, sgst_minor=9000)
    assert found.credit_reverse_charge == Credit(cgst_minor=4500, sgst_minor=4500)
    assert found.credit_net == Credit(igst_minor=36000, cgst_minor=13500, sgst_minor=13500)
    assert found.inward_reverse_charge == Supplies(taxable_minor=50000, cgst_minor=4500, sgst_minor=4500)
    assert agrees(found)


def test_what_is_cancelled_later_comes_off_in_its_own_month(
    october: Counter, people: dict[str, Customer], gstr3b: Read
) -> None:
    sold = billed(october, people["far"], line("500"))
    paper = bought(october, "700", reverse_charge=True)
    october.at = NOVEMBER
    october.cancel(sold)
    with october.open() as session:
        cancel_supplier_bill(session, paper.id, CancelSupplierBill(reason="not ours"), by=october.by, at=october.at)

    then, now = gstr3b(), gstr3b("2026-11")

    assert then.outward_taxable == Supplies(taxable_minor=50000, igst_minor=9000)
    assert now.outward_taxable == Supplies(taxable_minor=-50000, igst_minor=-9000)
    assert now.interstate_unregistered == [PlaceSupplies(place_of_supply="07", taxable_minor=-50000, igst_minor=-9000)]
    assert now.inward_reverse_charge == Supplies(taxable_minor=-70000, cgst_minor=-6300, sgst_minor=-6300)
    assert now.credit_reverse_charge == Credit(cgst_minor=-6300, sgst_minor=-6300)
    assert agrees(then) and agrees(now)
    assert october.breaches() == []
