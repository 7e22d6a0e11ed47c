"""Deposits meet payments: every lock they share has its race."""

from __future__ import annotations

from typing import Any

import pytest

from billing.payments.allocate import OverAllocated
from billing.payments.reverse import AlreadyReversed, ReversePayment, reverse_payment
from billing.rentals.deposit import DepositSpent
from munim.errors import MunimError, Refused
from tests.billing.rentals.hires import Hires
from tests.billing.test_races import race, refusals


def test_a_deposit_applied_while_its_bill_is_paid_settles_it_once(hires: Hires) -> None:
    customer = hires.customer()
    bill = hires.sell((hires.product(price="100"), "1"), customer=customer)
    held = [hires.hold(customer, "100") for _ in range(3)]

    def act(n: int) -> Any:
        return hires.apply(held[n // 2], bill, "100") if n % 2 else hires.pay(customer, "100")

    results = race(6, act)

    assert all(isinstance(one, OverAllocated) for one in results if isinstance(one, MunimError)), results
    assert hires.bill(bill.id).due_minor == 0
    assert hires.breaches() == []


@pytest.mark.parametrize("again", ["apply", "give back"])
def test_a_deposit_whose_receipt_is_reversed_while_it_is_used_again_is_used_once(hires: Hires, again: str) -> None:
    """Reversing gives the deposit back to be held, and both want its row: neither may wait for the other for ever."""
    customer, dal = hires.customer(), hires.product(price="60")

    for _ in range(4):
        bill, deposit = hires.sell((dal, "1"), customer=customer), hires.hold(customer, "100")
        receipt = hires.apply(deposit, bill, "60").moves[-1].payment_id

        def act(n: int, bill: Any = bill, deposit: Any = deposit, receipt: Any = receipt) -> Any:
            if n % 2:
                return hires.apply(deposit, bill) if again == "apply" else hires.give_back(deposit, "100")
            with hires.open() as session:
                reason = ReversePayment(reason="wrong bill")
                return reverse_payment(session, receipt, reason, by=hires.by, at=hires.at)

        results = race(4, act)
        assert all(
            isinstance(one, AlreadyReversed | DepositSpent | Refused) for one in results if isinstance(one, MunimError)
        ), results
        assert sum(isinstance(one, AlreadyReversed) for one in results) == 1
        assert hires.breaches() == []
        refusals([hires.cancel(bill)], MunimError)
