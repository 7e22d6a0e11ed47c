"""Buying for a test's shop: orders, takes in, enters bills, pays and sends back, each in its own transaction."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from billing.ledger import trial_balance
from billing.payments.reverse import ReversePayment
from billing.products import Product
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.bill_lines import SupplierBillLineInput
from billing.purchases.cancel import CancelSupplierBill, cancel_supplier_bill
from billing.purchases.lines import BoughtLine
from billing.purchases.order import DraftOrder, IssueOrder, draft_order, issue_order
from billing.purchases.pay import PaySupplier, SupplierPayment, pay_supplier, reverse_supplier_payment
from billing.purchases.reads import (
    PurchaseOrder,
    PurchaseReceipt,
    PurchaseReturn,
    SupplierBill,
    read_order,
    read_receipt,
    read_supplier_bill,
)
from billing.purchases.receive import ReceivedLine, ReceiveGoods, receive_goods
from billing.purchases.return_billed import return_billed
from billing.purchases.return_unbilled import return_unbilled
from billing.purchases.send_back import ReturnLine, SendBack
from billing.suppliers import NewSupplier, Supplier, add_supplier, read_supplier
from munim.ids import new_id
from tests.counter import Counter


class Buyer:
    """Buys at ``counter``'s shop."""

    def __init__(self, counter: Counter) -> None:
        self.counter = counter
        self.act = {"by": counter.by, "at": counter.at}

    def supplier(self, name: str = "Grain Wholesale", **details: Any) -> Supplier:
        with self.counter.open() as session:
            return add_supplier(session, NewSupplier(name=name, **details), **self.act)

    def draft(self, supplier: Supplier, *lines: tuple[Product, str, str], **details: Any) -> PurchaseOrder:
        """Lines are (product, quantity, unit price)."""
        command = DraftOrder(supplier_id=supplier.id, lines=[_line(*line) for line in lines], **details)
        with self.counter.open() as session:
            return draft_order(session, command, **self.act)

    def order(self, supplier: Supplier, *lines: tuple[Product, str, str], **details: Any) -> PurchaseOrder:
        draft = self.draft(supplier, *lines, **details)
        with self.counter.open() as session:
            return issue_order(session, draft.id, IssueOrder(), **self.act)

    def receive(self, order: PurchaseOrder, *lines: tuple[int, str], **details: Any) -> PurchaseReceipt:
        """Lines are (position, quantity); none of them: all that is still on order."""
        came = [ReceivedLine(position=position, quantity=Decimal(quantity)) for position, quantity in lines] or None
        with self.counter.open() as session:
            return receive_goods(session, ReceiveGoods(order_id=order.id, lines=came, **details), **self.act)

    def take_in(self, supplier: Supplier, *lines: tuple[Product, str, str], **details: Any) -> PurchaseReceipt:
        came = [
            ReceivedLine(product_id=product.id, quantity=Decimal(quantity), unit_price=Decimal(price))
            for product, quantity, price in lines
        ]
        with self.counter.open() as session:
            return receive_goods(session, ReceiveGoods(supplier_id=supplier.id, lines=came, **details), **self.act)

    def bill(self, receipt: PurchaseReceipt, *lines: dict[str, Any], **details: Any) -> SupplierBill:
        """The receipt as it was received, or the lines given (position, quantity, unit_price, …)."""
        asked = [SupplierBillLineInput(receipt_id=receipt.id, **line) for line in lines or ({},)]
        return self.enter(receipt.supplier_id, *asked, **details)

    def spend(self, supplier: Supplier, amount: str, **line: Any) -> SupplierBill:
        details = {name: line.pop(name) for name in ("reference", "bill_date", "due_date", "total") if name in line}
        values = {"account": "rent", "description": "Rent of the godown", "unit_price": Decimal(amount), **line}
        return self.enter(supplier.id, SupplierBillLineInput(**values), **details)

    def enter(self, supplier_id: Any, *lines: SupplierBillLineInput, **details: Any) -> SupplierBill:
        values = {"reference": new_id().hex[-8:], "bill_date": self.counter.today, **details}
        command = RecordSupplierBill(supplier_id=supplier_id, lines=list(lines), **values)
        with self.counter.open() as session:
            return record_supplier_bill(session, command, **self.act)

    def cancel(self, bill: SupplierBill) -> SupplierBill:
        with self.counter.open() as session:
            return cancel_supplier_bill(session, bill.id, CancelSupplierBill(reason="entered twice"), **self.act)

    def pay(self, supplier: Supplier, amount: str, method: Any = "bank", **details: Any) -> SupplierPayment:
        command = PaySupplier(supplier_id=supplier.id, amount=Decimal(amount), method=method, **details)
        with self.counter.open() as session:
            return pay_supplier(session, command, **self.act)

    def take_back(self, payment: SupplierPayment) -> SupplierPayment:
        with self.counter.open() as session:
            return reverse_supplier_payment(session, payment.id, ReversePayment(reason="never sent"), **self.act)

    def send_back(self, of: SupplierBill | PurchaseReceipt, *lines: tuple[int, str]) -> PurchaseReturn:
        back = [ReturnLine(position=position, quantity=Decimal(quantity)) for position, quantity in lines] or None
        act = return_billed if isinstance(of, SupplierBill) else return_unbilled
        with self.counter.open() as session:
            return act(session, of.id, SendBack(reason="damaged", lines=back), **self.act)

    def read(self, of: Any) -> Any:
        """The same thing as it now stands."""
        reads = {
            PurchaseOrder: read_order,
            PurchaseReceipt: read_receipt,
            SupplierBill: read_supplier_bill,
            Supplier: read_supplier,
        }
        with self.counter.open() as session:
            return reads[type(of)](session, of.id)

    def accounts(self) -> dict[str, int]:
        """What every account stands at that is not zero, debit positive."""
        with self.counter.open() as session:
            return {one.account: one.balance_minor for one in trial_balance(session) if one.balance_minor}


def _line(product: Product, quantity: str, price: str) -> BoughtLine:
    return BoughtLine(product_id=product.id, quantity=Decimal(quantity), unit_price=Decimal(price))
