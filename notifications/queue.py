"""Claiming messages across businesses: functions of the queue's login, which see every business and return ids alone.

Everything else is done inside the business the id names.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from munim.database import JOBS, QUEUE, owned_function

LEASE: Final = timedelta(seconds=30)

# Fair across businesses: each that waits gets its share of a batch, in random order, so one with a hundred thousand
# messages delays nobody's receipt. The waiting ones are found by hopping over the index, not by reading the queue.
CLAIM_MESSAGES: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.claim_messages(claim uuid, most integer, lease interval)
RETURNS TABLE (of_business bigint, message_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE waiting bigint[]; one bigint; share integer;
BEGIN
    WITH RECURSIVE hop AS (
        (SELECT business_id FROM messages WHERE state = 'queued' ORDER BY business_id LIMIT 1)
        UNION ALL
        SELECT (SELECT m.business_id FROM messages m WHERE m.state = 'queued' AND m.business_id > hop.business_id ORDER BY m.business_id LIMIT 1)
        FROM hop WHERE hop.business_id IS NOT NULL
    )
    SELECT array_agg(hop.business_id ORDER BY random()) INTO waiting FROM hop
    WHERE EXISTS (SELECT FROM messages m WHERE m.business_id = hop.business_id AND m.state = 'queued' AND m.due_at <= now()
                  AND (m.lease_until IS NULL OR m.lease_until < now()));
    share := greatest(1, most / greatest(1, coalesce(cardinality(waiting), 0)));
    FOREACH one IN ARRAY coalesce(waiting[1:most], '{{}}') LOOP
        RETURN QUERY
        WITH due AS (
            SELECT m.business_id, m.id FROM messages m
            WHERE m.business_id = one AND m.state = 'queued' AND m.due_at <= now() AND (m.lease_until IS NULL OR m.lease_until < now())
            ORDER BY m.priority, m.due_at, m.id LIMIT share FOR UPDATE SKIP LOCKED
        )
        UPDATE messages m SET owner = claim, lease_until = now() + lease, attempts = m.attempts + 1,
                              lost = m.lost + CASE WHEN m.owner IS NULL THEN 0 ELSE 1 END
        FROM due WHERE m.business_id = due.business_id AND m.id = due.id
        RETURNING m.business_id, m.id;
    END LOOP;
END $$
"""

RENEW_LEASES: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.renew_leases(claim uuid, lease interval) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE messages SET lease_until = now() + lease WHERE owner = claim AND lease_until > now() AND state IN ('queued', 'sending')
$$
"""

# A lease that ran out while its message was queued makes it claimable again by itself. One that ran out while the
# provider was being called leaves the outcome unknown: it is checked, not sent again.
REAP_MESSAGES: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.reap_messages() RETURNS bigint
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH lost AS (
        UPDATE messages SET state = 'unknown', lease_until = NULL, check_at = now(), sent_at = coalesce(sent_at, now()),
                            error = 'its worker was lost while the message was being sent'
        WHERE state = 'sending' AND lease_until < now() RETURNING 1
    ) SELECT count(*) FROM lost
$$
"""

# The next check is put off first, so that of two workers one asks the provider.
CLAIM_CHECKS: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.claim_checks(most integer) RETURNS TABLE (of_business bigint, message_id uuid)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH due AS (
        SELECT business_id, id FROM messages WHERE check_at <= now() ORDER BY check_at LIMIT most FOR UPDATE SKIP LOCKED
    )
    UPDATE messages m SET check_at = now() + interval '2 minutes' * power(2, least(m.checks, 8)), checks = least(m.checks + 1, 1000)
    FROM due WHERE m.business_id = due.business_id AND m.id = due.id RETURNING m.business_id, m.id
$$
"""

BUSINESSES_WITH_MESSAGES: Final = f"""
CREATE OR REPLACE FUNCTION {JOBS}.businesses_with_messages() RETURNS TABLE (of_business bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH RECURSIVE hop AS (
        (SELECT business_id FROM messages ORDER BY business_id LIMIT 1)
        UNION ALL
        SELECT (SELECT m.business_id FROM messages m WHERE m.business_id > hop.business_id ORDER BY m.business_id LIMIT 1)
        FROM hop WHERE hop.business_id IS NOT NULL
    )
    SELECT business_id FROM hop WHERE business_id IS NOT NULL
$$
"""

_CLAIMED: Final = (
    "business_id, id, state, priority, due_at, attempts, lost, owner, lease_until, check_at, checks, sent_at, error"
)
_CHANGED: Final = "state, attempts, lost, owner, lease_until, check_at, checks, sent_at, error"

DATABASE_RULES: Final = (
    f"GRANT SELECT ({_CLAIMED}), UPDATE ({_CHANGED}) ON messages TO {QUEUE}",
    f"CREATE POLICY queue_claims ON messages TO {QUEUE} USING (true) WITH CHECK (true)",
    *owned_function(CLAIM_MESSAGES, "claim_messages(uuid, integer, interval)"),
    *owned_function(RENEW_LEASES, "renew_leases(uuid, interval)"),
    *owned_function(REAP_MESSAGES, "reap_messages()"),
    *owned_function(CLAIM_CHECKS, "claim_checks(integer)"),
    *owned_function(BUSINESSES_WITH_MESSAGES, "businesses_with_messages()"),
)

_REAPER: Final = 7_305_004_510  # advisory lock: of all workers one reaps at a time


def claim_messages(session: Session, claim: UUID, *, most: int) -> list[tuple[int, UUID]]:
    """Lend up to ``most`` due messages to ``claim`` for ``LEASE``: (business, message)."""
    rows = session.execute(
        sa.text(f"SELECT * FROM {JOBS}.claim_messages(:claim, :most, :lease)"),
        {"claim": claim, "most": most, "lease": LEASE},
    )
    return [(row.of_business, row.message_id) for row in rows]


def renew_leases(session: Session, claim: UUID) -> None:
    """Keep what ``claim`` still holds for another ``LEASE``."""
    session.execute(sa.text(f"SELECT {JOBS}.renew_leases(:claim, :lease)"), {"claim": claim, "lease": LEASE})


def reap_messages(session: Session) -> int:
    """Settle what lost workers held in mid-send as unknown, and return how many; 0 when another worker is at it."""
    if not session.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_REAPER))).scalar_one():
        return 0
    return int(session.execute(sa.text(f"SELECT {JOBS}.reap_messages()")).scalar_one())


def claim_checks(session: Session, *, most: int) -> list[tuple[int, UUID]]:
    """Up to ``most`` messages whose fate the provider should be asked: (business, message)."""
    rows = session.execute(sa.text(f"SELECT * FROM {JOBS}.claim_checks(:most)"), {"most": most})
    return [(row.of_business, row.message_id) for row in rows]


def businesses_with_messages(session: Session) -> list[int]:
    """Every business that has sent a message, for the nightly clean-up."""
    return list(session.execute(sa.text(f"SELECT of_business FROM {JOBS}.businesses_with_messages()")).scalars())
