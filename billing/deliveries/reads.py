"""Reading deliveries: what was written down, one by one or as lists."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.customers import customers
from billing.deliveries.standing_orders import Slot
from billing.deliveries.tables import delivery_adjustments, delivery_entries
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.products import products
from munim.database import business_of
from munim.errors import NotFound


class Key(msgspec.Struct, frozen=True):
    """What there is one entry of."""

    customer_id: UUID
    product_id: UUID
    business_date: date
    slot: Slot


class DeliveryEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery as it was written down. ``adjusted``: how much more or less it was put right to after it was billed."""

    id: UUID
    customer_id: UUID
    customer_name: str
    product_id: UUID
    product_name: str
    business_date: date
    slot: Slot
    route_id: UUID | None
    order_id: UUID | None
    expected: Decimal | None
    quantity: Decimal
    adjusted: Decimal
    skip_reason: str | None
    unit_price: Decimal
    price_includes_tax: bool
    amount_minor: int
    cost_minor: int | None
    bill_id: UUID | None
    bill_position: int | None
    staff_id: UUID | None
    note: str | None
    version: int
    recorded_at: datetime

    @property
    def key(self) -> Key:
        return Key(self.customer_id, self.product_id, self.business_date, self.slot)


_ADJUSTED = (
    sa.select(sa.func.coalesce(sa.func.sum(delivery_adjustments.c.quantity), 0))
    .where(
        delivery_adjustments.c.business_id == delivery_entries.c.business_id,
        delivery_adjustments.c.entry_id == delivery_entries.c.id,
    )
    .scalar_subquery()
)
_DERIVED = {"customer_name": customers.c.name, "product_name": products.c.name, "adjusted": _ADJUSTED}
ENTRIES = (
    sa.select(
        *(
            _DERIVED[name].label(name) if name in _DERIVED else delivery_entries.c[name]
            for name in DeliveryEntry.__struct_fields__
        )
    )
    .join(
        customers,
        (customers.c.business_id == delivery_entries.c.business_id)
        & (customers.c.id == delivery_entries.c.customer_id),
    )
    .join(
        products,
        (products.c.business_id == delivery_entries.c.business_id) & (products.c.id == delivery_entries.c.product_id),
    )
)
_KEY = sa.tuple_(*(delivery_entries.c[name] for name in Key.__struct_fields__))


def _shape(row: sa.Row[Any]) -> DeliveryEntry:
    return DeliveryEntry(**{name: row._mapping[name] for name in DeliveryEntry.__struct_fields__})


def read_entries(session: Session, wanted: sa.ColumnElement[bool]) -> list[DeliveryEntry]:
    """The entries that ``wanted`` chooses, in order of day, slot and id."""
    rows = session.execute(
        ENTRIES.where(delivery_entries.c.business_id == business_of(session), wanted).order_by(
            delivery_entries.c.business_date, delivery_entries.c.slot.desc(), delivery_entries.c.id
        )
    )
    return [_shape(row) for row in rows]


def read_entry(session: Session, entry_id: UUID) -> DeliveryEntry:
    """One delivery. Raises ``NotFound``."""
    for entry in read_entries(session, delivery_entries.c.id == entry_id):
        return entry
    raise NotFound("there is no such delivery")


def read_entries_of(session: Session, keys: Collection[Key], ids: Collection[UUID] = ()) -> list[DeliveryEntry]:
    """The entries of those keys, and those with these ids."""
    wanted = _KEY.in_([msgspec.structs.astuple(key) for key in keys])
    return read_entries(session, wanted | delivery_entries.c.id.in_(ids))


def list_entries(session: Session, listing: Listing, *, by: Actor) -> Page[DeliveryEntry]:
    """Deliveries, latest day first; filters customer_id, product_id, route_id, slot, bill_id, from, to, billed, skipped."""
    by.require("deliveries.read")
    entry = delivery_entries.c
    return page(
        session,
        ENTRIES.where(entry.business_id == business_of(session)),
        listing,
        sorts={"-business_date": entry.business_date, "recorded_at": entry.recorded_at},
        id_column=entry.id,
        filters={
            "customer_id": lambda text: entry.customer_id == UUID(text),
            "product_id": lambda text: entry.product_id == UUID(text),
            "route_id": lambda text: entry.route_id == UUID(text),
            "slot": lambda text: entry.slot == text,
            "bill_id": lambda text: entry.bill_id == UUID(text),
            "from": lambda text: entry.business_date >= date.fromisoformat(text),
            "to": lambda text: entry.business_date <= date.fromisoformat(text),
            "billed": lambda text: entry.bill_id.is_not(None) == flag(text),
            "skipped": lambda text: (entry.quantity == 0) == flag(text),
        },
        shape=_shape,
    )


def without_costs(entry: DeliveryEntry, by: Actor) -> DeliveryEntry:
    """The entry as ``by`` may see it: what goods cost is for those allowed to know."""
    return entry if by.may("costs.read") else msgspec.structs.replace(entry, cost_minor=None)
