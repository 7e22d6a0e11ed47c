-- One row per line of an invoice, credit note or debit note; a cancelled one has a second row that undoes the first on the day it
-- was cancelled. Drafts and quotations are no sales: drafts are not among the bills, quotations are left out here.
-- A debit note raises a price and sells no quantity.
-- Identities: net = gross - discount; the rows of a cancelled bill sum to zero.
WITH entries AS (
    SELECT bill_id, kind, number, series, customer_id, country, place_of_supply, staff_id, business_date, hour,
           CASE kind WHEN 'invoice' THEN 'sale' WHEN 'debit_note' THEN 'debit' ELSE 'return' END AS entry,
           CASE kind WHEN 'credit_note' THEN -1 ELSE 1 END AS sign
    FROM staged_bills
    WHERE kind IN ('invoice', 'credit_note', 'debit_note')
    UNION ALL
    SELECT bill_id, kind, number, series, customer_id, country, place_of_supply, staff_id, cancelled_date, coalesce(cancelled_hour, hour),
           'cancellation',
           CASE kind WHEN 'credit_note' THEN 1 ELSE -1 END
    FROM staged_bills
    WHERE kind IN ('invoice', 'credit_note', 'debit_note') AND status = 'cancelled'
), headers AS (
    SELECT e.*, c.name AS customer_name, c.city AS customer_city, c.is_walk_in, s.name AS staff_name
    FROM entries e
    JOIN customers c ON c.customer_id = e.customer_id
    LEFT JOIN staff s ON s.staff_id = e.staff_id
)
SELECT l.line_id, h.entry, h.bill_id, h.number AS bill_number, h.series, h.business_date, h.hour,
       h.customer_id, h.customer_name, h.customer_city, h.country, h.place_of_supply, h.is_walk_in,
       l.product_id, coalesce(p.name, l.description) AS product_name, p.sku, p.category_name, coalesce(p.kind, 'goods') AS product_kind,
       h.staff_id, h.staff_name, l.hsn, CAST(l.tax_rate_ten_thousandths * 0.0001 AS DECIMAL(7, 4)) AS tax_rate, l.tax_treatment,
       -- thousandths times 0.001 stays decimal; a division would go through floating point
       CAST(CASE h.kind WHEN 'debit_note' THEN 0 ELSE h.sign END * l.quantity_thousandths * 0.001 AS DECIMAL(14, 3)) AS quantity,
       h.sign * l.gross_minor AS gross_minor, h.sign * l.discount_minor AS discount_minor, h.sign * l.taxable_minor AS net_minor,
       h.sign * l.tax_minor AS tax_minor, h.sign * l.cgst_minor AS cgst_minor, h.sign * l.sgst_minor AS sgst_minor,
       h.sign * l.igst_minor AS igst_minor, h.sign * l.cess_minor AS cess_minor, h.sign * l.total_minor AS total_minor, h.sign * l.cost_minor AS cost_minor
FROM staged_sales l
JOIN headers h ON h.bill_id = l.bill_id
LEFT JOIN products p ON p.product_id = l.product_id
