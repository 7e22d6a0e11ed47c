"""Random days at the counter of a GST shop: bills, money and goods in any order, the books proved after every step.

Prices are whole rupees and rates come to whole paise a unit, so the model's sums are multiplications.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from billing.bills.cancel import CancelBill, NotCancellable, cancel_bill
from billing.bills.credit import CreditBill, CreditLine, NotCreditable, OverCredited, credit_bill
from billing.bills.debit import DebitBill, DebitLine, NotDebitable, debit_bill
from billing.bills.draft import BillIdTaken, DraftBill, DraftLine, NotADraft
from billing.bills.issue import IssueBill, OverCreditLimit, issue_bill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.bills.tables import bills
from billing.bills.write_off import NothingToWriteOff, OverWriteOffLimit, OverWrittenOff, WriteOff, write_off
from billing.business import BusinessSettings
from billing.customers import Customer
from billing.expenses.record import RecordExpense, record_expense
from billing.numbering import BackDated
from billing.payments.allocate import OverAllocated
from billing.payments.allocate_credit import allocate_credit
from billing.payments.cheques import (
    ChequeMoved,
    ClearCheque,
    DepositCheque,
    clear_cheque,
    deposit_cheque,
)
from billing.payments.pay_bill import NothingDue, PayBill, pay_bill
from billing.payments.record import AllocationInput, RecordPayment, allocate_advance, record_payment
from billing.payments.refund import OverRefunded, RefundMoney, refund_money
from billing.payments.reverse import (
    AlreadyReversed,
    BounceCheque,
    NotReversible,
    ReversePayment,
    bounce_cheque,
    reverse_payment,
)
from billing.payments.tables import payments
from billing.products import Product
from billing.stock import OutOfStock
from billing.stock_adjustments import AdjustStock, adjust_stock
from billing.stock_history import ShortOnDay
from billing.stock_take import Count, CountStock, OpenStockTake, count_stock, open_stock_take, post_stock_take
from billing.transfers import NotEnoughCash, TransferMoney, transfer_money
from munim.database import Database, business_of
from munim.errors import Conflict, Invalid, MunimError, NotFound, Refused
from munim.ids import new_id
from tests.conftest import GSTIN, open_shop
from tests.counter import Counter
from tests.journeys.machine import BooksMachine, Refusal, nth, run

OPENING_STOCK = 9
WRITE_OFF_LIMIT = 1000  # ten rupees, what a shop has that never set another
# paise a piece with its tax, by name
PRICES = {"Toor dal": (100, 18, 11800), "Rice": (40, 5, 4200)}
which = st.integers(0, 60)
pieces = st.integers(1, 4)
rupees = st.integers(1, 600)


@dataclass
class Owed:
    """An invoice or debit note. ``settled``: by the id of each payment or credit note, so much."""

    id: UUID
    kind: str
    customer: Customer
    product: Product
    quantity: int
    unit_minor: int
    day: date
    raises: Owed | None = None
    standing: bool = True
    returned: int = 0
    written_off: int = 0
    settled: dict[UUID, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return self.quantity * self.unit_minor

    @property
    def due(self) -> int:
        return self.total - sum(self.settled.values()) - self.written_off if self.standing else 0


@dataclass
class Money:
    """A receipt, a refund (``out_of``: what it gave back) or a credit note (``account`` None), of so many paise."""

    id: UUID
    customer: Customer
    amount: int
    account: str | None
    out_of: Money | None = None
    refunded: int = 0
    status: str = "received"
    cheque: str | None = None


class Till(BooksMachine):
    """A counter with two customers, one of them trusted with 500 rupees and no more."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.customers = [counter.customer("Ramesh"), counter.customer("Sita", credit_limit=Decimal(500))]
        self.products = [
            self.goods(name, str(price), OPENING_STOCK, tax_rate=Decimal(rate), cost=Decimal(price) / 2)
            for name, (price, rate, _) in PRICES.items()
        ]
        self.balances = {customer.id: 0 for customer in self.customers}
        self.accounts.update({"cash": 0, "bank": 0, "cheque": 0, "upi": 0})
        self.moves: list[tuple[UUID, date, int]] = []
        self.drafts: list[tuple[Bill, Customer, Product, int]] = []
        self.bills: list[Owed] = []
        self.money: list[Money] = []
        self.notes: list[Money] = []
        self.sent: list[tuple[Callable[[], Any], Callable[[], type[MunimError]]]] = []

    # -- what the model says -----------------------------------------------------------------------

    def unit(self, product: Product) -> int:
        return PRICES[product.name][2]

    def over_limit(self, customer: Customer, minor: int) -> bool:
        limit = customer.credit_limit_minor
        return limit is not None and self.balances[customer.id] + minor > limit

    def move(self, product: Product, quantity: int, day: date | None = None) -> None:
        self.on_hand[product.id] += quantity
        self.moves.append((product.id, day or self.counter.today, quantity))

    def short_on_a_day(self, product: Product, quantity: int, day: date) -> bool:
        """S2: whether as many fewer from that day on would leave it, or a later day before today, below zero."""
        mine = [(moved_on, moved) for moved_by, moved_on, moved in self.moves if moved_by == product.id]
        ends = {day, *(moved_on for moved_on, _ in mine if moved_on > day)}
        return day < self.counter.today and any(
            OPENING_STOCK + sum(moved for moved_on, moved in mine if moved_on <= end) < quantity for end in ends
        )

    def no_issue(self, customer: Customer, product: Product, quantity: int, day: date, *, reason: bool) -> Refusal:
        """A draft keeps its day, so issuing it may date a bill back, for which somebody gives a reason (N3, S2)."""
        if refusal := self.no_sale(customer, product, quantity):
            return refusal
        if reason:
            return None
        if self.short_on_a_day(product, quantity, day):
            return ShortOnDay
        return (
            BackDated if day < max((bill.day for bill in self.bills if bill.kind == "invoice"), default=day) else None
        )

    def no_sale(self, customer: Customer, product: Product, quantity: int) -> Refusal:
        if self.over_limit(customer, quantity * self.unit(product)):
            return OverCreditLimit
        return OutOfStock if quantity > self.on_hand[product.id] else None

    def used(self, money: Money) -> int:
        """What of a receipt or credit note is set against bills."""
        return sum(bill.settled.get(money.id, 0) for bill in self.bills)

    def left(self, money: Money) -> int:
        return money.amount - self.used(money) - money.refunded if money.status == "received" else 0

    def open_bills(self, customer: Customer) -> list[Owed]:
        """The oldest due first: all fall due on their day."""
        mine = [bill for bill in self.bills if bill.customer.id == customer.id and bill.due > 0]
        return sorted(mine, key=lambda bill: (bill.day, bill.id))

    def settle(self, money: Money, shares: list[tuple[Owed, int]]) -> None:
        for bill, part in shares:
            bill.settled[money.id] = bill.settled.get(money.id, 0) + part

    def oldest_first(self, customer: Customer, minor: int) -> list[tuple[Owed, int]]:
        shares = []
        for bill in self.open_bills(customer):
            part = min(minor, bill.due)
            if part:
                shares.append((bill, part))
                minor -= part
        return shares

    def not_allocated(self, shares: list[tuple[Owed, int]], left: int) -> Refusal:
        if any(not bill.standing for bill, _ in shares):
            return NotFound
        if any(part > bill.due for bill, part in shares) or sum(part for _, part in shares) > left:
            return OverAllocated
        return None

    def sold(self, bill: Bill, customer: Customer, product: Product, quantity: int) -> None:
        owed = Owed(bill.id, "invoice", customer, product, quantity, self.unit(product), bill.business_date)
        assert (bill.total_minor, bill.due_minor) == (owed.total, owed.total)
        self.numbered("invoice", bill.number)
        self.bills.append(owed)
        self.balances[customer.id] += owed.total
        self.move(product, -quantity, bill.business_date)

    # -- bills -------------------------------------------------------------------------------------

    @initialize()
    def the_first_customers_of_the_day(self) -> None:
        self.sells(0, 0, 2)
        self.sells(1, 1, 3)

    @rule(who=which, what=which, quantity=pieces)
    def sells(self, who: int, what: int, quantity: int) -> None:
        customer, product, bill_id = nth(self.customers, who), nth(self.products, what), new_id()
        draft = DraftBill(
            id=bill_id,
            customer_id=customer.id,
            lines=[DraftLine(product_id=product.id, quantity=Decimal(quantity))],
        )

        def send() -> Bill:
            return self.do(sell, draft, IssueBill())

        bill = self.act(self.no_sale(customer, product, quantity), send)
        if bill:
            self.sold(bill, customer, product, quantity)
            self.sent.append((send, lambda: self.no_sale(customer, product, quantity) or BillIdTaken))

    @rule(who=which, what=which, quantity=pieces)
    def drafts_a_bill(self, who: int, what: int, quantity: int) -> None:
        customer, product = nth(self.customers, who), nth(self.products, what)
        draft = self.counter.draft((product, str(quantity)), customer=customer)
        self.drafts.append((draft, customer, product, quantity))

    @precondition(lambda self: self.drafts)
    @rule(n=which, reason=st.none() | st.just("forgotten yesterday"))
    def issues_a_draft(self, n: int, reason: str | None) -> None:
        draft, customer, product, quantity = nth(self.drafts, n)
        day, issued = draft.business_date, any(bill.id == draft.id for bill in self.bills)
        refusal = NotADraft if issued else self.no_issue(customer, product, quantity, day, reason=bool(reason))
        bill = self.act(refusal, lambda: self.do(issue_bill, draft.id, IssueBill(backdate_reason=reason)))
        if bill:
            self.sold(bill, customer, product, quantity)

    @precondition(lambda self: self.bills)
    @rule(n=which)
    def cancels(self, n: int) -> None:
        bill = nth(self.bills, n)
        raised = any(one.raises is bill and one.standing for one in self.bills)
        refusal = NotCancellable if not bill.standing or bill.returned or raised else None
        cancelled = self.act(refusal, lambda: self.do(cancel_bill, bill.id, CancelBill(reason="billed twice")))
        if cancelled:
            self.balances[bill.customer.id] -= bill.total - bill.written_off
            if bill.kind == "invoice":
                self.move(bill.product, bill.quantity)
            bill.standing, bill.written_off, bill.settled = False, 0, {}

    @precondition(lambda self: self.bills)
    @rule(n=which, quantity=pieces)
    def takes_goods_back(self, n: int, quantity: int) -> None:
        bill, note_id = nth(self.bills, n), new_id()

        def refusal() -> Refusal:
            if bill.kind != "invoice" or not bill.standing:
                return NotCreditable
            return OverCredited if quantity > bill.quantity - bill.returned else None

        def send() -> Bill:
            line = CreditLine(position=1, quantity=Decimal(quantity))
            return self.do(credit_bill, bill.id, CreditBill(id=note_id, reason="damaged", lines=[line]))

        note = self.act(refusal(), send)
        if note:
            minor = quantity * bill.unit_minor
            assert note.total_minor == minor
            self.numbered("credit_note", note.number)
            forgiven = min(bill.written_off, minor)
            self.balances[bill.customer.id] -= minor - forgiven
            bill.written_off -= forgiven
            bill.returned += quantity
            self.move(bill.product, quantity)
            credit = Money(note.id, bill.customer, minor, None)
            self.notes.append(credit)
            if part := min(minor, bill.due):
                self.settle(credit, [(bill, part)])
            self.sent.append((send, lambda: refusal() or BillIdTaken))

    @precondition(lambda self: self.bills)
    @rule(n=which, increase=st.sampled_from([10, 20]))
    def raises_a_price(self, n: int, increase: int) -> None:
        bill = nth(self.bills, n)
        unit = self.unit(bill.product) * increase // PRICES[bill.product.name][0]
        refusal: Refusal = None
        if bill.kind != "invoice" or not bill.standing:
            refusal = NotDebitable
        elif self.over_limit(bill.customer, bill.quantity * unit):
            refusal = OverCreditLimit
        command = DebitBill(reason="price was too low", lines=[DebitLine(position=1, increase=Decimal(increase))])
        note = self.act(refusal, lambda: self.do(debit_bill, bill.id, command))
        if note:
            raised = Owed(
                note.id, "debit_note", bill.customer, bill.product, bill.quantity, unit, note.business_date, raises=bill
            )
            assert note.total_minor == raised.total
            self.numbered("debit_note", note.number)
            self.bills.append(raised)
            self.balances[bill.customer.id] += raised.total

    @precondition(lambda self: self.bills)
    @rule(n=which, amount=st.none() | st.integers(1, 12))
    def writes_off(self, n: int, amount: int | None) -> None:
        bill = nth(self.bills, n)
        minor = bill.due if amount is None else amount * 100
        refusal: Refusal = None
        if bill.due <= 0:
            refusal = NothingToWriteOff
        elif minor > bill.due:
            refusal = OverWrittenOff
        elif bill.written_off + minor > WRITE_OFF_LIMIT:
            refusal = OverWriteOffLimit
        command = WriteOff(reason="small change", amount=None if amount is None else Decimal(amount))
        if self.act(refusal, lambda: self.do(write_off, bill.id, command)):
            bill.written_off += minor
            self.balances[bill.customer.id] -= minor

    # -- money -------------------------------------------------------------------------------------

    def received(self, payment: Any, customer: Customer, minor: int, shares: list[tuple[Owed, int]]) -> None:
        self.numbered("receipt", payment.number)
        cheque = "received" if payment.method == "cheque" else None
        money = Money(payment.id, customer, minor, payment.method, cheque=cheque)
        self.money.append(money)
        self.settle(money, shares)
        self.balances[customer.id] -= minor
        self.accounts[payment.method] += minor

    @rule(who=which, amount=rupees, method=st.sampled_from(["cash", "upi", "cheque"]))
    def is_paid_on_account(self, who: int, amount: int, method: str) -> None:
        """The oldest due first, the rest an advance (P3)."""
        customer, payment_id = nth(self.customers, who), new_id()

        def send() -> Any:
            command = RecordPayment(id=payment_id, customer_id=customer.id, amount=Decimal(amount), method=method)
            return self.do(record_payment, command)

        shares = self.oldest_first(customer, amount * 100)
        self.received(send(), customer, amount * 100, shares)
        self.sent.append((send, lambda: Conflict))

    @precondition(lambda self: self.bills)
    @rule(bills=st.lists(which, min_size=1, max_size=3), part=st.integers(1, 150), spare=st.integers(-100, 100))
    def is_paid_for_many_bills(self, bills: list[int], part: int, spare: int) -> None:
        """One receipt over several bills of the first one's customer, a part against each."""
        customer = nth(self.bills, bills[0]).customer
        named = {bill.id: bill for bill in (nth(self.bills, n) for n in bills) if bill.customer.id == customer.id}
        shares = [(bill, part * 100) for bill in named.values()]
        minor = max(100, sum(share for _, share in shares) + spare * 100)
        command = RecordPayment(
            customer_id=customer.id,
            amount=Decimal(minor) / 100,
            method="cash",
            allocations=[AllocationInput(bill_id=bill.id, amount=Decimal(part)) for bill in named.values()],
        )
        payment = self.act(self.not_allocated(shares, minor), lambda: self.do(record_payment, command))
        if payment:
            self.received(payment, customer, minor, shares)

    @precondition(lambda self: self.bills)
    @rule(n=which, amount=st.none() | rupees)
    def is_paid_for_a_bill(self, n: int, amount: int | None) -> None:
        bill = nth(self.bills, n)
        command = PayBill(method="cash", amount=None if amount is None else Decimal(amount))
        payment = self.act(NothingDue if bill.due <= 0 else None, lambda: self.do(pay_bill, bill.id, command))
        if payment:
            minor = bill.due if amount is None else amount * 100
            self.received(payment, bill.customer, minor, [(bill, min(minor, bill.due))])

    @precondition(lambda self: self.money)
    @rule(n=which, bill=st.none() | which, part=st.integers(1, 150))
    def sets_an_advance_against_bills(self, n: int, bill: int | None, part: int) -> None:
        money = nth(self.money, n)
        refusal: Refusal = None
        named = None if bill is None or not self.bills else nth(self.bills, bill)
        shares = self.oldest_first(money.customer, self.left(money)) if named is None else [(named, part * 100)]
        if money.out_of:
            refusal = Invalid
        elif money.status != "received":
            refusal = Refused
        elif named and named.customer.id != money.customer.id:
            refusal = NotFound
        else:
            refusal = self.not_allocated(shares, self.left(money))
        asked = named and [AllocationInput(bill_id=named.id, amount=Decimal(part))]
        if self.act(refusal, lambda: self.do(allocate_advance, money.id, asked)):
            self.settle(money, shares)

    @precondition(lambda self: self.notes)
    @rule(n=which, bill=st.none() | which, part=st.integers(1, 150))
    def sets_a_credit_note_against_bills(self, n: int, bill: int | None, part: int) -> None:
        note = nth(self.notes, n)
        named = None if bill is None else nth(self.bills, bill)
        if named and named.customer.id != note.customer.id:
            refusal: Refusal = NotFound
            shares = []
        else:
            shares = self.oldest_first(note.customer, self.left(note)) if named is None else [(named, part * 100)]
            refusal = self.not_allocated(shares, self.left(note))
        asked = named and [AllocationInput(bill_id=named.id, amount=Decimal(part))]
        if self.act(refusal, lambda: self.do(allocate_credit, note.id, asked)):
            self.settle(note, shares)

    @precondition(lambda self: self.money or self.notes)
    @rule(n=which, amount=st.integers(1, 200))
    def gives_money_back(self, n: int, amount: int) -> None:
        origin = nth([*self.money, *self.notes], n)
        refusal: Refusal = Invalid if origin.out_of else OverRefunded if amount * 100 > self.left(origin) else None
        named = {"payment_id": origin.id} if origin.account else {"credit_note_id": origin.id}
        command = RefundMoney(amount=Decimal(amount), method="cash", **named)
        refund = self.act(refusal, lambda: self.do(refund_money, command))
        if refund:
            self.numbered("refund", refund.number)
            self.money.append(Money(refund.id, origin.customer, amount * 100, "cash", out_of=origin))
            origin.refunded += amount * 100
            self.balances[origin.customer.id] += amount * 100
            self.accounts["cash"] -= amount * 100

    def undone(self, money: Money, status: str) -> None:
        sign = -1 if money.out_of else 1
        self.balances[money.customer.id] += sign * money.amount
        assert money.account
        self.accounts["bank" if money.cheque in ("deposited", "cleared") else money.account] -= sign * money.amount
        if money.out_of:
            money.out_of.refunded -= money.amount
        for bill in self.bills:
            bill.settled.pop(money.id, None)
        money.status = status
        money.cheque = money.cheque and status

    @precondition(lambda self: self.money)
    @rule(n=which)
    def reverses_a_payment(self, n: int) -> None:
        money = nth(self.money, n)
        refusal: Refusal = AlreadyReversed if money.status != "received" else NotReversible if money.refunded else None
        if self.act(refusal, lambda: self.do(reverse_payment, money.id, ReversePayment(reason="entered twice"))):
            self.undone(money, "reversed")

    @precondition(lambda self: any(money.cheque for money in self.money))
    @rule(n=which, step=st.sampled_from(["deposited", "cleared", "bounced"]), charge=st.integers(0, 1))
    def moves_a_cheque(self, n: int, step: str, charge: int) -> None:
        money = nth([one for one in self.money if one.cheque], n)
        before = {"deposited": ("received",), "cleared": ("deposited",), "bounced": ("received", "deposited")}
        refusal: Refusal = None if money.cheque in before[step] else ChequeMoved
        if step == "deposited":
            if self.act(refusal, lambda: self.do(deposit_cheque, money.id, DepositCheque())):
                money.cheque = step
                self.accounts["cheque"] -= money.amount
                self.accounts["bank"] += money.amount
        elif step == "cleared":
            if self.act(refusal, lambda: self.do(clear_cheque, money.id, ClearCheque())):
                money.cheque = step
        else:
            refusal = refusal or (NotReversible if money.refunded else None)
            command = BounceCheque(reason="no funds", charge=Decimal(charge))
            if self.act(refusal, lambda: self.do(bounce_cheque, money.id, command)):
                self.undone(money, step)
                self.balances[money.customer.id] += charge * 100

    @rule(amount=rupees)
    def spends(self, amount: int) -> None:
        command = RecordExpense(id=new_id(), amount=Decimal(amount), category="rent", method="cash")
        self.numbered("expense", self.do(record_expense, command).number)
        self.accounts["cash"] -= amount * 100
        self.sent.append((lambda: self.do(record_expense, command), lambda: Conflict))

    @rule(amount=rupees)
    def takes_cash_to_the_bank(self, amount: int) -> None:
        command = TransferMoney(id=new_id(), amount=Decimal(amount), from_account="cash", to_account="bank")

        def refusal() -> Refusal:
            return NotEnoughCash if amount * 100 > self.accounts["cash"] else None

        transfer = self.act(refusal(), lambda: self.do(transfer_money, command))
        if transfer:
            self.numbered("transfer", transfer.number)
            self.accounts["cash"] -= amount * 100
            self.accounts["bank"] += amount * 100
            self.sent.append((lambda: self.do(transfer_money, command), lambda: refusal() or Conflict))

    # -- goods, and the queue of a device ----------------------------------------------------------

    @rule(what=which, quantity=st.integers(-5, 5).filter(bool))
    def corrects_the_stock(self, what: int, quantity: int) -> None:
        product = nth(self.products, what)
        refusal: Refusal = OutOfStock if self.on_hand[product.id] + quantity < 0 else None
        command = AdjustStock(quantity=Decimal(quantity), note="found", reason="correction")
        if self.act(refusal, lambda: self.do(adjust_stock, product.id, command)):
            self.move(product, quantity)

    @rule(found=st.lists(st.integers(0, 12), min_size=2, max_size=2))
    def takes_stock(self, found: list[int]) -> None:
        take = self.do(open_stock_take, OpenStockTake())
        counts = [
            Count(product_id=product.id, counted=Decimal(number))
            for product, number in zip(self.products, found, strict=True)
        ]
        self.do(count_stock, take.id, CountStock(counts=counts))
        self.do(post_stock_take, take.id)
        for product, number in zip(self.products, found, strict=True):
            self.move(product, number - self.on_hand[product.id])

    @precondition(lambda self: self.sent)
    @rule(n=which)
    def a_device_sends_its_queue_again(self, n: int) -> None:
        """A7: what was done already is not done twice, whatever became of it since."""
        send, refusal = nth(self.sent, n)
        self.act(refusal(), send)

    # -- what holds after every step, beside the books' own proof ----------------------------------

    @invariant()
    def every_document_stands_as_the_model_says(self) -> None:
        with self.counter.open() as session:
            kept = {
                row.id: (row.allocated_minor, row.credited_minor, row.written_off_minor)
                for row in session.execute(sa.select(bills).where(bills.c.business_id == business_of(session)))
            }
            of_payments = {
                row.id: (row.allocated_minor, row.refunded_minor)
                for row in session.execute(sa.select(payments).where(payments.c.business_id == business_of(session)))
            }
        notes = {note.id for note in self.notes}
        for bill in self.bills:
            credited = sum(part for by, part in bill.settled.items() if by in notes)
            allocated = sum(bill.settled.values()) - credited
            assert kept[bill.id] == (allocated, credited, bill.written_off)
            assert 0 <= sum(kept[bill.id]) <= bill.total
        for note in self.notes:
            assert kept[note.id] == (self.used(note), note.refunded, 0)
            assert self.used(note) + note.refunded <= note.amount
        for money in self.money:
            assert of_payments[money.id] == (self.used(money), money.refunded)
            assert 0 <= self.used(money) + money.refunded <= money.amount


def test_a_till_run_at_random_keeps_its_books(database: Database) -> None:
    def till() -> Till:
        shop = BusinessSettings(
            name="Sharma Kirana Store", country="IN", state_code="27", gstin=GSTIN, tax_registration="regular"
        )
        return Till(Counter(database, open_shop(database, shop)))

    run(till, examples=16)
