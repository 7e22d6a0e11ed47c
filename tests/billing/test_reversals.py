"""Receipts undone once, and cheques on their way to the bank and back."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from billing.accounts import OpenAccount, open_account
from billing.events import list_events
from billing.ledger import trial_balance
from billing.listing import Listing
from billing.payments.cheques import (
    ChequeDetails,
    ChequeMoved,
    ClearCheque,
    DepositCheque,
    clear_cheque,
    deposit_cheque,
    list_cheques,
    read_cheque,
)
from billing.payments.reads import Payment, list_payments, read_payment
from billing.payments.record import AllocationInput
from billing.payments.refund import OverRefunded, RefundMoney, refund_money
from billing.payments.reverse import (
    AlreadyReversed,
    BounceCheque,
    NotReversible,
    ReversePayment,
    bounce_cheque,
    reverse_payment,
)
from billing.permissions import actor_for
from billing.statements import customer_statement
from munim.days import Period
from munim.errors import Forbidden, Invalid, Refused
from munim.ids import new_id
from tests.billing.test_races import race, refusals
from tests.counter import Counter


def reverse(counter: Counter, payment: Payment, reason: str = "entered twice") -> Payment:
    with counter.open() as session:
        return reverse_payment(session, payment.id, ReversePayment(reason=reason), by=counter.by, at=counter.at)


def balances(counter: Counter) -> dict[str, int]:
    with counter.open() as session:
        return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def refund(counter: Counter, payment: Payment, amount: str, **details: Any) -> Payment:
    with counter.open() as session:
        command = RefundMoney(payment_id=payment.id, amount=Decimal(amount), **{"method": "cash", **details})
        return refund_money(session, command, by=counter.by, at=counter.at)


def bounce(counter: Counter, payment: Payment, charge: str = "0") -> Any:
    with counter.open() as session:
        command = BounceCheque(reason="funds insufficient", charge=Decimal(charge))
        return bounce_cheque(session, payment.id, command, by=counter.by, at=counter.at)


def deposit(counter: Counter, payment: Payment, **details: Any) -> Any:
    with counter.open() as session:
        return deposit_cheque(session, payment.id, DepositCheque(**details), by=counter.by, at=counter.at)


def test_p4_a_reversed_receipt_leaves_every_account_where_it_stood_and_its_bills_open(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    first, second = (counter.sell((dal, "1"), customer=customer) for _ in range(2))
    before = balances(counter)
    payment = counter.pay(customer, "250", "upi")

    undone = reverse(counter, payment)

    assert balances(counter) == before
    assert (counter.bill(first.id).due_minor, counter.bill(second.id).due_minor) == (10000, 10000)
    assert (undone.status, undone.number, undone.reversed_date) == ("reversed", payment.number, counter.today)
    assert (undone.allocated_minor, undone.unallocated_minor, undone.reversal_reason) == (0, 0, "entered twice")
    assert counter.balance(customer) == 20000
    assert counter.breaches() == []


def test_p4_a_receipt_is_reversed_once(counter: Counter) -> None:
    payment = counter.pay(counter.customer(), "100")
    reverse(counter, payment)

    with pytest.raises(AlreadyReversed):
        reverse(counter, payment)

    assert counter.breaches() == []


def test_p4_of_two_simultaneous_reversals_one_succeeds(counter: Counter) -> None:
    customer = counter.customer()
    counter.sell((counter.product(price="100"), "1"), customer=customer)
    payment = counter.pay(customer, "150")

    results = race(8, lambda n: reverse(counter, payment))

    assert refusals(results, AlreadyReversed) == 7
    assert counter.balance(customer) == 10000
    assert counter.breaches() == []


def test_p4_a_reversal_and_a_refund_of_the_same_receipt_at_once_never_both_succeed(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100")

    results = race(6, lambda n: reverse(counter, payment) if n % 2 else refund(counter, payment, "100"))

    done = [one for one in results if isinstance(one, Payment)]
    assert len(done) == 1, results
    assert all(isinstance(one, Payment | AlreadyReversed | NotReversible | OverRefunded) for one in results)
    assert counter.balance(customer) == 0
    assert counter.breaches() == []


def test_a_receipt_given_back_in_part_is_not_reversed_before_its_refund_is(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100")
    given = refund(counter, payment, "40")

    with pytest.raises(NotReversible, match="reverse the refund first") as refused:
        reverse(counter, payment)
    assert refused.value.facts["refunded_minor"] == 4000

    assert reverse(counter, given, "never handed over").status == "reversed"
    assert counter.balance(customer) == -10000
    assert reverse(counter, payment).status == "reversed"
    assert balances(counter) == {}
    assert counter.breaches() == []


def test_a_reversed_refund_of_a_credit_note_leaves_its_credit_again(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    counter.pay(customer, "100")
    note = counter.credit(bill)
    with counter.open() as session:
        command = RefundMoney(credit_note_id=note.id, amount=Decimal(100), method="cash")
        given = refund_money(session, command, by=counter.by, at=counter.at)

    reverse(counter, given)

    assert counter.balance(customer) == -10000
    assert counter.breaches() == []
    with counter.open() as session:
        refund_money(session, command, by=counter.by, at=counter.at)


def test_reversing_needs_its_permission_and_a_reason(counter: Counter) -> None:
    payment = counter.pay(counter.customer(), "100")
    cashier = actor_for(new_id(), "cashier")

    with counter.open() as session, pytest.raises(Forbidden):
        reverse_payment(session, payment.id, ReversePayment(reason="x"), by=cashier, at=counter.at)
    with pytest.raises(Invalid, match="say why"):
        reverse(counter, payment, "  ")


def test_what_is_undone_shows_in_lists_and_statements(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    payment = counter.pay(customer, "100", "MOBILE")
    reverse(counter, payment)

    with counter.open() as session:
        today = Period(counter.today, counter.today + timedelta(days=1))
        statement = customer_statement(session, customer.id, today, by=counter.by)
        undone = list_payments(session, Listing(filters={"status": "reversed", "method": "Upi"}), by=counter.by)
        settling = list_payments(session, Listing(filters={"bill_id": str(bill.id)}), by=counter.by)
        events = list_events(session, Listing(filters={"subject_id": str(payment.id)}), by=counter.by)

    assert [line.kind for line in statement.lines] == ["bill", "payment", "reversal"]
    assert [one.number for one in undone.items] == [payment.number]
    assert settling.items == [], "it settles the bill no more"
    assert [event.kind for event in events.items] == ["payment.reversed", "payment.recorded"]


@pytest.mark.parametrize(("written", "kept"), [("MOBILE", "upi"), ("mobile", "upi"), ("Cash", "cash"), ("UPI", "upi")])
def test_a_method_is_known_however_it_is_written(counter: Counter, written: str, kept: str) -> None:
    assert counter.pay(counter.customer(), "10", written).method == kept


def test_money_goes_into_the_account_that_is_named(counter: Counter) -> None:
    with counter.open() as session:
        open_account(session, OpenAccount(name="HDFC Current", purpose="bank"), by=counter.by, at=counter.at)
    customer = counter.customer()

    payment = counter.pay(customer, "100", "upi", account="hdfc_current")

    assert (payment.method, payment.account) == ("upi", "hdfc_current")
    assert balances(counter)["hdfc_current"] == 10000
    with pytest.raises(Invalid, match="holds no money"):
        counter.pay(customer, "100", "cash", account="hdfc_current")
    reverse(counter, payment)
    assert balances(counter) == {}


def test_a_cheque_goes_to_the_bank_and_clears(counter: Counter) -> None:
    details = ChequeDetails(number="000123", bank="State Bank")
    payment = counter.pay(counter.customer(), "100", "cheque", cheque=details)
    assert balances(counter) == {"cheque": 10000, "receivable": -10000}

    deposited = deposit(counter, payment)
    assert (deposited.status, deposited.account, deposited.number) == ("deposited", "bank", "000123")
    assert balances(counter) == {"bank": 10000, "receivable": -10000}

    with counter.open() as session:
        cleared = clear_cheque(session, payment.id, ClearCheque(), by=counter.by, at=counter.at)
    assert (cleared.status, cleared.cleared_date) == ("cleared", counter.today)
    with pytest.raises(ChequeMoved):
        bounce(counter, payment)
    with pytest.raises(ChequeMoved):
        deposit(counter, payment)
    assert counter.breaches() == []


@pytest.mark.parametrize("deposited", [True, False])
def test_p4_a_bounced_cheque_reopens_the_bill_and_the_customer_is_charged(counter: Counter, deposited: bool) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    before = balances(counter)
    payment = counter.pay(customer, "100", "cheque", cheque=ChequeDetails(number="7"))
    if deposited:
        deposit(counter, payment)

    bounced = bounce(counter, payment, charge="25.50")

    assert (bounced.status, bounced.bounce_charge_minor) == ("bounced", 2550)
    assert counter.bill(bill.id).due_minor == 10000
    assert counter.balance(customer) == 12550
    assert balances(counter) == {**before, "receivable": 12550, "charges": -2550}
    with counter.open() as session:
        assert read_payment(session, payment.id).status == "bounced"
    with pytest.raises(ChequeMoved):
        bounce(counter, payment)
    with pytest.raises(AlreadyReversed):
        reverse(counter, payment)
    assert counter.breaches() == []


def test_p4_a_cheque_bounces_once_however_often_it_is_told_at_once(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100", "cheque")

    results = race(6, lambda n: bounce(counter, payment, charge="10"))

    assert refusals(results, ChequeMoved) == 5
    assert counter.balance(customer) == 1000


def test_a_deposit_and_a_bounce_at_once_end_in_a_whole_state(counter: Counter) -> None:
    payment = counter.pay(counter.customer(), "100", "cheque")

    results = race(4, lambda n: deposit(counter, payment) if n % 2 else bounce(counter, payment))

    assert sum(isinstance(one, ChequeMoved) for one in results) in (2, 3)
    assert "cheque" not in balances(counter) and "bank" not in balances(counter)
    assert counter.breaches() == []


def test_a_post_dated_cheque_waits_for_its_date(counter: Counter) -> None:
    tomorrow = counter.today + timedelta(days=1)
    payment = counter.pay(counter.customer(), "100", "cheque", cheque=ChequeDetails(dated=tomorrow))

    with pytest.raises(Refused, match="will not take it before"):
        deposit(counter, payment)
    counter.at += timedelta(days=1)
    assert deposit(counter, payment).status == "deposited"


def test_a_reversed_cheque_comes_out_of_the_bank_it_was_deposited_into(counter: Counter) -> None:
    payment = counter.pay(counter.customer(), "100", "cheque")
    deposit(counter, payment)

    reverse(counter, payment)

    assert balances(counter) == {}
    with counter.open() as session:
        assert read_cheque(session, payment.id).status == "reversed"
        listed = list_cheques(session, Listing(filters={"status": "reversed"}), by=counter.by)
    assert [one.payment_id for one in listed.items] == [payment.id]


def test_only_a_payment_by_cheque_has_a_cheque(counter: Counter) -> None:
    with pytest.raises(Invalid, match="only a payment by cheque"):
        counter.pay(counter.customer(), "100", cheque=ChequeDetails(number="1"))


def test_one_receipt_settles_many_bills_and_the_rest_stays_an_advance(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    sold = [counter.sell((dal, "1"), customer=customer) for _ in range(3)]
    asked = [AllocationInput(bill_id=bill.id, amount=Decimal(60)) for bill in sold]

    payment = counter.pay(customer, "200", allocations=asked)

    assert [counter.bill(bill.id).due_minor for bill in sold] == [4000, 4000, 4000]
    assert payment.unallocated_minor == 2000
    assert counter.breaches() == []
