"""The bill of what was delivered: every entry on exactly one bill, and the bill exactly their sum (RULES S4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import DraftBill, DraftLine
from billing.bills.issue import IssueBill
from billing.bills.reads import Bill
from billing.bills.sell import NothingToBill, sell
from billing.business import Business, this_business
from billing.customers import change_unbilled, customers, lock_customer
from billing.deliveries.routes import read_route
from billing.deliveries.tables import delivery_adjustments, delivery_entries
from billing.permissions import Actor
from munim.database import business_of
from munim.days import show_day
from munim.errors import Invalid, MunimError
from munim.money import minor_from
from munim.text import Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class BillingTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which deliveries to bill, and how. ``from_date`` None: from the first; ``to_date`` None: up to today, included."""

    from_date: date | None = None
    to_date: date | None = None
    business_date: date | None = None
    due_date: date | None = None
    note: Prose | None = None
    credit_reason: Prose | None = None
    backdate_reason: Prose | None = None
    series: SeriesCode | None = None


class BillDeliveries(BillingTerms, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bill of one customer's deliveries."""

    customer_id: UUID
    id: UUID | None = None


class BillRoute(BillingTerms, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The bills of all customers of a route."""


# -- rules -------------------------------------------------------------------------------------------


class Awaiting(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that awaits its bill, or what a billed one was put right by; ``entry_id`` or ``adjustment_id`` names it."""

    product_id: UUID
    unit_price: Decimal
    price_includes_tax: bool
    quantity: Decimal
    amount_minor: int
    cost_minor: int
    business_date: date
    entry_id: UUID | None = None
    adjustment_id: UUID | None = None

    @property
    def line(self) -> tuple[UUID, Decimal, bool]:
        """Deliveries alike in this may share a line."""
        return self.product_id, self.unit_price, self.price_includes_tax


class BillLineOf(msgspec.Struct, frozen=True):
    """A line of the bill to be, and the deliveries it charges."""

    awaiting: tuple[Awaiting, ...]

    @property
    def quantity(self) -> Decimal:
        return sum((one.quantity for one in self.awaiting), Decimal(0))

    @property
    def amount_minor(self) -> int:
        return sum(one.amount_minor for one in self.awaiting)

    @property
    def cost_minor(self) -> int:
        return sum(one.cost_minor for one in self.awaiting)


def lines_of(awaiting: Iterable[Awaiting], currency: str) -> list[BillLineOf]:
    """One line for each product and price, that comes to exactly what its deliveries come to.

    Where it would not, because quantity x price is no whole minor unit on some days and each was rounded, those days
    stand on lines of their own: every line is then what was said at the door, to the paisa.
    """
    lines: list[BillLineOf] = []
    for (_, price, _), alike in groupby(sorted(awaiting, key=lambda one: one.line), key=lambda one: one.line):
        whole = BillLineOf(tuple(alike))
        if minor_from(whole.quantity * price, currency) == whole.amount_minor:
            lines.append(whole)
            continue
        even = tuple(one for one in whole.awaiting if _is_even(one, currency))
        odd = [one for one in whole.awaiting if not _is_even(one, currency)]
        lines += [BillLineOf(even)] if even else []
        lines += [BillLineOf((one,)) for one in odd]
    return lines


def _is_even(one: Awaiting, currency: str) -> bool:
    """Whether its amount needed no rounding."""
    exact = one.quantity * one.unit_price
    return minor_from(exact * 1000, currency) == one.amount_minor * 1000


# -- operations --------------------------------------------------------------------------------------


def bill_deliveries(session: Session, command: BillDeliveries, *, by: Actor, at: datetime) -> Bill:
    """Make and issue the bill of what a customer was delivered and not billed for. One event, ``bill.issued``.

    Their goods left stock before, so it moves none, and what they came to is unbilled no more. Locks the customer's
    balance, under which alone deliveries change: of two who bill at once the second finds nothing left. Raises
    ``NotFound``, ``NothingToBill``, ``Invalid`` and what ``sell`` raises.
    """
    by.require("deliveries.write")
    business = this_business(session)
    first, last = _period(command, business, at)
    lock_customer(session, command.customer_id)
    awaiting = read_awaiting(session, command.customer_id, first=first, last=last)
    if not awaiting:
        raise NothingToBill("no delivery to this customer awaits a bill")
    lines = lines_of(awaiting, business.currency)
    change_unbilled(session, command.customer_id, -sum(line.amount_minor for line in lines))
    bill = sell(
        session,
        DraftBill(
            id=command.id,
            customer_id=command.customer_id,
            lines=[_drafted(line) for line in lines],
            business_date=command.business_date,
            due_date=command.due_date,
            note=_note(awaiting) if command.note is None else command.note,
            series=command.series,
        ),
        IssueBill(credit_reason=command.credit_reason, backdate_reason=command.backdate_reason),
        by=by,
        at=at,
        delivered=[line.cost_minor for line in lines],
        supplied=True,
    )
    for position, line in enumerate(lines, 1):
        _charge(session, line, bill.id, position)
    return bill


class BilledDeliveries(msgspec.Struct, frozen=True, kw_only=True):
    """What came of billing one customer: a bill, or why there is none (``code`` and ``message``)."""

    customer_id: UUID
    customer_name: str
    bill_id: UUID | None = None
    number: str | None = None
    total_minor: int = 0
    code: str | None = None
    message: str | None = None


def bill_route(
    session: Session, route_id: UUID, command: BillRoute, *, by: Actor, at: datetime
) -> list[BilledDeliveries]:
    """Bill every customer who was delivered to on a route, each with all that awaits a bill; one refused stops no other.

    Locks all their balances in id order before the first bill takes a number: who sells to one of them meanwhile waits.
    Raises ``NotFound``, ``Invalid``.
    """
    by.require("deliveries.write")
    first, last = _period(command, this_business(session), at)
    buyers = _to_bill(session, route_id, first=first, last=last)
    for customer_id in sorted(buyers):
        lock_customer(session, customer_id)
    terms = {name: getattr(command, name) for name in BillingTerms.__struct_fields__}
    results = []
    for customer_id, name in buyers.items():
        try:
            with session.begin_nested():
                bill = bill_deliveries(session, BillDeliveries(customer_id=customer_id, **terms), by=by, at=at)
        except MunimError as refusal:
            results.append(
                BilledDeliveries(
                    customer_id=customer_id, customer_name=name, code=refusal.code, message=refusal.message
                )
            )
        else:
            results.append(
                BilledDeliveries(
                    customer_id=customer_id, customer_name=name, bill_id=bill.id, number=bill.number,
                    total_minor=bill.total_minor,
                )
            )  # fmt: skip
    return results


def free_deliveries(session: Session, bill_id: UUID, customer_id: UUID) -> None:
    """After a bill was cancelled: its deliveries await a bill again. The caller has locked the customer's balance."""
    freed = 0
    for table in (delivery_entries, delivery_adjustments):
        amounts = session.execute(
            sa.update(table)
            .where(table.c.business_id == business_of(session), table.c.bill_id == bill_id)
            .values(bill_id=None, bill_position=None, version=table.c.version + 1)
            .returning(table.c.amount_minor)
        )
        freed += sum(amounts.scalars())
    if freed:
        change_unbilled(session, customer_id, freed)


def _period(command: BillingTerms, business: Business, at: datetime) -> tuple[date, date]:
    last = command.to_date or business.today(at)
    first = command.from_date or date.min
    if last < first:
        raise Invalid("the period does not end before it begins", field="to_date")
    return first, last


def _drafted(line: BillLineOf) -> DraftLine:
    """The line as delivered: no discount of the customer's comes on top of the price it was delivered at."""
    one = line.awaiting[0]
    return DraftLine(
        product_id=one.product_id,
        quantity=line.quantity,
        unit_price=one.unit_price,
        price_includes_tax=one.price_includes_tax,
        discount_percent=Decimal(0),
    )


def _note(awaiting: Sequence[Awaiting]) -> str:
    days = sorted(one.business_date for one in awaiting)
    first, last = show_day(days[0]), show_day(days[-1])
    return f"Delivered on {first}" if first == last else f"Delivered from {first} to {last}"


def _charge(session: Session, line: BillLineOf, bill_id: UUID, position: int) -> None:
    for table, ids in (
        (delivery_entries, [one.entry_id for one in line.awaiting if one.entry_id]),
        (delivery_adjustments, [one.adjustment_id for one in line.awaiting if one.adjustment_id]),
    ):
        if ids:
            session.execute(
                sa.update(table)
                .where(table.c.business_id == business_of(session), table.c.id.in_(ids))
                .values(bill_id=bill_id, bill_position=position, version=table.c.version + 1)
            )


# -- reads -------------------------------------------------------------------------------------------


def read_awaiting(session: Session, customer_id: UUID, *, first: date, last: date) -> list[Awaiting]:
    """What a customer was delivered in the period and not billed for, and what earlier bills charged too little."""
    entry, adjustment = delivery_entries.c, delivery_adjustments.c
    alike = (entry.product_id, entry.unit_price, entry.price_includes_tax)
    entries = session.execute(
        sa.select(*alike, entry.quantity, entry.amount_minor, entry.cost_minor, entry.business_date, entry.id.label("entry_id"))
        .where(
            entry.business_id == business_of(session), entry.customer_id == customer_id, entry.bill_id.is_(None),
            entry.quantity > 0, entry.business_date >= first, entry.business_date <= last,
        )
        .order_by(entry.business_date, entry.id)
    )  # fmt: skip
    adjustments = session.execute(
        sa.select(
            *alike, adjustment.quantity, adjustment.amount_minor, adjustment.cost_minor, entry.business_date,
            adjustment.id.label("adjustment_id"),
        )
        .join(
            delivery_entries, (entry.business_id == adjustment.business_id) & (entry.id == adjustment.entry_id)
        )
        .where(
            adjustment.business_id == business_of(session), entry.customer_id == customer_id, adjustment.bill_id.is_(None),
            adjustment.quantity > 0, entry.business_date <= last,
        )
        .order_by(entry.business_date, adjustment.id)
    )  # fmt: skip
    return [Awaiting(**row._mapping) for found in (entries, adjustments) for row in found]


def _to_bill(session: Session, route_id: UUID, *, first: date, last: date) -> dict[UUID, str]:
    """Who was delivered to on the route and awaits a bill, by name, in the order they are visited."""
    route = read_route(session, route_id)
    entry, adjustment = delivery_entries.c, delivery_adjustments.c
    awaits = (entry.bill_id.is_(None)) & (entry.quantity > 0) & (entry.business_date >= first)
    adjusted = sa.exists().where(
        adjustment.business_id == entry.business_id, adjustment.entry_id == entry.id, adjustment.bill_id.is_(None),
        adjustment.quantity > 0,
    )  # fmt: skip
    found = session.execute(
        sa.select(customers.c.id, customers.c.name)
        .join(delivery_entries, (entry.business_id == customers.c.business_id) & (entry.customer_id == customers.c.id))
        .where(
            customers.c.business_id == business_of(session), entry.route_id == route_id, entry.business_date <= last,
            awaits | adjusted,
        )
        .distinct()
    )  # fmt: skip
    places = {customer_id: n for n, customer_id in enumerate(route.customer_ids)}
    rows = sorted(found, key=lambda row: (places.get(row.id, len(places)), row.name, row.id))
    return {row.id: row.name for row in rows}
