-- Tax on advances for services, signed: less of it is negative. Grain: one row per change.

-- [changed]
SELECT business_id, id AS key FROM advance_taxes WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS advance_tax_id, payment_id, kind, place_of_supply, supply, tax_rate, received_date, business_date,
       taxable_minor, cgst_minor, sgst_minor, igst_minor
FROM advance_taxes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(advance_taxes))

-- [totals]
SELECT business_id, count(*) AS rows, sum(taxable_minor) AS taxable_minor, sum(cgst_minor) AS cgst_minor,
       sum(sgst_minor) AS sgst_minor, sum(igst_minor) AS igst_minor
FROM advance_taxes
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(advance_taxes))
GROUP BY business_id
