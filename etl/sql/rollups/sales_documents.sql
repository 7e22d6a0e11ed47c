-- What the lines of each bill come to. Grain: one row per invoice, credit note or debit note, and a second for its cancellation.
-- A bill's lines have the sign of their entry, so a cancellation undoes what the first row says. A debit note adds to what was
-- sold, and is no order.
-- Identity: net = sold_gross - sold_discount - returned.

-- [changed]
SELECT bill_id, customer_id, business_date FROM staged_bills
UNION ALL
SELECT bill_id, customer_id, cancelled_date FROM staged_bills WHERE cancelled_date IS NOT NULL

-- [stale]
bill_id IN :cells(sales_documents.bill_id)

-- [rows]
WITH lines AS (
    SELECT bill_id, entry, count(*) AS lines, sum(quantity) AS quantity, sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
           sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor,
           sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS costed_net_minor
    FROM sales
--+ WHERE business_date IN :cells(sales_documents.business_date)
--+   AND bill_id IN :cells(sales_documents.bill_id)
    GROUP BY bill_id, entry
), documents AS (
    SELECT bill_id, kind, CASE kind WHEN 'invoice' THEN 'sale' WHEN 'debit_note' THEN 'debit' ELSE 'return' END AS entry, 1 AS counted, status = 'issued' AS stands,
           number, series, business_date, hour, customer_id, customer_name, country, staff_id, staff_name
    FROM bills
    WHERE kind IN ('invoice', 'credit_note', 'debit_note')
--+   AND bill_id IN :cells(sales_documents.bill_id)
    UNION ALL
    SELECT bill_id, kind, 'cancellation', -1, false,
           number, series, cancelled_date, coalesce(cancelled_hour, hour), customer_id, customer_name, country, staff_id, staff_name
    FROM bills
    WHERE kind IN ('invoice', 'credit_note', 'debit_note') AND status = 'cancelled'
--+   AND bill_id IN :cells(sales_documents.bill_id)
)
SELECT d.bill_id, d.entry, d.kind, d.number AS bill_number, d.series, d.business_date, d.hour, d.stands,
       d.customer_id, d.customer_name, c.city AS customer_city, d.country, coalesce(c.is_walk_in, false) AS is_walk_in, d.staff_id, d.staff_name,
       coalesce(l.lines, 0) AS lines,
       CASE d.kind WHEN 'invoice' THEN d.counted ELSE 0 END AS orders,
       CASE d.kind WHEN 'credit_note' THEN d.counted ELSE 0 END AS returns,
       coalesce(l.quantity, 0) AS quantity,
       CASE d.kind WHEN 'credit_note' THEN 0 ELSE coalesce(l.quantity, 0) END AS sold_quantity,
       coalesce(l.gross_minor, 0) AS gross_minor,
       coalesce(l.discount_minor, 0) AS discount_minor,
       CASE d.kind WHEN 'credit_note' THEN 0 ELSE coalesce(l.gross_minor, 0) END AS sold_gross_minor,
       CASE d.kind WHEN 'credit_note' THEN 0 ELSE coalesce(l.discount_minor, 0) END AS sold_discount_minor,
       CASE d.kind WHEN 'credit_note' THEN -coalesce(l.net_minor, 0) ELSE 0 END AS returned_minor,
       coalesce(l.net_minor, 0) AS net_minor,
       coalesce(l.tax_minor, 0) AS tax_minor,
       coalesce(l.total_minor, 0) AS total_minor,
       coalesce(l.cost_minor, 0) AS cost_minor,
       coalesce(l.costed_net_minor, 0) AS costed_net_minor
FROM documents d
LEFT JOIN customers c ON c.customer_id = d.customer_id
LEFT JOIN lines l ON l.bill_id = d.bill_id AND l.entry = d.entry

-- [totals]
SELECT count(*) AS lines, sum(quantity) AS quantity, sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
       sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor,
       sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS costed_net_minor
FROM sales
--+ WHERE business_date IN :cells(sales_documents.business_date)
--+   AND bill_id IN :cells(sales_documents.bill_id)
