-- Three ladders: from sales to bills, from bills to what is owed, and what moved each account of money.

-- [figures] net_sales, billed, received, owed_before, owed_after
, ledger AS (
    SELECT e.account, a.name, a.purpose, p.kind, e.business_date AS day, e.amount_minor AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND e.business_date < %(end)s
)
SELECT (SELECT sum(net) FROM lines), (SELECT sum(sign * total_minor) FROM asked),
       sum(minor) FILTER (WHERE purpose IN ('cash', 'bank', 'upi', 'card', 'cheque', 'gateway') AND day >= %(start)s AND kind IN ('payment', 'refund', 'reversal', 'bounce', 'bounce_charge', 'security_deposit', 'deposit_refund')),
       sum(minor) FILTER (WHERE account = 'receivable' AND day < %(start)s), sum(minor) FILTER (WHERE account = 'receivable')
FROM ledger

-- [billed] step, amount
SELECT step, minor
FROM (SELECT (SELECT sum(net) FROM lines) AS net, (SELECT sum(tax) FROM lines) AS tax, sum(sign * charges_minor) AS charges, sum(sign * round_off_minor) AS rounding FROM asked) AS sums
CROSS JOIN LATERAL (VALUES ('Net sales', net), ('Tax', tax), ('Charges', charges), ('Round-off', rounding)) AS steps (step, minor)

-- [owed] step, amount
, ledger AS (
    SELECT e.account, a.name, a.purpose, p.kind, e.business_date AS day, e.amount_minor AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND e.business_date < %(end)s
)
SELECT CASE WHEN day < %(start)s THEN 'Owed before' ELSE CASE kind WHEN 'bill' THEN 'Invoice' WHEN 'payment' THEN 'Receipt' WHEN 'bounce' THEN 'Cheque bounced' WHEN 'deposit' THEN 'Cheque banked'
            WHEN 'stock' THEN 'Stock corrected' WHEN 'cancellation' THEN 'Bill cancelled' WHEN 'supplier_bill' THEN 'Supplier''s bill'
            WHEN 'supplier_bill_cancelled' THEN 'Supplier''s bill cancelled' WHEN 'supplier_payment' THEN 'Paid to supplier'
            WHEN 'supplier_payment_reversed' THEN 'Payment to supplier taken back' WHEN 'purchase_receipt' THEN 'Goods received'
            WHEN 'opening' THEN 'Opening balance' ELSE upper(left(kind, 1)) || replace(substr(kind, 2), '_', ' ') END END, sum(minor)
FROM ledger
WHERE account = 'receivable'
GROUP BY 1

-- [accounts] account, before, from_customers, banked, to_suppliers, for_expenses, in_fees, other, after
, ledger AS (
    SELECT e.account, a.name, a.purpose, p.kind, e.business_date AS day, e.amount_minor AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND e.business_date < %(end)s
), moved AS (
    SELECT name, minor, CASE WHEN day < %(start)s THEN 'before' WHEN kind IN ('payment', 'refund', 'reversal', 'bounce', 'bounce_charge', 'security_deposit', 'deposit_refund') THEN 'customers' WHEN kind IN ('deposit', 'transfer', 'transfer_cancellation') THEN 'banked'
           WHEN kind IN ('supplier_payment', 'supplier_payment_reversed') THEN 'suppliers' WHEN kind IN ('expense', 'expense_reversal') THEN 'expenses'
           WHEN kind = 'gateway_fee' THEN 'fees' ELSE 'other' END AS cause
    FROM ledger
    WHERE purpose IN ('cash', 'bank', 'upi', 'card', 'cheque', 'gateway')
)
SELECT name, sum(minor) FILTER (WHERE cause = 'before'), sum(minor) FILTER (WHERE cause = 'customers'), sum(minor) FILTER (WHERE cause = 'banked'),
       sum(minor) FILTER (WHERE cause = 'suppliers'), sum(minor) FILTER (WHERE cause = 'expenses'), sum(minor) FILTER (WHERE cause = 'fees'),
       sum(minor) FILTER (WHERE cause = 'other'), sum(minor)
FROM moved
GROUP BY 1
