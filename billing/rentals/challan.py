"""Challans: goods that leave the shop on hire, from the paper made out for them to the customer's door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import bill_to
from billing.business import EARLIEST_DAY, Business, this_business
from billing.customers import Customer, lock_customer, read_customer
from billing.events import record_event
from billing.numbering import take_number
from billing.permissions import Actor
from billing.rentals.availability import hold_units
from billing.rentals.booking import lock_booking, set_booking_status
from billing.rentals.days import DayRule, booked_days
from billing.rentals.reads import Booking, Challan, read_booking, read_challan
from billing.rentals.tables import challan_lines, challans
from billing.rentals.terms import AgreedItem, HireItem, agree_items, check_hirer, day_rule_of, hire_on_credit, units_of
from billing.rentals.unbilled import forget_unbilled, keep_unbilled, read_hire_lines, unbilled_of
from billing.series import choose_series
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.text import Line, Prose, SeriesCode

LONGEST: Final = timedelta(days=1000)

# -- commands ----------------------------------------------------------------------------------------


class NewChallan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A challan to make out: from an accepted booking, or for a customer straight away.

    What is left out comes from the booking. ``due_on``: the last day of the hire. ``handed_out``: it leaves now;
    otherwise its delivery is pending. ``exempt_reason``: why this hire bears no tax.
    """

    booking_id: UUID | None = None
    customer_id: UUID | None = None
    lines: list[HireItem] | None = None
    starts_on: date | None = None
    due_on: date | None = None
    handed_out: bool = False
    delivery_address: Prose | None = None
    vehicle: Line | None = None
    note: Prose | None = None
    tax_exempt: bool = False
    exempt_reason: Prose | None = None
    id: UUID | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None
    credit_reason: Prose | None = None


class HandOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the goods left: from then on the days of hire are counted. ``out_at`` None: now."""

    out_at: datetime | None = None
    vehicle: Line | None = None


class Deliver(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the customer had the goods. ``delivered_at`` None: now."""

    delivered_at: datetime | None = None


class ExtendHire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The new last day of a hire; ``credit_reason``: why, above the customer's credit limit."""

    due_on: date
    credit_reason: Prose | None = None


class CancelChallan(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a challan is cancelled whose goods never left."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------


class ChallanMoved(Refused):
    """This challan stands where that cannot be done to it any more."""

    code = "challan_moved"


class ChallanIdTaken(Conflict):
    """This id is already a challan."""

    code = "challan_id_taken"


def instant_of(asked: datetime | None, at: datetime, *, after: datetime | None, field: str) -> datetime:
    """The moment something happened: as asked, else now. Raises ``Invalid`` for the future, or before what came before it."""
    moment = asked or at
    if moment.tzinfo is None:
        raise Invalid(f"{field} carries its zone, such as 2026-05-01T10:00:00+05:30", field=field)
    if moment > at:
        raise Invalid(f"{field} is not in the future", field=field)
    if after is not None and moment < after:
        raise Invalid(f"{field} is not before {after.isoformat()}", field=field)
    if moment.date() < EARLIEST_DAY:
        raise Invalid(f"{field} is {EARLIEST_DAY} or later", field=field)
    return moment


def rule_of(challan: Challan, business: Business) -> DayRule:
    """How the days of this hire are counted: as the shop did when the challan was made out."""
    return DayRule(business.calendar, "hours" if challan.day_counts == "hours" else "calendar", challan.grace_minutes)


def _check_dates(starts_on: date, due_on: date) -> None:
    if due_on < starts_on:
        raise Invalid("a hire is not due before it begins", field="due_on")
    if due_on - starts_on > LONGEST:
        raise Invalid(f"a hire is agreed for at most {LONGEST.days} days; extend it later", field="due_on")


# -- operations --------------------------------------------------------------------------------------


def make_challan(session: Session, command: NewChallan, *, by: Actor, at: datetime) -> Challan:
    """Make out a challan for goods on hire; the hire agreed counts against the customer's credit from now on.

    Locks the booking, the customer's balance, the levels of the items in product order, the number series and the head,
    so the last unit goes out once (S3). Raises ``NotFound``, ``BookingMoved``, ``Invalid``, ``NotForHire``,
    ``NobodyInParticular``, ``NotAvailable``, ``OverCreditLimit`` (P5), ``SeriesClosed``, ``SeriesLeased``.
    """
    by.require("rentals.write")
    business = this_business(session)
    booking = lock_booking(session, command.booking_id, "accepted") if command.booking_id else None
    today = business.today(at)
    starts_on, due_on = _dates(command, booking, today)
    if command.tax_exempt and not (command.exempt_reason or "").strip():
        raise Invalid("say why this hire bears no tax", field="exempt_reason")
    if booking and command.customer_id not in (None, booking.customer_id):
        raise Invalid("the booking is another customer's", field="customer_id")
    customer_id = booking.customer_id if booking else command.customer_id
    if customer_id is None:
        raise Invalid("name the booking or the customer", field="customer_id")
    customer = read_customer(session, customer_id)
    check_hirer(customer)
    items = agree_items(session, _items(command, booking), customer)
    rule = day_rule_of(business)
    challan_id = command.id or new_id()
    customer = lock_customer(session, customer_id)
    asked = units_of(items)
    hold_units(session, asked, first=starts_on, last=due_on, today=today, besides=booking.id if booking else None)
    series = choose_series(session, "challan", command.series, device_id=command.device_id, business=business)
    # dated today, whatever day an earlier zone of the shop made it
    number, year = take_number(
        session, "challan", series, business_date=today, calendar=business.calendar, back_dated=True
    )
    values = {
        "number": number,
        "financial_year": year,
        "booking_id": command.booking_id,
        "customer_id": customer_id,
        "status": "out" if command.handed_out else "pending",
        "business_date": today,
        "starts_on": starts_on,
        "due_on": due_on,
        "out_at": at if command.handed_out else None,
        "out_by": by.user_id if command.handed_out else None,
        "day_counts": rule.counts,
        "grace_minutes": rule.grace_minutes,
        "tax_exempt": command.tax_exempt,
        "exempt_reason": command.exempt_reason if command.tax_exempt else None,
        "delivery_address": command.delivery_address or (booking.delivery_address if booking else None),
        "vehicle": command.vehicle,
        "note": command.note or (booking.note if booking else None),
        "consignee": msgspec.to_builtins(bill_to(customer, business)),
        "staff_id": by.user_id,
    }
    _store(session, challan_id, values, items, booked_days(rule, starts_on, due_on), at=at)
    lines = read_hire_lines(session, challan_id)
    waived = hire_on_credit(
        customer, sum(unbilled_of(line, business.currency) for line in lines), command.credit_reason, business, by
    )
    keep_unbilled(session, customer_id, lines)
    if booking:
        set_booking_status(session, booking.id, "handed_out")
    challan = read_challan(session, challan_id)
    data = {
        "number": number,
        "customer_id": str(customer_id),
        "status": challan.status,
        "unbilled_minor": challan.unbilled_minor,
        **({"booking_id": str(booking.id)} if booking else {}),
        **waived,
    }
    record_event(session, "challan.made", "challan", challan_id, data, by=by, at=at, business_date=today)
    return challan


def hand_out(
    session: Session,
    challan_id: UUID,
    command: HandOut,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Challan:
    """The goods of a pending challan leave the shop; their days of hire are counted from here.

    Locks the challan, the customer's balance, the levels of the items, the head: who leaves earlier than planned may meet
    another's booking. Raises ``NotFound``, ``StaleVersion``, ``ChallanMoved``, ``NotAvailable``, ``Invalid``.
    """
    by.require("rentals.write")
    business = this_business(session)
    challan = lock_challan(session, challan_id, "pending", expected_version=expected_version)
    out_at = instant_of(command.out_at, at, after=None, field="out_at")
    starts_on = business.today(out_at)
    if starts_on > challan.due_on:
        raise Refused(f"the hire was due on {challan.due_on}: extend it first", due_on=challan.due_on.isoformat())
    lock_customer(session, challan.customer_id)
    hold_units(
        session,
        units_of(challan.lines),
        first=min(starts_on, challan.starts_on),
        last=challan.due_on,
        today=business.today(at),
        besides=challan_id,
    )
    values = {
        "status": "out",
        "out_at": out_at,
        "out_by": by.user_id,
        "starts_on": starts_on,
        "vehicle": command.vehicle or challan.vehicle,
    }
    return _agree_days(session, challan, values, "handed_out", {}, by=by, at=at)


def deliver(
    session: Session,
    challan_id: UUID,
    command: Deliver,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Challan:
    """The customer has the goods. Locks the challan and the head. Raises ``NotFound``, ``StaleVersion``, ``ChallanMoved``."""
    by.require("rentals.write")
    challan = lock_challan(session, challan_id, "out", expected_version=expected_version)
    delivered_at = instant_of(command.delivered_at, at, after=challan.out_at, field="delivered_at")
    values = {"status": "delivered", "delivered_at": delivered_at, "delivered_by": by.user_id}
    return move_challan(session, challan, values, "delivered", {}, by=by, at=at)


def extend_hire(
    session: Session,
    challan_id: UUID,
    command: ExtendHire,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Challan:
    """Agree another last day of a hire that is not over: later where nobody else was promised the units, or earlier.

    Locks the challan, the customer's balance, the levels of the items and the head. Raises ``NotFound``,
    ``StaleVersion``, ``ChallanMoved``, ``NotAvailable``, ``OverCreditLimit``, ``Invalid``.
    """
    by.require("rentals.write")
    business = this_business(session)
    challan = lock_challan(session, challan_id, "pending", "out", "delivered", expected_version=expected_version)
    today = business.today(at)
    _check_dates(challan.starts_on, command.due_on)
    if command.due_on < today:
        raise Invalid("a hire is extended to today or later", field="due_on")
    customer = lock_customer(session, challan.customer_id)
    if command.due_on > challan.due_on:
        hold_units(
            session,
            _units_out(challan),
            first=max(challan.starts_on, today),
            last=command.due_on,
            today=today,
            besides=challan_id,
        )
    told = {"before": {"due_on": challan.due_on.isoformat()}, "after": {"due_on": command.due_on.isoformat()}}
    return _agree_days(
        session,
        challan,
        {"due_on": command.due_on},
        "extended",
        told,
        by=by,
        at=at,
        customer=customer,
        credit_reason=command.credit_reason,
    )


def cancel_challan(
    session: Session,
    challan_id: UUID,
    command: CancelChallan,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Challan:
    """Cancel a challan whose goods never left: it keeps its number, its units are free, its booking is accepted again.

    Locks the booking, the challan, the customer's balance, the levels and the head. Raises ``NotFound``,
    ``StaleVersion``, ``ChallanMoved``, ``NotAvailable`` when the booking's units went to another meanwhile.
    """
    by.require("rentals.write")
    if not command.reason.strip():
        raise Invalid("say why the challan is cancelled", field="reason")
    today = this_business(session).today(at)
    challan = lock_challan(session, challan_id, "pending", expected_version=expected_version)
    lock_customer(session, challan.customer_id)
    forget_unbilled(session, challan.customer_id, read_hire_lines(session, challan_id))
    if challan.booking_id:
        _reopen_booking(session, challan, today)
    values = {"status": "cancelled", "cancelled_date": today, "cancel_reason": command.reason}
    return move_challan(session, challan, values, "cancelled", {"reason": command.reason}, by=by, at=at)


def lock_challan(session: Session, challan_id: UUID, *standing: str, expected_version: int | None = None) -> Challan:
    """Lock a challan, first of all locks. Raises ``NotFound``, ``StaleVersion``, ``ChallanMoved`` unless it is ``standing`` so."""
    here = (challans.c.business_id == business_of(session)) & (challans.c.id == challan_id)
    if session.execute(sa.select(challans.c.id).where(here).with_for_update()).one_or_none() is None:
        raise NotFound("there is no such challan")
    challan = read_challan(session, challan_id)
    check_version(challan.version, expected_version)
    if challan.status not in standing:
        raise ChallanMoved(f"challan {challan.number} is {challan.status}", status=challan.status)
    return challan


def move_challan(
    session: Session,
    before: Challan,
    values: dict[str, Any],
    done: str,
    told: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
) -> Challan:
    """Write what changed of a challan, and tell of it."""
    here = (challans.c.business_id == business_of(session)) & (challans.c.id == before.id)
    session.execute(sa.update(challans).where(here).values(**values, version=before.version + 1))
    challan = read_challan(session, before.id)
    data = {
        "number": challan.number,
        "customer_id": str(challan.customer_id),
        "status": challan.status,
        "unbilled_minor": challan.unbilled_minor,
        **told,
    }
    today = this_business(session).today(at)
    record_event(session, f"challan.{done}", "challan", challan.id, data, by=by, at=at, business_date=today)
    return challan


def _agree_days(
    session: Session,
    challan: Challan,
    values: dict[str, Any],
    done: str,
    told: dict[str, Any],
    *,
    by: Actor,
    at: datetime,
    customer: Customer | None = None,
    credit_reason: str | None = None,
) -> Challan:
    """Write other days of a hire, and the exposure they make. With ``customer`` what is added is checked against their credit."""
    business = this_business(session)
    starts_on, due_on = values.get("starts_on", challan.starts_on), values.get("due_on", challan.due_on)
    days = booked_days(rule_of(challan, business), starts_on, due_on)
    session.execute(
        sa.update(challan_lines)
        .where(challan_lines.c.business_id == business_of(session), challan_lines.c.challan_id == challan.id)
        .values(booked_days=days)
    )
    lines = read_hire_lines(session, challan.id)
    added = sum(unbilled_of(line, business.currency) - line.unbilled_minor for line in lines)
    waived = hire_on_credit(customer, added, credit_reason, business, by) if customer and added > 0 else {}
    keep_unbilled(session, challan.customer_id, lines)
    return move_challan(session, challan, values, done, {**told, **waived}, by=by, at=at)


def _units_out(challan: Challan) -> dict[UUID, Decimal]:
    """The units of each product that did not come back yet."""
    units: dict[UUID, Decimal] = {}
    for line in challan.lines:
        units[line.product_id] = units.get(line.product_id, Decimal(0)) + line.out_quantity
    return units


def _reopen_booking(session: Session, challan: Challan, today: date) -> None:
    """Accept the booking again: what the challan held is what it asks for, unless it asks for more."""
    booking = read_booking(session, challan.booking_id) if challan.booking_id else None
    if booking is None or booking.status != "handed_out":
        return
    hold_units(
        session,
        units_of(booking.lines),
        first=booking.starts_on,
        last=booking.ends_on,
        today=today,
        besides=challan.id,
    )
    set_booking_status(session, booking.id, "accepted")


def _dates(command: NewChallan, booking: Booking | None, today: date) -> tuple[date, date]:
    starts_on = command.starts_on or (booking.starts_on if booking else today)
    if command.handed_out:
        starts_on = today
    due_on = command.due_on or (booking.ends_on if booking else None)
    if due_on is None:
        raise Invalid("say which day is the last of the hire", field="due_on")
    if starts_on < today and not booking:
        raise Invalid("a hire begins today or later; say when the goods left as they are handed out", field="starts_on")
    _check_dates(starts_on, due_on)
    if due_on < today:
        raise Invalid("the last day of the hire has passed", field="due_on")
    return starts_on, due_on


def _items(command: NewChallan, booking: Booking | None) -> list[HireItem]:
    if command.lines is not None:
        return command.lines
    if booking is None:
        raise Invalid("a challan has lines", field="lines")
    return [
        HireItem(
            product_id=line.product_id,
            quantity=line.quantity,
            daily_rate=line.daily_rate,
            discount_percent=line.discount_percent,
        )
        for line in booking.lines
    ]


def _store(
    session: Session, challan_id: UUID, values: dict[str, Any], items: Sequence[AgreedItem], days: int, *, at: datetime
) -> None:
    business_id = business_of(session)
    try:
        session.execute(sa.insert(challans).values(business_id=business_id, id=challan_id, created_at=at, **values))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_challans":
            raise ChallanIdTaken(field="id") from None
        raise
    session.execute(
        sa.insert(challan_lines),
        [
            {
                "business_id": business_id,
                "challan_id": challan_id,
                "position": position,
                "product_id": item.product_id,
                "description": item.product.name,
                "hsn": item.product.hsn,
                "unit": item.product.unit,
                "quantity": item.quantity,
                "daily_rate": item.daily_rate,
                "discount_percent": item.discount_percent,
                "unit_value": item.product.price,
                "booked_days": days,
            }
            for position, item in enumerate(items, start=1)
        ],
    )
