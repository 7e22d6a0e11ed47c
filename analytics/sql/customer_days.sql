-- One row per named customer and business date on which something was billed to them or taken back.
-- invoices: those issued that day which still stand; net_minor: net sales of that day, returns and cancellations on their own days.
-- Identities: net_minor sums to the net sales to named customers, invoices to the invoices of theirs that stand.
SELECT customer_id, business_date, standing_orders AS invoices, net_minor
FROM daily_customer_sales
WHERE NOT customer_id IN (SELECT customer_id FROM customers WHERE is_walk_in)
