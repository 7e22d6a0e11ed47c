"""Customers: who buys, on what terms, and what they owe."""

from __future__ import annotations

import sqlalchemy as sa

from munim.database import amount, belongs_to, instant, percent, tenant_table, uuid_id

# -- tables ------------------------------------------------------------------------------------------

customers = tenant_table(
    "customers",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, comment="the number another system knows this customer by"),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2)),
    sa.Column("country", sa.String(2)),
    sa.Column("gstin", sa.String(15)),
    sa.Column("language", sa.Text, comment="of messages to this customer; empty: the business's"),
    amount("credit_limit_minor", nullable=True),
    sa.Column("credit_days", sa.SmallInteger, comment="empty: the business's"),
    percent("discount_percent", nullable=False, server_default=sa.text("0")),
    sa.Column("tax_exempt", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("is_walk_in", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="sales to nobody in particular"),
    sa.Column("opted_out", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="wants no messages"),
    sa.Column("notes", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.CheckConstraint("credit_limit_minor >= 0", name="credit_limit"),
    sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount"),
    sa.Index("uq_customers_reference", "business_id", "reference", unique=True),
    sa.Index("uq_customers_phone", "business_id", "phone", unique=True),
    sa.Index("ix_customers_name", "business_id", "name", "id"),
    comment="One row per customer of a business",
    mirrored=True,
)

customer_balances = tenant_table(
    "customer_balances",
    sa.Column("customer_id", sa.Uuid, primary_key=True),
    amount("balance_minor", default=0),
    belongs_to("customer_id", "customers"),
    comment="What each customer owes (negative: their advance), the sum of their ledger entries, kept for locking",
    mirrored=True,
)
