"""Counting the cash at the end of the day: what is there against what the books expect, the difference posted.

An account is counted once a business date; a count that was wrong is reversed and made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing.accounts import money_account
from billing.business import business_heads, this_business
from billing.events import record_event
from billing.ledger import Entry, accounts, entries_of, ledger_entries, post, reverse
from billing.listing import Listing, Page, page
from billing.payments.tables import payments
from billing.permissions import Actor
from munim.database import amount, business_of, instant, one_of, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor, show
from munim.text import Code, Prose

# -- tables ------------------------------------------------------------------------------------------

cash_counts = tenant_table(
    "cash_counts",
    uuid_id(),
    sa.Column("account", sa.Text, nullable=False, comment="the account of cash that was counted: one a counter"),
    sa.Column("business_date", sa.Date, nullable=False, comment="the day whose closing it is"),
    sa.Column("status", sa.Text, nullable=False),
    instant("counted_at"),
    sa.Column(
        "event_sequence",
        sa.BigInteger,
        nullable=False,
        comment="the last event before it: what money moved up to it is in what was expected, nothing later is",
    ),
    amount("expected_minor"),
    amount("counted_minor"),
    sa.Column("difference_minor", sa.BigInteger, nullable=False, comment="counted less expected: short is negative"),
    sa.Column("denominations", JSONB, comment="how many of each note and coin, where they were counted one by one"),
    sa.Column("reason", sa.Text, comment="why it differs"),
    sa.Column("staff_id", sa.Uuid, comment="who counted"),
    sa.Column("reversed_date", sa.Date),
    sa.Column("reversal_reason", sa.Text),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.ForeignKeyConstraint(["business_id", "account"], ["accounts.business_id", "accounts.code"]),
    one_of("status", ("counted", "reversed")),
    sa.CheckConstraint("counted_minor - expected_minor = difference_minor", name="adds_up"),
    sa.CheckConstraint("counted_minor >= 0", name="counted"),
    sa.CheckConstraint("difference_minor = 0 OR reason IS NOT NULL", name="difference_has_reason"),
    sa.CheckConstraint("(status = 'reversed') = (reversed_date IS NOT NULL)", name="reversed_has_date"),
    sa.Index(
        "uq_cash_counts_day",
        "business_id",
        "account",
        "business_date",
        unique=True,
        postgresql_where=sa.text("status = 'counted'"),
    ),
    sa.Index("ix_cash_counts_date", "business_id", "business_date", "id"),
    comment="One row per count of an account of cash at the end of a day",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class CountCash(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What was found in a till. Give ``counted``, or ``denominations`` (of a note or coin: how many), or both if they agree.

    ``account`` None: the cash account of the chart. ``reason`` is asked for when it differs from what is expected.
    """

    counted: Decimal | None = None
    denominations: dict[str, int] | None = None
    account: Code | None = None
    business_date: date | None = None
    reason: Prose | None = None
    id: UUID | None = None


class ReverseCount(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why a count does not stand."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------

_MOST_PIECES: Final = 1_000_000


class AlreadyCounted(Conflict):
    """This account was counted for that day already."""

    code = "already_counted"


class CountDiffers(Invalid):
    """What was counted is not what the books expect."""

    code = "count_differs"


def counted_minor(command: CountCash, currency: str) -> int:
    """The money that was found. Raises ``Invalid`` when nothing was said, or the pieces do not come to the sum."""
    pieces = None if command.denominations is None else _pieces_minor(command.denominations, currency)
    if command.counted is None:
        if pieces is None:
            raise Invalid("say what was counted", field="counted")
        return pieces
    total = parse_minor(command.counted, currency, field="counted")
    if total < 0:
        raise Invalid("what is counted is not negative", field="counted")
    if pieces is not None and pieces != total:
        raise Invalid(f"the notes and coins come to {show(pieces, currency)}", field="denominations")
    return total


def _pieces_minor(denominations: Mapping[str, int], currency: str) -> int:
    """``{"500": 3, "0.50": 2}`` comes to 1,501.00."""
    total = 0
    for face, count in denominations.items():
        value = parse_minor(face, currency, field=f"denominations.{face}")
        if value <= 0 or not 0 <= count <= _MOST_PIECES:
            raise Invalid(
                "a note or coin is above zero, and there are none or more of it", field=f"denominations.{face}"
            )
        total += value * count
    return total


# -- operations --------------------------------------------------------------------------------------


def count_cash(session: Session, command: CountCash, *, by: Actor, at: datetime) -> CashCount:
    """Count an account of cash: what differs from the books is posted to cash over and short.

    The business's head is locked first of all, which every operation that moves money locks last: a sale in the same
    moment has ended and is in what is expected, or ends after and is not; nothing is in between. No other lock is taken,
    so the order of locks stands. Raises ``Invalid``, ``CountDiffers`` without a reason, ``AlreadyCounted``.
    """
    by.require("payments.count")
    business = this_business(session)
    account = money_account(session, "cash", command.account)
    day = business.day_of(command.business_date, at)
    counted = counted_minor(command, business.currency)
    sequence = _hold_head(session)
    expected = expected_minor(session, account, day)
    difference = counted - expected
    if difference and not (command.reason or "").strip():
        raise CountDiffers(
            f"{show(expected, business.currency)} is expected, {show(difference, business.currency)} from what was counted: say why",
            field="reason", expected_minor=expected, counted_minor=counted, difference_minor=difference,
        )  # fmt: skip
    count_id = command.id or new_id()
    row = {
        "account": account, "business_date": day, "status": "counted", "counted_at": at, "event_sequence": sequence,
        "expected_minor": expected, "counted_minor": counted, "difference_minor": difference,
        "denominations": command.denominations, "reason": command.reason if difference else None, "staff_id": by.user_id,
    }  # fmt: skip
    try:
        session.execute(
            sa.insert(cash_counts).values(business_id=business_of(session), id=count_id, created_at=at, **row)
        )
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_cash_counts_day":
                raise AlreadyCounted("reverse that count first, then count again", field="business_date") from None
            case "pk_cash_counts":
                raise Conflict("this id is already a count", field="id") from None
        raise
    legs = [Entry(account, difference), Entry("cash_difference", -difference)]
    post(session, "cash_count", count_id, legs, business_date=day, at=at, narration=command.reason)
    data = {"account": account, "expected_minor": expected, "counted_minor": counted, "difference_minor": difference}
    record_event(session, "cash.counted", "cash_count", count_id, data, by=by, at=at, business_date=day)
    return read_count(session, count_id)


def reverse_count(session: Session, count_id: UUID, command: ReverseCount, *, by: Actor, at: datetime) -> CashCount:
    """Take a count back, and what it posted, so that the account can be counted again for that day.

    Locks the count, then the head. Raises ``NotFound``, ``Conflict`` for one that is reversed already, ``Invalid``.
    """
    by.require("payments.count")
    if not command.reason.strip():
        raise Invalid("say why the count does not stand", field="reason")
    here = (cash_counts.c.business_id == business_of(session)) & (cash_counts.c.id == count_id)
    session.execute(sa.select(cash_counts.c.id).where(here).with_for_update())
    count = read_count(session, count_id)
    if count.status != "counted":
        raise Conflict("this count is reversed already")
    session.execute(
        sa.update(cash_counts)
        .where(here)
        .values(
            status="reversed", reversed_date=this_business(session).today(at), reversal_reason=command.reason,
            version=count.version + 1,
        )
    )  # fmt: skip
    # dated as the count, or the day's books would expect again what the recount is to find
    legs = reverse(entries_of(session, count_id, "cash_count"))
    post(
        session,
        "cash_count_reversal",
        count_id,
        legs,
        business_date=count.business_date,
        at=at,
        narration=command.reason,
    )
    data = {"account": count.account, "difference_minor": count.difference_minor, "reason": command.reason}
    day = count.business_date
    record_event(session, "cash.count_reversed", "cash_count", count_id, data, by=by, at=at, business_date=day)
    return read_count(session, count_id)


def _hold_head(session: Session) -> int:
    """Lock the head of the business, and say how far its events have come."""
    here = business_heads.c.business_id == business_of(session)
    return int(session.execute(sa.select(business_heads.c.event_sequence).where(here).with_for_update()).scalar_one())


# -- reads -------------------------------------------------------------------------------------------


class CashCount(msgspec.Struct, frozen=True, kw_only=True):
    """A count: what the books expected in the account, what was found, and the difference (negative: short)."""

    id: UUID
    account: str
    account_name: str
    business_date: date
    status: str
    counted_at: datetime
    expected_minor: int
    counted_minor: int
    difference_minor: int
    denominations: dict[str, int] | None
    reason: str | None
    staff_id: UUID | None
    reversed_date: date | None
    reversal_reason: str | None
    version: int


class MethodTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What a day brought by one method: received, given back, and undone of earlier days or its own."""

    method: str
    receipts: int
    received_minor: int
    refunded_minor: int
    undone_minor: int
    net_minor: int


class DayClose(msgspec.Struct, frozen=True, kw_only=True):
    """A business date at its end: money by method, what the account should hold, and how it was counted, if it was."""

    business_date: date
    account: str
    opening_minor: int
    expected_minor: int
    by_method: list[MethodTotal]
    count: CashCount | None


_FROM: Final = sa.select(
    *(
        accounts.c.name.label(name) if name == "account_name" else cash_counts.c[name]
        for name in CashCount.__struct_fields__
    )
).join(accounts, (accounts.c.business_id == cash_counts.c.business_id) & (accounts.c.code == cash_counts.c.account))


def _shape(row: sa.Row[Any]) -> CashCount:
    return CashCount(**{name: row._mapping[name] for name in CashCount.__struct_fields__})


def read_count(session: Session, count_id: UUID) -> CashCount:
    """One count. Raises ``NotFound``."""
    here = (cash_counts.c.business_id == business_of(session)) & (cash_counts.c.id == count_id)
    row = session.execute(_FROM.where(here)).one_or_none()
    if row is None:
        raise NotFound("there is no such count")
    return _shape(row)


def list_counts(session: Session, listing: Listing, *, by: Actor) -> Page[CashCount]:
    """Counts, newest first; filters account, status, from, to (``to`` included)."""
    by.require("payments.read")
    return page(
        session,
        _FROM.where(cash_counts.c.business_id == business_of(session)),
        listing,
        sorts={"-business_date": cash_counts.c.business_date, "created_at": cash_counts.c.created_at},
        id_column=cash_counts.c.id,
        filters={
            "account": lambda text: cash_counts.c.account == text,
            "status": lambda text: cash_counts.c.status == text,
            "from": lambda text: cash_counts.c.business_date >= date.fromisoformat(text),
            "to": lambda text: cash_counts.c.business_date <= date.fromisoformat(text),
        },
        shape=_shape,
    )


def expected_minor(session: Session, account: str, day: date) -> int:
    """What the books say the account holds at the end of ``day``, as they stand now."""
    total = sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0)
    here = (ledger_entries.c.business_id == business_of(session)) & (ledger_entries.c.account == account)
    return int(session.execute(sa.select(total).where(here, ledger_entries.c.business_date <= day)).scalar_one())


def day_close(session: Session, *, account: str | None, day: date | None, by: Actor, at: datetime) -> DayClose:
    """A business date at its end. Raises ``Invalid`` for an account that holds no cash, or a day to come."""
    by.require("payments.count")
    business = this_business(session)
    code = money_account(session, "cash", account)
    day = business.day_of(day, at)
    before = sa.select(sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0)).where(
        ledger_entries.c.business_id == business_of(session),
        ledger_entries.c.account == code,
        ledger_entries.c.business_date < day,
    )
    row = session.execute(
        _FROM.where(
            cash_counts.c.business_id == business_of(session),
            cash_counts.c.account == code,
            cash_counts.c.business_date == day,
            cash_counts.c.status == "counted",
        )
    ).one_or_none()
    count = None if row is None else _shape(row)
    return DayClose(
        business_date=day,
        account=code,
        opening_minor=int(session.execute(before).scalar_one()),
        expected_minor=count.expected_minor if count else expected_minor(session, code, day),
        by_method=_by_method(session, day),
        count=count,
    )


def _by_method(session: Session, day: date) -> list[MethodTotal]:
    """Receipts and refunds dated the day, and those undone on it, whatever day they were of."""
    is_in, today = payments.c.direction == "in", payments.c.business_date == day
    undone = payments.c.reversed_date == day

    def total(*where: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(payments.c.amount_minor).filter(*where), 0)

    found = session.execute(
        sa.select(
            payments.c.method,
            sa.func.count().filter(is_in, today),
            total(is_in, today),
            total(~is_in, today),
            total(is_in, undone) - total(~is_in, undone),
        )
        .where(payments.c.business_id == business_of(session), today | undone)
        .group_by(payments.c.method)
        .order_by(payments.c.method)
    )
    return [
        MethodTotal(
            method=method, receipts=receipts, received_minor=int(received), refunded_minor=int(refunded),
            undone_minor=int(back), net_minor=int(received - refunded - back),
        )
        for method, receipts, received, refunded, back in found
    ]  # fmt: skip
