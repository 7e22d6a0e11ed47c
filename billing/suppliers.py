"""Suppliers: whom the shop buys from."""

from __future__ import annotations

import sqlalchemy as sa

from munim.database import amount, instant, tenant_table, uuid_id

# -- tables ------------------------------------------------------------------------------------------

suppliers = tenant_table(
    "suppliers",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2)),
    sa.Column("gstin", sa.String(15)),
    sa.Column("credit_days", sa.SmallInteger),
    amount("opening_balance_minor", default=0),
    sa.Column("notes", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.Index("ix_suppliers_name", "business_id", "name", "id"),
    comment="One row per supplier of a business",
    mirrored=True,
)
