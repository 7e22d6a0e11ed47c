-- One row per named customer with an invoice in the period that stands, or who gave something back in it: how many invoices, the
-- net sales, and whether they are new: their first invoice ever is in the period.
WITH bought AS (
    SELECT customer_id, CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_documents
    WHERE business_date >= $start AND business_date < $end
    GROUP BY customer_id
)
SELECT bought.customer_id, bought.invoices > 0 AND customer_sales.first_order_date >= $start AS is_new, bought.invoices, bought.net_minor
FROM bought
JOIN customer_sales ON customer_sales.customer_id = bought.customer_id
WHERE bought.invoices > 0 OR bought.net_minor <> 0
