"""Some weeks of ``demo/indian_shop.py``, written by the real operations as its counter would have written them.

From the first of last month up to now, so that there is a whole month to file. What is drawn depends on ``SEED`` and the
day it is made; it is the same for everybody.
"""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import ROUND_UP, Decimal
from functools import partial
from typing import Any, Final, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from billing.bills.convert import ConvertQuotation, convert_quotation
from billing.bills.credit import CreditBill, CreditLine, credit_bill
from billing.bills.debit import DebitBill, DebitLine, debit_bill
from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import sell
from billing.business import Business
from billing.customers import NewCustomer, add_customer
from billing.deliveries.bill import BillRoute, bill_route
from billing.deliveries.day import ConfirmDay, DayChange, confirm_day
from billing.deliveries.routes import NewRoute, add_route
from billing.deliveries.standing_orders import NewStandingOrder, take_standing_order
from billing.expenses.record import RecordExpense, record_expense
from billing.goals import SetGoal, set_goal
from billing.payments.cash_count import CountCash, count_cash, expected_minor
from billing.payments.cheques import ChequeDetails, DepositCheque, deposit_cheque
from billing.payments.methods import Method
from billing.payments.pay_bill import PayBill, pay_bill
from billing.payments.record import RecordPayment, record_payment
from billing.payments.reverse import BounceCheque, bounce_cheque
from billing.permissions import Actor
from billing.products import NewProduct, add_product, read_products
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.bill_lines import SupplierBillLineInput
from billing.purchases.lines import BoughtLine
from billing.purchases.order import DraftOrder, IssueOrder, draft_order, issue_order
from billing.purchases.pay import PaySupplier, pay_supplier
from billing.purchases.reads import PurchaseOrder, PurchaseReceipt
from billing.purchases.receive import ReceivedLine, ReceiveGoods, receive_goods
from billing.rentals.booking import AcceptBooking, NewBooking, accept_booking, request_booking
from billing.rentals.challan import NewChallan, make_challan
from billing.rentals.deposit import HoldDeposit, RefundDeposit, hold_deposit, refund_deposit
from billing.rentals.hire_bill import BillHire, bill_hire
from billing.rentals.reads import Challan
from billing.rentals.returns import ReturnLine, TakeBack, take_back
from billing.rentals.terms import HireItem
from billing.suppliers import Supplier, add_supplier
from billing.transfers import TransferMoney, transfer_money
from demo.indian_shop import (
    ANNAPURNA,
    CATERERS,
    DAIRY,
    DIYAS,
    FREEZER,
    IMRAN,
    MESS,
    MILK,
    PACKER_GSTIN,
    PEOPLE,
    RAMESH,
    ROUND,
    SNACKS,
    STAPLES,
    SUPPLIERS,
)
from munim.days import add_months, month_of
from munim.terminal import Progress

SEED: Final = 1947
GOODS: Final = (*STAPLES, *SNACKS, *DAIRY, DIYAS)  # what a customer may have in their basket
LOT: Final = Decimal(36)  # of each product that runs low, as it is ordered
ANYBODY: Final[tuple[tuple[NewCustomer | None, int | None], ...]] = 4 * ((None, 0),)  # who pays and is not known
MILK_DAYS: Final = 14  # of last month on which the round was gone

LONGEST_TRADE: Final = timedelta(days=63)  # the last day of a month after a long one, and a day to spare

Made = TypeVar("Made")
Act = Callable[..., object]
"""Something that happens, told ``at`` which moment."""


def opened_at(business: Business, now: datetime) -> datetime:
    """When the shop's books begin: eight in the morning on the first of last month."""
    first = add_months(business.today(now).replace(day=1), -1)
    return datetime.combine(first, time(8), ZoneInfo(business.timezone))


class Diary:
    """What is still to happen, in order of time. An act may write down what follows from it."""

    def __init__(self) -> None:
        self._acts: list[tuple[datetime, int, Act]] = []
        self._written = 0

    def write(self, at: datetime, act: Act) -> None:
        self._written += 1
        heapq.heappush(self._acts, (at, self._written, act))

    def live(self, *, until: datetime, progress: Progress) -> None:
        begun = self._acts[0][0]
        while self._acts and self._acts[0][0] <= until:
            at, _, act = heapq.heappop(self._acts)
            progress("weeks at the counter", (at - begun) / (until - begun))
            act(at=at)


def open_shop(session: Session, business: Business, *, by: Actor, now: datetime, progress: Progress) -> None:
    """Stock the shelves and trade up to ``now``, all in the transaction of ``session``."""
    trade = _Trade(session, business, by, opened_at(business, now))
    trade.stock_up()
    for day in range((now - trade.opened).days + 1):
        trade.plan_day(day)
    for month in (trade.opened.date(), add_months(trade.opened.date(), 1)):
        trade.plan_month(month)
    trade.plan_story()
    trade.diary.live(until=now, progress=progress)


class _Trade:
    """The shop at its counter. What an act needs of another it finds by name."""

    def __init__(self, session: Session, business: Business, by: Actor, opened: datetime) -> None:
        self.session = session
        self.business = business
        self.by = by
        self.opened = opened
        self.month = month_of(opened.date())
        self.chance = random.Random(SEED)
        self.diary = Diary()
        self.products: dict[str, UUID] = {}  # by stock code
        self.customers: dict[str, UUID] = {}  # by name
        self.suppliers: list[tuple[Supplier, tuple[NewProduct, ...]]] = []
        self.route: UUID | None = None

    def do(self, operation: Callable[..., Made], *what: Any, at: datetime) -> Made:
        """One operation of the books, as this shop's owner would have it done at that moment."""
        return operation(self.session, *what, by=self.by, at=at)

    def morning(self, day: int, hour: int = 9) -> datetime:
        """That hour of the ``day``-th day after the first."""
        return self.opened + timedelta(days=day, hours=hour - self.opened.hour)

    # -- the first morning ---------------------------------------------------------------------------

    def stock_up(self) -> None:
        at = self.opened
        for product in (*GOODS, MILK, FREEZER):
            self.products[product.sku] = self.do(add_product, product, at=at).id
        for person in (*(person for person, _ in PEOPLE), *(person for person, _ in ROUND)):
            self.customers[person.name] = self.do(add_customer, person, at=at).id
        for supplier, goods in SUPPLIERS:
            self.suppliers.append((self.do(add_supplier, supplier, at=at), goods))
        for amount, account in ((400_000, "bank"), (15_000, "cash")):
            self.do(
                transfer_money, TransferMoney(amount=Decimal(amount), kind="capital", to_account=account), at=at
            )  # fmt: skip

    # -- every day, every month ----------------------------------------------------------------------

    def plan_day(self, day: int) -> None:
        """Sales all day, more on Saturdays and as time goes by; goods are ordered on Mondays, cash banked on Fridays."""
        weekday = self.morning(day).isoweekday()
        for _ in range(self.chance.randint(2, 4) + (weekday == 6) + day // 20):
            self.diary.write(self.morning(day) + timedelta(minutes=self.chance.randint(0, 11 * 60)), self.serve)
        if weekday == 1:
            self.diary.write(self.morning(day, 18), self.order_goods)
        if weekday == 5:
            self.diary.write(self.morning(day, 21), self.bank_cash)
        if day >= self.month.days - MILK_DAYS:
            self.diary.write(self.morning(day, 8), self.go_round)

    def plan_month(self, first: date) -> None:
        def on(day: int, expense: RecordExpense) -> None:
            at = datetime.combine(first + timedelta(days=day - 1), time(17), self.opened.tzinfo)
            self.diary.write(at, partial(self.do, record_expense, expense))

        bags = RecordExpense(
            amount=Decimal(1180), cgst=Decimal(90), sgst=Decimal(90), category="office", method="upi", note="Carry bags",
            payee="Kasba Packers", payee_gstin=PACKER_GSTIN,
        )  # fmt: skip
        on(3, RecordExpense(amount=Decimal(6000), category="rent", method="bank", payee="Laxmi Road Trust"))
        on(9, RecordExpense(amount=Decimal(1840), category="electricity", method="upi", payee="MSEDCL"))
        on(12, bags)
        on(28, RecordExpense(amount=Decimal(5000), category="salaries", method="bank", payee="Raju", note="Wages"))
        begins = datetime.combine(first, time(8), self.opened.tzinfo)
        sales = SetGoal(month=f"{first:%Y-%m}", measure="sales", amount=Decimal(125_000))
        expense = SetGoal(month=f"{first:%Y-%m}", measure="expense", amount=Decimal(15_000))
        for goal in (sales, expense):
            self.diary.write(begins, partial(self.do, set_goal, goal))

    def serve(self, *, at: datetime) -> None:
        """A basket for somebody of ``PEOPLE`` or for nobody in particular, paid at once, later or never."""
        person, days = self.chance.choice((*ANYBODY, *PEOPLE))
        basket = self.chance.sample(GOODS, self.chance.randint(1, 5))
        bill = self.sell(person, [(one.sku, self.quantity(one)) for one in basket], at=at)
        if days is not None:
            methods: tuple[Method, ...] = ("upi", "cash", "cash") if person is None else ("upi", "upi", "bank")
            pay = PayBill(method=self.chance.choice(methods))
            self.diary.write(at + timedelta(days=days, minutes=5), partial(self.do, pay_bill, bill.id, pay))

    def sell(self, person: NewCustomer | None, basket: list[tuple[str, str]], *, at: datetime, **bill: Any) -> Bill:
        lines = [DraftLine(product_id=self.products[sku], quantity=Decimal(quantity)) for sku, quantity in basket]
        customer_id = self.customers[person.name] if person else None
        return self.do(sell, DraftBill(lines=lines, customer_id=customer_id, **bill), IssueBill(), at=at)

    def quantity(self, product: NewProduct) -> str:
        return self.chance.choice(("0.5", "1", "1.5", "2") if product.unit == "kg" else ("1", "1", "1", "2", "3"))

    def order_goods(self, *, at: datetime) -> None:
        """What has run low, from each who brings it; the first supplier never brings all of it at once."""
        stock = read_products(self.session, list(self.products.values()))
        for n, (supplier, goods) in enumerate(self.suppliers):
            low = [one for one in goods if (stock[self.products[one.sku]].on_hand or 0) < (one.reorder_level or 0)]
            if not low:
                continue
            lines = [
                BoughtLine(
                    product_id=self.products[one.sku],
                    quantity=LOT,
                    unit_price=(one.cost or LOT) * Decimal(self.chance.choice(("0.98", "1", "1.04"))),
                )
                for one in low
            ]
            drafted = self.do(draft_order, DraftOrder(supplier_id=supplier.id, lines=lines), at=at)
            order = self.do(issue_order, drafted.id, IssueOrder(), at=at)
            coming = [LOT * 2 / 3, LOT / 3] if n == 0 else [LOT]
            self.diary.write(at + timedelta(hours=15), partial(self.receive, supplier, order, coming, []))

    def receive(
        self,
        supplier: Supplier,
        order: PurchaseOrder,
        coming: list[Decimal],
        come: list[PurchaseReceipt],
        *,
        at: datetime,
    ) -> None:
        """Take in the next part of an order; with its last part comes the bill, paid when it falls due."""
        lines = [ReceivedLine(position=line.position, quantity=coming[0]) for line in order.lines]
        come = [*come, self.do(receive_goods, ReceiveGoods(order_id=order.id, lines=lines), at=at)]
        if rest := coming[1:]:
            self.diary.write(at + timedelta(days=2), partial(self.receive, supplier, order, rest, come))
            return
        billed = RecordSupplierBill(
            supplier_id=supplier.id,
            reference=f"{supplier.name[:2].upper()}/{order.number}",
            bill_date=at.date(),
            lines=[SupplierBillLineInput(receipt_id=receipt.id) for receipt in come],
        )
        bill = self.do(record_supplier_bill, billed, at=at)
        pay = PaySupplier(supplier_id=supplier.id, amount=Decimal(bill.total_minor).scaleb(-2), method="bank")
        due = at + timedelta(days=supplier.credit_days or 0)
        self.diary.write(due, partial(self.do, pay_supplier, pay))

    def bank_cash(self, *, at: datetime) -> None:
        """All but the float, in whole hundreds."""
        held = expected_minor(self.session, "cash", at.date()) - 10_000_00
        if held >= 100_00:
            move = TransferMoney(amount=Decimal(held // 100_00 * 100), from_account="cash", to_account="bank")
            self.do(transfer_money, move, at=at)

    # -- the milk round ------------------------------------------------------------------------------

    def go_round(self, *, at: datetime) -> None:
        """Everybody's milk; one of them is away on two days. At the month's end their bills are made, three days on paid."""
        if self.route is None:
            self.route = self.begin_round(at)
        away = ROUND[0][0].name
        changes = [
            DayChange(customer_id=self.customers[away], product_id=self.products[MILK.sku], quantity=Decimal(0), skip_reason="away")
        ]  # fmt: skip
        is_away = at.date() - self.month.last in (timedelta(-6), timedelta(-5))
        self.do(confirm_day, self.route, ConfirmDay(business_date=at.date(), changes=changes if is_away else []), at=at)
        if at.date() == self.month.last:
            self.diary.write(at.replace(hour=20), self.bill_round)

    def begin_round(self, at: datetime) -> UUID:
        people = [self.customers[person.name] for person, _ in ROUND]
        route = self.do(add_route, NewRoute(name="Morning milk", customer_ids=people), at=at)
        for person, litres in ROUND:
            order = NewStandingOrder(
                route_id=route.id, starts=at.date(), customer_id=self.customers[person.name],
                product_id=self.products[MILK.sku], quantity=Decimal(litres),
            )  # fmt: skip
            self.do(take_standing_order, order, at=at)
        return route.id

    def bill_round(self, *, at: datetime) -> None:
        for made in self.do(bill_route, self.route, BillRoute(to_date=at.date()), at=at):
            self.diary.write(at + timedelta(days=3), partial(self.do, pay_bill, made.bill_id, PayBill(method="upi")))

    # -- what happened once --------------------------------------------------------------------------

    def plan_story(self) -> None:
        """A quotation that became a bill and was put right twice, a bounced cheque, a hire, a bill of supply, a count."""
        self.diary.write(self.morning(5, 11), self.quote)
        self.diary.write(self.morning(8, 12), self.take_cheque)
        self.diary.write(self.morning(12, 13), self.hire_out)
        self.diary.write(self.morning(14, 13), partial(self.sell, RAMESH, [("DAL1", "25"), ("PANEER", "12")]))
        self.diary.write(self.morning(16, 13), partial(self.sell, ANNAPURNA, [("GHEE1", "12"), ("TEA250", "10")]))
        self.diary.write(self.morning(self.month.days - 1, 22), self.count)
        self.diary.write(self.morning(self.month.days, 10), self.book_freezer)

    def quote(self, *, at: datetime) -> None:
        quoted = self.sell(
            CATERERS,
            [("KAJU", "20"), ("DETERG", "10"), ("COLA", "24")],
            at=at,
            kind="quotation",
            note="For the wedding",
        )

        def bill(*, at: datetime) -> None:
            made = self.do(convert_quotation, quoted.id, ConvertQuotation(), at=at)
            crushed = CreditBill(
                reason="two bottles burst", lines=[CreditLine(position=3, quantity=Decimal(2))], restock=False
            )
            dearer = DebitBill(reason="silver leaf, as agreed", lines=[DebitLine(position=1, increase=Decimal(10))])
            self.diary.write(at + timedelta(days=2), partial(self.do, credit_bill, made.id, crushed))
            self.diary.write(at + timedelta(days=3), partial(self.do, debit_bill, made.id, dearer))

        self.diary.write(at + timedelta(days=2), bill)

    def take_cheque(self, *, at: datetime) -> None:
        bill = self.sell(MESS, [("ATTA5", "8"), ("OIL1", "10")], at=at)
        cheque = RecordPayment(
            customer_id=bill.customer_id, amount=(Decimal(bill.total_minor) / 100).quantize(Decimal(100), ROUND_UP),
            method="cheque", cheque=ChequeDetails(number="004417", bank="Janata Sahakari Bank"),
        )  # fmt: skip
        paid = self.do(record_payment, cheque, at=at)
        bounce = BounceCheque(reason="funds insufficient", charge=Decimal(300))
        self.diary.write(at + timedelta(days=1), partial(self.do, deposit_cheque, paid.id, DepositCheque()))
        self.diary.write(at + timedelta(days=4), partial(self.do, bounce_cheque, paid.id, bounce))

    def hire_out(self, *, at: datetime) -> None:
        """Two freezers for three days, against a deposit."""
        customer_id = self.customers[CATERERS.name]
        challan = self.do(
            make_challan,
            NewChallan(
                customer_id=customer_id, handed_out=True, due_on=at.date() + timedelta(days=2), vehicle="MH12AB1234",
                lines=[HireItem(product_id=self.products[FREEZER.sku], quantity=Decimal(2))],
            ),
            at=at,
        )  # fmt: skip
        held = HoldDeposit(customer_id=customer_id, amount=Decimal(4_000), method="upi", challan_id=challan.id)
        deposit = self.do(hold_deposit, held, at=at)
        self.diary.write(at + timedelta(days=2, hours=2), partial(self.take_freezers_back, challan, deposit.id))

    def take_freezers_back(self, challan: Challan, deposit_id: UUID, *, at: datetime) -> None:
        self.do(take_back, challan.id, TakeBack(lines=[ReturnLine(position=1, quantity=Decimal(2))]), at=at)
        bill = self.do(bill_hire, challan.id, BillHire(), at=at)
        self.do(pay_bill, bill.id, PayBill(method="upi"), at=at)
        self.do(refund_deposit, deposit_id, RefundDeposit(method="upi", reason="came back sound"), at=at)

    def book_freezer(self, *, at: datetime) -> None:
        item = HireItem(product_id=self.products[FREEZER.sku])
        days = [at.date() + timedelta(days=n) for n in (40, 42)]
        booked = NewBooking(customer_id=self.customers[IMRAN.name], starts_on=days[0], ends_on=days[1], lines=[item])
        booking = self.do(request_booking, booked, at=at)
        self.do(accept_booking, booking.id, AcceptBooking(), at=at)

    def count(self, *, at: datetime) -> None:
        """The till at the month's end: ten rupees short."""
        counted = Decimal(expected_minor(self.session, "cash", at.date())).scaleb(-2) - 10
        self.do(count_cash, CountCash(counted=counted, reason="change given wrongly"), at=at)
