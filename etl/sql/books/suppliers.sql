-- Suppliers. Grain: one row per supplier.

-- [changed]
SELECT business_id, id AS key FROM suppliers WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS supplier_id, name, city, active
FROM suppliers
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(suppliers))

-- [totals]
SELECT business_id, count(*) AS rows
FROM suppliers
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(suppliers))
GROUP BY business_id
