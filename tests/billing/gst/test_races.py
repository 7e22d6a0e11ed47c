"""Races at the locks of a debit note: the invoice, the customer's balance, the series."""

from __future__ import annotations

from decimal import Decimal

from billing.bills.cancel import NotCancellable
from billing.bills.credit import CreditLine
from billing.bills.debit import NotDebitable
from billing.bills.issue import OverCreditLimit
from munim.errors import MunimError
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def test_p5_concurrent_debit_notes_do_not_jointly_pass_the_credit_limit(gst_counter: Counter) -> None:
    """1,180 are owed and 2,000 allowed: of eight notes of 236 three fit."""
    customer = gst_counter.customer(credit_limit=Decimal(2000))
    bill = gst_counter.sell((gst_counter.product(price="1000", tax_rate=Decimal(18)), "1"), customer=customer)

    results = race(8, lambda n: gst_counter.debit(bill, "200"))

    assert refusals(results, OverCreditLimit) == 5
    assert gst_counter.balance(customer) == 118000 + 3 * 23600
    numbers = sorted(one.number for one in results if not isinstance(one, MunimError))
    assert numbers == ["INVD26-00001", "INVD26-00002", "INVD26-00003"]
    assert gst_counter.breaches() == []


def test_an_invoice_is_either_debited_or_cancelled(gst_counter: Counter) -> None:
    bill = gst_counter.sell((gst_counter.product(price="100", tax_rate=Decimal(18)), "1"))

    results = race(6, lambda n: gst_counter.debit(bill, "1") if n % 2 else gst_counter.cancel(bill))

    if gst_counter.bill(bill.id).status == "cancelled":
        assert all(isinstance(one, NotDebitable) for one in results[1::2])
    else:
        assert all(isinstance(one, NotCancellable) for one in results[::2])
        assert refusals(results[1::2], MunimError) == 0
    assert gst_counter.breaches() == []


def test_credits_and_debits_of_one_invoice_stand_side_by_side(gst_counter: Counter) -> None:
    customer = gst_counter.customer()
    bill = gst_counter.sell((gst_counter.product(price="100", tax_rate=Decimal(18)), "4"), customer=customer)
    one = [CreditLine(position=1, quantity=Decimal(1))]

    results = race(8, lambda n: gst_counter.debit(bill, "10") if n % 2 else gst_counter.credit(bill, lines=one))

    assert refusals(results, MunimError) == 0
    # four units credited at 118.00, four times 4 x 10.00 and 18 % debited
    assert gst_counter.balance(customer) == 47200 - 47200 + 4 * 4720
    assert gst_counter.breaches() == []
