-- One row per invoice, credit note or debit note of a named customer, and a second for its cancellation, on its own day.
-- invoices: 1 for an invoice that still stands; net_minor: net sales, of what was taken back or cancelled below zero.
-- Identities: net_minor sums to the net sales to named customers, invoices to the invoices of theirs that stand.
SELECT customer_id, business_date, CASE WHEN kind = 'invoice' AND stands THEN 1 ELSE 0 END AS invoices, net_minor
FROM sales_documents
WHERE NOT is_walk_in
