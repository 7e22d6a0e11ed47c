-- What came back, and its share of what was sold.

-- [figures] returns, return_rate, net_sales
SELECT sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(net)
FROM lines

-- [products] product, returns, return_rate, gross_sales
SELECT product, sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(returned) <> 0

-- [categories] category, returns, return_rate, gross_sales
SELECT category, sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(returned) <> 0

-- [customers] customer, returns, return_rate, gross_sales
SELECT customer, sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(returned) <> 0

-- [staff] staff, returns, return_rate, gross_sales
SELECT staff, sum(returned), round(100.0 * sum(returned) / nullif(sum(gross - let_off), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(returned) <> 0
