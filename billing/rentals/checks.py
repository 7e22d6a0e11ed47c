"""What rentals keep for locking or speed, derived again: for billing/integrity.py, in the form of its checks."""

from __future__ import annotations

from typing import Final

from munim.money import EXPONENTS

# minor units of one unit of the business's currency
_SCALE: Final = (
    "(SELECT CASE currency "
    + " ".join(f"WHEN '{currency}' THEN {10**places}" for currency, places in EXPONENTS.items())
    + " ELSE 100 END FROM businesses WHERE business_id = :business_id)"
)

# Of each line of a challan: what ended of it, what standing bills charge of it, and the charges that await one.
_HIRE: Final = """
(SELECT line.*, challan.status, challan.customer_id,
        coalesce(ended.returned, 0) AS returned, coalesce(ended.lost, 0) AS lost, coalesce(ended.unit_days, 0) AS ended_unit_days,
        coalesce(billed.unit_days, 0) AS billed_unit_days, coalesce(billed.through, 0) AS billed_through,
        coalesce(awaiting.minor, 0) AS awaiting_minor
 FROM challan_lines line
 JOIN challans challan ON challan.business_id = line.business_id AND challan.id = line.challan_id
 LEFT JOIN (SELECT challan_line_id, sum(quantity) FILTER (WHERE kind <> 'lost') AS returned,
                   sum(quantity) FILTER (WHERE kind = 'lost') AS lost, sum(quantity * days) AS unit_days
            FROM challan_returns WHERE business_id = :business_id GROUP BY 1) ended ON ended.challan_line_id = line.id
 LEFT JOIN (SELECT c.challan_line_id, sum(c.unit_days) AS unit_days, max(c.to_day) AS through
            FROM hire_charges c JOIN bills b ON b.business_id = c.business_id AND b.id = c.bill_id
            WHERE c.business_id = :business_id AND b.status = 'issued' AND c.return_id IS NULL
            GROUP BY 1) billed ON billed.challan_line_id = line.id
 LEFT JOIN (SELECT r.challan_line_id, sum(r.charge_minor) AS minor FROM challan_returns r
            WHERE r.business_id = :business_id AND NOT EXISTS (
                SELECT FROM hire_charges c JOIN bills b ON b.business_id = c.business_id AND b.id = c.bill_id
                WHERE c.business_id = r.business_id AND c.return_id = r.id AND b.status = 'issued')
            GROUP BY 1) awaiting ON awaiting.challan_line_id = line.id
 WHERE line.business_id = :business_id) hire
"""

RENTAL_CHECKS: Final[tuple[tuple[str, str], ...]] = (
    (
        "what came back of a hire is the sum of its returns",
        f"""SELECT id::text, concat_ws('/', returned_quantity, lost_quantity), concat_ws('/', returned, lost) FROM {_HIRE}
            WHERE (returned_quantity, lost_quantity) <> (returned, lost)""",
    ),
    (
        "a challan is returned when nothing of it is out",
        f"""SELECT challan_id::text, status, sum(quantity - returned - lost)::text FROM {_HIRE}
            WHERE status <> 'cancelled' GROUP BY challan_id, status
            HAVING (status = 'returned') <> (sum(quantity - returned - lost) = 0)""",
    ),
    (
        "what awaits a bill of a hire is its days that none charges",
        f"""SELECT id::text, unbilled_minor::text, derived::text
            FROM (SELECT id, unbilled_minor, CASE status WHEN 'cancelled' THEN 0 ELSE awaiting_minor + round(
                      (ended_unit_days + (quantity - returned - lost) * greatest(booked_days, billed_through) - billed_unit_days)
                      * daily_rate * (100 - discount_percent) * 0.01 * {_SCALE}) END AS derived FROM {_HIRE}) line
            WHERE unbilled_minor <> derived""",
    ),
    (
        "no day of a hire is billed twice",
        """SELECT c.challan_line_id::text, concat_ws(' to ', c.from_day, c.to_day), concat_ws(' to ', o.from_day, o.to_day)
           FROM hire_charges c
           JOIN bills b ON b.business_id = c.business_id AND b.id = c.bill_id AND b.status = 'issued'
           JOIN hire_charges o ON o.business_id = c.business_id AND o.challan_line_id = c.challan_line_id AND o.id > c.id
            AND ((o.from_day < c.to_day AND c.from_day < o.to_day) OR o.return_id = c.return_id)
           JOIN bills p ON p.business_id = o.business_id AND p.id = o.bill_id AND p.status = 'issued'
           WHERE c.business_id = :business_id""",
    ),
    (
        "a hire's line of a bill is the days it charges",
        """SELECT c.bill_id::text, l.quantity::text, coalesce(c.unit_days, r.quantity)::text
           FROM hire_charges c
           LEFT JOIN challan_returns r ON r.business_id = c.business_id AND r.id = c.return_id
           LEFT JOIN bill_lines l ON l.business_id = c.business_id AND l.bill_id = c.bill_id AND l.position = c.bill_position
           WHERE c.business_id = :business_id AND l.quantity IS DISTINCT FROM coalesce(c.unit_days, r.quantity)""",
    ),
    (
        "a deposit's use is the sum of what was done with it",
        """SELECT d.id::text, concat_ws('/', d.amount_minor, d.refunded_minor, d.applied_minor + d.forfeited_minor),
                  concat_ws('/', m.held, m.refunded, m.used)
           FROM deposits d
           LEFT JOIN (SELECT deposit_id, coalesce(sum(amount_minor) FILTER (WHERE kind = 'held'), 0) AS held,
                             coalesce(sum(amount_minor) FILTER (WHERE kind = 'refunded'), 0) AS refunded,
                             coalesce(sum(amount_minor) FILTER (WHERE kind IN ('applied', 'forfeited')), 0)
                             - coalesce(sum(amount_minor) FILTER (WHERE kind = 'restored'), 0) AS used
                      FROM deposit_moves WHERE business_id = :business_id GROUP BY 1) m ON m.deposit_id = d.id
           WHERE d.business_id = :business_id
             AND (d.amount_minor, d.refunded_minor, d.applied_minor + d.forfeited_minor) IS DISTINCT FROM (m.held, m.refunded, m.used)""",
    ),
    (
        "deposits in the ledger are the deposits held",
        """SELECT coalesce(l.customer_id, d.customer_id)::text, coalesce(l.minor, 0)::text, coalesce(d.minor, 0)::text
           FROM (SELECT customer_id, -sum(amount_minor) AS minor FROM ledger_entries
                 WHERE business_id = :business_id AND account = 'deposits' GROUP BY 1) l
           FULL JOIN (SELECT customer_id, sum(amount_minor - refunded_minor - applied_minor - forfeited_minor) AS minor
                      FROM deposits WHERE business_id = :business_id GROUP BY 1) d ON d.customer_id = l.customer_id
           WHERE coalesce(l.minor, 0) <> coalesce(d.minor, 0)""",
    ),
)
