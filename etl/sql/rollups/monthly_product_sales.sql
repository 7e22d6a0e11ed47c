-- What the lines of each month come to, by product. Days hardly compress them: nearly every line of a day is of another product.
-- Grain: one row per month and product, and one per month and wording of lines written by hand.

-- [changed]
SELECT DISTINCT date_trunc('month', business_date)::date AS month, product_id
FROM sales
WHERE business_date IN :cells(sales_documents.business_date)
  AND bill_id IN :cells(sales_documents.bill_id)

-- [stale]
month IN :cells(monthly_product_sales.month)
AND (product_id IS NULL OR product_id IN :cells(monthly_product_sales.product_id))

-- [rows]
WITH lines AS (
    SELECT *, date_trunc('month', business_date)::date AS month, CASE WHEN product_id IS NULL THEN product_name END AS words,
           entry = 'return' OR entry = 'cancellation' AND quantity > 0 AS of_credit
    FROM sales
--+ WHERE business_date >= :first(monthly_product_sales.month)
--+   AND date_trunc('month', business_date)::date IN :cells(monthly_product_sales.month)
--+   AND (product_id IS NULL OR product_id IN :cells(monthly_product_sales.product_id))
), summed AS (
    SELECT month, product_id, words, count(*) AS lines, sum(quantity) AS quantity, sum(gross_minor) AS gross_minor,
           sum(discount_minor) AS discount_minor, sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor,
           coalesce(sum(cost_minor), 0) AS cost_minor, coalesce(sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL), 0) AS costed_net_minor,
           -- few lines are of credit notes: what was sold is told by them
           coalesce(sum(quantity) FILTER (WHERE of_credit), 0) AS credited_quantity,
           coalesce(sum(gross_minor) FILTER (WHERE of_credit), 0) AS credited_gross_minor,
           coalesce(sum(discount_minor) FILTER (WHERE of_credit), 0) AS credited_discount_minor,
           coalesce(sum(net_minor) FILTER (WHERE of_credit), 0) AS credited_net_minor
    FROM lines
    GROUP BY month, product_id, words
)
SELECT s.* EXCLUDE (words, credited_quantity, credited_gross_minor, credited_discount_minor, credited_net_minor),
       coalesce(p.name, s.words) AS product_name, p.category_name, coalesce(p.kind, 'goods') AS product_kind,
       s.quantity - s.credited_quantity AS sold_quantity, s.gross_minor - s.credited_gross_minor AS sold_gross_minor,
       s.discount_minor - s.credited_discount_minor AS sold_discount_minor, -s.credited_net_minor AS returned_minor
FROM summed s
LEFT JOIN products p ON p.product_id = s.product_id

-- [totals]
SELECT count(*) AS lines, sum(quantity) AS quantity, sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
       sum(net_minor) AS net_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor,
       sum(net_minor) FILTER (WHERE cost_minor IS NOT NULL) AS costed_net_minor
FROM sales
--+ WHERE business_date >= :first(monthly_product_sales.month)
--+   AND date_trunc('month', business_date)::date IN :cells(monthly_product_sales.month)
--+   AND (product_id IS NULL OR product_id IN :cells(monthly_product_sales.product_id))
