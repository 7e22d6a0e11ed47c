-- One row per invoice of the period and product on it, however many lines of it the invoice has. Invoices that were cancelled are
-- left out, and lines written by hand, which name no product.
SELECT DISTINCT bill_id, product_id
FROM sales
WHERE entry = 'sale' AND business_date >= $start AND business_date < $end AND NOT product_id IS NULL
  AND NOT bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
