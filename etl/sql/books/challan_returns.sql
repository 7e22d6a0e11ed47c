-- What came back of hires, or is lost. Grain: one row per number of units that ended at one time.

-- [changed]
SELECT business_id, id AS key FROM challan_returns WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS return_id, challan_line_id, kind, quantity, days, charge_minor, business_date, staff_id
FROM challan_returns
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(challan_returns))

-- [totals]
SELECT business_id, count(*) AS rows, sum(quantity) AS quantity, sum(days) AS days, sum(charge_minor) AS charge_minor
FROM challan_returns
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(challan_returns))
GROUP BY business_id
