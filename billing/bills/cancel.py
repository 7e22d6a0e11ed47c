"""Cancelling a bill: it keeps its number and its lines, and everything it did is undone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.goods import goods_that_left
from billing.bills.reads import Bill, read_bill
from billing.bills.tables import OWED, bills
from billing.bills.write_off import take_back_write_off
from billing.business import this_business
from billing.customers import lock_customer
from billing.deliveries.bill import free_deliveries
from billing.events import record_event
from billing.ledger import entries_of, post, reverse
from billing.payments.allocate import lock_payments_of, release_payments
from billing.payments.allocate_credit import lock_with_credits, release_credits
from billing.permissions import Actor
from billing.rentals.unbilled import reopen_hire
from billing.stock import StockMove, late_entries, move_stock
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Invalid, Refused
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class CancelBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the bill is cancelled."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------


class NotCancellable(Refused):
    """This bill cannot be cancelled."""

    code = "not_cancellable"


# -- operations --------------------------------------------------------------------------------------


def cancel_bill(
    session: Session,
    bill_id: UUID,
    command: CancelBill,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Bill:
    """Cancel an issued invoice, debit note or quotation: entries and stock are reversed, payments become the customer's advance.

    The number stays used (N3). Locks the payments that settled it, the bill with the credit notes set against it, the balance, stock, the head. Raises
    ``NotFound``, ``StaleVersion``, ``NotCancellable`` (a draft, a cancelled bill, a credit note, one with credit notes).
    """
    by.require("bills.cancel")
    if not command.reason.strip():
        raise Invalid("say why the bill is cancelled", field="reason")
    business_id = business_of(session)
    locked = lock_payments_of(session, bill_id)
    here = (bills.c.business_id == business_id) & (bills.c.id == bill_id)
    credits = lock_with_credits(session, bill_id)
    bill = read_bill(session, bill_id)
    check_version(bill.version, expected_version)
    if bill.status != "issued":
        raise NotCancellable(
            "a draft is discarded, not cancelled" if bill.status == "draft" else "this bill is cancelled already"
        )
    if bill.kind == "credit_note":
        raise NotCancellable("a credit note stands")
    # not credited_minor: the credit of a bill that was paid already is the customer's, and takes nothing off the bill
    if _has_notes(session, bill_id, "credit_note"):
        raise NotCancellable("part of this bill is credited: credit the rest")
    if _has_notes(session, bill_id, "debit_note"):
        raise NotCancellable("its price was raised by a debit note: cancel that first")
    lock_customer(session, bill.customer_id)
    day = this_business(session).today(at)
    if bill.kind in OWED:
        release_payments(session, bill_id, locked, business_date=day, at=at)
        release_credits(session, bill_id, credits, business_date=day, at=at)
        take_back_write_off(session, bill, bill.written_off_minor, business_date=day, at=at)
        moves = [
            StockMove(left.product_id, left.quantity, left.value_minor, returned=True, bill_line_id=line_id)
            for line_id, left in goods_that_left(session, bill_id).items()
        ]
        moved = move_stock(session, "cancellation", moves, business_date=day, at=at, bill_id=bill_id)
        legs = [
            *reverse(entries_of(session, bill_id, "bill" if bill.kind == "invoice" else bill.kind)),
            *late_entries(moved),
        ]
        post(session, "cancellation", bill_id, legs, business_date=day, at=at, narration=f"Cancelled {bill.number}")
    session.execute(
        sa.update(bills)
        .where(here)
        .values(status="cancelled", cancelled_date=day, cancel_reason=command.reason, version=bill.version + 1)
    )
    free_deliveries(session, bill_id, bill.customer_id)
    reopen_hire(session, bill_id, bill.customer_id)
    data = {
        "number": bill.number,
        "customer_id": str(bill.customer_id),
        "total_minor": bill.total_minor,
        "reason": command.reason,
    }
    record_event(session, "bill.cancelled", "bill", bill_id, data, by=by, at=at, business_date=day)
    return read_bill(session, bill_id)


def _has_notes(session: Session, bill_id: UUID, kind: str) -> bool:
    """Whether notes of that kind correct it and stand. The bill is locked, so none comes in meanwhile."""
    notes = sa.exists().where(
        bills.c.business_id == business_of(session),
        bills.c.original_id == bill_id,
        bills.c.kind == kind,
        bills.c.status == "issued",
    )
    return bool(session.execute(sa.select(notes)).scalar_one())
