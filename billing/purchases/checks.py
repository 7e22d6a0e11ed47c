"""What purchases keep for locking or speed, derived again: for billing/integrity.py, in the form of its checks."""

from __future__ import annotations

from typing import Final

# A document's own sums beside those of what they are derived from, in one statement: what differs is a breach.
PURCHASE_CHECKS: Final[tuple[tuple[str, str], ...]] = (
    (
        "what is received of an order is on its receipts",
        """SELECT o.id::text, o.received_quantity::text, coalesce(sum(r.quantity - r.returned_quantity), 0)::text
           FROM purchase_order_lines o
           LEFT JOIN purchase_receipt_lines r ON r.business_id = o.business_id AND r.order_line_id = o.id
           WHERE o.business_id = :business_id GROUP BY o.id, o.received_quantity
           HAVING o.received_quantity <> coalesce(sum(r.quantity - r.returned_quantity), 0)""",
    ),
    (
        "what is billed and sent back of a receipt is on bills and debit notes",
        """SELECT r.id::text, concat_ws('/', r.billed_quantity, r.returned_quantity, r.cleared_minor),
                  concat_ws('/', coalesce(b.quantity, 0), coalesce(n.quantity, 0), coalesce(b.cleared, 0) + coalesce(n.cleared, 0))
           FROM purchase_receipt_lines r
           LEFT JOIN (SELECT l.receipt_line_id AS id, sum(l.quantity) AS quantity, sum(l.cleared_minor) AS cleared
                      FROM supplier_bill_lines l JOIN supplier_bills s ON s.business_id = l.business_id AND s.id = l.bill_id
                      WHERE l.business_id = :business_id AND s.status = 'recorded' GROUP BY 1) b ON b.id = r.id
           LEFT JOIN (SELECT receipt_line_id AS id, sum(quantity) AS quantity, sum(cleared_minor) AS cleared
                      FROM purchase_return_lines WHERE business_id = :business_id GROUP BY 1) n ON n.id = r.id
           WHERE r.business_id = :business_id
             AND (r.billed_quantity, r.returned_quantity, r.cleared_minor)
              <> (coalesce(b.quantity, 0), coalesce(n.quantity, 0), coalesce(b.cleared, 0) + coalesce(n.cleared, 0))""",
    ),
    (
        "goods received and not billed are what receipts still await",
        """SELECT 'goods_received', ledger.minor::text, (-waiting.minor)::text
           FROM (SELECT coalesce(sum(amount_minor), 0) AS minor FROM ledger_entries
                 WHERE business_id = :business_id AND account = 'goods_received') ledger,
                (SELECT coalesce(sum(value_minor - cleared_minor), 0) AS minor FROM purchase_receipt_lines
                 WHERE business_id = :business_id AND stocked) waiting
           WHERE ledger.minor <> -waiting.minor""",
    ),
    (
        "a supplier's bill is the sum of its lines",
        """SELECT b.id::text, concat_ws('/', b.taxable_minor, b.tax_minor), concat_ws('/', sum(l.taxable_minor), sum(l.tax_minor))
           FROM supplier_bills b JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
           WHERE b.business_id = :business_id GROUP BY b.id, b.taxable_minor, b.tax_minor
           HAVING (b.taxable_minor, b.tax_minor) <> (sum(l.taxable_minor), sum(l.tax_minor))""",
    ),
    (
        "what went back of a supplier's bill is on debit notes",
        """SELECT l.id::text, l.returned_quantity::text, coalesce(sum(r.quantity), 0)::text
           FROM supplier_bill_lines l
           LEFT JOIN purchase_return_lines r ON r.business_id = l.business_id AND r.bill_line_id = l.id
           WHERE l.business_id = :business_id GROUP BY l.id, l.returned_quantity
           HAVING l.returned_quantity <> coalesce(sum(r.quantity), 0)""",
    ),
    (
        "what settles a supplier's bill is its allocations",
        """SELECT b.id::text, concat_ws('/', b.paid_minor, b.returned_minor),
                  concat_ws('/', coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0),
                                 coalesce(sum(a.amount_minor) FILTER (WHERE a.return_id IS NOT NULL), 0))
           FROM supplier_bills b LEFT JOIN supplier_allocations a ON a.business_id = b.business_id AND a.bill_id = b.id
           WHERE b.business_id = :business_id GROUP BY b.id, b.paid_minor, b.returned_minor
           HAVING b.paid_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.payment_id IS NOT NULL), 0)
               OR b.returned_minor <> coalesce(sum(a.amount_minor) FILTER (WHERE a.return_id IS NOT NULL), 0)""",
    ),
    (
        "the use of a payment or debit note to a supplier is its allocations",
        """SELECT s.id::text, s.allocated_minor::text, coalesce(sum(a.amount_minor), 0)::text
           FROM (SELECT business_id, id, allocated_minor FROM supplier_payments
                 UNION ALL SELECT business_id, id, allocated_minor FROM purchase_returns) s
           LEFT JOIN supplier_allocations a ON a.business_id = s.business_id AND coalesce(a.payment_id, a.return_id) = s.id
           WHERE s.business_id = :business_id GROUP BY s.id, s.allocated_minor
           HAVING s.allocated_minor <> coalesce(sum(a.amount_minor), 0)""",
    ),
    (
        "what a supplier's documents say is owed is posted",
        """SELECT d.id::text, coalesce(-sum(e.amount_minor), 0)::text, d.owed_minor::text
           FROM (SELECT id, CASE status WHEN 'recorded' THEN total_minor ELSE 0 END AS owed_minor FROM supplier_bills WHERE business_id = :business_id
                 UNION ALL SELECT id, -total_minor FROM purchase_returns WHERE business_id = :business_id
                 UNION ALL SELECT id, CASE WHEN reversed_date IS NULL THEN -amount_minor ELSE 0 END FROM supplier_payments WHERE business_id = :business_id) d
           LEFT JOIN postings p ON p.business_id = :business_id AND p.subject_id = d.id
           LEFT JOIN ledger_entries e ON e.business_id = :business_id AND e.posting_id = p.id AND e.account = 'payable'
           GROUP BY d.id, d.owed_minor HAVING coalesce(-sum(e.amount_minor), 0) <> d.owed_minor""",
    ),
    (
        "the input tax of a supplier's bill is that of its lines",
        """SELECT b.id::text, coalesce(posted.minor, 0)::text, coalesce(claimed.minor, 0)::text
           FROM supplier_bills b
           LEFT JOIN (SELECT bill_id AS id, sum(tax_minor) AS minor FROM supplier_bill_lines
                      WHERE business_id = :business_id AND tax_claimed GROUP BY 1) claimed ON claimed.id = b.id
           LEFT JOIN (SELECT p.subject_id AS id, sum(e.amount_minor) AS minor
                      FROM postings p JOIN ledger_entries e ON e.business_id = p.business_id AND e.posting_id = p.id
                      WHERE p.business_id = :business_id AND p.kind = 'supplier_bill' AND e.account LIKE 'input\\_%' GROUP BY 1) posted ON posted.id = b.id
           WHERE b.business_id = :business_id AND coalesce(posted.minor, 0) <> coalesce(claimed.minor, 0)""",
    ),
)
