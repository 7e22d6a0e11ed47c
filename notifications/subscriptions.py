"""Who gets the letters of a schedule: whom it names, as long as they want it.

A recipient with an account here is written to at once; anybody else confirms first, by a signed link. Each stops
their own letters of one schedule by one POST (RFC 8058), and may begin again by the link that confirms.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from typing import Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.business import Business, read_business
from billing.memberships import list_members
from billing.permissions import MUNIM
from billing.schedules import Schedule, read_schedule
from munim.database import belongs_to, business_of, instant, tenant_table
from munim.links import sign_link
from notifications.messages import NewMessage, queue_messages
from notifications.words import write_words

STOP_LIFE: Final = timedelta(days=400)  # a year-old report can still be stopped
CONFIRM_LIFE: Final = timedelta(days=30)

# -- tables ------------------------------------------------------------------------------------------

subscriptions = tenant_table(
    "subscriptions",
    sa.Column("schedule_id", sa.Uuid, primary_key=True),
    sa.Column("recipient", sa.Text, primary_key=True, comment="e-mail address in lower case"),
    instant("asked_at", nullable=True),
    instant("confirmed_at", nullable=True),
    instant("stopped_at", nullable=True),
    belongs_to("schedule_id", "schedules"),
    comment="One row per recipient of a schedule who was asked, confirmed or stopped",
)

# -- reads -------------------------------------------------------------------------------------------


class Subscriber(msgspec.Struct, frozen=True):
    """Somebody a schedule names, and whether they are written to."""

    recipient: str
    state: Literal["written to", "has not confirmed", "stopped"]


def subscribers(session: Session, schedule: Schedule) -> list[Subscriber]:
    """Those the schedule names, else the business's own address, else its owners, in their order."""
    business = read_business(session)
    members = [member for member in list_members(session, by=MUNIM) if member.active]
    owners = [member.email for member in members if member.role == "owner"]
    named = schedule.recipients or ((business.email,) if business.email else tuple(owners))
    known = {address.lower() for address in (business.email or "", *(member.email for member in members))}
    rows = {
        row.recipient: row
        for row in session.execute(
            sa.select(subscriptions).where(
                subscriptions.c.business_id == business_of(session), subscriptions.c.schedule_id == schedule.id
            )
        )
    }

    def state(address: str) -> Literal["written to", "has not confirmed", "stopped"]:
        row = rows.get(address)
        if row is not None and row.stopped_at is not None:
            return "stopped"
        if address in known or (row is not None and row.confirmed_at is not None):
            return "written to"
        return "has not confirmed"

    once = dict.fromkeys(address.lower() for address in named)
    return [Subscriber(address, state(address)) for address in once]


def written_to(session: Session, schedule: Schedule) -> list[str]:
    """The addresses that get the schedule's letters."""
    return [one.recipient for one in subscribers(session, schedule) if one.state == "written to"]


def has_stopped(session: Session, schedule_id: UUID, recipient: str) -> bool:
    """Whether the recipient stopped the letters of this schedule, and did not begin again."""
    key = (business_of(session), schedule_id, recipient.lower())
    of_theirs = sa.tuple_(subscriptions.c.business_id, subscriptions.c.schedule_id, subscriptions.c.recipient) == key
    return bool(session.scalar(sa.select(subscriptions.c.stopped_at.is_not(None)).where(of_theirs)))


def owners_of(session: Session) -> list[str]:
    """The addresses of the business's owners."""
    return [member.email for member in list_members(session, by=MUNIM) if member.role == "owner" and member.active]


# -- operations --------------------------------------------------------------------------------------


def ask_subscribers(session: Session, schedule: Schedule, *, origin: str, secret: str, at: datetime) -> int:
    """Write to those the schedule names who have no account and were not asked before; returns to how many.

    Part of setting up a schedule: in its transaction, without an event of its own.
    """
    if schedule.job != "report":
        return 0
    business = read_business(session)
    waiting = [one.recipient for one in subscribers(session, schedule) if one.state == "has not confirmed"]
    if waiting:
        rows = [
            {"business_id": business_of(session), "schedule_id": schedule.id, "recipient": address, "asked_at": at}
            for address in waiting
        ]
        session.execute(insert(subscriptions).on_conflict_do_nothing(), rows)
    made = [
        _question(
            business,
            schedule,
            address,
            link=confirm_url(business.business_id, schedule.id, address, origin=origin, secret=secret, at=at),
        )
        for address in waiting
    ]
    return sum(one.new for one in queue_messages(session, made, at=at))


def _question(business: Business, schedule: Schedule, address: str, *, link: str) -> NewMessage:
    language = schedule.language or business.language
    facts = {"shop": business.name, "link": link, "days": CONFIRM_LIFE.days}
    return NewMessage(
        event="report_confirmation",
        channel="email",
        about=f"report_confirmation/{schedule.id}/{address}",
        recipient=address,
        language=language,
        words=write_words("report_confirmation", "email", language, facts, color=business.brand_color),
    )


def confirm_subscription(session: Session, schedule_id: UUID, recipient: str, *, at: datetime) -> None:
    """The recipient wants the letters of this schedule. Raises ``NotFound``."""
    _set(session, schedule_id, recipient, confirmed_at=at, stopped_at=None)


def stop_subscription(session: Session, schedule_id: UUID, recipient: str, *, at: datetime) -> None:
    """The recipient gets nothing more of this schedule. Raises ``NotFound``."""
    _set(session, schedule_id, recipient, stopped_at=at)


def _set(session: Session, schedule_id: UUID, recipient: str, **values: datetime | None) -> None:
    read_schedule(session, schedule_id)
    key = {"business_id": business_of(session), "schedule_id": schedule_id, "recipient": recipient.lower()}
    statement = insert(subscriptions).values(**key, **values)
    session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=values))


# -- links -------------------------------------------------------------------------------------------


def stop_path(business_id: int, schedule_id: UUID, recipient: str) -> str:
    """The path behind ``List-Unsubscribe``: a GET shows what a POST stops."""
    return f"/unsubscribe/{business_id}/{schedule_id}/{token_of(recipient)}"


def confirm_path(business_id: int, schedule_id: UUID, recipient: str) -> str:
    """The path by which a recipient says that they want the letters."""
    return f"/subscribe/{business_id}/{schedule_id}/{token_of(recipient)}"


def stop_url(business_id: int, schedule_id: UUID, recipient: str, *, origin: str, secret: str, at: datetime) -> str:
    """The signed link that stops one schedule's letters to one recipient."""
    path, expires = stop_path(business_id, schedule_id, recipient), (at + STOP_LIFE).astimezone(UTC)
    return origin + sign_link(path, secret=secret, expires=expires)


def confirm_url(business_id: int, schedule_id: UUID, recipient: str, *, origin: str, secret: str, at: datetime) -> str:
    """The signed link that begins them."""
    path, expires = confirm_path(business_id, schedule_id, recipient), (at + CONFIRM_LIFE).astimezone(UTC)
    return origin + sign_link(path, secret=secret, expires=expires)


def token_of(recipient: str) -> str:
    """An address as a path carries it."""
    return base64.urlsafe_b64encode(recipient.encode()).decode().rstrip("=")
