-- One row per expense, with the present name of its category.
SELECT e.* EXCLUDE (business_id), a.name AS category_name, s.name AS staff_name
FROM staged_expenses e
JOIN accounts a ON a.account = e.category
LEFT JOIN staff s ON s.staff_id = e.staff_id
