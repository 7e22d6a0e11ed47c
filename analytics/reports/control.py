"""What an owner keeps an eye on: cancellations, discounts, returns and differences.

Who issued a bill need not be who cancelled it, so cancelled bills are listed one by one and blamed on nobody.
"""

from __future__ import annotations

from typing import Final

from analytics.reports.splits import Split, split_kind

CONTROL: Final = (
    split_kind(
        slug="control",
        title="Control",
        group="Control",
        description="Cancelled bills one by one; discounts and returns by who made them; stock lost by reason; cash over and short.",
        metrics=("cancelled_sales", "cancelled_bills", "discounts", "discount_rate", "returns", "credit_notes", "stock_losses", "cash_difference"),
        splits=(
            Split(name="cancelled_bills", title="The cancelled bills", by=("bill",), metrics=("cancelled_sales", "cancelled_bills")),
            Split(name="discounts", title="Discounts by staff", by=("staff",), metrics=("discounts", "discount_rate", "gross_sales"), happened=True),
            Split(name="returns", title="Returns by staff", by=("staff",), metrics=("returns", "return_rate", "gross_sales"), happened=True),
            Split(name="stock_losses", title="Stock lost by reason", by=("reason",), metrics=("stock_losses",), happened=True),
            Split(name="cash", title="Cash over and short by account", by=("account",), metrics=("cash_difference",)),
        ),
        about=("cancelled_sales", "cancelled_bills", "discounts", "returns", "credit_notes", "stock_losses", "cash_difference"),
        nothing="No bill was cancelled, nothing let off, returned or lost: there is nothing to look into.",
    ),
)  # fmt: skip
