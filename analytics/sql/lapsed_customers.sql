-- One row per named customer who bought before and not since $since, most valuable first.
-- buying_days: days with an invoice; year_minor: net sales of the 365 days up to the last of them, less what was taken back since.
-- The last columns are of all of them, whatever the limit: how many, what they were worth a year, and the same of those whose
-- days of buying lay no more than $regular_days apart on average.
WITH lapsed AS (
    SELECT customer_id, MIN(business_date) AS first_date, MAX(business_date) AS last_date, COUNT(DISTINCT business_date) AS buying_days, SUM(invoices) AS invoices
    FROM customer_documents
    WHERE invoices > 0 AND business_date < $end
    GROUP BY customer_id
    HAVING MAX(business_date) < $since
), worth AS (
    SELECT documents.customer_id, SUM(documents.net_minor) AS year_minor
    FROM customer_documents AS documents
    JOIN lapsed ON lapsed.customer_id = documents.customer_id
    WHERE documents.business_date < $end AND DATE_DIFF('day', documents.business_date, lapsed.last_date) < 365
    GROUP BY documents.customer_id
), ranked AS (
    SELECT lapsed.customer_id, lapsed.first_date, lapsed.last_date, lapsed.buying_days, lapsed.invoices, worth.year_minor,
           lapsed.buying_days >= 3
           AND DATE_DIFF('day', lapsed.first_date, lapsed.last_date) <= $regular_days * (lapsed.buying_days - 1) AS was_regular
    FROM lapsed
    JOIN worth ON worth.customer_id = lapsed.customer_id
), counted AS (
    SELECT customer_id, first_date, last_date, buying_days, invoices, year_minor, was_regular,
           COUNT(*) OVER () AS lapsed_count, SUM(year_minor) OVER () AS lapsed_minor,
           SUM(CASE WHEN was_regular THEN 1 ELSE 0 END) OVER () AS regular_count,
           SUM(CASE WHEN was_regular THEN year_minor ELSE 0 END) OVER () AS regular_minor,
           ROW_NUMBER() OVER (ORDER BY year_minor DESC, customer_id) AS place
    FROM ranked
)
SELECT customers.name, counted.customer_id, counted.first_date, counted.last_date, counted.buying_days, counted.invoices,
       counted.year_minor, counted.was_regular, counted.lapsed_count, counted.lapsed_minor, counted.regular_count, counted.regular_minor
FROM counted
JOIN customers ON customers.customer_id = counted.customer_id
WHERE counted.place <= $limit
ORDER BY counted.place
