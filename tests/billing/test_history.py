"""Any history of a shop keeps its books whole: a random walk through the operations beside a model of three numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from billing.bills.cancel import NotCancellable
from billing.bills.credit import CreditLine, NotCreditable, OverCredited
from billing.bills.reads import Bill
from billing.business import BusinessSettings
from billing.customers import Customer
from billing.ledger import trial_balance
from billing.payments.reads import Payment
from billing.payments.record import allocate_advance
from billing.payments.refund import OverRefunded, RefundMoney, refund_money
from billing.products import Product
from billing.stock import OutOfStock
from munim.errors import Invalid
from tests.conftest import open_shop
from tests.counter import Counter


class History(RuleBasedStateMachine):
    """The model knows what each customer owes, what is in stock and how many invoices there are; the books know the rest."""

    make_counter: Any = None

    @initialize()
    def open(self) -> None:
        self.counter: Counter = self.make_counter()
        self.customers: list[Customer] = [self.counter.customer(f"Customer {n}") for n in range(2)]
        self.products: list[Product] = [
            self.counter.product("Dal", "62.51", "40", tax_rate=Decimal(18)),
            self.counter.product("Oil", "119.99", "40", tax_rate=Decimal(5), price_includes_tax=True),
        ]
        self.owed = {customer.id: 0 for customer in self.customers}
        self.stock = {product.id: Decimal(40) for product in self.products}
        self.bills: list[Bill] = []
        self.payments: list[Payment] = []
        self.invoices = 0

    @rule(
        who=st.integers(0, 1),
        what=st.integers(0, 1),
        quantity=st.integers(1, 15),
        percent=st.sampled_from(["0", "7.5", "100"]),
    )
    def sell(self, who: int, what: int, quantity: int, percent: str) -> None:
        product, customer = self.products[what], self.customers[who]
        try:
            bill = self.counter.sell((product, str(quantity)), customer=customer, discount_percent=Decimal(percent))
        except OutOfStock:
            assert self.stock[product.id] < quantity
            return
        self.invoices += 1
        self.bills.append(bill)
        self.owed[customer.id] += bill.total_minor
        self.stock[product.id] -= quantity
        assert bill.number == f"INV26-{self.invoices:05d}"

    @rule(who=st.integers(0, 1), paise=st.integers(1, 300_000))
    def pay(self, who: int, paise: int) -> None:
        customer = self.customers[who]
        self.payments.append(self.counter.pay(customer, str(Decimal(paise).scaleb(-2))))
        self.owed[customer.id] -= paise

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def credit(self, data: Any) -> None:
        bill = data.draw(st.sampled_from(self.bills))
        quantity = data.draw(st.integers(1, 15))
        try:
            note = self.counter.credit(bill, lines=[CreditLine(position=1, quantity=Decimal(quantity))])
        except (OverCredited, NotCreditable, Invalid):
            return  # more than is left of it, a bill that is cancelled, or a line that was given away
        self.owed[bill.customer_id] -= note.total_minor
        self.stock[bill.lines[0].product_id] += quantity  # type: ignore[index]

    @precondition(lambda self: self.bills)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        bill = data.draw(st.sampled_from(self.bills))
        try:
            self.counter.cancel(bill)
        except NotCancellable:
            return
        self.owed[bill.customer_id] -= bill.total_minor
        self.stock[bill.lines[0].product_id] += bill.lines[0].quantity  # type: ignore[index]

    @precondition(lambda self: self.payments)
    @rule(data=st.data())
    def use_an_advance(self, data: Any) -> None:
        payment = data.draw(st.sampled_from(self.payments))
        with self.counter.open() as session:
            allocate_advance(session, payment.id, None, by=self.counter.by, at=self.counter.at)

    @precondition(lambda self: self.payments)
    @rule(data=st.data(), paise=st.integers(1, 100_000))
    def refund(self, data: Any, paise: int) -> None:
        payment = data.draw(st.sampled_from(self.payments))
        try:
            with self.counter.open() as session:
                command = RefundMoney(payment_id=payment.id, amount=Decimal(paise).scaleb(-2), method="cash")
                refund_money(session, command, by=self.counter.by, at=self.counter.at)
        except OverRefunded:
            return
        self.owed[payment.customer_id] += paise

    @invariant()
    def the_books_agree_with_the_model_and_with_themselves(self) -> None:
        if not hasattr(self, "counter"):
            return
        assert self.counter.breaches() == []
        for customer in self.customers:
            assert self.counter.balance(customer) == self.owed[customer.id]
        for product in self.products:
            assert self.counter.on_hand(product) == self.stock[product.id]
        with self.counter.open() as session:
            assert sum(one.balance_minor for one in trial_balance(session)) == 0


def test_any_history_keeps_the_books_whole(database: Any, request: Any) -> None:
    class Here(History):
        @staticmethod
        def make_counter() -> Counter:
            return Counter(database, open_shop(database, BusinessSettings(name="Random Traders")))

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
