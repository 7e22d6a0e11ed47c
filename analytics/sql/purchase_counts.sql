-- One row per kind of customer (new: their first invoice ever is in the period) and number of invoices in the period: how many
-- such customers there are, and their net sales. Of those with 0 invoices net_minor is what they gave back.
WITH bought AS (
    SELECT customer_id, CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_documents
    WHERE business_date >= $start AND business_date < $end
    GROUP BY customer_id
), told_apart AS (
    SELECT bought.invoices > 0 AND customer_sales.first_order_date >= $start AS is_new, bought.invoices, bought.net_minor
    FROM bought
    JOIN customer_sales ON customer_sales.customer_id = bought.customer_id
    WHERE bought.invoices > 0 OR bought.net_minor <> 0
)
SELECT is_new, invoices, COUNT(*) AS customers, SUM(net_minor) AS net_minor
FROM told_apart
GROUP BY is_new, invoices
ORDER BY is_new DESC, invoices
