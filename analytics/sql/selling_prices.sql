-- One row per change of a product's selling price in the period, latest first; what it became is its next price, or the present one.
WITH earlier AS (
    SELECT product_id, until_date, price, price_includes_tax,
           LEAD(price) OVER (PARTITION BY product_id ORDER BY until_date) AS next_price,
           LEAD(price_includes_tax) OVER (PARTITION BY product_id ORDER BY until_date) AS next_includes_tax
    FROM earlier_prices
)
SELECT products.name, products.product_id, products.category_name, earlier.until_date, earlier.price,
       COALESCE(earlier.next_price, products.price) AS became,
       earlier.price_includes_tax = COALESCE(earlier.next_includes_tax, products.price_includes_tax) AS alike
FROM earlier
JOIN products ON products.product_id = earlier.product_id
WHERE earlier.until_date >= $start AND earlier.until_date < $end
  AND (earlier.price <> COALESCE(earlier.next_price, products.price)
       OR earlier.price_includes_tax <> COALESCE(earlier.next_includes_tax, products.price_includes_tax))
ORDER BY earlier.until_date DESC, products.name, products.product_id
