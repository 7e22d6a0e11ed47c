-- What was sold by category.

-- [figures] net_sales, items, orders, gross_sales, discounts, returns
SELECT sum(net), sum(items),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       sum(gross), sum(let_off), sum(returned)
FROM lines

-- [category] category, net_sales, items, orders, gross_sales, discounts, returns
SELECT category, sum(net), sum(items),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       sum(gross), sum(let_off), sum(returned)
FROM lines
GROUP BY 1
