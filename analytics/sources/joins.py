"""What sources look names and attributes up in. Each is told apart by its key, so that a join never repeats a row."""

from __future__ import annotations

from typing import Final

from analytics.sources.source import Join

JOINS: Final = {
    "customers": Join("customers", {"customer_id": "t.customer_id"}, unique=("customer_id",)),
    "products": Join("products", {"product_id": "t.product_id"}, unique=("product_id",)),
    "suppliers": Join("suppliers", {"supplier_id": "t.supplier_id"}, unique=("supplier_id",)),
    "staff": Join("staff", {"staff_id": "t.staff_id"}, unique=("staff_id",)),
    "accounts": Join("accounts", {"account": "t.account"}, unique=("account",)),
    "categories": Join("SELECT account, name FROM accounts", {"account": "t.category"}, unique=("account",)),
    "bills": Join("bills", {"bill_id": "t.bill_id"}, unique=("bill_id",)),
    "counters": Join(
        "SELECT series, MIN(counter) AS counter FROM document_series GROUP BY series",
        {"series": "t.series"},
        unique=("series",),
    ),
    "delivery_routes": Join("delivery_routes", {"route_id": "t.route_id"}, unique=("route_id",)),
    # the month of each customer's first invoice that stands
    "cohorts": Join(
        """
        SELECT bills.customer_id, CAST(DATE_TRUNC('month', MIN(bills.business_date)) AS DATE) AS first_month
        FROM bills
        JOIN customers ON customers.customer_id = bills.customer_id
        WHERE bills.kind = 'invoice' AND bills.status = 'issued' AND NOT customers.is_walk_in
        GROUP BY bills.customer_id
        """,
        {"customer_id": "t.customer_id"},
        unique=("customer_id",),
    ),
}
