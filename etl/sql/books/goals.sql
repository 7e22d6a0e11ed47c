-- What months are to sell and may spend. Grain: one row per goal.

-- [changed]
SELECT business_id, id AS key FROM goals WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS goal_id, month, measure, nullif(category, '') AS category, amount_minor
FROM goals
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(goals))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor
FROM goals
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(goals))
GROUP BY business_id
