-- Receipts and refunds; money given back is negative. Grain: one row per payment.

-- [changed]
SELECT business_id, id AS key FROM payments WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT p.business_id, p.id AS payment_id, p.direction, p.number, p.business_date,
       extract(hour FROM p.received_at AT TIME ZONE s.timezone)::smallint AS hour,
       p.customer_id, p.method,
       CASE p.direction WHEN 'in' THEN p.amount_minor ELSE -p.amount_minor END AS amount_minor,
       CASE p.direction WHEN 'in' THEN p.amount_minor - p.allocated_minor - p.refunded_minor ELSE 0 END AS unallocated_minor,
       p.made_up, p.staff_id
FROM payments p
JOIN businesses s ON s.business_id = p.business_id
WHERE p.business_id = ANY(:businesses)
--+ AND (p.business_id, p.id) IN (:changed(payments))

-- [totals]
SELECT business_id, count(*) AS rows,
       coalesce(sum(amount_minor) FILTER (WHERE direction = 'in'), 0) - coalesce(sum(amount_minor) FILTER (WHERE direction = 'out'), 0) AS amount_minor,
       sum(amount_minor - allocated_minor - refunded_minor) FILTER (WHERE direction = 'in') AS unallocated_minor
FROM payments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(payments))
GROUP BY business_id
