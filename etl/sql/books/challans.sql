-- Delivery challans of goods on hire. Grain: one row per challan.

-- [changed]
SELECT business_id, id AS key FROM challans WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT c.business_id, c.id AS challan_id, c.number, c.booking_id, c.customer_id, c.status, c.business_date, c.starts_on, c.due_on,
       (c.out_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS out_date,
       (c.delivered_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS delivered_date,
       (c.returned_at AT TIME ZONE s.timezone - make_interval(mins => s.day_start_minutes))::date AS returned_date,
       c.cancelled_date, c.tax_exempt, c.staff_id
FROM challans c
JOIN businesses s ON s.business_id = c.business_id
WHERE c.business_id = ANY(:businesses)
--+ AND (c.business_id, c.id) IN (:changed(challans))

-- [totals]
SELECT business_id, count(*) AS rows
FROM challans
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(challans))
GROUP BY business_id
