-- Every posting of the ledger in order; its party and amount are those of the paper it is of.

-- [figures] cash_before, cash_in, cash_out, cash_in_hand, documents
, cash AS (
    SELECT p.id, e.business_date AS day, sum(e.amount_minor) FILTER (WHERE a.purpose = 'cash') AS minor
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND e.business_date < %(end)s
    GROUP BY 1, 2
)
SELECT coalesce(sum(minor) FILTER (WHERE day < %(start)s), 0), sum(minor) FILTER (WHERE day >= %(start)s AND minor > 0),
       -sum(minor) FILTER (WHERE day >= %(start)s AND minor < 0), coalesce(sum(minor), 0), count(*) FILTER (WHERE day >= %(start)s)
FROM cash

-- [documents] day, document, number, party, amount, cash_in, cash_out, cash_in_hand
, papers (id, number, party, minor) AS (
    SELECT b.id, b.number, c.name, b.total_minor FROM bills b JOIN customers c ON c.business_id = b.business_id AND c.id = b.customer_id
    UNION ALL
    SELECT p.id, p.number, c.name, p.amount_minor FROM payments p JOIN customers c ON c.business_id = p.business_id AND c.id = p.customer_id
    UNION ALL
    SELECT x.id, x.number, x.payee, CASE WHEN x.cancelled_date IS NULL THEN x.amount_minor ELSE 0 END FROM expenses x
    UNION ALL
    SELECT b.id, b.reference, s.name, b.total_minor FROM supplier_bills b JOIN suppliers s ON s.business_id = b.business_id AND s.id = b.supplier_id
    UNION ALL
    SELECT y.id, y.number, s.name, y.amount_minor FROM supplier_payments y JOIN suppliers s ON s.business_id = y.business_id AND s.id = y.supplier_id
    UNION ALL
    SELECT r.id, r.number, s.name, r.total_minor FROM purchase_returns r JOIN suppliers s ON s.business_id = r.business_id AND s.id = r.supplier_id
    UNION ALL
    SELECT h.id, h.number, c.name, NULL FROM deposits h JOIN customers c ON c.business_id = h.business_id AND c.id = h.customer_id
), posted AS (
    SELECT p.id, p.kind, p.subject_id, e.business_date AS day, max(e.customer_id::text) AS customer_id, sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0) AS debit,
           coalesce(sum(e.amount_minor) FILTER (WHERE a.purpose = 'cash'), 0) AS cash
    FROM ledger_entries e
    JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    JOIN accounts a ON a.business_id = e.business_id AND a.code = e.account
    WHERE e.business_id = %(business_id)s AND e.business_date < %(end)s
    GROUP BY 1, 2, 3, 4
), in_hand AS (
    SELECT posted.*, sum(cash) OVER (ORDER BY day, id) AS hand FROM posted
)
SELECT day, CASE kind WHEN 'bill' THEN 'Invoice' WHEN 'payment' THEN 'Receipt' WHEN 'bounce' THEN 'Cheque bounced' WHEN 'deposit' THEN 'Cheque banked'
            WHEN 'stock' THEN 'Stock corrected' WHEN 'cancellation' THEN 'Bill cancelled' WHEN 'supplier_bill' THEN 'Supplier''s bill'
            WHEN 'supplier_bill_cancelled' THEN 'Supplier''s bill cancelled' WHEN 'supplier_payment' THEN 'Paid to supplier'
            WHEN 'supplier_payment_reversed' THEN 'Payment to supplier taken back' WHEN 'purchase_receipt' THEN 'Goods received'
            WHEN 'opening' THEN 'Opening balance' ELSE upper(left(kind, 1)) || replace(substr(kind, 2), '_', ' ') END,
       number, party, coalesce(minor, debit), greatest(cash, 0), greatest(-cash, 0), hand
FROM in_hand
LEFT JOIN papers ON papers.id = in_hand.subject_id
WHERE day >= %(start)s
