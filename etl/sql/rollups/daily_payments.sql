-- What was received and given back each day. Grain: one row per business date, method and account.

-- [changed]
SELECT DISTINCT business_date FROM staged_payments

-- [stale]
business_date IN :cells(daily_payments.business_date)

-- [rows]
SELECT business_date, method, account,
       count(*) FILTER (WHERE entry = 'receipt') - count(*) FILTER (WHERE entry = 'reversal' AND direction = 'in') AS receipts,
       count(*) FILTER (WHERE entry = 'refund') - count(*) FILTER (WHERE entry = 'reversal' AND direction = 'out') AS refunds,
       coalesce(sum(amount_minor) FILTER (WHERE direction = 'in'), 0) AS received_minor,
       coalesce(-sum(amount_minor) FILTER (WHERE direction = 'out'), 0) AS refunded_minor,
       sum(amount_minor) AS amount_minor
FROM payments
--+ WHERE business_date IN :cells(daily_payments.business_date)
GROUP BY business_date, method, account

-- [totals]
SELECT sum(amount_minor) AS amount_minor
FROM payments
--+ WHERE business_date IN :cells(daily_payments.business_date)
