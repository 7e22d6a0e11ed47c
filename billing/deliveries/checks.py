"""What deliveries keep beside their bills and balances, derived again: for billing/integrity.py, in the form of its checks."""

from __future__ import annotations

from typing import Final

# What awaits a bill, by customer: part of what each had without one.
DELIVERED_UNBILLED: Final = """
SELECT customer_id, amount_minor AS minor FROM delivery_entries WHERE business_id = :business_id AND bill_id IS NULL
UNION ALL
SELECT e.customer_id, a.amount_minor FROM delivery_adjustments a
JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
WHERE a.business_id = :business_id AND a.bill_id IS NULL AND a.credit_note_id IS NULL
"""

DELIVERY_CHECKS: Final[tuple[tuple[str, str], ...]] = (
    (
        "a bill of deliveries is the sum of what it charges, each delivery on one standing bill",
        """SELECT d.bill_id::text || ' line ' || d.bill_position, concat_ws('/', max(l.quantity), max(l.asked_minor), max(l.status)),
                  concat_ws('/', sum(d.quantity), sum(d.amount_minor), 'issued')
           FROM (SELECT bill_id, bill_position, quantity, amount_minor FROM delivery_entries
                 WHERE business_id = :business_id AND bill_id IS NOT NULL
                 UNION ALL
                 SELECT bill_id, bill_position, quantity, amount_minor FROM delivery_adjustments
                 WHERE business_id = :business_id AND bill_id IS NOT NULL) d
           LEFT JOIN (SELECT l.bill_id, l.position, l.quantity, b.status,
                             CASE WHEN l.price_includes_tax THEN l.total_minor ELSE l.taxable_minor END AS asked_minor
                      FROM bill_lines l JOIN bills b ON b.business_id = l.business_id AND b.id = l.bill_id
                      WHERE l.business_id = :business_id) l ON l.bill_id = d.bill_id AND l.position = d.bill_position
           GROUP BY d.bill_id, d.bill_position
           HAVING (sum(d.quantity), sum(d.amount_minor), 'issued') IS DISTINCT FROM (max(l.quantity), max(l.asked_minor), max(l.status))""",
    ),
)
