-- What is unpaid on suppliers' bills at the end of the last day.

-- [figures] payables_unpaid, overdue_payables
, owed AS (
    SELECT s.name AS supplier, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM supplier_allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0) AS minor
    FROM supplier_bills b
    JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    WHERE b.business_id = %(business_id)s AND b.business_date < %(end)s AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
)
SELECT sum(minor), sum(minor) FILTER (WHERE due_date < %(last)s)
FROM owed

-- [suppliers across ageing_bucket] supplier, ageing_bucket, payables_unpaid
, owed AS (
    SELECT s.name AS supplier, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM supplier_allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0) AS minor
    FROM supplier_bills b
    JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    WHERE b.business_id = %(business_id)s AND b.business_date < %(end)s AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
)
SELECT supplier, CASE WHEN due_date >= %(last)s THEN 'not due' WHEN %(last)s - due_date <= 30 THEN '1-30' WHEN %(last)s - due_date <= 60 THEN '31-60'
            WHEN %(last)s - due_date <= 90 THEN '61-90' ELSE 'over 90' END, sum(minor)
FROM owed
GROUP BY 1, 2
