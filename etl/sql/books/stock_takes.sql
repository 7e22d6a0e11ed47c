-- Stock takes. Grain: one row per stock take. A count changes the take it is part of.

-- [changed]
SELECT business_id, id AS key FROM stock_takes WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, stock_take_id FROM stock_take_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS stock_take_id, status, business_date
FROM stock_takes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(stock_takes))

-- [totals]
SELECT business_id, count(*) AS rows
FROM stock_takes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(stock_takes))
GROUP BY business_id
