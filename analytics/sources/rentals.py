"""Sources of goods lent and goods brought: challans, hires, deposits, daily deliveries."""

from __future__ import annotations

from typing import Final

from analytics.sources.readings import CUSTOMER_BY_ID, PRODUCT, STAFF_BY_ID, document
from analytics.sources.source import Reading, Source

_CHALLAN: Final = document("t.challan_id", "t.number", "'challan'")
_DELIVERY: Final = """
deliveries.delivery_id, deliveries.customer_id, deliveries.product_id, deliveries.route_id, deliveries.slot
"""

SOURCES_OF_RENTALS: Final = (
    Source("challans", "challans", CUSTOMER_BY_ID | _CHALLAN, key=("challan_id",), known="now"),
    Source(
        "handed_out",
        "SELECT challan_id, number, customer_id, out_date AS business_date FROM challans WHERE NOT out_date IS NULL",
        CUSTOMER_BY_ID | _CHALLAN,
        key=("challan_id",),
    ),
    # units that left with a challan, and (below zero) units of it that came back or are lost, each from its day on
    Source(
        "hires",
        """
        SELECT 'out' AS entry, lines.challan_line_id AS row_id, lines.challan_id, challans.number, challans.customer_id, lines.product_id,
               challans.out_date AS business_date, lines.quantity,
               lines.quantity * DATE_DIFF('day', GREATEST(challans.out_date, $start), $upto) AS unit_days
        FROM challan_lines AS lines
        JOIN challans ON challans.challan_id = lines.challan_id
        WHERE challans.out_date < $end
        UNION ALL
        SELECT 'back', returns.return_id, lines.challan_id, challans.number, challans.customer_id, lines.product_id,
               returns.business_date, -returns.quantity,
               -returns.quantity * DATE_DIFF('day', GREATEST(returns.business_date, $start), $upto)
        FROM challan_returns AS returns
        JOIN challan_lines AS lines ON lines.challan_line_id = returns.challan_line_id
        JOIN challans ON challans.challan_id = lines.challan_id
        WHERE returns.business_date < $end
        """,
        CUSTOMER_BY_ID | PRODUCT | _CHALLAN,
        key=("entry", "row_id"),
        known="either",
    ),
    Source(
        "hired_items",
        """
        SELECT lines.challan_line_id, lines.challan_id, challans.number, challans.customer_id, challans.status, challans.due_on,
               lines.product_id, lines.quantity - lines.returned_quantity - lines.lost_quantity AS out_quantity, lines.unbilled_minor
        FROM challan_lines AS lines
        JOIN challans ON challans.challan_id = lines.challan_id
        """,
        CUSTOMER_BY_ID | PRODUCT | _CHALLAN,
        key=("challan_line_id",),
        known="now",
    ),
    Source(
        "deposits",
        """
        SELECT moves.deposit_move_id, moves.deposit_id, deposits.number, deposits.customer_id, deposits.method, moves.business_date,
               CASE WHEN moves.kind IN ('held', 'restored') THEN moves.amount_minor ELSE -moves.amount_minor END AS amount_minor
        FROM deposit_moves AS moves
        JOIN deposits ON deposits.deposit_id = moves.deposit_id
        WHERE moves.business_date < $end
        """,
        CUSTOMER_BY_ID | {"payment_method": Reading(("t.method",)), **document("t.deposit_id", "t.number", "'deposit'")},
        key=("deposit_move_id",),
        known="either",
    ),
    Source("bookings", "bookings", CUSTOMER_BY_ID | {"staff": STAFF_BY_ID, **document("t.booking_id", "t.number", "'booking'")}, key=("booking_id",)),
    # what was written down of each day, and what was put right of it later
    Source(
        "deliveries",
        f"""
        SELECT 'delivery' AS entry, deliveries.delivery_id AS row_id, {_DELIVERY}, deliveries.business_date, deliveries.staff_id,
               deliveries.quantity, deliveries.expected, deliveries.amount_minor, deliveries.bill_id
        FROM deliveries
        UNION ALL
        SELECT 'correction', fixes.adjustment_id, {_DELIVERY}, fixes.business_date, fixes.staff_id,
               fixes.quantity, NULL, fixes.amount_minor, COALESCE(fixes.bill_id, fixes.credit_note_id)
        FROM delivery_adjustments AS fixes
        JOIN deliveries ON deliveries.delivery_id = fixes.delivery_id
        """,
        CUSTOMER_BY_ID | PRODUCT | {
            "route": Reading(("t.route_id",), label="delivery_routes.name", joins=("delivery_routes",)),
            "slot": Reading(("t.slot",)),
            "staff": STAFF_BY_ID,
            **document("t.delivery_id", "t.slot", "t.entry"),
        },
        key=("entry", "row_id"),
    ),
)  # fmt: skip
