-- What billed deliveries were put right by. Grain: one row per correction.

-- [changed]
SELECT business_id, id AS key FROM delivery_adjustments WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS adjustment_id, entry_id AS delivery_id, business_date, quantity, amount_minor, cost_minor, reason, bill_id,
       credit_note_id, staff_id
FROM delivery_adjustments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(delivery_adjustments))

-- [totals]
SELECT business_id, count(*) AS rows, sum(quantity) AS quantity, sum(amount_minor) AS amount_minor, sum(cost_minor) AS cost_minor
FROM delivery_adjustments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(delivery_adjustments))
GROUP BY business_id
