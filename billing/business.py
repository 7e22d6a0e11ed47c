"""The business: the tenant, its settings and calendar."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA

from munim.database import XID8, instant, metadata, one_of, tenant_table

# -- tables ------------------------------------------------------------------------------------------

businesses = sa.Table(
    "businesses",
    metadata,
    sa.Column("business_id", sa.BigInteger, sa.Identity(always=False), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("legal_name", sa.Text),
    sa.Column("country", sa.String(2), nullable=False, comment="ISO 3166 code"),
    sa.Column("currency", sa.String(3), nullable=False, comment="ISO 4217 code"),
    sa.Column("timezone", sa.Text, nullable=False),
    sa.Column("day_start_minutes", sa.SmallInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("week_start", sa.SmallInteger, nullable=False, server_default=sa.text("1"), comment="ISO weekday, 1 = Monday"),
    sa.Column("year_start_month", sa.SmallInteger, nullable=False, server_default=sa.text("4")),
    sa.Column("language", sa.Text, nullable=False, server_default=sa.text("'en'")),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2), comment="GST state code"),
    sa.Column("postcode", sa.Text),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("gstin", sa.String(15)),
    sa.Column("upi_id", sa.Text, comment="payee address, name@handle"),
    sa.Column("upi_name", sa.Text, comment="the payee's registered name; empty: the business's"),
    sa.Column("logo_file_id", sa.Uuid),
    sa.Column("brand_color", sa.String(7), nullable=False, server_default=sa.text("'#7a1f3d'")),
    sa.Column("tax_name", sa.Text, nullable=False, server_default=sa.text("'Tax'"), comment="as printed: GST, VAT"),
    sa.Column("prices_include_tax", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("invoice_prefix", sa.String(6), nullable=False, server_default=sa.text("'INV'")),
    sa.Column("credit_days", sa.SmallInteger, nullable=False, server_default=sa.text("0"), comment="default terms of a bill"),
    sa.Column("rounds_total", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="bills come to whole rupees"),
    sa.Column("bill_footer", sa.Text),
    sa.Column("reminders", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("is_demo", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False),
    sa.Index("ix_businesses_row_version", "row_version"),
    sa.CheckConstraint("week_start BETWEEN 1 AND 7", name="week_start"),
    sa.CheckConstraint("year_start_month BETWEEN 1 AND 12", name="year_start_month"),
    sa.CheckConstraint("day_start_minutes BETWEEN 0 AND 1439", name="day_start_minutes"),
    comment="One row per business: the tenant",
    info={"tenant": True, "mirrored": True, "insert_only": False, "deletable": False},
)

# Locked last in every transaction that records an event, so sequence and hash chain are in commit order.
business_heads = tenant_table(
    "business_heads",
    sa.Column("event_sequence", sa.BigInteger, nullable=False, server_default=sa.text("0")),
    sa.Column("event_hash", BYTEA, nullable=False, server_default=sa.text("'\\x'::bytea")),
    comment="One row per business: the end of its chain of events",
)
