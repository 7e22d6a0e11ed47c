-- What was brought, as it was written down and put right since.

-- [figures] delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought

-- [routes] route, delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT route, sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought
GROUP BY 1

-- [slots] slot, delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT slot, sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought
GROUP BY 1

-- [products] product, delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT product, sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought
GROUP BY 1

-- [customers] customer, delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT customer, sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought
GROUP BY 1

-- [days] day, delivered_value, delivered_items, expected_quantity, deliveries, skipped_deliveries, unbilled_deliveries
, brought AS (
    SELECT 'entry' AS made, e.business_date AS day, e.slot, r.name AS route, p.name AS product, c.name AS customer, e.quantity, e.expected, e.amount_minor AS minor, e.bill_id
    FROM delivery_entries e
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE e.business_id = %(business_id)s AND e.business_date >= %(start)s AND e.business_date < %(end)s
    UNION ALL
    SELECT 'put right', a.business_date, e.slot, r.name, p.name, c.name, a.quantity, NULL, a.amount_minor, coalesce(a.bill_id, a.credit_note_id)
    FROM delivery_adjustments a
    JOIN delivery_entries e ON e.business_id = a.business_id AND e.id = a.entry_id
    JOIN delivery_routes r ON r.business_id = e.business_id AND r.id = e.route_id
    JOIN products p ON p.business_id = e.business_id AND p.id = e.product_id
    JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
    WHERE a.business_id = %(business_id)s AND a.business_date >= %(start)s AND a.business_date < %(end)s
)
SELECT day, sum(minor), sum(quantity), sum(expected), count(*) FILTER (WHERE made = 'entry' AND quantity > 0),
       count(*) FILTER (WHERE made = 'entry' AND quantity = 0), sum(minor) FILTER (WHERE bill_id IS NULL)
FROM brought
GROUP BY 1
