-- Routes that goods are delivered on. Grain: one row per route.

-- [changed]
SELECT business_id, id AS key FROM delivery_routes WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS route_id, name, staff_id, cardinality(customer_ids) AS customers, active
FROM delivery_routes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(delivery_routes))

-- [totals]
SELECT business_id, count(*) AS rows, sum(cardinality(customer_ids)) AS customers
FROM delivery_routes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(delivery_routes))
GROUP BY business_id
