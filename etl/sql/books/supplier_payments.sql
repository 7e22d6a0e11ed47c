-- Payments to suppliers. Grain: one row per payment; one taken back stays, with its day.

-- [changed]
SELECT business_id, id AS key FROM supplier_payments WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT p.business_id, p.id AS supplier_payment_id, p.number, p.supplier_id, p.method, p.account, p.business_date, p.reversed_date,
       p.amount_minor, CASE WHEN p.reversed_date IS NULL THEN p.amount_minor - p.allocated_minor ELSE 0 END AS unallocated_minor
FROM supplier_payments p
WHERE p.business_id = ANY(:businesses)
--+ AND (p.business_id, p.id) IN (:changed(supplier_payments))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor, sum(amount_minor - allocated_minor) FILTER (WHERE reversed_date IS NULL) AS unallocated_minor
FROM supplier_payments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(supplier_payments))
GROUP BY business_id
