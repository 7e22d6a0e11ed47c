-- Lines of bills as they were written; the mirror signs and dates them. Grain: one row per line. Quantities are of the product's
-- own unit: a box of twelve is twelve.
-- In a whole load lines of drafts and quotations come along, because leaving them out would cost a join; the mirror drops them.

-- [rows]
SELECT business_id, id AS line_id, bill_id, product_id, CASE WHEN product_id IS NULL THEN description END AS description,
       (quantity * unit_factor * 1000)::bigint AS quantity_thousandths,
       hsn, (tax_rate * 10000)::integer AS tax_rate_ten_thousandths, tax_treatment,
       gross_minor, discount_minor, taxable_minor, tax_minor, cgst_minor, sgst_minor, igst_minor, cess_minor, total_minor, cost_minor
FROM bill_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, bill_id) IN (:changed(bills))
--+ AND EXISTS (SELECT FROM bills b WHERE b.business_id = bill_lines.business_id AND b.id = bill_id AND b.status <> 'draft')

-- [totals]
-- Summed by kind of bill first, so that the sign is set once a kind and not once a line. A cancelled bill has two rows
-- for each line, which come to nothing. A debit note raises a price: it sells no quantity.
SELECT business_id,
       sum(lines * (CASE WHEN sign = 0 THEN 2 ELSE 1 END)) AS rows, sum(CASE kind WHEN 'debit_note' THEN 0 ELSE sign * quantity END) AS quantity,
       sum(sign * gross_minor) AS gross_minor, sum(sign * discount_minor) AS discount_minor, sum(sign * net_minor) AS net_minor,
       sum(sign * tax_minor) AS tax_minor, sum(sign * cgst_minor) AS cgst_minor, sum(sign * sgst_minor) AS sgst_minor,
       sum(sign * igst_minor) AS igst_minor, sum(sign * cess_minor) AS cess_minor, sum(sign * total_minor) AS total_minor, sum(sign * cost_minor) AS cost_minor
FROM (
    SELECT b.business_id, b.kind, CASE WHEN b.status = 'cancelled' THEN 0 WHEN b.kind = 'credit_note' THEN -1 ELSE 1 END AS sign,
           count(*) AS lines, sum(l.quantity * l.unit_factor) AS quantity, sum(l.gross_minor) AS gross_minor, sum(l.discount_minor) AS discount_minor,
           sum(l.taxable_minor) AS net_minor, sum(l.tax_minor) AS tax_minor, sum(l.cgst_minor) AS cgst_minor,
           sum(l.sgst_minor) AS sgst_minor, sum(l.igst_minor) AS igst_minor, sum(l.cess_minor) AS cess_minor, sum(l.total_minor) AS total_minor, sum(l.cost_minor) AS cost_minor
    FROM bills b
    JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    WHERE b.business_id = ANY(:businesses) AND b.status <> 'draft' AND b.kind <> 'quotation'
--+ AND (b.business_id, b.id) IN (:changed(bills))
    GROUP BY b.business_id, b.kind, b.status
) AS kinds
GROUP BY business_id
