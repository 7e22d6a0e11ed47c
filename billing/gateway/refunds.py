"""Giving money back through the gateway it came by: booked first, then asked for, then known to be done or undone.

The books hold the money back from the moment it is promised, so that it is not promised twice. The gateway is asked
outside any transaction, under the refund's own id as key; an answer that never came leaves the refund ``unknown``, and
the poll finds out.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.gateway.requests import POLL_EVERY
from billing.gateway.tables import gateway_payments, gateway_refunds
from billing.payments.reads import read_payment
from billing.payments.record import lock_payment
from billing.payments.reverse import undo_payment
from billing.permissions import Actor
from munim.database import business_of

# -- commands ----------------------------------------------------------------------------------------


class SeenRefund(msgspec.Struct, frozen=True, kw_only=True):
    """What a gateway says of a refund: ``ours`` is our id of it, ``status`` requested (under way), done or failed."""

    gateway: str
    gateway_refund_id: str
    status: str
    ours: UUID | None = None
    why: str | None = None


# -- operations --------------------------------------------------------------------------------------


def claim_refunds(session: Session, *, at: datetime, only: UUID | None = None, limit: int = 50) -> list[GatewayRefund]:
    """The refunds whose turn has come (or the one named), taken by nobody else for ten minutes.

    Each counts as unknown from here until the gateway has answered.
    """
    due = (
        sa.select(gateway_refunds.c.id)
        .where(gateway_refunds.c.business_id == business_of(session), gateway_refunds.c.next_poll_at <= at)
        .order_by(gateway_refunds.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    found = list(session.execute(due if only is None else due.where(gateway_refunds.c.id == only)).scalars())
    for refund_id in found:
        _change(
            session, refund_id, status="unknown", next_poll_at=at + POLL_EVERY, attempts=gateway_refunds.c.attempts + 1
        )
    return [read_refund(session, refund_id) for refund_id in found]


def settle_refund(session: Session, refund_id: UUID, seen: SeenRefund, *, by: Actor, at: datetime) -> GatewayRefund:
    """Keep what the gateway made of a refund; of one that it refused, the books take it back.

    What is done or failed stays so. Locks the payments (the receipt and the refund) in id order, the refund's row, the
    gateway's payment, the balance, the head.
    """
    payment_id = read_refund(session, refund_id).payment_id
    for one in sorted((refund_id, payment_id)):
        lock_payment(session, one)
    session.execute(sa.select(gateway_refunds.c.id).where(_here(session, refund_id)).with_for_update())
    refund = read_refund(session, refund_id)
    if refund.status in ("done", "failed"):
        return refund
    poll = None if seen.status in ("done", "failed") else at + POLL_EVERY
    status = seen.status if poll is None else "unknown"
    _change(
        session,
        refund_id,
        status=status,
        gateway_refund_id=seen.gateway_refund_id or None,
        why=seen.why,
        next_poll_at=poll,
    )
    if poll is not None:
        return read_refund(session, refund_id)
    day = this_business(session).today(at)
    if status == "done":
        _lower(session, refund)
    if status == "failed":
        reason = f"{refund.gateway} refused: {seen.why or 'no reason given'}"
        undo_payment(session, read_payment(session, refund_id), "reversed", reason, business_date=day, at=at)
    data = {"gateway": refund.gateway, "status": status, "amount_minor": refund.amount_minor, "why": seen.why}
    record_event(session, f"gateway_refund.{status}", "payment", refund_id, data, by=by, at=at, business_date=day)
    return read_refund(session, refund_id)


def _lower(session: Session, refund: GatewayRefund) -> None:
    """So much less is left of the payment at its gateway, unless the gateway has told that already."""
    mine = (gateway_refunds.c.gateway == refund.gateway) & (
        gateway_refunds.c.gateway_payment_id == refund.gateway_payment_id
    )
    done = sa.select(sa.func.sum(gateway_refunds.c.amount_minor)).where(
        gateway_refunds.c.business_id == business_of(session), mine, gateway_refunds.c.status == "done"
    )
    refunded = int(session.execute(done).scalar_one())
    session.execute(
        sa.update(gateway_payments)
        .where(
            gateway_payments.c.business_id == business_of(session),
            gateway_payments.c.gateway == refund.gateway,
            gateway_payments.c.gateway_payment_id == refund.gateway_payment_id,
            gateway_payments.c.refunded_minor < refunded,
        )
        .values(
            refunded_minor=refunded,
            status=sa.case((gateway_payments.c.amount_minor == refunded, "refunded"), else_=gateway_payments.c.status),
        )
    )


def _change(session: Session, refund_id: UUID, **values: Any) -> None:
    session.execute(sa.update(gateway_refunds).where(_here(session, refund_id)).values(**values))


def _here(session: Session, refund_id: UUID) -> sa.ColumnElement[bool]:
    return (gateway_refunds.c.business_id == business_of(session)) & (gateway_refunds.c.id == refund_id)


# -- reads -------------------------------------------------------------------------------------------


class GatewayRefund(msgspec.Struct, frozen=True, kw_only=True):
    """A refund at a gateway: requested, unknown, done or failed. ``id`` is the refund's in the books too."""

    id: UUID
    payment_id: UUID
    gateway: str
    gateway_payment_id: str
    gateway_refund_id: str | None
    status: str
    amount_minor: int
    currency: str
    why: str | None
    attempts: int


_COLUMNS: Final = [gateway_refunds.c[name] for name in GatewayRefund.__struct_fields__]


def read_refund(session: Session, refund_id: UUID) -> GatewayRefund:
    """One refund."""
    return GatewayRefund(**session.execute(sa.select(*_COLUMNS).where(_here(session, refund_id))).one()._mapping)


def find_refund(session: Session, gateway: str, *, theirs: str, ours: UUID | None) -> UUID | None:
    """The refund by the gateway's id of it or by our own; None for one that was made elsewhere."""
    names: list[sa.ColumnElement[bool]] = [gateway_refunds.c.gateway_refund_id == theirs]
    if ours:
        names.append(gateway_refunds.c.id == ours)
    return session.execute(
        sa.select(gateway_refunds.c.id).where(
            gateway_refunds.c.business_id == business_of(session), gateway_refunds.c.gateway == gateway, sa.or_(*names)
        )
    ).scalar()
