"""Delivery routes: who goes where, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.customers import customers
from billing.deliveries.tables import delivery_routes
from billing.events import changed, record_event
from billing.listing import Listing, Page, flag, page
from billing.memberships import memberships
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.text import Line

MAX_CUSTOMERS = 1000

# -- commands ----------------------------------------------------------------------------------------


class RouteDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A route: its name, who goes it, and its customers in the order they are visited."""

    name: Line
    staff_id: UUID | None = None
    customer_ids: list[UUID] = []
    active: bool = True


class NewRoute(RouteDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A route to add."""

    id: UUID | None = None


# -- rules -------------------------------------------------------------------------------------------


class RouteNameTaken(Conflict):
    """Another route has this name."""

    code = "route_name_taken"


def _stored(session: Session, details: RouteDetails) -> dict[str, Any]:
    """The columns of a route. Raises ``Invalid``, ``NotFound`` for a customer or member of staff that is not here."""
    if not details.name.strip():
        raise Invalid("a route has a name", field="name")
    if len(details.customer_ids) > MAX_CUSTOMERS:
        raise Invalid(f"a route has at most {MAX_CUSTOMERS} customers", field="customer_ids")
    if len(set(details.customer_ids)) < len(details.customer_ids):
        raise Invalid("a customer is visited once on a route", field="customer_ids")
    _check_customers(session, details.customer_ids)
    if details.staff_id is not None:
        works_here = sa.exists().where(
            memberships.c.business_id == business_of(session), memberships.c.user_id == details.staff_id
        )
        if not session.execute(sa.select(works_here)).scalar_one():
            raise NotFound("nobody of that id works here", field="staff_id")
    return {name: getattr(details, name) for name in RouteDetails.__struct_fields__}


def _check_customers(session: Session, customer_ids: Sequence[UUID]) -> None:
    here = set(
        session.execute(
            sa.select(customers.c.id).where(
                customers.c.business_id == business_of(session), customers.c.id.in_(customer_ids)
            )
        ).scalars()
    )
    for n, customer_id in enumerate(customer_ids):
        if customer_id not in here:
            raise NotFound("there is no such customer", field=f"customer_ids[{n}]")


# -- operations --------------------------------------------------------------------------------------


def add_route(session: Session, command: NewRoute, *, by: Actor, at: datetime) -> Route:
    """Add a route. Raises ``Invalid``, ``NotFound``, ``RouteNameTaken``."""
    by.require("deliveries.write")
    route_id, values = command.id or new_id(), _stored(session, command)
    try:
        session.execute(
            sa.insert(delivery_routes).values(business_id=business_of(session), id=route_id, created_at=at, **values)
        )
    except sa.exc.IntegrityError as error:
        raise _named(error) from None
    today = this_business(session).today(at)
    record_event(session, "route.added", "route", route_id, {"name": command.name}, by=by, at=at, business_date=today)
    return read_route(session, route_id)


def change_route(
    session: Session,
    route_id: UUID,
    command: RouteDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Route:
    """Replace a route. Raises ``NotFound``, ``StaleVersion``, ``Invalid``, ``RouteNameTaken``."""
    by.require("deliveries.write")
    here = (delivery_routes.c.business_id == business_of(session)) & (delivery_routes.c.id == route_id)
    session.execute(sa.select(delivery_routes.c.id).where(here).with_for_update(key_share=True))
    before = read_route(session, route_id)
    check_version(before.version, expected_version)
    values = _stored(session, command)
    try:
        session.execute(sa.update(delivery_routes).where(here).values(**values, version=before.version + 1))
    except sa.exc.IntegrityError as error:
        raise _named(error) from None
    after = read_route(session, route_id)
    today = this_business(session).today(at)
    record_event(session, "route.changed", "route", route_id, changed(before, after), by=by, at=at, business_date=today)
    return after


def _named(error: sa.exc.IntegrityError) -> Exception:
    match violated(error):
        case "pk_delivery_routes":
            return Conflict("this id is already a route", field="id")
        case "uq_delivery_routes_name":
            return RouteNameTaken(field="name")
    return error


# -- reads -------------------------------------------------------------------------------------------


class Route(RouteDetails, frozen=True, kw_only=True):
    """A route as stored."""

    id: UUID
    version: int
    created_at: datetime


_COLUMNS = [delivery_routes.c[name] for name in Route.__struct_fields__]


def _shape(row: sa.Row[Any]) -> Route:
    return Route(**{name: row._mapping[name] for name in Route.__struct_fields__})


def read_route(session: Session, route_id: UUID) -> Route:
    """One route. Raises ``NotFound``."""
    row = session.execute(
        sa.select(*_COLUMNS).where(
            delivery_routes.c.business_id == business_of(session), delivery_routes.c.id == route_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such route")
    return _shape(row)


def list_routes(session: Session, listing: Listing, *, by: Actor) -> Page[Route]:
    """Routes by name; filters ``q`` (part of the name), ``active``, ``staff_id``."""
    by.require("deliveries.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(delivery_routes.c.business_id == business_of(session)),
        listing,
        sorts={"name": delivery_routes.c.name, "created_at": delivery_routes.c.created_at},
        id_column=delivery_routes.c.id,
        filters={
            "q": lambda text: delivery_routes.c.name.icontains(text, autoescape=True),
            "active": lambda text: delivery_routes.c.active == flag(text),
            "staff_id": lambda text: delivery_routes.c.staff_id == UUID(text),
        },
        shape=_shape,
    )
