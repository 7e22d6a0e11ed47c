"""What is left of a credit note, set against other bills of its customer (RULES P2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from billing.bills.reads import Bill
from billing.payments.allocate import OverAllocated
from billing.payments.allocate_credit import allocate_credit
from billing.payments.record import AllocationInput
from munim.errors import Invalid, MunimError, NotFound
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def allocated(counter: Counter, note: Bill, *parts: tuple[Bill, str]) -> Bill:
    asked = [AllocationInput(bill_id=bill.id, amount=Decimal(amount)) for bill, amount in parts] or None
    with counter.open() as session:
        return allocate_credit(session, note.id, asked, by=counter.by, at=counter.at)


@pytest.fixture
def credit(counter: Counter) -> Any:
    """A customer who paid 100.00 and gave the goods back: the credit is theirs."""
    customer, dal = counter.customer(), counter.product(price="100")
    bill = counter.sell((dal, "1"), customer=customer)
    counter.pay(customer, "100")
    return customer, dal, counter.credit(bill)


def test_a_credit_is_set_against_the_oldest_bills(counter: Counter, credit: Any) -> None:
    customer, _, note = credit
    sixty = counter.product(price="60")
    first, second = counter.sell((sixty, "1"), customer=customer), counter.sell((sixty, "1"), customer=customer)

    used = allocated(counter, note)

    assert used.allocated_minor == 10000
    assert [(one.credited_minor, one.due_minor) for one in map(counter.bill, (first.id, second.id))] == [
        (6000, 0),
        (4000, 2000),
    ]
    assert counter.balance(customer) == 2000
    assert counter.breaches() == []


def test_p2_no_more_of_a_credit_is_used_than_there_is_nor_more_than_a_bill_awaits(
    counter: Counter, credit: Any
) -> None:
    customer, dal, note = credit
    bill, small = counter.sell((dal, "2"), customer=customer), counter.sell((dal, "0.5"), customer=customer)

    with pytest.raises(OverAllocated) as refused:
        allocated(counter, note, (bill, "100.01"))
    assert refused.value.facts["available_minor"] == 10000
    with pytest.raises(OverAllocated):
        allocated(counter, note, (small, "50.01"))
    assert allocated(counter, note, (bill, "40"), (small, "50")).allocated_minor == 9000
    assert counter.breaches() == []


def test_only_a_credit_note_is_set_against_bills_and_only_of_its_own_customer(counter: Counter, credit: Any) -> None:
    customer, dal, note = credit
    bill, anothers = counter.sell((dal, "1"), customer=customer), counter.sell((dal, "1"))

    with pytest.raises(Invalid):
        allocated(counter, bill, (bill, "1"))
    with pytest.raises(NotFound):
        allocated(counter, note, (anothers, "1"))


def test_p2_uses_of_one_credit_that_fit_alone_but_not_together(counter: Counter, credit: Any) -> None:
    customer, dal, note = credit
    bill = counter.sell((dal, "5"), customer=customer)

    results = race(6, lambda n: allocated(counter, note, (bill, "40")))

    assert refusals(results, OverAllocated) == 4
    assert counter.bill(bill.id).credited_minor == 8000
    assert counter.breaches() == []


def test_a_cancelled_bill_gives_the_credit_back(counter: Counter, credit: Any) -> None:
    customer, dal, note = credit
    bill = counter.sell((dal, "1"), customer=customer)
    allocated(counter, note)

    counter.cancel(bill)

    assert (counter.bill(note.id).allocated_minor, counter.bill(bill.id).credited_minor) == (0, 0)
    assert counter.balance(customer) == -10000
    assert counter.breaches() == []


def test_a_bill_cancelled_while_a_credit_is_set_against_it_ends_one_way_or_the_other(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")

    for _ in range(5):
        later = counter.sell((dal, "1"), customer=customer)  # its id comes before the note's
        paid = counter.sell((dal, "1"), customer=customer)
        counter.pay(customer, "100", allocations=[AllocationInput(bill_id=paid.id, amount=Decimal(100))])
        note = counter.credit(paid)
        results = race(2, lambda n, note=note, later=later: counter.cancel(later) if n else allocated(counter, note))
        refusals(results, MunimError)
        assert counter.breaches() == []
