-- One row per kind of customer (new: their first invoice ever is in the period) and number of invoices in the period: how many
-- such customers there are, and their net sales. Of those with 0 invoices net_minor is what they gave back.
WITH bought AS (
    SELECT customer_id,
           MIN(CASE WHEN invoices > 0 THEN business_date END) AS first_date,
           CAST(SUM(CASE WHEN business_date >= $start THEN invoices ELSE 0 END) AS BIGINT) AS invoices,
           CAST(SUM(CASE WHEN business_date >= $start THEN net_minor ELSE 0 END) AS BIGINT) AS net_minor
    FROM customer_days
    WHERE business_date < $end
    GROUP BY customer_id
), told_apart AS (
    SELECT COALESCE(first_date >= $start, FALSE) AS is_new, invoices, net_minor
    FROM bought
    WHERE invoices > 0 OR net_minor <> 0
)
SELECT is_new, invoices, COUNT(*) AS customers, SUM(net_minor) AS net_minor
FROM told_apart
GROUP BY is_new, invoices
ORDER BY is_new DESC, invoices
