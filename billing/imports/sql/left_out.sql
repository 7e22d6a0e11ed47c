-- The readable lines that were not imported: repeats of an earlier import, and rejects. A rejected line of an imported
-- or repeated document counts as a line alone.
SELECT CASE WHEN r.line IS NOT NULL THEN 'rejected' ELSE 'repeated' END AS fate, count(*) AS lines,
       count(DISTINCT d.document) FILTER (WHERE r.line IS NULL OR d.problem IS NOT NULL) AS documents,
       sum(l.quantity) AS quantity, sum(l.quantity * l.price) AS amount
FROM import_lines l JOIN import_documents d USING (reference) LEFT JOIN import_rejects r USING (line)
WHERE r.line IS NOT NULL OR d.is_repeat
GROUP BY 1;
