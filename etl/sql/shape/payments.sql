-- One row per receipt or refund, with the present names of customer and staff.
SELECT p.* EXCLUDE (business_id), c.name AS customer_name, s.name AS staff_name
FROM staged_payments p
JOIN customers c ON c.customer_id = p.customer_id
LEFT JOIN staff s ON s.staff_id = p.staff_id
