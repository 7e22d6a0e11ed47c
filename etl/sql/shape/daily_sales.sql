-- One row per business date and hour, from the mirror's own bills and lines. Lines of invoices and of credit notes have
-- opposite signs, so a cancellation is told by its sign: of an invoice it is negative. A debit note, which has no quantity,
-- adds to what was sold and is no order. Documents are counted as bills,
-- which are few, rather than as the distinct bills of lines.
-- Identities: quantities and amounts sum to those of sales; net = sold_gross - sold_discount - returned.
WITH documents AS (
    SELECT business_date, hour, kind, 1 AS counted
    FROM bills
    WHERE kind IN ('invoice', 'credit_note')
--+   AND business_date IN (SELECT business_date FROM temp.changed_days)
    UNION ALL
    SELECT cancelled_date, coalesce(cancelled_hour, hour), kind, -1
    FROM bills
    WHERE kind IN ('invoice', 'credit_note') AND status = 'cancelled'
--+   AND cancelled_date IN (SELECT business_date FROM temp.changed_days)
), lines AS (
    SELECT *, entry IN ('sale', 'debit') OR entry = 'cancellation' AND quantity <= 0 AS of_invoice
    FROM sales
--+ WHERE business_date IN (SELECT business_date FROM temp.changed_days)
), cells AS (
    SELECT business_date, hour,
           sum(counted) FILTER (WHERE kind = 'invoice') AS orders,
           sum(counted) FILTER (WHERE kind = 'credit_note') AS returns
    FROM documents
    GROUP BY business_date, hour
    UNION ALL BY NAME
    SELECT business_date, hour,
           sum(quantity) AS quantity, sum(quantity) FILTER (WHERE of_invoice) AS sold_quantity,
           sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
           sum(gross_minor) FILTER (WHERE of_invoice) AS sold_gross_minor,
           sum(discount_minor) FILTER (WHERE of_invoice) AS sold_discount_minor,
           -sum(net_minor) FILTER (WHERE NOT of_invoice) AS returned_minor,
           sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor
    FROM lines
    GROUP BY business_date, hour
)
SELECT business_date, hour,
       coalesce(sum(orders), 0) AS orders, coalesce(sum(returns), 0) AS returns,
       coalesce(sum(quantity), 0) AS quantity, coalesce(sum(sold_quantity), 0) AS sold_quantity,
       coalesce(sum(gross_minor), 0) AS gross_minor, coalesce(sum(discount_minor), 0) AS discount_minor,
       coalesce(sum(sold_gross_minor), 0) AS sold_gross_minor, coalesce(sum(sold_discount_minor), 0) AS sold_discount_minor,
       coalesce(sum(returned_minor), 0) AS returned_minor, coalesce(sum(net_minor), 0) AS net_minor,
       coalesce(sum(tax_minor), 0) AS tax_minor, coalesce(sum(total_minor), 0) AS total_minor, coalesce(sum(cost_minor), 0) AS cost_minor
FROM cells
GROUP BY business_date, hour
