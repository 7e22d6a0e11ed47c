"""A customer's statement: what was billed, paid and credited between two days, and where that leaves them."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.customers import Customer, read_customer
from billing.ledger import ledger_entries, postings
from billing.permissions import Actor
from munim.database import business_of
from munim.days import Period

# -- reads -------------------------------------------------------------------------------------------


class StatementLine(msgspec.Struct, frozen=True):
    """One posting to the customer's account; positive: they owe more. ``balance_minor`` is after it."""

    business_date: date
    kind: str
    narration: str | None
    subject_id: UUID | None
    amount_minor: int
    balance_minor: int


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """Opening balance, every line, closing balance; opening + lines = closing."""

    customer: Customer
    period: Period
    opening_minor: int
    lines: list[StatementLine]
    closing_minor: int


def customer_statement(session: Session, customer_id: UUID, period: Period, *, by: Actor) -> Statement:
    """The customer's account over the business dates of ``period``. Raises ``NotFound``."""
    by.require("customers.read")
    customer = read_customer(session, customer_id)
    mine = (
        (ledger_entries.c.business_id == business_of(session))
        & (ledger_entries.c.customer_id == customer_id)
        & (ledger_entries.c.account == "receivable")
    )
    before = sa.select(sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0)).where(
        mine, ledger_entries.c.business_date < period.start
    )
    opening = balance = int(session.execute(before).scalar_one())
    found = session.execute(
        sa.select(
            postings.c.business_date,
            postings.c.kind,
            postings.c.narration,
            postings.c.subject_id,
            ledger_entries.c.amount_minor,
        )
        .join(
            postings,
            (postings.c.business_id == ledger_entries.c.business_id) & (postings.c.id == ledger_entries.c.posting_id),
        )
        .where(mine, ledger_entries.c.business_date >= period.start, ledger_entries.c.business_date < period.end)
        .order_by(ledger_entries.c.business_date, ledger_entries.c.id)
    )
    lines: list[StatementLine] = []
    for day, kind, narration, subject_id, amount_minor in found:
        balance += amount_minor
        lines.append(StatementLine(day, kind, narration, subject_id, amount_minor, balance))
    return Statement(customer=customer, period=period, opening_minor=opening, lines=lines, closing_minor=balance)
