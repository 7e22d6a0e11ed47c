"""Cancelling a supplier's bill that was entered wrongly: everything it did is undone, and its number is free again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.ledger import Entry, entries_of, post, reverse
from billing.permissions import Actor
from billing.purchases.bill import change_billed, lock_receipts, on_hand_of, on_hand_share, revalue_stock
from billing.purchases.lines import ZERO
from billing.purchases.reads import SupplierBill, read_supplier_bill
from billing.purchases.settle import Share, held_by, lock_bills, lock_sources, release
from billing.purchases.tables import (
    purchase_receipt_lines,
    purchase_returns,
    supplier_bill_lines,
    supplier_bills,
)
from billing.stock import lock_levels
from billing.suppliers import lock_supplier
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Conflict, Invalid, Refused
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class CancelSupplierBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the bill is taken out of the books."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------


class SupplierBillNotCancellable(Refused):
    """This supplier's bill cannot be cancelled."""

    code = "supplier_bill_not_cancellable"


# -- operations --------------------------------------------------------------------------------------


def cancel_supplier_bill(
    session: Session,
    bill_id: UUID,
    command: CancelSupplierBill,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> SupplierBill:
    """Undo a supplier's bill: its goods await a bill again, its entries are reversed, its payments are paid ahead.

    What it had added to the value of stock comes off what of it is still on hand; where goods were sold meanwhile, the
    rest comes off the cost of goods sold, to which it had gone with them. Locks the receipts, what settles the bill, the
    bill, the supplier's balance, the stock levels, the head. Raises ``NotFound``, ``StaleVersion``,
    ``SupplierBillNotCancellable`` (a cancelled bill, one of which goods went back), ``Conflict``, ``Invalid``.
    """
    by.require("purchases.write")
    if not command.reason.strip():
        raise Invalid("say why the bill is cancelled", field="reason")
    lock_receipts(session, sorted(_receipts_of(session, bill_id)))
    held = held_by(session, bill_id)
    lock_sources(session, held.keys())
    lock_bills(session, [bill_id])
    bill = read_supplier_bill(session, bill_id)
    check_version(bill.version, expected_version)
    if bill.status != "recorded":
        raise SupplierBillNotCancellable("this bill is cancelled already")
    if _has_returns(session, bill_id):
        raise SupplierBillNotCancellable("part of this bill went back: return the rest")
    if held_by(session, bill_id) != held:
        raise Conflict("a payment for this bill was made just now; try again")
    lock_supplier(session, bill.supplier_id)
    day = this_business(session).today(at)
    for source, part in held.items():
        release(session, source, [Share(bill_id, part)], business_date=day, at=at)
    for line in bill.lines:
        if line.receipt_line_id is not None:
            change_billed(session, line.receipt_line_id, -line.quantity, -line.cleared_minor)
    legs = reverse(entries_of(session, bill_id, "supplier_bill")) + _not_on_hand(session, bill, day=day, at=at)
    post(session, "supplier_bill_cancelled", bill_id, legs, business_date=day, at=at, narration=bill.reference)
    session.execute(
        sa.update(supplier_bills)
        .where(supplier_bills.c.business_id == business_of(session), supplier_bills.c.id == bill_id)
        .values(
            status="cancelled",
            cancelled_date=day,
            cancel_reason=command.reason,
            version=supplier_bills.c.version + 1,
        )
    )
    data = {
        "reference": bill.reference, "supplier_id": str(bill.supplier_id), "total_minor": bill.total_minor,
        "reason": command.reason,
    }  # fmt: skip
    record_event(session, "supplier_bill.cancelled", "supplier_bill", bill_id, data, by=by, at=at, business_date=day)
    return read_supplier_bill(session, bill_id)


def _receipts_of(session: Session, bill_id: UUID) -> Collection[UUID]:
    """The receipts whose goods the bill bills; a bill's lines never change."""
    found = session.execute(
        sa.select(purchase_receipt_lines.c.receipt_id)
        .join(
            supplier_bill_lines,
            (supplier_bill_lines.c.business_id == purchase_receipt_lines.c.business_id)
            & (supplier_bill_lines.c.receipt_line_id == purchase_receipt_lines.c.id),
        )
        .where(supplier_bill_lines.c.business_id == business_of(session), supplier_bill_lines.c.bill_id == bill_id)
    )
    return set(found.scalars())


def _has_returns(session: Session, bill_id: UUID) -> bool:
    """Whether goods of it ever went back. The bill is locked, so none do meanwhile."""
    notes = sa.exists().where(
        purchase_returns.c.business_id == business_of(session), purchase_returns.c.bill_id == bill_id
    )
    return bool(session.execute(sa.select(notes)).scalar_one())


def _not_on_hand(session: Session, bill: SupplierBill, *, day: date, at: datetime) -> list[Entry]:
    """Take back what the bill added to the value of stock; what is not there any more comes off the cost of goods."""
    revalued = [line for line in bill.lines if line.revalued_minor and line.product_id]
    here = on_hand_of(lock_levels(session, {line.product_id for line in revalued if line.product_id}))
    missing = 0
    for line in revalued:
        assert line.product_id is not None
        base = line.quantity * line.unit_factor
        share = on_hand_share(-line.revalued_minor, base, here.get(line.product_id, ZERO))
        here[line.product_id] = here.get(line.product_id, ZERO) - base
        note = f"Cancelled {bill.reference}"
        missing += line.revalued_minor + revalue_stock(session, line.product_id, share, day=day, at=at, note=note)
    return [Entry("inventory", missing), Entry("cost_of_goods", -missing)]
