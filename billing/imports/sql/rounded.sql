-- Lines whose value has more decimals than the currency, and what was booked.
SELECT line, reference, exact, signed_minor AS booked_minor
FROM import_entries WHERE exact * CAST(:scale AS numeric) <> signed_minor ORDER BY line;
