-- What each supplier is owed at the end of the last day, by how long it has been due. What the account of creditors holds beside the
-- bills was owed from before, due from its day, or is money paid ahead that settles nothing yet.

-- [figures] creditors_balance, overdue_payables, payables_unpaid
, due AS (
    SELECT b.supplier_id, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM supplier_allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0) AS minor
    FROM supplier_bills b
    WHERE b.business_id = %(business_id)s AND b.business_date < %(end)s AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
)
SELECT (SELECT -sum(e.amount_minor) FROM ledger_entries e WHERE e.business_id = %(business_id)s AND e.account = 'payable' AND e.business_date < %(end)s),
       sum(minor) FILTER (WHERE due_date < %(last)s), sum(minor)
FROM due

-- [suppliers across ageing_bucket] supplier, ageing_bucket, creditors_balance
, due AS (
    SELECT b.supplier_id, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM supplier_allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0) AS minor
    FROM supplier_bills b
    WHERE b.business_id = %(business_id)s AND b.business_date < %(end)s AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
), owed AS (
    SELECT e.supplier_id, p.kind, e.business_date AS due_date, -e.amount_minor AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    WHERE e.business_id = %(business_id)s AND e.account = 'payable' AND e.business_date < %(end)s
), parts AS (
    SELECT supplier_id, due_date, minor FROM due
    UNION ALL
    SELECT supplier_id, due_date, minor FROM owed WHERE kind = 'opening' AND minor > 0
), aged AS (
    SELECT supplier_id, CASE WHEN due_date >= %(last)s THEN 'not due' WHEN %(last)s - due_date <= 30 THEN '1-30' WHEN %(last)s - due_date <= 60 THEN '31-60'
            WHEN %(last)s - due_date <= 90 THEN '61-90' ELSE 'over 90' END AS bucket, minor
    FROM parts
    UNION ALL
    SELECT o.supplier_id, 'unallocated', sum(o.minor) - coalesce((SELECT sum(p.minor) FROM parts p WHERE p.supplier_id = o.supplier_id), 0)
    FROM owed o
    GROUP BY 1
)
SELECT s.name, bucket, sum(minor)
FROM aged
JOIN suppliers s ON s.business_id = %(business_id)s AND s.id = aged.supplier_id
GROUP BY 1, 2
