"""Taking a customer's money, and setting an advance against what they owe."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import Business, this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.ledger import Entry, post
from billing.numbering import back_dates, default_series, take_number
from billing.payments.advance_tax import ServiceAdvance, bears_tax, charge_advance
from billing.payments.allocate import Allocation, allocate_payment_to, lock_open_bills, oldest_first
from billing.payments.cheques import ChequeDetails, keep_cheque
from billing.payments.methods import Method, method_of
from billing.payments.reads import Payment, read_payment
from billing.payments.tables import payments
from billing.permissions import Actor
from billing.series import choose_series
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, Refused
from munim.ids import new_id
from munim.money import parse_minor
from munim.text import Code, Line, Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class AllocationInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much of a payment against this bill."""

    bill_id: UUID
    amount: Decimal


class MoneyReceived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How money came in. ``account`` None: the method's own; ``cheque``: what is written on it, where it is one.

    ``backdate_reason``: why it is dated before a receipt there is already. ``series``: one the shop opened, ``device_id`` the
    device it is leased to (N5); None: the shop's default.
    """

    method: Method
    account: Code | None = None
    id: UUID | None = None
    business_date: date | None = None
    reference: Line | None = None
    note: Prose | None = None
    cheque: ChequeDetails | None = None
    backdate_reason: Prose | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None


class RecordPayment(MoneyReceived, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money received from a customer. ``allocations`` None: the oldest due first; empty: kept as an advance.

    ``services``: it is an advance for services to come, which under GST bears tax now and settles no bill yet (T12).
    """

    customer_id: UUID
    amount: Decimal
    allocations: list[AllocationInput] | None = None
    services: ServiceAdvance | None = None


class GatewayMoney(msgspec.Struct, frozen=True, kw_only=True):
    """The gateway that money came through, and its own id of it, by which it is posted once (P6)."""

    gateway: str
    gateway_payment_id: str


# -- rules -------------------------------------------------------------------------------------------


def amount_above_zero(value: Decimal, business: Business) -> int:
    """The minor units of money that changes hands. Raises ``Invalid``."""
    minor = parse_minor(value, business.currency)
    if minor <= 0:
        raise Invalid("an amount of money is above zero", field="amount")
    return minor


def money_series(kind: str, business: Business) -> str:
    """The series that receipts (…R), refunds (…V) and the vouchers of advances (…RV, …FV) are numbered in."""
    return default_series(kind, business.invoice_prefix)


# -- operations --------------------------------------------------------------------------------------


def record_payment(
    session: Session, command: RecordPayment, *, by: Actor, at: datetime, through: GatewayMoney | None = None
) -> Payment:
    """Take a customer's money: a numbered receipt, set against what they owe, the rest kept as their advance (P3).

    Locks the bills in id order, the customer's balance, the number series, the head. Raises ``NotFound``,
    ``OverAllocated`` naming the bill and what it still awaits, ``BackDated``, ``SeriesLeased``, ``Invalid``.
    """
    by.require("payments.write")
    payment, data = take_payment(session, command, by=by, at=at, through=through)
    record_event(
        session, "payment.recorded", "payment", payment.id, data, by=by, at=at, business_date=payment.business_date
    )
    return payment


def take_payment(
    session: Session, command: RecordPayment, *, by: Actor, at: datetime, through: GatewayMoney | None = None
) -> tuple[Payment, dict[str, Any]]:
    """All of ``record_payment`` but its event, and what the event would say: an import of many payments is one event."""
    back_dated = back_dates(command.backdate_reason, by)
    business = this_business(session)
    method = method_of(command.method)
    minor = amount_above_zero(command.amount, business)
    day = business.day_of(command.business_date, at)
    account = money_account(session, method, command.account)
    if command.cheque and method != "cheque":
        raise Invalid("only a payment by cheque has a cheque", field="cheque")
    if command.services and command.allocations:
        raise Invalid("an advance for services settles no bill yet: record what settles one apart", field="allocations")
    asked = [] if command.services else asked_allocations(command.allocations, business)
    open_bills = lock_open_bills(
        session, command.customer_id, only=None if asked is None else [bill_id for bill_id, _ in asked]
    )
    lock_customer(session, command.customer_id)
    shares = (
        oldest_first(open_bills, minor) if asked is None else [Allocation(bill_id, part) for bill_id, part in asked]
    )
    payment_id = command.id or new_id()
    voucher = command.services is not None and bears_tax(business)
    values = {
        "direction": "in", "customer_id": command.customer_id, "method": method, "account": command.account,
        "amount_minor": minor, "voucher": voucher, "business_date": day, "reference": command.reference, "note": command.note,
        **(msgspec.structs.asdict(through) if through else {}),
    }  # fmt: skip
    kind = "receipt_voucher" if voucher else "receipt"
    series = choose_series(session, kind, command.series, device_id=command.device_id, business=business)
    number = number_and_store(
        session, payment_id, values, kind=kind, by=by, at=at, back_dated=back_dated, series=series
    )
    legs = [Entry(account, minor), Entry("receivable", -minor, customer_id=command.customer_id)]
    post(session, "payment", payment_id, legs, business_date=day, at=at, narration=number)
    if method == "cheque":
        keep_cheque(session, payment_id, command.cheque or ChequeDetails(), business_date=day, at=at)
    if command.services and voucher:
        charge_advance(session, payment_id, minor, command.services, business, business_date=day, at=at)
    allocate_payment_to(session, payment_id, shares, open_bills, business_date=day, at=at)
    payment = read_payment(session, payment_id)
    data = {
        "number": number, "customer_id": str(command.customer_id), "amount_minor": minor, "method": method,
        "bills": [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares],
        **({"account": command.account} if command.account else {}),
        **({"gateway": through.gateway, "gateway_payment_id": through.gateway_payment_id} if through else {}),
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
    }  # fmt: skip
    return payment, data


def allocate_advance(
    session: Session, payment_id: UUID, allocations: Sequence[AllocationInput] | None, *, by: Actor, at: datetime
) -> Payment:
    """Set what is left of an earlier payment against bills: those named, or the oldest due.

    Locks the payment, then the bills in id order, then the head (P2). Raises ``NotFound``, ``OverAllocated``, ``Invalid``
    for a refund, which settles nothing.
    """
    by.require("payments.write")
    business = this_business(session)
    payment = lock_payment(session, payment_id)
    if payment.direction != "in":
        raise Invalid("a refund settles no bill", field="payment_id")
    if payment.status != "received":
        raise Refused(f"{payment.number} was {payment.status}: it settles nothing any more")
    asked = asked_allocations(allocations, business)
    open_bills = lock_open_bills(
        session, payment.customer_id, only=None if asked is None else [bill_id for bill_id, _ in asked]
    )
    shares = (
        oldest_first(open_bills, payment.unallocated_minor)
        if asked is None
        else [Allocation(bill_id, part) for bill_id, part in asked]
    )
    day = business.today(at)
    allocate_payment_to(session, payment_id, shares, open_bills, business_date=day, at=at)
    data = {"bills": [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares]}
    record_event(session, "payment.allocated", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_payment(session, payment_id)


def asked_allocations(
    allocations: Sequence[AllocationInput] | None, business: Business
) -> list[tuple[UUID, int]] | None:
    """What is asked of each bill, in minor units. Raises ``Invalid`` naming the line."""
    if allocations is None:
        return None
    parts = [
        (one.bill_id, parse_minor(one.amount, business.currency, field=f"allocations[{n}].amount"))
        for n, one in enumerate(allocations)
    ]
    for n, (bill_id, part) in enumerate(parts):
        if part <= 0:
            raise Invalid("an allocation is above zero", field=f"allocations[{n}].amount")
        if bill_id in [earlier for earlier, _ in parts[:n]]:
            raise Invalid("this bill is named twice", field=f"allocations[{n}].bill_id")
    return parts


def number_and_store(
    session: Session,
    payment_id: UUID,
    values: dict[str, Any],
    *,
    kind: str,
    by: Actor,
    at: datetime,
    back_dated: bool,
    series: str | None = None,
) -> str:
    """Number and store a receipt or refund, in the shop's default series of its kind where none was chosen. Raises ``BackDated``, ``Conflict`` for an id that is taken."""
    business = this_business(session)
    series = series or money_series(kind, business)
    number, year = take_number(
        session, kind, series, business_date=values["business_date"], calendar=business.calendar, back_dated=back_dated
    )
    row = {
        "business_id": business_of(session),
        "id": payment_id,
        "number": number,
        "financial_year": year,
        "staff_id": by.user_id,
    }
    try:
        session.execute(sa.insert(payments).values(**row, received_at=at, created_at=at, **values))
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "pk_payments":
                raise Conflict("this id is already a payment", field="id") from None
            case "uq_payments_gateway":
                raise Conflict("the gateway's money is recorded already", field="gateway_payment_id") from None
        raise
    return number


def lock_payment(session: Session, payment_id: UUID) -> Payment:
    """Lock one payment until the transaction ends. Raises ``NotFound``."""
    here = (payments.c.business_id == business_of(session)) & (payments.c.id == payment_id)
    session.execute(sa.select(payments.c.id).where(here).with_for_update())
    return read_payment(session, payment_id)
