-- One day.

-- [figures] revenue, orders, items, average_order_value
SELECT sum(net), count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), sum(items),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines

-- [top_products] product, revenue, items
SELECT product, sum(net), sum(items)
FROM lines
GROUP BY 1
ORDER BY 2 DESC
LIMIT 10

-- [hours] hour, revenue, orders
SELECT hour, sum(net), count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back)
FROM lines
GROUP BY 1

-- [payment_methods] payment_method, collections
SELECT method, coalesce(sum(minor) FILTER (WHERE direction = 'in'), 0)
FROM money
GROUP BY 1
