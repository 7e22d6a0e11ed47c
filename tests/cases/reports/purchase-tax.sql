-- Tax that suppliers billed, and what of it may be claimed.

-- [figures] input_tax, purchase_tax, purchases_billed
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
)
SELECT sum(tax) FILTER (WHERE tax_claimed), sum(tax), sum(taxable)
FROM bought

-- [rates] tax_rate, purchases_billed, purchase_tax, input_tax
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
)
SELECT tax_rate, sum(taxable), sum(tax), sum(tax) FILTER (WHERE tax_claimed)
FROM bought
GROUP BY 1

-- [suppliers] supplier, purchases_billed, purchase_tax, input_tax
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
)
SELECT supplier, sum(taxable), sum(tax), sum(tax) FILTER (WHERE tax_claimed)
FROM bought
GROUP BY 1

-- [months] month, purchases_billed, purchase_tax, input_tax
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
)
SELECT date_trunc('month', day)::date, sum(taxable), sum(tax), sum(tax) FILTER (WHERE tax_claimed)
FROM bought
GROUP BY 1
