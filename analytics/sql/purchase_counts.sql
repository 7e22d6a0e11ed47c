-- One row per kind of customer (new: their first invoice ever is in the period) and number of invoices in the period: how many
-- such customers there are, and their net sales. Of those with 0 invoices net_minor is what they gave back.
SELECT is_new, invoices, COUNT(*) AS customers, SUM(net_minor) AS net_minor
FROM customers_told_apart
GROUP BY is_new, invoices
ORDER BY is_new DESC, invoices
