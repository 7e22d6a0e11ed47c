-- Prices that products had before they were changed. Grain: one row per product and day on which its price changed.

-- [changed]
SELECT business_id, product_id AS key FROM earlier_prices WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT business_id, product_id, until_date, price, price_includes_tax
FROM earlier_prices
WHERE business_id = ANY(:businesses)
--+ AND (business_id, product_id) IN (:changed(earlier_prices))

-- [totals]
SELECT business_id, count(*) AS rows, sum(price) AS price
FROM earlier_prices
WHERE business_id = ANY(:businesses)
--+ AND (business_id, product_id) IN (:changed(earlier_prices))
GROUP BY business_id
