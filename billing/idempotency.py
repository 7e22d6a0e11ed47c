"""Idempotency keys: the first answer to a write, stored with its effects and replayed."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from psycopg.types.json import Jsonb
from sqlalchemy.dialects.postgresql import BYTEA, JSONB
from sqlalchemy.orm import Session

from munim.database import Statement, business_of, first_row, instant, send_last, tenant_table, violated
from munim.errors import Conflict

# -- tables ------------------------------------------------------------------------------------------

idempotency_keys = tenant_table(
    "idempotency_keys",
    sa.Column("user_id", sa.Uuid, primary_key=True),
    sa.Column("route", sa.Text, primary_key=True, comment="method and path template"),
    sa.Column("key", sa.String(255), primary_key=True),
    sa.Column("fingerprint", BYTEA, nullable=False, comment="keyed hash (HMAC-SHA-256) of path and body"),
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
    fingerprint: bytes  # keyed hash (HMAC-SHA-256) of path and body


class Answer(msgspec.Struct, frozen=True):
    """An answer as it was given: replayed byte for byte."""

    status: int
    headers: dict[str, str]
    body: bytes


# -- operations --------------------------------------------------------------------------------------


_CLAIM: Final = """
WITH claim AS MATERIALIZED (SELECT pg_try_advisory_xact_lock(%(lock)s) AS mine)
SELECT claim.mine, given.fingerprint, given.status, given.headers, given.body
FROM claim LEFT JOIN idempotency_keys AS given
  ON given.business_id = %(business_id)s AND given.user_id = %(user_id)s AND given.route = %(route)s AND given.key = %(key)s
"""
_KEEP: Final = """
INSERT INTO idempotency_keys (business_id, user_id, route, key, fingerprint, status, headers, body, created_at)
VALUES (%(business_id)s, %(user_id)s, %(route)s, %(key)s, %(fingerprint)s, %(status)s, %(headers)s, %(body)s, %(at)s)
"""


def claim(business_id: int, write: Write) -> Statement:
    """The statement that claims this write's key and looks for its answer: the ``first`` of its transaction.

    It takes a transaction-level advisory lock on the key without waiting. It may look before the one who held the lock
    has committed, and claim after: then ``keep_answer`` meets the key (``kept_twice``), and nothing is done twice.
    """
    name = f"{business_id} {write.user_id} {write.route} {write.key}"
    lock = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    return Statement(_CLAIM, {"lock": lock, **_named(business_id, write)})


def find_answer(session: Session, write: Write) -> Answer | None:
    """The answer this write was given before, or None: then it is ours until the transaction ends.

    The transaction was opened with ``claim`` as its first statement. Raises ``KeyRunning`` while another request holds
    the key, ``KeyReused`` when it was used for another path or body.
    """
    row = first_row(session)
    if row is None:
        raise LookupError("the transaction was not opened with the claim of its key")
    mine, fingerprint, status, headers, body = row
    if fingerprint is None:
        if not mine:
            raise KeyRunning()
        return None
    if bytes(fingerprint) != write.fingerprint:
        raise KeyReused()
    return Answer(status, headers, bytes(body))


def keep_answer(session: Session, write: Write, answer: Answer, *, at: datetime) -> None:
    """Store the first answer beside its effects, in the round trip of the commit: both are committed, or neither."""
    values = {
        **_named(business_of(session), write),
        "fingerprint": write.fingerprint,
        "status": answer.status,
        "headers": Jsonb(answer.headers),
        "body": answer.body,
        "at": at,
    }
    send_last(session, Statement(_KEEP, values))


def kept_twice(error: sa.exc.IntegrityError) -> bool:
    """Whether a transaction failed because its key's answer was stored by another since it looked."""
    return violated(error) == "pk_idempotency_keys"


def _named(business_id: int, write: Write) -> dict[str, Any]:
    return {"business_id": business_id, "user_id": write.user_id, "route": write.route, "key": write.key}
