-- One row per product that is still sold, and of which nothing was in the period: those that sold longest ago, or never, first.
-- last_sold: the last time before the period's end; a cancelled invoice sold nothing.
WITH last_sales AS (
    SELECT product_id, MAX(business_date) AS last_sold
    FROM sales
    WHERE entry = 'sale' AND business_date < $end AND NOT product_id IS NULL
      AND NOT bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
    GROUP BY product_id
)
SELECT products.name, products.product_id, products.sku, products.category_name, products.on_hand, products.stock_value_minor, last_sales.last_sold
FROM products
LEFT JOIN last_sales ON last_sales.product_id = products.product_id
WHERE products.active AND (last_sales.last_sold IS NULL OR last_sales.last_sold < $start)
ORDER BY COALESCE(last_sales.last_sold, DATE '1900-01-01'), products.name, products.product_id
