-- Goals of the months that the period touches, each whole, and what came of them.

-- [figures] sales_target, net_sales, target_achieved, expense_target, expenses, budget_used
, goals AS (
    SELECT * FROM goals
    WHERE business_id = %(business_id)s AND month >= date_trunc('month', %(start)s::date) AND month < %(end)s
), spent AS (
    SELECT date_trunc('month', e.business_date)::date AS month, a.code, a.name, e.amount_minor
    FROM ledger_entries e
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
      AND e.business_date >= %(start)s AND e.business_date < %(end)s
), sold AS (
    SELECT date_trunc('month', day)::date AS month, net FROM lines
)
SELECT target, net, round(100.0 * net / nullif(target, 0), 1), budget, spent, round(100.0 * spent / nullif(budget, 0), 1)
FROM (
    SELECT (SELECT sum(amount_minor) FROM goals WHERE measure = 'sales') AS target, (SELECT sum(net) FROM sold) AS net,
           (SELECT sum(amount_minor) FROM goals WHERE measure = 'expense' AND category = '') AS budget, (SELECT sum(amount_minor) FROM spent) AS spent
) AS sums

-- [sales] month, sales_target, net_sales, target_achieved
, goals AS (
    SELECT * FROM goals
    WHERE business_id = %(business_id)s AND month >= date_trunc('month', %(start)s::date) AND month < %(end)s
), spent AS (
    SELECT date_trunc('month', e.business_date)::date AS month, a.code, a.name, e.amount_minor
    FROM ledger_entries e
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
      AND e.business_date >= %(start)s AND e.business_date < %(end)s
), sold AS (
    SELECT date_trunc('month', day)::date AS month, net FROM lines
)
SELECT month, target, net, round(100.0 * coalesce(net, 0) / nullif(target, 0), 1)
FROM (SELECT month, sum(amount_minor) AS target FROM goals WHERE measure = 'sales' GROUP BY 1) AS targets
FULL JOIN (SELECT month, sum(net) AS net FROM sold GROUP BY 1) AS sums USING (month)

-- [expense] month, expense_target, expenses, budget_used
, goals AS (
    SELECT * FROM goals
    WHERE business_id = %(business_id)s AND month >= date_trunc('month', %(start)s::date) AND month < %(end)s
), spent AS (
    SELECT date_trunc('month', e.business_date)::date AS month, a.code, a.name, e.amount_minor
    FROM ledger_entries e
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
      AND e.business_date >= %(start)s AND e.business_date < %(end)s
), sold AS (
    SELECT date_trunc('month', day)::date AS month, net FROM lines
)
SELECT month, budget, cost, round(100.0 * coalesce(cost, 0) / nullif(budget, 0), 1)
FROM (SELECT month, sum(amount_minor) AS budget FROM goals WHERE measure = 'expense' AND category = '' GROUP BY 1) AS budgets
FULL JOIN (SELECT month, sum(amount_minor) AS cost FROM spent GROUP BY 1) AS sums USING (month)

-- [categories] expense_category, expense_target, expenses, budget_used
, goals AS (
    SELECT * FROM goals
    WHERE business_id = %(business_id)s AND month >= date_trunc('month', %(start)s::date) AND month < %(end)s
), spent AS (
    SELECT date_trunc('month', e.business_date)::date AS month, a.code, a.name, e.amount_minor
    FROM ledger_entries e
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND a.kind = 'expense' AND a.code NOT IN ('cost_of_goods', 'stock_adjustments')
      AND e.business_date >= %(start)s AND e.business_date < %(end)s
), sold AS (
    SELECT date_trunc('month', day)::date AS month, net FROM lines
)
SELECT coalesce(a.name, sums.name), budget, cost, round(100.0 * coalesce(cost, 0) / nullif(budget, 0), 1)
FROM (SELECT category AS code, sum(amount_minor) AS budget FROM goals WHERE measure = 'expense' AND category <> '' GROUP BY 1) AS budgets
FULL JOIN (SELECT code, name, sum(amount_minor) AS cost FROM spent GROUP BY 1, 2) AS sums USING (code)
LEFT JOIN accounts a ON a.business_id = %(business_id)s AND a.code = budgets.code
