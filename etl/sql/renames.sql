-- Facts carry the present names of what they point to. When a name changes, the rows that point to it follow;
-- the table `renamed` holds the keys concerned.

-- [customers]
UPDATE sales SET customer_name = c.name, customer_city = c.city, is_walk_in = c.is_walk_in
FROM customers c
WHERE c.customer_id = sales.customer_id AND c.customer_id IN (SELECT key FROM renamed);
UPDATE bills SET customer_name = c.name
FROM customers c
WHERE c.customer_id = bills.customer_id AND c.customer_id IN (SELECT key FROM renamed);
UPDATE sales_documents SET customer_name = c.name, customer_city = c.city, is_walk_in = c.is_walk_in
FROM customers c
WHERE c.customer_id = sales_documents.customer_id AND c.customer_id IN (SELECT key FROM renamed);
UPDATE payments SET customer_name = c.name
FROM customers c
WHERE c.customer_id = payments.customer_id AND c.customer_id IN (SELECT key FROM renamed)

-- [products]
UPDATE sales SET product_name = p.name, sku = p.sku, category_name = p.category_name, product_kind = p.kind
FROM products p
WHERE p.product_id = sales.product_id AND p.product_id IN (SELECT key FROM renamed);
UPDATE monthly_product_sales SET product_name = p.name, category_name = p.category_name, product_kind = p.kind
FROM products p
WHERE p.product_id = monthly_product_sales.product_id AND p.product_id IN (SELECT key FROM renamed)

-- [staff]
UPDATE sales SET staff_name = s.name
FROM staff s
WHERE s.staff_id = sales.staff_id AND s.staff_id IN (SELECT key FROM renamed);
UPDATE sales_documents SET staff_name = s.name
FROM staff s
WHERE s.staff_id = sales_documents.staff_id AND s.staff_id IN (SELECT key FROM renamed);
UPDATE bills SET staff_name = s.name
FROM staff s
WHERE s.staff_id = bills.staff_id AND s.staff_id IN (SELECT key FROM renamed);
UPDATE payments SET staff_name = s.name
FROM staff s
WHERE s.staff_id = payments.staff_id AND s.staff_id IN (SELECT key FROM renamed);
UPDATE expenses SET staff_name = s.name
FROM staff s
WHERE s.staff_id = expenses.staff_id AND s.staff_id IN (SELECT key FROM renamed)

-- [accounts]
UPDATE ledger SET account_name = a.name, account_kind = a.kind
FROM accounts a
WHERE a.account = ledger.account AND a.account IN (SELECT key FROM renamed);
UPDATE expenses SET category_name = a.name
FROM accounts a
WHERE a.account = expenses.category AND a.account IN (SELECT key FROM renamed)
