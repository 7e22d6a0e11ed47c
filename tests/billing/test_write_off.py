"""Write-off of small remainders: by role, by limit, by an entry of its own (RULES P3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from billing.bills.credit import CreditLine
from billing.bills.reads import Bill
from billing.bills.write_off import (
    NothingToWriteOff,
    OverWriteOffLimit,
    OverWrittenOff,
    WriteOff,
    write_off,
)
from billing.ledger import trial_balance
from billing.permissions import Actor, actor_for
from munim.errors import Forbidden, Invalid
from tests.billing.test_races import race
from tests.counter import Counter


def written_off(counter: Counter, bill: Bill | UUID, amount: str | None = None, *, by: Actor | None = None) -> Bill:
    bill_id = bill if isinstance(bill, UUID) else bill.id
    command = WriteOff(reason="not worth the postage", amount=None if amount is None else Decimal(amount))
    with counter.open() as session:
        return write_off(session, bill_id, command, by=by or counter.by, at=counter.at)


def account(counter: Counter, code: str) -> int:
    with counter.open() as session:
        return next(one.balance_minor for one in trial_balance(session) if one.account == code)


@pytest.fixture
def owed(counter: Counter) -> Any:
    """A customer with a bill of 100.00 of which 95.00 is paid."""
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    counter.pay(customer, "95")
    return customer, bill


def test_p3_the_small_rest_of_a_bill_is_written_off_by_an_entry_of_its_own(counter: Counter, owed: Any) -> None:
    customer, bill = owed

    settled = written_off(counter, bill)

    assert (settled.due_minor, settled.written_off_minor, settled.allocated_minor) == (0, 500, 9500)
    assert (counter.balance(customer), account(counter, "bad_debts"), account(counter, "sales")) == (0, 500, -10000)
    with pytest.raises(NothingToWriteOff):
        written_off(counter, bill)
    assert counter.breaches() == []


def test_p3_nobody_writes_off_more_of_a_bill_than_the_shops_limit(counter: Counter) -> None:
    """The limit of a new shop is 10.00 a bill, for all that is ever written off of it."""
    bill = counter.sell((counter.product(price="100"), "1"), customer=counter.customer())

    with pytest.raises(OverWriteOffLimit) as refused:
        written_off(counter, bill)
    assert refused.value.facts["available_minor"] == 1000
    written_off(counter, bill, "6")
    with pytest.raises(OverWriteOffLimit) as refused:
        written_off(counter, bill, "4.01")
    assert refused.value.facts["available_minor"] == 400
    assert written_off(counter, bill, "4").due_minor == 9000
    assert counter.breaches() == []


def test_p3_a_write_off_needs_its_role(counter: Counter, owed: Any) -> None:
    _, bill = owed

    with pytest.raises(Forbidden):
        written_off(counter, bill, by=actor_for(counter.shop.user_id, "cashier"))
    assert written_off(counter, bill, by=actor_for(counter.shop.user_id, "accountant")).due_minor == 0


def test_what_is_written_off_is_above_zero_and_no_more_than_is_due(counter: Counter, owed: Any) -> None:
    _, bill = owed

    for amount in ("0", "-1", "0.001"):
        with pytest.raises(Invalid):
            written_off(counter, bill, amount)
    with pytest.raises(OverWrittenOff):
        written_off(counter, bill, "5.01")
    with counter.open() as session, pytest.raises(Invalid):
        write_off(session, bill.id, WriteOff(reason=" "), by=counter.by, at=counter.at)


@pytest.mark.parametrize("kind", ["quotation", "draft"])
def test_what_is_not_owed_is_not_written_off(counter: Counter, kind: str) -> None:
    dal = counter.product(price="5")
    bill = counter.draft((dal, "1")) if kind == "draft" else counter.sell((dal, "1"), kind="quotation")

    with pytest.raises(NothingToWriteOff):
        written_off(counter, bill)


def test_p3_a_cancelled_bill_takes_its_write_off_back(counter: Counter, owed: Any) -> None:
    customer, bill = owed
    written_off(counter, bill)

    counter.cancel(bill)

    assert counter.bill(bill.id).written_off_minor == 0
    assert (counter.balance(customer), account(counter, "bad_debts")) == (-9500, 0)
    assert counter.breaches() == []


def test_p3_a_credit_gives_back_what_was_paid_and_not_what_was_written_off(counter: Counter, owed: Any) -> None:
    customer, bill = owed
    written_off(counter, bill)

    counter.credit(bill)

    assert counter.bill(bill.id).written_off_minor == 0
    assert (counter.balance(customer), account(counter, "bad_debts")) == (-9500, 0)
    assert counter.breaches() == []


def test_p3_a_small_credit_takes_back_as_much_of_the_write_off(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="1"), "100"), customer=customer)
    counter.pay(customer, "95")
    written_off(counter, bill)

    note = counter.credit(bill, lines=[CreditLine(position=1, quantity=Decimal(3))])

    settled = counter.bill(bill.id)
    assert (note.allocated_minor, settled.credited_minor, settled.written_off_minor, settled.due_minor) == (
        300,
        300,
        200,
        0,
    )
    assert (counter.balance(customer), account(counter, "bad_debts")) == (0, 200)
    assert counter.breaches() == []


def test_p2_a_rest_that_is_paid_and_written_off_at_once_is_settled_once(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    bill = counter.sell((dal, "1"), customer=customer)
    counter.pay(customer, "95")

    race(6, lambda n: written_off(counter, bill) if n % 2 else counter.pay(customer, "5"))

    settled = counter.bill(bill.id)
    assert settled.due_minor == 0
    assert settled.written_off_minor in (0, 500)
    assert counter.breaches() == []


def test_a_written_off_bill_is_not_open_any_more(counter: Counter, owed: Any) -> None:
    """Later money is the customer's advance, not this bill's."""
    customer, bill = owed
    written_off(counter, bill)

    payment = counter.pay(customer, "5")

    assert (payment.allocated_minor, payment.unallocated_minor) == (0, 500)
    assert counter.breaches() == []
