"""Reading expenses: one, or lists of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.expenses.tables import expenses
from billing.ledger import accounts
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from munim.database import business_of
from munim.errors import NotFound


class Expense(msgspec.Struct, frozen=True, kw_only=True):
    """An expense voucher; ``net_minor`` and the taxes claimed sum to ``amount_minor``."""

    id: UUID
    number: str
    financial_year: str
    category: str
    category_name: str
    method: str
    account: str
    amount_minor: int
    net_minor: int
    tax_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    cess_minor: int
    payee: str | None
    payee_gstin: str | None
    reference: str | None
    note: str | None
    receipt_file_id: UUID | None
    business_date: date
    cancelled_date: date | None
    cancel_reason: str | None
    staff_id: UUID | None
    version: int
    created_at: datetime


_FROM = sa.select(
    *(
        accounts.c.name.label(name) if name == "category_name" else expenses.c[name]
        for name in Expense.__struct_fields__
    )
).join(accounts, (accounts.c.business_id == expenses.c.business_id) & (accounts.c.code == expenses.c.category))


def here(session: Session, expense_id: UUID) -> sa.ColumnElement[bool]:
    """The row of one expense."""
    return (expenses.c.business_id == business_of(session)) & (expenses.c.id == expense_id)


def _shape(row: sa.Row[Any]) -> Expense:
    return Expense(**{name: row._mapping[name] for name in Expense.__struct_fields__})


def read_expense(session: Session, expense_id: UUID) -> Expense:
    """One expense. Raises ``NotFound``."""
    row = session.execute(_FROM.where(here(session, expense_id))).one_or_none()
    if row is None:
        raise NotFound("there is no such expense")
    return _shape(row)


def list_expenses(session: Session, listing: Listing, *, by: Actor) -> Page[Expense]:
    """Expenses, newest first; filters ``category``, ``account``, ``method``, ``q`` (part of payee or note), ``cancelled``,
    ``from``, ``to`` (included)."""
    by.require("expenses.read")

    def matching(text: str) -> sa.ColumnElement[bool]:
        return expenses.c.payee.icontains(text, autoescape=True) | expenses.c.note.icontains(text, autoescape=True)

    return page(
        session,
        _FROM.where(expenses.c.business_id == business_of(session)),
        listing,
        sorts={"-business_date": expenses.c.business_date, "amount": expenses.c.amount_minor},
        id_column=expenses.c.id,
        filters={
            "category": lambda text: expenses.c.category == text,
            "account": lambda text: expenses.c.account == text,
            "method": lambda text: expenses.c.method == text,
            "q": matching,
            "cancelled": lambda text: expenses.c.cancelled_date.is_not(None) == flag(text),
            "from": lambda text: expenses.c.business_date >= date.fromisoformat(text),
            "to": lambda text: expenses.c.business_date <= date.fromisoformat(text),
        },
        shape=_shape,
    )
