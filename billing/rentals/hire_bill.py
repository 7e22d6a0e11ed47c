"""The hire bill: the days of hire of a challan that no bill charges yet, with its losses and damage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill, read_bill
from billing.bills.sell import NothingToBill, sell
from billing.business import Business, this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.payments.allocate import Allocation, OpenBill, allocate_payment_to
from billing.payments.tables import payments
from billing.permissions import Actor
from billing.rentals.challan import lock_challan, rule_of
from billing.rentals.days import (
    DayRule,
    Span,
    Stay,
    by_month,
    date_of,
    end_of_day,
    hire_days,
    unbilled_spans,
    unit_days,
)
from billing.rentals.reads import Challan
from billing.rentals.tables import booking_advances, hire_charges
from billing.rentals.unbilled import Charge, HireLine, keep_unbilled, read_hire_lines
from munim.database import business_of
from munim.days import show_day
from munim.errors import Invalid
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class BillHire(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Bill a hire through the day ``upto`` (None: today), which is included: every month once is enough for a long one.

    ``credit_reason``, ``backdate_reason``: where a rule is set aside by someone allowed to.
    """

    upto: date | None = None
    due_date: date | None = None
    note: Prose | None = None
    id: UUID | None = None
    credit_reason: Prose | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class HirePart(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the bill to be: days of hire that lie in one month."""

    line: HireLine
    span: Span
    unit_days: Decimal
    stays: tuple[Stay, ...]


def stays_until(rule: DayRule, line: HireLine, out_at: datetime, moment: datetime) -> list[Stay]:
    """The units of a line and how many days each is charged for by ``moment``: as if what is out came back then."""
    stays = list(line.ended)
    if line.out_quantity:
        stays.append(Stay(line.out_quantity, hire_days(rule, out_at, moment)))
    return stays


def parts_to_bill(rule: DayRule, line: HireLine, out_at: datetime, moment: datetime) -> list[HirePart]:
    """The days that a bill made at ``moment`` charges: all by then that no standing bill does, each once, by month (S3, S5)."""
    stays = stays_until(rule, line, out_at, moment)
    until = min(hire_days(rule, out_at, moment), max(stay.days for stay in stays))
    months = [month for span in unbilled_spans(line.billed, until) for month in by_month(rule, out_at, span)]
    parts = [HirePart(line=line, span=month, unit_days=unit_days(stays, month), stays=tuple(stays)) for month in months]
    return [part for part in parts if part.unit_days]


def _described(part: HirePart, challan: Challan, rule: DayRule, out_at: datetime) -> str:
    first, last = (show_day(date_of(rule, out_at, day)) for day in (part.span.start, part.span.end - 1))
    units: dict[int, Decimal] = {}
    for stay in part.stays:
        days = min(stay.days, part.span.end) - part.span.start
        if days > 0:
            units[days] = units.get(days, Decimal(0)) + stay.quantity
    counted = ", ".join(
        f"{quantity.normalize():f} for {days} day{'s' if days > 1 else ''}"
        for days, quantity in sorted(units.items(), reverse=True)
    )
    period = first if first == last else f"{first} to {last}"
    return f"{part.line.description}: hire {period} ({counted}), challan {challan.number}"


def _hire_line(part: HirePart, challan: Challan, rule: DayRule, out_at: datetime) -> DraftLine:
    return DraftLine(
        product_id=part.line.product_id,
        description=_described(part, challan, rule, out_at),
        quantity=part.unit_days,
        unit="day",
        unit_price=part.line.daily_rate,
        discount_percent=part.line.discount_percent,
        **_taxed(challan),
    )


def _charge_line(line: HireLine, charge: Charge, challan: Challan) -> DraftLine:
    what = f"{line.description}: {charge.kind}, challan {challan.number}"
    return DraftLine(
        product_id=line.product_id,
        description=f"{what}. {charge.note}" if charge.note else what,
        quantity=charge.quantity,
        unit_price=charge.unit_charge,
        discount_percent=Decimal(0),
        **_taxed(challan),
    )


def _taxed(challan: Challan) -> dict[str, Any]:
    """What a line of an exempt hire says of its tax; otherwise the product says it."""
    return {"tax_treatment": "exempt"} if challan.tax_exempt else {}


# -- operations --------------------------------------------------------------------------------------


def bill_hire(session: Session, challan_id: UUID, command: BillHire, *, by: Actor, at: datetime) -> Bill:
    """Bill what a hire has come to by the end of the day ``upto``, and set the booking's advances against the bill.

    A day is billed once it would be charged if everything came back now, so no bill is ever ahead of the hire. Locks the
    challan, the advances in id order, the customer's balance, the number series and the head. Raises ``NotFound``,
    ``ChallanMoved``, ``NothingToBill`` (S5), ``OverCreditLimit``, ``Invalid``. Two events: ``bill.issued``
    by the sale, ``hire.billed`` by this.
    """
    by.require("rentals.write")
    business = this_business(session)
    upto = command.upto or business.today(at)
    if upto > business.today(at):
        raise Invalid("hire is billed through today at the most", field="upto")
    challan = lock_challan(session, challan_id, "out", "delivered", "returned")
    advances = _lock_advances(session, challan)
    lock_customer(session, challan.customer_id)
    lines = read_hire_lines(session, challan_id)
    parts = _parts(challan, lines, business, upto, at)
    charges = [(line, charge) for line in lines for charge in line.charges]
    if not parts and not charges:
        raise NothingToBill(f"nothing of challan {challan.number} awaits a bill by {upto}")
    # taken off the customer's exposure first: the bill puts it on their account, and the credit limit counts it once
    keep_unbilled(session, challan.customer_id, [_billed(line, parts) for line in lines])
    rule, out_at = rule_of(challan, business), challan.out_at or at
    draft = DraftBill(
        id=command.id,
        customer_id=challan.customer_id,
        due_date=command.due_date,
        note=command.note,
        lines=[
            *(_hire_line(part, challan, rule, out_at) for part in parts),
            *(_charge_line(line, charge, challan) for line, charge in charges),
        ],
    )
    issue = IssueBill(credit_reason=command.credit_reason, backdate_reason=command.backdate_reason)
    bill = sell(session, draft, issue, by=by, at=at, supplied=True)
    _store(session, bill, parts, charges)
    applied = _set_advances(session, advances, bill, at=at)
    data = {
        "number": challan.number,
        "customer_id": str(challan.customer_id),
        "bill_id": str(bill.id),
        "bill_number": bill.number,
        "upto": upto.isoformat(),
        "unit_days": str(sum((part.unit_days for part in parts), Decimal(0))),
        "advance_minor": applied,
    }
    record_event(session, "hire.billed", "challan", challan_id, data, by=by, at=at, business_date=bill.business_date)
    return read_bill(session, bill.id)


def _parts(challan: Challan, lines: Sequence[HireLine], business: Business, upto: date, at: datetime) -> list[HirePart]:
    moment = min(at, end_of_day(business.calendar, upto))
    if challan.out_at is None or moment < challan.out_at:
        return []
    rule, out_at = rule_of(challan, business), challan.out_at
    return [part for line in lines for part in parts_to_bill(rule, line, out_at, moment)]


def _billed(line: HireLine, parts: Sequence[HirePart]) -> HireLine:
    """The line as it stands once the bill is made."""
    own = [part for part in parts if part.line.id == line.id]
    return msgspec.structs.replace(
        line,
        billed=(*line.billed, *(part.span for part in own)),
        billed_unit_days=sum((part.unit_days for part in own), line.billed_unit_days),
        charges=(),
    )


def _store(session: Session, bill: Bill, parts: Sequence[HirePart], charges: Sequence[tuple[HireLine, Charge]]) -> None:
    """Keep which line of the bill charges what; the bill's lines are in the order they were asked for."""
    business_id = business_of(session)
    rows: list[dict[str, Any]] = [
        {"challan_line_id": part.line.id, "from_day": part.span.start, "to_day": part.span.end, "unit_days": part.unit_days, "return_id": None}
        for part in parts
    ] + [
        {"challan_line_id": line.id, "from_day": None, "to_day": None, "unit_days": None, "return_id": charge.return_id}
        for line, charge in charges
    ]  # fmt: skip
    session.execute(
        sa.insert(hire_charges),
        [
            {"business_id": business_id, "bill_id": bill.id, "bill_position": position, **row}
            for position, row in enumerate(rows, start=1)
        ],
    )


def _lock_advances(session: Session, challan: Challan) -> list[tuple[UUID, int]]:
    """Lock what is left of the advances of the challan's booking, in id order: (payment, minor units)."""
    if challan.booking_id is None:
        return []
    of_booking = sa.select(booking_advances.c.payment_id).where(
        booking_advances.c.business_id == business_of(session), booking_advances.c.booking_id == challan.booking_id
    )
    left = payments.c.amount_minor - payments.c.allocated_minor - payments.c.refunded_minor
    found = session.execute(
        sa.select(payments.c.id, left)
        .where(
            payments.c.business_id == business_of(session),
            payments.c.id.in_(of_booking),
            payments.c.status == "received",
        )
        .order_by(payments.c.id)
        .with_for_update()
    )
    return [(payment_id, int(minor)) for payment_id, minor in found if minor > 0]


def _set_advances(session: Session, advances: Sequence[tuple[UUID, int]], bill: Bill, *, at: datetime) -> int:
    """Set the advances against the bill just made, the oldest first, as far as it goes; returns how much."""
    due = bill.due_minor
    for payment_id, left in advances:
        part = min(left, due)
        if part:
            awaiting = OpenBill(bill.id, bill.number or "", bill.due_date, bill.business_date, due)
            allocate_payment_to(
                session,
                payment_id,
                [Allocation(bill.id, part)],
                {bill.id: awaiting},
                business_date=bill.business_date,
                at=at,
            )
            due -= part
    return bill.due_minor - due
