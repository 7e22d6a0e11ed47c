"""Payments: money in, what it settles, and money given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.allocations import Allocation, allocate_payment_to, allocations, lock_open_bills, oldest_first
from billing.bills.reads import read_bill
from billing.bills.tables import bills
from billing.business import Business, this_business
from billing.customers import customers, lock_customer
from billing.events import record_event
from billing.ledger import Entry, post
from billing.listing import Listing, Page, page
from billing.numbering import take_number
from billing.permissions import Actor
from munim.database import amount, belongs_to, business_of, instant, one_of, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor, show

METHODS: Final = ("cash", "upi", "bank", "card", "cheque", "gateway")

# -- tables ------------------------------------------------------------------------------------------

payments = tenant_table(
    "payments",
    uuid_id(),
    sa.Column("direction", sa.Text, nullable=False, comment="in: a receipt; out: a refund"),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    amount("amount_minor"),
    amount("allocated_minor", default=0),
    amount("refunded_minor", default=0),
    sa.Column("refunds_payment_id", sa.Uuid, comment="of a refund: the payment it gives back, when it is one payment's"),
    sa.Column("refunds_bill_id", sa.Uuid, comment="of a refund: the credit note it pays out, when it is one credit note's"),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("received_at"),
    sa.Column("reference", sa.Text, comment="UTR, cheque or slip number"),
    sa.Column("note", sa.Text),
    sa.Column("made_up", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="assumed by an import's map, not seen in its source"),
    sa.Column("import_id", sa.Uuid),
    sa.Column("staff_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("customer_id", "customers"),
    belongs_to("refunds_payment_id", "payments"),
    belongs_to("refunds_bill_id", "bills"),
    one_of("direction", ("in", "out")),
    one_of("method", METHODS),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("allocated_minor >= 0 AND refunded_minor >= 0 AND allocated_minor + refunded_minor <= amount_minor", name="not_overspent"),
    sa.Index("uq_payments_number", "business_id", "direction", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_payments_date", "business_id", "business_date", "id"),
    sa.Index("ix_payments_customer", "business_id", "customer_id", "business_date"),
    comment="One row per receipt from, or refund to, a customer",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------

Method = Literal["cash", "upi", "bank", "card", "cheque", "gateway"]


class AllocationInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much of a payment against this bill."""

    bill_id: UUID
    amount: Decimal


class RecordPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money received from a customer. ``allocations`` None: the oldest due first; empty: kept as an advance."""

    customer_id: UUID
    amount: Decimal
    method: Method
    id: UUID | None = None
    business_date: date | None = None
    reference: str | None = None
    note: str | None = None
    allocations: list[AllocationInput] | None = None


class RefundMoney(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money given back: of a payment's advance, or of a credit note's credit (name one of the two)."""

    amount: Decimal
    method: Method
    payment_id: UUID | None = None
    credit_note_id: UUID | None = None
    id: UUID | None = None
    reference: str | None = None
    note: str | None = None


# -- rules -------------------------------------------------------------------------------------------


class OverRefunded(Conflict):
    """More would be given back than is left to give."""

    code = "over_refunded"


def _amount(value: Decimal, business: Business) -> int:
    minor = parse_minor(value, business.currency)
    if minor <= 0:
        raise Invalid("an amount of money is above zero", field="amount")
    return minor


# -- operations --------------------------------------------------------------------------------------


def record_payment(session: Session, command: RecordPayment, *, by: Actor, at: datetime) -> Payment:
    """Take a customer's money: a numbered receipt, set against what they owe, the rest kept as their advance (P3).

    Locks the bills in id order, the customer's balance, the number series, the head. Raises ``NotFound``,
    ``OverAllocated`` naming the bill and what it still awaits, ``Invalid``.
    """
    by.require("payments.write")
    business = this_business(session)
    minor = _amount(command.amount, business)
    day = command.business_date or business.today(at)
    if day > business.today(at):
        raise Invalid("a payment is not dated in the future", field="business_date")
    asked = _asked(command.allocations, business)
    open_bills = lock_open_bills(session, command.customer_id, only=None if asked is None else [bill_id for bill_id, _ in asked])
    lock_customer(session, command.customer_id)
    shares = oldest_first(open_bills, minor) if asked is None else [Allocation(bill_id, part) for bill_id, part in asked]
    payment_id = command.id or new_id()
    values = {
        "direction": "in", "customer_id": command.customer_id, "method": command.method, "amount_minor": minor,
        "business_date": day, "reference": command.reference, "note": command.note,
    }  # fmt: skip
    number = _insert(session, payment_id, values, kind="receipt", by=by, at=at)
    legs = [Entry(command.method, minor), Entry("receivable", -minor, customer_id=command.customer_id)]
    post(session, "payment", payment_id, legs, business_date=day, at=at, narration=number)
    allocate_payment_to(session, payment_id, shares, open_bills, business_date=day, at=at)
    payment = read_payment(session, payment_id)
    data = {
        "number": number, "customer_id": str(command.customer_id), "amount_minor": minor, "method": command.method,
        "bills": [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares],
    }  # fmt: skip
    record_event(session, "payment.recorded", "payment", payment_id, data, by=by, at=at, business_date=day)
    return payment


def allocate_advance(
    session: Session, payment_id: UUID, allocations: Sequence[AllocationInput] | None, *, by: Actor, at: datetime
) -> Payment:
    """Set what is left of an earlier payment against bills: those named, or the oldest due.

    Locks the payment, then the bills in id order, then the head (P2). Raises ``NotFound``, ``OverAllocated``.
    """
    by.require("payments.write")
    business = this_business(session)
    payment = _lock_payment(session, payment_id)
    asked = _asked(allocations, business)
    open_bills = lock_open_bills(session, payment.customer_id, only=None if asked is None else [bill_id for bill_id, _ in asked])
    shares = oldest_first(open_bills, payment.unallocated_minor) if asked is None else [Allocation(bill_id, part) for bill_id, part in asked]
    day = business.today(at)
    allocate_payment_to(session, payment_id, shares, open_bills, business_date=day, at=at)
    data = {"bills": [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares]}
    record_event(session, "payment.allocated", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_payment(session, payment_id)


def refund_money(session: Session, command: RefundMoney, *, by: Actor, at: datetime) -> Payment:
    """Give money back: a numbered refund that lowers a payment's advance or a credit note's credit.

    Locks the payment or credit note, the customer's balance, the series, the head; two refunds that fit alone but
    not together: one succeeds (P2). Raises ``NotFound``, ``OverRefunded`` with what is left, ``Invalid``.
    """
    by.require("payments.refund")
    business = this_business(session)
    minor = _amount(command.amount, business)
    if (command.payment_id is None) == (command.credit_note_id is None):
        raise Invalid("name the payment or the credit note to refund, one of them", field="payment_id")
    customer_id, left = _refundable(session, command)
    if minor > left:
        raise OverRefunded(f"{show(left, business.currency)} can be given back", field="amount", available_minor=left, requested_minor=minor)
    lock_customer(session, customer_id)
    business_id = business_of(session)
    if command.payment_id:
        here = (payments.c.business_id == business_id) & (payments.c.id == command.payment_id)
        session.execute(sa.update(payments).where(here).values(refunded_minor=payments.c.refunded_minor + minor, version=payments.c.version + 1))
    else:
        note = (bills.c.business_id == business_id) & (bills.c.id == command.credit_note_id)
        session.execute(sa.update(bills).where(note).values(credited_minor=bills.c.credited_minor + minor, version=bills.c.version + 1))
    day, refund_id = business.today(at), command.id or new_id()
    values = {
        "direction": "out", "customer_id": customer_id, "method": command.method, "amount_minor": minor, "business_date": day,
        "refunds_payment_id": command.payment_id, "refunds_bill_id": command.credit_note_id, "reference": command.reference, "note": command.note,
    }  # fmt: skip
    number = _insert(session, refund_id, values, kind="refund", by=by, at=at)
    legs = [Entry("receivable", minor, customer_id=customer_id), Entry(command.method, -minor)]
    post(session, "refund", refund_id, legs, business_date=day, at=at, narration=number)
    data = {"number": number, "customer_id": str(customer_id), "amount_minor": minor, "method": command.method}
    record_event(session, "payment.refunded", "payment", refund_id, data, by=by, at=at, business_date=day)
    return read_payment(session, refund_id)


def _refundable(session: Session, command: RefundMoney) -> tuple[UUID, int]:
    if command.payment_id:
        payment = _lock_payment(session, command.payment_id)
        if payment.direction != "in":
            raise Invalid("a refund is not refunded", field="payment_id")
        return payment.customer_id, payment.unallocated_minor
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == command.credit_note_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    note = read_bill(session, command.credit_note_id) if command.credit_note_id else None
    if note is None or note.kind != "credit_note":
        raise Invalid("this is no credit note", field="credit_note_id")
    return note.customer_id, note.total_minor - note.allocated_minor - note.credited_minor


def _asked(allocations: Sequence[AllocationInput] | None, business: Business) -> list[tuple[UUID, int]] | None:
    if allocations is None:
        return None
    parts = [(one.bill_id, parse_minor(one.amount, business.currency, field=f"allocations[{n}].amount")) for n, one in enumerate(allocations)]
    for n, (bill_id, part) in enumerate(parts):
        if part <= 0:
            raise Invalid("an allocation is above zero", field=f"allocations[{n}].amount")
        if bill_id in [earlier for earlier, _ in parts[:n]]:
            raise Invalid("this bill is named twice", field=f"allocations[{n}].bill_id")
    return parts


def _insert(session: Session, payment_id: UUID, values: dict[str, Any], *, kind: str, by: Actor, at: datetime) -> str:
    """Number and store a receipt (series …R) or refund (series …V)."""
    business = this_business(session)
    series = business.invoice_prefix[:5] + {"receipt": "R", "refund": "V"}[kind]
    number, year = take_number(session, kind, series, business_date=values["business_date"], calendar=business.calendar, back_dated=True)
    row = {"business_id": business_of(session), "id": payment_id, "number": number, "financial_year": year, "staff_id": by.user_id}
    try:
        session.execute(sa.insert(payments).values(**row, received_at=at, created_at=at, **values))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_payments":
            raise Conflict("this id is already a payment", field="id") from None
        raise
    return number


def _lock_payment(session: Session, payment_id: UUID) -> Payment:
    here = (payments.c.business_id == business_of(session)) & (payments.c.id == payment_id)
    session.execute(sa.select(payments.c.id).where(here).with_for_update())
    return read_payment(session, payment_id)


# -- reads -------------------------------------------------------------------------------------------


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt (``direction`` in) or refund (out); ``unallocated_minor`` is the advance left of a receipt."""

    id: UUID
    direction: str
    number: str
    customer_id: UUID
    customer_name: str
    method: str
    amount_minor: int
    allocated_minor: int
    refunded_minor: int
    unallocated_minor: int
    refunds_payment_id: UUID | None
    refunds_bill_id: UUID | None
    business_date: date
    received_at: datetime
    reference: str | None
    note: str | None
    made_up: bool
    version: int


_DERIVED = {
    "customer_name": customers.c.name,
    "unallocated_minor": sa.case(
        (payments.c.direction == "in", payments.c.amount_minor - payments.c.allocated_minor - payments.c.refunded_minor), else_=0
    ),
}
_FROM = sa.select(
    *(_DERIVED[name].label(name) if name in _DERIVED else payments.c[name] for name in Payment.__struct_fields__)
).join(customers, (customers.c.business_id == payments.c.business_id) & (customers.c.id == payments.c.customer_id))


def _shape(row: sa.Row[Any]) -> Payment:
    return Payment(**{name: row._mapping[name] for name in Payment.__struct_fields__})


def read_payment(session: Session, payment_id: UUID) -> Payment:
    """One receipt or refund. Raises ``NotFound``."""
    row = session.execute(_FROM.where(payments.c.business_id == business_of(session), payments.c.id == payment_id)).one_or_none()
    if row is None:
        raise NotFound("there is no such payment")
    return _shape(row)


def list_payments(session: Session, listing: Listing, *, by: Actor) -> Page[Payment]:
    """Receipts and refunds, newest first; filters customer_id, bill_id, method, direction, from, to (``to`` included)."""
    by.require("payments.read")
    settling = sa.select(allocations.c.payment_id).where(allocations.c.business_id == business_of(session))
    return page(
        session,
        _FROM.where(payments.c.business_id == business_of(session)),
        listing,
        sorts={"-business_date": payments.c.business_date, "created_at": payments.c.created_at, "amount": payments.c.amount_minor},
        id_column=payments.c.id,
        filters={
            "customer_id": lambda text: payments.c.customer_id == UUID(text),
            "bill_id": lambda text: payments.c.id.in_(settling.where(allocations.c.bill_id == UUID(text))),
            "method": lambda text: payments.c.method == text,
            "direction": lambda text: payments.c.direction == text,
            "from": lambda text: payments.c.business_date >= date.fromisoformat(text),
            "to": lambda text: payments.c.business_date <= date.fromisoformat(text),
        },
        shape=_shape,
    )
