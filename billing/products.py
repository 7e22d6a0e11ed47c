"""Products, their categories and units."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import belongs_to, instant, one_of, percent, quantity, rate, row_id, tenant_table, uuid_id

KINDS: Final = ("goods", "service", "rental")

# -- tables ------------------------------------------------------------------------------------------

categories = tenant_table(
    "categories",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Index("uq_categories_name", "business_id", sa.text("lower(name)"), unique=True),
    comment="One row per product category of a business",
    mirrored=True,
)

units = tenant_table(
    "units",
    row_id(),
    sa.Column("code", sa.String(8), nullable=False, comment="as printed: pcs, kg, l"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("decimals", sa.SmallInteger, nullable=False, server_default=sa.text("0"), comment="of a quantity, 0 to 3"),
    sa.Index("uq_units_code", "business_id", sa.text("lower(code)"), unique=True),
    sa.CheckConstraint("decimals BETWEEN 0 AND 3", name="decimals"),
    comment="One row per unit of quantity a business sells in",
    mirrored=True,
)

products = tenant_table(
    "products",
    uuid_id(),
    sa.Column("sku", sa.Text, nullable=False, comment="stock code, unique ignoring case"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("barcode", sa.Text),
    sa.Column("kind", sa.Text, nullable=False, server_default=sa.text("'goods'")),
    sa.Column("category_id", sa.Uuid),
    sa.Column("unit_id", sa.BigInteger),
    sa.Column("hsn", sa.String(8), comment="HSN or SAC"),
    rate("price", nullable=False),
    sa.Column("price_includes_tax", sa.Boolean, nullable=False, server_default=sa.text("false")),
    rate("cost", comment="last or average cost of one unit, before tax"),
    percent("tax_rate", nullable=False, server_default=sa.text("0")),
    sa.Column("tracks_stock", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("allows_negative_stock", sa.Boolean, nullable=False, server_default=sa.text("false")),
    quantity("reorder_level"),
    rate("daily_rental_rate"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("category_id", "categories"),
    belongs_to("unit_id", "units"),
    one_of("kind", KINDS),
    sa.CheckConstraint("price >= 0", name="price"),
    sa.CheckConstraint("tax_rate BETWEEN 0 AND 100", name="tax_rate"),
    sa.Index("uq_products_sku", "business_id", sa.text("lower(sku)"), unique=True),
    sa.Index("uq_products_barcode", "business_id", "barcode", unique=True),
    sa.Index("ix_products_name", "business_id", "name", "id"),
    comment="One row per product, service or rental item of a business",
    mirrored=True,
)
