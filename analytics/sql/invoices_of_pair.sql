-- One row per invoice of the period that stands: whether it holds the product $first, and the product $second.
WITH held AS (
    SELECT bill_id, MAX(CASE WHEN product_id = $first THEN 1 ELSE 0 END) AS has_first,
           MAX(CASE WHEN product_id = $second THEN 1 ELSE 0 END) AS has_second
    FROM basket_lines
    WHERE product_id = $first OR product_id = $second
    GROUP BY bill_id
)
SELECT bills.business_date, bills.customer_name, bills.customer_id, bills.kind, bills.number, bills.bill_id,
       COALESCE(held.has_first, 0) AS has_first, COALESCE(held.has_second, 0) AS has_second
FROM bills
LEFT JOIN held ON held.bill_id = bills.bill_id
WHERE bills.kind = 'invoice' AND bills.status = 'issued' AND bills.business_date >= $start AND bills.business_date < $end
ORDER BY bills.business_date, bills.number, bills.bill_id
