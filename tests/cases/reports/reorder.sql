-- What is at or below its reorder level, and what is out.

-- [figures] low_stock, out_of_stock
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT count(*) FILTER (WHERE active AND on_hand <= reorder_level), count(*) FILTER (WHERE active AND on_hand <= 0)
FROM levels

-- [low] product, stock_on_hand, items_sold, stock_cover_days
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT product, on_hand, sold, round(on_hand * 30 / nullif(sold, 0), 2)
FROM levels
WHERE active AND on_hand <= reorder_level

-- [out] product, stock_on_hand, items_sold, stock_cover_days
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT product, on_hand, sold, round(on_hand * 30 / nullif(sold, 0), 2)
FROM levels
WHERE active AND on_hand <= 0
