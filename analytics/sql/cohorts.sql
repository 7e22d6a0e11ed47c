-- One row per cohort (month of the first invoice ever) and number of months since: how many of it bought, and their net sales.
-- What was billed before the first invoice that stands, and undone again, counts with its month.
WITH firsts AS (
    SELECT customer_id, first_order_date AS first_date
    FROM customer_sales
    WHERE first_order_date >= $start AND first_order_date < $end
), active AS (
    SELECT days.customer_id, CAST(DATE_TRUNC('month', firsts.first_date) AS DATE) AS cohort,
           GREATEST(
               12 * (YEAR(days.business_date) - YEAR(firsts.first_date)) + MONTH(days.business_date) - MONTH(firsts.first_date), 0
           ) AS months_since,
           CAST(SUM(days.invoices) AS BIGINT) AS invoices, CAST(SUM(days.net_minor) AS BIGINT) AS net_minor
    FROM customer_days AS days
    JOIN firsts ON firsts.customer_id = days.customer_id
    WHERE days.business_date < $end
    GROUP BY 1, 2, 3
)
SELECT cohort, months_since, COUNT(*) FILTER (WHERE invoices > 0) AS customers, SUM(net_minor) AS net_minor
FROM active
GROUP BY cohort, months_since
ORDER BY cohort, months_since
