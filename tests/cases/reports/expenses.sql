-- All expense of the ledger but the cost of goods; vouchers that stand, as money spent.

-- [figures] expenses, expense_payments
SELECT (SELECT sum(e.amount_minor)
FROM ledger_entries e
JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
  AND e.business_date >= %(start)s AND e.business_date < %(end)s),
(SELECT sum(x.amount_minor)
FROM expenses x
LEFT JOIN users u ON u.id = x.staff_id
WHERE x.business_id = %(business_id)s AND x.cancelled_date IS NULL AND x.business_date >= %(start)s AND x.business_date < %(end)s)

-- [categories] expense_category, expenses
SELECT a.name, sum(e.amount_minor)
FROM ledger_entries e
JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
  AND e.business_date >= %(start)s AND e.business_date < %(end)s
GROUP BY 1

-- [months] month, expenses
SELECT date_trunc('month', e.business_date)::date, sum(e.amount_minor)
FROM ledger_entries e
JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
  AND e.business_date >= %(start)s AND e.business_date < %(end)s
GROUP BY 1

-- [payment_methods] payment_method, expense_payments
SELECT x.method, sum(x.amount_minor)
FROM expenses x
LEFT JOIN users u ON u.id = x.staff_id
WHERE x.business_id = %(business_id)s AND x.cancelled_date IS NULL AND x.business_date >= %(start)s AND x.business_date < %(end)s
GROUP BY 1

-- [staff] staff, expense_payments
SELECT u.name, sum(x.amount_minor)
FROM expenses x
LEFT JOIN users u ON u.id = x.staff_id
WHERE x.business_id = %(business_id)s AND x.cancelled_date IS NULL AND x.business_date >= %(start)s AND x.business_date < %(end)s
GROUP BY 1
