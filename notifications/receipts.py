"""Receipts: a word of thanks for each payment, following the business's events one after another.

How far the follower has come is a row of the business, moved on in the transaction that queues the messages: a payment
is thanked for once, and none is forgotten however late the worker.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, read_business
from billing.customers import read_customer
from billing.events import event_readers, events
from billing.payments.reads import Payment, read_payment
from billing.reminders import RECEIPTS_READER, ReminderPolicyState, read_reminder_policy
from munim.database import JOBS, QUEUE, business_of, owned_function
from notifications.messages import NewMessage, queue_messages
from notifications.reminders import reach
from notifications.words import write_words

BATCH: Final = 200

# Businesses that thank for payments and have events their follower has not read.
BUSINESSES_TO_FOLLOW: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.businesses_to_follow(follower text) RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT p.business_id FROM reminder_policies p
    JOIN business_heads h ON h.business_id = p.business_id
    JOIN event_readers r ON r.business_id = p.business_id AND r.reader = follower
    WHERE p.receipts AND r.sequence < h.event_sequence
$$
"""

DATABASE_RULES: Final = (
    f"GRANT SELECT (business_id, receipts) ON reminder_policies TO {QUEUE}",
    f"GRANT SELECT (business_id, event_sequence) ON business_heads TO {QUEUE}",
    f"GRANT SELECT ON event_readers TO {QUEUE}",
    *(
        f"CREATE POLICY queue_follows ON {table} FOR SELECT TO {QUEUE} USING (true)"
        for table in ("reminder_policies", "business_heads", "event_readers")
    ),
    *owned_function(BUSINESSES_TO_FOLLOW, "businesses_to_follow(text)"),
)


def businesses_to_follow(session: Session) -> list[int]:
    """The businesses ``queue_receipts`` has something to read in."""
    found = session.execute(
        sa.text(f"SELECT of_business FROM {JOBS}.businesses_to_follow(:reader)"), {"reader": RECEIPTS_READER}
    )
    return list(found.scalars())


def queue_receipts(session: Session, *, at: datetime) -> int:
    """Queue the thanks for payments since the last time, 200 events a call; returns how many events were read.

    Locks the follower's row.
    """
    here = (event_readers.c.business_id == business_of(session)) & (event_readers.c.reader == RECEIPTS_READER)
    last = session.execute(sa.select(event_readers.c.sequence).where(here).with_for_update()).scalar_one_or_none()
    if last is None:
        return 0
    read = session.execute(
        sa.select(events.c.sequence, events.c.kind, events.c.subject_id)
        .where(events.c.business_id == business_of(session), events.c.sequence > last)
        .order_by(events.c.sequence)
        .limit(BATCH)
    ).all()
    if not read:
        return 0
    business, policy = read_business(session), read_reminder_policy(session)
    payments = [read_payment(session, UUID(event.subject_id)) for event in read if event.kind == "payment.recorded"]
    made = [message for payment in payments if (message := _receipt(session, payment, business, policy)) is not None]
    queue_messages(session, made, at=at)
    session.execute(sa.update(event_readers).where(here).values(sequence=read[-1].sequence))
    return len(read)


def _receipt(session: Session, payment: Payment, business: Business, policy: ReminderPolicyState) -> NewMessage | None:
    customer = read_customer(session, payment.customer_id)
    found = None if customer.opted_out else reach(policy.channels, phone=customer.phone, email=customer.email)
    if found is None:
        return None
    channel, address = found
    language = customer.language or business.language
    facts = {
        "shop": business.name,
        "customer": customer.name,
        "amount_minor": payment.amount_minor,
        "number": payment.number,
        "balance_minor": customer.balance_minor,
        "currency": business.currency,
        "business_date": payment.business_date,
    }
    return NewMessage(
        event="payment_receipt",
        channel=channel,
        about=f"receipt/{payment.id}",
        recipient=address,
        language=language,
        words=write_words("payment_receipt", channel, language, facts, color=business.brand_color),
        customer_id=customer.id,
    )
