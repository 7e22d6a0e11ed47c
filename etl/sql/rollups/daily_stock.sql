-- The stock at the end of each day on which it moved. Grain: one row per product and business date with moves.
-- A move changes its own day and all later days of its product, so the products that moved are summed up anew from the first day
-- that changed; each goes on from its row before that day, whose until_date may be another now.
-- Identity: the stock of each product's last day is the sum of all its moves.

-- [changed]
SELECT DISTINCT product_id, business_date FROM staged_stock_moves

-- [before]
CREATE OR REPLACE TEMP TABLE opening_stock AS
SELECT * FROM daily_stock
WHERE product_id IN :cells(daily_stock.product_id)
  AND business_date < :first(daily_stock.business_date) AND (until_date IS NULL OR until_date >= :first(daily_stock.business_date))

-- [stale]
product_id IN :cells(daily_stock.product_id) AND (until_date IS NULL OR until_date >= :first(daily_stock.business_date))

-- [rows]
WITH days AS (
    SELECT product_id, business_date, CAST(sum(greatest(quantity, 0)) AS DECIMAL(18, 3)) AS in_quantity,
           CAST(sum(quantity) AS DECIMAL(18, 3)) AS quantity, CAST(sum(value_minor) AS BIGINT) AS value_minor
--+      , 0 AS opening_quantity, 0 AS opening_value_minor
    FROM stock_moves
--+ WHERE business_date >= :first(daily_stock.business_date) AND product_id IN :cells(daily_stock.product_id)
    GROUP BY product_id, business_date
--+ UNION ALL
--+ SELECT product_id, business_date, in_quantity, quantity, value_minor, closing_quantity - quantity, closing_value_minor - value_minor
--+ FROM temp.opening_stock
)
SELECT product_id, business_date, lead(business_date) OVER of_product AS until_date,
       in_quantity, in_quantity - quantity AS out_quantity, quantity, value_minor,
       sum(quantity
--+         + opening_quantity
       ) OVER of_product AS closing_quantity,
       sum(value_minor
--+         + opening_value_minor
       ) OVER of_product AS closing_value_minor
FROM days
WINDOW of_product AS (PARTITION BY product_id ORDER BY business_date)
-- what an increment asks for is then at the end of a large file, and the rest is passed over unread
ORDER BY business_date

-- [renewed]
product_id IN :cells(daily_stock.product_id) AND business_date >= :first(daily_stock.business_date)

-- [totals]
SELECT sum(quantity) AS quantity, sum(value_minor) AS value_minor,
       sum(quantity)
--+         + coalesce((SELECT sum(closing_quantity) FROM temp.opening_stock), 0)
       AS last_closing_quantity,
       sum(value_minor)
--+         + coalesce((SELECT sum(closing_value_minor) FROM temp.opening_stock), 0)
       AS last_closing_value_minor
FROM stock_moves
--+ WHERE business_date >= :first(daily_stock.business_date) AND product_id IN :cells(daily_stock.product_id)
