"""Every lock has its race: threads that each fit alone but not together."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.cancel import CancelBill, NotCancellable, cancel_bill
from billing.bills.credit import CreditBill, CreditLine, OverCredited, credit_bill
from billing.bills.draft import NotADraft, discard_draft
from billing.bills.issue import IssueBill, OverCreditLimit, issue_bill
from billing.bills.reads import Bill
from billing.bills.write_off import WriteOff, write_off
from billing.business import BusinessSettings, business_heads, change_business
from billing.customers import CustomerDetails, change_customer, read_customer
from billing.deliveries.entries import Delivery, RecordDeliveries, record_deliveries
from billing.numbering import take_number
from billing.payments.allocate import OverAllocated
from billing.payments.allocate_credit import allocate_credit
from billing.payments.pay_bill import NothingDue, PayBill, pay_bill
from billing.payments.reads import Payment
from billing.payments.record import AllocationInput, RecordPayment, allocate_advance, record_payment
from billing.payments.refund import OverRefunded, RefundMoney, refund_money
from billing.payments.reverse import ReversePayment, reverse_payment
from billing.products import ProductDetails, change_product
from billing.rentals.challan import NewChallan, make_challan
from billing.rentals.terms import HireItem
from billing.stock import OutOfStock, lock_levels
from munim.errors import MunimError, NotFound
from tests.counter import Counter


def race(count: int, act: Callable[[int], Any]) -> list[Any]:
    """What ``count`` threads that start together return, a refusal for an answer; anything else that is raised fails."""
    results: list[Any] = [None] * count
    unexpected: list[BaseException] = []
    gate = threading.Barrier(count)

    def run(n: int) -> None:
        gate.wait()
        try:
            results[n] = act(n)
        except MunimError as refusal:
            results[n] = refusal
        except BaseException as error:
            unexpected.append(error)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not unexpected, unexpected
    return results


def refusals(results: list[Any], kind: type[MunimError]) -> int:
    assert all(not isinstance(one, MunimError) or isinstance(one, kind) for one in results), results
    return sum(isinstance(one, kind) for one in results)


def test_numbers_have_no_gaps_under_sixteen_threads(counter: Counter) -> None:
    """128 bills from 16 threads, every fourth rolled back at its end: what is left is numbered 1 to 96."""
    dal = counter.product(stock="10000")

    class ChangedTheirMind(MunimError):
        """The customer walked away."""

    def act(n: int) -> list[str | None]:
        numbers = []
        for k in range(8):
            try:
                draft = counter.draft((dal, "1"))
                with counter.open() as session:
                    bill = issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)
                    if k % 4 == 3:
                        raise ChangedTheirMind
                numbers.append(bill.number)
            except ChangedTheirMind:
                continue
        return numbers

    given = [number for numbers in race(16, act) for number in numbers]

    assert sorted(given) == [f"INV26-{n:05d}" for n in range(1, 97)]
    assert counter.breaches() == []


def test_s1_the_last_unit_is_sold_once(counter: Counter) -> None:
    dal = counter.product(stock="1")

    results = race(12, lambda n: counter.sell((dal, "1")))

    assert refusals(results, OutOfStock) == 11
    assert counter.on_hand(dal) == 0
    assert counter.breaches() == []


def test_s1_bills_of_the_same_products_in_any_order_do_not_deadlock(counter: Counter) -> None:
    dal, rice = counter.product(stock="100"), counter.product("Rice", stock="100")

    results = race(
        12, lambda n: counter.sell((dal, "1"), (rice, "1")) if n % 2 else counter.sell((rice, "1"), (dal, "1"))
    )

    assert refusals(results, MunimError) == 0
    assert (counter.on_hand(dal), counter.on_hand(rice)) == (88, 88)


def test_p5_concurrent_bills_do_not_jointly_pass_the_credit_limit(counter: Counter) -> None:
    customer, dal = counter.customer(credit_limit=Decimal(350)), counter.product(price="100")

    results = race(10, lambda n: counter.sell((dal, "1"), customer=customer))

    assert refusals(results, OverCreditLimit) == 7
    assert counter.balance(customer) == 30000


def test_p2_payments_that_fit_alone_but_not_together(counter: Counter) -> None:
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)
    forty = [AllocationInput(bill_id=bill.id, amount=Decimal(40))]

    results = race(8, lambda n: counter.pay(customer, "40", allocations=forty))

    assert refusals(results, OverAllocated) == 6
    assert counter.bill(bill.id).due_minor == 2000
    assert counter.breaches() == []


def test_p2_refunds_of_one_advance(counter: Counter) -> None:
    customer = counter.customer()
    payment = counter.pay(customer, "100")

    def act(n: int) -> Any:
        with counter.open() as session:
            command = RefundMoney(payment_id=payment.id, amount=Decimal(60), method="cash")
            return refund_money(session, command, by=counter.by, at=counter.at)

    assert refusals(race(6, act), OverRefunded) == 5
    assert counter.balance(customer) == -4000


def test_m2_the_same_goods_are_credited_once(counter: Counter) -> None:
    bill = counter.sell((counter.product(), "3"), customer=counter.customer())

    def act(n: int) -> Any:
        with counter.open() as session:
            command = CreditBill(reason="returned", lines=[CreditLine(position=1, quantity=Decimal(2))])
            return credit_bill(session, bill.id, command, by=counter.by, at=counter.at)

    assert refusals(race(6, act), OverCredited) == 5
    assert counter.breaches() == []


def test_p4_a_bill_is_cancelled_once(counter: Counter) -> None:
    dal = counter.product(stock="10")
    bill = counter.sell((dal, "3"))

    def act(n: int) -> Any:
        with counter.open() as session:
            return cancel_bill(session, bill.id, CancelBill(reason="twice"), by=counter.by, at=counter.at)

    assert refusals(race(6, act), NotCancellable) == 5
    assert counter.on_hand(dal) == 10
    assert counter.breaches() == []


def test_a_bill_paid_and_cancelled_at_once_ends_one_way_or_the_other(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")

    for _ in range(5):
        bill = counter.sell((dal, "1"), customer=customer)
        race(2, lambda n, bill=bill: counter.cancel(bill) if n else counter.pay(customer, "100"))

    assert counter.breaches() == []


def test_a_bill_credited_while_it_is_paid_is_settled_once(counter: Counter) -> None:
    """The credit waits for the payment to end, and then finds nothing left on the bill: it is the customer's."""
    customer = counter.customer()
    bill = counter.sell((counter.product(price="100"), "1"), customer=customer)

    with ThreadPoolExecutor(1) as threads:
        with counter.open() as session:
            payment = RecordPayment(customer_id=customer.id, amount=Decimal(100), method="cash")
            record_payment(session, payment, by=counter.by, at=counter.at)
            crediting = threads.submit(counter.credit, bill)
            while not waiting(session):
                assert not crediting.done(), crediting.exception()
        note = crediting.result()

    settled = counter.bill(bill.id)
    assert (settled.allocated_minor, settled.credited_minor, note.allocated_minor) == (10000, 0, 0)
    assert counter.balance(customer) == -10000
    assert counter.breaches() == []


def test_a_bill_credited_and_paid_at_once_is_settled_once_whoever_is_first(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")

    for _ in range(5):
        bill = counter.sell((dal, "1"), customer=customer)
        race(2, lambda n, bill=bill: counter.credit(bill) if n else counter.pay(customer, "100"))
        assert counter.bill(bill.id).due_minor == 0

    assert counter.balance(customer) == -50000
    assert counter.breaches() == []


def test_events_are_in_sequence_under_concurrent_operations(counter: Counter) -> None:
    race(8, lambda n: [counter.customer(f"Customer {n}-{k}") for k in range(5)])

    with counter.open() as session:
        from billing.events import events, first_broken_event

        sequences = (
            session.execute(events.select().with_only_columns(events.c.sequence).order_by(events.c.sequence))
            .scalars()
            .all()
        )
        assert first_broken_event(session) is None
    assert sequences == list(range(1, 42))  # registration, then forty customers


def test_two_series_do_not_wait_for_each_other(counter: Counter) -> None:
    """A receipt is numbered while an invoice's number is still held by an open transaction."""
    calendar = counter.shop.calendar
    with counter.open() as one:
        take_number(one, "invoice", "INV", business_date=counter.today, calendar=calendar)
        with counter.open() as other:
            number, _ = take_number(other, "receipt", "INVR", business_date=counter.today, calendar=calendar)
    assert number == "INVR26-00001"


@pytest.mark.parametrize("what", ["customer", "product", "business"])
def test_an_edit_and_a_bill_of_what_is_edited_do_not_deadlock(counter: Counter, what: str) -> None:
    """Held at the head, in this order: a sale, then an edit of what the sale refers to; let go, both go through."""
    customer, dal = counter.customer(), counter.product()

    def edit() -> Any:
        by, at = counter.by, counter.at
        with counter.open() as session:
            if what == "customer":
                details = CustomerDetails(name="Ramesh", reference="R-7", phone="098220 12345")
                return change_customer(session, customer.id, details, by=by, at=at)
            if what == "product":
                changed = ProductDetails(sku=dal.sku, name="Dal", price=Decimal(90), barcode="8901")
                return change_product(session, dal.id, changed, by=by, at=at)
            return change_business(session, BusinessSettings(name="Sharma & Sons"), by=by, at=at)

    acts = (lambda: counter.sell((dal, "1"), customer=customer, kind="quotation"), edit)
    with ThreadPoolExecutor(2) as threads:
        with counter.open() as session:
            session.execute(sa.select(business_heads).with_for_update())
            ends = []
            for count, act in enumerate(acts, 1):
                ends.append(threads.submit(act))
                while waiting(session) < count:
                    assert not ends[-1].done(), ends[-1].exception()
        for end in ends:
            end.result()


def waiting(session: Session) -> int:
    """How many connections to this test's database wait for a lock."""
    session.execute(sa.text("SELECT pg_stat_clear_snapshot()"))  # or a connection made since the last look is not seen
    found = session.execute(
        sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
    )
    return int(found.scalar_one())


def test_drafts_issued_at_once_do_not_jointly_pass_the_credit_limit_or_sell_the_last_unit_twice(
    counter: Counter,
) -> None:
    """A draft that is issued takes the same locks as a sale over the counter."""
    customer, dal = counter.customer(credit_limit=Decimal(350)), counter.product(price="100", stock="5")

    def issue(draft: Bill) -> Bill:
        with counter.open() as session:
            return issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)

    owed = [counter.draft((dal, "1"), customer=customer) for _ in range(8)]
    assert refusals(race(8, lambda n: issue(owed[n])), OverCreditLimit) == 5
    # of eight customers, so that they meet at the stock alone
    paid = [counter.draft((dal, "1"), customer=counter.customer(f"Customer {n}")) for n in range(8)]
    assert refusals(race(8, lambda n: issue(paid[n])), OutOfStock) == 6
    assert (counter.balance(customer), counter.on_hand(dal)) == (30000, Decimal(0))
    assert counter.breaches() == []


def test_a_credit_note_takes_its_number_after_its_goods(counter: Counter) -> None:
    """An import locks stock, then numbers credit notes: who did it the other way round would deadlock with it."""
    dal = counter.product()
    bill = counter.sell((dal, "1"), customer=counter.customer())

    with ThreadPoolExecutor(1) as threads:
        with counter.open() as session:
            lock_levels(session, [dal.id])
            crediting = threads.submit(counter.credit, bill)
            while not waiting(session):
                assert not crediting.done(), crediting.exception()
            take_number(session, "credit_note", "INVC", business_date=counter.today, calendar=counter.shop.calendar)
            session.rollback()
        assert crediting.result().number == "INVC26-00001"


def test_p2_an_advance_that_many_set_against_bills_is_used_once(counter: Counter) -> None:
    """Eight bills of 60 and an advance of 100: one bill and no more gets its sixty."""
    customer, dal = counter.customer(), counter.product(price="60")
    advance = counter.pay(customer, "100")
    sold = [counter.sell((dal, "1"), customer=customer) for _ in range(8)]

    def act(n: int) -> Any:
        with counter.open() as session:
            asked = [AllocationInput(bill_id=sold[n].id, amount=Decimal(60))]
            return allocate_advance(session, advance.id, asked, by=counter.by, at=counter.at)

    assert refusals(race(8, act), OverAllocated) == 7
    assert sum(counter.bill(bill.id).allocated_minor for bill in sold) == 6000
    assert counter.breaches() == []


def test_p2_a_bill_that_many_pay_the_whole_of_is_paid_once(counter: Counter) -> None:
    bill = counter.sell((counter.product(price="100"), "1"), customer=counter.customer())

    def act(n: int) -> Any:
        with counter.open() as session:
            return pay_bill(session, bill.id, PayBill(method="cash"), by=counter.by, at=counter.at)

    results = race(8, act)

    assert sum(isinstance(one, OverAllocated | NothingDue) for one in results) == refusals(results, MunimError) == 7
    assert counter.bill(bill.id).due_minor == 0
    assert counter.breaches() == []


def test_p4_an_advance_reversed_while_it_is_set_against_a_bill_settles_nothing(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")

    for _ in range(4):
        advance = counter.pay(customer, "100", allocations=[])
        bill = counter.sell((dal, "1"), customer=customer)

        def act(n: int, advance: Payment = advance) -> Any:
            with counter.open() as session:
                if n:
                    return allocate_advance(session, advance.id, None, by=counter.by, at=counter.at)
                reason = ReversePayment(reason="entered twice")
                return reverse_payment(session, advance.id, reason, by=counter.by, at=counter.at)

        results = race(2, act)
        assert not isinstance(results[0], MunimError)
        assert (counter.bill(bill.id).allocated_minor, counter.breaches()) == (0, [])
        counter.cancel(bill)


def test_p2_a_credit_note_that_is_refunded_and_set_against_a_bill_is_used_once(counter: Counter) -> None:
    customer, dal = counter.customer(), counter.product(price="100")
    paid = counter.sell((dal, "1"), customer=customer)
    counter.pay(customer, "100")
    note = counter.credit(paid)
    later = counter.sell((dal, "1"), customer=customer)

    def act(n: int) -> Any:
        with counter.open() as session:
            if n % 2:
                asked = [AllocationInput(bill_id=later.id, amount=Decimal(100))]
                return allocate_credit(session, note.id, asked, by=counter.by, at=counter.at)
            command = RefundMoney(credit_note_id=note.id, amount=Decimal(100), method="cash")
            return refund_money(session, command, by=counter.by, at=counter.at)

    results = race(6, act)

    assert sum(isinstance(one, OverAllocated | OverRefunded) for one in results) == refusals(results, MunimError) == 5
    assert counter.breaches() == []


@pytest.mark.parametrize("other", ["credit", "cancel"])
def test_p3_a_rest_written_off_while_its_bill_is_taken_back_is_nobodys_loss(counter: Counter, other: str) -> None:
    """Whoever is first: nothing is owed, nothing stays a bad debt, and the customer has back what they paid."""
    customer, dal = counter.customer(), counter.product(price="100")

    for _ in range(4):
        bill = counter.sell((dal, "1"), customer=customer)
        counter.pay(customer, "95", allocations=[AllocationInput(bill_id=bill.id, amount=Decimal(95))])

        def act(n: int, bill: Bill = bill) -> Any:
            if n:
                return counter.credit(bill) if other == "credit" else counter.cancel(bill)
            with counter.open() as session:
                return write_off(session, bill.id, WriteOff(reason="small"), by=counter.by, at=counter.at)

        results = race(2, act)
        assert not isinstance(results[1], MunimError)
        assert counter.bill(bill.id).written_off_minor == 0
        assert counter.breaches() == []
    assert counter.balance(customer) == -4 * 9500


def test_a_draft_is_issued_discarded_or_changed_but_never_two_of_them(counter: Counter) -> None:
    dal = counter.product()

    for _ in range(4):
        draft = counter.draft((dal, "1"))

        def act(n: int, draft: Bill = draft) -> Any:
            with counter.open() as session:
                if n % 2:
                    return issue_bill(session, draft.id, IssueBill(), by=counter.by, at=counter.at)
                return discard_draft(session, draft.id, by=counter.by, at=counter.at)

        results = race(6, act)
        done = [one for one in results if not isinstance(one, MunimError)]
        assert len(done) == 1 and all(isinstance(one, NotADraft | NotFound) for one in results if one not in done)
    assert counter.breaches() == []


def test_p5_bills_deliveries_and_hires_do_not_jointly_pass_the_credit_limit(counter: Counter) -> None:
    """Goods billed, goods brought and goods hired out at once, of one customer who may owe three hundred."""
    customer = counter.customer(credit_limit=Decimal(350))
    dal, milk = counter.product(price="100"), [counter.product(f"Milk {n}", price="100") for n in range(3)]
    tent = counter.product("Tent", price="5000", kind="rental", daily_rental_rate=Decimal(100))

    def act(n: int) -> Any:
        if n % 3 == 0:
            return counter.sell((dal, "1"), customer=customer)
        with counter.open() as session:
            if n % 3 == 1:
                brought = Delivery(customer_id=customer.id, product_id=milk[n // 3].id, quantity=Decimal(1))
                command = RecordDeliveries(entries=[brought])
                return record_deliveries(session, command, by=counter.by, at=counter.at)
            hire = [HireItem(product_id=tent.id)]
            challan = NewChallan(customer_id=customer.id, lines=hire, due_on=counter.today, handed_out=True)
            return make_challan(session, challan, by=counter.by, at=counter.at)

    assert refusals(race(9, act), OverCreditLimit) == 6
    with counter.open() as session:
        owes = read_customer(session, customer.id)
    assert owes.balance_minor + owes.unbilled_minor == 30000
    assert counter.breaches() == []
