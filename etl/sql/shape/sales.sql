-- One row per line of an invoice or credit note; a cancelled one has a second row that undoes the first on the day it
-- was cancelled. Drafts and quotations are no sales: drafts are not among the bills, quotations are left out here.
-- Identities: net = gross - discount; the rows of a cancelled bill sum to zero.
WITH entries AS (
    SELECT bill_id, number, customer_id, country, staff_id, business_date, hour,
           CASE kind WHEN 'invoice' THEN 'sale' ELSE 'return' END AS entry,
           CASE kind WHEN 'invoice' THEN 1 ELSE -1 END AS sign
    FROM staged_bills
    WHERE kind IN ('invoice', 'credit_note')
    UNION ALL
    SELECT bill_id, number, customer_id, country, staff_id, cancelled_date, coalesce(cancelled_hour, hour),
           'cancellation',
           CASE kind WHEN 'invoice' THEN -1 ELSE 1 END
    FROM staged_bills
    WHERE kind IN ('invoice', 'credit_note') AND status = 'cancelled'
), headers AS (
    SELECT e.*, c.name AS customer_name, c.city AS customer_city, c.is_walk_in, s.name AS staff_name
    FROM entries e
    JOIN customers c ON c.customer_id = e.customer_id
    LEFT JOIN staff s ON s.staff_id = e.staff_id
)
SELECT l.line_id, h.entry, h.bill_id, h.number AS bill_number, h.business_date, h.hour,
       h.customer_id, h.customer_name, h.customer_city, h.country, h.is_walk_in,
       l.product_id, coalesce(p.name, l.description) AS product_name, p.sku, p.category_name, coalesce(p.kind, 'goods') AS product_kind,
       h.staff_id, h.staff_name,
       -- thousandths times 0.001 stays decimal; a division would go through floating point
       CAST(h.sign * l.quantity_thousandths * 0.001 AS DECIMAL(14, 3)) AS quantity,
       h.sign * l.gross_minor AS gross_minor, h.sign * l.discount_minor AS discount_minor, h.sign * l.taxable_minor AS net_minor,
       h.sign * l.tax_minor AS tax_minor, h.sign * l.total_minor AS total_minor, h.sign * l.cost_minor AS cost_minor
FROM staged_sales l
JOIN headers h ON h.bill_id = l.bill_id
LEFT JOIN products p ON p.product_id = l.product_id
