"""Setting what is left of a credit note against other bills of its customer, and taking it off again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, read_bill
from billing.bills.tables import OWED, bills
from billing.business import this_business
from billing.events import record_event
from billing.payments.allocate import (
    Allocation,
    OverAllocated,
    allocate_credit_note,
    lock_open_bills,
    oldest_first,
)
from billing.payments.record import AllocationInput, asked_allocations
from billing.payments.tables import allocations
from billing.permissions import Actor
from munim.database import business_of
from munim.errors import Conflict, Invalid
from munim.money import show

# -- operations --------------------------------------------------------------------------------------


def allocate_credit(
    session: Session, note_id: UUID, asked: Sequence[AllocationInput] | None, *, by: Actor, at: datetime
) -> Bill:
    """Set what is left of a credit note against bills: those named, or with None the oldest due.

    Nothing is posted: the note lowered what the customer owes when it was issued. Locks the note and the bills together
    in id order, then the head (P2). Raises ``NotFound``, ``OverAllocated`` with what is left, ``Invalid`` for what is no
    credit note.
    """
    by.require("payments.write")
    business = this_business(session)
    note = read_bill(session, note_id)
    if note.kind != "credit_note":
        raise Invalid("only a credit note is set against bills", field="credit_note_id")
    parts = asked_allocations(asked, business)
    named = None if parts is None else [bill_id for bill_id, _ in parts]
    _lock(session, note, named)
    note = read_bill(session, note_id)
    open_bills = lock_open_bills(session, note.customer_id, only=named)
    left = note.total_minor - note.allocated_minor - note.credited_minor
    shares = oldest_first(open_bills, left) if parts is None else [Allocation(*part) for part in parts]
    if sum(share.amount_minor for share in shares) > left:
        raise OverAllocated(
            f"{show(left, business.currency)} is left of {note.number}", field="allocations", available_minor=left
        )
    day = business.today(at)
    for share in shares:
        bill = open_bills[share.bill_id]
        if share.amount_minor > bill.due_minor:
            raise OverAllocated(
                f"{bill.number} awaits {show(bill.due_minor, business.currency)}",
                field="allocations",
                bill_id=str(bill.id),
                available_minor=bill.due_minor,
            )
        allocate_credit_note(session, note_id, bill.id, share.amount_minor, business_date=day, at=at)
    data = {
        "number": note.number,
        "bills": [{"bill_id": str(share.bill_id), "amount_minor": share.amount_minor} for share in shares],
    }
    record_event(session, "credit.allocated", "bill", note_id, data, by=by, at=at, business_date=day)
    return read_bill(session, note_id)


def _lock(session: Session, note: Bill, named: Sequence[UUID] | None) -> None:
    """The note and the bills it may settle, all in id order: a note is a bill too, and its id falls anywhere among them."""
    open_ones = (bills.c.customer_id == note.customer_id) & (bills.c.status == "issued") & bills.c.kind.in_(OWED)
    wanted = open_ones if named is None else bills.c.id.in_(named)
    session.execute(
        sa.select(bills.c.id)
        .where(bills.c.business_id == business_of(session), (bills.c.id == note.id) | wanted)
        .order_by(bills.c.id)
        .with_for_update()
    )


def lock_with_credits(session: Session, bill_id: UUID) -> dict[UUID, int]:
    """Lock a bill and the credit notes that settle it, in id order, and say how much of each does."""
    held = _held(session, bill_id)
    session.execute(
        sa.select(bills.c.id)
        .where(bills.c.business_id == business_of(session), bills.c.id.in_([bill_id, *held]))
        .order_by(bills.c.id)
        .with_for_update()
    )
    return held


def release_credits(
    session: Session, bill_id: UUID, locked: Mapping[UUID, int], *, business_date: date, at: datetime
) -> None:
    """Give the credit notes of a bill back to their customer. Raises ``Conflict`` when one came in since they were locked."""
    held = _held(session, bill_id)
    if held != locked:
        raise Conflict("a credit note was set against this bill just now; try again")
    for note_id, part in held.items():
        allocate_credit_note(session, note_id, bill_id, -part, business_date=business_date, at=at)


def _held(session: Session, bill_id: UUID) -> dict[UUID, int]:
    total = sa.func.sum(allocations.c.amount_minor)
    found = session.execute(
        sa.select(allocations.c.credit_note_id, total)
        .where(
            allocations.c.business_id == business_of(session),
            allocations.c.bill_id == bill_id,
            allocations.c.credit_note_id.is_not(None),
        )
        .group_by(allocations.c.credit_note_id)
        .having(total != 0)
        .order_by(allocations.c.credit_note_id)
    )
    return {note_id: int(part) for note_id, part in found}
