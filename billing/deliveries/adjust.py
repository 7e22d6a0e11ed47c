"""Putting a delivery right: before it is billed the entry changes, afterwards an adjustment stands beside it (RULES S4).

What is more than was billed awaits the next bill; what is less is credited at once, on a credit note for the bill that
charged it.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.credit import CreditBill, CreditLine, credit_bill
from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import change_unbilled, lock_customer
from billing.deliveries.entries import (
    NONE,
    Delivery,
    amount_of,
    asked_of,
    cost_share,
    tell,
    write_entries,
)
from billing.deliveries.reads import DeliveryEntry, read_entry
from billing.deliveries.tables import delivery_adjustments
from billing.events import record_event
from billing.ledger import post
from billing.permissions import Actor
from billing.products import Product, read_product
from billing.stock import StockMove, move_stock, stock_entries
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Conflict, Invalid, Refused
from munim.ids import new_id
from munim.money import check_decimals, minor_from
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class PutRight(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was delivered after all, in all, and why it was written down otherwise."""

    quantity: Decimal
    reason: Prose
    credit_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class ChargedElsewhere(Refused):
    """Part of this delivery is on another bill: credit that bill."""

    code = "charged_elsewhere"


class Adjustment(msgspec.Struct, frozen=True, kw_only=True):
    """What a billed delivery was put right by: more awaits a bill or is on one, less is on a credit note."""

    id: UUID
    quantity: Decimal
    amount_minor: int
    cost_minor: int
    bill_id: UUID | None
    credit_note_id: UUID | None

    @property
    def awaits(self) -> bool:
        return self.bill_id is None and self.credit_note_id is None


# -- operations --------------------------------------------------------------------------------------


def put_right(
    session: Session,
    entry_id: UUID,
    command: PutRight,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> DeliveryEntry:
    """Say what was delivered after all.

    An entry that awaits its bill is changed. One that is billed stays as it is: what is more becomes an adjustment that
    the next bill charges, what is less a credit note, for which ``by`` needs the right to credit; its event is the credit
    note's. Locks the entry's bill, the customer's balance, stock, the number series, the head. Raises ``NotFound``,
    ``StaleVersion``, ``Invalid``, ``Conflict`` when it was billed meanwhile, ``ChargedElsewhere``, ``OutOfStock`` and what
    ``credit_bill`` raises.
    """
    by.require("deliveries.write")
    if not command.reason.strip():
        raise Invalid("say why it is put right", field="reason")
    check_decimals(command.quantity, 3, "quantity")
    seen = read_entry(session, entry_id)
    if seen.bill_id is not None:
        here = (bills.c.business_id == business_of(session)) & (bills.c.id == seen.bill_id)
        session.execute(sa.select(bills.c.id).where(here).with_for_update())
    lock_customer(session, seen.customer_id)
    entry = read_entry(session, entry_id)
    check_version(entry.version, expected_version)
    if entry.bill_id != seen.bill_id:
        raise Conflict("this delivery was billed just now; try again")
    if entry.bill_id is None:
        return _rewrite(session, entry, command, by=by, at=at)
    known = _adjustments(session, entry_id)
    charged = entry.quantity + sum((one.quantity for one in known if not one.awaits), NONE)
    _await(session, entry, max(command.quantity - charged, NONE), known, command.reason, by=by, at=at)
    if command.quantity < charged:
        _credit(session, entry, charged - command.quantity, known, command.reason, by=by, at=at)
    else:
        today = this_business(session).today(at)
        data = {"quantity": str(command.quantity), "charged": str(charged), "reason": command.reason}
        record_event(session, "delivery.adjusted", "delivery_entry", entry_id, data, by=by, at=at, business_date=today)
    return read_entry(session, entry_id)


def _rewrite(session: Session, entry: DeliveryEntry, command: PutRight, *, by: Actor, at: datetime) -> DeliveryEntry:
    """Change an entry that no bill charges; what adjustments say of it already stays theirs."""
    own = command.quantity - entry.adjusted
    if own < 0:
        raise ChargedElsewhere(field="quantity")
    delivery = Delivery(
        customer_id=entry.customer_id, product_id=entry.product_id, business_date=entry.business_date, slot=entry.slot, id=entry.id,
        quantity=own, skip_reason=command.reason if own == 0 else None, note=entry.note if own == 0 else command.reason,
    )  # fmt: skip
    asked = asked_of([delivery], this_business(session), at)
    entries = write_entries(session, asked, credit_reason=command.credit_reason, by=by, at=at)
    tell(session, "delivery_entry", entry.id, entries, command.credit_reason, by=by, at=at)
    return entries[0]


def _await(
    session: Session,
    entry: DeliveryEntry,
    wanted: Decimal,
    known: list[Adjustment],
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Let so much more than was billed await the next bill: add to what awaits it already, or take from the latest of it."""
    awaiting = [one for one in known if one.awaits and one.quantity]
    more = wanted - sum((one.quantity for one in awaiting), NONE)
    product = read_product(session, entry.product_id)
    if more > 0:
        _add(session, entry, more, product, reason, by=by, at=at)
    for one in reversed(awaiting):
        if more < 0:
            less = min(-more, one.quantity)
            _lessen(session, entry, one, less, product, at=at)
            more += less


def _add(
    session: Session, entry: DeliveryEntry, more: Decimal, product: Product, reason: str, *, by: Actor, at: datetime
) -> None:
    business = this_business(session)
    amount_minor = amount_of(more, entry.unit_price, business.currency, field="quantity")
    cost_minor = minor_from((product.cost or NONE) * more, business.currency)
    if product.tracks_stock:
        cost_minor = _move(session, "delivery", entry, StockMove(product.id, -more), at=at)
    row = {
        "id": new_id(), "entry_id": entry.id, "quantity": more, "amount_minor": amount_minor, "cost_minor": cost_minor, "reason": reason,
        "business_date": business.today(at), "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    session.execute(sa.insert(delivery_adjustments).values(business_id=business_of(session), **row))
    change_unbilled(session, entry.customer_id, amount_minor)


def _lessen(
    session: Session, entry: DeliveryEntry, one: Adjustment, less: Decimal, product: Product, *, at: datetime
) -> None:
    back = cost_share(one.cost_minor, less, one.quantity)
    if product.tracks_stock:
        _move(session, "delivery_return", entry, StockMove(product.id, less, back, returned=True), at=at)
    left = one.quantity - less
    amount_minor = minor_from(left * entry.unit_price, this_business(session).currency)
    session.execute(
        sa.update(delivery_adjustments)
        .where(delivery_adjustments.c.business_id == business_of(session), delivery_adjustments.c.id == one.id)
        .values(
            quantity=left,
            amount_minor=amount_minor,
            cost_minor=one.cost_minor - back,
            version=delivery_adjustments.c.version + 1,
        )
    )
    change_unbilled(session, entry.customer_id, amount_minor - one.amount_minor)


def _move(session: Session, reason: str, entry: DeliveryEntry, move: StockMove, *, at: datetime) -> int:
    """Move what an adjustment moves, today, and post it. What left stock, in minor units."""
    today = this_business(session).today(at)
    moved = move_stock(session, reason, [move], business_date=today, at=at)
    legs = stock_entries(moved, "cost_of_goods")
    post(session, "delivery", entry.id, legs, business_date=today, at=at, narration="Delivery put right")
    return -sum(one.value_minor for one in moved)


def _credit(
    session: Session,
    entry: DeliveryEntry,
    less: Decimal,
    known: list[Adjustment],
    reason: str,
    *,
    by: Actor,
    at: datetime,
) -> None:
    """Credit so much of the bill that charges the entry; the goods go back to stock with it."""
    own = entry.quantity + sum((one.quantity for one in known if one.credit_note_id is not None), NONE)
    if less > own or entry.bill_id is None or entry.bill_position is None:
        raise ChargedElsewhere(field="quantity")
    lines = [CreditLine(position=entry.bill_position, quantity=less)]
    note = credit_bill(session, entry.bill_id, CreditBill(reason=reason, lines=lines), by=by, at=at)
    row: dict[str, Any] = {
        "id": new_id(), "entry_id": entry.id, "quantity": -less, "cost_minor": 0, "reason": reason, "credit_note_id": note.id,
        "amount_minor": -minor_from(less * entry.unit_price, this_business(session).currency),
        "business_date": note.business_date, "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    session.execute(sa.insert(delivery_adjustments).values(business_id=business_of(session), **row))


# -- reads -------------------------------------------------------------------------------------------


def _adjustments(session: Session, entry_id: UUID) -> list[Adjustment]:
    """The adjustments of an entry, in the order they were made."""
    found = session.execute(
        sa.select(*(delivery_adjustments.c[name] for name in Adjustment.__struct_fields__))
        .where(delivery_adjustments.c.business_id == business_of(session), delivery_adjustments.c.entry_id == entry_id)
        .order_by(delivery_adjustments.c.created_at, delivery_adjustments.c.id)
    )
    return [Adjustment(**row._mapping) for row in found]
