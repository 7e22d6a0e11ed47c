-- Debit notes to suppliers: goods sent back. Grain: one row per debit note.

-- [changed]
SELECT business_id, id AS key FROM purchase_returns WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, return_id FROM purchase_return_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT r.business_id, r.id AS return_id, r.number, r.supplier_id, r.bill_id AS supplier_bill_id, r.receipt_id, r.business_date, r.reason,
       r.taxable_minor, r.tax_minor, r.round_off_minor, r.total_minor, r.allocated_minor
FROM purchase_returns r
WHERE r.business_id = ANY(:businesses)
--+ AND (r.business_id, r.id) IN (:changed(purchase_returns))

-- [totals]
SELECT business_id, count(*) AS rows, sum(taxable_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, sum(round_off_minor) AS round_off_minor,
       sum(total_minor) AS total_minor, sum(allocated_minor) AS allocated_minor
FROM purchase_returns
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(purchase_returns))
GROUP BY business_id
