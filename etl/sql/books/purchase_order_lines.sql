-- Lines of issued orders. Grain: one row per line.
-- A line counts as changed when its document does.

-- [rows]
SELECT l.business_id, l.id AS line_id, l.order_id, l.product_id, l.description, l.quantity, l.unit, l.unit_price, l.tax_rate,
       l.taxable_minor, l.tax_minor, l.received_quantity
FROM purchase_order_lines l
JOIN purchase_orders p ON p.business_id = l.business_id AND p.id = l.order_id
WHERE l.business_id = ANY(:businesses) AND p.number IS NOT NULL
--+ AND (l.business_id, l.order_id) IN (:changed(purchase_orders))

-- [totals]
SELECT l.business_id, count(*) AS rows, sum(l.quantity) AS quantity, sum(l.taxable_minor) AS taxable_minor, sum(l.tax_minor) AS tax_minor,
       sum(l.received_quantity) AS received_quantity
FROM purchase_order_lines l
JOIN purchase_orders p ON p.business_id = l.business_id AND p.id = l.order_id
WHERE l.business_id = ANY(:businesses) AND p.number IS NOT NULL
--+ AND (l.business_id, l.order_id) IN (:changed(purchase_orders))
GROUP BY l.business_id
