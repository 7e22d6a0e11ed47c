"""Any history of buying keeps the books whole: a random walk through the operations beside a small model."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)

from billing.business import BusinessSettings
from billing.payments.reverse import AlreadyReversed
from billing.products import Product
from billing.purchases.ageing import payable_ageing
from billing.purchases.bill_lines import OverBilled
from billing.purchases.cancel import SupplierBillNotCancellable
from billing.purchases.pay import SupplierPayment, allocate_to_supplier
from billing.purchases.reads import PurchaseOrder, PurchaseReceipt, SupplierBill, read_receipt
from billing.purchases.receive import OverReceived
from billing.purchases.send_back import NotReturnable, OverSentBack
from billing.purchases.settle import Source
from billing.stock import OutOfStock
from billing.suppliers import Supplier
from tests.billing.purchases.buyer import Buyer
from tests.conftest import open_shop
from tests.counter import Counter

PRICES = st.sampled_from(["0.3333", "7", "80.01", "119.9999"])
QUANTITIES = st.sampled_from(["0.5", "1", "3", "7.125"])


class BuyingHistory(RuleBasedStateMachine):
    """The model knows what each supplier is owed, what is in stock, what is received of each order and awaits its bill."""

    make_counter: Any = None
    orders, receipts, bills, payments = Bundle("orders"), Bundle("receipts"), Bundle("bills"), Bundle("payments")

    @initialize()
    def open(self) -> None:
        self.counter: Counter = self.make_counter()
        self.buyer = Buyer(self.counter)
        self.suppliers: list[Supplier] = [self.buyer.supplier(name) for name in ("Mandi", "Mill")]
        self.products: list[Product] = [
            self.counter.product("Dal", "150", "0", tax_rate=Decimal(18)),
            self.counter.product("Oil", "150", "0", tax_rate=Decimal(5)),
        ]
        self.owed = {supplier.id: 0 for supplier in self.suppliers}
        self.stock = {product.id: Decimal(0) for product in self.products}
        self.received: dict[Any, Decimal] = {}  # by order
        self.waiting: dict[Any, tuple[Decimal, Fraction]] = {}  # by receipt: quantity unbilled, value of one
        self.cost = 0  # of everything billed and kept, before tax
        self.returned: set[Any] = set()  # bills of which something went back
        self.cancelled: set[Any] = set()
        self.undone: set[Any] = set()

    @rule(target=orders, who=st.integers(0, 1), what=st.integers(0, 1), quantity=QUANTITIES, price=PRICES)
    def order(self, who: int, what: int, quantity: str, price: str) -> PurchaseOrder:
        made = self.buyer.order(self.suppliers[who], (self.products[what], quantity, price))
        self.received[made.id] = Decimal(0)
        return made

    @rule(target=receipts, order=orders, quantity=QUANTITIES, excess=st.booleans())
    def receive(self, order: PurchaseOrder, quantity: str, excess: bool) -> Any:
        try:
            receipt = self.buyer.receive(order, (1, quantity), accept_excess=excess)
        except OverReceived:
            assert self.received[order.id] + Decimal(quantity) > order.lines[0].quantity
            return multiple()
        assert excess or self.received[order.id] + Decimal(quantity) <= order.lines[0].quantity
        self.received[order.id] += Decimal(quantity)
        self._came_in(receipt)
        return receipt

    @rule(target=receipts, who=st.integers(0, 1), what=st.integers(0, 1), quantity=QUANTITIES, price=PRICES)
    def take_in(self, who: int, what: int, quantity: str, price: str) -> PurchaseReceipt:
        receipt = self.buyer.take_in(self.suppliers[who], (self.products[what], quantity, price))
        self._came_in(receipt)
        return receipt

    def _came_in(self, receipt: PurchaseReceipt) -> None:
        [line] = receipt.lines
        self.stock[line.product_id] += line.quantity
        self.waiting[receipt.id] = line.quantity, Fraction(receipt.value_minor) / Fraction(line.quantity)

    @rule(
        target=bills,
        receipt=receipts,
        quantity=QUANTITIES,
        price=st.none() | PRICES,
        claimed=st.booleans(),
    )
    def bill(self, receipt: PurchaseReceipt, quantity: str, price: str | None, claimed: bool) -> Any:
        line: dict[str, Any] = {"position": 1, "quantity": Decimal(quantity), "claim_tax": claimed}
        if price is not None:
            line["unit_price"] = Decimal(price)
        left, each = self.waiting[receipt.id]
        try:
            bill = self.buyer.bill(receipt, line)
        except OverBilled:
            assert Decimal(quantity) > left
            return multiple()
        self.waiting[receipt.id] = left - Decimal(quantity), each
        self.owed[bill.supplier_id] += bill.total_minor
        self.cost += bill.taxable_minor + (0 if claimed else bill.tax_minor)
        return bill

    @rule(target=bills, who=st.integers(0, 1), rupees=st.integers(1, 900))
    def spend(self, who: int, rupees: int) -> SupplierBill:
        bill = self.buyer.spend(self.suppliers[who], str(rupees))
        self.owed[bill.supplier_id] += bill.total_minor
        return bill

    @rule(what=st.integers(0, 1), quantity=QUANTITIES)
    def sell(self, what: int, quantity: str) -> None:
        product = self.products[what]
        try:
            self.counter.sell((product, quantity))
        except OutOfStock:
            assert self.stock[product.id] < Decimal(quantity)
            return
        self.stock[product.id] -= Decimal(quantity)

    @rule(target=payments, who=st.integers(0, 1), paise=st.integers(1, 200_000))
    def pay(self, who: int, paise: int) -> SupplierPayment:
        self.owed[self.suppliers[who].id] -= paise
        return self.buyer.pay(self.suppliers[who], str(Decimal(paise) / 100))

    @rule(payment=payments)
    def take_back(self, payment: SupplierPayment) -> None:
        try:
            self.buyer.take_back(payment)
        except AlreadyReversed:
            assert payment.id in self.undone
            return
        assert payment.id not in self.undone
        self.undone.add(payment.id)
        self.owed[payment.supplier_id] += payment.amount_minor

    @rule(payment=payments)
    def use_what_is_paid_ahead(self, payment: SupplierPayment) -> None:
        if payment.id not in self.undone:
            with self.counter.open() as session:
                allocate_to_supplier(session, Source(payment_id=payment.id), None, **self.buyer.act)

    @rule(bill=bills, quantity=QUANTITIES)
    def send_back(self, bill: SupplierBill, quantity: str) -> None:
        [line] = bill.lines
        try:
            note = self.buyer.send_back(bill, (1, quantity))
        except NotReturnable:
            assert bill.id in self.cancelled
            return
        except OverSentBack:
            return
        except OutOfStock:
            assert line.product_id is not None
            assert self.stock[line.product_id] < Decimal(quantity)
            return
        self.returned.add(bill.id)
        self.owed[bill.supplier_id] -= note.total_minor
        if line.product_id is not None:
            self.stock[line.product_id] -= Decimal(quantity)
            self.cost -= note.taxable_minor + (0 if line.tax_claimed else note.tax_minor)

    @rule(receipt=receipts, quantity=QUANTITIES)
    def send_back_unbilled(self, receipt: PurchaseReceipt, quantity: str) -> None:
        product_id, (left, each) = receipt.lines[0].product_id, self.waiting[receipt.id]
        assert product_id is not None
        try:
            self.buyer.send_back(receipt, (1, quantity))
        except OverSentBack:
            assert Decimal(quantity) > left
            return
        except OutOfStock:
            assert self.stock[product_id] < Decimal(quantity)
            return
        self.waiting[receipt.id] = left - Decimal(quantity), each
        self.stock[product_id] -= Decimal(quantity)
        if receipt.order_id is not None:
            self.received[receipt.order_id] -= Decimal(quantity)

    @rule(bill=bills)
    def cancel(self, bill: SupplierBill) -> None:
        try:
            self.buyer.cancel(bill)
        except SupplierBillNotCancellable:
            assert bill.id in self.returned | self.cancelled
            return
        assert bill.id not in self.returned | self.cancelled
        self.cancelled.add(bill.id)
        self.owed[bill.supplier_id] -= bill.total_minor
        [line] = bill.lines
        if line.receipt_line_id is not None:
            self.cost -= line.taxable_minor + (0 if line.tax_claimed else line.tax_minor)
            [receipt_id] = [one for one in self.waiting if self._is_of(one, line.receipt_line_id)]
            left, each = self.waiting[receipt_id]
            self.waiting[receipt_id] = left + line.quantity, each

    def _is_of(self, receipt_id: Any, line_id: int) -> bool:
        with self.counter.open() as session:
            return read_receipt(session, receipt_id).lines[0].id == line_id

    @invariant()
    def the_books_agree_with_the_model_and_with_themselves(self) -> None:
        if not hasattr(self, "counter"):
            return
        assert self.counter.breaches() == []
        found = self.buyer.accounts()
        for supplier in self.suppliers:
            assert self.buyer.read(supplier).balance_minor == self.owed[supplier.id]
        assert -found.get("payable", 0) == sum(self.owed.values())
        for product in self.products:
            assert self.counter.on_hand(product) == self.stock[product.id]
        # what awaits a bill, to the paisa for each receipt that was billed in parts
        unbilled = -found.get("goods_received", 0)
        exact = sum((value * Fraction(left) for left, value in self.waiting.values()), Fraction(0))
        assert abs(unbilled - exact) <= len([left for left, _ in self.waiting.values() if left])
        # everything bought and kept is in stock or was sold: no difference of a price is lost
        assert found.get("inventory", 0) + found.get("cost_of_goods", 0) == self.cost + unbilled
        with self.counter.open() as session:
            ages = payable_ageing(session, self.counter.today, by=self.counter.by).all
        assert ages.total_minor == sum(self.owed.values())


def test_any_history_of_buying_keeps_the_books_whole(database: Any) -> None:
    class Here(BuyingHistory):
        @staticmethod
        def make_counter() -> Counter:
            return Counter(database, open_shop(database, BusinessSettings(name="Random Buyers")))

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
