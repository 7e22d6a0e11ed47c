"""The tables of routes, standing orders and what was delivered."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from munim.database import amount, belongs_to, instant, one_of, quantity, rate, tenant_table, uuid_id

SLOTS: Final = ("morning", "evening")

delivery_routes = tenant_table(
    "delivery_routes",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("staff_id", sa.Uuid, comment="who goes it"),
    sa.Column("customer_ids", ARRAY(sa.Uuid), nullable=False, comment="in the order they are visited"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.Index("uq_delivery_routes_name", "business_id", "name", unique=True),
    comment="One row per route that goods are delivered on",
    mirrored=True,
)

standing_orders = tenant_table(
    "standing_orders",
    uuid_id(),
    sa.Column("route_id", sa.Uuid, nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("slot", sa.Text, nullable=False),
    sa.Column("weekdays", ARRAY(sa.SmallInteger), nullable=False, comment="ISO weekdays, 1 = Monday"),
    sa.Column("starts", sa.Date, nullable=False, comment="first day"),
    sa.Column("ends", sa.Date, comment="last day; empty: until further notice"),
    sa.Column("pauses", JSONB, nullable=False, comment="[{from, to}]: days without delivery, both included"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("route_id", "delivery_routes"),
    belongs_to("customer_id", "customers"),
    belongs_to("product_id", "products"),
    one_of("slot", SLOTS),
    sa.CheckConstraint("ends >= starts", name="ends_after_start"),
    sa.CheckConstraint("cardinality(weekdays) > 0 AND weekdays <@ ARRAY[1,2,3,4,5,6,7]::smallint[]", name="weekdays"),
    sa.Index("ix_standing_orders_customer", "business_id", "customer_id", "product_id"),
    sa.Index("ix_standing_orders_route", "business_id", "route_id", "id"),
    comment="One row per product that a customer is brought on certain days",
    mirrored=True,
)

standing_order_terms = tenant_table(
    "standing_order_terms",
    sa.Column("order_id", sa.Uuid, primary_key=True),
    sa.Column("from_date", sa.Date, primary_key=True),
    quantity("quantity", nullable=False),
    rate("price", comment="agreed with this customer; empty: the product's own"),
    belongs_to("order_id", "standing_orders"),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("price >= 0", name="price"),
    comment="How much of a standing order is brought and at what price, from a day on until the next such day",
    mirrored=True,
    rooted=False,
)

delivery_entries = tenant_table(
    "delivery_entries",
    uuid_id(),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("business_date", sa.Date, nullable=False, comment="the day of delivery, whenever it was written down"),
    sa.Column("slot", sa.Text, nullable=False),
    sa.Column("route_id", sa.Uuid),
    sa.Column("order_id", sa.Uuid, comment="the standing order it fulfils; empty: an extra"),
    quantity("expected", comment="what the standing order says for that day"),
    quantity("quantity", nullable=False, comment="what was delivered; 0: skipped"),
    sa.Column("skip_reason", sa.Text),
    rate("unit_price", nullable=False, comment="of the day of delivery (RULES S4)"),
    sa.Column("price_includes_tax", sa.Boolean, nullable=False),
    amount("amount_minor"),
    sa.Column("cost_minor", sa.BigInteger, nullable=False, comment="what it took from the value of the stock"),
    sa.Column("bill_id", sa.Uuid, comment="the bill that charges it"),
    sa.Column("bill_position", sa.Integer, comment="and the line of it"),
    sa.Column("staff_id", sa.Uuid, comment="who wrote it down"),
    sa.Column("note", sa.Text),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("recorded_at"),
    belongs_to("customer_id", "customers"),
    belongs_to("product_id", "products"),
    belongs_to("route_id", "delivery_routes"),
    belongs_to("order_id", "standing_orders"),
    belongs_to("bill_id", "bills"),
    one_of("slot", SLOTS),
    sa.CheckConstraint("quantity >= 0 AND amount_minor >= 0 AND unit_price >= 0", name="not_negative"),
    sa.CheckConstraint("(quantity = 0) = (skip_reason IS NOT NULL)", name="skipped_for_a_reason"),
    sa.CheckConstraint("(bill_id IS NULL) = (bill_position IS NULL)", name="billed_on_a_line"),
    sa.CheckConstraint("bill_id IS NULL OR quantity > 0", name="skipped_is_not_billed"),
    sa.Index(
        "uq_delivery_entries_day", "business_id", "customer_id", "product_id", "business_date", "slot", unique=True
    ),
    sa.Index("ix_delivery_entries_date", "business_id", "business_date", "id"),
    sa.Index(
        "ix_delivery_entries_unbilled",
        "business_id",
        "customer_id",
        "business_date",
        postgresql_where=sa.text("bill_id IS NULL"),
    ),
    sa.Index("ix_delivery_entries_bill", "business_id", "bill_id", postgresql_where=sa.text("bill_id IS NOT NULL")),
    comment="One row per customer, product, day and slot: what was delivered",
    mirrored=True,
)

# A billed entry is never edited (RULES S4): what is more than was billed awaits the next bill, what is less was
# credited on a credit note at once.
delivery_adjustments = tenant_table(
    "delivery_adjustments",
    uuid_id(),
    sa.Column("entry_id", sa.Uuid, nullable=False),
    quantity("quantity", nullable=False, comment="more (positive) or less (negative) than was billed"),
    amount("amount_minor"),
    sa.Column("cost_minor", sa.BigInteger, nullable=False, comment="what more of it took from the value of the stock"),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("business_date", sa.Date, nullable=False, comment="the day it was put right"),
    sa.Column("bill_id", sa.Uuid, comment="the bill that charges what is more"),
    sa.Column("bill_position", sa.Integer),
    sa.Column("credit_note_id", sa.Uuid, comment="the credit note that took back what is less"),
    sa.Column("staff_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("entry_id", "delivery_entries"),
    belongs_to("bill_id", "bills"),
    belongs_to("credit_note_id", "bills"),
    sa.CheckConstraint("(quantity < 0) = (credit_note_id IS NOT NULL)", name="less_is_credited"),
    sa.CheckConstraint("(bill_id IS NULL) = (bill_position IS NULL)", name="billed_on_a_line"),
    sa.CheckConstraint("bill_id IS NULL OR quantity > 0", name="more_is_billed"),
    sa.Index("ix_delivery_adjustments_entry", "business_id", "entry_id"),
    sa.Index("ix_delivery_adjustments_bill", "business_id", "bill_id", postgresql_where=sa.text("bill_id IS NOT NULL")),
    comment="One row per correction of a delivery that was billed already",
    mirrored=True,
)
