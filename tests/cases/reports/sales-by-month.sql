-- What was sold by month.

-- [figures] net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines

-- [months] month, net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT date_trunc('month', day)::date, sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines
GROUP BY 1
