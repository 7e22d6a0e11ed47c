-- Who works or has worked in the business. Grain: one row per membership.

-- [changed]
SELECT business_id, user_id AS key FROM memberships WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT m.business_id, m.user_id
FROM users u
JOIN memberships m ON m.user_id = u.id
WHERE m.business_id = ANY(:businesses) AND :since(u.row_version)

-- [rows]
SELECT m.business_id, m.user_id AS staff_id, u.name, m.role, m.active
FROM memberships m
JOIN users u ON u.id = m.user_id
WHERE m.business_id = ANY(:businesses)
--+ AND (m.business_id, m.user_id) IN (:changed(staff))

-- [totals]
SELECT business_id, count(*) AS rows
FROM memberships
WHERE business_id = ANY(:businesses)
--+ AND (business_id, user_id) IN (:changed(staff))
GROUP BY business_id
