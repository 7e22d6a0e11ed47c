-- One row per cohort (month of the first invoice ever) and number of months since: how many of it bought, and their net sales.
-- What was billed before the first invoice that stands, and undone again, counts with its month.
-- Many months of many customers become a few hundred cells first; what a cell's months have to do with one another is told of these.
WITH firsts AS (
    SELECT customer_id, CAST(DATE_TRUNC('month', first_order_date) AS DATE) AS cohort
    FROM customer_sales
    WHERE first_order_date >= $start AND first_order_date < $end
      AND NOT customer_id IN (SELECT customer_id FROM customers WHERE is_walk_in)
), cells AS (
    SELECT firsts.cohort, months.month, COUNT(*) FILTER (WHERE months.invoices > 0) AS customers, SUM(months.net_minor) AS net_minor
    FROM customer_months AS months
    JOIN firsts ON firsts.customer_id = months.customer_id
    GROUP BY 1, 2
)
SELECT cohort, GREATEST(12 * (YEAR(month) - YEAR(cohort)) + MONTH(month) - MONTH(cohort), 0) AS months_since,
       CAST(SUM(customers) AS BIGINT) AS customers, CAST(SUM(net_minor) AS BIGINT) AS net_minor
FROM cells
GROUP BY 1, 2
ORDER BY 1, 2
