"""More of the books is mirrored: messages without their words, transfers, counters, earlier prices, gateways' fees."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from munim.database import XID8

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WHOLE = ("transfers", "document_series", "earlier_prices", "gateway_payments")
# Of messages the mirror sees these columns alone, and a change of others does not concern it.
KEY_OF_MESSAGES = ("business_id", "id")
OF_MESSAGES = (
    "channel", "category", "template", "about", "customer_id", "language", "segments", "state", "provider_status", "price",
    "price_currency", "repeated", "created_at", "sent_at", "settled_at",
)  # fmt: skip


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '3s'")
    for table in WHOLE:
        _mirror(table)
    old, new = (", ".join(f"{row}.{column}" for column in OF_MESSAGES) for row in ("OLD", "NEW"))
    _mirror(
        "messages",
        seen=f" ({', '.join((*KEY_OF_MESSAGES, *OF_MESSAGES, 'row_version'))})",
        when=f" WHEN (({old}) IS DISTINCT FROM ({new}))",
    )


def _mirror(table: str, *, seen: str = "", when: str = "") -> None:
    """Stamp a table's rows from now on, and let the mirror read it. Rows that are there count as written just now."""
    op.add_column(
        table, sa.Column("row_version", XID8(), server_default=sa.text("pg_current_xact_id()"), nullable=False)
    )
    op.create_index(f"ix_{table}_row_version", table, ["row_version"], unique=False)
    op.execute(f"GRANT SELECT{seen} ON {table} TO munim_mirror")
    op.execute(f"CREATE POLICY mirror_reads ON {table} FOR SELECT TO munim_mirror USING (true)")
    op.execute(
        f"CREATE TRIGGER stamp_row_version BEFORE UPDATE ON {table} FOR EACH ROW{when} EXECUTE FUNCTION stamp_row_version()"
    )
