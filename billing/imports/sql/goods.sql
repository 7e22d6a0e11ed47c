INSERT INTO products (business_id, id, sku, name, kind, unit_id, price, price_includes_tax, tax_rate, tracks_stock, allows_negative_stock, created_at)
SELECT :business_id, id, sku, name, CASE WHEN tracks_stock THEN 'goods' ELSE 'service' END, CASE WHEN tracks_stock THEN CAST(:unit_id AS bigint) END, price,
       :tax_included, :tax_rate, tracks_stock, tracks_stock AND :goes_negative, :at
FROM import_products WHERE is_new ORDER BY product;

INSERT INTO stock_levels (business_id, product_id, allows_negative)
SELECT :business_id, id, :goes_negative FROM import_products WHERE is_new AND tracks_stock ORDER BY id;
