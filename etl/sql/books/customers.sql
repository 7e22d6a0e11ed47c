-- Customers and what they owe. Grain: one row per customer.

-- [changed]
SELECT business_id, id AS key FROM customers WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, customer_id FROM customer_balances WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT c.business_id, c.id AS customer_id, c.name, c.reference, c.city, c.state_code, c.country, c.gstin IS NOT NULL AS is_registered, c.gst_treatment, c.is_walk_in, c.active,
       c.language, c.phone IS NOT NULL AS has_phone, c.email IS NOT NULL AS has_email, c.opted_out, c.credit_days, c.credit_limit_minor, coalesce(b.balance_minor, 0) AS balance_minor,
       (c.created_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS created_date
FROM customers c
JOIN businesses s ON s.business_id = c.business_id
LEFT JOIN customer_balances b ON b.business_id = c.business_id AND b.customer_id = c.id
WHERE c.business_id = ANY(:businesses)
--+ AND (c.business_id, c.id) IN (:changed(customers))

-- [totals]
SELECT c.business_id, count(*) AS rows, sum(c.credit_limit_minor) AS credit_limit_minor, sum(b.balance_minor) AS balance_minor
FROM customers c
LEFT JOIN customer_balances b ON b.business_id = c.business_id AND b.customer_id = c.id
WHERE c.business_id = ANY(:businesses)
--+ AND (c.business_id, c.id) IN (:changed(customers))
GROUP BY c.business_id
