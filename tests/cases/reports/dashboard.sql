-- Today, the fortnight and the week that end with it.

-- [figures] revenue, orders, items, average_order_value, collections, outstanding, overdue
SELECT sum(net), count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), sum(items),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0)),
       (SELECT sum(minor) FROM money WHERE direction = 'in'),
       (SELECT sum(greatest(balance, 0)) FROM (
           SELECT sum(e.amount_minor) AS balance FROM ledger_entries e
           WHERE e.business_id = %(business_id)s AND e.account = 'receivable' GROUP BY e.customer_id
       ) AS balances),
       (SELECT sum(b.total_minor - coalesce((SELECT sum(a.amount_minor) FROM allocations a WHERE a.business_id = b.business_id AND a.bill_id = b.id), 0) - b.written_off_minor)
        FROM bills b
        WHERE b.business_id = %(business_id)s AND b.kind IN ('invoice', 'debit_note') AND b.status = 'issued' AND b.due_date < %(today)s)
FROM lines

-- [days] day, revenue, orders
, the_last AS (
    SELECT d.day, d.id, d.kind, d.counted, coalesce(p.name, l.description) AS product, d.sign * l.taxable_minor AS net,
           CASE d.kind WHEN 'debit_note' THEN 0 ELSE d.sign * l.quantity * l.unit_factor END AS items
    FROM documents d
    JOIN bill_lines l ON l.business_id = d.business_id AND l.bill_id = d.id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
)
SELECT day, sum(net), count(DISTINCT id) FILTER (WHERE kind = 'invoice' AND counted = 1) - count(DISTINCT id) FILTER (WHERE kind = 'invoice' AND counted = -1)
FROM the_last
WHERE day > %(today)s::date - 14 AND day <= %(today)s
GROUP BY 1

-- [top_products] product, revenue, items
, the_last AS (
    SELECT d.day, d.id, d.kind, d.counted, coalesce(p.name, l.description) AS product, d.sign * l.taxable_minor AS net,
           CASE d.kind WHEN 'debit_note' THEN 0 ELSE d.sign * l.quantity * l.unit_factor END AS items
    FROM documents d
    JOIN bill_lines l ON l.business_id = d.business_id AND l.bill_id = d.id
    LEFT JOIN products p ON p.business_id = l.business_id AND p.id = l.product_id
)
SELECT product, sum(net), sum(items)
FROM the_last
WHERE day > %(today)s::date - 7 AND day <= %(today)s
GROUP BY 1
ORDER BY 2 DESC
LIMIT 10

-- [debtors] customer, outstanding
SELECT c.name, sum(e.amount_minor)
FROM ledger_entries e
JOIN customers c ON c.business_id = e.business_id AND c.id = e.customer_id
WHERE e.business_id = %(business_id)s AND e.account = 'receivable'
GROUP BY 1
HAVING sum(e.amount_minor) > 0
ORDER BY 2 DESC
LIMIT 5

-- [low_stock] product, stock_on_hand
SELECT p.name, v.on_hand
FROM products p
JOIN stock_levels v ON v.business_id = p.business_id AND v.product_id = p.id
WHERE p.business_id = %(business_id)s AND p.active AND p.tracks_stock AND v.on_hand <= p.reorder_level
ORDER BY 2
LIMIT 5
