"""What customers owe on a day, by how long it is due. The whole is the account of debtors, to the paisa.

The rule of the buckets is here for what suppliers are owed too (``billing.purchases.ageing``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.permissions import Actor
from munim.database import business_of

# -- rules -------------------------------------------------------------------------------------------

BUCKETS: Final = ("current_minor", "days_1_30_minor", "days_31_60_minor", "days_61_90_minor", "over_90_minor")


def bucket(due_date: date, as_of: date) -> str:
    """The bucket of what fell due on ``due_date``: on the day itself it is still current, the day after 1 day late."""
    late = (as_of - due_date).days
    return BUCKETS[0] if late <= 0 else BUCKETS[min(4, 1 + (late - 1) // 30)]


class Ages(msgspec.Struct, frozen=True, kw_only=True):
    """What is owed, by days since it fell due. ``unallocated_minor`` (never above zero): advances and credits that settle
    nothing yet. ``total_minor`` is the sum of the rest: what the account stands at."""

    current_minor: int = 0
    days_1_30_minor: int = 0
    days_31_60_minor: int = 0
    days_61_90_minor: int = 0
    over_90_minor: int = 0
    unallocated_minor: int = 0
    total_minor: int = 0


class Debt(msgspec.Struct, frozen=True):
    """So much that fell due on a day."""

    due_date: date
    amount_minor: int


def ages_of(billed: Iterable[Debt], charged: Sequence[Debt], balance_minor: int, as_of: date) -> Ages:
    """The ages of a customer who owes ``balance_minor`` in all.

    ``billed``: what their bills still await; ``charged``: what they owed without a bill, oldest first, such as an opening
    balance. No payment can be set against the latter, so what settles no bill settles them first, and only the rest is
    unallocated. Whatever else the account holds against them is current.
    """
    found: dict[str, int] = dict.fromkeys((*BUCKETS, "unallocated_minor"), 0)
    for debt in billed:
        found[bucket(debt.due_date, as_of)] += debt.amount_minor
    loose = sum(found.values()) + sum(debt.amount_minor for debt in charged) - balance_minor
    for debt in charged:
        settled = min(max(loose, 0), debt.amount_minor)
        found[bucket(debt.due_date, as_of)] += debt.amount_minor - settled
        loose -= settled
    found["unallocated_minor" if loose > 0 else BUCKETS[0]] -= loose
    return Ages(**found, total_minor=balance_minor)


def sum_of(ages: Sequence[Ages]) -> Ages:
    """All of them together."""
    return Ages(**{name: sum(getattr(one, name) for one in ages) for name in Ages.__struct_fields__})


# -- reads -------------------------------------------------------------------------------------------


class CustomerAges(msgspec.Struct, frozen=True, kw_only=True):
    """One customer's part of the ageing."""

    customer_id: UUID
    customer_name: str
    owed: Ages


class Ageing(msgspec.Struct, frozen=True, kw_only=True):
    """Every customer who owes something or paid ahead, and the sums, as of a day."""

    as_of: date
    customers: list[CustomerAges]
    all: Ages


# Everything as it stood on that day: bills issued by then, not cancelled by then, settled by what had settled them then.
_OWED = sa.text("""
WITH settled AS (
    SELECT bill_id, sum(amount_minor) AS amount_minor FROM allocations
    WHERE business_id = :business_id AND business_date <= :as_of GROUP BY bill_id
), entries AS (
    SELECT e.customer_id, e.business_date, e.amount_minor, p.kind, p.subject_id
    FROM ledger_entries e JOIN postings p ON p.business_id = e.business_id AND p.id = e.posting_id
    WHERE e.business_id = :business_id AND e.account = 'receivable' AND e.business_date <= :as_of
      AND (cast(:customer_id AS uuid) IS NULL OR e.customer_id = :customer_id)
), written AS (
    SELECT subject_id AS bill_id, -sum(amount_minor) AS amount_minor FROM entries
    WHERE kind IN ('write_off', 'write_off_reversal') GROUP BY subject_id
), debts AS (
    SELECT b.customer_id, 'billed' AS kind, b.due_date, b.total_minor - coalesce(s.amount_minor, 0) - coalesce(w.amount_minor, 0) AS due_minor
    FROM bills b LEFT JOIN settled s ON s.bill_id = b.id LEFT JOIN written w ON w.bill_id = b.id
    WHERE b.business_id = :business_id AND b.kind IN ('invoice', 'debit_note') AND b.status <> 'draft' AND b.business_date <= :as_of
      AND (b.cancelled_date IS NULL OR b.cancelled_date > :as_of)
      AND (cast(:customer_id AS uuid) IS NULL OR b.customer_id = :customer_id)
    UNION ALL
    SELECT customer_id, 'charged', business_date, amount_minor FROM entries
    WHERE kind IN ('opening', 'bounce_charge') AND amount_minor > 0
), account AS (
    SELECT customer_id, sum(amount_minor) AS balance_minor FROM entries GROUP BY customer_id
)
SELECT a.customer_id, c.name, a.balance_minor::bigint AS balance_minor, d.kind, d.due_date, sum(d.due_minor)::bigint AS due_minor
FROM account a
JOIN customers c ON c.business_id = :business_id AND c.id = a.customer_id
LEFT JOIN debts d ON d.customer_id = a.customer_id AND d.due_minor <> 0
GROUP BY a.customer_id, c.name, a.balance_minor, d.kind, d.due_date
ORDER BY c.name, a.customer_id, d.due_date
""").bindparams(sa.bindparam("customer_id", type_=sa.Uuid), sa.bindparam("as_of", type_=sa.Date))


def receivable_ageing(session: Session, as_of: date, *, by: Actor) -> Ageing:
    """What was owed at the end of ``as_of``, whatever has happened since."""
    by.require("customers.read")
    aged = [one for one in _aged(session, as_of) if any(getattr(one.owed, name) for name in Ages.__struct_fields__)]
    return Ageing(as_of=as_of, customers=aged, all=sum_of([one.owed for one in aged]))


def customer_ages(session: Session, customer_id: UUID, as_of: date) -> Ages:
    """What one customer owed at the end of ``as_of``."""
    found = _aged(session, as_of, customer_id)
    return found[0].owed if found else Ages()


def _aged(session: Session, as_of: date, customer_id: UUID | None = None) -> list[CustomerAges]:
    here = {"business_id": business_of(session), "as_of": as_of, "customer_id": customer_id}
    rows: Sequence[Any] = session.execute(_OWED, here).all()
    aged: list[CustomerAges] = []
    for (found_id, name, balance), group in groupby(rows, key=lambda row: (row[0], row[1], row[2])):
        debts = list(group)

        def of(kind: str, debts: list[Any] = debts) -> list[Debt]:
            return [Debt(row.due_date, row.due_minor) for row in debts if row.kind == kind]

        owed = ages_of(of("billed"), of("charged"), balance, as_of)
        aged.append(CustomerAges(customer_id=found_id, customer_name=name, owed=owed))
    return aged
