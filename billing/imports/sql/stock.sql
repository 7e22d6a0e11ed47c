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

UPDATE stock_levels level SET on_hand = level.on_hand + moved.change + moved.opening
FROM import_stock moved WHERE level.business_id = :business_id AND level.product_id = moved.product_id;
