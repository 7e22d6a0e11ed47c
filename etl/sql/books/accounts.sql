-- The chart of accounts. Grain: one row per account.

-- [changed]
SELECT business_id, code AS key FROM accounts WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, code AS account, name, kind, purpose, active
FROM accounts
WHERE business_id = ANY(:businesses)
--+ AND (business_id, code) IN (:changed(accounts))

-- [totals]
SELECT business_id, count(*) AS rows
FROM accounts
WHERE business_id = ANY(:businesses)
--+ AND (business_id, code) IN (:changed(accounts))
GROUP BY business_id
