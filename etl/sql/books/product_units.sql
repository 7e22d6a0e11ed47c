-- Units products are sold in besides their own. Grain: one row per product and unit.

-- [changed]
SELECT business_id, product_id AS key FROM product_units WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT s.business_id, s.product_id
FROM units u
JOIN product_units s ON s.business_id = u.business_id AND s.unit_id = u.id
WHERE u.business_id = ANY(:businesses) AND :since(u.row_version)

-- [rows]
SELECT s.business_id, s.product_id, u.code AS unit, s.factor, s.price, s.active
FROM product_units s
JOIN units u ON u.business_id = s.business_id AND u.id = s.unit_id
WHERE s.business_id = ANY(:businesses)
--+ AND (s.business_id, s.product_id) IN (:changed(product_units))

-- [totals]
SELECT s.business_id, count(*) AS rows, sum(s.factor) AS factor, sum(s.price) AS price
FROM product_units s
WHERE s.business_id = ANY(:businesses)
--+ AND (s.business_id, s.product_id) IN (:changed(product_units))
GROUP BY s.business_id
