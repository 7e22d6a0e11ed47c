"""Sources of who buys: a customer's first invoice, and how many they had in the period."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import CUSTOMER_BY_ID
from analytics.sources.source import Source

_STANDING: Final = """
FROM bills
JOIN customers ON customers.customer_id = bills.customer_id
WHERE bills.kind = 'invoice' AND bills.status = 'issued' AND NOT customers.is_walk_in
"""

SOURCES_OF_CUSTOMERS: Final = (
    Source(
        "first_invoices",
        f"SELECT bills.customer_id, MIN(bills.business_date) AS business_date {_STANDING} GROUP BY bills.customer_id",
        CUSTOMER_BY_ID,
        key=("customer_id",),
    ),
    Source(
        "buyers",
        f"""
        SELECT bills.customer_id, COUNT(*) AS invoices
        {_STANDING} AND bills.business_date >= $start AND bills.business_date < $end
        GROUP BY bills.customer_id
        """,
        CUSTOMER_BY_ID,
        key=("customer_id",),
        known="within",
    ),
)
