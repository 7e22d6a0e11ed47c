-- What bills charge of hires. Grain: one row per line of a bill that charges hire, loss or damage.

-- [changed]
SELECT business_id, id AS key FROM hire_charges WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS hire_charge_id, bill_id, bill_position, challan_line_id, from_day, to_day, unit_days, return_id
FROM hire_charges
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(hire_charges))

-- [totals]
SELECT business_id, count(*) AS rows, sum(unit_days) AS unit_days
FROM hire_charges
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(hire_charges))
GROUP BY business_id
