-- The product with this id, or exactly this name; of several of one name the oldest.
SELECT name, product_id
FROM products
WHERE CAST(product_id AS VARCHAR) = LOWER($wanted) OR name = $wanted
ORDER BY product_id
LIMIT 1
