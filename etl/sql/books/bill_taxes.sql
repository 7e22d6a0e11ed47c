-- The tax summary of issued bills. Grain: one row per bill, component and rate.

-- [rows]
SELECT t.business_id, t.bill_id, t.component, t.rate, t.taxable_minor, t.tax_minor
FROM bill_taxes t
JOIN bills b ON b.business_id = t.business_id AND b.id = t.bill_id
WHERE t.business_id = ANY(:businesses) AND b.status <> 'draft'
--+ AND (b.business_id, b.id) IN (:changed(bills))

-- [totals]
SELECT t.business_id, count(*) AS rows, sum(t.taxable_minor) AS taxable_minor, sum(t.tax_minor) AS tax_minor
FROM bill_taxes t
JOIN bills b ON b.business_id = t.business_id AND b.id = t.bill_id
WHERE t.business_id = ANY(:businesses) AND b.status <> 'draft'
--+ AND (b.business_id, b.id) IN (:changed(bills))
GROUP BY t.business_id
