"""What was bought, of whom, and what went back."""

from __future__ import annotations

from typing import Final

from analytics.reports.splits import Split, split_kind

_BOUGHT: Final = ("purchases", "purchases_billed", "purchase_returns", "purchased_items")
_BILL: Final = "Enter a supplier's bill to see it here."

PURCHASES: Final = (
    split_kind(
        slug="purchases-by-supplier",
        title="Purchases by supplier",
        group="Purchases",
        description="What was bought of each supplier, what went back to them and what they were paid.",
        metrics=(*_BOUGHT, "supplier_bills", "supplier_payments"),
        splits=(
            Split(name="suppliers", title="By supplier", by=("supplier",), metrics=(*_BOUGHT, "supplier_bills", "supplier_payments")),
            Split(name="months", title="Month by month", by=("month",), metrics=(*_BOUGHT, "supplier_bills", "supplier_payments")),
        ),
        nothing=_BILL,
        permissions=("purchases.read", "suppliers.read"),
    ),
    split_kind(
        slug="purchases-by-product",
        title="Purchases by product",
        group="Purchases",
        description="What was bought of each product and category, and what went back.",
        metrics=_BOUGHT,
        splits=(
            Split(name="products", title="By product", by=("product",), metrics=_BOUGHT),
            Split(name="categories", title="By category", by=("category",), metrics=_BOUGHT),
        ),
        nothing=_BILL,
        permissions=("purchases.read",),
    ),
)  # fmt: skip
