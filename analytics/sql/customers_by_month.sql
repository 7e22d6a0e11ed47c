-- One row per month of the period: who bought for the first time ever, who had bought before, and their net sales.
-- Who first bought before the period is returning in its first month too, so that the new of all months are the new of the period.
-- net_minor of the returning holds also what was given back by those who bought nothing that month.
WITH active AS (
    SELECT customer_id, CAST(DATE_TRUNC('month', business_date) AS DATE) AS month,
           CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_documents
    WHERE business_date >= $start AND business_date < $end
    GROUP BY 1, 2
), told_apart AS (
    SELECT active.month, active.invoices, active.net_minor,
           COALESCE(
               customer_sales.first_order_date >= $start
               AND CAST(DATE_TRUNC('month', customer_sales.first_order_date) AS DATE) = active.month
               AND customer_sales.first_order_date < $end, FALSE
           ) AS is_new
    FROM active
    JOIN customer_sales ON customer_sales.customer_id = active.customer_id
)
SELECT month,
       COUNT(*) FILTER (WHERE is_new AND invoices > 0) AS new_customers,
       COUNT(*) FILTER (WHERE NOT is_new AND invoices > 0) AS returning_customers,
       COALESCE(SUM(net_minor) FILTER (WHERE is_new), 0) AS new_minor,
       COALESCE(SUM(net_minor) FILTER (WHERE NOT is_new), 0) AS returning_minor
FROM told_apart
GROUP BY month
ORDER BY month
