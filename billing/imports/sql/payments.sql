INSERT INTO payments (business_id, id, direction, number, financial_year, customer_id, method, amount_minor, allocated_minor, refunds_bill_id, business_date,
    received_at, made_up, import_id, created_at)
SELECT :business_id, id, direction, number, financial_year, customer_id, method, amount_minor, CASE direction WHEN 'in' THEN amount_minor ELSE 0 END,
       CASE direction WHEN 'out' THEN bill_id END, business_date, at, true, :import_id, :at
FROM import_payments ORDER BY at, number;

INSERT INTO allocations (business_id, bill_id, payment_id, credit_note_id, amount_minor, business_date, at)
SELECT :business_id, bill_id, payment_id, credit_note_id, amount_minor, business_date, at
FROM (
    SELECT bill_id, id AS payment_id, CAST(NULL AS uuid) AS credit_note_id, amount_minor, business_date, at FROM import_payments WHERE direction = 'in'
    UNION ALL
    SELECT bill_id, NULL, credit_note_id, amount_minor, business_date, at FROM import_offsets
) settled ORDER BY at;
