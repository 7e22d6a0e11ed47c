"""Goals: what a month is to sell, and what it may spend, with how far the books have come.

Sales are invoices less credits, net of tax; expense is what keeping the shop cost, goods sold aside. Both are sums over
the ledger's income and expense accounts, told apart as in the profit and loss account.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.events import record_event
from billing.financial_statements import COST_OF_GOODS, OTHER_INCOME
from billing.ledger import accounts, ledger_entries
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of, instant, one_of, tenant_table, uuid_id, violated
from munim.days import Period, month_of
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor
from munim.text import Code

MEASURES: Final = ("sales", "expense")

# -- tables ------------------------------------------------------------------------------------------

goals = tenant_table(
    "goals",
    uuid_id(),
    sa.Column("month", sa.Date, nullable=False, comment="its first day"),
    sa.Column("measure", sa.Text, nullable=False),
    sa.Column(
        "category", sa.Text, nullable=False, server_default=sa.text("''"), comment="of expense; empty: all of it"
    ),
    sa.Column("amount_minor", sa.BigInteger, nullable=False, comment="0: given up"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    one_of("measure", MEASURES),
    sa.CheckConstraint("amount_minor >= 0", name="amount"),
    sa.CheckConstraint("extract(day FROM month) = 1", name="month"),
    sa.CheckConstraint("measure = 'expense' OR category = ''", name="category"),
    sa.Index("uq_goals_month", "business_id", "month", "measure", "category", unique=True),
    comment="One row per goal of a month",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class SetGoal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A goal to set. ``month`` like 2026-11; ``category`` of an expense goal, None: all expense."""

    month: str
    measure: Literal["sales", "expense"]
    amount: Decimal
    category: Code | None = None
    id: UUID | None = None


class ChangeGoal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another amount; 0 gives the goal up."""

    amount: Decimal


# -- rules -------------------------------------------------------------------------------------------


class GoalSet(Conflict):
    """This month has such a goal already."""

    code = "goal_set"


def parse_month(text: str) -> date:
    """The first day of a month written as ``2026-11``. Raises ``Invalid``."""
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text, re.ASCII) or text < "1970":
        raise Invalid("a month looks like 2026-11", field="month")
    return date(int(text[:4]), int(text[5:]), 1)


def percent_of(part_minor: int, whole_minor: int) -> Decimal:
    """``part`` of ``whole`` in per cent, to one decimal, halves away from zero."""
    return (Decimal(part_minor) * 100 / whole_minor).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


# -- operations --------------------------------------------------------------------------------------


def set_goal(session: Session, command: SetGoal, *, by: Actor, at: datetime) -> Goal:
    """Set a goal for a month. Raises ``GoalSet`` when there is one to change, ``Invalid``."""
    by.require("expenses.write")
    business = this_business(session)
    month, minor = parse_month(command.month), _amount(command.amount, business)
    if command.category is not None:
        _check_category(session, command)
    goal_id = command.id or new_id()
    row = {"id": goal_id, "month": month, "measure": command.measure, "category": command.category or ""}
    try:
        session.execute(
            sa.insert(goals).values(business_id=business_of(session), amount_minor=minor, created_at=at, **row)
        )
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_goals_month":
                raise GoalSet(f"{command.month} has such a goal: change it", field="month") from None
            case "pk_goals":
                raise Conflict("this id is already a goal", field="id") from None
        raise
    data = {"month": command.month, "measure": command.measure, "category": command.category, "amount_minor": minor}
    today = business.today(at)
    record_event(session, "goal.set", "goal", goal_id, data, by=by, at=at, business_date=today)
    return read_goal(session, goal_id, today=today)


def change_goal(
    session: Session,
    goal_id: UUID,
    command: ChangeGoal,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Goal:
    """Give a goal another amount. Locks its row. Raises ``NotFound``, ``StaleVersion``, ``Invalid``."""
    by.require("expenses.write")
    business = this_business(session)
    today = business.today(at)
    minor = _amount(command.amount, business)
    here = (goals.c.business_id == business_of(session)) & (goals.c.id == goal_id)
    session.execute(sa.select(goals.c.id).where(here).with_for_update())
    before = read_goal(session, goal_id, today=today)
    check_version(before.version, expected_version)
    session.execute(sa.update(goals).where(here).values(amount_minor=minor, version=before.version + 1))
    after = read_goal(session, goal_id, today=today)
    data = {"month": str(before.month), "before_minor": before.amount_minor, "after_minor": minor}
    record_event(session, "goal.changed", "goal", goal_id, data, by=by, at=at, business_date=today)
    return after


def _amount(value: Decimal, business: Business) -> int:
    minor = parse_minor(value, business.currency)
    if minor < 0:
        raise Invalid("a goal is not negative", field="amount")
    return minor


def _check_category(session: Session, command: SetGoal) -> None:
    if command.measure != "expense":
        raise Invalid("only expense has categories", field="category")
    here = (accounts.c.business_id == business_of(session)) & (accounts.c.code == command.category)
    known = sa.select(sa.exists().where(here, accounts.c.kind == "expense"))
    if not session.execute(known).scalar_one():
        raise Invalid(f"there is no account of expense {command.category}", field="category")


# -- reads -------------------------------------------------------------------------------------------


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """A goal and how far the month has come.

    ``pace_minor``: what an even month would have reached by today; ``remaining_minor`` is negative when passed.
    """

    id: UUID
    month: date
    measure: str
    category: str | None
    category_name: str | None
    amount_minor: int
    actual_minor: int
    remaining_minor: int
    pace_minor: int
    percent: Decimal | None
    version: int


def _shape(row: sa.Row[Any], actual: Mapping[str, int], month: Period, today: date) -> Goal:
    reached = actual.get("sales", 0) if row.measure == "sales" else actual.get(row.category or "expense", 0)
    passed = min(max((today - month.start).days + 1, 0), month.days)
    return Goal(
        id=row.id,
        month=row.month,
        measure=row.measure,
        category=row.category or None,
        category_name=row.category_name,
        amount_minor=row.amount_minor,
        actual_minor=reached,
        remaining_minor=row.amount_minor - reached,
        pace_minor=row.amount_minor * passed // month.days,
        percent=percent_of(reached, row.amount_minor) if row.amount_minor else None,
        version=row.version,
    )


def _actuals(session: Session, month: Period) -> dict[str, int]:
    """What the month came to: ``sales``, ``expense``, and each account of expense by its code."""
    total = sa.func.sum(ledger_entries.c.amount_minor)
    found = session.execute(
        sa.select(accounts.c.code, accounts.c.kind, total)
        .join(
            ledger_entries,
            (ledger_entries.c.business_id == accounts.c.business_id) & (ledger_entries.c.account == accounts.c.code),
        )
        .where(
            accounts.c.business_id == business_of(session),
            accounts.c.kind.in_(("income", "expense")),
            ledger_entries.c.business_date >= month.start,
            ledger_entries.c.business_date < month.end,
        )
        .group_by(accounts.c.code, accounts.c.kind)
    ).all()
    spent = {code: int(sum_minor) for code, kind, sum_minor in found if kind == "expense"}
    overheads = {code: minor for code, minor in spent.items() if code not in COST_OF_GOODS}
    sold = -sum(int(sum_minor) for code, kind, sum_minor in found if kind == "income" and code not in OTHER_INCOME)
    return {**spent, "sales": sold, "expense": sum(overheads.values())}


_NAMED: sa.Select[Any] = sa.select(*goals.c, accounts.c.name.label("category_name")).outerjoin(
    accounts, (accounts.c.business_id == goals.c.business_id) & (accounts.c.code == goals.c.category)
)


def read_goal(session: Session, goal_id: UUID, *, today: date) -> Goal:
    """One goal as it stands ``today``. Raises ``NotFound``."""
    row = session.execute(
        _NAMED.where(goals.c.business_id == business_of(session), goals.c.id == goal_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such goal")
    month = month_of(row.month)
    return _shape(row, _actuals(session, month), month, today)


def list_goals(session: Session, month: str | None, *, by: Actor, at: datetime) -> list[Goal]:
    """The goals of a month (this one when not said), sales first, then expense, those given up left out."""
    by.require("expenses.read")
    today = this_business(session).today(at)
    asked = month_of(today if month is None else parse_month(month))
    found = session.execute(
        _NAMED.where(
            goals.c.business_id == business_of(session), goals.c.month == asked.start, goals.c.amount_minor > 0
        ).order_by(goals.c.measure.desc(), goals.c.category)
    ).all()
    actual = _actuals(session, asked) if found else {}
    return [_shape(row, actual, asked, today) for row in found]
