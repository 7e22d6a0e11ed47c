"""Reading rentals: bookings, challans and deposits, one whole or lists of them, and how they stand today."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import BillTo
from billing.bills.tables import bills
from billing.business import this_business
from billing.customers import customers
from billing.listing import Listing, Page, flag, page
from billing.payments.tables import payments
from billing.permissions import Actor
from billing.products import products
from billing.rentals.days import booked_days, hire_minor
from billing.rentals.tables import (
    OPEN_CHALLANS,
    booking_advances,
    booking_lines,
    bookings,
    challan_lines,
    challan_returns,
    challans,
    deposit_moves,
    deposits,
    hire_charges,
)
from billing.rentals.terms import day_rule_of
from munim.database import business_of
from munim.errors import NotFound

# -- bookings ----------------------------------------------------------------------------------------


class BookingLine(msgspec.Struct, frozen=True, kw_only=True):
    """A rental item of a booking; ``hire_minor`` is what it is expected to come to, discount off, tax aside."""

    position: int
    product_id: UUID
    name: str
    quantity: Decimal
    daily_rate: Decimal
    discount_percent: Decimal
    hire_minor: int


class BookingAdvance(msgspec.Struct, frozen=True, kw_only=True):
    """Money that was taken for a booking; ``unallocated_minor`` awaits the bill of the hire."""

    payment_id: UUID
    number: str
    amount_minor: int
    unallocated_minor: int


class BookingSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A booking as a list shows it."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    status: str
    starts_on: date
    ends_on: date
    delivery_address: str | None
    note: str | None
    reason: str | None
    business_date: date
    settled_at: datetime | None
    version: int
    created_at: datetime


class Booking(BookingSummary, frozen=True, kw_only=True):
    """A whole booking: its items, the hire they are expected to come to, and what was paid ahead."""

    days: int
    hire_minor: int
    advance_minor: int
    lines: list[BookingLine]
    advances: list[BookingAdvance]


def _named(session: Session, table: sa.Table, kind: type[msgspec.Struct]) -> sa.Select[Any]:
    """Every column of ``table`` that the struct names, and the customer's name."""
    columns = [table.c[name] for name in kind.__struct_fields__ if name in table.c]
    return (
        sa.select(*columns, customers.c.name.label("customer_name"))
        .join(customers, (customers.c.business_id == table.c.business_id) & (customers.c.id == table.c.customer_id))
        .where(table.c.business_id == business_of(session))
    )


def _one(session: Session, table: sa.Table, kind: type[msgspec.Struct], found_by: UUID, what: str) -> dict[str, Any]:
    row = session.execute(_named(session, table, kind).where(table.c.id == found_by)).mappings().one_or_none()
    if row is None:
        raise NotFound(f"there is no such {what}")
    return dict(row)


def read_booking(session: Session, booking_id: UUID) -> Booking:
    """One booking. Raises ``NotFound``."""
    business, business_id = this_business(session), business_of(session)
    head = _one(session, bookings, BookingSummary, booking_id, "booking")
    days = booked_days(day_rule_of(business), head["starts_on"], head["ends_on"])
    rows = session.execute(
        sa.select(booking_lines, products.c.name)
        .join(
            products,
            (products.c.business_id == booking_lines.c.business_id) & (products.c.id == booking_lines.c.product_id),
        )
        .where(booking_lines.c.business_id == business_id, booking_lines.c.booking_id == booking_id)
        .order_by(booking_lines.c.position)
    )
    lines = [
        BookingLine(
            position=row.position,
            product_id=row.product_id,
            name=row.name,
            quantity=row.quantity,
            daily_rate=row.daily_rate,
            discount_percent=row.discount_percent,
            hire_minor=hire_minor(
                row.daily_rate, row.quantity * days, row.discount_percent, currency=business.currency
            ),
        )
        for row in rows
    ]
    paid = session.execute(
        sa.select(
            payments.c.id,
            payments.c.number,
            payments.c.amount_minor,
            payments.c.amount_minor - payments.c.allocated_minor - payments.c.refunded_minor,
        )
        .join(
            booking_advances,
            (booking_advances.c.business_id == payments.c.business_id)
            & (booking_advances.c.payment_id == payments.c.id),
        )
        .where(
            payments.c.business_id == business_id,
            booking_advances.c.booking_id == booking_id,
            payments.c.status == "received",
        )
        .order_by(payments.c.id)
    )
    advances = [
        BookingAdvance(payment_id=id_, number=number, amount_minor=amount_minor, unallocated_minor=left)
        for id_, number, amount_minor, left in paid
    ]
    return Booking(
        **head,
        days=days,
        hire_minor=sum(line.hire_minor for line in lines),
        advance_minor=sum(advance.amount_minor for advance in advances),
        lines=lines,
        advances=advances,
    )


def list_bookings(session: Session, listing: Listing, *, by: Actor) -> Page[BookingSummary]:
    """Bookings, the next to begin first; filters status, customer_id, product_id, from, to (days it lies in, both included)."""
    by.require("rentals.read")

    def asking_for(text: str) -> sa.ColumnElement[bool]:
        return sa.exists().where(
            booking_lines.c.business_id == bookings.c.business_id,
            booking_lines.c.booking_id == bookings.c.id,
            booking_lines.c.product_id == UUID(text),
        )

    return page(
        session,
        _named(session, bookings, BookingSummary),
        listing,
        sorts={"starts_on": bookings.c.starts_on, "created_at": bookings.c.created_at},
        id_column=bookings.c.id,
        filters={
            "status": lambda text: bookings.c.status == text,
            "customer_id": lambda text: bookings.c.customer_id == UUID(text),
            "product_id": asking_for,
            "from": lambda text: bookings.c.ends_on >= date.fromisoformat(text),
            "to": lambda text: bookings.c.starts_on <= date.fromisoformat(text),
        },
        shape=lambda row: BookingSummary(**{name: row._mapping[name] for name in BookingSummary.__struct_fields__}),
    )


# -- challans ----------------------------------------------------------------------------------------


class ChallanReturn(msgspec.Struct, frozen=True, kw_only=True):
    """Units that came back or are lost, and the days of hire they are charged for."""

    kind: str
    quantity: Decimal
    ended_at: datetime
    days: int
    charge_minor: int
    note: str | None


class BilledHire(msgspec.Struct, frozen=True, kw_only=True):
    """A bill that charges days of this item (``from_day`` to ``to_day``, not included, from 0), or a loss or damage."""

    bill_id: UUID
    bill_number: str
    bill_status: str
    from_day: int | None
    to_day: int | None
    unit_days: Decimal | None


class ChallanLine(msgspec.Struct, frozen=True, kw_only=True):
    """A rental item of a challan."""

    id: int
    position: int
    product_id: UUID
    description: str
    hsn: str | None
    unit: str | None
    quantity: Decimal
    returned_quantity: Decimal
    lost_quantity: Decimal
    out_quantity: Decimal
    daily_rate: Decimal
    discount_percent: Decimal
    unit_value: Decimal
    booked_days: int
    unbilled_minor: int
    returns: list[ChallanReturn]
    billed: list[BilledHire]


class ChallanSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A challan as a list shows it."""

    id: UUID
    number: str
    booking_id: UUID | None
    customer_id: UUID
    customer_name: str
    status: str
    business_date: date
    starts_on: date
    due_on: date
    out_at: datetime | None
    delivered_at: datetime | None
    returned_at: datetime | None
    cancelled_date: date | None
    cancel_reason: str | None
    delivery_address: str | None
    version: int
    created_at: datetime


class Challan(ChallanSummary, frozen=True, kw_only=True):
    """A whole challan. ``day_counts`` and ``grace_minutes``: how the days of this hire are counted."""

    financial_year: str
    day_counts: str
    grace_minutes: int
    out_by: UUID | None
    delivered_by: UUID | None
    returned_by: UUID | None
    tax_exempt: bool
    exempt_reason: str | None
    vehicle: str | None
    note: str | None
    consignee: BillTo
    staff_id: UUID | None
    unbilled_minor: int
    lines: list[ChallanLine]


def read_challan(session: Session, challan_id: UUID) -> Challan:
    """One challan with its lines, what came back and what was billed. Raises ``NotFound``."""
    business_id = business_of(session)
    head = _one(session, challans, Challan, challan_id, "challan")
    lines = session.execute(
        sa.select(challan_lines)
        .where(challan_lines.c.business_id == business_id, challan_lines.c.challan_id == challan_id)
        .order_by(challan_lines.c.position)
    ).all()
    ids = [line.id for line in lines]
    returned: dict[int, list[ChallanReturn]] = {line_id: [] for line_id in ids}
    for row in session.execute(
        sa.select(challan_returns)
        .where(challan_returns.c.business_id == business_id, challan_returns.c.challan_line_id.in_(ids))
        .order_by(challan_returns.c.id)
    ):
        returned[row.challan_line_id].append(
            ChallanReturn(**{name: row._mapping[name] for name in ChallanReturn.__struct_fields__})
        )
    billed: dict[int, list[BilledHire]] = {line_id: [] for line_id in ids}
    for row in session.execute(
        sa.select(hire_charges, bills.c.number.label("bill_number"), bills.c.status.label("bill_status"))
        .join(bills, (bills.c.business_id == hire_charges.c.business_id) & (bills.c.id == hire_charges.c.bill_id))
        .where(hire_charges.c.business_id == business_id, hire_charges.c.challan_line_id.in_(ids))
        .order_by(hire_charges.c.id)
    ):
        billed[row.challan_line_id].append(
            BilledHire(**{name: row._mapping[name] for name in BilledHire.__struct_fields__})
        )
    whole = [
        ChallanLine(
            **{name: line._mapping[name] for name in ChallanLine.__struct_fields__ if name in challan_lines.c},
            out_quantity=line.quantity - line.returned_quantity - line.lost_quantity,
            returns=returned[line.id],
            billed=billed[line.id],
        )
        for line in lines
    ]
    consignee = msgspec.convert(head.pop("consignee"), BillTo)
    return Challan(**head, consignee=consignee, lines=whole, unbilled_minor=sum(line.unbilled_minor for line in whole))


def list_challans(session: Session, listing: Listing, *, by: Actor) -> Page[ChallanSummary]:
    """Challans, newest first; filters status, customer_id, booking_id, from, to (dates), q (number), due_before, unbilled."""
    by.require("rentals.read")
    awaiting = sa.exists().where(
        challan_lines.c.business_id == challans.c.business_id,
        challan_lines.c.challan_id == challans.c.id,
        challan_lines.c.unbilled_minor > 0,
    )
    return page(
        session,
        _named(session, challans, ChallanSummary),
        listing,
        sorts={
            "-business_date": challans.c.business_date,
            "due_on": challans.c.due_on,
            "created_at": challans.c.created_at,
        },
        id_column=challans.c.id,
        filters={
            "status": lambda text: challans.c.status == text,
            "customer_id": lambda text: challans.c.customer_id == UUID(text),
            "booking_id": lambda text: challans.c.booking_id == UUID(text),
            "from": lambda text: challans.c.business_date >= date.fromisoformat(text),
            "to": lambda text: challans.c.business_date <= date.fromisoformat(text),
            "q": lambda text: challans.c.number.icontains(text, autoescape=True),
            "due_before": lambda text: (
                (challans.c.due_on < date.fromisoformat(text)) & challans.c.status.in_(OPEN_CHALLANS)
            ),
            "unbilled": lambda text: awaiting if flag(text) else ~awaiting,
        },
        shape=lambda row: ChallanSummary(**{name: row._mapping[name] for name in ChallanSummary.__struct_fields__}),
    )


# -- deposits ----------------------------------------------------------------------------------------


class DepositMove(msgspec.Struct, frozen=True, kw_only=True):
    """Something done with a deposit: held, refunded, applied to a bill or forfeited."""

    kind: str
    number: str | None
    amount_minor: int
    account: str | None
    bill_id: UUID | None
    payment_id: UUID | None
    reason: str | None
    business_date: date
    at: datetime


class DepositSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A security deposit; ``held_minor`` is what the shop still holds of it."""

    id: UUID
    number: str
    customer_id: UUID
    customer_name: str
    booking_id: UUID | None
    challan_id: UUID | None
    method: str
    amount_minor: int
    refunded_minor: int
    applied_minor: int
    forfeited_minor: int
    held_minor: int
    business_date: date
    reference: str | None
    note: str | None
    version: int
    created_at: datetime


class Deposit(DepositSummary, frozen=True, kw_only=True):
    """A whole deposit: everything that was done with it."""

    moves: list[DepositMove]


HELD = (
    deposits.c.amount_minor - deposits.c.refunded_minor - deposits.c.applied_minor - deposits.c.forfeited_minor
).label("held_minor")


def read_deposit(session: Session, deposit_id: UUID) -> Deposit:
    """One deposit with what was done with it. Raises ``NotFound``."""
    business_id = business_of(session)
    row = (
        session.execute(_named(session, deposits, DepositSummary).add_columns(HELD).where(deposits.c.id == deposit_id))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("there is no such deposit")
    moves = session.execute(
        sa.select(*(deposit_moves.c[name] for name in DepositMove.__struct_fields__))
        .where(deposit_moves.c.business_id == business_id, deposit_moves.c.deposit_id == deposit_id)
        .order_by(deposit_moves.c.id)
    )
    return Deposit(**row, moves=[DepositMove(**move._mapping) for move in moves])


def list_deposits(session: Session, listing: Listing, *, by: Actor) -> Page[DepositSummary]:
    """Deposits, newest first; filters customer_id, challan_id, booking_id, held (whether any of it is still with the shop)."""
    by.require("rentals.read")
    return page(
        session,
        _named(session, deposits, DepositSummary).add_columns(HELD),
        listing,
        sorts={
            "-business_date": deposits.c.business_date,
            "created_at": deposits.c.created_at,
            "amount": deposits.c.amount_minor,
        },
        id_column=deposits.c.id,
        filters={
            "customer_id": lambda text: deposits.c.customer_id == UUID(text),
            "challan_id": lambda text: deposits.c.challan_id == UUID(text),
            "booking_id": lambda text: deposits.c.booking_id == UUID(text),
            "held": lambda text: (HELD.element > 0) == flag(text),
        },
        shape=lambda row: DepositSummary(**{name: row._mapping[name] for name in DepositSummary.__struct_fields__}),
    )


# -- how rentals stand -------------------------------------------------------------------------------


class RentalSummary(msgspec.Struct, frozen=True, kw_only=True):
    """The rentals of the shop today: what awaits an answer, a delivery, a return or a bill."""

    requested_bookings: int
    accepted_bookings: int
    pending_deliveries: int
    on_their_way: int
    delivered: int
    overdue: int
    units_out: Decimal
    unbilled_minor: int
    deposits_held_minor: int


def read_summary(session: Session, *, by: Actor, at: datetime) -> RentalSummary:
    """How rentals stand; ``overdue`` are challans out past their last day."""
    by.require("rentals.read")
    business_id, today = business_of(session), this_business(session).today(at)

    def count(table: sa.Table, *conditions: sa.ColumnElement[bool]) -> sa.ScalarSelect[Any]:
        return sa.select(sa.func.count()).where(table.c.business_id == business_id, *conditions).scalar_subquery()

    def total(table: sa.Table, amount: sa.ColumnElement[Any]) -> sa.ScalarSelect[Any]:
        return (
            sa.select(sa.func.coalesce(sa.func.sum(amount), 0))
            .where(table.c.business_id == business_id)
            .scalar_subquery()
        )

    left = challan_lines.c.quantity - challan_lines.c.returned_quantity - challan_lines.c.lost_quantity
    out = (
        sa.select(sa.func.coalesce(sa.func.sum(left), 0))
        .join(
            challans,
            (challans.c.business_id == challan_lines.c.business_id) & (challans.c.id == challan_lines.c.challan_id),
        )
        .where(challan_lines.c.business_id == business_id, challans.c.status.in_(("out", "delivered")))
        .scalar_subquery()
    )
    gone = challans.c.status.in_(("out", "delivered"))
    row = session.execute(
        sa.select(
            count(bookings, bookings.c.status == "requested").label("requested_bookings"),
            count(bookings, bookings.c.status == "accepted").label("accepted_bookings"),
            count(challans, challans.c.status == "pending").label("pending_deliveries"),
            count(challans, challans.c.status == "out").label("on_their_way"),
            count(challans, challans.c.status == "delivered").label("delivered"),
            count(challans, gone, challans.c.due_on < today).label("overdue"),
            out.label("units_out"),
            total(challan_lines, challan_lines.c.unbilled_minor).label("unbilled_minor"),
            total(deposits, HELD.element).label("deposits_held_minor"),
        )
    ).one()
    values = dict(row._mapping)
    for name in ("unbilled_minor", "deposits_held_minor"):
        values[name] = int(values[name])
    return RentalSummary(**values)
