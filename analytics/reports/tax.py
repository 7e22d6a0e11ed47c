"""Tax on sales and purchases by rate, HSN, component and kind of buyer."""

from __future__ import annotations

from typing import Final

from analytics.reports.splits import Split, split_kind

_TAX: Final = ("tax", "cgst", "sgst", "igst", "cess")

TAX: Final = (
    split_kind(
        slug="tax",
        title="Tax on sales",
        group="Tax",
        description="Sales and their tax by rate, HSN, component, place of supply and kind of buyer; returns are taken off.",
        metrics=(*_TAX, "taxable_sales", "untaxed_sales", "net_sales"),
        splits=(
            Split(name="rates", title="By rate", by=("tax_rate",), metrics=("net_sales", *_TAX)),
            Split(name="hsn", title="By HSN", by=("hsn",), metrics=("net_sales", "items", *_TAX)),
            Split(name="components", title="By component", by=("tax_component",), metrics=("tax",)),
            Split(name="places", title="By place of supply", by=("place_of_supply",), metrics=("net_sales", *_TAX)),
            Split(name="recipients", title="By kind of buyer", by=("recipient",), metrics=("net_sales", *_TAX)),
            Split(name="months", title="Month by month", by=("month",), metrics=("net_sales", *_TAX)),
        ),
        nothing="No tax was charged. Give products their tax rate, and the business its registration, to charge it.",
        default_period="last-month",
    ),
    split_kind(
        slug="purchase-tax",
        title="Tax on purchases",
        group="Tax",
        description="Purchases and the input tax claimed on them, by rate, supplier and month.",
        metrics=("input_tax", "purchase_tax", "purchases_billed"),
        splits=(
            Split(name="rates", title="By rate", by=("tax_rate",), metrics=("purchases_billed", "purchase_tax", "input_tax")),
            Split(name="suppliers", title="By supplier", by=("supplier",), metrics=("purchases_billed", "purchase_tax", "input_tax")),
            Split(name="months", title="Month by month", by=("month",), metrics=("purchases_billed", "purchase_tax", "input_tax")),
        ),
        nothing="No tax was paid on purchases. Enter suppliers' bills with their tax to claim it.",
        default_period="last-month",
        permissions=("purchases.read",),
    ),
)  # fmt: skip
