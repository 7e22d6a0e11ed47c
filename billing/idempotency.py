"""Idempotency keys: the first answer to a write, stored with its effects and replayed."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from munim.database import instant, tenant_table

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
)
