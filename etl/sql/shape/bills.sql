-- One row per bill that was issued, with the present names of customer and staff.
SELECT b.* EXCLUDE (business_id), c.name AS customer_name, s.name AS staff_name
FROM staged_bills b
JOIN customers c ON c.customer_id = b.customer_id
LEFT JOIN staff s ON s.staff_id = b.staff_id
