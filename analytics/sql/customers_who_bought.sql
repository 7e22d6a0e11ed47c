-- One row per named customer with an invoice in the period that stands: the day of the last of these, how many there are, and
-- the customer's net sales in the period.
SELECT customer_id, last_date, invoices, net_minor
FROM (
    SELECT customer_id, MAX(CASE WHEN invoices > 0 THEN business_date END) AS last_date,
           CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_documents
    WHERE business_date >= $start AND business_date < $end
    GROUP BY customer_id
) AS bought
WHERE invoices > 0
