-- One row per movement of stock.
SELECT move_id, product_id, business_date, reason, bill_id,
       CAST(quantity_thousandths * 0.001 AS DECIMAL(14, 3)) AS quantity,
       CAST(unit_cost_ten_thousandths * 0.0001 AS DECIMAL(14, 4)) AS unit_cost,
       value_minor
FROM staged_stock_moves
