"""Messages: a row first, unique by what it is about; then sent, and settled.

::

    queued ──> sending ──> sent ──> delivered
      │  ^        │          └────> failed
      │  └────────┤ try later
      │           ├──> unknown ──> sent | delivered | failed | queued (where a second copy does no harm)
      └──> suppressed | failed

A claim lends a message to one worker for half a minute; every later step names the claim, so a worker that was too
slow cannot finish what another has taken over (rule J-14). The claim functions are in ``queue.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session

from billing.listing import Listing, Page, page
from billing.permissions import Actor
from munim.database import belongs_to, business_of, instant, one_of, tenant_table, uuid_id
from munim.errors import Conflict, NotFound
from munim.ids import new_id
from notifications.channels import Part, Sent
from notifications.segments import count_segments
from notifications.words import Words, template_of

CHANNELS: Final = ("email", "sms", "whatsapp")
STATES: Final = ("queued", "sending", "sent", "delivered", "failed", "suppressed", "unknown")
# The order in which they leave: a person waits for the first, a machine made the last.
CATEGORIES: Final = ("transactional", "reminder", "report", "promotional")

# What figures are made of. To whom, and in which words, stays in the books.
MIRRORED: Final = (
    "channel", "category", "template", "about", "customer_id", "language", "segments", "state", "provider_status", "price",
    "price_currency", "repeated", "created_at", "sent_at", "settled_at",
)  # fmt: skip

# -- tables ------------------------------------------------------------------------------------------

messages = tenant_table(
    "messages",
    uuid_id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("category", sa.Text, nullable=False),
    sa.Column("template", sa.Text, nullable=False),
    sa.Column(
        "about", sa.Text, nullable=False, comment="what it is about, once per business: reminder/<bill>/+7/<due date>"
    ),
    sa.Column("customer_id", sa.Uuid),
    sa.Column("run_id", sa.Uuid, comment="the run of a scheduled report that it is a letter of"),
    sa.Column("recipient", sa.Text, nullable=False, comment="e-mail address, or phone in E.164"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False, server_default=sa.text("''")),
    sa.Column("body", sa.Text, nullable=False),
    sa.Column("html", sa.Text, comment="blanked when no longer needed"),
    sa.Column("variables", JSONB, nullable=False, server_default=sa.text("'{}'")),
    sa.Column("segments", sa.SmallInteger, comment="parts an SMS is paid for"),
    sa.Column("state", sa.Text, nullable=False, server_default=sa.text("'queued'")),
    sa.Column("priority", sa.SmallInteger, nullable=False),
    instant("due_at"),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column(
        "lost",
        sa.SmallInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="claims that ended with their worker",
    ),
    sa.Column("owner", sa.Uuid, comment="the claim that holds it"),
    instant("lease_until", nullable=True),
    instant("check_at", nullable=True),
    sa.Column("checks", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("provider_id", sa.Text),
    sa.Column("provider_status", sa.Text),
    sa.Column("price", sa.Numeric(14, 5), comment="in price_currency units"),
    sa.Column("price_currency", sa.String(3)),
    sa.Column("error", sa.Text, comment="why it failed, was suppressed or waits"),
    sa.Column(
        "repeated",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="sent again after an unknown outcome",
    ),
    instant("created_at"),
    instant("sent_at", nullable=True),
    instant("settled_at", nullable=True),
    belongs_to("customer_id", "customers"),
    belongs_to("run_id", "report_runs"),
    one_of("channel", CHANNELS),
    one_of("category", CATEGORIES),
    one_of("state", STATES),
    sa.Index("uq_messages_about", "business_id", "about", unique=True),
    sa.Index(
        "ix_messages_queued", "business_id", "priority", "due_at", "id", postgresql_where=sa.text("state = 'queued'")
    ),
    sa.Index("ix_messages_sending", "lease_until", postgresql_where=sa.text("state = 'sending'")),
    sa.Index("ix_messages_owner", "owner", postgresql_where=sa.text("owner IS NOT NULL")),
    sa.Index("ix_messages_check", "check_at", postgresql_where=sa.text("check_at IS NOT NULL")),
    sa.Index("ix_messages_recipient", "business_id", "recipient", "created_at"),
    sa.Index("ix_messages_run", "business_id", "run_id", postgresql_where=sa.text("run_id IS NOT NULL")),
    sa.Index("ix_messages_customer", "business_id", "customer_id", "created_at"),
    comment="One row per message to one recipient on one channel",
    mirrored=MIRRORED,
)

message_parts = tenant_table(
    "message_parts",
    sa.Column("message_id", sa.Uuid, primary_key=True),
    sa.Column("position", sa.SmallInteger, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("media_type", sa.Text, nullable=False),
    sa.Column("content_id", sa.Text, comment="of a picture shown inside the HTML"),
    sa.Column("content", sa.LargeBinary, nullable=False, comment="blanked when no longer needed"),
    belongs_to("message_id", "messages"),
    comment="One row per file that travels with a message",
)

# -- commands ----------------------------------------------------------------------------------------


class NewMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message to queue: to whom, about what, in which words. ``due_at`` None: now."""

    event: str
    channel: str
    about: str
    recipient: str
    language: str
    words: Words
    parts: tuple[Part, ...] = ()
    customer_id: UUID | None = None
    run_id: UUID | None = None
    due_at: datetime | None = None


# -- rules -------------------------------------------------------------------------------------------

# Provider statuses from the least to the most that can be known. News arrives late, twice and out of order; the state
# is the greatest status seen, whatever the order (N-8). Failure is terminal, so it is the greatest.
PROVIDER_STATUSES: Final = (
    "accepted",
    "scheduled",
    "queued",
    "sending",
    "sent",
    "partially_delivered",
    "delivered",
    "read",
    "canceled",
    "undelivered",
    "failed",
)
_RANK: Final = {status: rank for rank, status in enumerate(PROVIDER_STATUSES)}

MOST_ATTEMPTS: Final = 8
MOST_LOST: Final = 3  # a message that was held by three workers when they died is not given to a fourth (J-15)
LONGEST_WAIT: Final = timedelta(hours=1)
FIRST_CHECK: Final = timedelta(minutes=2)  # after which a provider is asked what became of a message (N-13)
_RELEASED: Final[Mapping[str, Any]] = {"owner": None, "lease_until": None}


class LeaseLost(Conflict):
    """The message was given to another worker."""

    code = "lease_lost"


def greatest_status(known: str | None, seen: str) -> str:
    """The greater of two provider statuses; commutative, associative and idempotent. Unknown words change nothing."""
    if seen not in _RANK:
        return known or "accepted"
    return seen if known is None or _RANK[seen] > _RANK.get(known, -1) else known


def state_of(provider_status: str) -> str:
    """What a provider's status means for the message."""
    rank = _RANK[provider_status]
    if rank >= _RANK["canceled"]:
        return "failed"
    return "delivered" if rank >= _RANK["partially_delivered"] else "sent"


def backoff(attempts: int, *, chance: float) -> timedelta:
    """How long to wait after the ``attempts``-th try: full jitter under a doubling that ends at an hour (J-15).

    ``chance`` is a random number from 0 to 1; at least a second is waited.
    """
    ceiling = min(timedelta(minutes=2 ** (attempts - 1)), LONGEST_WAIT)
    return max(timedelta(seconds=1), ceiling * chance)


# -- operations --------------------------------------------------------------------------------------


class Queued(msgspec.Struct, frozen=True):
    """The message there is about something; ``new`` is false when it was there before."""

    id: UUID
    state: str
    new: bool


def queue_message(session: Session, message: NewMessage, *, at: datetime) -> Queued:
    """Queue a message in the caller's transaction. One about the same thing already: that one is returned, nothing changes."""
    (queued,) = queue_messages(session, [message], at=at)
    return queued


def queue_messages(session: Session, made: Sequence[NewMessage], *, at: datetime) -> list[Queued]:
    """``queue_message`` for many, in their order."""
    if not made:
        return []
    business_id = business_of(session)
    rows = [{"business_id": business_id, "id": new_id(), "created_at": at, **_row(message, at)} for message in made]
    session.execute(insert(messages).on_conflict_do_nothing(index_elements=["business_id", "about"]), rows)
    stored = {
        row.about: row
        for row in session.execute(
            sa.select(messages.c.about, messages.c.id, messages.c.state).where(
                messages.c.business_id == business_id, messages.c.about.in_([message.about for message in made])
            )
        )
    }
    parts = [
        {"business_id": business_id, "message_id": row["id"], "position": position, **msgspec.structs.asdict(part)}
        for row, message in zip(rows, made, strict=True)
        if stored[message.about].id == row["id"]
        for position, part in enumerate(message.parts, start=1)
    ]
    if parts:
        session.execute(sa.insert(message_parts), parts)
    return [
        Queued(stored[row["about"]].id, stored[row["about"]].state, new=stored[row["about"]].id == row["id"])
        for row in rows
    ]


def _row(message: NewMessage, at: datetime) -> dict[str, Any]:
    category = template_of(message.event).category
    return {
        "channel": message.channel,
        "category": category,
        "template": message.event,
        "about": message.about,
        "customer_id": message.customer_id,
        "run_id": message.run_id,
        "recipient": message.recipient,
        "language": message.language,
        "subject": message.words.subject,
        "body": message.words.text,
        "html": message.words.html,
        "variables": dict(message.words.variables),
        "segments": count_segments(message.words.text).count if message.channel == "sms" else None,
        "priority": CATEGORIES.index(category),
        "due_at": message.due_at or at,
    }


def mark_sending(session: Session, message_id: UUID, *, claim: UUID) -> None:
    """The provider is about to be called: from here the outcome may be unknown. Raises ``LeaseLost``."""
    _step(session, message_id, claim, ("queued",), state="sending", needs_lease=True)


def mark_sent(session: Session, message_id: UUID, sent: Sent, *, claim: UUID, at: datetime) -> None:
    """The provider has it, in the words of ``sent``. Raises ``LeaseLost``."""
    status = greatest_status(None, sent.status)
    _step(
        session,
        message_id,
        claim,
        # a reaper may have called the outcome unknown meanwhile; as long as nobody else took it over, we know better
        ("sending", "unknown"),
        state=state_of(status),
        provider_id=sent.provider_id,
        provider_status=status,
        price=sent.price,
        price_currency=sent.currency,
        error=None,
        sent_at=at,
        settled_at=at if sent.final else None,
        check_at=None if sent.final else at + FIRST_CHECK,
        **_RELEASED,
    )


def mark_suppressed(session: Session, message_id: UUID, reason: str, *, claim: UUID, at: datetime) -> None:
    """It is not sent, and ``reason`` says why. Raises ``LeaseLost``."""
    _step(
        session, message_id, claim, ("queued", "sending"), state="suppressed", error=reason, settled_at=at, **_RELEASED
    )


def mark_failed(session: Session, message_id: UUID, reason: str, *, claim: UUID, at: datetime) -> None:
    """It will never be sent as it is. Raises ``LeaseLost``."""
    _step(session, message_id, claim, ("queued", "sending"), state="failed", error=reason, settled_at=at, **_RELEASED)


def mark_unknown(session: Session, message_id: UUID, reason: str, *, claim: UUID, at: datetime) -> None:
    """It may have been sent; settling finds out. Raises ``LeaseLost``."""
    _step(
        session,
        message_id,
        claim,
        ("sending",),
        state="unknown",
        error=reason,
        sent_at=at,
        check_at=at + FIRST_CHECK,
        **_RELEASED,
    )


def mark_waiting(
    session: Session, message_id: UUID, reason: str, *, due_at: datetime, claim: UUID, tried: bool
) -> None:
    """It goes back to the queue until ``due_at``; ``tried`` is false when no attempt was made of it. Raises ``LeaseLost``."""
    attempts = messages.c.attempts if tried else messages.c.attempts - 1
    _step(
        session,
        message_id,
        claim,
        ("queued", "sending"),
        state="queued",
        error=reason,
        due_at=due_at,
        attempts=attempts,
        **_RELEASED,
    )


def record_status(session: Session, message_id: UUID, seen: Sent, *, at: datetime) -> str:
    """Later news of a message that was handed over, in any order and any number of times. Returns its state.

    Locks the message. Raises ``NotFound``.
    """
    row = session.execute(
        sa.select(messages.c.state, messages.c.provider_status, messages.c.sent_at)
        .where(*_here(session, message_id))
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such message")
    if row.state not in ("sending", "sent", "delivered", "failed", "unknown") or (
        row.state == "failed" and row.provider_status is None
    ):
        return str(row.state)
    status = greatest_status(row.provider_status, seen.status)
    state = state_of(status)
    values: dict[str, Any] = {
        "state": state,
        "provider_status": status,
        "provider_id": sa.func.coalesce(seen.provider_id, messages.c.provider_id),
        "price": sa.func.coalesce(seen.price, messages.c.price),
        "price_currency": sa.func.coalesce(seen.currency, messages.c.price_currency),
        "sent_at": row.sent_at or at,
        **_RELEASED,
    }
    if state == "failed":
        values["error"] = f"the provider says {status}" + (f" ({seen.because})" if seen.because else "")
    if state != "sent" or seen.final:
        values |= {"settled_at": sa.func.coalesce(messages.c.settled_at, at), "check_at": None}
    session.execute(sa.update(messages).where(*_here(session, message_id)).values(**values))
    return state


def send_again(session: Session, message_id: UUID, *, at: datetime) -> None:
    """Queue a message once more whose outcome stayed unknown; flagged, because its recipient may get it twice."""
    session.execute(
        sa.update(messages)
        .where(*_here(session, message_id), messages.c.state == "unknown")
        .values(state="queued", due_at=at, check_at=None, checks=0, repeated=True, **_RELEASED)
    )


def forget_contents(session: Session, *, before: datetime) -> int:
    """Blank the files and pages of messages settled before ``before``, and return how many; what was said to whom stays."""
    settled = (messages.c.business_id == business_of(session)) & (messages.c.settled_at < before)
    old = (
        session.execute(sa.select(messages.c.id).where(settled, messages.c.html.is_not(None) | _with_parts()))
        .scalars()
        .all()
    )
    session.execute(
        sa.update(messages)
        .where(messages.c.business_id == business_of(session), messages.c.id.in_(old))
        .values(html=None)
    )
    session.execute(
        sa.update(message_parts)
        .where(message_parts.c.business_id == business_of(session), message_parts.c.message_id.in_(old))
        .values(content=b"")
    )
    return len(old)


def _with_parts() -> sa.ColumnElement[bool]:
    return sa.exists().where(
        message_parts.c.business_id == messages.c.business_id,
        message_parts.c.message_id == messages.c.id,
        message_parts.c.content != b"",
    )


def _step(
    session: Session, message_id: UUID, claim: UUID, states: Iterable[str], *, needs_lease: bool = False, **values: Any
) -> None:
    held = [*_here(session, message_id), messages.c.owner == claim, messages.c.state.in_(list(states))]
    if needs_lease:
        held.append(messages.c.lease_until > sa.func.now())
    if (
        session.execute(sa.update(messages).where(*held).values(**values).returning(messages.c.id)).one_or_none()
        is None
    ):
        raise LeaseLost()


def _here(session: Session, message_id: UUID) -> tuple[sa.ColumnElement[bool], ...]:
    return messages.c.business_id == business_of(session), messages.c.id == message_id


# -- reads -------------------------------------------------------------------------------------------


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message as the shop's log shows it."""

    id: UUID
    channel: str
    category: str
    template: str
    about: str
    customer_id: UUID | None
    recipient: str
    language: str
    subject: str
    body: str
    segments: int | None
    state: str
    due_at: datetime
    attempts: int
    provider_status: str | None
    price: Decimal | None
    price_currency: str | None
    error: str | None
    repeated: bool
    created_at: datetime
    sent_at: datetime | None
    settled_at: datetime | None


_SHOWN = [messages.c[name] for name in Message.__struct_fields__]


def read_message(session: Session, message_id: UUID) -> Message:
    """One message. Raises ``NotFound``."""
    row = session.execute(sa.select(*_SHOWN).where(*_here(session, message_id))).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such message")
    return Message(**row)


def list_messages(session: Session, listing: Listing, *, by: Actor) -> Page[Message]:
    """The message log, newest first; filter by state, channel, template, customer_id."""
    by.require("activity.read")
    return page(
        session,
        sa.select(*_SHOWN).where(messages.c.business_id == business_of(session)),
        listing,
        sorts={"-created_at": messages.c.created_at},
        id_column=messages.c.id,
        filters={
            "state": lambda text: messages.c.state == text,
            "channel": lambda text: messages.c.channel == text,
            "template": lambda text: messages.c.template == text,
            "customer_id": lambda text: messages.c.customer_id == UUID(text),
        },
        shape=lambda row: Message(**dict(zip(Message.__struct_fields__, row, strict=False))),
    )


def parts_of(session: Session, message_id: UUID) -> tuple[Part, ...]:
    """The files of a message, in order."""
    columns = [message_parts.c[name] for name in Part.__struct_fields__]
    rows = session.execute(
        sa.select(*columns)
        .where(message_parts.c.business_id == business_of(session), message_parts.c.message_id == message_id)
        .order_by(message_parts.c.position)
    ).mappings()
    return tuple(Part(**row) for row in rows)
