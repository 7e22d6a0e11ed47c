-- One row per month of the period: who bought for the first time ever, who had bought before, and their net sales.
-- Who first bought before the period is returning in its first month too, so that the new of all months are the new of the period.
-- net_minor of the returning holds also what was given back by those who bought nothing that month.
WITH firsts AS (
    SELECT customer_id, MIN(business_date) AS first_date
    FROM customer_days
    WHERE invoices > 0 AND business_date < $end
    GROUP BY customer_id
), active AS (
    SELECT days.customer_id, CAST(DATE_TRUNC('month', days.business_date) AS DATE) AS month,
           COALESCE(
               firsts.first_date >= $start AND DATE_TRUNC('month', firsts.first_date) = DATE_TRUNC('month', days.business_date), FALSE
           ) AS is_new,
           SUM(days.invoices) AS invoices, SUM(days.net_minor) AS net_minor
    FROM customer_days AS days
    LEFT JOIN firsts ON firsts.customer_id = days.customer_id
    WHERE days.business_date >= $start AND days.business_date < $end
    GROUP BY 1, 2, 3
)
SELECT month,
       COUNT(*) FILTER (WHERE is_new AND invoices > 0) AS new_customers,
       COUNT(*) FILTER (WHERE NOT is_new AND invoices > 0) AS returning_customers,
       COALESCE(SUM(net_minor) FILTER (WHERE is_new), 0) AS new_minor,
       COALESCE(SUM(net_minor) FILTER (WHERE NOT is_new), 0) AS returning_minor
FROM active
GROUP BY month
ORDER BY month
