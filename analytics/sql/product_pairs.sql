-- One row per pair of products that are together on $least invoices or more, and on more than chance would have them (together x
-- all invoices > a's x b's): the pairs on most invoices first, of equally many the pair of rarer products. Every pair once.
-- Two passes, so that not every pair of every long invoice is counted. The first pairs the $first products on most invoices; the
-- last of the $limit best of these pairs is on so many invoices (enough). A product on fewer invoices than that is in no better
-- pair, so the second pass leaves it out.
WITH supports AS (
    SELECT product_id, COUNT(*) AS invoices, ROW_NUMBER() OVER (ORDER BY COUNT(*) DESC, product_id) AS place
    FROM basket_lines
    GROUP BY product_id
    HAVING COUNT(*) >= $least
), counted AS (
    SELECT COUNT(*) AS invoices
    FROM bills
    WHERE kind = 'invoice' AND status = 'issued' AND business_date >= $start AND business_date < $end
), frequent AS (
    SELECT basket_lines.bill_id, supports.place, supports.invoices
    FROM basket_lines
    JOIN supports ON supports.product_id = basket_lines.product_id
), first_pairs AS (
    SELECT a.place AS a_place, b.place AS b_place, COUNT(*) AS together
    FROM frequent AS a
    JOIN frequent AS b ON b.bill_id = a.bill_id AND b.place > a.place
    WHERE a.place <= $first AND b.place <= $first
    GROUP BY a.place, b.place
    HAVING COUNT(*) >= $least
), first_ranked AS (
    SELECT first_pairs.together, ROW_NUMBER() OVER (ORDER BY first_pairs.together DESC) AS place
    FROM first_pairs
    JOIN supports AS a ON a.place = first_pairs.a_place
    JOIN supports AS b ON b.place = first_pairs.b_place
    CROSS JOIN counted
    WHERE first_pairs.together * counted.invoices > a.invoices * b.invoices
), enough AS (
    SELECT COALESCE(MAX(together), $least) AS invoices
    FROM first_ranked
    WHERE place = $limit
), kept AS (
    SELECT frequent.bill_id, frequent.place
    FROM frequent
    CROSS JOIN enough
    WHERE frequent.invoices >= enough.invoices
), pairs AS (
    SELECT a.place AS a_place, b.place AS b_place, COUNT(*) AS together
    FROM kept AS a
    JOIN kept AS b ON b.bill_id = a.bill_id AND b.place > a.place
    GROUP BY a.place, b.place
    HAVING COUNT(*) >= $least
), ranked AS (
    SELECT a.place AS a_place, b.place AS b_place, a.product_id AS a_id, b.product_id AS b_id, pairs.together, a.invoices AS a_invoices, b.invoices AS b_invoices, counted.invoices AS all_invoices
    FROM pairs
    JOIN supports AS a ON a.place = pairs.a_place
    JOIN supports AS b ON b.place = pairs.b_place
    CROSS JOIN counted
    WHERE pairs.together * counted.invoices > a.invoices * b.invoices
    ORDER BY pairs.together DESC, a.invoices * b.invoices, a.place, b.place
    LIMIT $limit
)
SELECT a.name AS a_name, ranked.a_id, b.name AS b_name, ranked.b_id, ranked.together, ranked.a_invoices, ranked.b_invoices, ranked.all_invoices
FROM ranked
JOIN products AS a ON a.product_id = ranked.a_id
JOIN products AS b ON b.product_id = ranked.b_id
ORDER BY ranked.together DESC, ranked.a_invoices * ranked.b_invoices, ranked.a_place, ranked.b_place
