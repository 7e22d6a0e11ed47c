-- One row per customer who first bought in the period and number of months since then in which they bought.
SELECT DISTINCT firsts.customer_id, firsts.cohort,
       12 * (YEAR(months.month) - YEAR(firsts.cohort)) + MONTH(months.month) - MONTH(firsts.cohort) AS months_since
FROM customer_months AS months
JOIN (
    SELECT customer_id, CAST(DATE_TRUNC('month', first_order_date) AS DATE) AS cohort
    FROM customer_sales
    WHERE first_order_date >= $start AND first_order_date < $end
      AND NOT customer_id IN (SELECT customer_id FROM customers WHERE is_walk_in)
) AS firsts ON firsts.customer_id = months.customer_id
WHERE months.invoices > 0
ORDER BY firsts.cohort, firsts.customer_id, months_since
