-- One row per named customer and business date on which something was billed to them or taken back.
-- invoices: those issued that day which still stand; net_minor: net sales of that day, returns and cancellations on their own days.
-- Identities: net_minor sums to the net sales to named customers, invoices to the invoices that stand.
SELECT customer_id, business_date, CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
FROM (
    SELECT customer_id, business_date, 1 AS invoices, 0 AS net_minor
    FROM bills
    WHERE kind = 'invoice' AND status = 'issued' AND NOT customer_id IN (SELECT customer_id FROM customers WHERE is_walk_in)
    UNION ALL
    SELECT customer_id, business_date, 0 AS invoices, net_minor
    FROM sales
    WHERE NOT is_walk_in
) AS entries
GROUP BY customer_id, business_date
