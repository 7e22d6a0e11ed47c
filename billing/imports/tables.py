"""The tables of imports: one row per import, one per document it brought."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import BYTEA, JSONB

from munim.database import belongs_to, instant, tenant_table, uuid_id

# -- tables ------------------------------------------------------------------------------------------

imports = tenant_table(
    "imports",
    uuid_id(),
    sa.Column("kind", sa.Text, nullable=False, comment="sales, customers, suppliers, products, balances or payments"),
    sa.Column("source", sa.Text, nullable=False, comment="name of the file"),
    sa.Column("sha256", BYTEA, nullable=False, comment="of the file"),
    sa.Column(
        "shift_days",
        sa.Integer,
        nullable=False,
        server_default=sa.text("0"),
        comment="by how many days its dates were moved",
    ),
    sa.Column("summary", JSONB, nullable=False, comment="lines, documents, quantities and money, as reconciled"),
    sa.Column("actor_id", sa.Uuid, comment="the user; empty: Munim itself"),
    instant("started_at"),
    instant("finished_at"),
    comment="One row per import that brought something",
    insert_only=True,
)

imported_documents = tenant_table(
    "imported_documents",
    sa.Column("reference", sa.Text, primary_key=True, comment="the source's own number"),
    sa.Column("import_id", sa.Uuid, nullable=False),
    sa.Column(
        "kind",
        sa.Text,
        nullable=False,
        comment="invoice, credit_note or bad_debt (an invoice may be adjustments alone), or payment, named by what its line says",
    ),
    sa.Column("lines", sa.Integer, nullable=False),
    sa.Column(
        "fingerprint",
        sa.Numeric,
        nullable=False,
        comment="sum of its lines' hashes: equal for equal content in any order",
    ),
    belongs_to("import_id", "imports"),
    comment="One row per document of a source: what makes a second run of the same file import nothing",
    insert_only=True,
)
