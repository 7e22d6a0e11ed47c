-- Lines no document may hold.
INSERT INTO import_rejects
SELECT line, reason, reference, code, description, quantity::text, at::text, price::text, customer, country
FROM (
    SELECT l.*, CASE
        -- a number series remembers its latest day: one bill of next month would keep today's from being numbered
        WHEN (l.at + CAST(:shift AS interval))::date > (CAST(:at AS timestamptz) AT TIME ZONE :timezone)::date THEN 'it is dated in the future'
        WHEN (l.at + CAST(:shift AS interval))::date < date '1970-01-01' THEN 'it is dated before 1970' -- billing.business.EARLIEST_DAY
        WHEN l.quantity = 0 THEN 'it has no quantity'
        -- munim.money.MAX_MINOR: beyond it an amount fits neither a shop nor, soon, its column
        WHEN abs(l.quantity * l.price) * CAST(:scale AS numeric) > 1e15 THEN 'it comes to more than any amount Munim books'
        WHEN d.kind = 'bad_debt' THEN NULL
        WHEN l.price < 0 THEN 'its price is negative'
        WHEN d.kind = 'credit_note' AND l.quantity > 0 THEN 'a credit note takes back: its quantity is negative'
        WHEN d.kind = 'invoice' AND l.quantity < 0 AND l.price > 0 THEN 'a negative quantity at a price belongs on a credit note'
    END AS reason
    FROM import_lines l JOIN import_documents d USING (reference)
    WHERE d.problem IS NULL AND NOT d.is_repeat
) judged WHERE reason IS NOT NULL;

-- With them their documents: half an invoice would be wrong money.
UPDATE import_documents d SET problem = 'line ' || bad.line || ' of it: ' || bad.reason
FROM (SELECT DISTINCT ON (reference) reference, line, reason FROM import_rejects ORDER BY reference, line) bad
WHERE d.reference = bad.reference AND d.problem IS NULL AND NOT d.is_repeat;

INSERT INTO import_rejects
SELECT l.line, 'document ' || l.reference || ' is rejected: ' || d.problem, l.reference, l.code, l.description, l.quantity::text, l.at::text, l.price::text,
       l.customer, l.country
FROM import_documents d JOIN import_lines l USING (reference)
WHERE d.problem IS NOT NULL AND NOT EXISTS (SELECT FROM import_rejects r WHERE r.line = l.line);

-- Lines that move nothing; their documents do without them, unless they are all there is.
INSERT INTO import_rejects
SELECT l.line, 'a service at no price, on a document without prices, moves neither money nor stock', l.reference, l.code, l.description, l.quantity::text,
       l.at::text, l.price::text, l.customer, l.country
FROM import_lines l JOIN import_documents d USING (reference)
WHERE d.problem IS NULL AND d.kind = 'invoice' AND NOT d.is_priced AND upper(l.code) = ANY (CAST(:services AS text[]));

UPDATE import_documents d SET problem = 'none of its lines moves anything'
FROM (SELECT reference, count(*) AS lines FROM import_rejects GROUP BY reference) rejected
WHERE d.reference = rejected.reference AND d.lines = rejected.lines AND d.problem IS NULL;

CREATE UNIQUE INDEX ON import_rejects (line);
ANALYZE import_rejects;
