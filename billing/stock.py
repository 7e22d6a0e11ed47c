"""Stock: moves, and the level they sum to."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import belongs_to, instant, one_of, quantity, rate, row_id, tenant_table

REASONS: Final = ("opening", "sale", "return", "adjustment", "cancellation", "purchase")

# -- tables ------------------------------------------------------------------------------------------

stock_levels = tenant_table(
    "stock_levels",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    quantity("on_hand", nullable=False, server_default=sa.text("0")),
    sa.Column("allows_negative", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="the product's choice, here so that the check can back the lock"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("on_hand >= 0 OR allows_negative", name="not_negative"),
    comment="Stock on hand of each product that tracks it: the sum of its moves, kept for locking",
    mirrored=True,
)

stock_moves = tenant_table(
    "stock_moves",
    row_id(),
    sa.Column("product_id", sa.Uuid, nullable=False),
    quantity("quantity", nullable=False, comment="positive in, negative out"),
    sa.Column("reason", sa.Text, nullable=False),
    rate("unit_cost", comment="at the time of the move"),
    sa.Column("bill_id", sa.Uuid, comment="the bill that moved it"),
    sa.Column("bill_line_id", sa.BigInteger),
    sa.Column("note", sa.Text),
    sa.Column("reference", sa.Text, comment="the source's document, for imported moves"),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("at"),
    belongs_to("product_id", "products"),
    belongs_to("bill_id", "bills"),
    one_of("reason", REASONS),
    sa.Index("ix_stock_moves_product", "business_id", "product_id", "id"),
    comment="One row per movement of stock",
    mirrored=True,
    insert_only=True,
)
