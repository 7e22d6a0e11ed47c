-- What an owner keeps an eye on.

-- [figures] cancelled_sales, cancelled_bills, discounts, discount_rate, returns, credit_notes, stock_losses, cash_difference
, cancelled AS (
    SELECT number, taxable_minor AS minor FROM bills
    WHERE business_id = %(business_id)s AND kind = 'invoice' AND status = 'cancelled' AND cancelled_date >= %(start)s AND cancelled_date < %(end)s
), lost AS (
    SELECT reason, -value_minor AS minor FROM stock_moves
    WHERE business_id = %(business_id)s AND business_date >= %(start)s AND business_date < %(end)s
      AND reason IN ('damaged', 'expired', 'theft', 'own_use', 'sample', 'found', 'correction', 'stock_take', 'lost_on_hire', 'adjustment')
), counts AS (
    SELECT a.name AS account, n.difference_minor AS minor FROM cash_counts n JOIN accounts a ON a.business_id = n.business_id AND a.code = n.account
    WHERE n.business_id = %(business_id)s AND n.reversed_date IS NULL AND n.business_date >= %(start)s AND n.business_date < %(end)s
)
SELECT (SELECT sum(minor) FROM cancelled), (SELECT count(*) FROM cancelled), sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(returned),
       (SELECT sum(counted) FROM asked WHERE kind = 'credit_note'), (SELECT sum(minor) FROM lost), (SELECT sum(minor) FROM counts)
FROM lines

-- [cancelled_bills] bill, cancelled_sales, cancelled_bills
, cancelled AS (
    SELECT number, taxable_minor AS minor FROM bills
    WHERE business_id = %(business_id)s AND kind = 'invoice' AND status = 'cancelled' AND cancelled_date >= %(start)s AND cancelled_date < %(end)s
), lost AS (
    SELECT reason, -value_minor AS minor FROM stock_moves
    WHERE business_id = %(business_id)s AND business_date >= %(start)s AND business_date < %(end)s
      AND reason IN ('damaged', 'expired', 'theft', 'own_use', 'sample', 'found', 'correction', 'stock_take', 'lost_on_hire', 'adjustment')
), counts AS (
    SELECT a.name AS account, n.difference_minor AS minor FROM cash_counts n JOIN accounts a ON a.business_id = n.business_id AND a.code = n.account
    WHERE n.business_id = %(business_id)s AND n.reversed_date IS NULL AND n.business_date >= %(start)s AND n.business_date < %(end)s
)
SELECT number, minor, 1
FROM cancelled

-- [discounts] staff, discounts, discount_rate, gross_sales
SELECT staff, sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(let_off) <> 0

-- [returns] staff, returns, return_rate, gross_sales
SELECT staff, sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(returned) <> 0

-- [stock_losses] reason, stock_losses
, cancelled AS (
    SELECT number, taxable_minor AS minor FROM bills
    WHERE business_id = %(business_id)s AND kind = 'invoice' AND status = 'cancelled' AND cancelled_date >= %(start)s AND cancelled_date < %(end)s
), lost AS (
    SELECT reason, -value_minor AS minor FROM stock_moves
    WHERE business_id = %(business_id)s AND business_date >= %(start)s AND business_date < %(end)s
      AND reason IN ('damaged', 'expired', 'theft', 'own_use', 'sample', 'found', 'correction', 'stock_take', 'lost_on_hire', 'adjustment')
), counts AS (
    SELECT a.name AS account, n.difference_minor AS minor FROM cash_counts n JOIN accounts a ON a.business_id = n.business_id AND a.code = n.account
    WHERE n.business_id = %(business_id)s AND n.reversed_date IS NULL AND n.business_date >= %(start)s AND n.business_date < %(end)s
)
SELECT reason, sum(minor)
FROM lost
GROUP BY 1

-- [cash] account, cash_difference
, cancelled AS (
    SELECT number, taxable_minor AS minor FROM bills
    WHERE business_id = %(business_id)s AND kind = 'invoice' AND status = 'cancelled' AND cancelled_date >= %(start)s AND cancelled_date < %(end)s
), lost AS (
    SELECT reason, -value_minor AS minor FROM stock_moves
    WHERE business_id = %(business_id)s AND business_date >= %(start)s AND business_date < %(end)s
      AND reason IN ('damaged', 'expired', 'theft', 'own_use', 'sample', 'found', 'correction', 'stock_take', 'lost_on_hire', 'adjustment')
), counts AS (
    SELECT a.name AS account, n.difference_minor AS minor FROM cash_counts n JOIN accounts a ON a.business_id = n.business_id AND a.code = n.account
    WHERE n.business_id = %(business_id)s AND n.reversed_date IS NULL AND n.business_date >= %(start)s AND n.business_date < %(end)s
)
SELECT account, sum(minor)
FROM counts
GROUP BY 1
