"""What a product cost its buyers on an earlier day: the price of that day, for what is billed later (RULES S4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from munim.database import belongs_to, business_of, rate, tenant_table

# -- tables ------------------------------------------------------------------------------------------

earlier_prices = tenant_table(
    "earlier_prices",
    sa.Column("product_id", sa.Uuid, primary_key=True),
    sa.Column("until_date", sa.Date, primary_key=True, comment="the first day on which it was another"),
    rate("price", nullable=False),
    sa.Column("price_includes_tax", sa.Boolean, nullable=False),
    belongs_to("product_id", "products"),
    comment="The prices that products had before they were changed, each until a day; the present one is the product's",
    mirrored=True,
    rooted=False,
)

# -- rules -------------------------------------------------------------------------------------------


class Price(msgspec.Struct, frozen=True):
    """A price of one unit, before or including tax."""

    price: Decimal
    includes_tax: bool


# -- operations --------------------------------------------------------------------------------------


def keep_earlier_price(session: Session, product_id: UUID, before: Price, *, until: date) -> None:
    """Keep the price a product had until today; of several changes in a day the first. The caller has locked the product."""
    session.execute(
        pg_insert(earlier_prices)
        .values(
            business_id=business_of(session),
            product_id=product_id,
            until_date=until,
            price=before.price,
            price_includes_tax=before.includes_tax,
        )
        .on_conflict_do_nothing()
    )


# -- reads -------------------------------------------------------------------------------------------


def earlier_prices_on(session: Session, product_ids: Collection[UUID], day: date) -> dict[UUID, Price]:
    """The prices of ``day`` of those products whose price changed after it; the others have the price they had."""
    found = session.execute(
        sa.select(earlier_prices.c.product_id, earlier_prices.c.price, earlier_prices.c.price_includes_tax)
        .where(
            earlier_prices.c.business_id == business_of(session),
            earlier_prices.c.product_id.in_(product_ids),
            earlier_prices.c.until_date > day,
        )
        .order_by(earlier_prices.c.product_id, earlier_prices.c.until_date)
        .ext(distinct_on(earlier_prices.c.product_id))
    )
    return {product_id: Price(price, includes_tax) for product_id, price, includes_tax in found}
