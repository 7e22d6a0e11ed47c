-- What is unpaid on each customer's bills at the end of the last day by how long it has been due. What the account of debtors holds
-- beside the bills is a charge for a bounced cheque, due from its day, or money paid ahead that settles nothing yet.

-- [figures] debtors_balance, overdue, overdue_bills, unpaid_bills
, due AS (
    SELECT b.customer_id, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0)
               - coalesce((SELECT -sum(e.amount_minor) FROM ledger_entries e JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
                           WHERE e.business_id = b.business_id AND e.account = 'receivable' AND p.subject_id = b.id AND p.kind IN ('write_off', 'write_off_reversal')
                             AND e.business_date < %(end)s), 0) AS minor
    FROM bills b
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note') AND b.status <> 'draft' AND b.business_date < %(end)s
      AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
), balances AS (
    SELECT e.customer_id, sum(e.amount_minor) AS minor
    FROM ledger_entries e
    WHERE e.business_id = %(business_id)s AND e.account = 'receivable' AND e.business_date < %(end)s
    GROUP BY 1
)
SELECT (SELECT sum(minor) FROM balances), sum(minor) FILTER (WHERE due_date < %(last)s), count(*) FILTER (WHERE due_date < %(last)s AND minor > 0), count(*) FILTER (WHERE minor > 0)
FROM due

-- [customers across ageing_bucket] customer, ageing_bucket, debtors_balance
, due AS (
    SELECT b.customer_id, b.due_date,
           b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id AND a.business_date < %(end)s), 0)
               - coalesce((SELECT -sum(e.amount_minor) FROM ledger_entries e JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
                           WHERE e.business_id = b.business_id AND e.account = 'receivable' AND p.subject_id = b.id AND p.kind IN ('write_off', 'write_off_reversal')
                             AND e.business_date < %(end)s), 0) AS minor
    FROM bills b
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note') AND b.status <> 'draft' AND b.business_date < %(end)s
      AND (b.cancelled_date IS NULL OR b.cancelled_date >= %(end)s)
), balances AS (
    SELECT e.customer_id, sum(e.amount_minor) AS minor
    FROM ledger_entries e
    WHERE e.business_id = %(business_id)s AND e.account = 'receivable' AND e.business_date < %(end)s
    GROUP BY 1
), charges AS (
    SELECT e.customer_id, e.business_date AS due_date, e.amount_minor AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    WHERE e.business_id = %(business_id)s AND e.account = 'receivable' AND p.kind = 'bounce_charge' AND e.business_date < %(end)s
), parts AS (
    SELECT customer_id, CASE WHEN due_date >= %(last)s THEN 'not due' WHEN %(last)s - due_date <= 30 THEN '1-30' WHEN %(last)s - due_date <= 60 THEN '31-60'
            WHEN %(last)s - due_date <= 90 THEN '61-90' ELSE 'over 90' END AS bucket, minor FROM due
    UNION ALL
    SELECT customer_id, CASE WHEN due_date >= %(last)s THEN 'not due' WHEN %(last)s - due_date <= 30 THEN '1-30' WHEN %(last)s - due_date <= 60 THEN '31-60'
            WHEN %(last)s - due_date <= 90 THEN '61-90' ELSE 'over 90' END, minor FROM charges
    UNION ALL
    SELECT b.customer_id, 'unallocated', b.minor - coalesce((SELECT sum(d.minor) FROM due d WHERE d.customer_id = b.customer_id), 0)
           - coalesce((SELECT sum(h.minor) FROM charges h WHERE h.customer_id = b.customer_id), 0)
    FROM balances b
)
SELECT c.name, bucket, sum(minor)
FROM parts
JOIN customers c ON c.business_id = %(business_id)s AND c.id = parts.customer_id
GROUP BY 1, 2
