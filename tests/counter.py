"""The counter of a test's shop: makes what a test needs through the real operations, each in its own transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.cancel import CancelBill, cancel_bill
from billing.bills.credit import CreditBill, credit_bill
from billing.bills.debit import DebitBill, DebitLine, debit_bill
from billing.bills.draft import DraftBill, DraftLine, draft_bill
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill, read_bill
from billing.bills.sell import sell
from billing.customers import Customer, NewCustomer, add_customer, read_customer
from billing.integrity import Breach, find_breaches
from billing.payments.reads import Payment
from billing.payments.record import RecordPayment, record_payment
from billing.products import NewProduct, Product, add_product, read_product
from munim.database import Database
from munim.ids import new_id


class Counter:
    """Sells, takes money and takes goods back. ``at`` is the moment everything happens."""

    def __init__(self, database: Database, shop: Any, *, at: datetime | None = None) -> None:
        self.database = database
        self.shop = shop
        self.by = shop.owner
        self.at = at or datetime.now(UTC)

    @contextmanager
    def open(self) -> Iterator[Session]:
        with self.database.business(self.shop.business_id, user_id=self.shop.user_id) as session:
            yield session

    def customer(self, name: str = "Ramesh Traders", **details: Any) -> Customer:
        with self.open() as session:
            return add_customer(session, NewCustomer(name=name, **details), by=self.by, at=self.at)

    def product(self, name: str = "Toor dal", price: str = "100", stock: str = "1000", **details: Any) -> Product:
        details = {"sku": new_id().hex[-10:], **details}
        with self.open() as session:
            command = NewProduct(name=name, price=Decimal(price), opening_stock=Decimal(stock), **details)
            return add_product(session, command, by=self.by, at=self.at)

    def draft(self, *lines: tuple[Product, str], customer: Customer | None = None, **details: Any) -> Bill:
        with self.open() as session:
            return draft_bill(session, self._bill(lines, customer, details), by=self.by, at=self.at)

    def sell(
        self,
        *lines: tuple[Product, str],
        customer: Customer | None = None,
        backdate_reason: str | None = None,
        words: dict[str, str] | None = None,
        **details: Any,
    ) -> Bill:
        """Lines are (product, quantity); ``words``: prices of lines written by hand, by what is written."""
        issue = IssueBill(backdate_reason=backdate_reason)
        drafted = self._bill(lines, customer, details)
        by_hand = [DraftLine(description=said, unit_price=Decimal(price)) for said, price in (words or {}).items()]
        drafted = msgspec.structs.replace(drafted, lines=[*drafted.lines, *by_hand])
        with self.open() as session:
            return sell(session, drafted, issue, by=self.by, at=self.at)

    def _bill(
        self, lines: tuple[tuple[Product, str], ...], customer: Customer | None, details: dict[str, Any]
    ) -> DraftBill:
        drafted = [DraftLine(product_id=product.id, quantity=Decimal(quantity)) for product, quantity in lines]
        return DraftBill(lines=drafted, customer_id=customer.id if customer else None, **details)

    def pay(self, customer: Customer, amount: str, method: Any = "cash", **details: Any) -> Payment:
        with self.open() as session:
            command = RecordPayment(customer_id=customer.id, amount=Decimal(amount), method=method, **details)
            return record_payment(session, command, by=self.by, at=self.at)

    def credit(self, bill: Bill, **details: Any) -> Bill:
        with self.open() as session:
            return credit_bill(session, bill.id, CreditBill(**{"reason": "damaged", **details}), by=self.by, at=self.at)

    def debit(self, bill: Bill, increase: str, position: int = 1, **details: Any) -> Bill:
        """Raise the price of a line of an invoice by ``increase`` a unit."""
        line = DebitLine(position=position, increase=Decimal(increase))
        with self.open() as session:
            command = DebitBill(**{"reason": "price was too low", "lines": [line], **details})
            return debit_bill(session, bill.id, command, by=self.by, at=self.at)

    def cancel(self, bill: Bill) -> Bill:
        with self.open() as session:
            return cancel_bill(session, bill.id, CancelBill(reason="billed twice"), by=self.by, at=self.at)

    def bill(self, bill_id: UUID) -> Bill:
        with self.open() as session:
            return read_bill(session, bill_id)

    def balance(self, customer: Customer) -> int:
        with self.open() as session:
            return read_customer(session, customer.id).balance_minor

    def on_hand(self, product: Product) -> Decimal | None:
        with self.open() as session:
            return read_product(session, product.id).on_hand

    def breaches(self) -> list[Breach]:
        with self.open() as session:
            return find_breaches(session)

    @property
    def today(self) -> date:
        day: date = self.shop.business.today(self.at)
        return day
