-- What settled which invoice. Grain: one row per allocation.

-- [changed]
SELECT business_id, id AS key FROM allocations WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS allocation_id, bill_id, payment_id, credit_note_id, business_date, amount_minor
FROM allocations
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(allocations))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor
FROM allocations
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(allocations))
GROUP BY business_id
