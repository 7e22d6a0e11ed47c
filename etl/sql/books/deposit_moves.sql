-- What was done with deposits. Grain: one row per act.

-- [changed]
SELECT business_id, id AS key FROM deposit_moves WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS deposit_move_id, deposit_id, kind, number, amount_minor, account, bill_id, payment_id, business_date, staff_id
FROM deposit_moves
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deposit_moves))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor
FROM deposit_moves
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deposit_moves))
GROUP BY business_id
