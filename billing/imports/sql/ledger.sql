-- One posting per bill and payment, whole in one statement as the ledger asks, and the balances they move.
WITH subjects AS (
    SELECT CASE kind WHEN 'invoice' THEN 'bill' ELSE kind END AS kind, id AS subject_id, number, business_date, at
    FROM import_bills WHERE taxable_minor + tax_minor > 0
    UNION ALL
    SELECT CASE direction WHEN 'in' THEN 'payment' ELSE 'refund' END, id, number, business_date, at FROM import_payments
), legs AS (
    SELECT b.id AS subject_id, leg.account, leg.amount_minor, leg.customer_id, b.business_date
    FROM import_bills b, LATERAL (VALUES
        ('receivable', CASE b.kind WHEN 'invoice' THEN b.taxable_minor + b.tax_minor ELSE -(b.taxable_minor + b.tax_minor) END, b.customer_id),
        (CASE b.kind WHEN 'invoice' THEN 'sales' ELSE 'sales_returns' END, CASE b.kind WHEN 'invoice' THEN -b.taxable_minor ELSE b.taxable_minor END, NULL),
        ('tax_payable', CASE b.kind WHEN 'invoice' THEN -b.tax_minor ELSE b.tax_minor END, NULL)
    ) leg(account, amount_minor, customer_id)
    UNION ALL
    SELECT p.id, leg.account, leg.amount_minor, leg.customer_id, p.business_date
    FROM import_payments p, LATERAL (VALUES
        (p.method, CASE p.direction WHEN 'in' THEN p.amount_minor ELSE -p.amount_minor END, NULL),
        ('receivable', CASE p.direction WHEN 'in' THEN -p.amount_minor ELSE p.amount_minor END, p.customer_id)
    ) leg(account, amount_minor, customer_id)
), posted AS (
    INSERT INTO postings (business_id, kind, subject_id, narration, business_date, at)
    SELECT :business_id, kind, subject_id, number, business_date, at FROM subjects ORDER BY at, number
    RETURNING id, subject_id
), entered AS (
    INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, business_date)
    SELECT :business_id, posted.id, legs.account, legs.amount_minor, legs.customer_id, legs.business_date
    FROM posted JOIN legs USING (subject_id) WHERE legs.amount_minor <> 0 ORDER BY posted.id
    RETURNING account, customer_id, amount_minor
)
UPDATE customer_balances balance SET balance_minor = balance.balance_minor + owed.amount_minor
FROM (SELECT customer_id, sum(amount_minor)::bigint AS amount_minor FROM entered WHERE account = 'receivable' GROUP BY customer_id) owed
WHERE balance.business_id = :business_id AND balance.customer_id = owed.customer_id;
