-- Payments at gateways, for what the gateways kept of them. Grain: one row per payment at a gateway.

-- [changed]
SELECT business_id, gateway_payment_id AS key FROM gateway_payments WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT g.business_id, g.gateway_payment_id, g.gateway, g.status, g.paid_by, g.payment_id,
       (g.created_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS business_date,
       g.currency, g.amount_minor, g.fee_minor, g.refunded_minor
FROM gateway_payments g
JOIN businesses s ON s.business_id = g.business_id
WHERE g.business_id = ANY(:businesses)
--+ AND (g.business_id, g.gateway_payment_id) IN (:changed(gateway_payments))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor, sum(fee_minor) AS fee_minor, sum(refunded_minor) AS refunded_minor
FROM gateway_payments
WHERE business_id = ANY(:businesses)
--+ AND (business_id, gateway_payment_id) IN (:changed(gateway_payments))
GROUP BY business_id
