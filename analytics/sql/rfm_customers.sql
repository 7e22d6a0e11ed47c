-- One row per customer with these scores, most valuable first: what they bought in the period and how they score.
-- Standing is the mean of the frequency and the monetary score, halves rounded up.
SELECT customers.name, best.customer_id, best.last_date, best.invoices, best.net_minor, best.recency, best.frequency, best.monetary
FROM (
    SELECT customer_id, last_date, invoices, net_minor, recency, frequency, monetary
    FROM rfm_scores
    WHERE recency BETWEEN $least_recency AND $most_recency
      AND frequency + monetary BETWEEN 2 * $least_standing - 1 AND 2 * $most_standing
    ORDER BY net_minor DESC, customer_id
    LIMIT $limit
) AS best
JOIN customers ON customers.customer_id = best.customer_id
ORDER BY best.net_minor DESC, best.customer_id
