-- Lines of receipts of goods. Grain: one row per line.
-- A line counts as changed when its document does.

-- [rows]
SELECT l.business_id, l.id AS line_id, l.receipt_id, l.order_line_id, l.product_id, l.description, l.quantity, l.unit, l.unit_factor, l.unit_cost,
       l.value_minor, l.stocked, l.billed_quantity, l.returned_quantity, l.cleared_minor
FROM purchase_receipt_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.receipt_id) IN (:changed(purchase_receipts))

-- [totals]
SELECT l.business_id, count(*) AS rows, sum(l.quantity) AS quantity, sum(l.value_minor) AS value_minor, sum(l.billed_quantity) AS billed_quantity,
       sum(l.returned_quantity) AS returned_quantity, sum(l.cleared_minor) AS cleared_minor
FROM purchase_receipt_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.receipt_id) IN (:changed(purchase_receipts))
GROUP BY l.business_id
