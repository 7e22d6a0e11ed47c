-- Lines of debit notes to suppliers. Grain: one row per line.
-- A line counts as changed when its document does.

-- [rows]
SELECT l.business_id, l.id AS line_id, l.return_id, l.product_id, l.description, l.quantity, l.unit_factor, l.taxable_minor, l.tax_minor,
       l.stock_minor
FROM purchase_return_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.return_id) IN (:changed(purchase_returns))

-- [totals]
SELECT l.business_id, count(*) AS rows, sum(l.quantity) AS quantity, sum(l.taxable_minor) AS taxable_minor, sum(l.tax_minor) AS tax_minor,
       sum(l.stock_minor) AS stock_minor
FROM purchase_return_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.return_id) IN (:changed(purchase_returns))
GROUP BY l.business_id
