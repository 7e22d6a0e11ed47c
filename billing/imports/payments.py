"""Payments of customers from a file: receipts numbered in order of their days, set against the oldest dues or a bill named."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from billing.bills.tables import OWED, bills
from billing.customers import customer_balances
from billing.imports.columns import Column, Line, Rejected
from billing.imports.kinds import Kept, Kind, Work, command_of
from billing.imports.parties import NAME, PHONE, REFERENCE, TAX_NUMBER, customers_of, found_by_line
from billing.imports.tables import imported_documents
from billing.payments.allocate import lock_open_bills
from billing.payments.record import RecordPayment, take_payment
from munim.database import business_of
from munim.money import exponent, parse_minor

_METHODS: Final = {
    "cash": "cash", "नकद": "cash",
    "upi": "upi", "mobile": "upi", "gpay": "upi", "google pay": "upi", "phonepe": "upi", "phone pe": "upi", "paytm": "upi", "bhim": "upi", "qr": "upi",
    "bank": "bank", "bank transfer": "bank", "transfer": "bank", "neft": "bank", "rtgs": "bank", "imps": "bank", "online": "bank", "net banking": "bank",
    "card": "card", "credit card": "card", "debit card": "card", "pos": "card",
    "cheque": "cheque", "check": "cheque", "chq": "cheque", "dd": "cheque",
    "gateway": "gateway", "razorpay": "gateway", "stripe": "gateway",
}  # fmt: skip

COLUMNS: Final = (
    REFERENCE,
    PHONE,
    TAX_NUMBER,
    NAME,
    Column(field="business_date", heading="Date", type="date", also=("Payment Date", "Receipt Date", "Paid On", "Txn Date", "Voucher Date", "दिनांक"), required=True, help="2026-04-30 or day/month/year", example="2026-04-30"),
    Column(field="amount", heading="Amount", type="number", also=("Amount Received", "Paid", "Amount Paid", "Received", "Receipt Amount", "Credit", "राशि"), required=True, help="above zero", example="₹1,500.00"),
    Column(field="method", heading="Method", type="choice", also=("Mode", "Payment Mode", "Payment Method", "Mode of Payment", "Paid By", "Type"), choices=_METHODS, help="cash, UPI, bank, card, cheque or gateway; empty: cash", example="UPI"),
    Column(field="payment_reference", heading="Payment reference", type="digits", also=("UTR", "Transaction ID", "Txn ID", "Cheque No", "Ref No", "Receipt No", "Voucher No", "Payment Ref"), help="what the bank or the other books call it", example="UTR123456789"),
    Column(field="bill", heading="Bill number", also=("Invoice No", "Invoice Number", "Bill No", "Invoice", "Bill", "Against"), help="empty: the oldest dues first; what a bill does not take stays the customer's advance"),
    Column(field="account", heading="Account", also=("Account Code", "Deposited To", "Into"), help="code of the account it went into; empty: the method's own"),
    Column(field="note", heading="Note", also=("Notes", "Remarks", "Remark", "Narration"), help=""),
)  # fmt: skip


class PaymentImport:
    """Records receipts. A payment has no name of its own, so what was imported is known by all a line says of it.

    The second of two lines that say the same is another payment; the file that has both, imported again, adds neither.
    """

    def __init__(self, work: Work) -> None:
        self._work = work
        self._seen: Counter[tuple[Any, ...]] = Counter()

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Lock the open bills of all customers concerned, then their balances, each in order of their ids; earliest day first."""
        session = self._work.session
        self._customers = customers_of(session, self._work.business.country)
        concerned = {found for line in lines if (found := found_by_line(self._customers, line.values))}
        here = bills.c.business_id == business_of(session)
        owed = bills.c.customer_id.in_(concerned) & (bills.c.status == "issued") & bills.c.kind.in_(OWED)
        session.execute(sa.select(bills.c.id).where(here, owed).order_by(bills.c.id).with_for_update())
        balances = customer_balances.c.customer_id
        session.execute(
            sa.select(balances)
            .where(customer_balances.c.business_id == business_of(session), balances.in_(concerned))
            .order_by(balances)
            .with_for_update()
        )
        self._imported = set(
            session.execute(
                sa.select(imported_documents.c.reference).where(
                    imported_documents.c.business_id == business_of(session), imported_documents.c.kind == "payment"
                )
            ).scalars()
        )
        return sorted(lines, key=lambda line: (line.values["business_date"], line.number))

    def keep(self, line: Line) -> Kept:
        """Record one receipt."""
        work, values = self._work, line.values
        customer_id = self._customers.find(values)
        day: date = values["business_date"]
        minor = parse_minor(values["amount"], work.business.currency)
        method = values.get("method", "cash")
        key = self._key(customer_id, day, minor, method, values)
        if key in self._imported:
            return Kept("skipped", f"{day} {values['amount']}", "this payment was imported before")
        command = {
            "customer_id": customer_id, "business_date": day, "amount": values["amount"], "method": method,
            "reference": values.get("payment_reference"), "account": values.get("account"), "note": values.get("note"),
            "allocations": self._allocations(customer_id, minor, values.get("bill")),
            # N3: who may date back does, and the receipts of these days say why
            "backdate_reason": f"imported from {work.source}"[:200] if work.by.may("bills.backdate") else None,
        }  # fmt: skip
        payment, _ = take_payment(work.session, command_of(command, RecordPayment), by=work.by, at=work.at)
        return Kept("added", payment.number, amount_minor=minor, known_as=key)

    def _key(self, customer_id: UUID, day: date, minor: int, method: str, values: dict[str, Any]) -> str:
        said = (customer_id, day, minor, method, values.get("payment_reference"), values.get("bill"))
        self._seen[said] += 1
        return "payment " + hashlib.sha256(repr((*said, self._seen[said])).encode()).hexdigest()[:40]

    def _allocations(self, customer_id: UUID, minor: int, number: str | None) -> list[dict[str, Any]] | None:
        """Against the bill named, no more than it awaits; None: the oldest due first. Raises ``Rejected``."""
        if number is None:
            return None
        session = self._work.session
        found = session.execute(
            sa.select(bills.c.id).where(
                bills.c.business_id == business_of(session),
                bills.c.customer_id == customer_id,
                bills.c.status == "issued",
                bills.c.kind.in_(OWED),
                (sa.func.lower(bills.c.number) == number.lower()) | (bills.c.reference == number),
            )
        ).scalars().all()  # fmt: skip
        if len(found) != 1:
            raise Rejected(f"this customer has no bill {number}", field="bill")
        due = lock_open_bills(session, customer_id, only=found)[found[0]].due_minor
        part = Decimal(min(minor, due)).scaleb(-exponent(self._work.business.currency))
        return [{"bill_id": found[0], "amount": part}] if part else []


PAYMENTS: Final = Kind(name="payments", title="Payments", columns=COLUMNS, begin=PaymentImport)
