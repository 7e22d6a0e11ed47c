-- Net sales of known cost less that cost.

-- [figures] gross_profit, margin, costed_sales, cost_of_goods, cost_coverage
SELECT sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost),
       round(100.0 * (sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost)) / nullif(sum(net) FILTER (WHERE cost IS NOT NULL), 0), 1),
       sum(net) FILTER (WHERE cost IS NOT NULL), sum(cost),
       round(100.0 * sum(net) FILTER (WHERE cost IS NOT NULL) / nullif(sum(net), 0), 1)
FROM lines

-- [categories] category, gross_profit, margin, costed_sales, cost_of_goods
SELECT category, sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost),
       round(100.0 * (sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost)) / nullif(sum(net) FILTER (WHERE cost IS NOT NULL), 0), 1),
       sum(net) FILTER (WHERE cost IS NOT NULL), sum(cost)
FROM lines
GROUP BY 1

-- [products] product, gross_profit, margin, costed_sales, cost_of_goods
SELECT product, sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost),
       round(100.0 * (sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost)) / nullif(sum(net) FILTER (WHERE cost IS NOT NULL), 0), 1),
       sum(net) FILTER (WHERE cost IS NOT NULL), sum(cost)
FROM lines
GROUP BY 1

-- [months] month, gross_profit, margin, costed_sales, cost_of_goods
SELECT date_trunc('month', day)::date, sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost),
       round(100.0 * (sum(net) FILTER (WHERE cost IS NOT NULL) - sum(cost)) / nullif(sum(net) FILTER (WHERE cost IS NOT NULL), 0), 1),
       sum(net) FILTER (WHERE cost IS NOT NULL), sum(cost)
FROM lines
GROUP BY 1
