"""Allocation: which payment or credit note settles which invoice."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.tables import bills
from billing.business import this_business
from billing.payments.advance_tax import follow_advance
from billing.payments.tables import allocations, payments
from munim.database import business_of, violated
from munim.errors import Conflict, NotFound
from munim.money import show

# -- rules -------------------------------------------------------------------------------------------


class OverAllocated(Conflict):
    """More would be set against a bill, or taken from a payment, than is left of it."""

    code = "over_allocated"


class OpenBill(msgspec.Struct, frozen=True):
    """An invoice that still awaits money."""

    id: UUID
    number: str
    due_date: date
    business_date: date
    due_minor: int


class Allocation(msgspec.Struct, frozen=True):
    """So much against one bill."""

    bill_id: UUID
    amount_minor: int


def oldest_first(open_bills: Mapping[UUID, OpenBill], amount_minor: int) -> list[Allocation]:
    """``amount_minor`` over the bills, the oldest due first, ties by date and id; what is left over stays an advance (P3)."""
    shares: list[Allocation] = []
    for bill in sorted(open_bills.values(), key=lambda one: (one.due_date, one.business_date, one.id)):
        part = min(amount_minor, bill.due_minor)
        if part > 0:
            shares.append(Allocation(bill.id, part))
            amount_minor -= part
    return shares


# -- operations --------------------------------------------------------------------------------------

_AWAITED = bills.c.total_minor - bills.c.allocated_minor - bills.c.credited_minor - bills.c.written_off_minor


def lock_open_bills(session: Session, customer_id: UUID, *, only: Collection[UUID] | None) -> dict[UUID, OpenBill]:
    """Lock the customer's open invoices, or those named, in id order, and say what each awaits.

    Raises ``NotFound`` for a named bill that is not an issued invoice or debit note of this customer.
    """
    query = sa.select(bills.c.id, bills.c.number, bills.c.due_date, bills.c.business_date, _AWAITED).where(
        bills.c.business_id == business_of(session),
        bills.c.customer_id == customer_id,
        bills.c.status == "issued",
        bills.c.kind.in_(("invoice", "debit_note")),
    )
    query = query.where(_AWAITED > 0) if only is None else query.where(bills.c.id.in_(only))
    found = {row[0]: OpenBill(*row) for row in session.execute(query.order_by(bills.c.id).with_for_update())}
    for bill_id in only or ():
        if bill_id not in found:
            raise NotFound("there is no such open bill of this customer", field="allocations", bill_id=str(bill_id))
    return found


def allocate_payment_to(
    session: Session,
    payment_id: UUID,
    shares: Sequence[Allocation],
    open_bills: Mapping[UUID, OpenBill],
    *,
    business_date: date,
    at: datetime,
) -> None:
    """Set parts of a payment against bills that the caller has locked. Raises ``OverAllocated``."""
    currency = this_business(session).currency
    for share in shares:
        bill = open_bills[share.bill_id]
        if share.amount_minor > bill.due_minor:
            raise OverAllocated(
                f"{bill.number} awaits {show(bill.due_minor, currency)}",
                field="allocations",
                bill_id=str(bill.id),
                available_minor=bill.due_minor,
            )
    if not shares:
        return
    business_id = business_of(session)
    try:
        session.execute(
            sa.update(payments)
            .where(payments.c.business_id == business_id, payments.c.id == payment_id)
            .values(
                allocated_minor=payments.c.allocated_minor + sum(share.amount_minor for share in shares),
                version=payments.c.version + 1,
            )
        )
    except sa.exc.IntegrityError as error:
        if violated(error) == "ck_payments_not_overspent":
            raise OverAllocated("the payment is smaller than what it should settle", field="allocations") from None
        raise
    _settle(session, shares, {"payment_id": payment_id}, business_date=business_date, at=at)
    follow_advance(session, payment_id, "adjusted", business_date=business_date, at=at)


def allocate_credit_note(
    session: Session, note_id: UUID, bill_id: UUID, amount_minor: int, *, business_date: date, at: datetime
) -> None:
    """Take so much of a credit note off a bill, both locked by the caller; below zero gives it back, zero does nothing."""
    if not amount_minor:
        return
    business_id = business_of(session)
    row = {"bill_id": bill_id, "credit_note_id": note_id, "amount_minor": amount_minor}
    session.execute(sa.insert(allocations).values(business_id=business_id, business_date=business_date, at=at, **row))
    invoice = (bills.c.business_id == business_id) & (bills.c.id == bill_id)
    session.execute(
        sa.update(bills)
        .where(invoice)
        .values(credited_minor=bills.c.credited_minor + amount_minor, version=bills.c.version + 1)
    )
    note = (bills.c.business_id == business_id) & (bills.c.id == note_id)
    session.execute(sa.update(bills).where(note).values(allocated_minor=bills.c.allocated_minor + amount_minor))


def lock_payments_of(session: Session, bill_id: UUID) -> dict[UUID, int]:
    """Lock the payments that settle a bill, in id order, and say how much of each does."""
    held = _held(session, bill_id)
    session.execute(
        sa.select(payments.c.id)
        .where(payments.c.business_id == business_of(session), payments.c.id.in_(held))
        .order_by(payments.c.id)
        .with_for_update()
    )
    return held


def release_payments(
    session: Session, bill_id: UUID, locked: Mapping[UUID, int], *, business_date: date, at: datetime
) -> None:
    """Give the payments of a bill back to their customer's advance. Raises ``Conflict`` when one came in since they were locked."""
    held = _held(session, bill_id)
    if held != locked:
        raise Conflict("a payment for this bill came in just now; try again")
    for payment_id, part in held.items():
        session.execute(
            sa.update(payments)
            .where(payments.c.business_id == business_of(session), payments.c.id == payment_id)
            .values(allocated_minor=payments.c.allocated_minor - part, version=payments.c.version + 1)
        )
        _settle(session, [Allocation(bill_id, -part)], {"payment_id": payment_id}, business_date=business_date, at=at)
        follow_advance(session, payment_id, "released", business_date=business_date, at=at)


def release_bills(session: Session, payment_id: UUID, *, business_date: date, at: datetime) -> list[Allocation]:
    """Take a payment, which the caller has locked, off every bill it settles: they await their money again.

    Locks the bills in id order. The payment's own tax as an advance is the caller's to follow: it is about to be undone.
    """
    business_id = business_of(session)
    total = sa.func.sum(allocations.c.amount_minor)
    held = session.execute(
        sa.select(allocations.c.bill_id, total)
        .where(allocations.c.business_id == business_id, allocations.c.payment_id == payment_id)
        .group_by(allocations.c.bill_id)
        .having(total != 0)
        .order_by(allocations.c.bill_id)
    ).all()
    shares = [Allocation(bill_id, -int(part)) for bill_id, part in held]
    if not shares:
        return []
    session.execute(
        sa.select(bills.c.id)
        .where(bills.c.business_id == business_id, bills.c.id.in_([share.bill_id for share in shares]))
        .order_by(bills.c.id)
        .with_for_update()
    )
    session.execute(
        sa.update(payments)
        .where(payments.c.business_id == business_id, payments.c.id == payment_id)
        .values(allocated_minor=0, version=payments.c.version + 1)
    )
    _settle(session, shares, {"payment_id": payment_id}, business_date=business_date, at=at)
    return shares


def _held(session: Session, bill_id: UUID) -> dict[UUID, int]:
    total = sa.func.sum(allocations.c.amount_minor)
    found = session.execute(
        sa.select(allocations.c.payment_id, total)
        .where(
            allocations.c.business_id == business_of(session),
            allocations.c.bill_id == bill_id,
            allocations.c.payment_id.is_not(None),
        )
        .group_by(allocations.c.payment_id)
        .having(total != 0)
        .order_by(allocations.c.payment_id)
    )
    return {payment_id: int(part) for payment_id, part in found}


def _settle(
    session: Session, shares: Sequence[Allocation], source: Mapping[str, UUID], *, business_date: date, at: datetime
) -> None:
    business_id = business_of(session)
    session.execute(
        sa.insert(allocations),
        [
            {
                "business_id": business_id,
                "bill_id": share.bill_id,
                "amount_minor": share.amount_minor,
                "business_date": business_date,
                "at": at,
                **source,
            }
            for share in shares
        ],
    )
    here = (bills.c.business_id == business_id) & (bills.c.id == sa.bindparam("settled_id"))
    moved = {"allocated_minor": bills.c.allocated_minor + sa.bindparam("part"), "version": bills.c.version + 1}
    connection = session.connection()
    connection.execute(
        sa.update(bills).where(here).values(**moved),
        [{"settled_id": share.bill_id, "part": share.amount_minor} for share in shares],
    )
