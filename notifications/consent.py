"""Whether, and when, a recipient may be sent a message: asked at the moment of sending, not of queueing.

Three questions, in this order: does the recipient want it (opt-outs), is it a decent hour where they are (quiet
hours), have they had enough (frequency).
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import phonenumbers.timezone
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.customers import customers
from billing.timing import instant_of
from munim.database import business_of, instant, tenant_table
from munim.links import sign_link
from notifications.messages import messages

# -- tables ------------------------------------------------------------------------------------------

opt_outs = tenant_table(
    "opt_outs",
    sa.Column("channel", sa.Text, primary_key=True),
    sa.Column("recipient", sa.Text, primary_key=True, comment="e-mail address in lower case, or phone in E.164"),
    sa.Column("reason", sa.Text, nullable=False, comment="unsubscribed, stopped at the provider, no such number"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    instant("at"),
    comment="The consent ledger: one row per recipient who wants, or can get, nothing on a channel",
)

# -- rules -------------------------------------------------------------------------------------------


class CategoryRule(msgspec.Struct, frozen=True):
    """How far a category may go. ``daily_most``: per recipient in 24 hours; None: no limit."""

    quiet_hours: bool = False
    daily_most: int | None = None
    repeatable: bool = False  # a second copy does less harm than none


RULES: Final[Mapping[str, CategoryRule]] = {
    "transactional": CategoryRule(),
    "reminder": CategoryRule(quiet_hours=True, daily_most=3),
    "report": CategoryRule(repeatable=True),
    "promotional": CategoryRule(quiet_hours=True, daily_most=1),
}
# Promotional texts go out from 10 to 21 by law in India (N-24); for reminders the shop's policy says.
PROMOTIONAL_HOURS: Final = (time(10), time(21))
PACE: Final = timedelta(seconds=10)  # between two texts to one number (N-15)
SPREAD: Final = timedelta(minutes=15)  # over which what waited for the morning leaves (N-24)


class Send(msgspec.Struct, frozen=True):
    """Go ahead."""


class Suppress(msgspec.Struct, frozen=True):
    """Never."""

    reason: str


class Defer(msgspec.Struct, frozen=True):
    """Not before ``until``."""

    until: datetime
    reason: str


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The message in question. ``opens``/``closes``: the shop's hours for reminders; ``zone``: the shop's."""

    id: UUID
    channel: str
    category: str
    recipient: str
    customer_id: UUID | None
    zone: str
    opens: time = time(9)
    closes: time = time(21)


def zone_of(recipient: str, *, otherwise: str) -> str:
    """The zone a phone number is in; ``otherwise`` (the shop's) for an e-mail address, or when the country has that zone too."""
    if not recipient.startswith("+"):
        return otherwise
    zones = phonenumbers.timezone.time_zones_for_number(phonenumbers.parse(recipient))
    known = [zone for zone in zones if zone != phonenumbers.timezone.UNKNOWN_TIMEZONE]
    return otherwise if not known or otherwise in known else known[0]


def next_opening(now: datetime, *, opens: time, closes: time, zone: str) -> datetime | None:
    """When the quiet hours around ``now`` end; None outside them."""
    here = now.astimezone(ZoneInfo(zone))
    if opens <= here.time() < closes:
        return None
    day = here.date() if here.time() < opens else here.date() + timedelta(days=1)
    return instant_of(day, opens, zone)


def decide(session: Session, asked: Asked, *, at: datetime) -> Send | Suppress | Defer:
    """Whether the message may be sent at ``at``.

    Locks the recipient, by an advisory lock until the transaction ends: of two messages to one number that are about to
    leave at once, the second sees the first.
    """
    rule = RULES[asked.category]
    recipient = f"recipient {business_of(session)} {asked.recipient}"
    session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(recipient, 0))))
    if reason := _refusal(session, asked):
        return Suppress(reason)
    if asked.channel == "email":
        return _enough(session, asked, rule, at) or Send()
    if rule.quiet_hours:
        opens, closes = PROMOTIONAL_HOURS if asked.category == "promotional" else (asked.opens, asked.closes)
        until = next_opening(at, opens=opens, closes=closes, zone=zone_of(asked.recipient, otherwise=asked.zone))
        if until is not None:
            # spread by the id's random end, so that a night's messages do not all leave in one second
            return Defer(until + SPREAD * (asked.id.int % 1000) / 1000, "quiet hours")
    return _enough(session, asked, rule, at) or _too_soon(session, asked, at) or Send()


def _refusal(session: Session, asked: Asked) -> str | None:
    if asked.customer_id is not None:
        here = (customers.c.business_id == business_of(session)) & (customers.c.id == asked.customer_id)
        if session.execute(sa.select(customers.c.opted_out).where(here)).scalar_one_or_none():
            return "the customer wants no messages"
    return session.execute(
        sa.select(opt_outs.c.reason).where(
            opt_outs.c.business_id == business_of(session),
            opt_outs.c.channel == asked.channel,
            opt_outs.c.recipient == asked.recipient.lower(),
            opt_outs.c.active,
        )
    ).scalar_one_or_none()


def _enough(session: Session, asked: Asked, rule: CategoryRule, at: datetime) -> Suppress | None:
    if rule.daily_most is None:
        return None
    lately = session.execute(
        sa.select(sa.func.count()).where(
            *_gone(session, asked), messages.c.category == asked.category, _left(at) > at - timedelta(days=1)
        )
    ).scalar_one()
    return Suppress(f"{lately} messages of this kind within 24 hours are enough") if lately >= rule.daily_most else None


def _too_soon(session: Session, asked: Asked, at: datetime) -> Defer | None:
    last = session.execute(
        sa.select(sa.func.max(_left(at))).where(*_gone(session, asked), messages.c.channel == asked.channel)
    ).scalar_one()
    return Defer(last + PACE, "one at a time") if last is not None and last + PACE > at else None


def _left(at: datetime) -> sa.ColumnElement[datetime]:
    """When a message left; one that is leaving leaves now."""
    return sa.case((messages.c.state == "sending", sa.literal(at)), else_=messages.c.sent_at)


def _gone(session: Session, asked: Asked) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        messages.c.business_id == business_of(session),
        messages.c.recipient == asked.recipient,
        messages.c.id != asked.id,
        messages.c.state.in_(["sending", "sent", "delivered", "unknown"]),
    )


# -- operations --------------------------------------------------------------------------------------


def opt_out(session: Session, channel: str, recipient: str, *, reason: str, at: datetime) -> None:
    """The recipient gets nothing more on this channel."""
    values = {"reason": reason, "active": True, "at": at}
    statement = insert(opt_outs).values(
        business_id=business_of(session), channel=channel, recipient=recipient.lower(), **values
    )
    session.execute(
        statement.on_conflict_do_update(index_elements=["business_id", "channel", "recipient"], set_=values)
    )


def opt_in(session: Session, channel: str, recipient: str, *, at: datetime) -> None:
    """The recipient wants messages on this channel again."""
    session.execute(
        sa.update(opt_outs)
        .where(
            opt_outs.c.business_id == business_of(session),
            opt_outs.c.channel == channel,
            opt_outs.c.recipient == recipient.lower(),
        )
        .values(active=False, at=at)
    )


# -- links -------------------------------------------------------------------------------------------

UNSUBSCRIBE_LIFE: Final = timedelta(days=400)  # a year-old report can still be stopped


def unsubscribe_path(business_id: int, recipient: str) -> str:
    """The path behind ``List-Unsubscribe``; whoever answers it checks its signature and calls ``opt_out``."""
    return f"/unsubscribe/{business_id}/{base64.urlsafe_b64encode(recipient.encode()).decode().rstrip('=')}"


def recipient_of(token: str) -> str:
    """The address in an unsubscribe path. Raises ``ValueError`` for what is none."""
    return base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()


def unsubscribe_url(business_id: int, recipient: str, *, origin: str, secret: str, at: datetime) -> str:
    """A link that stops report mail to ``recipient`` with one POST (RFC 8058)."""
    expires = (at + UNSUBSCRIBE_LIFE).astimezone(UTC)
    return origin + sign_link(unsubscribe_path(business_id, recipient), secret=secret, expires=expires)
