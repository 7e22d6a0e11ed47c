-- What was imported, by what it is. A document counts once: by its bill if it became one, else by its other lines.
SELECT entry AS fate, count(*) AS lines,
       count(*) FILTER (WHERE is_billed AND position = 1) + count(DISTINCT e.document) FILTER (WHERE NOT is_billed AND b.document IS NULL) AS documents,
       sum(quantity) AS quantity, sum(exact) AS amount, coalesce(sum(signed_minor) FILTER (WHERE entry <> 'adjustment'), 0)::bigint AS booked_minor
FROM import_entries e LEFT JOIN import_bills b USING (document)
GROUP BY entry;
