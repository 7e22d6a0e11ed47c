-- One row per line of a supplier's bill of the period whose price for one unit of stock is not that of their line before, latest first.
-- Prices are without tax; a case of twelve is told by the piece. Cancelled bills bought nothing.
WITH bought AS (
    SELECT supplier_bills.supplier_id, supplier_bills.supplier_bill_id, supplier_bills.reference, supplier_bills.business_date,
           supplier_bill_lines.line_id, supplier_bill_lines.product_id,
           CAST(supplier_bill_lines.unit_price / supplier_bill_lines.unit_factor AS DECIMAL(14, 4)) AS price
    FROM supplier_bill_lines
    JOIN supplier_bills ON supplier_bills.supplier_bill_id = supplier_bill_lines.supplier_bill_id
    WHERE supplier_bills.status = 'recorded' AND supplier_bills.business_date < $end
      AND NOT supplier_bill_lines.product_id IS NULL
), told AS (
    SELECT supplier_id, supplier_bill_id, reference, business_date, line_id, product_id, price,
           LAG(price) OVER (PARTITION BY supplier_id, product_id ORDER BY business_date, line_id) AS price_before
    FROM bought
)
SELECT suppliers.name AS supplier, told.supplier_id, products.name AS product, told.product_id, told.business_date,
       told.reference, told.price_before, told.price
FROM told
JOIN suppliers ON suppliers.supplier_id = told.supplier_id
JOIN products ON products.product_id = told.product_id
WHERE told.business_date >= $start AND told.price <> told.price_before
ORDER BY told.business_date DESC, suppliers.name, products.name, told.line_id DESC
