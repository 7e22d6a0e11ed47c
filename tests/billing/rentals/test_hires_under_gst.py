"""Hires of a shop that is registered under GST: a service under SAC 9973, its advances and its forfeited deposits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.ledger import trial_balance
from munim.database import Database
from tests.billing.rentals.hires import Hires


@pytest.fixture
def hires(database: Database, gst_shop: Any) -> Hires:
    """The counter of a registered shop in Maharashtra (27)."""
    return Hires(database, gst_shop)


def tax_in_the_ledger(hires: Hires) -> dict[str, int]:
    with hires.open() as session:
        return {
            row.account: row.balance_minor
            for row in trial_balance(session)
            if row.account.startswith(("output", "advance_tax")) and row.balance_minor
        }


def test_t11_tax_falls_on_the_hire_and_not_on_the_goods_that_move(hires: Hires) -> None:
    customer, projector = hires.customer(state_code="27"), hires.item(tax_rate=Decimal(18))

    challan = hires.challan((projector, "2"), customer=customer)
    assert tax_in_the_ledger(hires) == {}
    hires.clock(3)
    hires.back(challan, "2")
    bill = hires.bill_hire(challan)

    [line] = bill.lines
    assert (line.hsn, line.taxable_minor, line.tax_minor) == ("997319", 300000, 54000)
    assert [(tax.component, tax.tax_minor) for tax in bill.taxes] == [("CGST", 27000), ("SGST", 27000)]
    assert tax_in_the_ledger(hires) == {"output_cgst": -27000, "output_sgst": -27000}
    assert hires.breaches() == []


def test_a_hire_in_another_state_bears_igst_and_an_exempt_one_none(hires: Hires) -> None:
    projector = hires.item(units="9", tax_rate=Decimal(18))
    far = hires.customer("Bengaluru Events", state_code="29")
    near = hires.customer("Consulate", state_code="27")

    inter = hires.bill_hire(hires.challan((projector, "1"), customer=far))
    exempt = hires.bill_hire(
        hires.challan((projector, "1"), customer=near, tax_exempt=True, exempt_reason="Notification 12/2017")
    )

    assert [(tax.component, tax.tax_minor) for tax in inter.taxes] == [("IGST", 9000)]
    assert (exempt.tax_minor, exempt.document, exempt.lines[0].tax_treatment) == (0, "bill_of_supply", "exempt")
    assert hires.breaches() == []


def test_t12_an_advance_of_a_booking_bears_tax_until_the_hire_is_billed(hires: Hires) -> None:
    customer, projector = hires.customer(state_code="27"), hires.item(tax_rate=Decimal(18))
    booking = hires.accept(hires.book((projector, "1"), customer=customer))

    advance = hires.advance(booking, "1180")
    assert (advance.voucher, advance.number) == (True, "INVRV26-00001")
    assert tax_in_the_ledger(hires) == {"advance_tax": 18000, "output_cgst": -9000, "output_sgst": -9000}
    challan = hires.challan(booking_id=booking.id)
    hires.clock(3)
    hires.back(challan)
    bill = hires.bill_hire(challan)

    assert (bill.total_minor, bill.allocated_minor, bill.due_minor) == (177000, 118000, 59000)
    assert tax_in_the_ledger(hires) == {"output_cgst": -13500, "output_sgst": -13500}
    assert hires.breaches() == []


def test_t11_a_forfeited_deposit_becomes_taxable_to_the_paisa(hires: Hires) -> None:
    customer, projector = hires.customer(state_code="27"), hires.item(tax_rate=Decimal(18))
    challan = hires.challan((projector, "1"), customer=customer)
    deposit = hires.hold(customer, "100", challan_id=challan.id)
    assert tax_in_the_ledger(hires) == {}

    forfeited = hires.forfeit(deposit)

    bill_id = forfeited.moves[-1].bill_id
    assert bill_id is not None
    bill = hires.bill(bill_id)
    assert (bill.taxable_minor, bill.tax_minor, bill.total_minor, bill.due_minor) == (8474, 1526, 10000, 0)
    assert tax_in_the_ledger(hires) == {"output_cgst": -763, "output_sgst": -763}
    assert hires.breaches() == []
