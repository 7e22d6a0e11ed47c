INSERT INTO bills (business_id, id, kind, document, status, series, financial_year, number, customer_id, reference, import_id, business_date, due_date, issued_at,
    gross_minor, discount_minor, taxable_minor, tax_minor, total_minor, allocated_minor, credited_minor, bill_to, created_at)
SELECT :business_id, b.id, b.kind, b.kind, 'issued', b.series, b.financial_year, b.number, b.customer_id, d.reference, :import_id, b.business_date, b.due_date, b.at,
    b.taxable_minor, 0, b.taxable_minor, b.tax_minor, b.taxable_minor + b.tax_minor, b.allocated_minor, b.credited_minor,
    jsonb_build_object('name', c.name, 'country', b.country), :at
FROM import_bills b JOIN import_documents d USING (document)
JOIN customers c ON c.business_id = :business_id AND c.id = b.customer_id
ORDER BY b.document;

-- Lines and the stock they move in one statement, so that no line is read back.
WITH added AS (
    INSERT INTO bill_lines (business_id, bill_id, position, product_id, description, quantity, unit, unit_price, price_includes_tax, tax_rate,
        gross_minor, taxable_minor, tax_minor, total_minor)
    SELECT :business_id, b.id, e.position, e.product_id, e.description, abs(e.quantity), CASE WHEN e.moved <> 0 THEN CAST(:unit AS text) END, e.price, :tax_included, :tax_rate,
        e.taxable_minor, e.taxable_minor, e.tax_minor, e.taxable_minor + e.tax_minor
    FROM import_entries e JOIN import_bills b USING (document) WHERE e.is_billed
    ORDER BY e.document, e.line
    RETURNING id, bill_id, product_id, quantity
)
INSERT INTO stock_moves (business_id, product_id, quantity, reason, bill_id, bill_line_id, business_date, at)
SELECT :business_id, added.product_id, CASE b.kind WHEN 'invoice' THEN -added.quantity ELSE added.quantity END,
    CASE b.kind WHEN 'invoice' THEN 'sale' ELSE 'return' END, b.id, added.id, b.business_date, b.at
FROM added JOIN import_bills b ON b.id = added.bill_id JOIN import_products p ON p.id = added.product_id
WHERE p.tracks_stock
ORDER BY added.id;

INSERT INTO bill_taxes (business_id, bill_id, component, rate, taxable_minor, tax_minor)
SELECT :business_id, id, 'TAX', :tax_rate, taxable_minor, tax_minor FROM import_bills WHERE :tax_rate > 0;
