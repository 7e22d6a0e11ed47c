-- What the statements of this folder read, in Postgres' own tables: each follows these words.
-- They find business_id, timezone, and the days asked for: start, end (the first day not asked for), today.
--
-- documents: invoices, debit notes and credit notes on the day they were issued, and once more, of the opposite sign, on the day
-- they were cancelled. lines: their lines signed, as an owner reads them. money: what customers paid and got back.
WITH documents AS (
    SELECT b.*, b.business_date AS day, b.issued_at AS at, 1 AS counted, CASE b.kind WHEN 'credit_note' THEN -1 ELSE 1 END AS sign
    FROM bills b
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note', 'credit_note') AND b.status <> 'draft'
    UNION ALL
    SELECT b.*, b.cancelled_date, (SELECT min(p.at) FROM postings p WHERE p.business_id = b.business_id AND p.subject_id = b.id AND p.kind = 'cancellation'),
           -1, CASE b.kind WHEN 'credit_note' THEN 1 ELSE -1 END
    FROM bills b
    WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note', 'credit_note') AND b.status = 'cancelled'
), asked AS (
    SELECT * FROM documents WHERE day >= %(start)s AND day < %(end)s
), lines AS (
    SELECT d.id AS bill_id, d.day, extract(hour FROM d.at AT TIME ZONE %(timezone)s)::int AS hour, extract(isodow FROM d.day)::int AS weekday,
           d.kind = 'invoice' AND d.counted = 1 AS invoiced, d.kind = 'invoice' AND d.counted = -1 AS taken_back,
           c.name AS customer, c.city, u.name AS staff, coalesce(s.counter, d.series) AS counter, d.place_of_supply, d.recipient,
           coalesce(p.name, l.description) AS product, p.kind AS product_kind, g.name AS category, l.hsn, l.tax_rate, l.tax_treatment,
           CASE d.kind WHEN 'debit_note' THEN 0 ELSE d.sign * l.quantity * l.unit_factor END AS items,
           CASE d.kind WHEN 'credit_note' THEN 0 ELSE d.sign * l.gross_minor END AS gross,
           CASE d.kind WHEN 'credit_note' THEN 0 ELSE d.sign * l.discount_minor END AS let_off,
           CASE d.kind WHEN 'credit_note' THEN -d.sign * l.taxable_minor ELSE 0 END AS returned,
           d.sign * l.taxable_minor AS net, d.sign * l.tax_minor AS tax, d.sign * l.total_minor AS total, d.sign * l.cost_minor AS cost,
           d.sign * l.cgst_minor AS cgst, d.sign * l.sgst_minor AS sgst, d.sign * l.igst_minor AS igst, d.sign * l.cess_minor AS cess
    FROM asked d
    JOIN bill_lines l ON l.business_id = d.business_id AND l.bill_id = d.id
    JOIN customers c ON c.business_id = d.business_id AND c.id = d.customer_id
    LEFT JOIN users u ON u.id = d.staff_id
    LEFT JOIN document_series s ON s.business_id = d.business_id AND s.kind = d.kind AND s.code = d.series
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
), money AS (
    SELECT m.day, m.direction, m.method, m.counted, m.counted * m.amount_minor AS minor, c.name AS customer, u.name AS staff, a.name AS account
    FROM (
        SELECT p.*, p.business_date AS day, 1 AS counted FROM payments p
        UNION ALL
        SELECT p.*, p.reversed_date, -1 FROM payments p WHERE p.reversed_date IS NOT NULL
    ) AS m
    JOIN customers c ON c.business_id = m.business_id AND c.id = m.customer_id
    JOIN accounts a ON a.business_id = m.business_id AND a.code = coalesce(m.account, m.method)
    LEFT JOIN users u ON u.id = m.staff_id
    WHERE m.business_id = %(business_id)s AND m.day >= %(start)s AND m.day < %(end)s
)
