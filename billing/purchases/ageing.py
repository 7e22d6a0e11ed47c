"""What suppliers are owed on a day, by how long it is due. The whole is the account payable, to the paisa."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.ageing import BUCKETS, bucket
from billing.permissions import Actor
from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------


class PayableAge(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed to one supplier, or to all. Days are those since it fell due; ``total_minor`` is the sum of the rest.

    ``paid_ahead_minor`` (never above zero): payments and returns that settle no bill.
    """

    current_minor: int = 0
    days_1_30_minor: int = 0
    days_31_60_minor: int = 0
    days_61_90_minor: int = 0
    over_90_minor: int = 0
    paid_ahead_minor: int = 0
    total_minor: int = 0


class SupplierAge(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier's part of the ageing."""

    supplier_id: UUID
    supplier_name: str
    owed: PayableAge


class PayableAgeing(msgspec.Struct, frozen=True, kw_only=True):
    """Every supplier who is owed something or was paid ahead, and the sums, as of a day."""

    as_of: date
    suppliers: list[SupplierAge]
    all: PayableAge


# -- reads -------------------------------------------------------------------------------------------

# Bills as they stood on that day: entered by then, not cancelled by then, settled by what had settled them by then.
_OPEN = sa.text("""
WITH settled AS (
    SELECT bill_id, sum(amount_minor) AS amount_minor FROM supplier_allocations
    WHERE business_id = :business_id AND business_date <= :as_of GROUP BY bill_id
), open AS (
    SELECT b.supplier_id, b.due_date, sum(greatest(b.total_minor - coalesce(s.amount_minor, 0), 0)) AS due_minor
    FROM supplier_bills b LEFT JOIN settled s ON s.bill_id = b.id
    WHERE b.business_id = :business_id AND b.business_date <= :as_of AND (b.cancelled_date IS NULL OR b.cancelled_date > :as_of)
    GROUP BY b.supplier_id, b.due_date
), account AS (
    SELECT supplier_id, -sum(amount_minor) AS balance_minor, min(business_date) AS since FROM ledger_entries
    WHERE business_id = :business_id AND account = 'payable' AND business_date <= :as_of GROUP BY supplier_id
)
SELECT a.supplier_id, s.name, a.balance_minor::bigint, a.since, o.due_date, coalesce(o.due_minor, 0)::bigint AS due_minor
FROM account a
JOIN suppliers s ON s.business_id = :business_id AND s.id = a.supplier_id
LEFT JOIN open o ON o.supplier_id = a.supplier_id
ORDER BY s.name, a.supplier_id, o.due_date
""")


def payable_ageing(session: Session, as_of: date, *, by: Actor) -> PayableAgeing:
    """What was owed at the end of ``as_of``, whatever has happened since.

    What the ledger owes a supplier beyond their bills is from before the books began, and ages from the day it was
    entered; what it owes less than their bills is paid ahead. So each row, and the whole, is what the ledger says.
    """
    by.require("purchases.read")
    rows = session.execute(_OPEN, {"business_id": business_of(session), "as_of": as_of}).all()
    aged: list[SupplierAge] = []
    for (supplier_id, name), found in groupby(rows, key=lambda row: (row.supplier_id, row.name)):
        open_bills = list(found)
        owed = dict.fromkeys((*BUCKETS, "paid_ahead_minor"), 0)
        for row in open_bills:
            if row.due_date is not None:
                owed[bucket(row.due_date, as_of)] += row.due_minor
        balance = open_bills[0].balance_minor
        beside = balance - sum(owed.values())
        owed[bucket(open_bills[0].since, as_of) if beside > 0 else "paid_ahead_minor"] += beside
        if any(owed.values()):
            aged.append(
                SupplierAge(supplier_id=supplier_id, supplier_name=name, owed=PayableAge(**owed, total_minor=balance))
            )
    sums = {name: sum(getattr(one.owed, name) for one in aged) for name in PayableAge.__struct_fields__}
    return PayableAgeing(as_of=as_of, suppliers=aged, all=PayableAge(**sums))
