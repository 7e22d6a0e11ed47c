-- What the documents of each day come to, by customer. Grain: one row per business date and customer.
-- The days that changed are those of sales_documents.

-- [stale]
business_date IN :cells(sales_documents.business_date)

-- [rows]
SELECT business_date, customer_id,
       sum(orders) AS orders, count(*) FILTER (WHERE kind = 'invoice' AND stands) AS standing_orders, sum(returns) AS returns, sum(quantity) AS quantity, sum(sold_quantity) AS sold_quantity,
       sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor, sum(sold_gross_minor) AS sold_gross_minor,
       sum(sold_discount_minor) AS sold_discount_minor, sum(returned_minor) AS returned_minor, sum(net_minor) AS net_minor,
       sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor,
       sum(costed_net_minor) AS costed_net_minor
FROM sales_documents
--+ WHERE business_date IN :cells(sales_documents.business_date)
GROUP BY business_date, customer_id

-- [totals]
SELECT sum(orders) AS orders, count(*) FILTER (WHERE kind = 'invoice' AND stands) AS standing_orders, sum(returns) AS returns, sum(quantity) AS quantity, sum(sold_quantity) AS sold_quantity,
       sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor, sum(sold_gross_minor) AS sold_gross_minor,
       sum(sold_discount_minor) AS sold_discount_minor, sum(returned_minor) AS returned_minor, sum(net_minor) AS net_minor,
       sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor, sum(cost_minor) AS cost_minor,
       sum(costed_net_minor) AS costed_net_minor
FROM sales_documents
--+ WHERE business_date IN :cells(sales_documents.business_date)
