"""Sources of stock: what is there now, what there was on any day, and what moved."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import PRODUCT
from analytics.sources.source import Reading, Source

_OF_A_PRODUCT: Final = {
    "product": Reading(("t.product_id", "CAST(NULL AS VARCHAR)"), label="t.name"),
    "category": Reading(("t.category_name",)),
    "product_kind": Reading(("t.kind",)),
}
_OF_A_MOVE: Final = {
    **PRODUCT,
    "reason": Reading(("t.reason",)),
    "document": Reading(
        ("COALESCE(CAST(t.bill_id AS VARCHAR), CAST(t.move_id AS VARCHAR))",),
        label="COALESCE(bills.number, t.reason)",
        joins=("bills",),
    ),
    "document_kind": Reading(("t.reason",)),
}

SOURCES_OF_STOCK: Final = (
    Source("stock", "SELECT * FROM products WHERE tracks_stock", _OF_A_PRODUCT, key=("product_id",), known="now"),
    # each product as the moves up to the period's end left it. A unit, or a worth, that came in on a day stood there from that
    # day on: times the days since, and divided by the days of the period, it is the mean of the days' ends.
    Source(
        "stock_moved",
        """
        SELECT product_id,
               SUM(quantity) AS on_hand,
               SUM(value_minor) AS value_minor,
               SUM(quantity * DATE_DIFF('day', GREATEST(business_date, $start), $upto)) AS unit_days,
               SUM(value_minor * DATE_DIFF('day', GREATEST(business_date, $start), $upto)) AS value_days,
               MAX(business_date) FILTER (WHERE reason IN ('sale', 'delivery')) AS last_sold,
               MIN(business_date) AS first_moved
        FROM stock_moves
        WHERE business_date < $end
        GROUP BY product_id
        """,
        PRODUCT,
        key=("product_id",),
        known="either",
    ),
    # what is sold while there is any: a day with nothing on the shelf, on which nothing moved either, tells nothing of demand
    Source(
        "stocked_sales",
        """
        SELECT sold.product_id, CAST(ROUND(CAST(sold.quantity * 1000 AS BIGINT) * 365 / stocked.days) AS BIGINT) * 0.001 AS a_year
        FROM (
            SELECT product_id, SUM(quantity) AS quantity
            FROM sales
            WHERE business_date >= $start AND business_date < $end
              AND (entry IN ('sale', 'debit') OR (entry = 'cancellation' AND quantity <= 0))
            GROUP BY product_id
        ) AS sold
        JOIN (
            SELECT product_id,
                   SUM(CASE
                       WHEN business_date < $start AND closing_quantity > 0 THEN DATE_DIFF('day', $start, LEAST(COALESCE(until_date, $upto), $upto))
                       WHEN business_date < $start THEN 0
                       WHEN closing_quantity > 0 THEN DATE_DIFF('day', business_date, LEAST(COALESCE(until_date, $upto), $upto))
                       ELSE 1
                   END) AS days
            FROM daily_stock
            WHERE business_date < $upto AND (until_date IS NULL OR until_date > $start)
            GROUP BY product_id
        ) AS stocked ON stocked.product_id = sold.product_id
        WHERE stocked.days > 0
        """,
        PRODUCT,
        key=("product_id",),
        known="end",
    ),
    Source("stock_moves", "stock_moves", _OF_A_MOVE, key=("move_id",)),
    Source("stock_entries", "SELECT * FROM stock_moves WHERE business_date < $end", _OF_A_MOVE, key=("move_id",), known="either"),
)  # fmt: skip
