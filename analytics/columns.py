"""Which permission each table and column of the mirror asks for, where it is read as it stands: by SQL, and by whatever lists rows.

Metrics and dimensions ask for the same (``metrics/``, ``dimensions/``): a figure that needs a permission cannot be summed up
without it from here, which the tests try for each of them; but for what was hired, whose bills and stock stand among all
others. A table that is in neither list is no question's business until
somebody decides, and a test says so.
"""

from __future__ import annotations

from typing import Final

# tables that no question sees, and why
HIDDEN: Final = {"mirror_state": "how far the mirror has read is bookkeeping of the program"}

# table: what all of its columns ask for
_OF_TABLE: Final[dict[str, str]] = {
    "business": "",
    "staff": "",
    "document_series": "",
    "messages": "",
    "customers": "",
    "customer_sales": "customers.read",
    "products": "",
    "product_units": "",
    "earlier_prices": "",
    "sales": "",
    "sales_documents": "",
    "daily_sales": "",
    "daily_staff_sales": "",
    "monthly_product_sales": "",
    "monthly_customer_sales": "",
    "daily_stock": "",
    "stock_moves": "",
    "stock_takes": "",
    "stock_take_lines": "",
    "bills": "bills.read",
    "bill_taxes": "bills.read",
    "advance_taxes": "payments.read",
    "allocations": "payments.read",
    "payments": "payments.read",
    "daily_payments": "payments.read",
    "gateway_payments": "payments.read",
    "cheques": "payments.read",
    "cash_counts": "accounts.read",
    "transfers": "accounts.read",
    "accounts": "accounts.read",
    "ledger": "accounts.read expenses.read",
    "expenses": "expenses.read",
    "goals": "expenses.read",
    "suppliers": "suppliers.read",
    "purchase_orders": "purchases.read",
    "purchase_order_lines": "purchases.read",
    "purchase_receipts": "purchases.read",
    "purchase_receipt_lines": "purchases.read",
    "purchase_returns": "purchases.read",
    "purchase_return_lines": "purchases.read",
    "supplier_bills": "purchases.read",
    "supplier_bill_lines": "purchases.read",
    "supplier_payments": "purchases.read",
    "supplier_allocations": "purchases.read",
    "bookings": "rentals.read",
    "booking_lines": "rentals.read",
    "challans": "rentals.read",
    "challan_lines": "rentals.read",
    "challan_returns": "rentals.read",
    "hire_charges": "rentals.read",
    "deposits": "rentals.read",
    "deposit_moves": "rentals.read",
    "delivery_routes": "deliveries.read",
    "standing_orders": "deliveries.read",
    "deliveries": "deliveries.read",
    "delivery_adjustments": "deliveries.read",
}

# column, in whichever table: who a customer or supplier is, which bill, which account, and what goods cost
_OF_COLUMN: Final[dict[str, str]] = {
    "customer_id": "customers.read",
    "customer_name": "customers.read",
    "supplier_id": "suppliers.read",
    "bill_id": "bills.read",
    "bill_number": "bills.read",
    "account": "accounts.read",
    "account_name": "accounts.read",
    "cost_minor": "costs.read",
    "costed_net_minor": "costs.read",
    "unit_cost": "costs.read",
    "stock_value_minor": "costs.read",
    "closing_value_minor": "costs.read",
}

# a column that asks for what its namesakes elsewhere do not
_OF_ONE: Final[dict[tuple[str, str], str]] = {
    ("customers", "name"): "customers.read",
    ("customers", "reference"): "customers.read",
    ("messages", "subject_id"): "bills.read",
    ("suppliers", "balance_minor"): "purchases.read",
    ("products", "cost"): "costs.read",
    ("daily_stock", "value_minor"): "costs.read",
    ("stock_moves", "value_minor"): "costs.read",
    ("stock_take_lines", "value_minor"): "costs.read",
    ("purchase_receipt_lines", "value_minor"): "costs.read",
    ("purchase_receipts", "value_minor"): "costs.read",
}


def permissions_for(table: str, column: str) -> frozenset[str]:
    """What must be permitted to who reads ``column`` of ``table``; raises ``KeyError`` for a table nobody decided about."""
    asked = (_OF_TABLE[table], _OF_COLUMN.get(column, ""), _OF_ONE.get((table, column), ""))
    return frozenset(" ".join(asked).split())
