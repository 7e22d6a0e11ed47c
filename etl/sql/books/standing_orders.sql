-- Standing orders with the last terms that were agreed. Grain: one row per standing order.
-- One counts as changed when its terms do.

-- [changed]
SELECT business_id, id AS key FROM standing_orders WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, order_id FROM standing_order_terms WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT o.business_id, o.id AS order_id, o.route_id, o.customer_id, o.product_id, o.slot, array_to_string(o.weekdays, ',') AS weekdays,
       o.starts, o.ends, t.from_date, t.quantity, t.price
FROM standing_orders o
JOIN standing_order_terms t ON t.business_id = o.business_id AND t.order_id = o.id
WHERE o.business_id = ANY(:businesses)
  AND NOT EXISTS (SELECT FROM standing_order_terms later
                  WHERE later.business_id = t.business_id AND later.order_id = t.order_id AND later.from_date > t.from_date)
--+ AND (o.business_id, o.id) IN (:changed(standing_orders))

-- [totals]
SELECT o.business_id, count(*) AS rows, sum(t.quantity) AS quantity, sum(t.price) AS price
FROM standing_orders o
JOIN standing_order_terms t ON t.business_id = o.business_id AND t.order_id = o.id
WHERE o.business_id = ANY(:businesses)
  AND NOT EXISTS (SELECT FROM standing_order_terms later
                  WHERE later.business_id = t.business_id AND later.order_id = t.order_id AND later.from_date > t.from_date)
--+ AND (o.business_id, o.id) IN (:changed(standing_orders))
GROUP BY o.business_id
