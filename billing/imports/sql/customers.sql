-- One row per customer the new documents name: when they first bought, and the country they were last in.
CREATE TEMP TABLE import_customers ON COMMIT DROP AS
SELECT found.reference, found.since, found.country, customers.id, customers.id IS NULL AS is_new
FROM (
    SELECT customer AS reference, min(at) AS since, (array_agg(country ORDER BY at DESC, document DESC) FILTER (WHERE country IS NOT NULL))[1] AS country
    FROM import_documents WHERE problem IS NULL AND NOT is_repeat AND customer IS NOT NULL GROUP BY customer
) found LEFT JOIN customers ON customers.business_id = :business_id AND customers.reference = found.reference;
