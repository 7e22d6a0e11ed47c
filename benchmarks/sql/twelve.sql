-- The twelve reports of benchmarks/reports_on_postgres.py on the books' own tables, for PostgreSQL.
-- Lines are signed: of a credit note they are negative.

-- [daily_sales] each day of two years: net sales, invoices, units
SELECT b.business_date, sum(l.net_minor)::bigint, count(DISTINCT b.bill_id) FILTER (WHERE b.kind = 'invoice'), sum(l.quantity)
FROM bills b JOIN bill_lines l USING (bill_id)
WHERE b.business_date >= %(whole_start)s AND b.business_date < %(whole_end)s
GROUP BY b.business_date ORDER BY b.business_date

-- [profit_by_month] two years of net sales, their cost, gross profit and margin
SELECT date_trunc('month', b.business_date)::date AS month, sum(l.net_minor)::bigint, sum(l.cost_minor)::bigint,
       (sum(l.net_minor) FILTER (WHERE l.cost_minor IS NOT NULL) - sum(l.cost_minor))::bigint,
       round(100.0 * (sum(l.net_minor) FILTER (WHERE l.cost_minor IS NOT NULL) - sum(l.cost_minor))
             / nullif(sum(l.net_minor) FILTER (WHERE l.cost_minor IS NOT NULL), 0), 1)
FROM bills b JOIN bill_lines l USING (bill_id)
WHERE b.business_date >= %(whole_start)s AND b.business_date < %(whole_end)s
GROUP BY 1 ORDER BY 1

-- [top_products] the twenty with most net sales of a year
SELECT p.name, p.product_id, t.net_minor, t.quantity
FROM (
    SELECT l.product_id, sum(l.net_minor)::bigint AS net_minor, sum(l.quantity) AS quantity
    FROM bills b JOIN bill_lines l USING (bill_id)
    WHERE b.business_date >= %(start)s AND b.business_date < %(end)s
    GROUP BY l.product_id
) t JOIN products p USING (product_id)
ORDER BY t.net_minor DESC, p.name, p.product_id LIMIT 20

-- [category_mix] net sales of a year by category, and the share of each
SELECT p.category_name, sum(l.net_minor)::bigint, round(100.0 * sum(l.net_minor) / sum(sum(l.net_minor)) OVER (), 1)
FROM bills b JOIN bill_lines l USING (bill_id) JOIN products p USING (product_id)
WHERE b.business_date >= %(start)s AND b.business_date < %(end)s
GROUP BY p.category_name

-- [hour_by_weekday] net sales and invoices of a year by weekday and hour
SELECT extract(isodow FROM b.business_date)::int, b.hour, sum(l.net_minor)::bigint, count(DISTINCT b.bill_id) FILTER (WHERE b.kind = 'invoice')
FROM bills b JOIN bill_lines l USING (bill_id)
WHERE b.business_date >= %(start)s AND b.business_date < %(end)s
GROUP BY 1, 2

-- [rfm] how many of a year's customers have each recency, frequency and value, and what they bought
WITH net AS (
    SELECT b.customer_id, sum(l.net_minor)::bigint AS net_minor
    FROM bills b JOIN bill_lines l USING (bill_id) JOIN customers c USING (customer_id)
    WHERE b.business_date >= %(start)s AND b.business_date < %(end)s AND NOT c.is_walk_in
    GROUP BY b.customer_id
), bought AS (
    SELECT b.customer_id, max(b.business_date) AS last_date, count(*) AS invoices
    FROM bills b JOIN customers c USING (customer_id)
    WHERE b.business_date >= %(start)s AND b.business_date < %(end)s AND b.kind = 'invoice' AND b.status = 'issued' AND NOT c.is_walk_in
    GROUP BY b.customer_id
), scores AS (
    SELECT invoices, net_minor,
           6 - ntile(5) OVER (ORDER BY last_date DESC, invoices DESC, net_minor DESC, customer_id) AS recency,
           6 - ntile(5) OVER (ORDER BY invoices DESC, last_date DESC, net_minor DESC, customer_id) AS frequency,
           6 - ntile(5) OVER (ORDER BY net_minor DESC, last_date DESC, invoices DESC, customer_id) AS monetary
    FROM bought JOIN net USING (customer_id)
)
SELECT recency, frequency, monetary, count(*), sum(invoices)::bigint, sum(net_minor)::bigint
FROM scores GROUP BY recency, frequency, monetary

-- [cohorts] by the month of a customer's first invoice and the months since: who bought, and their net sales
WITH firsts AS (
    SELECT b.customer_id, min(b.business_date) AS first_date
    FROM bills b JOIN customers c USING (customer_id)
    WHERE b.kind = 'invoice' AND b.status = 'issued' AND NOT c.is_walk_in AND b.business_date < %(whole_end)s
    GROUP BY b.customer_id
    HAVING min(b.business_date) >= %(whole_start)s
), active AS (
    SELECT b.customer_id, date_trunc('month', f.first_date)::date AS cohort,
           greatest(12 * (extract(year FROM b.business_date) - extract(year FROM f.first_date))
                    + extract(month FROM b.business_date) - extract(month FROM f.first_date), 0)::int AS months_since,
           bool_or(b.kind = 'invoice' AND b.status = 'issued') AS bought, sum(l.net_minor) AS net_minor
    FROM firsts f JOIN bills b USING (customer_id) JOIN bill_lines l USING (bill_id)
    WHERE b.business_date < %(whole_end)s
    GROUP BY 1, 2, 3
)
SELECT cohort, months_since, count(*) FILTER (WHERE bought), sum(net_minor)::bigint
FROM active GROUP BY cohort, months_since

-- [ageing] what is owed by how long it has been due
SELECT CASE WHEN %(today)s - due_date <= 0 THEN 'not due' WHEN %(today)s - due_date <= 30 THEN '1-30' WHEN %(today)s - due_date <= 60 THEN '31-60'
            WHEN %(today)s - due_date <= 90 THEN '61-90' ELSE 'over 90' END, sum(due_minor)::bigint
FROM bills WHERE due_minor > 0
GROUP BY 1

-- [bought_together] the fifty pairs of products on most invoices of a year, of those that meet more often than by chance
WITH basket AS (
    SELECT DISTINCT l.bill_id, l.product_id
    FROM bills b JOIN bill_lines l USING (bill_id)
    WHERE b.kind = 'invoice' AND b.status = 'issued' AND b.business_date >= %(start)s AND b.business_date < %(end)s
), supports AS (
    SELECT product_id, count(*) AS invoices, row_number() OVER (ORDER BY count(*) DESC, product_id) AS place
    FROM basket GROUP BY product_id HAVING count(*) >= 5
), kept AS (
    SELECT bill_id, place, invoices FROM basket JOIN supports USING (product_id)
), pairs AS (
    SELECT a.place AS a_place, b.place AS b_place, count(*) AS together
    FROM kept a JOIN kept b ON b.bill_id = a.bill_id AND b.place > a.place
    GROUP BY a.place, b.place HAVING count(*) >= 5
), best AS (
    SELECT a.product_id AS a_id, b.product_id AS b_id, pairs.together, a.invoices AS a_invoices, b.invoices AS b_invoices
    FROM pairs JOIN supports a ON a.place = a_place JOIN supports b ON b.place = b_place
    WHERE pairs.together * (SELECT count(*) FROM bills WHERE kind = 'invoice' AND status = 'issued' AND business_date >= %(start)s AND business_date < %(end)s)
          > a.invoices * b.invoices
    ORDER BY pairs.together DESC, a.invoices * b.invoices, a_place, b_place LIMIT %(pairs)s
)
SELECT a.name, b.name, together, a_invoices, b_invoices
FROM best JOIN products a ON a.product_id = a_id JOIN products b ON b.product_id = b_id

-- [abc] every product of a year with its class by cumulative net sales
WITH sold AS (
    SELECT l.product_id, sum(l.net_minor)::bigint AS net_minor
    FROM bills b JOIN bill_lines l USING (bill_id)
    WHERE b.business_date >= %(start)s AND b.business_date < %(end)s
    GROUP BY l.product_id
), ranked AS (
    SELECT p.product_id, s.net_minor, sum(s.net_minor) OVER () AS whole,
           sum(s.net_minor) OVER (ORDER BY s.net_minor DESC, p.name, p.product_id ROWS UNBOUNDED PRECEDING) - s.net_minor AS before
    FROM sold s JOIN products p USING (product_id)
)
SELECT product_id, net_minor, CASE WHEN net_minor <= 0 THEN 'C' WHEN 100 * before < 80 * whole THEN 'A' WHEN 100 * before < 95 * whole THEN 'B' ELSE 'C' END
FROM ranked

-- [month_growth] twelve months of net sales beside those of a year before
WITH months AS (
    SELECT date_trunc('month', b.business_date)::date AS month, sum(l.net_minor)::bigint AS net_minor
    FROM bills b JOIN bill_lines l USING (bill_id)
    WHERE b.business_date >= %(before_start)s AND b.business_date < %(months_end)s
    GROUP BY 1
)
SELECT now.month, now.net_minor, coalesce(before.net_minor, 0),
       round(100.0 * (now.net_minor - coalesce(before.net_minor, 0)) / nullif(abs(before.net_minor), 0), 1)
FROM months now LEFT JOIN months before ON before.month = now.month - interval '1 year'
WHERE now.month >= %(months_start)s

-- [repeat_rate] a year's customers by how many invoices they had, the new ones apart
WITH days AS (
    SELECT b.customer_id, b.business_date, count(DISTINCT b.bill_id) FILTER (WHERE b.kind = 'invoice' AND b.status = 'issued') AS invoices, sum(l.net_minor) AS net_minor
    FROM bills b JOIN bill_lines l USING (bill_id) JOIN customers c USING (customer_id)
    WHERE NOT c.is_walk_in AND b.business_date < %(end)s
    GROUP BY 1, 2
), bought AS (
    SELECT customer_id, min(business_date) FILTER (WHERE invoices > 0) AS first_date,
           coalesce(sum(invoices) FILTER (WHERE business_date >= %(start)s), 0)::bigint AS invoices,
           coalesce(sum(net_minor) FILTER (WHERE business_date >= %(start)s), 0)::bigint AS net_minor
    FROM days GROUP BY customer_id
)
SELECT coalesce(first_date >= %(start)s, false), invoices, count(*), sum(net_minor)::bigint
FROM bought WHERE invoices > 0 OR net_minor <> 0
GROUP BY 1, 2
