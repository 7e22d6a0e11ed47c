"""Settling: which payment or debit note settles which of a supplier's bills (RULES P2, P3)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.purchases.reads import DUE
from billing.purchases.tables import purchase_returns, supplier_allocations, supplier_bills, supplier_payments
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.money import parse_minor, show

# -- commands ----------------------------------------------------------------------------------------


class SettleBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much against this supplier's bill."""

    bill_id: UUID
    amount: Decimal


# -- rules -------------------------------------------------------------------------------------------


class OverSettled(Conflict):
    """More would be set against a supplier's bill, or taken from a payment, than is left of it."""

    code = "over_settled"


class OpenBill(msgspec.Struct, frozen=True):
    """A supplier's bill that still awaits money."""

    id: UUID
    reference: str
    due_date: date
    business_date: date
    due_minor: int


class Share(msgspec.Struct, frozen=True):
    """So much against one bill."""

    bill_id: UUID
    amount_minor: int


class Source(msgspec.Struct, frozen=True):
    """What settles: a payment, or a debit note for a return."""

    payment_id: UUID | None = None
    return_id: UUID | None = None

    @property
    def table(self) -> sa.Table:
        return supplier_payments if self.payment_id else purchase_returns

    @property
    def id(self) -> UUID:
        found = self.payment_id or self.return_id
        assert found is not None
        return found

    @property
    def column(self) -> sa.Column[int]:
        """The sum of a bill that it counts in."""
        return supplier_bills.c.paid_minor if self.payment_id else supplier_bills.c.returned_minor


_OVERSPENT: Final = ("ck_supplier_payments_not_overspent", "ck_purchase_returns_not_overspent")


def oldest_first(open_bills: Mapping[UUID, OpenBill], amount_minor: int) -> list[Share]:
    """``amount_minor`` over the bills, the oldest due first, ties by date and id; what is left over is paid ahead (P3)."""
    shares: list[Share] = []
    for bill in sorted(open_bills.values(), key=lambda one: (one.due_date, one.business_date, one.id)):
        part = min(amount_minor, bill.due_minor)
        if part > 0:
            shares.append(Share(bill.id, part))
            amount_minor -= part
    return shares


def asked_shares(asked: Sequence[SettleBill] | None, business: Business) -> list[Share] | None:
    """The shares as asked for, None: the oldest due first. Raises ``Invalid`` naming the line."""
    if asked is None:
        return None
    shares: list[Share] = []
    for n, one in enumerate(asked):
        part = parse_minor(one.amount, business.currency, field=f"allocations[{n}].amount")
        if part <= 0:
            raise Invalid("an allocation is above zero", field=f"allocations[{n}].amount")
        if one.bill_id in [earlier.bill_id for earlier in shares]:
            raise Invalid("this bill is named twice", field=f"allocations[{n}].bill_id")
        shares.append(Share(one.bill_id, part))
    return shares


# -- operations --------------------------------------------------------------------------------------


def lock_open_bills(session: Session, supplier_id: UUID, asked: Sequence[Share] | None) -> dict[UUID, OpenBill]:
    """Lock the supplier's open bills, or those named, in id order, and say what each awaits.

    Raises ``NotFound`` for a named bill that is not a standing bill of this supplier.
    """
    bills = supplier_bills.c
    query = sa.select(bills.id, bills.reference, bills.due_date, bills.business_date, DUE).where(
        bills.business_id == business_of(session), bills.supplier_id == supplier_id, bills.status == "recorded"
    )
    named = None if asked is None else [share.bill_id for share in asked]
    query = query.where(DUE > 0) if named is None else query.where(bills.id.in_(named))
    found = {row[0]: OpenBill(*row) for row in session.execute(query.order_by(bills.id).with_for_update())}
    for bill_id in named or ():
        if bill_id not in found:
            raise NotFound("there is no such open bill of this supplier", field="allocations", bill_id=str(bill_id))
    return found


def settle(
    session: Session,
    source: Source,
    shares: Sequence[Share],
    open_bills: Mapping[UUID, OpenBill],
    *,
    business_date: date,
    at: datetime,
) -> None:
    """Set parts of a payment or debit note against bills that the caller has locked. Raises ``OverSettled`` with what is left."""
    currency = this_business(session).currency
    for share in shares:
        bill = open_bills[share.bill_id]
        if share.amount_minor > bill.due_minor:
            raise OverSettled(
                f"{bill.reference} awaits {show(bill.due_minor, currency)}",
                field="allocations",
                bill_id=str(bill.id),
                available_minor=bill.due_minor,
            )
    _move(session, source, shares, business_date=business_date, at=at)


def held_by(session: Session, bill_id: UUID) -> dict[Source, int]:
    """What settles a bill, and how much of each, in id order."""
    return {
        Source(payment_id, return_id): part
        for payment_id, return_id, _, part in _held(session, supplier_allocations.c.bill_id == bill_id)
    }


def held_of(session: Session, source: Source) -> list[Share]:
    """The bills a payment or debit note settles, and how much of each, in id order."""
    column = supplier_allocations.c.payment_id if source.payment_id else supplier_allocations.c.return_id
    return [Share(bill_id, part) for _, _, bill_id, part in _held(session, column == source.id)]


def lock_sources(session: Session, sources: Collection[Source]) -> None:
    """Lock debit notes, then payments, each in id order."""
    for table in (purchase_returns, supplier_payments):
        ids = sorted(one.id for one in sources if one.table is table)
        if ids:
            here = (table.c.business_id == business_of(session)) & table.c.id.in_(ids)
            session.execute(sa.select(table.c.id).where(here).order_by(table.c.id).with_for_update())


def lock_bills(session: Session, ids: Collection[UUID]) -> None:
    """Lock bills in id order."""
    here = (supplier_bills.c.business_id == business_of(session)) & supplier_bills.c.id.in_(ids)
    session.execute(sa.select(supplier_bills.c.id).where(here).order_by(supplier_bills.c.id).with_for_update())


def release(session: Session, source: Source, shares: Sequence[Share], *, business_date: date, at: datetime) -> None:
    """Take back what a payment or debit note settled; both sides are locked by the caller."""
    back = [Share(share.bill_id, -share.amount_minor) for share in shares]
    _move(session, source, back, business_date=business_date, at=at)


def _held(session: Session, which: sa.ColumnElement[bool]) -> list[tuple[UUID | None, UUID | None, UUID, int]]:
    its = supplier_allocations.c
    total = sa.func.sum(its.amount_minor)
    found = session.execute(
        sa.select(its.payment_id, its.return_id, its.bill_id, total)
        .where(its.business_id == business_of(session), which)
        .group_by(its.payment_id, its.return_id, its.bill_id)
        .having(total != 0)
        .order_by(its.return_id, its.payment_id, its.bill_id)
    )
    return [(payment_id, return_id, bill_id, int(part)) for payment_id, return_id, bill_id, part in found]


def _move(session: Session, source: Source, shares: Sequence[Share], *, business_date: date, at: datetime) -> None:
    if not shares:
        return
    business_id, table = business_of(session), source.table
    try:
        session.execute(
            sa.update(table)
            .where(table.c.business_id == business_id, table.c.id == source.id)
            .values(
                allocated_minor=table.c.allocated_minor + sum(share.amount_minor for share in shares),
                version=table.c.version + 1,
            )
        )
    except sa.exc.IntegrityError as error:
        if violated(error) in _OVERSPENT:
            raise OverSettled("less is left of it than it should settle", field="allocations") from None
        raise
    settles = {"payment_id": source.payment_id, "return_id": source.return_id}
    dated = {"business_id": business_id, "business_date": business_date, "at": at}
    session.execute(
        sa.insert(supplier_allocations),
        [{**dated, **settles, "bill_id": share.bill_id, "amount_minor": share.amount_minor} for share in shares],
    )
    for share in shares:
        here = (supplier_bills.c.business_id == business_id) & (supplier_bills.c.id == share.bill_id)
        moved = {source.column: source.column + share.amount_minor, "version": supplier_bills.c.version + 1}
        session.execute(sa.update(supplier_bills).where(here).values(moved))
