-- The readable lines of the file by what became of them; a document counts as a bill if it became one, else as its adjustments.
SELECT CASE WHEN r.line IS NOT NULL THEN 'rejected' WHEN d.is_repeat THEN 'repeated' ELSE e.entry END AS fate,
       count(*) AS lines,
       count(DISTINCT d.document) FILTER (WHERE CASE WHEN r.line IS NOT NULL THEN d.problem IS NOT NULL ELSE e.entry IS DISTINCT FROM 'adjustment' OR b.id IS NULL END) AS documents,
       sum(l.quantity) AS quantity, sum(l.quantity * l.price) AS amount,
       coalesce(sum(e.signed_minor) FILTER (WHERE e.entry <> 'adjustment'), 0)::bigint AS booked_minor
FROM import_lines l JOIN import_documents d USING (reference) LEFT JOIN import_rejects r USING (line)
LEFT JOIN import_entries e USING (line) LEFT JOIN import_bills b ON b.document = d.document
GROUP BY 1
