-- Lines without a price: counts corrected, and goods given away.
INSERT INTO stock_moves (business_id, product_id, quantity, reason, note, reference, business_date, at)
SELECT :business_id, e.product_id, e.moved, 'adjustment', CASE WHEN e.moved = e.quantity THEN e.remark ELSE concat_ws(': ', 'given free', e.remark) END, e.reference, t.business_date, t.at
FROM import_entries e JOIN import_dates t USING (document) WHERE e.entry = 'adjustment' ORDER BY e.document, e.line;

-- What each product moved by in all, and the opening stock it takes that it is never below zero.
CREATE TEMP TABLE import_stock ON COMMIT DROP AS
WITH running AS (
    SELECT product, moved, sum(moved) OVER (PARTITION BY product ORDER BY at, line) AS change FROM import_entries WHERE moved <> 0
)
SELECT p.id AS product_id, sum(running.moved) AS change, CASE WHEN :covers THEN greatest(0, -min(level.on_hand + running.change)) ELSE 0 END AS opening
FROM running JOIN import_products p USING (product) JOIN stock_levels level ON level.business_id = :business_id AND level.product_id = p.id
GROUP BY p.id;

INSERT INTO stock_moves (business_id, product_id, quantity, reason, note, business_date, at)
SELECT :business_id, product_id, opening, 'opening', 'supposed by the import', :opening_date, :opening_at
FROM import_stock WHERE opening > 0 ORDER BY product_id;

-- A file says nothing of costs, so its moves carry no value. Of goods that were here before at a worth, what is left keeps its
-- share of it, and the rest left with the import: one move a product takes it, and what is owed is settled likewise.
CREATE TEMP TABLE import_worth ON COMMIT DROP AS
SELECT level.product_id,
       round(level.value_minor * greatest(0, least(1, (level.on_hand + moved.change + moved.opening) / level.on_hand)))::bigint - level.value_minor AS value_minor
FROM import_stock moved JOIN stock_levels level ON level.business_id = :business_id AND level.product_id = moved.product_id
WHERE level.value_minor <> 0;

INSERT INTO stock_moves (business_id, product_id, quantity, reason, value_minor, note, business_date, at)
SELECT :business_id, product_id, 0, 'revaluation', value_minor, 'left with the import', :today, :at
FROM import_worth WHERE value_minor <> 0 ORDER BY product_id;

UPDATE stock_levels level SET on_hand = level.on_hand + moved.change + moved.opening, value_minor = level.value_minor + coalesce(worth.value_minor, 0)
FROM import_stock moved LEFT JOIN import_worth worth USING (product_id)
WHERE level.business_id = :business_id AND level.product_id = moved.product_id;
