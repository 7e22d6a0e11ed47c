-- What was bought of whom, sent back and paid.

-- [figures] purchases, purchases_billed, purchase_returns, purchased_items, supplier_bills, supplier_payments
, bought AS (
    SELECT b.day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.tax_rate, l.tax_claimed, b.counted * l.taxable_minor AS taxable,
           b.counted * l.tax_minor AS tax, CASE WHEN l.product_id IS NOT NULL THEN b.counted * l.quantity * l.unit_factor ELSE 0 END AS units
    FROM (
        SELECT b.*, b.business_date AS day, 1 AS counted FROM supplier_bills b
        UNION ALL
        SELECT b.*, b.cancelled_date, -1 FROM supplier_bills b WHERE b.cancelled_date IS NOT NULL
    ) AS b
    JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE b.business_id = %(business_id)s AND b.day >= %(start)s AND b.day < %(end)s
), back AS (
    SELECT r.business_date AS day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.taxable_minor AS taxable
    FROM purchase_returns r
    JOIN purchase_return_lines l ON l.business_id = r.business_id AND l.return_id = r.id
    JOIN suppliers s ON s.business_id = r.business_id AND s.id = r.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE r.business_id = %(business_id)s AND r.business_date >= %(start)s AND r.business_date < %(end)s
), moved AS (
    SELECT day, supplier, product, category, taxable AS billed, 0 AS returned, units, 0 AS bills, 0 AS paid FROM bought
    UNION ALL
    SELECT day, supplier, product, category, 0, taxable, 0, 0, 0 FROM back
), papers AS (
    SELECT * FROM moved
    UNION ALL
    SELECT b.business_date, s.name, NULL, NULL, 0, 0, 0, 1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s
    UNION ALL
    SELECT b.cancelled_date, s.name, NULL, NULL, 0, 0, 0, -1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s AND b.cancelled_date IS NOT NULL
    UNION ALL
    SELECT y.business_date, s.name, NULL, NULL, 0, 0, 0, 0, y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s
    UNION ALL
    SELECT y.reversed_date, s.name, NULL, NULL, 0, 0, 0, 0, -y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s AND y.reversed_date IS NOT NULL
), told AS (
    SELECT * FROM papers WHERE day >= %(start)s AND day < %(end)s
)
SELECT sum(billed) - sum(returned), sum(billed), sum(returned), sum(units), sum(bills), sum(paid)
FROM told

-- [suppliers] supplier, purchases, purchases_billed, purchase_returns, purchased_items, supplier_bills, supplier_payments
, bought AS (
    SELECT b.day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.tax_rate, l.tax_claimed, b.counted * l.taxable_minor AS taxable,
           b.counted * l.tax_minor AS tax, CASE WHEN l.product_id IS NOT NULL THEN b.counted * l.quantity * l.unit_factor ELSE 0 END AS units
    FROM (
        SELECT b.*, b.business_date AS day, 1 AS counted FROM supplier_bills b
        UNION ALL
        SELECT b.*, b.cancelled_date, -1 FROM supplier_bills b WHERE b.cancelled_date IS NOT NULL
    ) AS b
    JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE b.business_id = %(business_id)s AND b.day >= %(start)s AND b.day < %(end)s
), back AS (
    SELECT r.business_date AS day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.taxable_minor AS taxable
    FROM purchase_returns r
    JOIN purchase_return_lines l ON l.business_id = r.business_id AND l.return_id = r.id
    JOIN suppliers s ON s.business_id = r.business_id AND s.id = r.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE r.business_id = %(business_id)s AND r.business_date >= %(start)s AND r.business_date < %(end)s
), moved AS (
    SELECT day, supplier, product, category, taxable AS billed, 0 AS returned, units, 0 AS bills, 0 AS paid FROM bought
    UNION ALL
    SELECT day, supplier, product, category, 0, taxable, 0, 0, 0 FROM back
), papers AS (
    SELECT * FROM moved
    UNION ALL
    SELECT b.business_date, s.name, NULL, NULL, 0, 0, 0, 1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s
    UNION ALL
    SELECT b.cancelled_date, s.name, NULL, NULL, 0, 0, 0, -1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s AND b.cancelled_date IS NOT NULL
    UNION ALL
    SELECT y.business_date, s.name, NULL, NULL, 0, 0, 0, 0, y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s
    UNION ALL
    SELECT y.reversed_date, s.name, NULL, NULL, 0, 0, 0, 0, -y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s AND y.reversed_date IS NOT NULL
), told AS (
    SELECT * FROM papers WHERE day >= %(start)s AND day < %(end)s
)
SELECT supplier, sum(billed) - sum(returned), sum(billed), sum(returned), sum(units), sum(bills), sum(paid)
FROM told
GROUP BY 1

-- [months] month, purchases, purchases_billed, purchase_returns, purchased_items, supplier_bills, supplier_payments
, bought AS (
    SELECT b.day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.tax_rate, l.tax_claimed, b.counted * l.taxable_minor AS taxable,
           b.counted * l.tax_minor AS tax, CASE WHEN l.product_id IS NOT NULL THEN b.counted * l.quantity * l.unit_factor ELSE 0 END AS units
    FROM (
        SELECT b.*, b.business_date AS day, 1 AS counted FROM supplier_bills b
        UNION ALL
        SELECT b.*, b.cancelled_date, -1 FROM supplier_bills b WHERE b.cancelled_date IS NOT NULL
    ) AS b
    JOIN supplier_bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
    JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE b.business_id = %(business_id)s AND b.day >= %(start)s AND b.day < %(end)s
), back AS (
    SELECT r.business_date AS day, s.name AS supplier, coalesce(p.name, l.description) AS product, g.name AS category, l.taxable_minor AS taxable
    FROM purchase_returns r
    JOIN purchase_return_lines l ON l.business_id = r.business_id AND l.return_id = r.id
    JOIN suppliers s ON s.business_id = r.business_id AND s.id = r.supplier_id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE r.business_id = %(business_id)s AND r.business_date >= %(start)s AND r.business_date < %(end)s
), moved AS (
    SELECT day, supplier, product, category, taxable AS billed, 0 AS returned, units, 0 AS bills, 0 AS paid FROM bought
    UNION ALL
    SELECT day, supplier, product, category, 0, taxable, 0, 0, 0 FROM back
), papers AS (
    SELECT * FROM moved
    UNION ALL
    SELECT b.business_date, s.name, NULL, NULL, 0, 0, 0, 1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s
    UNION ALL
    SELECT b.cancelled_date, s.name, NULL, NULL, 0, 0, 0, -1, 0 FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id WHERE b.business_id = %(business_id)s AND b.cancelled_date IS NOT NULL
    UNION ALL
    SELECT y.business_date, s.name, NULL, NULL, 0, 0, 0, 0, y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s
    UNION ALL
    SELECT y.reversed_date, s.name, NULL, NULL, 0, 0, 0, 0, -y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id WHERE y.business_id = %(business_id)s AND y.reversed_date IS NOT NULL
), told AS (
    SELECT * FROM papers WHERE day >= %(start)s AND day < %(end)s
)
SELECT date_trunc('month', day)::date, sum(billed) - sum(returned), sum(billed), sum(returned), sum(units), sum(bills), sum(paid)
FROM told
GROUP BY 1
