"""Events: one per operation, gap-free and hash-chained per business; the audit trail and what messages follow from."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from munim.database import instant, tenant_table

# -- tables ------------------------------------------------------------------------------------------

events = tenant_table(
    "events",
    sa.Column("sequence", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False, comment="bill.issued, payment.recorded, …"),
    sa.Column("subject_kind", sa.Text, nullable=False, comment="bill, payment, customer, product, …"),
    sa.Column("subject_id", sa.Text, nullable=False),
    sa.Column("actor_id", sa.Uuid, comment="the user; empty: Munim itself"),
    instant("at"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("data", JSONB, nullable=False),
    sa.Column("previous_hash", BYTEA, nullable=False),
    sa.Column("hash", BYTEA, nullable=False),
    sa.Index("ix_events_subject", "business_id", "subject_kind", "subject_id"),
    comment="One row per operation, in commit order",
    insert_only=True,
)

event_readers = tenant_table(
    "event_readers",
    sa.Column("reader", sa.Text, primary_key=True),
    sa.Column("sequence", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    comment="How far each reader of events has come",
)
