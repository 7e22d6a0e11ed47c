-- What is on hand, and how long it lasts at the rate of the last thirty days' sales, of those days on which there was any.

-- [figures] stock_on_hand, stock_value, low_stock, out_of_stock
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT sum(on_hand), sum(minor), count(*) FILTER (WHERE active AND on_hand <= reorder_level), count(*) FILTER (WHERE active AND on_hand <= 0)
FROM levels

-- [products] product, stock_on_hand, stock_value, items_sold, stock_cover_days
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold,
           (SELECT count(*) FROM generate_series(%(today)s::date - 29, %(today)s::date, '1 day') AS d(day)
            WHERE EXISTS (SELECT FROM stock_moves m WHERE m.business_id = p.business_id AND m.product_id = p.id AND m.business_date = d.day)
               OR (SELECT sum(m.quantity) FROM stock_moves m WHERE m.business_id = p.business_id AND m.product_id = p.id AND m.business_date <= d.day) > 0) AS days
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT product, sum(on_hand), sum(minor), sum(sold), round(sum(on_hand) * 365 / nullif(sum(round(sold * 365 / nullif(days, 0), 3)), 0), 2)
FROM levels
GROUP BY 1
HAVING sum(on_hand) > 0

-- [categories] category, stock_on_hand, stock_value, items_sold, stock_cover_days
, levels AS (
    SELECT p.name AS product, g.name AS category, p.active, p.reorder_level, coalesce(v.on_hand, 0) AS on_hand, coalesce(v.value_minor, 0) AS minor,
           coalesce((SELECT sum(b.sign * l.quantity * l.unit_factor) FROM documents b JOIN bill_lines l ON l.business_id = b.business_id AND l.bill_id = b.id
                     WHERE l.product_id = p.id AND b.kind = 'invoice' AND b.day > %(today)s::date - 30 AND b.day <= %(today)s), 0) AS sold,
           (SELECT count(*) FROM generate_series(%(today)s::date - 29, %(today)s::date, '1 day') AS d(day)
            WHERE EXISTS (SELECT FROM stock_moves m WHERE m.business_id = p.business_id AND m.product_id = p.id AND m.business_date = d.day)
               OR (SELECT sum(m.quantity) FROM stock_moves m WHERE m.business_id = p.business_id AND m.product_id = p.id AND m.business_date <= d.day) > 0) AS days
    FROM products p
    LEFT JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
    LEFT JOIN categories g ON g.business_id = p.business_id AND g.id = p.category_id
    WHERE p.business_id = %(business_id)s AND p.tracks_stock
)
SELECT category, sum(on_hand), sum(minor), sum(sold), round(sum(on_hand) * 365 / nullif(sum(round(sold * 365 / nullif(days, 0), 3)), 0), 2)
FROM levels
GROUP BY 1
HAVING sum(on_hand) > 0
