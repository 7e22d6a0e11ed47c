"""Random weeks in the back of a GST shop: goods bought, hired out and brought to the door, the books proved after every step.

Rates and prices come to whole paise a unit, so the model's sums are multiplications. A hire is counted by calendar days.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from billing.bills.issue import OverCreditLimit
from billing.business import BusinessSettings
from billing.customers import read_customer
from billing.deliveries.adjust import ChargedElsewhere, PutRight, put_right
from billing.deliveries.bill import BillDeliveries, bill_deliveries
from billing.deliveries.bill import NothingToBill as NothingDelivered
from billing.deliveries.entries import Delivery, EntryBilled, RecordDeliveries, record_deliveries
from billing.payments.reverse import AlreadyReversed, ReversePayment, reverse_payment
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.bill_lines import OverBilled, SupplierBillLineInput
from billing.purchases.cancel import CancelSupplierBill, SupplierBillNotCancellable, cancel_supplier_bill
from billing.purchases.lines import BoughtLine
from billing.purchases.order import DraftOrder, IssueOrder, draft_order, issue_order
from billing.purchases.pay import PaySupplier, pay_supplier, reverse_supplier_payment
from billing.purchases.receive import OverReceived, ReceivedLine, ReceiveGoods, receive_goods
from billing.purchases.return_billed import return_billed
from billing.purchases.return_unbilled import return_unbilled
from billing.purchases.send_back import NotReturnable, OverSentBack, ReturnLine, SendBack
from billing.rentals.availability import NotAvailable
from billing.rentals.challan import ChallanMoved, NewChallan, make_challan
from billing.rentals.deposit import (
    ApplyDeposit,
    DepositSpent,
    HoldDeposit,
    RefundDeposit,
    apply_deposit,
    hold_deposit,
    refund_deposit,
)
from billing.rentals.hire_bill import BillHire, bill_hire
from billing.rentals.hire_bill import NothingToBill as NothingHired
from billing.rentals.returns import OverReturned, TakeBack, take_back
from billing.rentals.returns import ReturnLine as BroughtBack
from billing.rentals.terms import HireItem
from billing.stock import OutOfStock
from billing.suppliers import NewSupplier, add_supplier
from munim.database import Database
from munim.errors import Refused
from munim.ids import new_id
from tests.conftest import GSTIN, open_shop
from tests.counter import Counter
from tests.journeys.machine import BooksMachine, Refusal, nth, run

KARNATAKA = "29AABCR1718E1ZL"  # of another state: what they bill bears IGST
BOUGHT_AT, BILLED_AT = 5000, 5900  # paise a piece without and with its 18 %
MILK_AT = 6300  # paise a litre, its 5 % inside: 60 and twice 1.50, so that a part of a line is whole paise too
RENT_AT, RENT_WITH_TAX = 10_000, 11_800  # paise a unit and day, without and with 18 %
which = st.integers(0, 60)
pieces = st.integers(1, 4)
rupees = st.integers(1, 400)


@dataclass
class Order:
    id: UUID
    ordered: int
    received: int = 0


@dataclass
class Receipt:
    id: UUID
    order: Order
    quantity: int
    billed: int = 0
    sent_back: int = 0

    @property
    def left(self) -> int:
        return self.quantity - self.billed - self.sent_back


@dataclass
class Payable:
    """A supplier's bill. ``settled``: by the id of each payment or debit note, so much."""

    id: UUID
    receipt: Receipt
    quantity: int
    day: date
    standing: bool = True
    returned: int = 0
    settled: dict[UUID, int] = field(default_factory=dict)

    @property
    def due(self) -> int:
        return self.quantity * BILLED_AT - sum(self.settled.values()) if self.standing else 0


@dataclass
class Paid:
    id: UUID
    amount: int
    standing: bool = True


@dataclass
class Hire:
    """A challan of so many units, all out on one day. ``ended``: units and the days they are charged for."""

    id: UUID
    out_on: date
    out: int
    ended: list[tuple[int, int]] = field(default_factory=list)
    billed: int = 0

    def unit_days(self, today: date) -> int:
        return sum(units * days for units, days in self.ended) + self.out * ((today - self.out_on).days + 1)


@dataclass
class Held:
    """A deposit; ``receipts`` of it by id, so much, while they stand."""

    id: UUID
    left: int
    receipts: dict[UUID, int] = field(default_factory=dict)


@dataclass
class Hired:
    """The bill of a hire. ``settled``: by the receipt of each deposit, so much."""

    id: UUID
    total: int
    settled: dict[UUID, int] = field(default_factory=dict)

    @property
    def due(self) -> int:
        return self.total - sum(self.settled.values())


@dataclass
class Brought:
    """What a household was brought of one thing in one slot of a day: on a bill, awaiting one more, credited."""

    id: UUID
    quantity: int
    billed: bool = False
    awaiting: int = 0
    elsewhere: int = 0
    credited: int = 0

    @property
    def charged(self) -> int:
        return self.quantity + self.elsewhere - self.credited


class BackRoom(BooksMachine):
    """A supplier in another state, tents for hire, and milk for a household that may owe a thousand rupees."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter)
        self.supplier = self.do(add_supplier, NewSupplier(name="Grain Wholesale", gstin=KARNATAKA))
        self.owed = {self.supplier.id: 0}
        self.grain = self.goods("Grain", "100", 2, tax_rate=Decimal(18), cost=Decimal(50))
        self.milk = self.goods("Milk", "63", 30, tax_rate=Decimal(5), price_includes_tax=True, cost=Decimal(40))
        self.tent = self.goods(
            "Tent", "5000", 4, kind="rental", daily_rental_rate=Decimal(100), tax_rate=Decimal(18), hsn="997319"
        )
        self.household = counter.customer("Gupta family", credit_limit=Decimal(1000))
        self.hirer = counter.customer("Royal Weddings")
        self.balances = {self.household.id: 0, self.hirer.id: 0}
        self.accounts.update({"cash": 0, "bank": 0, "deposits": 0})
        self.unbilled = 0
        self.orders: list[Order] = []
        self.receipts: list[Receipt] = []
        self.bills: list[Payable] = []
        self.payments: list[Paid] = []
        self.hires: list[Hire] = []
        self.hire_bills: list[Hired] = []
        self.deposits: list[Held] = []
        self.brought: dict[tuple[date, str], Brought] = {}

    # -- buying ------------------------------------------------------------------------------------

    @initialize()
    def the_first_order(self) -> None:
        self.orders_grain(4)
        self.receives(0, 4)

    @rule(quantity=pieces)
    def orders_grain(self, quantity: int) -> None:
        line = BoughtLine(product_id=self.grain.id, quantity=Decimal(quantity), unit_price=Decimal(50))
        draft = self.do(draft_order, DraftOrder(supplier_id=self.supplier.id, lines=[line]))
        order = self.do(issue_order, draft.id, IssueOrder())
        self.numbered("purchase_order", order.number)
        self.orders.append(Order(order.id, quantity))

    @rule(n=which, quantity=pieces)
    def receives(self, n: int, quantity: int) -> None:
        order = nth(self.orders, n)
        refusal: Refusal = OverReceived if quantity > order.ordered - order.received else None
        came = ReceiveGoods(order_id=order.id, lines=[ReceivedLine(position=1, quantity=Decimal(quantity))])
        receipt = self.act(refusal, lambda: self.do(receive_goods, came))
        if receipt:
            self.numbered("purchase_receipt", receipt.number)
            order.received += quantity
            self.receipts.append(Receipt(receipt.id, order, quantity))
            self.on_hand[self.grain.id] += quantity

    @precondition(lambda self: self.receipts)
    @rule(n=which, quantity=pieces)
    def is_billed_by_the_supplier(self, n: int, quantity: int) -> None:
        receipt = nth(self.receipts, n)
        line = SupplierBillLineInput(receipt_id=receipt.id, position=1, quantity=Decimal(quantity))
        command = RecordSupplierBill(
            supplier_id=self.supplier.id, reference=new_id().hex[-8:], bill_date=self.counter.today, lines=[line]
        )
        bill = self.act(OverBilled if quantity > receipt.left else None, lambda: self.do(record_supplier_bill, command))
        if bill:
            assert bill.total_minor == quantity * BILLED_AT
            receipt.billed += quantity
            self.bills.append(Payable(bill.id, receipt, quantity, bill.business_date))
            self.owed[self.supplier.id] += bill.total_minor

    @rule(amount=rupees)
    def pays_the_supplier(self, amount: int) -> None:
        """The oldest due first, the rest paid ahead (P3)."""
        command = PaySupplier(supplier_id=self.supplier.id, amount=Decimal(amount), method="bank")
        payment = self.do(pay_supplier, command)
        self.numbered("payment_voucher", payment.number)
        left = amount * 100
        for bill in sorted(self.bills, key=lambda one: (one.day, one.id)):
            if part := min(left, bill.due):
                bill.settled[payment.id] = part
                left -= part
        self.payments.append(Paid(payment.id, amount * 100))
        self.owed[self.supplier.id] -= amount * 100
        self.accounts["bank"] -= amount * 100

    @precondition(lambda self: self.payments)
    @rule(n=which)
    def takes_a_payment_back(self, n: int) -> None:
        paid = nth(self.payments, n)
        refusal: Refusal = None if paid.standing else AlreadyReversed
        command = ReversePayment(reason="never sent")
        if self.act(refusal, lambda: self.do(reverse_supplier_payment, paid.id, command)):
            paid.standing = False
            for bill in self.bills:
                bill.settled.pop(paid.id, None)
            self.owed[self.supplier.id] += paid.amount
            self.accounts["bank"] += paid.amount

    def no_grain(self, quantity: int, left: int) -> Refusal:
        if quantity > left:
            return OverSentBack
        return OutOfStock if quantity > self.on_hand[self.grain.id] else None

    @precondition(lambda self: self.bills)
    @rule(n=which, quantity=pieces)
    def sends_billed_goods_back(self, n: int, quantity: int) -> None:
        bill = nth(self.bills, n)
        refusal = self.no_grain(quantity, bill.quantity - bill.returned) if bill.standing else NotReturnable
        command = SendBack(reason="damaged", lines=[ReturnLine(position=1, quantity=Decimal(quantity))])
        note = self.act(refusal, lambda: self.do(return_billed, bill.id, command))
        if note:
            self.numbered("supplier_debit_note", note.number)
            assert note.total_minor == quantity * BILLED_AT
            bill.returned += quantity
            if part := min(bill.due, note.total_minor):
                bill.settled[note.id] = part
            self.owed[self.supplier.id] -= note.total_minor
            self.on_hand[self.grain.id] -= quantity

    @precondition(lambda self: self.receipts)
    @rule(n=which, quantity=pieces)
    def sends_unbilled_goods_back(self, n: int, quantity: int) -> None:
        receipt = nth(self.receipts, n)
        command = SendBack(reason="damaged", lines=[ReturnLine(position=1, quantity=Decimal(quantity))])
        refusal = self.no_grain(quantity, receipt.left)
        note = self.act(refusal, lambda: self.do(return_unbilled, receipt.id, command))
        if note:
            self.numbered("supplier_debit_note", note.number)
            receipt.sent_back += quantity
            receipt.order.received -= quantity
            self.on_hand[self.grain.id] -= quantity

    @precondition(lambda self: self.bills)
    @rule(n=which)
    def cancels_a_suppliers_bill(self, n: int) -> None:
        bill = nth(self.bills, n)
        refusal: Refusal = SupplierBillNotCancellable if not bill.standing or bill.returned else None
        command = CancelSupplierBill(reason="entered twice")
        if self.act(refusal, lambda: self.do(cancel_supplier_bill, bill.id, command)):
            bill.standing, bill.settled = False, {}
            bill.receipt.billed -= bill.quantity
            self.owed[self.supplier.id] -= bill.quantity * BILLED_AT

    # -- hiring out --------------------------------------------------------------------------------

    @rule(units=st.integers(1, 3))
    def hires_out(self, units: int) -> None:
        out = sum(hire.out for hire in self.hires)
        refusal: Refusal = NotAvailable if units > self.on_hand[self.tent.id] - out else None
        today = self.counter.today
        command = NewChallan(
            customer_id=self.hirer.id,
            lines=[HireItem(product_id=self.tent.id, quantity=Decimal(units))],
            due_on=today,
            handed_out=True,
        )
        challan = self.act(refusal, lambda: self.do(make_challan, command))
        if challan:
            self.numbered("challan", challan.number)
            self.hires.append(Hire(challan.id, today, units))

    @precondition(lambda self: self.hires)
    @rule(n=which, units=st.integers(1, 3), kind=st.sampled_from(["returned", "returned", "damaged", "lost"]))
    def takes_back(self, n: int, units: int, kind: Any) -> None:
        hire = nth(self.hires, n)
        refusal: Refusal = ChallanMoved if not hire.out else OverReturned if units > hire.out else None
        command = TakeBack(lines=[BroughtBack(position=1, quantity=Decimal(units), kind=kind)])
        if self.act(refusal, lambda: self.do(take_back, hire.id, command)):
            hire.out -= units
            hire.ended.append((units, (self.counter.today - hire.out_on).days + 1))
            if kind == "lost":
                self.on_hand[self.tent.id] -= units

    @precondition(lambda self: self.hires)
    @rule(n=which)
    def bills_a_hire(self, n: int) -> None:
        """S3, S5: the days of what is out and came back, each on one bill."""
        hire = nth(self.hires, n)
        days = hire.unit_days(self.counter.today) - hire.billed
        bill = self.act(None if days else NothingHired, lambda: self.do(bill_hire, hire.id, BillHire()))
        if bill:
            assert bill.total_minor == days * RENT_WITH_TAX
            self.numbered("invoice", bill.number)
            hire.billed += days
            self.hire_bills.append(Hired(bill.id, bill.total_minor))
            self.balances[self.hirer.id] += bill.total_minor

    @rule(amount=rupees)
    def holds_a_deposit(self, amount: int) -> None:
        command = HoldDeposit(customer_id=self.hirer.id, amount=Decimal(amount), method="cash")
        deposit = self.do(hold_deposit, command)
        self.numbered("deposit", deposit.number)
        self.deposits.append(Held(deposit.id, amount * 100))
        self.accounts["cash"] += amount * 100
        self.accounts["deposits"] -= amount * 100

    @precondition(lambda self: self.deposits)
    @rule(n=which, amount=st.none() | rupees)
    def gives_a_deposit_back(self, n: int, amount: int | None) -> None:
        held = nth(self.deposits, n)
        minor = held.left if amount is None else amount * 100
        refusal: Refusal = DepositSpent if not minor or minor > held.left else None
        command = RefundDeposit(method="cash", amount=None if amount is None else Decimal(amount))
        if self.act(refusal, lambda: self.do(refund_deposit, held.id, command)):
            self.numbers["deposit_refund"] += 1
            held.left -= minor
            self.accounts["cash"] -= minor
            self.accounts["deposits"] += minor

    @precondition(lambda self: self.deposits and self.hire_bills)
    @rule(n=which, of=which)
    def settles_a_hire_with_a_deposit(self, n: int, of: int) -> None:
        held, bill = nth(self.deposits, n), nth(self.hire_bills, of)
        minor = min(held.left, bill.due)
        refusal: Refusal = DepositSpent if not held.left else None if bill.due else Refused
        deposit = self.act(refusal, lambda: self.do(apply_deposit, held.id, ApplyDeposit(bill_id=bill.id)))
        if deposit:
            receipt = deposit.moves[-1].payment_id
            assert receipt is not None
            held.left -= minor
            held.receipts[receipt] = bill.settled[receipt] = minor
            self.balances[self.hirer.id] -= minor
            self.accounts["deposits"] += minor

    @precondition(lambda self: any(held.receipts for held in self.deposits))
    @rule(n=which)
    def reverses_the_receipt_of_a_deposit(self, n: int) -> None:
        held = nth([one for one in self.deposits if one.receipts], n)
        receipt, minor = held.receipts.popitem()
        self.do(reverse_payment, receipt, ReversePayment(reason="wrong bill"))
        for bill in self.hire_bills:
            bill.settled.pop(receipt, None)
        held.left += minor
        self.balances[self.hirer.id] += minor
        self.accounts["deposits"] -= minor

    # -- bringing to the door ----------------------------------------------------------------------

    def no_milk(self, more: int, *, limited: bool) -> Refusal:
        exposure = self.balances[self.household.id] + self.unbilled
        if limited and more > 0 and exposure + more * MILK_AT > 100_000:
            return OverCreditLimit
        return OutOfStock if more > self.on_hand[self.milk.id] else None

    @rule(quantity=pieces, slot=st.sampled_from(["morning", "evening"]))
    def brings_milk(self, quantity: int, slot: Any) -> None:
        """Written down again it is changed, until it is on a bill (S4)."""
        key = self.counter.today, slot
        entry = self.brought.get(key)
        more = quantity - (entry.quantity if entry else 0)
        refusal = self.no_milk(more, limited=True)
        if entry and entry.billed and more:
            refusal = EntryBilled
        delivery = Delivery(
            customer_id=self.household.id, product_id=self.milk.id, quantity=Decimal(quantity), slot=slot
        )
        made = self.act(refusal, lambda: self.do(record_deliveries, RecordDeliveries(entries=[delivery])))
        if made:
            if entry is None:
                self.brought[key] = entry = Brought(made[0].id, quantity)
            entry.quantity = quantity
            self.on_hand[self.milk.id] -= more
            self.unbilled += more * MILK_AT

    @precondition(lambda self: any(entry.billed for entry in self.brought.values()))
    @rule(n=which, quantity=st.integers(0, 5))
    def puts_a_billed_delivery_right(self, n: int, quantity: int) -> None:
        """More awaits the next bill, less is credited on the one it is on."""
        entry = nth([one for one in self.brought.values() if one.billed], n)
        less, wanted = max(entry.charged - quantity, 0), max(quantity - entry.charged, 0)
        refusal: Refusal = None
        if wanted - entry.awaiting > self.on_hand[self.milk.id]:
            refusal = OutOfStock
        elif less > entry.quantity - entry.credited:
            refusal = ChargedElsewhere
        command = PutRight(quantity=Decimal(quantity), reason="written down wrong")
        if self.act(refusal, lambda: self.do(put_right, entry.id, command)):
            self.on_hand[self.milk.id] -= wanted - entry.awaiting - less
            self.unbilled += (wanted - entry.awaiting) * MILK_AT
            self.balances[self.household.id] -= less * MILK_AT
            self.numbers["credit_note"] += less > 0
            entry.awaiting = wanted
            entry.credited += less

    @rule()
    def bills_the_milk(self) -> None:
        entries = self.brought.values()
        litres = sum(0 if entry.billed else entry.quantity for entry in entries) + sum(one.awaiting for one in entries)
        refusal: Refusal = None if litres else NothingDelivered
        if litres and self.balances[self.household.id] + self.unbilled > 100_000:
            refusal = OverCreditLimit
        bill = self.act(refusal, lambda: self.do(bill_deliveries, BillDeliveries(customer_id=self.household.id)))
        if bill:
            assert bill.total_minor == litres * MILK_AT
            self.numbered("invoice", bill.number)
            self.balances[self.household.id] += bill.total_minor
            self.unbilled = 0
            for entry in entries:
                entry.billed, entry.elsewhere, entry.awaiting = True, entry.elsewhere + entry.awaiting, 0

    # -- what holds after every step, beside the books' own proof ----------------------------------

    @invariant()
    def what_awaits_a_bill_is_what_was_brought(self) -> None:
        with self.counter.open() as session:
            assert read_customer(session, self.household.id).unbilled_minor == self.unbilled


def test_a_back_room_run_at_random_keeps_its_books(database: Database) -> None:
    def back_room() -> BackRoom:
        shop = BusinessSettings(
            name="Sharma Kirana Store", country="IN", state_code="27", gstin=GSTIN, tax_registration="regular"
        )
        return BackRoom(Counter(database, open_shop(database, shop)))

    run(back_room, examples=14)
