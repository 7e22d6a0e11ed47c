"""Accounts: where the shop's money lies and what it is spent on, opened beside the chart every business has."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.ledger import MONEY_PURPOSES, Entry, accounts, ledger_entries, post
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of
from munim.errors import Invalid, NotFound, Refused
from munim.money import parse_minor
from munim.text import Code, Line

# -- commands ----------------------------------------------------------------------------------------

Purpose = Literal["cash", "bank", "upi", "card", "cheque", "gateway", "expense"]


class OpenAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A further account for money, or a further category of expense.

    ``code`` is made from the name when none is given; ``opening_balance`` is the money in it when the books began.
    """

    name: Line
    purpose: Purpose
    code: Code | None = None
    opening_balance: Decimal = Decimal(0)


class ChangeAccount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An account's name, and whether it may still be chosen."""

    name: Line
    active: bool = True


# -- rules -------------------------------------------------------------------------------------------

# Money paid by these methods may be credited to a bank account straight away.
_SETTLES_IN_BANK: Final = ("bank", "upi", "card", "cheque", "gateway")
# A deposit held is set against a bill: what it takes from is no account of money.
_METHOD_ACCOUNTS: Final = {**{method: method for method in MONEY_PURPOSES}, "deposit": "deposits"}
_RESERVED: Final = frozenset({"transfers"})  # a code is part of an address, and so is this word
_CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")


class SystemAccount(Refused):
    """This account belongs to every business's chart and stays open."""

    code = "system_account"


def may_hold(purpose: str, method: str) -> bool:
    """Whether an account of this purpose may take in, or give out, money paid by the method."""
    return purpose == method or (purpose == "bank" and method in _SETTLES_IN_BANK)


def account_code(name: str, purpose: str) -> str:
    """The code an account gets from its name: ``HDFC Current a/c`` gives ``hdfc_current_a_c``; of a name without Latin letters, its purpose."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return re.sub(r"^[0-9_]+", "", words)[:32].strip("_") or purpose


def money_account(session: Session, method: str, account: str | None, *, field: str = "account") -> str:
    """The ledger account that money paid by ``method`` goes into or comes out of: the one named, else the method's own.

    A bank account takes in everything but cash. Raises ``Invalid`` for an account that is not there, is closed, or
    holds no money of that method.
    """
    if account is None:
        return _METHOD_ACCOUNTS[method]
    query = sa.select(accounts.c.name, accounts.c.purpose, accounts.c.active)
    found = session.execute(query.where(_here(session, account))).one_or_none()
    if found is None:
        raise Invalid(f"there is no account {account}", field=field)
    if not found.active:
        raise Invalid(f"{found.name} is closed", field=field)
    if not may_hold(found.purpose, method):
        raise Invalid(f"{found.name} holds no money paid by {method}", field=field)
    return account


# -- operations --------------------------------------------------------------------------------------


def open_account(session: Session, command: OpenAccount, *, by: Actor, at: datetime) -> Account:
    """Open an account and post what it held when the books began. Raises ``Invalid`` for a code that is taken."""
    by.require("accounts.write")
    business = this_business(session)
    if not command.name.strip():
        raise Invalid("an account has a name", field="name")
    opening = parse_minor(command.opening_balance, business.currency, field="opening_balance")
    if opening and command.purpose == "expense":
        raise Invalid("a category of expense begins with nothing", field="opening_balance")
    code = _insert(session, command)
    today = business.today(at)
    legs = [Entry(code, opening), Entry("opening", -opening)]
    post(session, "opening", None, legs, business_date=today, at=at, narration=f"Opening balance of {command.name}")
    data = {"name": command.name, "purpose": command.purpose, "opening_balance_minor": opening}
    record_event(session, "account.opened", "account", code, data, by=by, at=at, business_date=today)
    return read_account(session, code)


def change_account(
    session: Session,
    code: str,
    command: ChangeAccount,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Account:
    """Rename an account, close it or open it again. Locks its row against other edits, but not against postings.

    Raises ``NotFound``, ``StaleVersion``, ``Invalid``, ``SystemAccount`` for closing one of the chart.
    """
    by.require("accounts.write")
    before = lock_account(session, code)
    check_version(before.version, expected_version)
    if not command.name.strip():
        raise Invalid("an account has a name", field="name")
    if before.system and not command.active:
        raise SystemAccount(f"{before.name} stays open: operations post to it", field="active")
    session.execute(
        sa.update(accounts)
        .where(_here(session, code))
        .values(name=command.name, active=command.active, version=before.version + 1)
    )
    after = read_account(session, code)
    record_event(
        session,
        "account.changed",
        "account",
        code,
        changed(before, after),
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return after


def lock_account(session: Session, code: str) -> Account:
    """Lock one account until the transaction ends, so that two who take money out of it take turns.

    Postings to it go on: they only refer to its key. Locked after stock levels, before the number series.
    Raises ``NotFound``.
    """
    session.execute(sa.select(accounts.c.code).where(_here(session, code)).with_for_update(key_share=True))
    return read_account(session, code)


def _insert(session: Session, command: OpenAccount) -> str:
    """Store the account under its code, or under the first free one made from its name."""
    if command.code is not None and not _CODE.fullmatch(command.code):
        raise Invalid("a code is small letters, digits and _, a letter first, at most 40", field="code")
    wanted = command.code or account_code(command.name, command.purpose)
    row = {
        "business_id": business_of(session),
        "name": command.name,
        "kind": "expense" if command.purpose == "expense" else "asset",
        "purpose": command.purpose,
        "system": False,
    }
    attempt = 1
    while True:
        code = wanted if attempt == 1 else f"{wanted}_{attempt}"
        free = code not in _RESERVED
        added = insert(accounts).values(**row, code=code).on_conflict_do_nothing().returning(accounts.c.code)
        if free and session.execute(added).scalar_one_or_none() is not None:
            return code
        if command.code is not None:
            raise Invalid(f"there is an account {code} already", field="code")
        attempt += 1


def _here(session: Session, code: str) -> sa.ColumnElement[bool]:
    return (accounts.c.business_id == business_of(session)) & (accounts.c.code == code)


# -- reads -------------------------------------------------------------------------------------------


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account; ``balance_minor`` is the money it holds (None: it is no account of money, see the trial balance)."""

    code: str
    name: str
    kind: str
    purpose: str
    active: bool
    system: bool
    version: int
    balance_minor: int | None


_HELD = (
    sa.select(sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0))
    .where(ledger_entries.c.business_id == accounts.c.business_id, ledger_entries.c.account == accounts.c.code)
    .correlate(accounts)
    .scalar_subquery()
)
_COLUMNS = [accounts.c[name] for name in Account.__struct_fields__ if name != "balance_minor"] + [
    sa.case((accounts.c.purpose.in_(MONEY_PURPOSES), _HELD), else_=None).label("balance_minor")
]


def _shape(row: sa.Row[Any]) -> Account:
    held = row._mapping["balance_minor"]
    return Account(
        **{name: row._mapping[name] for name in Account.__struct_fields__ if name != "balance_minor"},
        balance_minor=None if held is None else int(held),
    )


def read_account(session: Session, code: str) -> Account:
    """One account. Raises ``NotFound``."""
    row = session.execute(sa.select(*_COLUMNS).where(_here(session, code))).one_or_none()
    if row is None:
        raise NotFound("there is no such account")
    return _shape(row)


def list_accounts(session: Session, listing: Listing, *, by: Actor) -> Page[Account]:
    """Accounts by code; filters ``purpose``, ``kind``, ``active``."""
    by.require("accounts.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(accounts.c.business_id == business_of(session)),
        listing,
        sorts={"code": accounts.c.code, "name": accounts.c.name},
        id_column=accounts.c.code,
        filters={
            "purpose": lambda text: accounts.c.purpose == text,
            "kind": lambda text: accounts.c.kind == text,
            "active": lambda text: accounts.c.active == flag(text),
        },
        shape=_shape,
    )
