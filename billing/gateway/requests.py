"""Asking for a bill's balance through a gateway: by a link the customer opens, or an order for a checkout of the shop's own.

The row is written before the gateway is asked and finished after it has answered, each in its own transaction: whatever
ends in between, the poll finds by the row's id whether the gateway made it.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import read_bill
from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import customers
from billing.events import record_event
from billing.gateway.accounts import GatewayName, chosen_gateway
from billing.gateway.tables import gateway_requests
from billing.payments.pay_bill import NothingDue
from billing.permissions import Actor
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor, show

POLL_EVERY: Final = timedelta(minutes=10)  # W-6

# -- commands ----------------------------------------------------------------------------------------


class AskPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to ask a bill's customer for. ``gateway`` None: the only one; ``amount`` None: all that is due."""

    gateway: GatewayName | None = None
    form: Literal["link", "order"] = "link"
    amount: Decimal | None = None
    id: UUID | None = None


# -- operations --------------------------------------------------------------------------------------


def begin_request(session: Session, bill_id: UUID, command: AskPayment, *, by: Actor, at: datetime) -> PaymentRequest:
    """Write down that a payment is asked for, or give the request that asks for the same already.

    Locks the bill, so that two who ask at once ask once, then the head. Raises ``NotFound``, ``NothingDue``, ``Invalid``,
    ``NotConnected``.
    """
    by.require("payments.write")
    business = this_business(session)
    gateway = chosen_gateway(session, command.gateway)
    if command.form == "order" and gateway == "stripe":
        raise Invalid("Stripe is asked by a link", field="form")
    here = (bills.c.business_id == business_of(session)) & (bills.c.id == bill_id)
    session.execute(sa.select(bills.c.id).where(here).with_for_update())
    bill = read_bill(session, bill_id)
    if bill.due_minor <= 0:
        raise NothingDue()
    minor = bill.due_minor if command.amount is None else parse_minor(command.amount, business.currency)
    if not 0 < minor <= bill.due_minor:
        raise Invalid(
            f"{show(bill.due_minor, business.currency)} is due", field="amount", available_minor=bill.due_minor
        )
    standing = _standing(session, bill_id, gateway, command.form, minor, at)
    if standing is not None:
        return standing
    request_id = command.id or new_id()
    row = {
        "gateway": gateway, "form": command.form, "status": "asking", "bill_id": bill_id, "customer_id": bill.customer_id,
        "amount_minor": minor, "currency": business.currency, "next_poll_at": at + POLL_EVERY,
    }  # fmt: skip
    try:
        session.execute(
            sa.insert(gateway_requests).values(business_id=business_of(session), id=request_id, created_at=at, **row)
        )
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_gateway_requests":
            raise Conflict("this id is already a request", field="id") from None
        raise
    data = {"gateway": gateway, "bill_id": str(bill_id), "number": bill.number, "amount_minor": minor}
    day = business.today(at)
    record_event(session, "payment.asked", "payment_request", request_id, data, by=by, at=at, business_date=day)
    return read_request(session, request_id)


def finish_request(
    session: Session,
    request_id: UUID,
    *,
    gateway_request_id: str,
    url: str | None,
    expires_at: datetime | None,
    at: datetime,
) -> PaymentRequest:
    """Keep what the gateway made. Nothing happens the second time. Locks the request. Raises ``NotFound``."""
    request = lock_request(session, request_id)
    if request.status == "asking":
        change_request(
            session, request_id, status="open", gateway_request_id=gateway_request_id, url=url, expires_at=expires_at,
            next_poll_at=at + POLL_EVERY,
        )  # fmt: skip
    return read_request(session, request_id)


def end_request(session: Session, request_id: UUID, status: Literal["failed", "expired"], *, why: str = "") -> None:
    """Note that nothing will come of a request: the gateway refused to make it, or its time is over. What was paid stays paid."""
    request = lock_request(session, request_id)
    if request.status == "asking" or (request.status == "open" and status == "expired"):
        change_request(session, request_id, status=status, why=why or None, next_poll_at=None)


def claim_requests(session: Session, *, at: datetime, limit: int = 50) -> list[PaymentRequest]:
    """The requests whose turn has come to be asked after, taken by nobody else for ten minutes."""
    due = (
        sa.select(gateway_requests.c.id)
        .where(gateway_requests.c.business_id == business_of(session), gateway_requests.c.next_poll_at <= at)
        .order_by(gateway_requests.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(session.execute(due).scalars())
    for request_id in found:
        change_request(session, request_id, next_poll_at=at + POLL_EVERY, attempts=gateway_requests.c.attempts + 1)
    return [read_request(session, request_id) for request_id in found]


def lock_request(session: Session, request_id: UUID) -> PaymentRequest:
    """Lock a request until the transaction ends: before payments and bills. Raises ``NotFound``."""
    session.execute(sa.select(gateway_requests.c.id).where(_here(session, request_id)).with_for_update())
    return read_request(session, request_id)


def change_request(session: Session, request_id: UUID, **values: Any) -> None:
    """Write to a request that the caller has locked."""
    session.execute(
        sa.update(gateway_requests)
        .where(_here(session, request_id))
        .values(version=gateway_requests.c.version + 1, **values)
    )


def _here(session: Session, request_id: UUID) -> sa.ColumnElement[bool]:
    return (gateway_requests.c.business_id == business_of(session)) & (gateway_requests.c.id == request_id)


def _standing(
    session: Session, bill_id: UUID, gateway: str, form: str, amount_minor: int, at: datetime
) -> PaymentRequest | None:
    """A request for the same that still stands."""
    found = session.execute(
        sa.select(gateway_requests.c.id)
        .where(
            gateway_requests.c.business_id == business_of(session),
            gateway_requests.c.bill_id == bill_id,
            gateway_requests.c.gateway == gateway,
            gateway_requests.c.form == form,
            gateway_requests.c.amount_minor == amount_minor,
            gateway_requests.c.status.in_(("asking", "open")),
            sa.func.coalesce(gateway_requests.c.expires_at > at, True),
        )
        .order_by(gateway_requests.c.created_at.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else read_request(session, found)


# -- reads -------------------------------------------------------------------------------------------


class PaymentRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A payment asked for. ``status``: asking (being made), open, paid, expired or failed."""

    id: UUID
    gateway: str
    form: str
    status: str
    bill_id: UUID
    bill_number: str | None
    customer_id: UUID
    customer_name: str
    amount_minor: int
    currency: str
    gateway_request_id: str | None
    url: str | None
    why: str | None
    attempts: int
    expires_at: datetime | None
    created_at: datetime
    version: int


_DERIVED: Final = {"bill_number": bills.c.number, "customer_name": customers.c.name}
_FROM: Final = (
    sa.select(
        *(
            _DERIVED[name].label(name) if name in _DERIVED else gateway_requests.c[name]
            for name in PaymentRequest.__struct_fields__
        )
    )
    .join(bills, (bills.c.business_id == gateway_requests.c.business_id) & (bills.c.id == gateway_requests.c.bill_id))
    .join(
        customers,
        (customers.c.business_id == gateway_requests.c.business_id)
        & (customers.c.id == gateway_requests.c.customer_id),
    )
)


def read_request(session: Session, request_id: UUID) -> PaymentRequest:
    """One request. Raises ``NotFound``."""
    row = session.execute(_FROM.where(_here(session, request_id))).one_or_none()
    if row is None:
        raise NotFound("there is no such payment request")
    return PaymentRequest(**row._mapping)


def find_request(session: Session, gateway: str, *, theirs: Collection[str], ours: UUID | None) -> UUID | None:
    """The request by an id the gateway has of it, or by our own, which the gateway was given to carry along."""
    names: list[sa.ColumnElement[bool]] = []
    if theirs:
        names.append(gateway_requests.c.gateway_request_id.in_(theirs))
    if ours:
        names.append(gateway_requests.c.id == ours)
    if not names:
        return None
    return session.execute(
        sa.select(gateway_requests.c.id).where(
            gateway_requests.c.business_id == business_of(session),
            gateway_requests.c.gateway == gateway,
            sa.or_(*names),
        )
    ).scalar()
