-- Cheques that customers gave. Grain: one row per cheque.

-- [changed]
SELECT business_id, payment_id AS key FROM cheques WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT c.business_id, c.payment_id, p.number AS payment_number, p.customer_id, c.status, c.number, c.bank, c.dated,
       p.business_date, c.account, c.deposited_date, c.cleared_date, p.reversed_date, p.amount_minor, c.bounce_charge_minor
FROM cheques c
JOIN payments p ON p.business_id = c.business_id AND p.id = c.payment_id
WHERE c.business_id = ANY(:businesses)
--+ AND (c.business_id, c.payment_id) IN (:changed(cheques))

-- [totals]
SELECT c.business_id, count(*) AS rows, sum(p.amount_minor) AS amount_minor, sum(c.bounce_charge_minor) AS bounce_charge_minor
FROM cheques c
JOIN payments p ON p.business_id = c.business_id AND p.id = c.payment_id
WHERE c.business_id = ANY(:businesses)
--+ AND (c.business_id, c.payment_id) IN (:changed(cheques))
GROUP BY c.business_id
