-- One row per customer and calendar month in which something was billed to them or taken back, before $end: whole months, and of the
-- last one the days before $end. invoices: those issued that month which still stand; net_minor: net sales, returns and
-- cancellations on their own days.
SELECT customer_id, month, standing_orders AS invoices, net_minor
FROM monthly_customer_sales
WHERE month < CAST(DATE_TRUNC('month', $end) AS DATE)
UNION ALL
SELECT customer_id, CAST(DATE_TRUNC('month', business_date) AS DATE) AS month,
       CAST(COUNT(*) FILTER (WHERE kind = 'invoice' AND stands) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
FROM sales_documents
WHERE business_date >= CAST(DATE_TRUNC('month', $end) AS DATE) AND business_date < $end
GROUP BY 1, 2
