-- Counts of the cash at the end of a day. Grain: one row per count; one that was reversed stays, with its day.

-- [changed]
SELECT business_id, id AS key FROM cash_counts WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS count_id, account, business_date, reversed_date, expected_minor, counted_minor, difference_minor, reason, staff_id
FROM cash_counts
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(cash_counts))

-- [totals]
SELECT business_id, count(*) AS rows, sum(expected_minor) AS expected_minor, sum(counted_minor) AS counted_minor, sum(difference_minor) AS difference_minor
FROM cash_counts
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(cash_counts))
GROUP BY business_id
