"""Reading receipts and refunds."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.customers import customers
from billing.listing import Listing, Page, page
from billing.payments.methods import method_of
from billing.payments.tables import allocations, payments
from billing.permissions import Actor
from munim.database import business_of
from munim.errors import NotFound


class Payment(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt (``direction`` in) or refund (out); ``unallocated_minor`` is the advance left of a receipt.

    ``account`` None: the method's own. ``voucher``: numbered as a voucher, of an advance for services. ``status``: received
    while it stands, reversed or bounced on ``reversed_date``.
    """

    id: UUID
    direction: str
    number: str
    customer_id: UUID
    customer_name: str
    method: str
    account: str | None
    status: str
    voucher: bool
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
    reversed_date: date | None
    reversal_reason: str | None
    gateway: str | None
    gateway_payment_id: str | None
    made_up: bool
    version: int


_DERIVED = {
    "customer_name": customers.c.name,
    "unallocated_minor": sa.case(
        (
            (payments.c.direction == "in") & (payments.c.status == "received"),
            payments.c.amount_minor - payments.c.allocated_minor - payments.c.refunded_minor,
        ),
        else_=0,
    ),
}
_FROM = sa.select(
    *(_DERIVED[name].label(name) if name in _DERIVED else payments.c[name] for name in Payment.__struct_fields__)
).join(customers, (customers.c.business_id == payments.c.business_id) & (customers.c.id == payments.c.customer_id))


def _shape(row: sa.Row[Any]) -> Payment:
    return Payment(**{name: row._mapping[name] for name in Payment.__struct_fields__})


def read_payment(session: Session, payment_id: UUID) -> Payment:
    """One receipt or refund. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(payments.c.business_id == business_of(session), payments.c.id == payment_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such payment")
    return _shape(row)


def list_payments(session: Session, listing: Listing, *, by: Actor) -> Page[Payment]:
    """Receipts and refunds, newest first; filters customer_id, bill_id, method, direction, status, account, from, to.

    ``to`` is included; ``bill_id``: what settles this bill now.
    """
    by.require("payments.read")
    return page(
        session,
        _FROM.where(payments.c.business_id == business_of(session)),
        listing,
        sorts={
            "-business_date": payments.c.business_date,
            "created_at": payments.c.created_at,
            "amount": payments.c.amount_minor,
        },
        id_column=payments.c.id,
        filters={
            "customer_id": lambda text: payments.c.customer_id == UUID(text),
            "bill_id": lambda text: payments.c.id.in_(_settling(session, UUID(text))),
            "method": _paid_by,
            "status": lambda text: payments.c.status == text,
            "account": lambda text: sa.func.coalesce(payments.c.account, payments.c.method) == text,
            "direction": lambda text: payments.c.direction == text,
            "from": lambda text: payments.c.business_date >= date.fromisoformat(text),
            "to": lambda text: payments.c.business_date <= date.fromisoformat(text),
        },
        shape=_shape,
    )


def _settling(session: Session, bill_id: UUID) -> sa.Select[tuple[UUID | None]]:
    """The payments of which a part is set against the bill now: what was set and taken back again is none."""
    return (
        sa.select(allocations.c.payment_id)
        .where(allocations.c.business_id == business_of(session), allocations.c.bill_id == bill_id)
        .group_by(allocations.c.payment_id)
        .having(sa.func.sum(allocations.c.amount_minor) != 0)
    )


def _paid_by(written: str) -> sa.ColumnElement[bool]:
    try:
        return payments.c.method == method_of(written)
    except KeyError:
        raise ValueError(written) from None
