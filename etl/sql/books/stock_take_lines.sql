-- What was counted. Grain: one row per stock take and product. A line counts as changed when its stock take does.

-- [rows]
SELECT business_id, stock_take_id, product_id, counted, expected, value_minor
FROM stock_take_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, stock_take_id) IN (:changed(stock_takes))

-- [totals]
SELECT business_id, count(*) AS rows, sum(counted) AS counted, sum(expected) AS expected, sum(value_minor) AS value_minor
FROM stock_take_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, stock_take_id) IN (:changed(stock_takes))
GROUP BY business_id
