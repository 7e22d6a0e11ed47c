-- One row per named customer and month of the period in which something was billed to them or taken back: how many invoices that
-- stand, the net sales, and whether they are new: they first bought ever in that month, and in the period.
-- Who first bought before the period is returning in its first month too, so that the new of all months are the new of the period.
WITH active AS (
    SELECT customer_id, CAST(DATE_TRUNC('month', business_date) AS DATE) AS month,
           CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_documents
    WHERE business_date >= $start AND business_date < $end
    GROUP BY 1, 2
)
SELECT active.customer_id, active.month, active.invoices, active.net_minor,
       COALESCE(
           customer_sales.first_order_date >= $start
           AND CAST(DATE_TRUNC('month', customer_sales.first_order_date) AS DATE) = active.month
           AND customer_sales.first_order_date < $end, FALSE
       ) AS is_new
FROM active
JOIN customer_sales ON customer_sales.customer_id = active.customer_id
