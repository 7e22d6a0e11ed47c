-- Money moved between the shop's own accounts, put in or taken out by its owner. Grain: one row per transfer voucher; one taken
-- back stays, with its day.

-- [changed]
SELECT business_id, id AS key FROM transfers WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS transfer_id, number, kind, from_account, to_account, business_date, cancelled_date, amount_minor, staff_id
FROM transfers
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(transfers))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor
FROM transfers
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(transfers))
GROUP BY business_id
