-- One row per line to be imported: what it is, where it stands on its bill, what it comes to and how it moves stock.
CREATE TEMP TABLE import_entries ON COMMIT DROP AS
WITH judged AS (
    SELECT l.line, d.document, d.reference, p.product, p.id AS product_id, coalesce(l.description, p.name) AS description, l.description AS remark, l.quantity, l.price,
           l.at + CAST(:shift AS interval) AS at,
           CASE WHEN d.kind = 'bad_debt' THEN 'bad_debt'
                WHEN d.kind = 'credit_note' THEN 'return'
                WHEN l.price = 0 AND coalesce(p.tracks_stock, false) THEN 'adjustment'
                ELSE 'sale' END AS entry,
           CASE WHEN d.kind = 'bad_debt' OR NOT coalesce(p.tracks_stock, false) THEN 0
                -- goods at no price that leave with an invoice, or go to a customer, go out; alone, they correct the count
                WHEN d.kind = 'credit_note' OR l.price > 0 OR d.is_priced OR d.customer IS NOT NULL THEN -l.quantity
                ELSE l.quantity END AS moved,
           value.exact, round(value.exact * CAST(:scale AS numeric))::bigint AS signed_minor
    FROM import_lines l JOIN import_documents d USING (reference) LEFT JOIN import_products p ON p.sku = upper(l.code),
         LATERAL (SELECT l.quantity * l.price AS exact) value
    WHERE d.problem IS NULL AND NOT d.is_repeat AND NOT EXISTS (SELECT FROM import_rejects r WHERE r.line = l.line)
)
SELECT judged.*, taxable.minor AS taxable_minor, tax.minor AS tax_minor, entry IN ('sale', 'return') AS is_billed,
       count(*) FILTER (WHERE entry IN ('sale', 'return')) OVER (PARTITION BY document ORDER BY line)::integer AS position
FROM judged,
LATERAL (SELECT CASE WHEN :tax_included THEN round(abs(signed_minor) * 100 / (100 + CAST(:tax_rate AS numeric)))::bigint ELSE abs(signed_minor) END AS minor) taxable,
LATERAL (SELECT CASE WHEN :tax_included THEN abs(signed_minor) - taxable.minor ELSE round(abs(signed_minor) * CAST(:tax_rate AS numeric) / 100)::bigint END AS minor) tax;
ANALYZE import_entries;
