-- The items of challans and what of them came back. Grain: one row per item of a challan.

-- [changed]
SELECT business_id, id AS key FROM challan_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS challan_line_id, challan_id, position, product_id, quantity, returned_quantity, lost_quantity, daily_rate,
       discount_percent, unit_value, booked_days, unbilled_minor
FROM challan_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(challan_lines))

-- [totals]
SELECT business_id, count(*) AS rows, sum(quantity) AS quantity, sum(returned_quantity) AS returned_quantity,
       sum(lost_quantity) AS lost_quantity, sum(unbilled_minor) AS unbilled_minor
FROM challan_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(challan_lines))
GROUP BY business_id
