"""Cheques: what is written on one, and its way from the drawer to the bank and back.

It goes forward only: received, deposited, cleared; until it clears it may bounce, which undoes the receipt
(``billing/payments/reverse.py``).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import Business, this_business
from billing.customers import customers
from billing.events import record_event
from billing.ledger import Entry, post
from billing.listing import Listing, Page, page
from billing.payments.tables import cheques, payments
from billing.permissions import Actor
from munim.database import business_of
from munim.days import show_day
from munim.errors import Invalid, NotFound, Refused
from munim.text import Code, Line

# -- commands ----------------------------------------------------------------------------------------


class ChequeDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is written on a cheque; ``dated`` None: the day it was received, later: it is post-dated."""

    number: Code | None = None
    bank: Line | None = None
    dated: date | None = None


class DepositCheque(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where a cheque is deposited; ``account`` None: the bank account of the chart."""

    account: Code | None = None
    business_date: date | None = None


class ClearCheque(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The day the bank credited a cheque."""

    business_date: date | None = None


# -- rules -------------------------------------------------------------------------------------------

# What a cheque may become next.
_NEXT: Final = {
    "received": ("deposited", "bounced", "reversed"),
    "deposited": ("cleared", "bounced", "reversed"),
    "cleared": ("reversed",),
    "bounced": (),
    "reversed": (),
}


class ChequeMoved(Refused):
    """A cheque does not go this way."""

    code = "cheque_moved"


def check_step(cheque: Cheque, to: str) -> None:
    """Raises ``ChequeMoved`` unless the cheque may become ``to``."""
    if to not in _NEXT[cheque.status]:
        name = f"cheque {cheque.number}" if cheque.number else "this cheque"
        raise ChequeMoved(f"{name} is {cheque.status}: it cannot be {to}", status=cheque.status)


# -- operations --------------------------------------------------------------------------------------


def keep_cheque(
    session: Session, payment_id: UUID, details: ChequeDetails, *, business_date: date, at: datetime
) -> None:
    """Keep what is written on the cheque of a receipt just recorded."""
    session.execute(
        sa.insert(cheques).values(
            business_id=business_of(session), payment_id=payment_id, status="received", number=details.number,
            bank=details.bank, dated=details.dated or business_date, created_at=at,
        )
    )  # fmt: skip


def deposit_cheque(session: Session, payment_id: UUID, command: DepositCheque, *, by: Actor, at: datetime) -> Cheque:
    """Take a cheque to the bank: out of the cheques in hand, into the bank account.

    Locks the cheque, then the head. Raises ``NotFound``, ``ChequeMoved``, ``Invalid``, ``Refused`` for one whose date is
    not come.
    """
    by.require("payments.write")
    cheque = lock_cheque(session, payment_id)
    check_step(cheque, "deposited")
    business = this_business(session)
    day = _day(command.business_date, cheque.received_date, business, at)
    if cheque.dated > day:
        raise Refused(
            f"the cheque is dated {show_day(cheque.dated)}: the bank will not take it before", field="business_date"
        )
    account = money_account(session, "bank", command.account)
    change_cheque(session, payment_id, status="deposited", account=account, deposited_date=day)
    legs = [Entry(account, cheque.amount_minor), Entry(cheque.held_in, -cheque.amount_minor)]
    post(session, "deposit", payment_id, legs, business_date=day, at=at, narration=cheque.payment_number)
    data = {"number": cheque.payment_number, "account": account, "amount_minor": cheque.amount_minor}
    record_event(session, "cheque.deposited", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_cheque(session, payment_id)


def clear_cheque(session: Session, payment_id: UUID, command: ClearCheque, *, by: Actor, at: datetime) -> Cheque:
    """Note that the bank credited a cheque. Locks the cheque, then the head. Raises ``NotFound``, ``ChequeMoved``, ``Invalid``."""
    by.require("payments.write")
    cheque = lock_cheque(session, payment_id)
    check_step(cheque, "cleared")
    business = this_business(session)
    day = _day(command.business_date, cheque.deposited_date or cheque.received_date, business, at)
    change_cheque(session, payment_id, status="cleared", cleared_date=day)
    data = {"number": cheque.payment_number, "amount_minor": cheque.amount_minor}
    record_event(session, "cheque.cleared", "payment", payment_id, data, by=by, at=at, business_date=day)
    return read_cheque(session, payment_id)


def _day(asked: date | None, earliest: date, business: Business, at: datetime) -> date:
    day = business.day_of(asked, at)
    if day < earliest:
        raise Invalid(f"that is before {show_day(earliest)}, when the cheque came that far", field="business_date")
    return day


def lock_cheque(session: Session, payment_id: UUID) -> Cheque:
    """Lock a receipt and its cheque until the transaction ends. Raises ``NotFound``."""
    here = (payments.c.business_id == business_of(session)) & (payments.c.id == payment_id)
    session.execute(sa.select(payments.c.id).where(here).with_for_update())
    return read_cheque(session, payment_id)


def change_cheque(session: Session, payment_id: UUID, **values: Any) -> None:
    """Write a step of a cheque whose receipt the caller has locked."""
    session.execute(
        sa.update(cheques)
        .where(cheques.c.business_id == business_of(session), cheques.c.payment_id == payment_id)
        .values(version=cheques.c.version + 1, **values)
    )


# -- reads -------------------------------------------------------------------------------------------


class Cheque(msgspec.Struct, frozen=True, kw_only=True):
    """A cheque and the receipt it was given for; ``held_in`` is the account it lies in until it is deposited into ``account``."""

    payment_id: UUID
    payment_number: str
    customer_id: UUID
    customer_name: str
    amount_minor: int
    status: str
    number: str | None
    bank: str | None
    dated: date
    received_date: date
    held_in: str
    account: str | None
    deposited_date: date | None
    cleared_date: date | None
    reversed_date: date | None
    bounce_charge_minor: int
    version: int


_DERIVED: Final[dict[str, sa.ColumnElement[Any]]] = {
    "payment_number": payments.c.number,
    "customer_id": payments.c.customer_id,
    "customer_name": customers.c.name,
    "amount_minor": payments.c.amount_minor,
    "received_date": payments.c.business_date,
    "held_in": sa.func.coalesce(payments.c.account, payments.c.method),
    "reversed_date": payments.c.reversed_date,
}
_FROM: Final[sa.Select[Any]] = (
    sa.select(
        *(_DERIVED[name].label(name) if name in _DERIVED else cheques.c[name] for name in Cheque.__struct_fields__)
    )
    .join(payments, (payments.c.business_id == cheques.c.business_id) & (payments.c.id == cheques.c.payment_id))
    .join(customers, (customers.c.business_id == payments.c.business_id) & (customers.c.id == payments.c.customer_id))
)


def _shape(row: sa.Row[Any]) -> Cheque:
    return Cheque(**{name: row._mapping[name] for name in Cheque.__struct_fields__})


def find_cheque(session: Session, payment_id: UUID) -> Cheque | None:
    """The cheque of a receipt; None when it was paid otherwise."""
    row = session.execute(
        _FROM.where(cheques.c.business_id == business_of(session), cheques.c.payment_id == payment_id)
    ).one_or_none()
    return None if row is None else _shape(row)


def read_cheque(session: Session, payment_id: UUID) -> Cheque:
    """The cheque of a receipt. Raises ``NotFound``."""
    found = find_cheque(session, payment_id)
    if found is None:
        raise NotFound("there is no such cheque")
    return found


def list_cheques(session: Session, listing: Listing, *, by: Actor) -> Page[Cheque]:
    """Cheques by the date written on them; filters status, customer_id, from, to (of that date, ``to`` included)."""
    by.require("payments.read")
    return page(
        session,
        _FROM.where(cheques.c.business_id == business_of(session)),
        listing,
        sorts={"dated": cheques.c.dated, "created_at": cheques.c.created_at},
        id_column=cheques.c.payment_id,
        filters={
            "status": lambda text: cheques.c.status == text,
            "customer_id": lambda text: payments.c.customer_id == UUID(text),
            "from": lambda text: cheques.c.dated >= date.fromisoformat(text),
            "to": lambda text: cheques.c.dated <= date.fromisoformat(text),
        },
        shape=_shape,
    )
