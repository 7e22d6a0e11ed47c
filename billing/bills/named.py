"""What a bill names: the shop, its customer and the products on it, read together."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from billing.bills.draft import DraftBill, product_ids
from billing.business import BUSINESS, Business, business_from
from billing.customers import CUSTOMER, WALK_IN, Customer, customer_from
from billing.products import GOODS, PRODUCTS, Product, products_from
from munim.database import business_of, read_together
from munim.errors import NotFound

# -- reads -------------------------------------------------------------------------------------------


def read_named(session: Session, draft: DraftBill) -> tuple[Business, Customer, dict[UUID, Product]]:
    """Business, customer (the walk-in when none is named) and products of a bill to be, in one round trip.

    Raises ``NotFound`` for a customer or product.
    """
    here, ids = {"business_id": business_of(session)}, product_ids(draft)
    in_own_units = all(line.unit is None for line in draft.lines)
    shops, buyers, goods = read_together(
        session,
        (BUSINESS, here),
        (CUSTOMER, {**here, "customer_id": draft.customer_id}) if draft.customer_id else (WALK_IN, here),
        (GOODS if in_own_units else PRODUCTS, {**here, "products": sorted(ids)}),
    )
    if not shops:
        raise NotFound("there is no such business")
    if not buyers:
        raise NotFound("there is no such customer")
    business = session.info["business"] = business_from(shops[0])
    return business, customer_from(buyers[0]), products_from(goods, ids)
