-- New customers are known from the day they first bought.
INSERT INTO customers (business_id, id, name, reference, country, created_at)
SELECT :business_id, id, replace(:name, '{reference}', reference), reference, country, since AT TIME ZONE :timezone
FROM import_customers WHERE is_new ORDER BY reference;

INSERT INTO customer_balances (business_id, customer_id) SELECT :business_id, id FROM import_customers WHERE is_new;
