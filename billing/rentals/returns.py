"""What comes back of a hire, whole or damaged, and what does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.customers import lock_customer
from billing.ledger import post
from billing.permissions import Actor
from billing.rentals.booking import set_booking_status
from billing.rentals.challan import instant_of, lock_challan, move_challan, rule_of
from billing.rentals.days import hire_days
from billing.rentals.reads import Challan
from billing.rentals.tables import challan_lines, challan_returns
from billing.rentals.unbilled import HireLine, keep_unbilled, read_hire_lines
from billing.stock import StockMove, move_stock, stock_entries
from munim.database import business_of
from munim.errors import Conflict, Invalid, Refused
from munim.money import check_decimals, minor_from
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class ReturnLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Units of one line of a challan that are out no more.

    ``kind``: returned; damaged: they came back so; lost: they do not come back, and leave the stock. ``unit_charge`` of
    loss or damage goes on the next bill of the hire. ``ended_at`` None: now.
    """

    position: int
    quantity: Decimal
    kind: Literal["returned", "damaged", "lost"] = "returned"
    ended_at: datetime | None = None
    unit_charge: Decimal = Decimal(0)
    note: Prose | None = None


class TakeBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What came back, or is lost, line by line; a line may be named more than once."""

    lines: list[ReturnLine]


# -- rules -------------------------------------------------------------------------------------------


class OverReturned(Conflict):
    """More would come back than is out."""

    code = "over_returned"


class BilledAlready(Refused):
    """These days of hire are billed already."""

    code = "hire_billed_already"


class Ended(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the command, checked: the units, and the days of hire they are charged for."""

    line: HireLine
    asked: ReturnLine
    ended_at: datetime
    days: int
    charge_minor: int


def _check(
    asked: ReturnLine, n: int, lines: Mapping[int, HireLine], challan: Challan, business: Business, at: datetime
) -> Ended:
    """The ``n``-th line of the command. Raises ``Invalid``, ``BilledAlready``."""
    if asked.position not in lines:
        raise Invalid(f"challan {challan.number} has no line {asked.position}", field=f"lines[{n}].position")
    check_decimals(asked.quantity, 3, f"lines[{n}].quantity", positive=True)
    check_decimals(asked.unit_charge, 4, f"lines[{n}].unit_charge")
    if asked.kind == "returned" and asked.unit_charge:
        raise Invalid("what came back whole is not charged for; say damaged or lost", field=f"lines[{n}].unit_charge")
    line = lines[asked.position]
    ended_at = instant_of(asked.ended_at, at, after=challan.out_at, field=f"lines[{n}].ended_at")
    days = hire_days(rule_of(challan, business), challan.out_at or at, ended_at)
    if days < line.billed_through:
        raise BilledAlready(
            f"{line.billed_through} days of {line.description} are billed: cancel that bill first, or say when it came back",
            field=f"lines[{n}].ended_at",
            billed_days=line.billed_through,
            days=days,
        )
    charge_minor = minor_from(asked.unit_charge * asked.quantity, business.currency)
    return Ended(line=line, asked=asked, ended_at=ended_at, days=days, charge_minor=charge_minor)


# -- operations --------------------------------------------------------------------------------------


def take_back(
    session: Session,
    challan_id: UUID,
    command: TakeBack,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Challan:
    """Record what came back or is lost. Only its own charge stops; what is still out goes on (S3).

    When nothing is out any more the challan is returned and its booking closed. Locks the challan, the customer's
    balance, the levels of what is lost in product order, and the head. Raises ``NotFound``, ``StaleVersion``,
    ``ChallanMoved``, ``OverReturned`` with what is out, ``BilledAlready``, ``Invalid``.
    """
    by.require("rentals.write")
    business = this_business(session)
    if not command.lines:
        raise Invalid("say what came back", field="lines")
    challan = lock_challan(session, challan_id, "out", "delivered", expected_version=expected_version)
    lock_customer(session, challan.customer_id)
    lines = {line.position: line for line in read_hire_lines(session, challan_id)}
    today = business.today(at)
    ended = [_check(asked, n, lines, challan, business, at) for n, asked in enumerate(command.lines)]
    _check_out(ended)
    _store(session, ended, business_date=today, by=by, at=at)
    _write_off_lost(session, challan, ended, business_date=today, at=at)
    after = read_hire_lines(session, challan_id)
    keep_unbilled(session, challan.customer_id, after)
    values = {}
    if not any(line.out_quantity for line in after):
        values = {"status": "returned", "returned_at": max(one.ended_at for one in ended), "returned_by": by.user_id}
        if challan.booking_id:
            set_booking_status(session, challan.booking_id, "closed")
    told = {
        "lines": [
            {
                "position": one.line.position,
                "kind": one.asked.kind,
                "quantity": str(one.asked.quantity),
                "days": one.days,
                "charge_minor": one.charge_minor,
            }
            for one in ended
        ]
    }
    return move_challan(session, challan, values, "returned" if values else "partly_returned", told, by=by, at=at)


def _check_out(ended: Sequence[Ended]) -> None:
    """That no line comes back beyond what is out of it, all its parts together. The challan is locked."""
    left = {one.line.id: one.line.out_quantity for one in ended}
    for n, one in enumerate(ended):
        if one.asked.quantity > left[one.line.id]:
            out = max(left[one.line.id], Decimal(0)).normalize()
            raise OverReturned(
                f"{out:f} of {one.line.description} is out, {one.asked.quantity.normalize():f} would come back",
                field=f"lines[{n}].quantity",
                available=f"{out:f}",
                requested=str(one.asked.quantity),
            )
        left[one.line.id] -= one.asked.quantity


def _store(session: Session, ended: Sequence[Ended], *, business_date: date, by: Actor, at: datetime) -> None:
    business_id = business_of(session)
    session.execute(
        sa.insert(challan_returns),
        [
            {
                "business_id": business_id,
                "challan_line_id": one.line.id,
                "kind": one.asked.kind,
                "quantity": one.asked.quantity,
                "ended_at": one.ended_at,
                "days": one.days,
                "unit_charge": one.asked.unit_charge,
                "charge_minor": one.charge_minor,
                "note": one.asked.note,
                "business_date": business_date,
                "staff_id": by.user_id,
                "at": at,
            }
            for one in ended
        ],
    )
    for one in ended:
        column = challan_lines.c.lost_quantity if one.asked.kind == "lost" else challan_lines.c.returned_quantity
        session.execute(
            sa.update(challan_lines)
            .where(challan_lines.c.business_id == business_id, challan_lines.c.id == one.line.id)
            .values({column: column + one.asked.quantity})
        )


def _write_off_lost(
    session: Session, challan: Challan, ended: Sequence[Ended], *, business_date: date, at: datetime
) -> None:
    """Take what is lost out of stock, and what it was worth out of the books."""
    note = f"Lost on hire, challan {challan.number}"
    lost = [
        StockMove(one.line.product_id, -one.asked.quantity, note=one.asked.note or note)
        for one in ended
        if one.asked.kind == "lost"
    ]
    if not lost:
        return
    moved = move_stock(session, "lost_on_hire", lost, business_date=business_date, at=at)
    legs = stock_entries(moved, "stock_adjustments")
    post(session, "lost_on_hire", challan.id, legs, business_date=business_date, at=at, narration=challan.number)
