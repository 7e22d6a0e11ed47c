"""What suppliers are owed on a day, by how long it is due. The whole is the account of creditors, to the paisa."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.ageing import Ages, Debt, ages_of, sum_of
from billing.permissions import Actor
from munim.database import business_of

# -- reads -------------------------------------------------------------------------------------------


class SupplierAges(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier's part of the ageing."""

    supplier_id: UUID
    supplier_name: str
    owed: Ages


class PayableAgeing(msgspec.Struct, frozen=True, kw_only=True):
    """Every supplier who is owed something or was paid ahead, and the sums, as of a day."""

    as_of: date
    suppliers: list[SupplierAges]
    all: Ages


# Everything as it stood on that day: bills entered by then, not cancelled by then, settled by what had settled them then.
_OWED = sa.text("""
WITH settled AS (
    SELECT bill_id, sum(amount_minor) AS amount_minor FROM supplier_allocations
    WHERE business_id = :business_id AND business_date <= :as_of GROUP BY bill_id
), entries AS (
    SELECT e.supplier_id, e.business_date, -e.amount_minor AS amount_minor, p.kind
    FROM ledger_entries e JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    WHERE e.business_id = :business_id AND e.account = 'payable' AND e.business_date <= :as_of
), debts AS (
    SELECT b.supplier_id, 'billed' AS kind, b.due_date, b.total_minor - coalesce(s.amount_minor, 0) AS due_minor
    FROM supplier_bills b LEFT JOIN settled s ON s.bill_id = b.id
    WHERE b.business_id = :business_id AND b.business_date <= :as_of AND (b.cancelled_date IS NULL OR b.cancelled_date > :as_of)
    UNION ALL
    SELECT supplier_id, 'charged', business_date, amount_minor FROM entries WHERE kind = 'opening' AND amount_minor > 0
), account AS (
    SELECT supplier_id, sum(amount_minor) AS balance_minor FROM entries GROUP BY supplier_id
)
SELECT a.supplier_id, s.name, a.balance_minor::bigint AS balance_minor, d.kind, d.due_date, sum(d.due_minor)::bigint AS due_minor
FROM account a
JOIN suppliers s ON s.business_id = :business_id AND s.id = a.supplier_id
LEFT JOIN debts d ON d.supplier_id = a.supplier_id AND d.due_minor <> 0
GROUP BY a.supplier_id, s.name, a.balance_minor, d.kind, d.due_date
ORDER BY s.name, a.supplier_id, d.due_date
""").bindparams(sa.bindparam("as_of", type_=sa.Date))


def payable_ageing(session: Session, as_of: date, *, by: Actor) -> PayableAgeing:
    """What was owed at the end of ``as_of``, whatever has happened since; the buckets are those of debtors."""
    by.require("purchases.read")
    rows: Sequence[Any] = session.execute(_OWED, {"business_id": business_of(session), "as_of": as_of}).all()
    aged: list[SupplierAges] = []
    for (supplier_id, name, balance), group in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        debts = list(group)
        billed, charged = (
            [Debt(row.due_date, row.due_minor) for row in debts if row.kind == kind] for kind in ("billed", "charged")
        )
        owed = ages_of(billed, charged, balance, as_of)
        if any(getattr(owed, bucket) for bucket in Ages.__struct_fields__):
            aged.append(SupplierAges(supplier_id=supplier_id, supplier_name=name, owed=owed))
    return PayableAgeing(as_of=as_of, suppliers=aged, all=sum_of([one.owed for one in aged]))
