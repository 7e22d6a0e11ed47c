"""Reminders and bills on their way to customers: who is told, on which channel, in which words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, read_bill
from billing.business import Business, read_business
from billing.customers import Customer, read_customer
from billing.events import record_event
from billing.permissions import Actor
from billing.reminders import DueReminder, read_reminder_policy, reminder_for, reminders_due
from munim.errors import Invalid, Refused
from munim.links import sign_link
from munim.phones import can_text
from munim.settings import Settings
from notifications.channels import Part
from notifications.messages import NewMessage, Queued, queue_message, queue_messages
from notifications.words import write_words

LINK_LIFE: Final = timedelta(days=90)

# Makes the link to a bill that goes into its message, or None for a message without one.
BillLink = Callable[[UUID], str | None]


def bill_link(business_id: int, bill_id: UUID, *, settings: Settings, at: datetime) -> str:
    """The address under which whoever holds it sees the bill, for ninety days from ``at``."""
    path = f"/share/{business_id}/bills/{bill_id}"
    return settings.origin + sign_link(path, secret=settings.secret(), expires=at + LINK_LIFE)


def receipt_link(business_id: int, payment_id: UUID, *, settings: Settings, at: datetime) -> str:
    """The address under which whoever holds it sees the receipt, for ninety days from ``at``."""
    path = f"/share/{business_id}/payments/{payment_id}"
    return settings.origin + sign_link(path, secret=settings.secret(), expires=at + LINK_LIFE)


def no_link(_bill_id: UUID) -> None:
    """A message without a link to its bill."""
    return None


# -- commands ----------------------------------------------------------------------------------------


class SendBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Send a bill to its customer. ``channel`` None: the first of the shop's preference they can be reached by."""

    channel: Literal["email", "sms", "whatsapp"] | None = None


class SendReminder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Remind of an open bill now, whatever the policy says."""

    channel: Literal["email", "sms", "whatsapp"] | None = None


# -- rules -------------------------------------------------------------------------------------------


class Unreachable(Refused):
    """This customer cannot be reached that way."""

    code = "customer_unreachable"


def address_on(channel: str, *, phone: str | None, email: str | None) -> str | None:
    """The recipient on a channel; None where there is none (a landline takes no texts, N-31)."""
    if channel == "email":
        return email
    return phone if phone and can_text(phone) else None


def reach(channels: Sequence[str], *, phone: str | None, email: str | None) -> tuple[str, str] | None:
    """The first channel with an address, and the address."""
    for channel in channels:
        if address := address_on(channel, phone=phone, email=email):
            return channel, address
    return None


# -- operations --------------------------------------------------------------------------------------


def queue_reminders(session: Session, *, day: date, at: datetime, link: BillLink = no_link) -> list[Queued]:
    """Queue the reminders of the shop's ``day``; those queued before are returned as they are (J-23)."""
    business = read_business(session)
    if not business.reminders:
        return []
    policy = read_reminder_policy(session)
    made = []
    for due in reminders_due(session, day=day, policy=policy):
        found = reach(policy.channels, phone=due.phone, email=due.email)
        if found is not None:
            made.append(_reminder(due, business, *found, about=due.key, link=link(due.bill_id)))
    return queue_messages(session, made, at=at)


def send_reminder(
    session: Session, bill_id: UUID, command: SendReminder, *, by: Actor, at: datetime, link: BillLink = no_link
) -> Queued:
    """Remind of one open bill because a person asked: once a day and channel.

    Raises ``NotFound`` when nothing is open on the bill, ``Unreachable``.
    """
    by.require("bills.write")
    business = read_business(session)
    day = business.today(at)
    due = reminder_for(session, bill_id, day=day)
    channel, address = _asked(session, command.channel, phone=due.phone, email=due.email)
    queued = queue_message(
        session,
        _reminder(
            due, business, channel, address, about=f"reminder/{bill_id}/asked/{day}/{channel}", link=link(bill_id)
        ),
        at=at,
    )
    data = {"message_id": queued.id, "channel": channel}
    record_event(session, "bill.reminded", "bill", bill_id, data, by=by, at=at, business_date=day)
    return queued


def send_bill(
    session: Session,
    bill_id: UUID,
    command: SendBill,
    *,
    by: Actor,
    at: datetime,
    link: str | None = None,
    pdf: Part | None = None,
) -> Queued:
    """Send an issued bill to its customer: an e-mail carries ``pdf``, a text the ``link``. Once a minute and channel.

    Raises ``NotFound``, ``Invalid`` for a draft, ``Unreachable``.
    """
    by.require("bills.write")
    business = read_business(session)
    bill = read_bill(session, bill_id)
    if bill.number is None:
        raise Invalid("a draft is not sent; issue it first", field="status")
    customer = read_customer(session, bill.customer_id)
    channel, address = _asked(session, command.channel, phone=customer.phone, email=customer.email)
    queued = queue_message(
        session, _bill_message(bill, customer, business, channel, address, link=link, pdf=pdf, at=at), at=at
    )
    data = {"message_id": queued.id, "channel": channel}
    record_event(session, "bill.sent", "bill", bill_id, data, by=by, at=at, business_date=business.today(at))
    return queued


def _bill_message(
    bill: Bill,
    customer: Customer,
    business: Business,
    channel: str,
    address: str,
    *,
    link: str | None,
    pdf: Part | None,
    at: datetime,
) -> NewMessage:
    language = customer.language or business.language
    facts = {
        "shop": business.name,
        "customer": customer.name,
        "number": bill.number,
        "total_minor": bill.total_minor,
        "due_minor": bill.due_minor,
        "currency": business.currency,
        "business_date": bill.business_date,
        "due_date": bill.due_date,
        "link": link,
    }
    return NewMessage(
        event="bill_sent",
        channel=channel,
        about=f"bill/{bill.id}/{channel}/{at:%Y-%m-%dT%H:%M}",
        recipient=address,
        language=language,
        words=write_words("bill_sent", channel, language, facts, color=business.brand_color),
        parts=(pdf,) if pdf is not None and channel == "email" else (),
        customer_id=customer.id,
    )


def _reminder(
    due: DueReminder, business: Business, channel: str, address: str, *, about: str, link: str | None
) -> NewMessage:
    language = due.language or business.language
    facts = {
        "shop": business.name,
        "customer": due.customer_name,
        "number": due.number,
        "due_minor": due.due_minor,
        "currency": business.currency,
        "due_date": due.due_date,
        "days": abs(due.days),
        "link": link,
    }
    return NewMessage(
        event=due.event,
        channel=channel,
        about=about,
        recipient=address,
        language=language,
        words=write_words(due.event, channel, language, facts, color=business.brand_color),
        customer_id=due.customer_id,
    )


def _asked(session: Session, channel: str | None, *, phone: str | None, email: str | None) -> tuple[str, str]:
    channels = read_reminder_policy(session).channels if channel is None else (channel,)
    found = reach(channels, phone=phone, email=email)
    if found is None:
        raise Unreachable(f"the customer has no address for {' or '.join(channels)}", field="channel")
    return found
