-- The stock at the end of each day on which it moved. Grain: one row per product and business date with moves.
-- A move changes its own day and all later days of its product, so a product is summed up anew from the first day that changed;
-- it goes on from the row before, whose until_date may be another now.
-- Identity: the stock of each product's last day is the sum of all its moves.

-- [changed]
SELECT m.product_id, m.from_date, d.* EXCLUDE (product_id)
FROM (SELECT product_id, min(business_date) AS from_date FROM staged_stock_moves GROUP BY product_id) AS m
LEFT JOIN daily_stock d
    ON d.product_id = m.product_id AND d.business_date < m.from_date AND (d.until_date IS NULL OR d.until_date >= m.from_date)

-- [stale]
EXISTS (SELECT 1 FROM temp.changed_daily_stock c
        WHERE c.product_id = daily_stock.product_id AND (daily_stock.until_date IS NULL OR daily_stock.until_date >= c.from_date))

-- [rows]
WITH days AS (
    SELECT m.product_id, m.business_date, sum(m.quantity) FILTER (WHERE m.quantity > 0) AS in_quantity,
           -sum(m.quantity) FILTER (WHERE m.quantity < 0) AS out_quantity, sum(m.quantity) AS quantity, sum(m.value_minor) AS value_minor
--+      , 0 AS opening_quantity, 0 AS opening_value_minor
    FROM stock_moves m
--+ JOIN temp.changed_daily_stock c ON c.product_id = m.product_id AND c.from_date <= m.business_date
--+ WHERE m.business_date >= (SELECT min(from_date) FROM temp.changed_daily_stock)
    GROUP BY m.product_id, m.business_date
--+ UNION ALL BY NAME
--+ SELECT product_id, business_date, in_quantity, out_quantity, quantity, value_minor,
--+        closing_quantity - quantity AS opening_quantity, closing_value_minor - value_minor AS opening_value_minor
--+ FROM temp.changed_daily_stock
--+ WHERE business_date IS NOT NULL
)
SELECT product_id, business_date, lead(business_date) OVER of_product AS until_date,
       coalesce(in_quantity, 0) AS in_quantity, coalesce(out_quantity, 0) AS out_quantity, quantity, value_minor,
       sum(quantity
--+         + opening_quantity
       ) OVER of_product AS closing_quantity,
       sum(value_minor
--+         + opening_value_minor
       ) OVER of_product AS closing_value_minor
FROM days
WINDOW of_product AS (PARTITION BY product_id ORDER BY business_date)

-- [totals]
SELECT sum(m.quantity) AS quantity, sum(m.value_minor) AS value_minor,
       sum(m.quantity)
--+         + coalesce((SELECT sum(closing_quantity - quantity) FROM temp.changed_daily_stock), 0)
       AS last_closing_quantity,
       sum(m.value_minor)
--+         + coalesce((SELECT sum(closing_value_minor - value_minor) FROM temp.changed_daily_stock), 0)
       AS last_closing_value_minor
FROM stock_moves m
--+ JOIN temp.changed_daily_stock c ON c.product_id = m.product_id AND coalesce(c.business_date, c.from_date) <= m.business_date
--+ WHERE m.business_date >= (SELECT min(coalesce(business_date, from_date)) FROM temp.changed_daily_stock)
