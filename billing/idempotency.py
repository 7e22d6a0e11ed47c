"""Idempotency keys: the first answer to a write, stored with its effects and replayed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Session

from munim.database import business_of, instant, tenant_table
from munim.errors import Conflict

# -- tables ------------------------------------------------------------------------------------------

idempotency_keys = tenant_table(
    "idempotency_keys",
    sa.Column("user_id", sa.Uuid, primary_key=True),
    sa.Column("route", sa.Text, primary_key=True, comment="method and path template"),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", BYTEA, nullable=False, comment="SHA-256 of path and body"),
    sa.Column("status", sa.SmallInteger, nullable=False),
    sa.Column("headers", JSONB, nullable=False),
    sa.Column("body", BYTEA, nullable=False),
    instant("created_at"),
    comment="One row per write that carried an Idempotency-Key",
    insert_only=True,
)

# -- rules -------------------------------------------------------------------------------------------


class KeyReused(Conflict):
    """This Idempotency-Key was used for another request."""

    code = "idempotency_key_reused"


class KeyRunning(Conflict):
    """The first request with this Idempotency-Key is still running."""

    code = "idempotency_key_running"


class Write(msgspec.Struct, frozen=True):
    """One write as its key names it: who asked which route (method and path template) for what."""

    user_id: UUID
    route: str
    key: str
    fingerprint: bytes  # SHA-256 of path and body


class Answer(msgspec.Struct, frozen=True):
    """An answer as it was given: replayed byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


# -- operations --------------------------------------------------------------------------------------


def find_answer(session: Session, write: Write) -> Answer | None:
    """The answer this write was given before, or None: then it is ours until the transaction ends.

    Takes a transaction-level advisory lock on the key without waiting, and looks in a statement of its own, so that
    whoever gets the lock sees what the one before it stored. Raises ``KeyRunning`` while another request holds it,
    ``KeyReused`` when the key was used for another path or body.
    """
    name = f"{business_of(session)} {write.user_id} {write.route} {write.key}"
    lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    if not session.execute(sa.select(sa.func.pg_try_advisory_xact_lock(lock))).scalar_one():
        raise KeyRunning()
    row = session.execute(
        sa.select(
            idempotency_keys.c.fingerprint,
            idempotency_keys.c.status,
            idempotency_keys.c.headers,
            idempotency_keys.c.body,
        ).where(
            idempotency_keys.c.business_id == business_of(session),
            idempotency_keys.c.user_id == write.user_id,
            idempotency_keys.c.route == write.route,
            idempotency_keys.c.key == write.key,
        )
    ).one_or_none()
    if row is None:
        return None
    if bytes(row.fingerprint) != write.fingerprint:
        raise KeyReused()
    return Answer(row.status, row.headers, bytes(row.body))


def keep_answer(session: Session, write: Write, answer: Answer, *, at: datetime) -> None:
    """Store the first answer beside its effects: both are committed, or neither."""
    session.execute(
        sa.insert(idempotency_keys).values(
            business_id=business_of(session),
            user_id=write.user_id,
            route=write.route,
            key=write.key,
            fingerprint=write.fingerprint,
            status=answer.status,
            headers=answer.headers,
            body=answer.body,
            created_at=at,
        )
    )
