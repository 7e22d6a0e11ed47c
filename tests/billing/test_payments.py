"""Payments: what they settle, what is left over, what is given back."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing.events import list_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.numbering import BackDated
from billing.payments.allocate import OpenBill, OverAllocated, oldest_first, release_payments
from billing.payments.pay_bill import PayBill, pay_bill
from billing.payments.reads import Payment, list_payments
from billing.payments.record import AllocationInput, allocate_advance
from billing.payments.refund import OverRefunded, RefundMoney, refund_money
from billing.permissions import actor_for
from billing.statements import customer_statement
from munim.days import Period
from munim.errors import Conflict, Forbidden, Invalid, NotFound
from munim.ids import new_id
from tests.counter import Counter


def test_p3_a_payment_settles_the_oldest_due_first(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    first = counter.sell((dal, "1"), customer=customer, due_date=counter.today + timedelta(days=9))
    second = counter.sell((dal, "2"), customer=customer, due_date=counter.today + timedelta(days=2))

    payment = counter.pay(customer, "250")

    assert counter.bill(second.id).due_minor == 0
    assert counter.bill(first.id).due_minor == 5000
    assert (payment.number, payment.allocated_minor, payment.unallocated_minor) == ("INVR26-00001", 25000, 0)
    assert counter.breaches() == []


def test_p3_an_overpayment_is_the_customers_advance_and_can_settle_a_later_bill(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    counter.sell((dal, "1"), customer=customer)
    payment = counter.pay(customer, "160")
    assert (payment.unallocated_minor, counter.balance(customer)) == (6000, -6000)

    later = counter.sell((dal, "1"), customer=customer)
    with counter.open() as session:
        allocated = allocate_advance(session, payment.id, None, by=counter.by, at=counter.at)

    assert (allocated.unallocated_minor, counter.bill(later.id).due_minor) == (0, 4000)
    assert counter.balance(customer) == 4000
    assert counter.breaches() == []


def test_a_payment_is_allocated_as_told(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    first, second = (counter.sell((dal, "1"), customer=customer) for _ in range(2))

    counter.pay(customer, "70", allocations=[AllocationInput(bill_id=second.id, amount=Decimal(40))])

    assert (counter.bill(first.id).due_minor, counter.bill(second.id).due_minor) == (10000, 6000)


def test_p2_more_than_a_bill_awaits_is_refused_with_what_it_awaits(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)

    with pytest.raises(OverAllocated) as refused:
        counter.pay(customer, "200", allocations=[AllocationInput(bill_id=bill.id, amount=Decimal("100.01"))])

    assert refused.value.facts["available_minor"] == 10000
    assert counter.balance(customer) == 10000, "nothing is half done"


def test_p2_more_than_the_payment_is_refused(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    bill = counter.sell((dal, "1"), customer=customer)

    with pytest.raises(OverAllocated):
        counter.pay(customer, "50", allocations=[AllocationInput(bill_id=bill.id, amount=Decimal(60))])


def test_a_payment_does_not_settle_another_customers_bill(counter: Counter) -> None:
    mine, other = counter.customer("Mine"), counter.customer("Other")
    bill = counter.sell((counter.product(), "1"), customer=other)

    with pytest.raises(NotFound):
        counter.pay(mine, "50", allocations=[AllocationInput(bill_id=bill.id, amount=Decimal(50))])


@pytest.mark.parametrize("amount", ["0", "-5", "1.001"])
def test_an_amount_of_money_is_above_zero_and_has_the_currencys_decimals(counter: Counter, amount: str) -> None:
    with pytest.raises(Invalid) as refused:
        counter.pay(counter.customer(), amount)

    assert refused.value.field == "amount"


def test_each_method_fills_its_own_account(counter: Counter) -> None:
    customer = counter.customer()
    for method in ("cash", "upi", "bank", "card", "cheque", "gateway"):
        counter.pay(customer, "10", method)

    with counter.open() as session:
        balances = {one.account: one.balance_minor for one in trial_balance(session)}
        listed = list_payments(session, Listing(filters={"method": "upi"}), by=counter.by)
    assert [balances[name] for name in ("cash", "upi", "bank", "card", "cheque", "gateway")] == [1000] * 6
    assert balances["receivable"] == -6000
    assert [one.method for one in listed.items] == ["upi"]


def test_an_advance_can_be_refunded_up_to_what_is_left(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100", "upi")

    with counter.open() as session:
        refund = refund_money(
            session, RefundMoney(payment_id=payment.id, amount=Decimal(60), method="cash"), by=counter.by, at=counter.at
        )
    assert (refund.direction, refund.number, counter.balance(customer)) == ("out", "INVV26-00001", -4000)

    with pytest.raises(OverRefunded) as refused, counter.open() as session:
        refund_money(
            session,
            RefundMoney(payment_id=payment.id, amount=Decimal("40.01"), method="cash"),
            by=counter.by,
            at=counter.at,
        )
    assert refused.value.facts["available_minor"] == 4000
    assert counter.breaches() == []


def test_a_credit_notes_credit_can_be_paid_out(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    counter.pay(customer, "100")
    note = counter.credit(bill)

    with counter.open() as session:
        refund_money(
            session,
            RefundMoney(credit_note_id=note.id, amount=Decimal(100), method="cash"),
            by=counter.by,
            at=counter.at,
        )

    assert (counter.balance(customer), counter.bill(note.id).credited_minor) == (0, 10000)
    assert counter.breaches() == []


def test_a_refund_names_a_payment_or_a_credit_note(counter: Counter) -> None:
    with pytest.raises(Invalid), counter.open() as session:
        refund_money(session, RefundMoney(amount=Decimal(1), method="cash"), by=counter.by, at=counter.at)


def test_a_statement_goes_from_opening_to_closing(counter: Counter) -> None:
    customer = counter.customer(opening_balance=Decimal(50))
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    payment = counter.pay(customer, "120")

    with counter.open() as session:
        today = customer_statement(
            session, customer.id, Period(counter.today, counter.today + timedelta(days=1)), by=counter.by
        )
        tomorrow = customer_statement(
            session,
            customer.id,
            Period(counter.today + timedelta(days=1), counter.today + timedelta(days=2)),
            by=counter.by,
        )

    assert [(one.kind, one.amount_minor, one.balance_minor) for one in today.lines] == [
        ("opening", 5000, 5000), ("bill", 10000, 15000), ("payment", -12000, 3000),
    ]  # fmt: skip
    assert [one.narration for one in today.lines] == ["Opening balance", bill.number, payment.number]
    assert (today.opening_minor, today.closing_minor) == (0, 3000)
    assert (tomorrow.opening_minor, tomorrow.lines, tomorrow.closing_minor) == (3000, [], 3000)


def test_n3_a_receipt_is_not_dated_before_the_last_one_unless_someone_who_may_says_why(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    counter.pay(customer, "10")
    yesterday, reason = counter.today - timedelta(days=1), "paid on the road"

    def by_customer(why: str | None) -> Payment:
        return counter.pay(customer, "20", business_date=yesterday, backdate_reason=why)

    def by_bill(why: str | None) -> Payment:
        with counter.open() as session:
            command = PayBill(method="cash", amount=Decimal(20), business_date=yesterday, backdate_reason=why)
            return pay_bill(session, bill.id, command, by=counter.by, at=counter.at)

    for n, pay in enumerate((by_customer, by_bill), 2):
        for nothing in (None, " "):
            with pytest.raises(BackDated):
                pay(nothing)
        late = pay(reason)
        assert (late.number, late.business_date) == (f"INVR26-{n:05d}", yesterday)
    with counter.open() as session:
        recorded = list_events(session, Listing(filters={"kind": "payment.recorded"}), by=counter.by).items
    assert [event.data.get("backdate_reason") for event in recorded] == [reason, reason, None]

    counter.by = actor_for(counter.shop.user_id, "cashier")
    for pay in (by_customer, by_bill):
        with pytest.raises(BackDated):
            pay(None)
        with pytest.raises(Forbidden, match=r"bills\.backdate"):
            pay(reason)
    assert counter.balance(customer) == 5000


amounts = st.integers(1, 10**7)
days = st.dates(date(2026, 1, 1), date(2026, 1, 4))  # few, so that many are due on one
open_bills = st.lists(st.tuples(amounts, days, days, st.uuids()), max_size=12)


@given(open_bills, amounts)
def test_p3_allocation_loses_nothing_and_never_overpays(made: list[tuple[int, date, date, UUID]], amount: int) -> None:
    bills: dict[UUID, OpenBill] = {}
    for owed, due, day, bill_id in made:
        bill = OpenBill(bill_id, "INV", due, day, owed)
        bills[bill.id] = bill

    shares = oldest_first(bills, amount)

    assert sum(share.amount_minor for share in shares) == min(amount, sum(bill.due_minor for bill in bills.values()))
    assert all(0 < share.amount_minor <= bills[share.bill_id].due_minor for share in shares)
    order = [(bill.due_date, bill.business_date, bill.id) for bill in (bills[share.bill_id] for share in shares)]
    assert order == sorted(order)
    assert all(share.amount_minor == bills[share.bill_id].due_minor for share in shares[:-1]), (
        "only the last may be partly settled"
    )


def test_a_client_made_id_names_one_payment(counter: Counter) -> None:
    customer, payment_id = counter.customer(), new_id()
    counter.pay(customer, "10", id=payment_id)

    with pytest.raises(Conflict, match="already a payment"):
        counter.pay(customer, "10", id=payment_id)
    assert counter.balance(customer) == -1000


def test_a_refund_settles_no_bill(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100")
    with counter.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal(60), method="cash")
        refund = refund_money(session, command, by=counter.by, at=counter.at)
    bill = counter.sell((counter.product(), "1"), customer=customer)

    half = [AllocationInput(bill_id=bill.id, amount=Decimal(50))]
    with pytest.raises(Invalid, match="settles no bill"), counter.open() as session:
        allocate_advance(session, refund.id, half, by=counter.by, at=counter.at)

    assert counter.bill(bill.id).due_minor == bill.total_minor


def test_a_payment_that_came_in_while_its_bill_was_cancelled_is_not_forgotten(counter: Counter) -> None:
    """What was locked before the bill was is compared with what settles it now."""
    customer = counter.customer()
    bill = counter.sell((counter.product(), "1"), customer=customer)
    counter.pay(customer, "40")

    with pytest.raises(Conflict, match="came in just now"), counter.open() as session:
        release_payments(session, bill.id, {}, business_date=counter.today, at=counter.at)
