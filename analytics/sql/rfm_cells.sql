-- One row per recency, frequency and value score: how many customers have it, and what they bought in the period.
SELECT recency, frequency, monetary, COUNT(*) AS customers, SUM(invoices) AS invoices, SUM(net_minor) AS net_minor
FROM rfm_scores
GROUP BY recency, frequency, monetary
ORDER BY recency, frequency, monetary
