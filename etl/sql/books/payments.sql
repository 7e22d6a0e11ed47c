-- Receipts and refunds; money given back is negative. Grain: one row per payment, and a second, of the opposite sign, on the
-- day one was reversed or bounced: the rows of an undone payment come to nothing.

-- [changed]
SELECT business_id, id AS key FROM payments WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT p.business_id, p.id AS payment_id,
       CASE WHEN u.undone THEN 'reversal' WHEN p.direction = 'in' THEN 'receipt' ELSE 'refund' END AS entry,
       p.direction, p.number, CASE WHEN u.undone THEN p.reversed_date ELSE p.business_date END AS business_date,
       extract(hour FROM p.received_at AT TIME ZONE s.timezone)::smallint AS hour,
       p.customer_id, p.method, coalesce(p.account, p.method) AS account, p.status, p.voucher, p.gateway,
       CASE WHEN (p.direction = 'in') <> u.undone THEN p.amount_minor ELSE -p.amount_minor END AS amount_minor,
       CASE WHEN p.direction = 'in' AND p.status = 'received' THEN p.amount_minor - p.allocated_minor - p.refunded_minor ELSE 0 END AS unallocated_minor,
       p.made_up, p.staff_id
FROM payments p
JOIN businesses s ON s.business_id = p.business_id
JOIN (VALUES (false), (true)) u(undone) ON NOT u.undone OR p.reversed_date IS NOT NULL
WHERE p.business_id = ANY(:businesses)
--+ AND (p.business_id, p.id) IN (:changed(payments))

-- [totals]
SELECT business_id, count(*) + count(reversed_date) AS rows,
       coalesce(sum(amount_minor) FILTER (WHERE direction = 'in' AND status = 'received'), 0)
           - coalesce(sum(amount_minor) FILTER (WHERE direction = 'out' AND status = 'received'), 0) AS amount_minor,
       coalesce(sum(amount_minor - allocated_minor - refunded_minor) FILTER (WHERE direction = 'in' AND status = 'received'), 0) AS unallocated_minor
FROM payments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(payments))
GROUP BY business_id
