"""Transfers: money moved between the shop's own accounts, put in by its owner, or taken out by them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import Account, lock_account
from billing.business import Business, this_business
from billing.events import record_event
from billing.ledger import MONEY_PURPOSES, Entry, accounts, entries_of, post, reverse
from billing.listing import Listing, Page, flag, page
from billing.numbering import default_series, take_number
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import amount, business_of, instant, one_of, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import parse_minor, show
from munim.text import Code, Line, Prose

KINDS: Final = ("transfer", "capital", "drawings", "opening")

# -- tables ------------------------------------------------------------------------------------------

transfers = tenant_table(
    "transfers",
    uuid_id(),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column(
        "kind",
        sa.Text,
        nullable=False,
        comment="transfer: between two accounts of money; capital and drawings: from and to the owner; opening: there when the books began",
    ),
    sa.Column("from_account", sa.Text, nullable=False),
    sa.Column("to_account", sa.Text, nullable=False),
    amount("amount_minor"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("reference", sa.Text, comment="UTR, cheque or slip number"),
    sa.Column("note", sa.Text),
    sa.Column("cancelled_date", sa.Date),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("staff_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.ForeignKeyConstraint(["business_id", "from_account"], ["accounts.business_id", "accounts.code"]),
    sa.ForeignKeyConstraint(["business_id", "to_account"], ["accounts.business_id", "accounts.code"]),
    one_of("kind", KINDS),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("from_account <> to_account", name="two_accounts"),
    sa.Index("uq_transfers_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_transfers_date", "business_id", "business_date", "id"),
    comment="One row per transfer voucher",
    mirrored=True,
)

# For billing/integrity.py: what it moved, as long as it stands.
TRANSFERS_ARE_POSTED: Final = """
WITH said AS (
    SELECT t.id, leg.account, leg.minor FROM transfers t,
        LATERAL (VALUES (t.to_account, t.amount_minor), (t.from_account, -t.amount_minor)) AS leg(account, minor)
    WHERE t.business_id = :business_id AND t.cancelled_date IS NULL
), posted AS (
    SELECT p.subject_id AS id, l.account, sum(l.amount_minor) AS minor
    FROM postings p JOIN ledger_entries l ON l.business_id = p.business_id AND l.posting_id = p.id
    WHERE p.business_id = :business_id AND p.kind IN ('transfer', 'transfer_cancellation')
    GROUP BY p.subject_id, l.account HAVING sum(l.amount_minor) <> 0
)
SELECT concat_ws(' ', id, account), coalesce(said.minor, 0)::text, coalesce(posted.minor, 0)::text
FROM said FULL JOIN posted USING (id, account)
WHERE said.minor IS DISTINCT FROM posted.minor
"""

# -- commands ----------------------------------------------------------------------------------------


class TransferMoney(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money to move. ``from_account`` is left out for capital and opening money, ``to_account`` for drawings."""

    amount: Decimal
    kind: Literal["transfer", "capital", "drawings", "opening"] = "transfer"
    from_account: Code | None = None
    to_account: Code | None = None
    id: UUID | None = None
    business_date: date | None = None
    reference: Line | None = None
    note: Prose | None = None


class CancelTransfer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why the transfer is taken back."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------

# where the money comes from or goes to when that is no account of money
_OUTSIDE: Final = {"capital": ("capital", None), "drawings": (None, "drawings"), "opening": ("opening", None)}


class NotEnoughCash(Refused):
    """There is not that much cash to take out."""

    code = "not_enough_cash"


class TransferCancelled(Conflict):
    """This transfer is cancelled already."""

    code = "transfer_cancelled"


def check_cash(account: Account, out_minor: int, business: Business) -> None:
    """Raises ``NotEnoughCash`` when a cash account, which the caller has locked, holds less than is taken out of it.

    Only transfers ask: what was paid or refunded in cash has happened, whatever the books knew of the till.
    """
    held = account.balance_minor or 0
    if account.purpose == "cash" and out_minor > held:
        raise NotEnoughCash(
            f"{account.name} holds {show(held, business.currency)}",
            field="amount",
            available_minor=held,
            requested_minor=out_minor,
        )


def _ends(command: TransferMoney) -> tuple[str, str]:
    """The two accounts. Raises ``Invalid`` when one is missing, too many, or both are the same."""
    outside = _OUTSIDE.get(command.kind, (None, None))
    ends = []
    for field, given, own in zip(
        ("from_account", "to_account"), (command.from_account, command.to_account), outside, strict=True
    ):
        if own is not None and given is not None:
            raise Invalid(f"{command.kind} has no {field}: leave it out", field=field)
        if own is None and given is None:
            raise Invalid("say which account", field=field)
        ends.append(own or given or "")
    if ends[0] == ends[1]:
        raise Invalid("from and to are the same account", field="to_account")
    return ends[0], ends[1]


# -- operations --------------------------------------------------------------------------------------


def transfer_money(session: Session, command: TransferMoney, *, by: Actor, at: datetime) -> Transfer:
    """Move money between accounts: a numbered voucher and its posting.

    Locks the accounts of money in order of their codes, the number series, the head; a cash account is not taken below
    zero. Raises ``Invalid``, ``NotEnoughCash``, ``Conflict`` for an id that is taken.
    """
    by.require("accounts.write")
    business = this_business(session)
    minor = parse_minor(command.amount, business.currency)
    if minor <= 0:
        raise Invalid("an amount of money is above zero", field="amount")
    day = business.day_of(command.business_date, at)
    source, target = _ends(command)
    held = _lock_money(session, {"from_account": source, "to_account": target}, command.kind)
    if source in held:
        check_cash(held[source], minor, business)
    transfer_id = command.id or new_id()
    number, year = take_number(
        session,
        "transfer",
        default_series("transfer", business.invoice_prefix),
        business_date=day,
        calendar=business.calendar,
        back_dated=True,  # a voucher of the shop's own: no law orders its days
    )
    try:
        session.execute(
            sa.insert(transfers).values(
                business_id=business_of(session), id=transfer_id, number=number, financial_year=year, kind=command.kind,
                from_account=source, to_account=target, amount_minor=minor, business_date=day, reference=command.reference,
                note=command.note, staff_id=by.user_id, created_at=at,
            )
        )  # fmt: skip
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_transfers":
            raise Conflict("this id is already a transfer", field="id") from None
        raise
    legs = [Entry(target, minor), Entry(source, -minor)]
    post(session, "transfer", transfer_id, legs, business_date=day, at=at, narration=number)
    data = {"number": number, "kind": command.kind, "from": source, "to": target, "amount_minor": minor}
    record_event(session, "transfer.made", "transfer", transfer_id, data, by=by, at=at, business_date=day)
    return read_transfer(session, transfer_id)


def cancel_transfer(
    session: Session,
    transfer_id: UUID,
    command: CancelTransfer,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Transfer:
    """Take a transfer back, once: its posting is reversed today, its number stays used.

    Locks the transfer, the accounts of money in order of their codes, the head. Raises ``NotFound``,
    ``StaleVersion``, ``TransferCancelled``, ``NotEnoughCash`` when the cash is spent, ``Invalid`` without a reason.
    """
    by.require("accounts.write")
    if not command.reason.strip():
        raise Invalid("say why the transfer is cancelled", field="reason")
    here = (transfers.c.business_id == business_of(session)) & (transfers.c.id == transfer_id)
    session.execute(sa.select(transfers.c.id).where(here).with_for_update())
    before = read_transfer(session, transfer_id)
    if before.cancelled_date is not None:
        raise TransferCancelled(f"{before.number} was cancelled on {before.cancelled_date}")
    check_version(before.version, expected_version)
    business = this_business(session)
    money = sorted({before.from_account, before.to_account} - {"capital", "drawings", "opening"})
    held = {code: lock_account(session, code) for code in money}
    if before.to_account in held:
        check_cash(held[before.to_account], before.amount_minor, business)
    day = business.today(at)
    legs = reverse(entries_of(session, transfer_id, "transfer"))
    narration = f"Cancelled {before.number}"
    post(session, "transfer_cancellation", transfer_id, legs, business_date=day, at=at, narration=narration)
    session.execute(
        sa.update(transfers)
        .where(here)
        .values(cancelled_date=day, cancel_reason=command.reason, version=before.version + 1)
    )
    data = {"number": before.number, "amount_minor": before.amount_minor, "reason": command.reason}
    record_event(session, "transfer.cancelled", "transfer", transfer_id, data, by=by, at=at, business_date=day)
    return read_transfer(session, transfer_id)


def _lock_money(session: Session, ends: dict[str, str], kind: str) -> dict[str, Account]:
    """Lock the ends that are accounts of money, in order of their codes. Raises ``Invalid`` for one that cannot be used."""
    outside = _OUTSIDE.get(kind, ())
    held: dict[str, Account] = {}
    for code, field in sorted((code, field) for field, code in ends.items() if code not in outside):
        try:
            found = lock_account(session, code)
        except NotFound:
            raise Invalid(f"there is no account {code}", field=field) from None
        if found.purpose not in MONEY_PURPOSES:
            raise Invalid(f"{found.name} is no account of money", field=field)
        if not found.active:
            raise Invalid(f"{found.name} is closed", field=field)
        held[code] = found
    return held


# -- reads -------------------------------------------------------------------------------------------


class Transfer(msgspec.Struct, frozen=True, kw_only=True):
    """A transfer voucher with the names of its accounts."""

    id: UUID
    number: str
    kind: str
    from_account: str
    from_name: str
    to_account: str
    to_name: str
    amount_minor: int
    business_date: date
    reference: str | None
    note: str | None
    cancelled_date: date | None
    cancel_reason: str | None
    staff_id: UUID | None
    version: int
    created_at: datetime


_from, _to = accounts.alias("from_accounts"), accounts.alias("to_accounts")
_DERIVED = {"from_name": _from.c.name, "to_name": _to.c.name}
_FROM = (
    sa.select(
        *(_DERIVED[name].label(name) if name in _DERIVED else transfers.c[name] for name in Transfer.__struct_fields__)
    )
    .join(_from, (_from.c.business_id == transfers.c.business_id) & (_from.c.code == transfers.c.from_account))
    .join(_to, (_to.c.business_id == transfers.c.business_id) & (_to.c.code == transfers.c.to_account))
)


def _shape(row: sa.Row[Any]) -> Transfer:
    return Transfer(**{name: row._mapping[name] for name in Transfer.__struct_fields__})


def read_transfer(session: Session, transfer_id: UUID) -> Transfer:
    """One transfer. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(transfers.c.business_id == business_of(session), transfers.c.id == transfer_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such transfer")
    return _shape(row)


def list_transfers(session: Session, listing: Listing, *, by: Actor) -> Page[Transfer]:
    """Transfers, newest first; filters ``account``, ``kind``, ``cancelled``, ``from``, ``to`` (included)."""
    by.require("accounts.read")
    return page(
        session,
        _FROM.where(transfers.c.business_id == business_of(session)),
        listing,
        sorts={"-business_date": transfers.c.business_date, "amount": transfers.c.amount_minor},
        id_column=transfers.c.id,
        filters={
            "account": lambda text: (transfers.c.from_account == text) | (transfers.c.to_account == text),
            "kind": lambda text: transfers.c.kind == text,
            "cancelled": lambda text: transfers.c.cancelled_date.is_not(None) == flag(text),
            "from": lambda text: transfers.c.business_date >= date.fromisoformat(text),
            "to": lambda text: transfers.c.business_date <= date.fromisoformat(text),
        },
        shape=_shape,
    )
