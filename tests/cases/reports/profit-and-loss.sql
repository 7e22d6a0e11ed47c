-- Accounts of income and expense, income above zero.

-- [figures] net_profit
SELECT -sum(e.amount_minor)
FROM ledger_entries e
JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
WHERE e.business_id = %(business_id)s AND a.kind IN ('income', 'expense') AND e.business_date >= %(start)s AND e.business_date < %(end)s

-- [accounts across month] account, month, net_profit
SELECT a.name, date_trunc('month', e.business_date)::date, -sum(e.amount_minor)
FROM ledger_entries e
JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
WHERE e.business_id = %(business_id)s AND a.kind IN ('income', 'expense') AND e.business_date >= %(start)s AND e.business_date < %(end)s
GROUP BY 1, 2
