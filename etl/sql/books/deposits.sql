-- Security deposits of hirers. Grain: one row per deposit.

-- [changed]
SELECT business_id, id AS key FROM deposits WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS deposit_id, number, customer_id, booking_id, challan_id, method, business_date, amount_minor, refunded_minor,
       applied_minor, forfeited_minor, amount_minor - refunded_minor - applied_minor - forfeited_minor AS held_minor, staff_id
FROM deposits
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deposits))

-- [totals]
SELECT business_id, count(*) AS rows, sum(amount_minor) AS amount_minor, sum(refunded_minor) AS refunded_minor,
       sum(applied_minor) AS applied_minor, sum(forfeited_minor) AS forfeited_minor
FROM deposits
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(deposits))
GROUP BY business_id
