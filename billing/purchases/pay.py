"""Paying a supplier: one payment over many bills, the rest paid ahead; taken back once when it never was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import this_business
from billing.events import record_event
from billing.ledger import Entry, entries_of, post, reverse
from billing.listing import Listing, Page
from billing.numbering import back_dates, default_series, take_number
from billing.payments.reverse import AlreadyReversed, ReversePayment
from billing.permissions import Actor
from billing.purchases.reads import one_document, page_of, with_supplier
from billing.purchases.settle import (
    SettleBill,
    Share,
    Source,
    asked_shares,
    held_of,
    lock_bills,
    lock_open_bills,
    lock_sources,
    oldest_first,
    release,
    settle,
)
from billing.purchases.tables import purchase_returns, supplier_allocations, supplier_payments
from billing.suppliers import lock_supplier
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid
from munim.ids import new_id
from munim.money import parse_minor
from munim.text import Code, Line, Prose

# -- commands ----------------------------------------------------------------------------------------

PaidBy = Literal["cash", "upi", "bank", "card", "cheque"]


class PaySupplier(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money paid to a supplier. ``allocations`` None: the oldest due first; empty: paid ahead.

    ``account``: what it is paid from, when that is not the method's own. ``backdate_reason``: why it is dated before a
    payment there is already.
    """

    supplier_id: UUID
    amount: Decimal
    method: PaidBy
    account: Code | None = None
    id: UUID | None = None
    business_date: date | None = None
    reference: Line | None = None
    note: Prose | None = None
    allocations: list[SettleBill] | None = None
    backdate_reason: Prose | None = None


# -- operations --------------------------------------------------------------------------------------


def pay_supplier(session: Session, command: PaySupplier, *, by: Actor, at: datetime) -> SupplierPayment:
    """Pay a supplier under a voucher's number: set against what they are owed, the rest paid ahead (P3).

    Locks the bills in id order, the supplier's balance, the number series, the head. Raises ``NotFound``,
    ``OverSettled`` naming the bill and what it still awaits, ``BackDated``, ``Invalid``, ``Conflict`` for a taken id.
    """
    by.require("purchases.write")
    back_dated = back_dates(command.backdate_reason, by)
    business = this_business(session)
    minor = parse_minor(command.amount, business.currency)
    if minor <= 0:
        raise Invalid("an amount of money is above zero", field="amount")
    day = business.day_of(command.business_date, at)
    account = money_account(session, command.method, command.account)
    asked = asked_shares(command.allocations, business)
    open_bills = lock_open_bills(session, command.supplier_id, asked)
    lock_supplier(session, command.supplier_id)
    shares = oldest_first(open_bills, minor) if asked is None else asked
    series = default_series("payment_voucher", business.invoice_prefix)
    number, year = take_number(
        session, "payment_voucher", series, business_date=day, calendar=business.calendar, back_dated=back_dated
    )
    payment_id = command.id or new_id()
    row = {
        "id": payment_id, "series": series, "financial_year": year, "number": number, "supplier_id": command.supplier_id,
        "method": command.method, "account": account, "amount_minor": minor, "business_date": day,
        "reference": command.reference, "note": command.note, "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    try:
        session.execute(sa.insert(supplier_payments).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_supplier_payments":
            raise Conflict("this id is already a payment to a supplier", field="id") from None
        raise
    legs = [Entry("payable", minor, supplier_id=command.supplier_id), Entry(account, -minor)]
    post(session, "supplier_payment", payment_id, legs, business_date=day, at=at, narration=number)
    settle(session, Source(payment_id=payment_id), shares, open_bills, business_date=day, at=at)
    data = {
        "number": number, "supplier_id": str(command.supplier_id), "amount_minor": minor, "method": command.method,
        "bills": _told(shares), **({"backdate_reason": command.backdate_reason} if back_dated else {}),
    }  # fmt: skip
    record_event(session, "supplier.paid", "supplier_payment", payment_id, data, by=by, at=at, business_date=day)
    return read_supplier_payment(session, payment_id)


def allocate_to_supplier(
    session: Session, source: Source, allocations: Sequence[SettleBill] | None, *, by: Actor, at: datetime
) -> None:
    """Set what is left of an earlier payment, or of a debit note, against bills: those named, or the oldest due.

    Locks the payment or debit note, the bills in id order, the head (P2). Raises ``NotFound``, ``OverSettled``,
    ``AlreadyReversed``, ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    lock_sources(session, [source])
    supplier_id, left = _left_of(session, source)
    asked = asked_shares(allocations, business)
    open_bills = lock_open_bills(session, supplier_id, asked)
    shares = oldest_first(open_bills, left) if asked is None else asked
    day = business.today(at)
    settle(session, source, shares, open_bills, business_date=day, at=at)
    kind = "supplier_payment" if source.payment_id else "purchase_return"
    record_event(
        session, f"{kind}.allocated", kind, source.id, {"bills": _told(shares)}, by=by, at=at, business_date=day
    )


def reverse_supplier_payment(
    session: Session,
    payment_id: UUID,
    command: ReversePayment,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> SupplierPayment:
    """Take back a payment that never was: its bills are owed again, the money is where it was (P4).

    Locks the payment, its bills in id order, the supplier's balance, the head: of two at once one succeeds. Raises
    ``NotFound``, ``StaleVersion``, ``AlreadyReversed``, ``Invalid``.
    """
    by.require("purchases.write")
    if not command.reason.strip():
        raise Invalid("say why the payment is taken back", field="reason")
    source = Source(payment_id=payment_id)
    lock_sources(session, [source])
    payment = read_supplier_payment(session, payment_id)
    check_version(payment.version, expected_version)
    if payment.reversed_date is not None:
        raise AlreadyReversed(f"{payment.number} is taken back already")
    shares = held_of(session, source)
    lock_bills(session, [share.bill_id for share in shares])
    lock_supplier(session, payment.supplier_id)
    day = this_business(session).today(at)
    release(session, source, shares, business_date=day, at=at)
    legs = reverse(entries_of(session, payment_id, "supplier_payment"))
    post(session, "supplier_payment_reversed", payment_id, legs, business_date=day, at=at, narration=payment.number)
    payments = supplier_payments.c
    session.execute(
        sa.update(supplier_payments)
        .where(payments.business_id == business_of(session), payments.id == payment_id)
        .values(reversed_date=day, reverse_reason=command.reason, version=payments.version + 1)
    )
    data = {
        "number": payment.number, "supplier_id": str(payment.supplier_id), "amount_minor": payment.amount_minor,
        "reason": command.reason,
    }  # fmt: skip
    record_event(
        session, "supplier_payment.reversed", "supplier_payment", payment_id, data, by=by, at=at, business_date=day
    )
    return read_supplier_payment(session, payment_id)


def _left_of(session: Session, source: Source) -> tuple[UUID, int]:
    """Whose it is and what is left of it; the caller has locked it."""
    if source.payment_id:
        payment = read_supplier_payment(session, source.payment_id)
        if payment.reversed_date is not None:
            raise AlreadyReversed(f"{payment.number} is taken back")
        return payment.supplier_id, payment.unallocated_minor
    notes = purchase_returns.c
    query = with_supplier(purchase_returns, _Left, unallocated_minor=notes.total_minor - notes.allocated_minor)
    row = one_document(session, query, purchase_returns, source.id, "there is no such return")
    return row["supplier_id"], row["unallocated_minor"]


def _told(shares: Sequence[Share]) -> list[dict[str, Any]]:
    return [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares]


# -- reads -------------------------------------------------------------------------------------------


class _Left(msgspec.Struct):
    supplier_id: UUID
    unallocated_minor: int


class SupplierPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment to a supplier; ``unallocated_minor`` is what of it is paid ahead. Reversed: it never was."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    method: str
    account: str
    amount_minor: int
    allocated_minor: int
    unallocated_minor: int
    business_date: date
    reference: str | None
    note: str | None
    reversed_date: date | None
    reverse_reason: str | None
    version: int


_LEFT = sa.case(
    (
        supplier_payments.c.reversed_date.is_(None),
        supplier_payments.c.amount_minor - supplier_payments.c.allocated_minor,
    ),
    else_=0,
)
_FROM = with_supplier(supplier_payments, SupplierPayment, unallocated_minor=_LEFT)


def read_supplier_payment(session: Session, payment_id: UUID) -> SupplierPayment:
    """One payment to a supplier. Raises ``NotFound``."""
    return SupplierPayment(
        **one_document(session, _FROM, supplier_payments, payment_id, "there is no such payment to a supplier")
    )


def list_supplier_payments(session: Session, listing: Listing, *, by: Actor) -> Page[SupplierPayment]:
    """Payments to suppliers, newest first; filters supplier_id, bill_id, method, from, to."""
    by.require("purchases.read")
    settling = sa.select(supplier_allocations.c.payment_id).where(
        supplier_allocations.c.business_id == business_of(session)
    )
    return page_of(
        session,
        _FROM,
        supplier_payments,
        listing,
        SupplierPayment,
        filters={
            "bill_id": lambda text: supplier_payments.c.id.in_(
                settling.where(supplier_allocations.c.bill_id == UUID(text))
            ),
            "method": lambda text: supplier_payments.c.method == text,
        },
        sorts={"amount": supplier_payments.c.amount_minor},
    )
