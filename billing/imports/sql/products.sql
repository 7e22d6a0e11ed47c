-- One row per product of the new documents, codes compared without case. The name is the most frequent description on priced
-- lines, the later of two as frequent (remarks such as "damaged" stand on lines without a price); the price is the latest.
CREATE TEMP TABLE import_products ON COMMIT DROP AS
WITH described AS (
    SELECT upper(l.code) AS sku, l.description, count(*) FILTER (WHERE l.price > 0) AS times, max(l.line) AS last_line,
           max(l.line) FILTER (WHERE l.price > 0) AS priced_line
    FROM import_lines l JOIN import_documents d USING (reference)
    WHERE d.problem IS NULL AND NOT d.is_repeat AND d.kind <> 'bad_debt'
    GROUP BY 1, 2
), named AS (
    SELECT DISTINCT ON (sku) sku, description FROM described ORDER BY sku, description IS NULL, times DESC, last_line DESC
), priced AS (
    SELECT sku, max(priced_line) AS line FROM described GROUP BY sku
)
SELECT row_number() OVER (ORDER BY named.sku)::integer AS product, named.sku, coalesce(named.description, named.sku) AS name, coalesce(l.price, 0) AS price, products.id, products.id IS NULL AS is_new,
       coalesce(products.tracks_stock, named.sku <> ALL (CAST(:services AS text[]))) AS tracks_stock
FROM named JOIN priced USING (sku) LEFT JOIN import_lines l ON l.line = priced.line
LEFT JOIN products ON products.business_id = :business_id AND lower(products.sku) = lower(named.sku);
