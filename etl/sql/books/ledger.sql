-- Debits and credits with what posted them. Grain: one row per entry.

-- [changed]
SELECT business_id, id AS key FROM ledger_entries WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT p.business_id, e.id
FROM postings p
JOIN ledger_entries e ON e.business_id = p.business_id AND e.posting_id = p.id
WHERE p.business_id = ANY(:businesses) AND :since(p.row_version)

-- [rows]
SELECT e.business_id, e.id AS entry_id, e.posting_id, p.kind AS posting_kind, p.subject_id, e.account, e.customer_id, e.supplier_id, e.business_date, e.amount_minor
FROM ledger_entries e
JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
WHERE e.business_id = ANY(:businesses)
--+ AND (e.business_id, e.id) IN (:changed(ledger))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor, sum(amount_minor) FILTER (WHERE amount_minor > 0) AS positive_amount_minor
FROM ledger_entries
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(ledger))
GROUP BY business_id
