"""Units of quantity, and those a product is sold in besides its own: the box of twelve, the gram of what is kept in kilos."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from munim.database import belongs_to, business_of, rate, row_id, tenant_table
from munim.errors import Invalid
from munim.money import check_decimals

# -- tables ------------------------------------------------------------------------------------------

units = tenant_table(
    "units",
    row_id(),
    sa.Column("code", sa.String(8), nullable=False, comment="as printed: pcs, kg, l"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column(
        "decimals", sa.SmallInteger, nullable=False, server_default=sa.text("0"), comment="of a quantity, 0 to 3"
    ),
    sa.Index("uq_units_code", "business_id", sa.text("lower(code)"), unique=True),
    sa.CheckConstraint("decimals BETWEEN 0 AND 3", name="decimals"),
    comment="One row per unit of quantity a business sells in",
    mirrored=True,
)

# A unit a product is no longer sold in stays as a row that is not active: nothing of the books is deleted.
product_units = tenant_table(
    "product_units",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("unit_id", sa.BigInteger, primary_key=True),
    sa.Column("factor", sa.Numeric(14, 6), nullable=False, comment="how many of the product's own unit one of it is"),
    rate("price", comment="of one of this unit; empty: the factor times the product's price"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    belongs_to("product_id", "products"),
    belongs_to("unit_id", "units"),
    sa.CheckConstraint("factor > 0", name="factor"),
    sa.CheckConstraint("price >= 0", name="price"),
    comment="One row per unit a product is sold in besides its own",
    mirrored=True,
    rooted=False,
)

# The barcode on the product itself stands in products; these are the further ones, each of one unit.
product_barcodes = tenant_table(
    "product_barcodes",
    sa.Column("code", sa.Text, primary_key=True),
    sa.Column("product_id", sa.Uuid, nullable=False),
    sa.Column("unit_id", sa.BigInteger, comment="the unit it is on; empty: the product's own"),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    belongs_to("product_id", "products"),
    belongs_to("unit_id", "units"),
    sa.Index("ix_product_barcodes_product", "business_id", "product_id"),
    comment="One row per further barcode of a product",
    rooted=False,
)

# -- rules -------------------------------------------------------------------------------------------

# What a shop sells in, until it adds its own: code, name, decimals of a quantity.
UNITS: Final = (
    ("pcs", "pieces", 0),
    ("kg", "kilograms", 3),
    ("g", "grams", 0),
    ("l", "litres", 3),
    ("m", "metres", 3),
    ("box", "boxes", 0),
    ("hr", "hours", 2),
    ("day", "days", 0),
)
ONE: Final = Decimal("1.000000")  # the factor of a product's own unit, as the column keeps it


class SellingUnit(msgspec.Struct, frozen=True):
    """A unit a product is sold in besides its own: one of it is ``factor`` of the product's own unit."""

    unit: str
    factor: Decimal
    price: Decimal | None = None
    barcodes: list[str] = []

    def price_at(self, own_price: Decimal) -> Decimal:
        """Of one of this unit: its own price, else the factor times the product's, half up at four decimals."""
        if self.price is not None:
            return self.price
        return (self.factor * own_price).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def in_own_unit(quantity: Decimal, factor: Decimal, field: str) -> Decimal:
    """A quantity in the product's own unit. Raises ``Invalid`` naming ``field`` when three decimals cannot hold it."""
    return check_decimals(quantity * factor, 3, field, positive=True).quantize(Decimal("0.001"))


# -- operations --------------------------------------------------------------------------------------


def open_units(session: Session) -> None:
    """Give a new business the units most shops sell in."""
    business_id = business_of(session)
    session.execute(
        sa.insert(units),
        [
            {"business_id": business_id, "code": code, "name": name, "decimals": decimals}
            for code, name, decimals in UNITS
        ],
    )


# -- reads -------------------------------------------------------------------------------------------


def unit_named(session: Session, code: str, *, field: str) -> int:
    """The id of the unit of that code, ignoring case. Raises ``Invalid`` naming ``field``."""
    found = session.execute(
        sa.select(units.c.id).where(
            units.c.business_id == business_of(session), sa.func.lower(units.c.code) == code.lower()
        )
    ).scalar_one_or_none()
    if found is None:
        raise Invalid(f"there is no unit {code!r} in this business", field=field)
    return int(found)


# Beside each product of a query on ``products``: the units it is sold in, and its further barcodes.
SELLING_UNITS: sa.ColumnElement[Any] = sa.literal_column(
    """(SELECT jsonb_agg(jsonb_build_object('unit', u.code, 'factor', s.factor::text, 'price', s.price::text, 'barcodes', coalesce(
               (SELECT jsonb_agg(b.code ORDER BY b.code) FROM product_barcodes b
                WHERE b.business_id = s.business_id AND b.product_id = s.product_id AND b.unit_id = s.unit_id AND b.active), '[]'))
            ORDER BY s.factor, u.code)
        FROM product_units s JOIN units u ON u.business_id = s.business_id AND u.id = s.unit_id
        WHERE s.business_id = products.business_id AND s.product_id = products.id AND s.active)""",
    JSONB,
).label("units")
BARCODES: sa.ColumnElement[Any] = sa.literal_column(
    """(SELECT jsonb_agg(b.code ORDER BY b.code) FROM product_barcodes b
        WHERE b.business_id = products.business_id AND b.product_id = products.id AND b.unit_id IS NULL AND b.active)""",
    JSONB,
).label("barcodes")
