-- Each customer's first and last order and all they came to. Grain: one row per customer who was ever billed.
-- The customers concerned are those of sales_documents.

-- [stale]
customer_id IN :cells(sales_documents.customer_id)

-- [rows]
SELECT customer_id, min(business_date) FILTER (WHERE kind = 'invoice' AND stands) AS first_order_date,
       max(business_date) FILTER (WHERE kind = 'invoice' AND stands) AS last_order_date,
       sum(orders) AS orders, sum(net_minor) AS net_minor, sum(total_minor) AS total_minor
FROM sales_documents
--+ WHERE customer_id IN :cells(sales_documents.customer_id)
GROUP BY customer_id

-- [totals]
SELECT sum(orders) AS orders, sum(net_minor) AS net_minor, sum(total_minor) AS total_minor
FROM sales_documents
--+ WHERE customer_id IN :cells(sales_documents.customer_id)
