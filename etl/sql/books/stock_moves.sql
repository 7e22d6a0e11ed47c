-- Movements of stock. Grain: one row per move. Decimals travel as whole numbers: as numeric they would take three times as long.

-- [changed]
SELECT business_id, id AS key FROM stock_moves WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS move_id, product_id, business_date, (quantity * 1000)::bigint AS quantity_thousandths, reason, bill_id,
       (unit_cost * 10000)::bigint AS unit_cost_ten_thousandths, value_minor
FROM stock_moves
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(stock_moves))

-- [totals]
SELECT business_id, count(*) AS rows, sum(quantity) AS quantity, sum(unit_cost) AS unit_cost, sum(value_minor) AS value_minor
FROM stock_moves
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(stock_moves))
GROUP BY business_id
