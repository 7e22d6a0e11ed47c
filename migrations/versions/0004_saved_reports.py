"""Reports that people made and kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OWN = "business_id = (SELECT nullif(current_setting('app.business_id', true), '')::bigint)"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    op.create_table(
        "saved_reports",
        sa.Column("business_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "query",
            postgresql.JSONB(),
            nullable=False,
            comment="as it was written: metrics, by, where, period in words, …",
        ),
        sa.Column("shared", sa.Boolean(), nullable=False, comment="with everyone in the business who may read reports"),
        sa.Column("owner_id", sa.Uuid(), nullable=True, comment="who keeps it; empty: Munim itself"),
        sa.Column("archived", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("jsonb_typeof(query) = 'object'", name=op.f("ck_saved_reports_query_is_object")),
        sa.ForeignKeyConstraint(["business_id"], ["businesses.business_id"], name=op.f("fk_saved_reports_business_id")),
        sa.PrimaryKeyConstraint("business_id", "id", name=op.f("pk_saved_reports")),
        comment="One row per report that somebody composed and kept",
    )
    op.create_index("ix_saved_reports_name", "saved_reports", ["business_id", "name", "id"], unique=False)
    op.execute("GRANT SELECT, INSERT, UPDATE ON saved_reports TO munim_app")
    op.execute("ALTER TABLE saved_reports ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE saved_reports FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY own_business ON saved_reports TO munim_app USING ({OWN}) WITH CHECK ({OWN})")
