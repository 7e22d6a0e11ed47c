"""Delivery: claimed messages are checked, sent and settled, each step in a short transaction of its own.

No provider is called inside a transaction. Before the call the message says ``sending``; whoever finds it so after its
worker is gone knows that the outcome is unknown.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID, uuid4

import msgspec
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Session

from billing.business import businesses, read_business
from billing.reminders import reminder_policies
from munim.database import Database, business_of
from munim.errors import NotFound
from munim.settings import Settings
from notifications.channels import Channel, Declined, OutcomeUnknown, Outgoing, Rejected, Sent, TryLater
from notifications.channels.outbox import Outbox
from notifications.consent import RULES, Asked, Defer, Send, Suppress, decide, opt_out, unsubscribe_url
from notifications.messages import (
    MOST_ATTEMPTS,
    MOST_LOST,
    LeaseLost,
    backoff,
    mark_failed,
    mark_sending,
    mark_sent,
    mark_suppressed,
    mark_unknown,
    mark_waiting,
    messages,
    parts_of,
    record_status,
    send_again,
)
from notifications.queue import LEASE, claim_checks, claim_messages, renew_leases
from notifications.report_runs import schedule_of_run, tell_of_letter
from notifications.segments import MOST_SEGMENTS
from notifications.subscriptions import stop_url

BATCH: Final = 16
THREADS: Final = 4  # messages in flight at once: providers are slow, the shop's own work comes first
HELD_BACK: Final = timedelta(hours=24)
RESEND_AFTER: Final = timedelta(minutes=10)  # an unknown outcome that nobody could tell by then
GIVE_UP_AFTER: Final = timedelta(hours=48)  # asking a provider about a message

_log = structlog.get_logger("notifications.delivery")


class Post:
    """What delivery needs: the books, a channel for each way, and where links lead."""

    def __init__(self, database: Database, channels: Mapping[str, Channel], *, settings: Settings) -> None:
        self.database = database
        self.channels = channels
        self.origin = settings.origin
        self.secret = settings.secret()


def deliver_due(post: Post, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Claim one batch of due messages, from as many businesses as wait, and send them. Returns how many were claimed.

    When ``stopping`` turns true, what has not been begun goes back to the queue at once (J-20).
    """
    claim = uuid4()
    with post.database.entry() as session:
        claimed = claim_messages(session, claim, most=BATCH)
    if claimed:
        with _leases_kept(post.database, claim), ThreadPoolExecutor(THREADS, thread_name_prefix="delivery") as threads:
            list(threads.map(lambda one: _deliver_or_log(post, *one, claim=claim, stopping=stopping), claimed))
    return len(claimed)


@contextmanager
def _leases_kept(database: Database, claim: UUID) -> Iterator[None]:
    done = threading.Event()

    def keep() -> None:
        while not done.wait(LEASE.total_seconds() / 3):
            try:
                with database.entry() as session:
                    renew_leases(session, claim)
            except sa.exc.SQLAlchemyError:  # the next renewal comes well before the leases run out
                _log.exception("leases not renewed", claim=str(claim))

    keeper = threading.Thread(target=keep, name="lease keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        done.set()
        keeper.join()


def _deliver_or_log(
    post: Post, business_id: int, message_id: UUID, *, claim: UUID, stopping: Callable[[], bool]
) -> None:
    """One message that goes wrong in a way nobody foresaw must not stop the others; its lease brings it back."""
    try:
        deliver_one(post, business_id, message_id, claim=claim, stopping=stopping)
    except LeaseLost:
        _log.warning("message taken over by another worker", business=business_id, message=str(message_id))
    except Exception:
        _log.exception("message not delivered", business=business_id, message=str(message_id))


def deliver_one(
    post: Post, business_id: int, message_id: UUID, *, claim: UUID, stopping: Callable[[], bool] = lambda: False
) -> str:
    """Send one claimed message and return what became of it. Raises ``LeaseLost``."""
    with post.database.business(business_id) as session:
        begun = _begin(session, message_id, claim=claim, stopping=stopping(), post=post)
    if isinstance(begun, str):
        return begun
    try:
        outcome: Sent | Declined | Exception = post.channels[begun.channel].send(begun)
    except (TryLater, OutcomeUnknown, Rejected) as error:
        outcome = error
    with post.database.business(business_id) as session:
        became = _finish(session, begun, outcome, claim=claim)
    _log.info(
        "message " + became,
        business=business_id,
        message=str(message_id),
        channel=begun.channel,
        template=begun.template,
    )
    return became


def _begin(session: Session, message_id: UUID, *, claim: UUID, stopping: bool, post: Post) -> Outgoing | str:
    """The message to send now, or what became of it instead."""
    row = session.execute(
        sa.select(messages, sa.func.now().label("now")).where(
            messages.c.business_id == business_of(session), messages.c.id == message_id, messages.c.owner == claim
        )
    ).one_or_none()
    if row is None:
        raise LeaseLost()
    if stopping:
        mark_waiting(session, message_id, "the worker stopped", due_at=row.due_at, claim=claim, tried=False)
        return "released"
    if row.attempts > MOST_ATTEMPTS or row.lost >= MOST_LOST:
        reason = (
            f"given up after {row.attempts - 1} tries"
            if row.lost < MOST_LOST
            else f"{row.lost} workers were lost over it"
        )
        _give_up(session, message_id, f"{reason}: {row.error or 'no reason known'}", claim=claim, at=row.now)
        return "failed"
    if row.segments is not None and row.segments > MOST_SEGMENTS:
        _give_up(
            session,
            message_id,
            f"the text needs {row.segments} SMS; {MOST_SEGMENTS} at most are sent",
            claim=claim,
            at=row.now,
        )
        return "failed"
    shop = session.execute(
        sa.select(
            businesses.c.name,
            businesses.c.email,
            businesses.c.timezone,
            businesses.c.is_demo,
            reminder_policies.c.opens,
            reminder_policies.c.closes,
        )
        .join_from(
            businesses, reminder_policies, reminder_policies.c.business_id == businesses.c.business_id, isouter=True
        )
        .where(businesses.c.business_id == business_of(session))
    ).one()
    if shop.is_demo and not isinstance(post.channels[row.channel], Outbox):
        mark_suppressed(
            session,
            message_id,
            "the customers of a demo are invented: their numbers may be somebody's",
            claim=claim,
            at=row.now,
        )
        return "suppressed"
    asked = Asked(
        id=row.id,
        channel=row.channel,
        category=row.category,
        recipient=row.recipient,
        customer_id=row.customer_id,
        zone=shop.timezone,
        **({"opens": shop.opens, "closes": shop.closes} if shop.opens is not None else {}),
    )
    match decide(session, asked, at=row.now):
        case Suppress(reason):
            mark_suppressed(session, message_id, reason, claim=claim, at=row.now)
            return "suppressed"
        case Defer(until, reason):
            mark_waiting(session, message_id, reason, due_at=until, claim=claim, tried=False)
            return "deferred"
        case Send():
            mark_sending(session, message_id, claim=claim)
    return _outgoing(session, row, sender_name=shop.name, reply_to=shop.email, post=post)


def preview(session: Session, message_id: UUID, *, post: Post) -> Outgoing:
    """The message as its channel would be handed it now; nothing is sent. Raises ``NotFound``."""
    here = (messages.c.business_id == business_of(session)) & (messages.c.id == message_id)
    row = session.execute(sa.select(messages, sa.func.now().label("now")).where(here)).one_or_none()
    if row is None:
        raise NotFound("there is no such message")
    business = read_business(session)
    return _outgoing(session, row, sender_name=business.name, reply_to=business.email, post=post)


def _outgoing(session: Session, row: Any, *, sender_name: str, reply_to: str | None, post: Post) -> Outgoing:
    return Outgoing(
        id=row.id,
        business_id=business_of(session),
        channel=row.channel,
        template=row.template,
        category=row.category,
        recipient=row.recipient,
        language=row.language,
        subject=row.subject,
        text=row.body,
        html=row.html,
        parts=parts_of(session, row.id),
        variables=row.variables,
        sender_name=sender_name,
        reply_to=reply_to,
        unsubscribe_url=_stop_link(session, row, post),
    )


def _stop_link(session: Session, row: Any, post: Post) -> str | None:
    """Where one POST stops such mail: of a scheduled report, that one; else all of it."""
    if row.category not in ("report", "promotional") or row.channel != "email":
        return None
    of = business_of(session)
    if row.run_id is None:
        return unsubscribe_url(of, row.recipient, origin=post.origin, secret=post.secret, at=row.now)
    schedule_id = schedule_of_run(session, row.run_id)
    return stop_url(of, schedule_id, row.recipient, origin=post.origin, secret=post.secret, at=row.now)


def _finish(session: Session, message: Outgoing, outcome: Sent | Declined | Exception, *, claim: UUID) -> str:
    at: datetime = session.execute(sa.select(sa.func.now())).scalar_one()
    match outcome:
        case Sent():
            mark_sent(session, message.id, outcome, claim=claim, at=at)
            return "sent"
        case Declined(reason):
            mark_suppressed(session, message.id, reason, claim=claim, at=at)
            return "suppressed"
        case OutcomeUnknown():
            mark_unknown(session, message.id, outcome.message, claim=claim, at=at)
            return "unknown"
        case TryLater():
            return _wait(session, message, outcome, claim=claim, at=at)
        case Rejected():
            return _refuse(session, message, outcome, claim=claim, at=at)
    raise outcome


def _wait(session: Session, message: Outgoing, why: TryLater, *, claim: UUID, at: datetime) -> str:
    attempts = session.execute(
        sa.select(messages.c.attempts).where(
            messages.c.business_id == business_of(session), messages.c.id == message.id
        )
    ).scalar_one()
    if attempts >= MOST_ATTEMPTS:
        _give_up(session, message.id, f"given up after {attempts} tries: {why.message}", claim=claim, at=at)
        return "failed"
    wait = backoff(attempts, chance=random.random())
    if why.retry_after_seconds is not None:
        wait = max(wait, timedelta(seconds=why.retry_after_seconds))
    mark_waiting(session, message.id, why.message, due_at=at + wait, claim=claim, tried=True)
    return "waiting"


def _refuse(session: Session, message: Outgoing, why: Rejected, *, claim: UUID, at: datetime) -> str:
    """Dead for the message, or for more than the message (RULES_MESSAGING 1.2)."""
    if why.because == "held_back":
        mark_waiting(session, message.id, why.message, due_at=at + HELD_BACK, claim=claim, tried=True)
        return "waiting"
    _remember(session, message, why.because, at=at)
    _give_up(session, message.id, why.message, claim=claim, at=at)
    return "failed"


def _give_up(session: Session, message_id: UUID, reason: str, *, claim: UUID, at: datetime) -> None:
    mark_failed(session, message_id, reason, claim=claim, at=at)
    tell_of_letter(session, message_id, reason, at=at)


def _remember(session: Session, message: Outgoing, because: str, *, at: datetime) -> None:
    if because == "opted_out":
        opt_out(session, message.channel, message.recipient, reason="stopped at the provider", at=at)
    elif because == "recipient":
        opt_out(session, message.channel, message.recipient, reason="cannot be reached on this channel", at=at)
    elif because == "template":
        _log.error("template stopped by the provider", template=message.template, language=message.language)


# -- settling ----------------------------------------------------------------------------------------


def settle_due(post: Post, *, most: int = 50) -> int:
    """Ask the providers what became of messages whose fate is open. Returns how many were asked about."""
    with post.database.entry() as session:
        claimed = claim_checks(session, most=most)
    for business_id, message_id in claimed:
        try:
            settle_one(post, business_id, message_id)
        except Exception:
            _log.exception("message not settled", business=business_id, message=str(message_id))
    return len(claimed)


class _Open(msgspec.Struct, frozen=True):
    """A message whose fate is open."""

    message: Outgoing
    state: str
    provider_id: str | None
    sent_at: datetime
    now: datetime


def settle_one(post: Post, business_id: int, message_id: UUID) -> str:
    """Ask about one message and write down the answer; returns its state."""
    with post.database.business(business_id) as session:
        row = session.execute(
            sa.select(messages, sa.func.now().label("now")).where(
                messages.c.business_id == business_id, messages.c.id == message_id
            )
        ).one()
        if row.state not in ("sent", "unknown"):
            return str(row.state)
        message = _outgoing(session, row, sender_name="", reply_to=None, post=post)
        found = _Open(message, row.state, row.provider_id, row.sent_at, row.now)
    channel = post.channels[message.channel]
    # the provider's clock is not ours
    try:
        seen = channel.find(message, provider_id=found.provider_id, since=found.sent_at - timedelta(minutes=5))
    except (TryLater, OutcomeUnknown) as error:
        _log.warning("provider could not be asked", business=business_id, message=str(message_id), why=error.message)
        seen = None
    with post.database.business(business_id) as session:
        return _settle(session, found, seen, repeatable=channel.repeatable or RULES[message.category].repeatable)


def _settle(session: Session, found: _Open, seen: Sent | None, *, repeatable: bool) -> str:
    message, age = found.message, found.now - found.sent_at
    if seen is not None:
        state = record_status(session, message.id, seen, at=found.now)
        if state == "failed" and seen.because:
            _remember(session, message, seen.because, at=found.now)
        if state == "failed":
            tell_of_letter(session, message.id, f"the provider says {seen.status}", at=found.now)
        return state
    if found.state == "unknown" and age >= RESEND_AFTER and repeatable:
        send_again(session, message.id, at=found.now)
        return "queued"
    if age >= GIVE_UP_AFTER:
        session.execute(
            sa.update(messages)
            .where(messages.c.business_id == business_of(session), messages.c.id == message.id)
            .values(check_at=None, settled_at=found.now)
        )
    return found.state
