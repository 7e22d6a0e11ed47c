-- A week; what is owed is owed now.

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

-- [days] day, revenue, orders, items, average_order_value
SELECT day, sum(net), count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), sum(items),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines
GROUP BY 1

-- [top_products] product, revenue, items
SELECT product, sum(net), sum(items)
FROM lines
GROUP BY 1
ORDER BY 2 DESC
LIMIT 10
