"""Standing orders: what a customer is brought, on which days, how much and at what price."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import Session

from billing.business import LATEST_DAY, check_day, this_business
from billing.customers import customers, lock_customer
from billing.deliveries.routes import read_route
from billing.deliveries.tables import standing_order_terms, standing_orders
from billing.events import changed, record_event
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from billing.products import Product, products, read_product
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import check_decimals

Slot = Literal["morning", "evening"]
MAX_PAUSES = 100

# -- commands ----------------------------------------------------------------------------------------


class Pause(
    msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, rename={"from_date": "from", "to_date": "to"}
):
    """Days without delivery, the first and the last included."""

    from_date: date
    to_date: date


class Schedule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When a standing order is brought, on which route. ``weekdays``: 1 = Monday; ``ends``: the last day, None: go on."""

    route_id: UUID
    starts: date
    ends: date | None = None
    weekdays: list[int] = msgspec.field(default_factory=lambda: [1, 2, 3, 4, 5, 6, 7])
    pauses: list[Pause] = []


class NewStandingOrder(Schedule, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A standing order to take. ``price`` None: the product's own of each day."""

    customer_id: UUID
    product_id: UUID
    quantity: Decimal
    slot: Slot = "morning"
    price: Decimal | None = None
    id: UUID | None = None


class ChangeTerms(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another quantity or price from a day on; days before keep theirs."""

    from_date: date
    quantity: Decimal
    price: Decimal | None = None


# -- rules -------------------------------------------------------------------------------------------


class OrdersOverlap(Conflict):
    """The customer is brought this product on some of these days already."""

    code = "orders_overlap"


def _check_schedule(schedule: Schedule) -> None:
    check_day(schedule.starts, "starts")
    check_day(schedule.ends, "ends")
    if schedule.ends is not None and schedule.ends < schedule.starts:
        raise Invalid("a standing order does not end before it starts", field="ends")
    if not schedule.weekdays or sorted(set(schedule.weekdays)) != sorted(schedule.weekdays):
        raise Invalid("name each weekday once, at least one", field="weekdays")
    if not all(1 <= day <= 7 for day in schedule.weekdays):
        raise Invalid("weekdays are 1 (Monday) to 7 (Sunday)", field="weekdays")
    if len(schedule.pauses) > MAX_PAUSES:
        raise Invalid(f"at most {MAX_PAUSES} pauses", field="pauses")
    for n, pause in enumerate(schedule.pauses):
        if pause.to_date < pause.from_date:
            raise Invalid("a pause does not end before it begins", field=f"pauses[{n}].to")


def _check_terms(quantity: Decimal, price: Decimal | None) -> None:
    check_decimals(quantity, 3, "quantity", positive=True)
    if price is not None:
        check_decimals(price, 4, "price")


def is_due(order: Schedule, day: date) -> bool:
    """Whether it is brought on ``day``: a weekday of it, not before it starts, not after it ends, in no pause."""
    return (
        order.starts <= day
        and (order.ends is None or day <= order.ends)
        and day.isoweekday() in order.weekdays
        and not any(pause.from_date <= day <= pause.to_date for pause in order.pauses)
    )


def terms_on(terms: Sequence[Terms], day: date) -> Terms:
    """The terms of ``day``: the last that began by then, and before all of them the first. ``terms`` are in order of days."""
    return next((one for one in reversed(terms) if one.from_date <= day), terms[0])


def overlap(one: Schedule, other: Schedule) -> bool:
    """Whether two standing orders may fall on one day. Pauses come and go, so they make no room for another order."""
    begins = max(one.starts, other.starts)
    ends = min(one.ends or LATEST_DAY, other.ends or LATEST_DAY)
    return begins <= ends and not set(one.weekdays).isdisjoint(other.weekdays)


# -- operations --------------------------------------------------------------------------------------


def take_standing_order(session: Session, command: NewStandingOrder, *, by: Actor, at: datetime) -> StandingOrder:
    """Take a standing order.

    Locks the customer's balance, so that no two orders of one product fall on one day. Raises ``NotFound``, ``Invalid``,
    ``OrdersOverlap``.
    """
    by.require("deliveries.write")
    _check_schedule(command)
    _check_terms(command.quantity, command.price)
    read_route(session, command.route_id)
    _check_deliverable(read_product(session, command.product_id))
    lock_customer(session, command.customer_id)
    business_id, order_id = business_of(session), command.id or new_id()
    _check_alone(session, command.customer_id, command.product_id, command.slot, command)
    try:
        session.execute(
            sa.insert(standing_orders).values(
                business_id=business_id, id=order_id, customer_id=command.customer_id, product_id=command.product_id,
                slot=command.slot, created_at=at, **_stored(command),
            )
        )  # fmt: skip
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_standing_orders":
            raise Conflict("this id is already a standing order", field="id") from None
        raise
    session.execute(
        sa.insert(standing_order_terms).values(
            business_id=business_id, order_id=order_id, from_date=command.starts, quantity=command.quantity, price=command.price
        )
    )  # fmt: skip
    data = {
        "customer_id": str(command.customer_id),
        "product_id": str(command.product_id),
        "quantity": str(command.quantity),
    }
    today = this_business(session).today(at)
    record_event(session, "standing_order.taken", "standing_order", order_id, data, by=by, at=at, business_date=today)
    return read_standing_order(session, order_id)


def change_schedule(
    session: Session,
    order_id: UUID,
    command: Schedule,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> StandingOrder:
    """Replace when and on which route it is brought: pause it, end it, go on. What was delivered stands.

    Locks the customer's balance. Raises ``NotFound``, ``StaleVersion``, ``Invalid``, ``OrdersOverlap``.
    """
    by.require("deliveries.write")
    _check_schedule(command)
    read_route(session, command.route_id)
    lock_customer(session, read_standing_order(session, order_id).customer_id)
    before = read_standing_order(session, order_id)
    check_version(before.version, expected_version)
    _check_alone(session, before.customer_id, before.product_id, before.slot, command, but=order_id)
    here = (standing_orders.c.business_id == business_of(session)) & (standing_orders.c.id == order_id)
    session.execute(sa.update(standing_orders).where(here).values(**_stored(command), version=before.version + 1))
    after = read_standing_order(session, order_id)
    today = this_business(session).today(at)
    data = changed(before, after)
    record_event(session, "standing_order.changed", "standing_order", order_id, data, by=by, at=at, business_date=today)
    return after


def change_terms(
    session: Session,
    order_id: UUID,
    command: ChangeTerms,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> StandingOrder:
    """Another quantity or price from a day on, which may be past: what is written down later has the price of its day.

    What was written down already keeps its own. Locks the customer's balance. Raises ``NotFound``, ``StaleVersion``,
    ``Invalid``.
    """
    by.require("deliveries.write")
    _check_terms(command.quantity, command.price)
    check_day(command.from_date, "from_date")
    lock_customer(session, read_standing_order(session, order_id).customer_id)
    before = read_standing_order(session, order_id)
    check_version(before.version, expected_version)
    business_id = business_of(session)
    terms = {"quantity": command.quantity, "price": command.price}
    session.execute(
        pg_insert(standing_order_terms)
        .values(business_id=business_id, order_id=order_id, from_date=command.from_date, **terms)
        .on_conflict_do_update(index_elements=["business_id", "order_id", "from_date"], set_=terms)
    )
    here = (standing_orders.c.business_id == business_id) & (standing_orders.c.id == order_id)
    session.execute(sa.update(standing_orders).where(here).values(version=before.version + 1))
    after = read_standing_order(session, order_id)
    today = this_business(session).today(at)
    data = changed(before, after)
    record_event(session, "standing_order.changed", "standing_order", order_id, data, by=by, at=at, business_date=today)
    return after


def _stored(schedule: Schedule) -> dict[str, Any]:
    values = {name: getattr(schedule, name) for name in Schedule.__struct_fields__}
    return {**values, "weekdays": sorted(schedule.weekdays), "pauses": msgspec.to_builtins(schedule.pauses)}


def _check_deliverable(product: Product) -> None:
    if product.kind == "rental":
        raise Invalid("what is hired out comes back: write a challan for it", field="product_id")
    if not product.active:
        raise Invalid(f"{product.name} is no longer sold", field="product_id")


def _check_alone(
    session: Session, customer_id: UUID, product_id: UUID, slot: str, schedule: Schedule, *, but: UUID | None = None
) -> None:
    for other in orders_of(session, {customer_id}):
        if other.id != but and (other.product_id, other.slot) == (product_id, slot) and overlap(schedule, other):
            raise OrdersOverlap(
                f"{other.product_name} is brought in the {slot} from {other.starts} already", order_id=str(other.id)
            )


# -- reads -------------------------------------------------------------------------------------------


class Terms(msgspec.Struct, frozen=True):
    """So much at that price (None: the product's own) from a day on."""

    from_date: date
    quantity: Decimal
    price: Decimal | None


class StandingOrder(Schedule, frozen=True, kw_only=True):
    """A standing order as stored; ``terms`` in order of their days."""

    id: UUID
    customer_id: UUID
    customer_name: str
    product_id: UUID
    product_name: str
    slot: Slot
    terms: list[Terms]
    version: int
    created_at: datetime


_NAMES = {"customer_name": customers.c.name, "product_name": products.c.name}
_FROM = (
    sa.select(
        *(
            _NAMES[name].label(name) if name in _NAMES else standing_orders.c[name]
            for name in StandingOrder.__struct_fields__
            if name != "terms"
        )
    )
    .join(
        customers,
        (customers.c.business_id == standing_orders.c.business_id) & (customers.c.id == standing_orders.c.customer_id),
    )
    .join(
        products,
        (products.c.business_id == standing_orders.c.business_id) & (products.c.id == standing_orders.c.product_id),
    )
)


def _whole(row: Mapping[Any, Any], terms: Mapping[UUID, list[Terms]]) -> StandingOrder:
    values = {name: row[name] for name in StandingOrder.__struct_fields__ if name not in ("terms", "pauses")}
    return StandingOrder(**values, pauses=msgspec.convert(row["pauses"], list[Pause]), terms=terms[row["id"]])


def _terms(session: Session, order_ids: Collection[UUID]) -> dict[UUID, list[Terms]]:
    found: dict[UUID, list[Terms]] = {order_id: [] for order_id in order_ids}
    columns = [standing_order_terms.c[name] for name in ("order_id", *Terms.__struct_fields__)]
    for order_id, *terms in session.execute(
        sa.select(*columns)
        .where(
            standing_order_terms.c.business_id == business_of(session),
            standing_order_terms.c.order_id.in_(order_ids),
        )
        .order_by(standing_order_terms.c.order_id, standing_order_terms.c.from_date)
    ):
        found[order_id].append(Terms(*terms))
    return found


def _read(session: Session, wanted: sa.ColumnElement[bool]) -> list[StandingOrder]:
    rows = session.execute(
        _FROM.where(standing_orders.c.business_id == business_of(session), wanted).order_by(standing_orders.c.id)
    ).all()
    terms = _terms(session, [row.id for row in rows])
    return [_whole(row._mapping, terms) for row in rows]


def read_standing_order(session: Session, order_id: UUID) -> StandingOrder:
    """One standing order. Raises ``NotFound``."""
    for order in _read(session, standing_orders.c.id == order_id):
        return order
    raise NotFound("there is no such standing order")


def orders_of(session: Session, customer_ids: Collection[UUID]) -> list[StandingOrder]:
    """Every standing order of those customers, past ones too."""
    return _read(session, standing_orders.c.customer_id.in_(customer_ids))


def orders_due(session: Session, route_id: UUID, day: date) -> list[StandingOrder]:
    """The standing orders of a route that are brought on ``day``."""
    on_the_day = (standing_orders.c.starts <= day) & (
        standing_orders.c.ends.is_(None) | (standing_orders.c.ends >= day)
    )
    return [one for one in _read(session, (standing_orders.c.route_id == route_id) & on_the_day) if is_due(one, day)]


def list_standing_orders(session: Session, listing: Listing, *, by: Actor) -> Page[StandingOrder]:
    """Standing orders, newest first; filters route_id, customer_id, product_id, slot, on (brought between start and end)."""
    by.require("deliveries.read")

    def on(text: str) -> sa.ColumnElement[bool]:
        day = date.fromisoformat(text)
        return (standing_orders.c.starts <= day) & (standing_orders.c.ends.is_(None) | (standing_orders.c.ends >= day))

    found = page(
        session,
        _FROM.where(standing_orders.c.business_id == business_of(session)),
        listing,
        sorts={"-created_at": standing_orders.c.created_at, "starts": standing_orders.c.starts},
        id_column=standing_orders.c.id,
        filters={
            "route_id": lambda text: standing_orders.c.route_id == UUID(text),
            "customer_id": lambda text: standing_orders.c.customer_id == UUID(text),
            "product_id": lambda text: standing_orders.c.product_id == UUID(text),
            "slot": lambda text: standing_orders.c.slot == text,
            "on": on,
        },
        shape=lambda row: row._mapping,
    )
    terms = _terms(session, [row["id"] for row in found.items])
    return Page(items=[_whole(row, terms) for row in found.items], next=found.next)
