"""Which figures go together, and what they are when they are said together."""

from __future__ import annotations

from typing import Final

# What a figure is when it is said with tax or without, before discounts or after; "" where that is what it is anyway.
MODIFIED: Final[dict[str, dict[str, str]]] = {
    "with_tax": {"net_sales": "total_sales", "revenue": "total_sales", "total_sales": "", "bill_totals": ""},
    "without_tax": {"net_sales": "", "revenue": "", "gross_sales": "", "total_sales": "net_sales", "bill_totals": "net_sales", "average_order_value": "", "gross_profit": "", "returns": "", "discounts": "", "average_selling_price": ""},
    "before_discount": {"net_sales": "gross_sales", "revenue": "gross_sales", "gross_sales": ""},
    "after_discount": {"net_sales": "", "revenue": "", "gross_sales": "net_sales", "collections": "net_collections", "net_collections": "", "purchases": "", "purchases_billed": "purchases"},
}  # fmt: skip
BILL_COUNTS: Final = frozenset({"overdue_bills", "unpaid_bills", "cancelled_bills", "discounted_bills"})
"""Figures that count bills, each of which can be listed."""
BILL_BY_BILL: Final = {
    "overdue_bills": "overdue",
    "unpaid_bills": "unpaid",
    "cancelled_bills": "cancelled_bills",
    "discounted_bills": "discounted_bills",
}
ATTAINED: Final = {
    "sales_target": "target_achieved",
    "expense_target": "budget_used",
    "target_achieved": "target_achieved",
    "budget_used": "budget_used",
}
# what the things that these count are worth
WORTH: Final = {
    "cancelled_bills": "cancelled_sales",
    "overdue_bills": "overdue",
    "unpaid_bills": "unpaid",
    "supplier_bills": "purchases",
    "credit_notes": "returns",
    "returned_items": "returns",
    "dead_stock": "dead_stock_value",
    "quotations": "quoted",
    "payment_count": "collections",
    "expense_count": "expenses",
    "items": "net_sales",
    "items_sold": "net_sales",
    "purchased_items": "purchases",
}
EXPENSES: Final = {
    "expenses",
    "expense_payments",
    "expense_target",
    "budget_used",
    "expense_count",
    "average_daily_expenses",
}
RATES: Final = {("returns", "net_sales"): "return_rate", ("returns",): "return_rate", ("discounts",): "discount_rate", ("discounts", "net_sales"): "discount_rate", ("gross_profit", "net_sales"): "margin", ("gross_profit",): "margin", ("expenses", "net_sales"): "expense_ratio"}  # fmt: skip
# Ratios that the catalogue has under a name of their own.
NAMED_RATIOS: Final = {
    ("returns", "net_sales"): "return_rate", ("returns", "gross_sales"): "return_rate", ("discounts", "net_sales"): "discount_rate", ("discounts", "gross_sales"): "discount_rate", ("gross_profit", "net_sales"): "margin", ("gross_profit", "revenue"): "margin",
    ("returns", "revenue"): "return_rate", ("discounts", "revenue"): "discount_rate", ("expenses", "net_sales"): "expense_ratio", ("expenses", "revenue"): "expense_ratio", ("collections", "bill_totals"): "collection_rate", ("operating_profit", "net_sales"): "operating_margin", ("operating_profit", "revenue"): "operating_margin",
    ("net_sales", "orders"): "average_order_value", ("items", "orders"): "items_per_order", ("items_sold", "orders"): "items_per_order", ("net_sales", "customers"): "average_spend", ("gross_profit", "gross_sales"): "margin", ("collections", "net_sales"): "collection_rate", ("collections", "total_sales"): "collection_rate", ("collections", "revenue"): "collection_rate",
}  # fmt: skip
# bills that are due: what the words count together
DUE_BILLS: Final = {
    frozenset({"orders", "discounts"}): "discounted_bills",
    frozenset({"orders", "overdue"}): "overdue_bills",
    frozenset({"orders", "unpaid"}): "unpaid_bills",
    frozenset({"orders", "outstanding"}): "unpaid_bills",
    frozenset({"orders", "overdue_bills"}): "overdue_bills",
    frozenset({"orders", "unpaid_bills"}): "unpaid_bills",
}
COUNT_PRODUCTS: Final = {"out_of_stock", "low_stock", "stock_on_hand", "dead_stock"}
TAKEN: Final = {
    "tax",
    "cgst",
    "sgst",
    "igst",
    "cess",
    "discounts",
    "returns",
    "advances",
    "deposits_held",
    "collections",
    "refunds",
}
PER_PARTY: Final = frozenset(
    {"gross_profit", "discounts", "orders", "items", "items_sold", "collections", "returns", "tax", "outstanding"}
)  # by the bill, by the customer
DAILY: Final = {
    "net_sales": "average_daily_sales", "revenue": "average_daily_sales", "orders": "average_daily_orders", "collections": "average_daily_collections", "expenses": "average_daily_expenses", "items_sold": "average_daily_items", "items": "average_daily_items", "average_order_value": "average_daily_sales",
    "gross_profit": "average_daily_profit",
}  # fmt: skip
# Verbs, what they speak of, and the figures that may be named beside them.
GO_WITH: Final[dict[str, tuple[str, frozenset[str]]]] = {
    "owe": ("what is owed", frozenset({"outstanding", "overdue", "overdue_bills", "unpaid_bills"})),
    "collect": ("money received", frozenset({"collections", "net_collections", "payment_count", "tax"})),
    "pay": (
        "payments",
        frozenset(
            {
                "collections",
                "net_collections",
                "payment_count",
                "refunds",
                "discounts",
                "credit_given",
                "advances",
                "tax",
                "outstanding",
                "overdue",
                "cgst",
                "sgst",
                "igst",
                "deposits_held",
            }
        ),
    ),
}
ALSO_NOUNS: Final = frozenset(
    {"customers", "items", "orders", "products_sold", "debtors"}
)  # figures whose words also name things
