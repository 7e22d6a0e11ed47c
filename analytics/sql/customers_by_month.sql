-- One row per month of the period: who bought for the first time ever, who had bought before, and their net sales.
-- net_minor of the returning holds also what was given back by those who bought nothing that month.
SELECT month,
       COUNT(*) FILTER (WHERE is_new AND invoices > 0) AS new_customers,
       COUNT(*) FILTER (WHERE NOT is_new AND invoices > 0) AS returning_customers,
       COALESCE(SUM(net_minor) FILTER (WHERE is_new), 0) AS new_minor,
       COALESCE(SUM(net_minor) FILTER (WHERE NOT is_new), 0) AS returning_minor
FROM customers_of_months
GROUP BY month
ORDER BY month
