-- What was let off, and its share of the price.

-- [figures] discounts, discount_rate, gross_sales
SELECT sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines

-- [products] product, discounts, discount_rate, gross_sales
SELECT product, sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(let_off) <> 0

-- [categories] category, discounts, discount_rate, gross_sales
SELECT category, sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(let_off) <> 0

-- [customers] customer, discounts, discount_rate, gross_sales
SELECT customer, sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(let_off) <> 0

-- [staff] staff, discounts, discount_rate, gross_sales
SELECT staff, sum(let_off), round(100.0 * sum(let_off) / nullif(sum(gross), 0), 1), sum(gross)
FROM lines
GROUP BY 1
HAVING sum(let_off) <> 0
