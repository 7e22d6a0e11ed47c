-- Lines of bills as they were written; the mirror signs and dates them. Grain: one row per line.
-- In a whole load lines of drafts and quotations come along, because leaving them out would cost a join; the mirror drops them.

-- [rows]
SELECT business_id, id AS line_id, bill_id, product_id, CASE WHEN product_id IS NULL THEN description END AS description,
       (quantity * 1000)::bigint AS quantity_thousandths,
       gross_minor, discount_minor, taxable_minor, tax_minor, total_minor, cost_minor
FROM bill_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, bill_id) IN (:changed(bills))
--+ AND EXISTS (SELECT FROM bills b WHERE b.business_id = bill_lines.business_id AND b.id = bill_id AND b.status <> 'draft')

-- [totals]
-- A cancelled bill has two rows for each line, which come to nothing.
SELECT b.business_id,
       count(*) + count(*) FILTER (WHERE b.status = 'cancelled') AS rows,
       coalesce(sum(sign * l.quantity), 0) AS quantity,
       coalesce(sum(sign * l.gross_minor), 0) AS gross_minor, coalesce(sum(sign * l.discount_minor), 0) AS discount_minor,
       coalesce(sum(sign * l.taxable_minor), 0) AS net_minor, coalesce(sum(sign * l.tax_minor), 0) AS tax_minor,
       coalesce(sum(sign * l.total_minor), 0) AS total_minor, sum(sign * l.cost_minor) AS cost_minor
FROM bills b
JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
CROSS JOIN LATERAL (SELECT CASE WHEN b.status = 'cancelled' THEN 0 WHEN b.kind = 'credit_note' THEN -1 ELSE 1 END AS sign) signed
WHERE b.business_id = ANY(:businesses) AND b.status <> 'draft' AND b.kind <> 'quotation'
--+ AND (b.business_id, b.id) IN (:changed(bills))
GROUP BY b.business_id
