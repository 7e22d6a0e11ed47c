"""Changing an expense, and taking one back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.expenses.reads import Expense, here, read_expense
from billing.expenses.record import ExpenseDetails, legs_of, stored_values
from billing.expenses.tables import expenses
from billing.ledger import post, reverse
from billing.permissions import Actor
from billing.versions import check_version
from munim.errors import Conflict, Invalid
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class CancelExpense(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the expense is taken back."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------


class ExpenseCancelled(Conflict):
    """This expense is cancelled already."""

    code = "expense_cancelled"


# -- operations --------------------------------------------------------------------------------------


def change_expense(
    session: Session,
    expense_id: UUID,
    command: ExpenseDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Expense:
    """Replace what an expense says: its posting is reversed on its own day and made anew, its number stays.

    A reversal today would leave a wrong month wrong and make this one wrong too. Locks the expense and the head. Raises
    ``NotFound``, ``StaleVersion``, ``ExpenseCancelled``, ``Invalid`` (also for a day of another financial year, whose
    numbers it does not belong to).
    """
    by.require("expenses.write")
    before = _lock(session, expense_id, expected_version)
    values = stored_values(session, command, at=at, kept=before)
    calendar = this_business(session).calendar
    if calendar.financial_year_name(values["business_date"]) != before.financial_year:
        raise Invalid(
            f"{before.number} is a number of {before.financial_year}: cancel it and record another",
            field="business_date",
        )
    session.execute(sa.update(expenses).where(here(session, expense_id)).values(**values, version=before.version + 1))
    old, new = legs_of(msgspec.structs.asdict(before)), legs_of(values)
    if (old, before.business_date) != (new, values["business_date"]):
        narration = f"Changed {before.number}"
        post(session, "expense_reversal", expense_id, reverse(old), business_date=before.business_date, at=at, narration=narration)  # fmt: skip
        post(session, "expense", expense_id, new, business_date=values["business_date"], at=at, narration=before.number)
    after = read_expense(session, expense_id)
    data = changed(before, after, personal=("payee", "note"))
    today = calendar.business_date(at)
    record_event(session, "expense.changed", "expense", expense_id, data, by=by, at=at, business_date=today)
    return after


def cancel_expense(
    session: Session,
    expense_id: UUID,
    command: CancelExpense,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Expense:
    """Take an expense back, once: reversed on its own day, since it never was; its number stays used.

    Locks the expense and the head. Raises ``NotFound``, ``StaleVersion``, ``ExpenseCancelled``, ``Invalid`` without a reason.
    """
    by.require("expenses.write")
    if not command.reason.strip():
        raise Invalid("say why the expense is cancelled", field="reason")
    before = _lock(session, expense_id, expected_version)
    today = this_business(session).today(at)
    session.execute(
        sa.update(expenses)
        .where(here(session, expense_id))
        .values(cancelled_date=today, cancel_reason=command.reason, version=before.version + 1)
    )
    legs = reverse(legs_of(msgspec.structs.asdict(before)))
    narration = f"Cancelled {before.number}"
    post(session, "expense_reversal", expense_id, legs, business_date=before.business_date, at=at, narration=narration)
    data = {"number": before.number, "amount_minor": before.amount_minor, "reason": command.reason}
    record_event(session, "expense.cancelled", "expense", expense_id, data, by=by, at=at, business_date=today)
    return read_expense(session, expense_id)


def _lock(session: Session, expense_id: UUID, expected_version: int | None) -> Expense:
    session.execute(sa.select(expenses.c.id).where(here(session, expense_id)).with_for_update())
    found = read_expense(session, expense_id)
    if found.cancelled_date is not None:
        raise ExpenseCancelled(f"{found.number} was cancelled on {found.cancelled_date}")
    check_version(found.version, expected_version)
    return found
