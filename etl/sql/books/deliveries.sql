-- What was delivered day by day, as it was written down. Grain: one row per customer, product, day and slot.

-- [changed]
SELECT business_id, id AS key FROM delivery_entries WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS delivery_id, customer_id, product_id, business_date, slot, route_id, order_id, expected, quantity, skip_reason,
       unit_price, amount_minor, cost_minor, bill_id, staff_id
FROM delivery_entries
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deliveries))

-- [totals]
SELECT business_id, count(*) AS rows, sum(expected) AS expected, sum(quantity) AS quantity, sum(amount_minor) AS amount_minor,
       sum(cost_minor) AS cost_minor
FROM delivery_entries
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deliveries))
GROUP BY business_id
