-- Suppliers and what they are owed. Grain: one row per supplier.

-- [changed]
SELECT business_id, id AS key FROM suppliers WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, supplier_id FROM supplier_balances WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT s.business_id, s.id AS supplier_id, s.name, s.city, s.state_code, s.active, coalesce(b.balance_minor, 0) AS balance_minor
FROM suppliers s
LEFT JOIN supplier_balances b ON b.business_id = s.business_id AND b.supplier_id = s.id
WHERE s.business_id = ANY(:businesses)
--+ AND (s.business_id, s.id) IN (:changed(suppliers))

-- [totals]
SELECT s.business_id, count(*) AS rows, sum(b.balance_minor) AS balance_minor
FROM suppliers s
LEFT JOIN supplier_balances b ON b.business_id = s.business_id AND b.supplier_id = s.id
WHERE s.business_id = ANY(:businesses)
--+ AND (s.business_id, s.id) IN (:changed(suppliers))
GROUP BY s.business_id
