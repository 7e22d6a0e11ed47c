-- Money spent at once; an expense taken back comes to nothing. Grain: one row per expense voucher.

-- [changed]
SELECT business_id, id AS key FROM expenses WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS expense_id, number, business_date, category, method, account, payee,
       CASE WHEN cancelled_date IS NULL THEN amount_minor ELSE 0 END AS amount_minor,
       CASE WHEN cancelled_date IS NULL THEN net_minor ELSE 0 END AS net_minor,
       CASE WHEN cancelled_date IS NULL THEN amount_minor - net_minor ELSE 0 END AS tax_minor,
       cancelled_date IS NOT NULL AS cancelled, staff_id
FROM expenses
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(expenses))

-- [totals]
SELECT business_id, count(*) AS rows,
       sum(amount_minor) FILTER (WHERE cancelled_date IS NULL) AS amount_minor,
       sum(net_minor) FILTER (WHERE cancelled_date IS NULL) AS net_minor
FROM expenses
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(expenses))
GROUP BY business_id
