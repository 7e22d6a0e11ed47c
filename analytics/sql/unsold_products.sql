-- One row per product that is still sold, and of which nothing was in the period: those that sold longest ago, or never, first.
-- last_sold: the last time before the period; a cancelled invoice sold nothing.
WITH sold AS (
    SELECT DISTINCT product_id
    FROM sales
    WHERE entry = 'sale' AND business_date >= $start AND business_date < $end AND NOT product_id IS NULL
      AND NOT bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
), waiting AS (
    SELECT products.product_id, products.name, products.sku, products.category_name, products.on_hand, products.stock_value_minor
    FROM products
    LEFT JOIN sold ON sold.product_id = products.product_id
    WHERE products.active AND sold.product_id IS NULL
), last_sales AS (
    SELECT sales.product_id, MAX(sales.business_date) AS last_sold
    FROM sales
    JOIN waiting ON waiting.product_id = sales.product_id
    WHERE sales.entry = 'sale' AND sales.business_date < $start
      AND NOT sales.bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
    GROUP BY sales.product_id
)
SELECT waiting.name, waiting.product_id, waiting.sku, waiting.category_name, waiting.on_hand, waiting.stock_value_minor, last_sales.last_sold
FROM waiting
LEFT JOIN last_sales ON last_sales.product_id = waiting.product_id
ORDER BY COALESCE(last_sales.last_sold, DATE '1900-01-01'), waiting.name, waiting.product_id
