-- What was sold by counter.

-- [figures] net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines

-- [counter] counter, net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT counter, sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines
GROUP BY 1
