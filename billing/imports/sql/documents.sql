-- One row per document number of the file: its earliest time, whose it is, and whether it is new, a repeat or cannot be taken.
CREATE TEMP TABLE import_documents ON COMMIT DROP AS
WITH grouped AS (
    SELECT reference, min(line) AS first_line, count(*)::integer AS lines, min(at) AS at, min(customer) AS customer,
           max(customer) <> min(customer) AS two_customers, min(country) AS country, bool_or(price <> 0) AS is_priced,
           -- a sum of hashes, so that the order of the lines does not matter and identical ones count each
           sum(('x' || left(md5(concat_ws('|', upper(code), quantity, price, extract(epoch FROM at)::bigint, coalesce(customer, ''))), 15))::bit(60)::bigint)
               AS fingerprint
    FROM import_lines GROUP BY reference
), named AS (
    SELECT *, CASE WHEN reference ^@ ANY (CAST(:credit_note_prefixes AS text[])) THEN 'credit_note'
                   WHEN reference ^@ ANY (CAST(:bad_debt_prefixes AS text[])) THEN 'bad_debt'
                   ELSE 'invoice' END AS kind
    FROM grouped
)
SELECT row_number() OVER (ORDER BY named.first_line)::integer AS document, named.reference, named.kind, named.first_line, named.lines,
       named.at + CAST(:shift AS interval) AS at, named.customer, named.country, named.is_priced, named.fingerprint,
       prior.reference IS NOT NULL AND prior.fingerprint = named.fingerprint AND prior.lines = named.lines AS is_repeat,
       CASE WHEN named.two_customers THEN 'it names two customers'
            WHEN prior.reference IS NOT NULL AND (prior.fingerprint, prior.lines) <> (named.fingerprint, named.lines)
                THEN 'it was imported before with other content'
            WHEN prior.reference IS NULL AND EXISTS (
                SELECT FROM bills WHERE bills.business_id = :business_id AND bills.kind = named.kind AND bills.reference = named.reference)
                THEN 'the books have a bill of this reference that was not imported'
       END AS problem
FROM named LEFT JOIN imported_documents prior ON prior.business_id = :business_id AND prior.reference = named.reference;
CREATE UNIQUE INDEX ON import_documents (reference);
ANALYZE import_documents;
