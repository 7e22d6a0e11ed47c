"""A route's day: what is to be delivered, and writing down what was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import check_day, this_business
from billing.deliveries.entries import Delivery, asked_of, order_for, price_on, tell, write_entries
from billing.deliveries.reads import DeliveryEntry, Key, read_entries
from billing.deliveries.routes import Route, read_route
from billing.deliveries.standing_orders import Slot, orders_due, terms_on
from billing.deliveries.tables import delivery_entries
from billing.permissions import Actor
from billing.price_history import earlier_prices_on
from billing.products import read_products
from munim.errors import Invalid
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class DayChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the day differed from the list: another quantity, skipped and why, or an extra that was on no list."""

    customer_id: UUID
    product_id: UUID
    quantity: Decimal
    slot: Slot = "morning"
    id: UUID | None = None
    skip_reason: Prose | None = None
    unit_price: Decimal | None = None
    note: Prose | None = None


class ConfirmDay(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The day went as listed but for ``changes``. What was written down before stays, where no change names it."""

    business_date: date
    changes: list[DayChange] = []
    credit_reason: Prose | None = None


# -- operations --------------------------------------------------------------------------------------


def confirm_day(session: Session, route_id: UUID, command: ConfirmDay, *, by: Actor, at: datetime) -> DayList:
    """Write down a route's day: everything on its list as expected, but for the changes. All or none.

    Confirmed again it writes nothing more. Locks and raises as ``record_deliveries``; ``Invalid`` too for a day to come.
    """
    by.require("deliveries.write")
    day = this_business(session).day_of(command.business_date, at)
    before = _day_list(session, read_route(session, route_id), day)
    changes = {Key(one.customer_id, one.product_id, day, one.slot): one for one in command.changes}
    if len(changes) < len(command.changes):
        raise Invalid("this delivery is named twice", field="changes")
    wanted = [
        Delivery(customer_id=line.customer_id, product_id=line.product_id, quantity=line.expected, business_date=day, slot=line.slot, route_id=route_id)
        for line in before.lines
        if line.expected is not None and line.entry is None and line.key(day) not in changes
    ]  # fmt: skip
    wanted += [
        Delivery(
            **{name: getattr(one, name) for name in DayChange.__struct_fields__}, business_date=day, route_id=route_id
        )
        for one in command.changes
    ]
    if wanted:
        asked = asked_of(wanted, this_business(session), at)
        entries = write_entries(session, asked, credit_reason=command.credit_reason, by=by, at=at)
        tell(session, "route", route_id, entries, command.credit_reason, by=by, at=at)
    return _day_list(session, read_route(session, route_id), day)


# -- reads -------------------------------------------------------------------------------------------


class DayLine(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to bring: what is expected (None: an extra) at the price of the day, and what was written down."""

    customer_id: UUID
    customer_name: str
    product_id: UUID
    product_name: str
    unit: str
    slot: Slot
    order_id: UUID | None
    expected: Decimal | None
    unit_price: Decimal
    price_includes_tax: bool
    entry: DeliveryEntry | None

    def key(self, day: date) -> Key:
        """What there is one entry of."""
        return Key(self.customer_id, self.product_id, day, self.slot)


class DayList(msgspec.Struct, frozen=True, kw_only=True):
    """A route's list of a day, in the order customers are visited, mornings first."""

    route_id: UUID
    route_name: str
    business_date: date
    lines: list[DayLine]


def read_day(session: Session, route_id: UUID, day: date, *, by: Actor) -> DayList:
    """What should be delivered on a route on ``day``, past or to come, and what was. Nothing is written.

    Raises ``NotFound``, ``Invalid``.
    """
    by.require("deliveries.read")
    check_day(day, "business_date")
    return _day_list(session, read_route(session, route_id), day)


def _day_list(session: Session, route: Route, day: date) -> DayList:
    due = orders_due(session, route.id, day)
    of_day = delivery_entries.c.business_date == day
    theirs = delivery_entries.c.customer_id.in_({order.customer_id for order in due})
    entries = {
        entry.key: entry
        for entry in read_entries(session, of_day & ((delivery_entries.c.route_id == route.id) | theirs))
    }
    names = {
        entry.key: (entry.customer_name, entry.product_name) for entry in entries.values() if entry.route_id == route.id
    }
    names |= {
        Key(order.customer_id, order.product_id, day, order.slot): (order.customer_name, order.product_name)
        for order in due
    }
    goods = read_products(session, {key.product_id for key in names})
    earlier = earlier_prices_on(session, list(goods), day)
    lines = []
    for key, (customer_name, product_name) in names.items():
        order, entry = order_for(key, due), entries.get(key)
        price = price_on(key, order, goods[key.product_id], earlier)
        lines.append(
            DayLine(
                customer_id=key.customer_id, customer_name=customer_name, product_id=key.product_id, product_name=product_name,
                unit=goods[key.product_id].unit, slot=key.slot, order_id=order.id if order else None,
                expected=terms_on(order.terms, day).quantity if order else None,
                unit_price=entry.unit_price if entry else price.price,
                price_includes_tax=entry.price_includes_tax if entry else price.includes_tax, entry=entry,
            )
        )  # fmt: skip
    places = {customer_id: n for n, customer_id in enumerate(route.customer_ids)}
    lines.sort(
        key=lambda line: (
            line.slot != "morning", places.get(line.customer_id, len(places)), line.customer_name, line.customer_id, line.product_name, line.product_id
        )
    )  # fmt: skip
    return DayList(route_id=route.id, route_name=route.name, business_date=day, lines=lines)
