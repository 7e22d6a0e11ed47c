-- What the documents of each month come to, by customer. Days hardly compress them: a customer has rarely two bills a day.
-- Grain: one row per month and customer. Of the customers of sales_documents the months from the first that changed are summed up anew.

-- [stale]
customer_id IN :cells(sales_documents.customer_id)
AND month >= date_trunc('month', :first(sales_documents.business_date))

-- [rows]
SELECT date_trunc('month', business_date)::date AS month, customer_id,
       sum(orders) AS orders, count(*) FILTER (WHERE kind = 'invoice' AND stands) AS standing_orders, sum(returns) AS returns,
       sum(net_minor) AS net_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor, sum(costed_net_minor) AS costed_net_minor
FROM sales_documents
--+ WHERE business_date >= date_trunc('month', :first(sales_documents.business_date))
--+   AND customer_id IN :cells(sales_documents.customer_id)
GROUP BY ALL

-- [totals]
SELECT sum(orders) AS orders, count(*) FILTER (WHERE kind = 'invoice' AND stands) AS standing_orders, sum(returns) AS returns,
       sum(net_minor) AS net_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor, sum(costed_net_minor) AS costed_net_minor
FROM sales_documents
--+ WHERE business_date >= date_trunc('month', :first(sales_documents.business_date))
--+   AND customer_id IN :cells(sales_documents.customer_id)
