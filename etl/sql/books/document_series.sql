-- Series of numbers and the counters they are kept at. Grain: one row per series that was opened beside the shop's default ones.

-- [changed]
SELECT business_id, code AS key FROM document_series WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, code AS series, kind, counter, status
FROM document_series
WHERE business_id = ANY(:businesses)
--+ AND (business_id, code) IN (:changed(document_series))

-- [totals]
SELECT business_id, count(*) AS rows
FROM document_series
WHERE business_id = ANY(:businesses)
--+ AND (business_id, code) IN (:changed(document_series))
GROUP BY business_id
