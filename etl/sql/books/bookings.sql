-- Bookings of rental items. Grain: one row per booking. It counts as changed when it is answered or written anew.

-- [changed]
SELECT business_id, id AS key FROM bookings WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, id AS booking_id, number, customer_id, status, business_date, starts_on, ends_on, staff_id
FROM bookings
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(bookings))

-- [totals]
SELECT business_id, count(*) AS rows
FROM bookings
WHERE business_id = ANY(:businesses)
--+ AND (business_id, id) IN (:changed(bookings))
GROUP BY business_id
