-- Deliveries taken in from suppliers. Grain: one row per receipt of goods.

-- [changed]
SELECT business_id, id AS key FROM purchase_receipts WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, receipt_id FROM purchase_receipt_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT r.business_id, r.id AS receipt_id, r.number, r.supplier_id, r.order_id, r.reference, r.business_date, r.value_minor
FROM purchase_receipts r
WHERE r.business_id = ANY(:businesses)
--+ AND (r.business_id, r.id) IN (:changed(purchase_receipts))

-- [totals]
SELECT business_id, count(*) AS rows, sum(value_minor) AS value_minor
FROM purchase_receipts
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(purchase_receipts))
GROUP BY business_id
