-- One row per product with stock on hand, first received before $since, of which nothing was sold from $since on.
-- last_sold: NULL if it never was; arrived: when it last came in, other than from a customer; a cancelled invoice sold nothing.
WITH sold_lately AS (
    SELECT DISTINCT product_id
    FROM sales
    WHERE entry = 'sale' AND business_date >= $since AND NOT product_id IS NULL
      AND NOT bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
), waiting AS (
    SELECT products.product_id, products.name, products.sku, products.category_name, products.on_hand, products.stock_value_minor
    FROM products
    LEFT JOIN sold_lately ON sold_lately.product_id = products.product_id
    WHERE products.tracks_stock AND products.kind = 'goods' AND products.on_hand > 0 AND sold_lately.product_id IS NULL
), last_sales AS (
    SELECT sales.product_id, MAX(sales.business_date) AS last_sold
    FROM sales
    JOIN waiting ON waiting.product_id = sales.product_id
    WHERE sales.entry = 'sale' AND NOT sales.bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
    GROUP BY sales.product_id
), arrivals AS (
    SELECT stock_moves.product_id, MIN(stock_moves.business_date) AS first_arrived, MAX(stock_moves.business_date) AS arrived
    FROM stock_moves
    JOIN waiting ON waiting.product_id = stock_moves.product_id
    WHERE stock_moves.quantity > 0 AND NOT stock_moves.reason IN ('return', 'cancellation', 'delivery_return')
    GROUP BY stock_moves.product_id
)
SELECT waiting.name, waiting.product_id, waiting.sku, waiting.category_name, waiting.on_hand, waiting.stock_value_minor,
       last_sales.last_sold, arrivals.arrived
FROM waiting
LEFT JOIN last_sales ON last_sales.product_id = waiting.product_id
LEFT JOIN arrivals ON arrivals.product_id = waiting.product_id
WHERE arrivals.first_arrived IS NULL OR arrivals.first_arrived < $since
ORDER BY COALESCE(waiting.stock_value_minor, 0) DESC, waiting.name, waiting.product_id
