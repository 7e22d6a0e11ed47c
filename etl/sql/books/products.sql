-- Products with the names of their category and unit and their stock on hand. Grain: one row per product.
-- Rates and quantities arrive as text, which is how the driver carries numeric; there are few products.

-- [changed]
SELECT business_id, id AS key FROM products WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, product_id FROM stock_levels WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT p.business_id, p.id
FROM categories c
JOIN products p ON p.business_id = c.business_id AND p.category_id = c.id
WHERE c.business_id = ANY(:businesses) AND :since(c.row_version)
UNION
SELECT p.business_id, p.id
FROM units u
JOIN products p ON p.business_id = u.business_id AND p.unit_id = u.id
WHERE u.business_id = ANY(:businesses) AND :since(u.row_version)

-- [rows]
SELECT p.business_id, p.id AS product_id, p.sku, p.name, p.barcode, p.kind, p.category_id, c.name AS category_name, u.code AS unit,
       p.hsn, p.price, p.price_includes_tax, p.cost, p.tax_rate, p.tax_treatment, p.cess_rate, p.tracks_stock,
       l.on_hand, l.value_minor AS stock_value_minor, p.reorder_level, p.daily_rental_rate, p.active
FROM products p
LEFT JOIN categories c ON c.business_id = p.business_id AND c.id = p.category_id
LEFT JOIN units u ON u.business_id = p.business_id AND u.id = p.unit_id
LEFT JOIN stock_levels l ON l.business_id = p.business_id AND l.product_id = p.id
WHERE p.business_id = ANY(:businesses)
--+ AND (p.business_id, p.id) IN (:changed(products))

-- [totals]
SELECT p.business_id, count(*) AS rows, sum(p.price) AS price, sum(p.cost) AS cost, sum(l.on_hand) AS on_hand, sum(l.value_minor) AS stock_value_minor
FROM products p
LEFT JOIN stock_levels l ON l.business_id = p.business_id AND l.product_id = p.id
WHERE p.business_id = ANY(:businesses)
--+ AND (p.business_id, p.id) IN (:changed(products))
GROUP BY p.business_id
