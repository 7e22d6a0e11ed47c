"""Bookings: rental items asked for over dates, and the shop's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.customers import lock_customer, read_customer
from billing.events import record_event
from billing.numbering import default_series, take_number
from billing.payments.advance_tax import ServiceAdvance
from billing.payments.reads import Payment
from billing.payments.record import MoneyReceived, RecordPayment, record_payment
from billing.permissions import Actor
from billing.products import read_products
from billing.rentals.availability import hold_units
from billing.rentals.reads import Booking, read_booking
from billing.rentals.tables import booking_advances, booking_lines, bookings
from billing.rentals.terms import AgreedItem, HireItem, agree_items, check_hirer, hire_on_credit, units_of
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class BookingDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Rental items over days of the shop, ``starts_on`` and ``ends_on`` both included."""

    customer_id: UUID
    starts_on: date
    ends_on: date
    lines: list[HireItem]
    delivery_address: Prose | None = None
    note: Prose | None = None


class NewBooking(BookingDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A booking to take down."""

    id: UUID | None = None


class AcceptBooking(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Promise the units; ``credit_reason``: why, above the customer's credit limit."""

    credit_reason: Prose | None = None


class RefuseBooking(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a booking is declined, or cancelled."""

    reason: Prose


class TakeAdvance(MoneyReceived, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money taken for a booking, ahead of its bill."""

    amount: Decimal


# -- rules -------------------------------------------------------------------------------------------


LONGEST: Final = 1000  # days: what is hired for longer is booked again


class BookingMoved(Refused):
    """This booking stands where that cannot be done to it any more."""

    code = "booking_moved"


def _check_dates(command: BookingDetails, business: Business, at: datetime) -> None:
    if command.ends_on < command.starts_on:
        raise Invalid("the last day is before the first", field="ends_on")
    if command.starts_on < business.today(at):
        raise Invalid("a booking begins today or later", field="starts_on")
    if (command.ends_on - command.starts_on).days > LONGEST:
        raise Invalid(f"a booking is for at most {LONGEST} days", field="ends_on")


# -- operations --------------------------------------------------------------------------------------


def request_booking(session: Session, command: NewBooking, *, by: Actor, at: datetime) -> Booking:
    """Take a booking down: numbered, and promising nothing yet.

    Locks the number series and the head. Raises ``NotFound``, ``Invalid``, ``NotForHire``, ``NobodyInParticular``.
    """
    by.require("rentals.write")
    business, business_id = this_business(session), business_of(session)
    _check_dates(command, business, at)
    customer = read_customer(session, command.customer_id)
    check_hirer(customer)
    items = agree_items(session, command.lines, customer)
    booking_id, today = command.id or new_id(), business.today(at)
    # dated today, whatever day an earlier zone of the shop made it
    number, year = take_number(
        session,
        "booking",
        default_series("booking", business.invoice_prefix),
        business_date=today,
        calendar=business.calendar,
        back_dated=True,
    )
    try:
        session.execute(
            sa.insert(bookings).values(
                business_id=business_id,
                id=booking_id,
                number=number,
                financial_year=year,
                status="requested",
                business_date=today,
                staff_id=by.user_id,
                created_at=at,
                **_details(command),
            )
        )
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_bookings":
            raise Conflict("this id is already a booking", field="id") from None
        raise
    _write_lines(session, booking_id, items)
    booking = read_booking(session, booking_id)
    data = {"number": number, "customer_id": str(customer.id), "hire_minor": booking.hire_minor}
    record_event(session, "booking.requested", "booking", booking_id, data, by=by, at=at, business_date=today)
    return booking


def change_booking(
    session: Session,
    booking_id: UUID,
    command: BookingDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Booking:
    """Write a booking anew that was not answered yet. Raises as ``request_booking``, ``StaleVersion``, ``BookingMoved``."""
    by.require("rentals.write")
    business = this_business(session)
    before = lock_booking(session, booking_id, "requested", expected_version=expected_version)
    _check_dates(command, business, at)
    customer = read_customer(session, command.customer_id)
    check_hirer(customer)
    if before.advances and customer.id != before.customer_id:
        raise Refused("an advance was paid for this booking: it stays its customer's", field="customer_id")
    items = agree_items(session, command.lines, customer)
    session.execute(
        sa.delete(booking_lines).where(
            booking_lines.c.business_id == business_of(session), booking_lines.c.booking_id == booking_id
        )
    )
    _write_lines(session, booking_id, items)
    return _move(session, before, "changed", _details(command), {}, by=by, at=at)


def accept_booking(
    session: Session,
    booking_id: UUID,
    command: AcceptBooking,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Booking:
    """Promise the units of a booking for its days.

    Locks the booking, the customer's balance, the levels of the items in product order and the head: of two bookings of
    the last unit one is accepted (S3). Raises ``NotFound``, ``StaleVersion``, ``BookingMoved``, ``NotAvailable``,
    ``OverCreditLimit`` (P5).
    """
    by.require("rentals.write")
    business = this_business(session)
    booking = lock_booking(session, booking_id, "requested", expected_version=expected_version)
    customer = lock_customer(session, booking.customer_id)
    ahead_minor = sum(advance.unallocated_minor for advance in booking.advances)
    waived = hire_on_credit(customer, booking.hire_minor, command.credit_reason, business, by)
    hold_units(
        session,
        units_of(booking.lines),
        first=booking.starts_on,
        last=booking.ends_on,
        today=business.today(at),
        besides=booking_id,
    )
    values = {"status": "accepted", "settled_at": at, "settled_by": by.user_id}
    return _move(session, booking, "accepted", values, {"advance_minor": ahead_minor, **waived}, by=by, at=at)


def decline_booking(
    session: Session,
    booking_id: UUID,
    command: RefuseBooking,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Booking:
    """Say no to a booking that was asked for. Raises ``NotFound``, ``StaleVersion``, ``BookingMoved``."""
    by.require("rentals.write")
    booking = lock_booking(session, booking_id, "requested", expected_version=expected_version)
    return _refuse(session, booking, "declined", command, by=by, at=at)


def cancel_booking(
    session: Session,
    booking_id: UUID,
    command: RefuseBooking,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Booking:
    """Call a booking off before anything was handed out: its units are free again, its advance stays the customer's.

    Raises ``NotFound``, ``StaleVersion``, ``BookingMoved``.
    """
    by.require("rentals.write")
    booking = lock_booking(session, booking_id, "requested", "accepted", expected_version=expected_version)
    return _refuse(session, booking, "cancelled", command, by=by, at=at)


def take_booking_advance(
    session: Session, booking_id: UUID, command: TakeAdvance, *, by: Actor, at: datetime
) -> Payment:
    """Take money ahead for a booking: a receipt that settles nothing until the hire is billed.

    Under GST an advance for a service bears tax when it is received (T12): at the rate of the items where they have one
    in common. Locks the booking, then as ``record_payment``, whose event tells of it.
    """
    by.require("rentals.write")
    booking = lock_booking(session, booking_id, "requested", "accepted", "handed_out")
    money = {name: getattr(command, name) for name in TakeAdvance.__struct_fields__}
    payment = record_payment(
        session,
        RecordPayment(
            customer_id=booking.customer_id,
            allocations=None if (services := _services(session, booking)) else [],
            services=services,
            **{**money, "note": command.note or f"Advance for booking {booking.number}"},
        ),
        by=by,
        at=at,
    )
    session.execute(
        sa.insert(booking_advances).values(
            business_id=business_of(session), payment_id=payment.id, booking_id=booking_id
        )
    )
    return payment


def _services(session: Session, booking: Booking) -> ServiceAdvance | None:
    """The supply an advance is for, or None where the hire bears no tax."""
    customer = read_customer(session, booking.customer_id)
    rates = {
        product.tax_rate for product in read_products(session, {line.product_id for line in booking.lines}).values()
    }
    if customer.tax_exempt or rates == {Decimal(0)}:
        return None
    place = customer.state_code or this_business(session).state_code
    return ServiceAdvance(tax_rate=rates.pop() if len(rates) == 1 else None, place_of_supply=place)


def lock_booking(session: Session, booking_id: UUID, *standing: str, expected_version: int | None = None) -> Booking:
    """Lock a booking, first of all locks. Raises ``NotFound``, ``StaleVersion``, ``BookingMoved`` unless it is ``standing`` so."""
    here = (bookings.c.business_id == business_of(session)) & (bookings.c.id == booking_id)
    if session.execute(sa.select(bookings.c.id).where(here).with_for_update()).one_or_none() is None:
        raise NotFound("there is no such booking")
    booking = read_booking(session, booking_id)
    check_version(booking.version, expected_version)
    if booking.status not in standing:
        raise BookingMoved(f"booking {booking.number} is {booking.status.replace('_', ' ')}", status=booking.status)
    return booking


def set_booking_status(session: Session, booking_id: UUID, status: str) -> None:
    """Move a booking along with its challan; the caller's event tells of it."""
    session.execute(
        sa.update(bookings)
        .where(bookings.c.business_id == business_of(session), bookings.c.id == booking_id)
        .values(status=status, version=bookings.c.version + 1)
    )


def _refuse(
    session: Session, booking: Booking, status: str, command: RefuseBooking, *, by: Actor, at: datetime
) -> Booking:
    if not command.reason.strip():
        raise Invalid(f"say why the booking is {status}", field="reason")
    values = {"status": status, "reason": command.reason, "settled_at": at, "settled_by": by.user_id}
    return _move(session, booking, status, values, {"reason": command.reason}, by=by, at=at)


def _move(
    session: Session,
    before: Booking,
    done: str,
    values: dict[str, Any],
    told: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> Booking:
    """Write what changed of a booking, and tell of it."""
    here = (bookings.c.business_id == business_of(session)) & (bookings.c.id == before.id)
    session.execute(sa.update(bookings).where(here).values(**values, version=before.version + 1))
    booking = read_booking(session, before.id)
    data = {"number": booking.number, "customer_id": str(booking.customer_id), "hire_minor": booking.hire_minor, **told}
    today = this_business(session).today(at)
    record_event(session, f"booking.{done}", "booking", booking.id, data, by=by, at=at, business_date=today)
    return booking


def _details(command: BookingDetails) -> dict[str, Any]:
    return {name: getattr(command, name) for name in BookingDetails.__struct_fields__ if name != "lines"}


def _write_lines(session: Session, booking_id: UUID, items: Sequence[AgreedItem]) -> None:
    session.execute(
        sa.insert(booking_lines),
        [
            {
                "business_id": business_of(session),
                "booking_id": booking_id,
                "position": position,
                "product_id": item.product.id,
                "quantity": item.quantity,
                "daily_rate": item.daily_rate,
                "discount_percent": item.discount_percent,
            }
            for position, item in enumerate(items, start=1)
        ],
    )
