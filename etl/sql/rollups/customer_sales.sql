-- Each customer's first and last order and all they came to. Grain: one row per customer who was ever billed.

-- [changed]
SELECT DISTINCT customer_id FROM staged_bills

-- [stale]
customer_id IN (SELECT customer_id FROM temp.changed_customer_sales)

-- [rows]
SELECT customer_id, min(business_date) FILTER (WHERE kind = 'invoice' AND stands) AS first_order_date,
       max(business_date) FILTER (WHERE kind = 'invoice' AND stands) AS last_order_date,
       sum(orders) AS orders, sum(net_minor) AS net_minor, sum(total_minor) AS total_minor
FROM sales_documents
--+ WHERE customer_id IN (SELECT customer_id FROM temp.changed_customer_sales)
GROUP BY customer_id

-- [totals]
SELECT sum(orders) AS orders, sum(net_minor) AS net_minor, sum(total_minor) AS total_minor
FROM sales_documents
--+ WHERE customer_id IN (SELECT customer_id FROM temp.changed_customer_sales)
