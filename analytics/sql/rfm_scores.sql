-- One row per named customer with an invoice in the period, and their place among all of them in fifths: 5 is best.
-- Equal customers are told apart by the other two figures and then by their id, so that fifths are of equal size;
-- where their number is no multiple of five the better fifths are one larger.
SELECT customer_id, last_date, invoices, net_minor,
       6 - NTILE(5) OVER (ORDER BY last_date DESC, invoices DESC, net_minor DESC, customer_id) AS recency,
       6 - NTILE(5) OVER (ORDER BY invoices DESC, last_date DESC, net_minor DESC, customer_id) AS frequency,
       6 - NTILE(5) OVER (ORDER BY net_minor DESC, last_date DESC, invoices DESC, customer_id) AS monetary
FROM (
    SELECT customer_id, MAX(CASE WHEN invoices > 0 THEN business_date END) AS last_date,
           CAST(SUM(invoices) AS BIGINT) AS invoices, CAST(SUM(net_minor) AS BIGINT) AS net_minor
    FROM customer_days
    WHERE business_date >= $start AND business_date < $end
    GROUP BY customer_id
) AS bought
WHERE invoices > 0
