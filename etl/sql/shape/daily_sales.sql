-- One row per business date and hour. Of invoices and of credit notes the rows have opposite signs, so a cancellation
-- is told by its sign: of an invoice it is negative.
-- Identities: orders, quantities and amounts sum to those of sales; net = sold_gross - sold_discount - returned.
WITH lines AS (
    SELECT *, entry = 'sale' OR entry = 'cancellation' AND quantity < 0 AS of_invoice
    FROM sales
)
SELECT business_date, hour,
       count(DISTINCT bill_id) FILTER (WHERE entry = 'sale')
           - count(DISTINCT bill_id) FILTER (WHERE entry = 'cancellation' AND of_invoice) AS orders,
       count(DISTINCT bill_id) FILTER (WHERE entry = 'return')
           - count(DISTINCT bill_id) FILTER (WHERE entry = 'cancellation' AND NOT of_invoice) AS returns,
       sum(quantity) AS quantity, coalesce(sum(quantity) FILTER (WHERE of_invoice), 0) AS sold_quantity,
       sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
       coalesce(sum(gross_minor) FILTER (WHERE of_invoice), 0) AS sold_gross_minor,
       coalesce(sum(discount_minor) FILTER (WHERE of_invoice), 0) AS sold_discount_minor,
       -coalesce(sum(net_minor) FILTER (WHERE NOT of_invoice), 0) AS returned_minor,
       sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor,
       coalesce(sum(cost_minor), 0) AS cost_minor
FROM lines
GROUP BY business_date, hour
