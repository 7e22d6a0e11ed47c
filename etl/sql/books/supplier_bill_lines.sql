-- Lines of suppliers' bills. Grain: one row per line.
-- A line counts as changed when its document does.

-- [rows]
SELECT l.business_id, l.id AS line_id, l.bill_id AS supplier_bill_id, l.receipt_line_id, l.product_id, l.account, l.description,
       l.quantity, l.unit, l.unit_factor, l.unit_price, l.tax_rate, l.tax_claimed, l.taxable_minor, l.tax_minor, l.cgst_minor, l.sgst_minor,
       l.igst_minor, l.cess_minor, l.cleared_minor, l.revalued_minor, l.expensed_minor, l.returned_quantity
FROM supplier_bill_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.bill_id) IN (:changed(supplier_bills))

-- [totals]
SELECT l.business_id, count(*) AS rows, sum(l.quantity) AS quantity, sum(l.taxable_minor) AS taxable_minor, sum(l.tax_minor) AS tax_minor,
       sum(l.cgst_minor) AS cgst_minor, sum(l.sgst_minor) AS sgst_minor, sum(l.igst_minor) AS igst_minor,
       sum(l.cess_minor) AS cess_minor, sum(l.cleared_minor) AS cleared_minor, sum(l.revalued_minor) AS revalued_minor,
       sum(l.expensed_minor) AS expensed_minor, sum(l.returned_quantity) AS returned_quantity
FROM supplier_bill_lines l
WHERE l.business_id = ANY(:businesses)
--+ AND (l.business_id, l.bill_id) IN (:changed(supplier_bills))
GROUP BY l.business_id
