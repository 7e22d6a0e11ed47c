-- Bills that suppliers sent. Grain: one row per supplier's bill.

-- [changed]
SELECT business_id, id AS key FROM supplier_bills WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, bill_id FROM supplier_bill_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT b.business_id, b.id AS supplier_bill_id, b.status, b.supplier_id, b.reference, b.bill_date, b.business_date, b.due_date,
       b.cancelled_date, b.place_of_supply, b.supply, b.reverse_charge, b.taxable_minor, b.tax_minor, b.round_off_minor, b.total_minor,
       b.paid_minor, b.returned_minor,
       CASE b.status WHEN 'recorded' THEN b.total_minor - b.paid_minor - b.returned_minor ELSE 0 END AS due_minor
FROM supplier_bills b
WHERE b.business_id = ANY(:businesses)
--+ AND (b.business_id, b.id) IN (:changed(supplier_bills))

-- [totals]
SELECT business_id, count(*) AS rows, sum(taxable_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, sum(round_off_minor) AS round_off_minor,
       sum(total_minor) AS total_minor, sum(paid_minor) AS paid_minor, sum(returned_minor) AS returned_minor,
       sum(total_minor - paid_minor - returned_minor) FILTER (WHERE status = 'recorded') AS due_minor
FROM supplier_bills
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(supplier_bills))
GROUP BY business_id
