"""Bookings that were accepted: the customer is told in the same transaction, so neither happens without the other."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from billing.business import read_business
from billing.customers import read_customer
from billing.permissions import Actor
from billing.reminders import read_reminder_policy
from billing.rentals.booking import AcceptBooking, accept_booking
from billing.rentals.reads import Booking
from notifications.messages import NewMessage, queue_messages
from notifications.reminders import reach
from notifications.words import write_words

# -- operations --------------------------------------------------------------------------------------


def accept_and_tell(
    session: Session,
    booking_id: UUID,
    command: AcceptBooking,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Booking:
    """Accept a booking and queue its confirmation, once, to whoever can be reached and wants messages.

    Raises what ``accept_booking`` raises.
    """
    booking = accept_booking(session, booking_id, command, by=by, at=at, expected_version=expected_version)
    message = _confirmation(session, booking)
    queue_messages(session, [message] if message else [], at=at)
    return booking


def _confirmation(session: Session, booking: Booking) -> NewMessage | None:
    customer, business = read_customer(session, booking.customer_id), read_business(session)
    channels = read_reminder_policy(session).channels
    found = None if customer.opted_out else reach(channels, phone=customer.phone, email=customer.email)
    if found is None:
        return None
    channel, address = found
    language = customer.language or business.language
    facts = {
        "shop": business.name,
        "customer": customer.name,
        "number": booking.number,
        "starts_on": booking.starts_on,
        "ends_on": booking.ends_on,
        "items": [{"name": line.name, "quantity": line.quantity} for line in booking.lines],
        "hire_minor": booking.hire_minor,
        "advance_minor": booking.advance_minor,
        "currency": business.currency,
        "delivery_address": booking.delivery_address,
    }
    return NewMessage(
        event="booking_accepted",
        channel=channel,
        about=f"booking/{booking.id}/accepted",
        recipient=address,
        language=language,
        words=write_words("booking_accepted", channel, language, facts, color=business.brand_color),
        customer_id=customer.id,
    )
