"""Low stock: which products have fallen to their reorder level and have not been named since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from munim.database import business_of, tenant_table

# -- tables ------------------------------------------------------------------------------------------

low_stock_notices = tenant_table(
    "low_stock_notices",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("noticed_on", sa.Date, nullable=False, comment="the shop's day of the last notice"),
    sa.Column("standing", sa.Boolean, nullable=False, comment="false once the product has been above its level again"),
    sa.ForeignKeyConstraint(["business_id", "product_id"], ["products.business_id", "products.id"]),
    comment="One row per product that was ever named as low",
)


class LowProduct(msgspec.Struct, frozen=True):
    """A product at or below its reorder level."""

    product_id: UUID
    name: str
    sku: str
    on_hand: Decimal
    reorder_level: Decimal


_RISEN = sa.text("""
UPDATE low_stock_notices n SET standing = false
FROM products p LEFT JOIN stock_levels l ON l.business_id = p.business_id AND l.product_id = p.id
WHERE n.business_id = :business_id AND n.standing AND p.business_id = n.business_id AND p.id = n.product_id
  AND (p.reorder_level IS NULL OR NOT p.active OR NOT p.tracks_stock OR coalesce(l.on_hand, 0) > p.reorder_level)
""")
_CROSSED = sa.text("""
WITH low AS (
    SELECT p.id AS product_id, p.name, p.sku, coalesce(l.on_hand, 0) AS on_hand, p.reorder_level
    FROM products p LEFT JOIN stock_levels l ON l.business_id = p.business_id AND l.product_id = p.id
    WHERE p.business_id = :business_id AND p.active AND p.tracks_stock AND coalesce(l.on_hand, 0) <= p.reorder_level
), named AS (
    INSERT INTO low_stock_notices (business_id, product_id, noticed_on, standing)
    SELECT :business_id, product_id, :day, true FROM low
    ON CONFLICT (business_id, product_id) DO UPDATE SET noticed_on = excluded.noticed_on, standing = true
    WHERE NOT low_stock_notices.standing AND low_stock_notices.noticed_on < excluded.noticed_on
    RETURNING product_id
)
SELECT low.* FROM low JOIN named USING (product_id) ORDER BY low.name, low.product_id
""").bindparams(sa.bindparam("day", type_=sa.Date))

# -- operations --------------------------------------------------------------------------------------


def name_low_stock(session: Session, *, day: date) -> list[LowProduct]:
    """The products that crossed their reorder level since they were last named, now named: once a crossing, and a day.

    Set-based; the caller's transaction also queues the notice, so one does not happen without the other.
    """
    business_id = business_of(session)
    session.execute(_RISEN, {"business_id": business_id})
    rows = session.execute(_CROSSED, {"business_id": business_id, "day": day})
    return [LowProduct(row.product_id, row.name, row.sku, row.on_hand, row.reorder_level) for row in rows]
