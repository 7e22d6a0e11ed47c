-- One row per product that is on $least invoices or more together with $product, and on more than chance would have it: the most
-- likely first. product_invoices: invoices with $product; lift is told apart from 1 in whole numbers.
WITH with_it AS (
    SELECT DISTINCT bill_id
    FROM sales
    WHERE entry = 'sale' AND business_date >= $start AND business_date < $end AND product_id = $product
      AND NOT bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
), companions AS (
    SELECT sales.product_id, COUNT(DISTINCT sales.bill_id) AS together
    FROM sales
    JOIN with_it ON with_it.bill_id = sales.bill_id
    WHERE sales.entry = 'sale' AND sales.business_date >= $start AND sales.business_date < $end AND sales.product_id <> $product
    GROUP BY sales.product_id
    HAVING COUNT(DISTINCT sales.bill_id) >= $least
), supports AS (
    SELECT sales.product_id, COUNT(DISTINCT sales.bill_id) AS invoices
    FROM sales
    JOIN companions ON companions.product_id = sales.product_id
    WHERE sales.entry = 'sale' AND sales.business_date >= $start AND sales.business_date < $end
      AND NOT sales.bill_id IN (SELECT bill_id FROM bills WHERE status = 'cancelled')
    GROUP BY sales.product_id
), counted AS (
    SELECT (SELECT COUNT(*) FROM with_it) AS product_invoices,
           (SELECT COUNT(*) FROM bills WHERE kind = 'invoice' AND status = 'issued' AND business_date >= $start AND business_date < $end) AS all_invoices
)
SELECT products.name, products.product_id, products.sku, products.active, products.on_hand,
       companions.together, counted.product_invoices, supports.invoices, counted.all_invoices
FROM companions
JOIN supports ON supports.product_id = companions.product_id
JOIN products ON products.product_id = companions.product_id
CROSS JOIN counted
WHERE companions.together * counted.all_invoices > counted.product_invoices * supports.invoices
ORDER BY companions.together DESC, supports.invoices, products.name, products.product_id
LIMIT $limit
