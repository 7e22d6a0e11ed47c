"""Availability: how many units of a rental item nobody else has or was promised, over days of the shop.

Owned units are the stock on hand: a hire does not change it, a loss does. Taken are what accepted bookings ask for and
what challans have out; what is out past its day is taken through today, until it is back.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.permissions import Actor
from billing.products import Product, products, read_products
from billing.stock import lock_levels
from munim.database import business_of
from munim.errors import Invalid, Refused

# -- rules -------------------------------------------------------------------------------------------


class NotAvailable(Refused):
    """Not enough units of this rental item are free on these days."""

    code = "not_available"


class NotForHire(Refused):
    """This product is not hired out."""

    code = "not_for_hire"


class Taken(msgspec.Struct, frozen=True):
    """Units that are booked or out from ``first`` to ``last``, both included."""

    product_id: UUID
    quantity: Decimal
    first: date
    last: date


def peak(taken: Sequence[Taken], first: date, last: date) -> Decimal:
    """The most units taken at once on any day from ``first`` to ``last``.

    The number taken rises only on the first day of one of them, so those days and ``first`` itself decide.
    """
    days = {first, *(one.first for one in taken if first < one.first <= last)}
    return max(sum((one.quantity for one in taken if one.first <= day <= one.last), Decimal(0)) for day in days)


def check_for_hire(product: Product, *, field: str) -> None:
    """That it is a rental item whose units are counted. Raises ``NotForHire`` naming the ``field``."""
    if product.kind != "rental" or not product.active:
        raise NotForHire(f"{product.name} is not hired out", field=field)
    if not product.tracks_stock:
        raise NotForHire(f"the units of {product.name} are not counted", field=field)


# -- operations --------------------------------------------------------------------------------------


def hold_units(
    session: Session,
    asked: Mapping[UUID, Decimal],
    *,
    first: date,
    last: date,
    today: date,
    besides: UUID | None = None,
) -> None:
    """Lock the levels of the items, in product order, and check that so many units are free on every day asked for (S3).

    Whoever promises or hands out a unit of them waits for the lock, so two cannot be given the last one. ``besides``:
    the booking or challan that asks, whose own units do not stand in its way. Raises ``NotAvailable``.
    """
    levels = lock_levels(session, asked)
    taken = _taken(session, asked, first=first, last=last, today=today, besides=besides)
    for one in levels:
        most = peak([other for other in taken if other.product_id == one.product_id], first, last)
        free, wanted = max(one.level.on_hand - most, Decimal(0)), asked[one.product_id]
        if wanted > free:
            raise NotAvailable(
                f"{free.normalize():f} of {one.name} free from {first} to {last}, {wanted.normalize():f} asked",
                field="lines",
                product_id=str(one.product_id),
                available=str(free),
                requested=str(wanted),
            )


# -- reads -------------------------------------------------------------------------------------------

_TAKEN: Final = sa.text("""
SELECT line.product_id, line.quantity, booking.starts_on AS first, booking.ends_on AS last
FROM bookings booking
JOIN booking_lines line ON line.business_id = booking.business_id AND line.booking_id = booking.id
WHERE booking.business_id = :business_id AND booking.status = 'accepted' AND line.product_id = ANY(:products)
  AND booking.starts_on <= :last AND booking.ends_on >= :first AND booking.id IS DISTINCT FROM :besides
UNION ALL
SELECT line.product_id, line.quantity - line.returned_quantity - line.lost_quantity, challan.starts_on,
       greatest(challan.due_on, :today)
FROM challans challan
JOIN challan_lines line ON line.business_id = challan.business_id AND line.challan_id = challan.id
WHERE challan.business_id = :business_id AND challan.status IN ('pending', 'out', 'delivered')
  AND line.product_id = ANY(:products) AND line.quantity > line.returned_quantity + line.lost_quantity
  AND challan.starts_on <= :last AND greatest(challan.due_on, :today) >= :first AND challan.id IS DISTINCT FROM :besides
""").bindparams(
    sa.bindparam("products", type_=ARRAY(sa.Uuid)),
    sa.bindparam("besides", type_=sa.Uuid),
    sa.bindparam("first", type_=sa.Date),
    sa.bindparam("last", type_=sa.Date),
    sa.bindparam("today", type_=sa.Date),
)


def _taken(
    session: Session, ids: Collection[UUID], *, first: date, last: date, today: date, besides: UUID | None = None
) -> list[Taken]:
    found = session.execute(
        _TAKEN,
        {
            "business_id": business_of(session),
            "products": list(ids),
            "first": first,
            "last": last,
            "today": today,
            "besides": besides,
        },
    )
    return [Taken(*row) for row in found]


class Availability(msgspec.Struct, frozen=True):
    """A rental item over some days: ``free`` units can be promised for all of them."""

    product_id: UUID
    name: str
    daily_rate: Decimal | None
    owned: Decimal
    taken: Decimal
    free: Decimal


def read_availability(
    session: Session, first: date, last: date, *, by: Actor, at: datetime, product_id: UUID | None = None
) -> list[Availability]:
    """The rental items of the shop, or the one named, as they are free from ``first`` to ``last``, both included.

    Raises ``NotFound``, ``NotForHire``, ``Invalid`` when the last day is before the first.
    """
    by.require("rentals.read")
    if last < first:
        raise Invalid("the last day is before the first", field="to")
    if product_id is not None:
        items = read_products(session, [product_id])
        check_for_hire(items[product_id], field="product_id")
    else:
        rental = (products.c.kind == "rental") & products.c.active & products.c.tracks_stock
        ids = session.execute(sa.select(products.c.id).where(products.c.business_id == business_of(session), rental))
        items = read_products(session, list(ids.scalars()))
    taken = _taken(session, items, first=first, last=last, today=this_business(session).today(at))
    found = []
    for item in sorted(items.values(), key=lambda one: (one.name, one.id)):
        owned, most = item.on_hand or Decimal(0), peak([one for one in taken if one.product_id == item.id], first, last)
        found.append(
            Availability(item.id, item.name, item.daily_rental_rate, owned, most, max(owned - most, Decimal(0)))
        )
    return found
