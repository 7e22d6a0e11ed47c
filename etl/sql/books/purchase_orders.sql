-- Orders to suppliers that were issued, drafts aside. Grain: one row per order. How far it is received is told by its lines.

-- [changed]
SELECT business_id, id AS key FROM purchase_orders WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, order_id FROM purchase_order_lines WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT o.business_id, o.id AS order_id, o.number,
       CASE WHEN o.status <> 'issued' THEN o.status
            WHEN l.received_all THEN 'received' WHEN l.received_any THEN 'partly_received' ELSE 'open' END AS status,
       o.supplier_id, o.business_date, o.expected_date, o.ended_date, o.taxable_minor, o.tax_minor, o.total_minor
FROM purchase_orders o
JOIN (
    SELECT business_id, order_id, bool_and(received_quantity >= quantity) AS received_all, bool_or(received_quantity > 0) AS received_any
    FROM purchase_order_lines WHERE business_id = ANY(:businesses) GROUP BY business_id, order_id
) l ON l.business_id = o.business_id AND l.order_id = o.id
WHERE o.business_id = ANY(:businesses) AND o.number IS NOT NULL
--+ AND (o.business_id, o.id) IN (:changed(purchase_orders))

-- [totals]
SELECT business_id, count(*) AS rows, sum(taxable_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, sum(total_minor) AS total_minor
FROM purchase_orders
WHERE business_id = ANY(:businesses) AND number IS NOT NULL
--+ AND (business_id, id) IN (:changed(purchase_orders))
GROUP BY business_id
