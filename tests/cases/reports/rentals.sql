-- Hire: each day's units with hirers at its end, of those the shop owned.

-- [figures] hire_billed, utilisation, unit_days_hired, bookings, units_out, units_overdue, unbilled_hire, deposits_held
, out_of AS (
    SELECT h.out_at, (h.out_at AT TIME ZONE %(timezone)s)::date AS day, p.name AS product, l.quantity
    FROM challan_lines l
    JOIN challans h ON h.business_id = l.business_id AND h.id = l.challan_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    WHERE l.business_id = %(business_id)s AND h.out_at IS NOT NULL
    UNION ALL
    SELECT NULL, r.business_date, p.name, -r.quantity
    FROM challan_returns r
    JOIN challan_lines l ON l.business_id = r.business_id AND l.id = r.challan_line_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    WHERE r.business_id = %(business_id)s
), owned AS (
    SELECT m.business_date AS day, p.name AS product, m.quantity
    FROM stock_moves m
    JOIN products p ON p.business_id = m.business_id AND p.id = m.product_id
    WHERE m.business_id = %(business_id)s AND p.kind = 'rental'
), days AS (
    SELECT generate_series(%(start)s::date, %(end)s::date - 1, interval '1 day')::date AS day
), unit_days AS (
    SELECT d.day, x.product, sum(x.hired) AS hired, sum(x.owned) AS owned
    FROM days d
    JOIN (SELECT day, product, quantity AS hired, 0 AS owned FROM out_of UNION ALL SELECT day, product, 0, quantity FROM owned) AS x ON x.day <= d.day
    GROUP BY 1, 2
), items AS (
    SELECT c.name AS customer, p.name AS product, h.status, h.due_on, l.unbilled_minor, l.quantity - l.returned_quantity - l.lost_quantity AS left_out
    FROM challan_lines l
    JOIN challans h ON h.business_id = l.business_id AND h.id = l.challan_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    JOIN customers c ON c.business_id = h.business_id AND c.id = h.customer_id
    WHERE l.business_id = %(business_id)s AND h.status IN ('out', 'delivered', 'returned')
)
SELECT (SELECT sum(net) FROM lines WHERE product_kind = 'rental'), round(100.0 * sum(hired) / nullif(sum(owned), 0), 1), sum(hired),
       (SELECT count(*) FROM bookings WHERE business_id = %(business_id)s AND business_date >= %(start)s AND business_date < %(end)s),
       (SELECT sum(left_out) FROM items WHERE status IN ('out', 'delivered')),
       (SELECT sum(left_out) FROM items WHERE status IN ('out', 'delivered') AND due_on < %(today)s),
       (SELECT sum(unbilled_minor) FROM items),
       (SELECT sum(amount_minor - refunded_minor - applied_minor - forfeited_minor) FROM deposits WHERE business_id = %(business_id)s)
FROM unit_days

-- [products] product, utilisation, unit_days_hired, unit_days_owned, hire_billed
, out_of AS (
    SELECT h.out_at, (h.out_at AT TIME ZONE %(timezone)s)::date AS day, p.name AS product, l.quantity
    FROM challan_lines l
    JOIN challans h ON h.business_id = l.business_id AND h.id = l.challan_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    WHERE l.business_id = %(business_id)s AND h.out_at IS NOT NULL
    UNION ALL
    SELECT NULL, r.business_date, p.name, -r.quantity
    FROM challan_returns r
    JOIN challan_lines l ON l.business_id = r.business_id AND l.id = r.challan_line_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    WHERE r.business_id = %(business_id)s
), owned AS (
    SELECT m.business_date AS day, p.name AS product, m.quantity
    FROM stock_moves m
    JOIN products p ON p.business_id = m.business_id AND p.id = m.product_id
    WHERE m.business_id = %(business_id)s AND p.kind = 'rental'
), days AS (
    SELECT generate_series(%(start)s::date, %(end)s::date - 1, interval '1 day')::date AS day
), unit_days AS (
    SELECT d.day, x.product, sum(x.hired) AS hired, sum(x.owned) AS owned
    FROM days d
    JOIN (SELECT day, product, quantity AS hired, 0 AS owned FROM out_of UNION ALL SELECT day, product, 0, quantity FROM owned) AS x ON x.day <= d.day
    GROUP BY 1, 2
)
SELECT product, round(100.0 * sum(hired) / nullif(sum(owned), 0), 1), sum(hired), sum(owned), (SELECT sum(net) FROM lines WHERE lines.product = unit_days.product AND product_kind = 'rental')
FROM unit_days
GROUP BY 1

-- [out] customer, product, units_out
, items AS (
    SELECT c.name AS customer, p.name AS product, h.status, h.due_on, l.unbilled_minor, l.quantity - l.returned_quantity - l.lost_quantity AS left_out
    FROM challan_lines l
    JOIN challans h ON h.business_id = l.business_id AND h.id = l.challan_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    JOIN customers c ON c.business_id = h.business_id AND c.id = h.customer_id
    WHERE l.business_id = %(business_id)s AND h.status IN ('out', 'delivered', 'returned')
)
SELECT customer, product, sum(left_out)
FROM items
WHERE status IN ('out', 'delivered')
GROUP BY 1, 2

-- [overdue] customer, product, units_overdue
, items AS (
    SELECT c.name AS customer, p.name AS product, h.status, h.due_on, l.unbilled_minor, l.quantity - l.returned_quantity - l.lost_quantity AS left_out
    FROM challan_lines l
    JOIN challans h ON h.business_id = l.business_id AND h.id = l.challan_id
    JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
    JOIN customers c ON c.business_id = h.business_id AND c.id = h.customer_id
    WHERE l.business_id = %(business_id)s AND h.status IN ('out', 'delivered', 'returned')
)
SELECT customer, product, sum(left_out)
FROM items
WHERE status IN ('out', 'delivered') AND due_on < %(today)s
GROUP BY 1, 2
