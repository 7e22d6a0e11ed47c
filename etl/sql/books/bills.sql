-- Issued and cancelled invoices, credit and debit notes, and quotations. Grain: one row per bill. Drafts are not mirrored; a bill
-- counts as changed when its lines or its tax summary do.

-- [changed]
SELECT business_id, id AS key FROM bills WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, bill_id FROM bill_lines WHERE business_id = ANY(:businesses) AND :since(row_version)
UNION
SELECT business_id, bill_id FROM bill_taxes WHERE business_id = ANY(:businesses) AND :since(row_version)

-- [rows]
SELECT b.business_id, b.id AS bill_id, b.kind, b.document, b.status, b.series, b.number, b.reference, b.import_id IS NOT NULL AS imported,
       b.business_date,
       extract(hour FROM coalesce(b.issued_at, b.created_at) AT TIME ZONE s.timezone)::smallint AS hour,
       b.due_date, b.cancelled_date,
       -- the books keep the day of a cancellation with the bill, and its hour with what it posted
       CASE WHEN b.status = 'cancelled' THEN
           (SELECT extract(hour FROM min(p.at) AT TIME ZONE s.timezone)::smallint
            FROM postings p
            WHERE p.business_id = b.business_id AND p.subject_id = b.id AND p.kind = 'cancellation')
       END AS cancelled_hour,
       b.cancel_reason, b.customer_id, b.bill_to->>'country' AS country, b.staff_id, b.original_id, b.quotation_id,
       b.place_of_supply, b.supply, b.recipient, b.reverse_charge, b.supply_date, b.valid_until, b.tax_effect,
       b.gross_minor, b.discount_minor, b.taxable_minor, b.tax_minor, b.charges_minor, b.round_off_minor, b.total_minor,
       b.allocated_minor, b.credited_minor, b.written_off_minor,
       CASE WHEN b.kind IN ('invoice', 'debit_note') AND b.status = 'issued'
            THEN b.total_minor - b.allocated_minor - b.credited_minor - b.written_off_minor ELSE 0 END AS due_minor
FROM bills b
JOIN businesses s ON s.business_id = b.business_id
WHERE b.business_id = ANY(:businesses) AND b.status <> 'draft'
--+ AND (b.business_id, b.id) IN (:changed(bills))

-- [totals]
SELECT business_id, count(*) AS rows, sum(gross_minor) AS gross_minor, sum(discount_minor) AS discount_minor,
       sum(taxable_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, sum(charges_minor) AS charges_minor,
       sum(round_off_minor) AS round_off_minor, sum(total_minor) AS total_minor,
       sum(allocated_minor) AS allocated_minor, sum(credited_minor) AS credited_minor,
       sum(written_off_minor) AS written_off_minor,
       sum(total_minor - allocated_minor - credited_minor - written_off_minor)
           FILTER (WHERE kind IN ('invoice', 'debit_note') AND status = 'issued') AS due_minor
FROM bills
WHERE business_id = ANY(:businesses) AND status <> 'draft'
--+ AND (business_id, id) IN (:changed(bills))
GROUP BY business_id
