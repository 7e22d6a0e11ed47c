"""Advances for services: the receipt voucher, its tax, and how that leaves again (RULES T12)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.business import BusinessSettings
from billing.ledger import trial_balance
from billing.payments.advance_tax import (
    AdvanceTax,
    ServiceAdvance,
    advance_tax_of,
    advance_tax_rows,
    tax_left,
    tax_within,
)
from billing.payments.reads import Payment
from billing.payments.record import AllocationInput, allocate_advance
from billing.payments.refund import RefundMoney, refund_money
from billing.payments.reverse import ReversePayment, reverse_payment
from munim.database import Database
from munim.days import Period, month_of
from munim.errors import Invalid
from tests.conftest import open_shop
from tests.counter import Counter

OUTPUT = ("output_cgst", "output_sgst", "output_igst", "advance_tax")


@pytest.fixture
def hall(database: Database) -> Counter:
    """The counter of a registered Maharashtra business."""
    settings = BusinessSettings(name="Sharma Halls", country="IN", state_code="27", gstin="27AAPFU0939F1ZV")
    return Counter(database, open_shop(database, settings))


def advance(counter: Counter, amount: str, **terms: Any) -> Payment:
    return counter.pay(counter.customer(), amount, services=ServiceAdvance(**terms))


def output(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {
            one.account: one.balance_minor
            for one in trial_balance(session)
            if one.account in OUTPUT and one.balance_minor
        }


def test_t12_an_advance_of_unknown_rate_and_place_bears_18_percent_inter_state(hall: Counter) -> None:
    payment = advance(hall, "1180")

    assert (payment.number, payment.voucher) == ("INVRV26-00001", True)
    assert output(hall) == {"output_igst": -18000, "advance_tax": 18000}
    with hall.open() as session:
        tax = advance_tax_of(session, payment.id)
    assert tax is not None
    assert (tax.taxable_minor, tax.igst_minor, tax.place_of_supply, tax.supply) == (100000, 18000, None, "inter")
    assert hall.breaches() == []


def test_t12_an_advance_for_services_in_the_shops_own_state_bears_both_halves(hall: Counter) -> None:
    advance(hall, "100", tax_rate=Decimal(18), place_of_supply="27")

    assert output(hall) == {"output_cgst": -763, "output_sgst": -763, "advance_tax": 1526}


def test_t12_the_tax_leaves_as_the_advance_is_set_against_bills_and_is_due_again_when_one_is_cancelled(
    hall: Counter,
) -> None:
    customer = hall.customer()
    payment = hall.pay(customer, "1180", services=ServiceAdvance())
    bill = hall.sell((hall.product(price="590"), "1"), customer=customer)

    def allocate(amount: str) -> None:
        with hall.open() as session:
            asked = [AllocationInput(bill_id=bill.id, amount=Decimal(amount))]
            allocate_advance(session, payment.id, asked, by=hall.by, at=hall.at)

    allocate("295")
    assert output(hall) == {"output_igst": -13500, "advance_tax": 13500}
    assert hall.breaches() == []
    hall.cancel(bill)
    assert output(hall) == {"output_igst": -18000, "advance_tax": 18000}
    assert hall.breaches() == []


def test_t12_the_refund_of_an_advance_is_a_refund_voucher_and_takes_the_tax_with_it(hall: Counter) -> None:
    payment = advance(hall, "1180")

    with hall.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal("1180"), method="cash")
        refund = refund_money(session, command, by=hall.by, at=hall.at)

    assert (refund.number, refund.voucher, refund.refunds_payment_id) == ("INVFV26-00001", True, payment.id)
    assert output(hall) == {}
    assert hall.breaches() == []


def test_t12_reversing_a_receipt_voucher_or_its_refund_moves_the_tax_along(hall: Counter) -> None:
    payment = advance(hall, "118")
    with hall.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal(59), method="cash")
        refund = refund_money(session, command, by=hall.by, at=hall.at)
    assert output(hall) == {"output_igst": -900, "advance_tax": 900}

    for one, left in ((refund, {"output_igst": -1800, "advance_tax": 1800}), (payment, {})):
        with hall.open() as session:
            reverse_payment(session, one.id, ReversePayment(reason="mistake"), by=hall.by, at=hall.at)
        assert output(hall) == left
        assert hall.breaches() == []


def test_t12_the_return_reads_what_came_and_went_in_a_period(hall: Counter) -> None:
    payment = advance(hall, "1180")
    hall.at += timedelta(days=40)
    with hall.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal("590"), method="cash")
        refund_money(session, command, by=hall.by, at=hall.at)
        received = advance_tax_rows(session, month_of(payment.business_date))
        later = advance_tax_rows(session, month_of(hall.today))
        whole = advance_tax_rows(session, Period(payment.business_date, hall.today + timedelta(days=1)))

    assert [(row.kind, row.taxable_minor, row.igst_minor) for row in received] == [("received", 100000, 18000)]
    assert [(row.kind, row.igst_minor, row.received_date) for row in later] == [
        ("refunded", -9000, payment.business_date)
    ]
    assert sum(row.igst_minor for row in whole) == 9000 == -output(hall)["output_igst"]


def test_t12_a_shop_without_a_regular_registration_writes_a_plain_receipt(counter: Counter) -> None:
    payment = advance(counter, "1180")

    assert (payment.number, payment.voucher) == ("INVR26-00001", False)
    assert output(counter) == {}


def test_t12_an_advance_for_services_settles_no_bill_in_the_same_breath(hall: Counter) -> None:
    customer = hall.customer()
    bill = hall.sell((hall.product(), "1"), customer=customer)

    asked = [AllocationInput(bill_id=bill.id, amount=Decimal(1))]

    with pytest.raises(Invalid, match="settles no bill yet"):
        hall.pay(customer, "50", services=ServiceAdvance(), allocations=asked)
    assert hall.pay(customer, "50", services=ServiceAdvance()).unallocated_minor == 5000


AMOUNTS = st.integers(min_value=1, max_value=10**9)
RATES = st.sampled_from([Decimal(text) for text in ("0.25", "3", "5", "12", "18", "28", "40")])


@given(AMOUNTS, RATES, st.sampled_from(["intra", "inter"]))
def test_t4_tax_within_an_advance_adds_up_with_equal_halves(amount: int, rate: Decimal, supply: str) -> None:
    tax = tax_within(amount, rate, supply)

    assert tax.taxable_minor + tax.cgst_minor + tax.sgst_minor + tax.igst_minor == amount
    assert tax.cgst_minor == tax.sgst_minor
    exact = Decimal(amount) * rate / (100 + rate)
    assert abs(tax.cgst_minor + tax.sgst_minor + tax.igst_minor - exact) <= 1


@given(AMOUNTS, RATES, st.sampled_from(["intra", "inter"]), st.lists(st.integers(1, 10**9), max_size=6))
def test_an_advance_used_up_in_any_parts_leaves_no_tax(
    amount: int, rate: Decimal, supply: str, parts: list[int]
) -> None:
    whole = tax_within(amount, rate, supply)
    held, left = whole, amount
    for part in parts:
        left = max(0, left - part)
        change = tax_left(whole, left, amount).less(held)
        held = AdvanceTax(
            **{name: getattr(held, name) + getattr(change, name) for name in AdvanceTax.__struct_fields__}
        )
        assert held.taxable_minor + held.cgst_minor + held.sgst_minor + held.igst_minor == left

    assert tax_left(whole, 0, amount) == AdvanceTax()
    assert tax_left(whole, amount, amount) == whole
