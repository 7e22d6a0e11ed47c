"""Reminders: a business's policy, and which bills it says to remind of on a day.

A rule is a number of days before or after the due date. A reminder is keyed by bill, rule and due date, so running a
day again finds the same reminders (rule J-23).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on, insert
from sqlalchemy.orm import Session

from billing.bills.tables import OWED, bills
from billing.business import read_business
from billing.customers import customer_balances, customers
from billing.events import changed, follow_from_now, record_event
from billing.permissions import Actor
from munim.database import amount, business_of, tenant_table
from munim.errors import Invalid, NotFound
from munim.money import parse_minor

CHANNELS: Final = ("whatsapp", "sms", "email")
RECEIPTS_READER: Final = "receipts"  # of the business's events

# -- tables ------------------------------------------------------------------------------------------

reminder_policies = tenant_table(
    "reminder_policies",
    sa.Column("days_before", ARRAY(sa.SmallInteger), nullable=False, comment="of the due date; 0 is the day itself"),
    sa.Column("days_after", ARRAY(sa.SmallInteger), nullable=False, comment="of the due date"),
    sa.Column(
        "channels",
        ARRAY(sa.Text),
        nullable=False,
        comment="in order of preference; the first the customer can be reached by is used",
    ),
    amount("smallest_minor", default=0),
    sa.Column(
        "receipts", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="thank for each payment"
    ),
    sa.Column("opens", sa.Time, nullable=False, comment="no text message before this, in the recipient's zone"),
    sa.Column("closes", sa.Time, nullable=False, comment="nor from this on"),
    comment="One row per business: whom it reminds, when and how",
)

# -- commands ----------------------------------------------------------------------------------------


class ReminderPolicy(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Steps in days from the due date, ways to reach a customer, the smallest debt worth a message (currency units)."""

    days_before: tuple[int, ...] = (2,)
    days_after: tuple[int, ...] = (1, 7, 15, 30)
    channels: tuple[str, ...] = CHANNELS
    smallest: Decimal = Decimal(0)
    receipts: bool = False
    # TRAI allows service texts at any hour and promotional ones from 10 to 21; nobody likes a debt named at breakfast
    opens: time = time(9)
    closes: time = time(21)


# -- operations --------------------------------------------------------------------------------------


def default_reminder_policy(session: Session) -> None:
    """The policy a new business starts with. Part of registering it: records no event of its own."""
    _store(session, ReminderPolicy(), currency=read_business(session).currency)


def change_reminder_policy(
    session: Session, command: ReminderPolicy, *, by: Actor, at: datetime
) -> ReminderPolicyState:
    """Replace the business's policy; receipts that are switched on begin with the next payment. Raises ``Invalid``."""
    by.require("business.write")
    business = read_business(session)
    before = read_reminder_policy(session)
    _store(session, command, currency=business.currency)
    after = read_reminder_policy(session)
    if after.receipts and not before.receipts:
        follow_from_now(session, RECEIPTS_READER)
    record_event(
        session,
        "reminder_policy.changed",
        "business",
        business.business_id,
        changed(before, after),
        by=by,
        at=at,
        business_date=business.today(at),
    )
    return after


def _store(session: Session, policy: ReminderPolicy, *, currency: str) -> None:
    for field in ("days_before", "days_after"):
        if any(not 0 <= days <= 365 for days in getattr(policy, field)):
            raise Invalid(f"{field} holds numbers of days from 0 to 365", field=field)
    if 0 in policy.days_after:
        raise Invalid("the due date itself is day 0 of days_before", field="days_after")
    if not policy.channels or set(policy.channels) - set(CHANNELS):
        raise Invalid(f"channels are some of {', '.join(CHANNELS)}", field="channels")
    if policy.opens >= policy.closes:
        raise Invalid("messages go out between opens and closes of one day", field="closes")
    values = {
        "days_before": list(policy.days_before),
        "days_after": list(policy.days_after),
        "channels": list(policy.channels),
        "smallest_minor": parse_minor(policy.smallest, currency, field="smallest"),
        "receipts": policy.receipts,
        "opens": policy.opens,
        "closes": policy.closes,
    }
    statement = insert(reminder_policies).values(business_id=business_of(session), **values)
    session.execute(statement.on_conflict_do_update(index_elements=["business_id"], set_=values))


# -- reads -------------------------------------------------------------------------------------------


class ReminderPolicyState(msgspec.Struct, frozen=True, kw_only=True):
    """The policy as stored."""

    days_before: tuple[int, ...]
    days_after: tuple[int, ...]
    channels: tuple[str, ...]
    smallest_minor: int
    receipts: bool
    opens: time
    closes: time


def read_reminder_policy(session: Session) -> ReminderPolicyState:
    """The business's policy. Raises ``NotFound`` for a business made without one."""
    columns = [reminder_policies.c[name] for name in ReminderPolicyState.__struct_fields__]
    row = (
        session.execute(sa.select(*columns).where(reminder_policies.c.business_id == business_of(session)))
        .mappings()
        .one_or_none()
    )
    if row is None:
        raise NotFound("this business has no reminder policy")
    lists = {name: tuple(row[name]) for name in ("days_before", "days_after", "channels")}
    return ReminderPolicyState(**{**row, **lists})


class DueReminder(msgspec.Struct, frozen=True, kw_only=True):
    """A bill to remind of. ``days``: past its due date, negative before it; ``due_minor``: what is still open."""

    bill_id: UUID
    number: str
    business_date: date
    due_date: date
    days: int
    due_minor: int
    customer_id: UUID
    customer_name: str
    phone: str | None
    email: str | None
    language: str | None

    @property
    def event(self) -> str:
        """Which words it needs."""
        return "overdue_reminder" if self.days > 0 else "due_reminder"

    @property
    def key(self) -> str:
        """(bill, rule, period): the due date stands for the period, so terms that were extended start over."""
        return f"reminder/{self.bill_id}/{self.days:+d}/{self.due_date}"


_OPEN = bills.c.total_minor - bills.c.allocated_minor - bills.c.credited_minor - bills.c.written_off_minor
_DUE = (
    sa.select(
        bills.c.id.label("bill_id"),
        bills.c.number,
        bills.c.business_date,
        bills.c.due_date,
        _OPEN.label("due_minor"),
        customers.c.id.label("customer_id"),
        customers.c.name.label("customer_name"),
        customers.c.phone,
        customers.c.email,
        customers.c.language,
    )
    .join_from(
        bills, customers, (customers.c.business_id == bills.c.business_id) & (customers.c.id == bills.c.customer_id)
    )
    .join(
        customer_balances,
        (customer_balances.c.business_id == bills.c.business_id)
        & (customer_balances.c.customer_id == bills.c.customer_id),
    )
    .where(bills.c.status == "issued", bills.c.kind.in_(OWED), _OPEN > 0)
)


def reminders_due(session: Session, *, day: date, policy: ReminderPolicyState) -> list[DueReminder]:
    """The open bills that reach a step of the policy on ``day`` (the shop's own), one statement for the whole business.

    Left out: walk-in customers, those who want no messages or cannot be reached, and those whose advance covers the debt.
    """
    steps = [-days for days in policy.days_before] + list(policy.days_after)
    statement = _DUE.where(
        bills.c.business_id == business_of(session),
        bills.c.due_date.in_([day - timedelta(days=days) for days in steps]),
        policy.smallest_minor <= _OPEN,
        customer_balances.c.balance_minor > 0,
        ~customers.c.is_walk_in,
        ~customers.c.opted_out,
        sa.or_(customers.c.phone.is_not(None), customers.c.email.is_not(None)),
    ).order_by(bills.c.due_date, bills.c.id)
    return [_shape(row, day) for row in session.execute(statement).mappings()]


def reminder_for(session: Session, bill_id: UUID, *, day: date) -> DueReminder:
    """A reminder of one bill whatever the policy says: a person asked for it. Raises ``NotFound`` when nothing is open."""
    statement = _DUE.where(bills.c.business_id == business_of(session), bills.c.id == bill_id)
    row = session.execute(statement).mappings().one_or_none()
    if row is None:
        raise NotFound("there is no such open bill")
    return _shape(row, day)


def longest_overdue(session: Session, *, day: date, most: int) -> Sequence[DueReminder]:
    """The open bills furthest past their due date, of customers that can be reached, one a customer."""
    reachable = sa.or_(customers.c.phone.is_not(None), customers.c.email.is_not(None))
    first = (
        _DUE.where(
            bills.c.business_id == business_of(session),
            bills.c.due_date < day,
            reachable,
            ~customers.c.is_walk_in,
            ~customers.c.opted_out,
        )
        .ext(distinct_on(bills.c.customer_id))
        .order_by(bills.c.customer_id, bills.c.due_date, bills.c.id)
        .subquery()
    )
    rows = session.execute(sa.select(first).order_by(first.c.due_date, first.c.bill_id).limit(most)).mappings()
    return [_shape(row, day) for row in rows]


def _shape(row: sa.RowMapping, day: date) -> DueReminder:
    return DueReminder(**row, days=(day - row["due_date"]).days)
