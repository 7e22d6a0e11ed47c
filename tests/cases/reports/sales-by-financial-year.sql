-- What was sold by financial year.

-- [figures] net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines

-- [financial_years] financial_year, net_sales, gross_sales, discounts, returns, tax, total_sales, orders, average_order_value
SELECT (date_trunc('year', day - interval '3 months') + interval '3 months')::date, sum(net), sum(gross), sum(let_off), sum(returned), sum(tax), sum(total),
       count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back),
       round(sum(gross - let_off) / nullif(count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back), 0))
FROM lines
GROUP BY 1
