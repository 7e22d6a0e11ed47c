"""What a gateway says of a payment, and the receipt the books make of it: once, however often and by whomever it is told.

A client's call, a webhook and the poll all end here. The row of the payment, by the gateway's own id, is locked first, so
they take turns, and the first that finds it captured posts it (RULES P6; RULES_MESSAGING W-2 to W-6).
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.bills.reads import read_bill
from billing.bills.tables import bills
from billing.business import this_business
from billing.events import record_event
from billing.gateway.requests import PaymentRequest, change_request, find_request, lock_request
from billing.gateway.tables import gateway_accounts, gateway_events, gateway_payments, gateway_refunds
from billing.ledger import Entry, post
from billing.listing import Listing, Page, flag, page
from billing.payments.record import AllocationInput, GatewayMoney, RecordPayment, record_payment
from billing.permissions import Actor
from munim.database import business_of
from munim.money import exponent

# -- commands ----------------------------------------------------------------------------------------


class SeenPayment(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of a payment. ``theirs``: its ids of what was asked; ``ours``: our id of it, carried along.

    ``fetched``: asked for just now, so it is how things stand; else it was told, and may be old.
    """

    gateway: str
    gateway_payment_id: str
    status: str
    amount_minor: int
    currency: str
    theirs: tuple[str, ...] = ()
    ours: UUID | None = None
    paid_by: str | None = None
    fee_minor: int | None = None
    refunded_minor: int = 0
    fetched: bool = False


# -- rules -------------------------------------------------------------------------------------------

# How far each state is. A payment that failed may still be authorized: the payer tried again (W-4).
_FORWARD: Final = {"created": 0, "failed": 1, "authorized": 2, "captured": 3, "refunded": 4}


def next_status(now: str, seen: str, *, fetched: bool) -> str:
    """The further of two states, so that any order of telling ends alike; only a fetch lets an authorization lapse."""
    if now == "authorized" and seen == "failed" and fetched:
        return seen
    return seen if _FORWARD[seen] > _FORWARD[now] else now


# -- operations --------------------------------------------------------------------------------------


def heed_event(session: Session, gateway: str, event_id: str, kind: str, *, at: datetime) -> bool:
    """Note a webhook's event; False when it was heeded before. In the transaction of its effect (W-2).

    Two at once: the second waits for the first to end.
    """
    added = (
        insert(gateway_events)
        .values(business_id=business_of(session), gateway=gateway, event_id=event_id, kind=kind, received_at=at)
        .on_conflict_do_nothing()
        .returning(gateway_events.c.event_id)
    )
    return session.execute(added).scalar_one_or_none() is not None


def forget_events(session: Session, *, before: datetime) -> None:
    """Drop the events heeded before; the caller keeps them for ninety days at least (W-7)."""
    session.execute(
        sa.delete(gateway_events).where(
            gateway_events.c.business_id == business_of(session), gateway_events.c.received_at < before
        )
    )


def settle_payment(session: Session, seen: SeenPayment, *, by: Actor, at: datetime) -> GatewayPayment:
    """Take note of a gateway's payment, and of captured money make a receipt, once.

    Money of another amount than was asked for is received, flagged, and set against nothing; of another currency it is
    flagged and not posted, as is what nobody asked for. Locks what was asked for, the payment's row, the bill, the
    balance, the series, the head. Raises what ``record_payment`` raises.
    """
    by.require("payments.write")
    request_id = find_request(session, seen.gateway, theirs=seen.theirs, ours=seen.ours)
    request = lock_request(session, request_id) if request_id else None
    before = _lock_payment(session, seen, request, at)
    status = next_status(before.status, seen.status, fetched=seen.fetched)
    fee = before.fee_minor if before.fee_minor is not None else seen.fee_minor
    known = msgspec.structs.replace(
        before,
        status=status,
        request_id=before.request_id or request_id,
        paid_by=seen.paid_by or before.paid_by,
        fee_minor=fee,
        refunded_minor=max(seen.refunded_minor, before.refunded_minor),
    )
    taken = _FORWARD[status] >= _FORWARD["captured"]
    known = msgspec.structs.replace(known, flag=_flag(session, known, request) if taken else known.flag)
    post_now = taken and known.payment_id is None and request is not None and known.flag != "currency_differs"
    if post_now and request is not None:
        known = msgspec.structs.replace(known, payment_id=_receive(session, known, request, by=by, at=at))
    _write(session, known, at)
    if (known.payment_id and fee and before.fee_minor is None) or (post_now and fee):
        _pay_fee(session, known, at=at)
    if request is not None:
        _close_request(session, request, known)
    if not post_now and known != before:
        data = {"gateway": seen.gateway, "status": status, "amount_minor": known.amount_minor, "flag": known.flag}
        day = this_business(session).today(at)
        record_event(
            session,
            "gateway_payment.changed",
            "gateway_payment",
            seen.gateway_payment_id,
            data,
            by=by,
            at=at,
            business_date=day,
        )
    return read_gateway_payment(session, seen.gateway, seen.gateway_payment_id)


def _lock_payment(session: Session, seen: SeenPayment, request: PaymentRequest | None, at: datetime) -> GatewayPayment:
    """The payment's row as it stands, locked; made when this is the first that is heard of it."""
    first = {
        "gateway": seen.gateway, "gateway_payment_id": seen.gateway_payment_id, "status": "created",
        "request_id": request.id if request else None, "amount_minor": seen.amount_minor, "currency": seen.currency,
        "created_at": at, "changed_at": at,
    }  # fmt: skip
    session.execute(insert(gateway_payments).values(business_id=business_of(session), **first).on_conflict_do_nothing())
    here = _here(session, seen.gateway, seen.gateway_payment_id)
    session.execute(sa.select(gateway_payments.c.status).where(here).with_for_update())
    return read_gateway_payment(session, seen.gateway, seen.gateway_payment_id)


def _flag(session: Session, payment: GatewayPayment, request: PaymentRequest | None) -> str | None:
    if request is None:
        return "unasked"
    if payment.currency != request.currency:
        return "currency_differs"
    if payment.amount_minor != request.amount_minor:
        return "amount_differs"
    ours = session.execute(
        sa.select(sa.func.coalesce(sa.func.sum(gateway_refunds.c.amount_minor), 0)).where(
            gateway_refunds.c.business_id == business_of(session),
            gateway_refunds.c.gateway == payment.gateway,
            gateway_refunds.c.gateway_payment_id == payment.gateway_payment_id,
            gateway_refunds.c.status != "failed",
        )
    ).scalar_one()
    return "refunded_elsewhere" if payment.refunded_minor > int(ours) else None


def _receive(session: Session, payment: GatewayPayment, request: PaymentRequest, *, by: Actor, at: datetime) -> UUID:
    """The receipt of captured money: against its bill as far as that still awaits it, the rest an advance."""
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == request.bill_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    bill = read_bill(session, request.bill_id)
    part = 0 if payment.flag else min(bill.due_minor, payment.amount_minor)
    places = exponent(request.currency)
    received = record_payment(
        session,
        RecordPayment(
            customer_id=bill.customer_id,
            amount=Decimal(payment.amount_minor).scaleb(-places),
            method="gateway",
            account=_account(session, payment.gateway),
            reference=payment.gateway_payment_id,
            allocations=[AllocationInput(bill_id=bill.id, amount=Decimal(part).scaleb(-places))] if part else [],
        ),
        by=by,
        at=at,
        through=GatewayMoney(gateway=payment.gateway, gateway_payment_id=payment.gateway_payment_id),
    )
    return received.id


def _account(session: Session, gateway: str) -> str | None:
    return session.execute(
        sa.select(gateway_accounts.c.account).where(
            gateway_accounts.c.business_id == business_of(session), gateway_accounts.c.gateway == gateway
        )
    ).scalar_one_or_none()


def _pay_fee(session: Session, payment: GatewayPayment, *, at: datetime) -> None:
    """What the gateway keeps of the money for itself."""
    account = money_account(session, "gateway", _account(session, payment.gateway))
    fee = payment.fee_minor or 0
    day = this_business(session).today(at)
    legs = [Entry("gateway_fees", fee), Entry(account, -fee)]
    post(
        session, "gateway_fee", payment.payment_id, legs, business_date=day, at=at, narration=payment.gateway_payment_id
    )


def _close_request(session: Session, request: PaymentRequest, payment: GatewayPayment) -> None:
    """A request is paid once money for it has come; it is asked after for as long as the fee is not known."""
    if payment.payment_id is None and payment.flag is None:
        return
    done = {} if payment.fee_minor is None else {"next_poll_at": None}
    if request.status != "paid" or done:
        change_request(session, request.id, status="paid", **done)


def _write(session: Session, payment: GatewayPayment, at: datetime) -> None:
    session.execute(
        sa.update(gateway_payments)
        .where(_here(session, payment.gateway, payment.gateway_payment_id))
        .values(
            status=payment.status, request_id=payment.request_id, paid_by=payment.paid_by, fee_minor=payment.fee_minor,
            refunded_minor=payment.refunded_minor, flag=payment.flag, payment_id=payment.payment_id, changed_at=at,
        )
    )  # fmt: skip


def _here(session: Session, gateway: str, gateway_payment_id: str) -> sa.ColumnElement[bool]:
    return sa.and_(
        gateway_payments.c.business_id == business_of(session),
        gateway_payments.c.gateway == gateway,
        gateway_payments.c.gateway_payment_id == gateway_payment_id,
    )


# -- reads -------------------------------------------------------------------------------------------


class GatewayPayment(msgspec.Struct, frozen=True, kw_only=True):
    """A payment at a gateway. ``payment_id``: its receipt; ``flag``: what somebody should look at.

    ``flag`` is unasked, amount_differs, currency_differs or refunded_elsewhere.
    """

    gateway: str
    gateway_payment_id: str
    status: str
    request_id: UUID | None
    amount_minor: int
    currency: str
    paid_by: str | None
    fee_minor: int | None
    refunded_minor: int
    flag: str | None
    payment_id: UUID | None


_COLUMNS: Final = [gateway_payments.c[name] for name in GatewayPayment.__struct_fields__]


def _shape(row: sa.Row[Any]) -> GatewayPayment:
    return GatewayPayment(**{name: row._mapping[name] for name in GatewayPayment.__struct_fields__})


def read_gateway_payment(session: Session, gateway: str, gateway_payment_id: str) -> GatewayPayment:
    """One payment by the gateway's id of it."""
    return _shape(session.execute(sa.select(*_COLUMNS).where(_here(session, gateway, gateway_payment_id))).one())


def list_gateway_payments(session: Session, listing: Listing, *, by: Actor) -> Page[GatewayPayment]:
    """Payments at gateways, newest first; filters gateway, status, flagged."""
    by.require("payments.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(gateway_payments.c.business_id == business_of(session)),
        listing,
        sorts={"-created_at": gateway_payments.c.created_at},
        id_column=gateway_payments.c.gateway_payment_id,
        filters={
            "gateway": lambda text: gateway_payments.c.gateway == text,
            "status": lambda text: gateway_payments.c.status == text,
            "flagged": lambda text: gateway_payments.c.flag.is_not(None) == flag(text),
        },
        shape=_shape,
    )
