-- Net sales by weekday and hour.

-- [figures] net_sales, orders
SELECT sum(net), count(DISTINCT bill_id) FILTER (WHERE invoiced) - count(DISTINCT bill_id) FILTER (WHERE taken_back)
FROM lines

-- [hours across hour] weekday, hour, net_sales
SELECT weekday, hour, sum(net)
FROM lines
GROUP BY 1, 2
