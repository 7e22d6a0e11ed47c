-- What settled which supplier's bill. Grain: one row per allocation.

-- [changed]
SELECT business_id, id AS key FROM supplier_allocations WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT a.business_id, a.id AS allocation_id, a.bill_id AS supplier_bill_id, a.payment_id AS supplier_payment_id, a.return_id,
       a.business_date, a.amount_minor
FROM supplier_allocations a
WHERE a.business_id = ANY(:businesses)
--+ AND (a.business_id, a.id) IN (:changed(supplier_allocations))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor
FROM supplier_allocations
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(supplier_allocations))
GROUP BY business_id
