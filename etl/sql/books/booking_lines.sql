-- The items of bookings. Grain: one row per item of a booking; they change with it alone.

-- [rows]
SELECT business_id, booking_id, position, product_id, quantity, daily_rate, discount_percent
FROM booking_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, booking_id) IN (:changed(bookings))

-- [totals]
SELECT business_id, count(*) AS rows, sum(quantity) AS quantity, sum(daily_rate) AS daily_rate
FROM booking_lines
WHERE business_id = ANY(:businesses)
--+ AND (business_id, booking_id) IN (:changed(bookings))
GROUP BY business_id
