-- One row per product that was ever received or ordered: the supplier it came from last, else the one it was ordered from last.
WITH goods AS (
    SELECT purchase_receipt_lines.product_id, purchase_receipts.supplier_id, 1 AS came, purchase_receipts.business_date,
           purchase_receipt_lines.line_id
    FROM purchase_receipt_lines
    JOIN purchase_receipts ON purchase_receipts.receipt_id = purchase_receipt_lines.receipt_id
    WHERE NOT purchase_receipt_lines.product_id IS NULL
    UNION ALL
    SELECT purchase_order_lines.product_id, purchase_orders.supplier_id, 0, purchase_orders.business_date, purchase_order_lines.line_id
    FROM purchase_order_lines
    JOIN purchase_orders ON purchase_orders.order_id = purchase_order_lines.order_id
    WHERE NOT purchase_order_lines.product_id IS NULL AND purchase_orders.status <> 'cancelled'
), placed AS (
    SELECT product_id, supplier_id, ROW_NUMBER() OVER (PARTITION BY product_id ORDER BY came DESC, business_date DESC, line_id DESC) AS place
    FROM goods
)
SELECT placed.product_id, suppliers.name AS supplier, placed.supplier_id
FROM placed
JOIN suppliers ON suppliers.supplier_id = placed.supplier_id
WHERE placed.place = 1
