"""What is behind the figures of prices that changed: the changes that are counted."""

from __future__ import annotations

from analytics.behind import Behind, listed
from analytics.origins.spots import DAY, PRODUCT, Spot
from analytics.price_changes import SellingPrice, SupplierPrice, selling_prices, supplier_prices
from analytics.query import Column

_PRICES = (Column("price__before", "Price before", "ratio"), Column("price", "Price", "ratio"))


def price_changes_origin(spot: Spot) -> Behind:
    """Of the report of prices: a price itself is a sum of nothing."""
    suppliers = spot.slug.startswith("supplier_")
    if spot.table:
        counted = ("supplier_" if spot.table == "suppliers" else "") + "prices_raised"
        raise spot.no_sum("is a price, no sum of documents; the row itself names the day on which it changed", counted)
    found: list[SellingPrice] | list[SupplierPrice] = (supplier_prices if suppliers else selling_prices)(
        spot.figures, spot.asked.days
    )
    raised = spot.slug.endswith("raised")
    rows = [
        (one.product, one.product_id, one.day, one.before, one.price, 1)
        for one in found
        if (one.price > one.before if raised else one.price < one.before)
    ]
    return spot.made_of(listed("product", (*PRODUCT, DAY, *_PRICES, spot.figure.column), rows, (spot.slug,)))
