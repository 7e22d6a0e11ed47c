"""Suppliers: whom the shop buys from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import changed, record_event
from billing.ledger import Entry, post
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import amount, business_of, instant, tenant_table, uuid_id
from munim.errors import Invalid, NotFound
from munim.ids import new_id
from munim.money import parse_minor
from munim.phones import normal_phone
from munim.text import Email, Gstin, Line, Prose, StateCode

# -- tables ------------------------------------------------------------------------------------------

suppliers = tenant_table(
    "suppliers",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2)),
    sa.Column("gstin", sa.String(15)),
    sa.Column("credit_days", sa.SmallInteger),
    amount("opening_balance_minor", default=0),
    sa.Column("notes", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.Index("ix_suppliers_name", "business_id", "name", "id"),
    comment="One row per supplier of a business",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class SupplierDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of a supplier."""

    name: Line
    phone: Line | None = None
    email: Email | None = None
    address: Prose | None = None
    city: Line | None = None
    state_code: StateCode | None = None
    gstin: Gstin | None = None
    credit_days: int | None = None
    notes: Prose | None = None
    active: bool = True


class NewSupplier(SupplierDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A supplier to add; ``opening_balance`` is what the shop owed them when the books began."""

    id: UUID | None = None
    opening_balance: Decimal = Decimal(0)


# -- operations --------------------------------------------------------------------------------------


def _stored(details: SupplierDetails, *, country: str) -> dict[str, Any]:
    if not details.name.strip():
        raise Invalid("a supplier has a name", field="name")
    values = {name: getattr(details, name) for name in SupplierDetails.__struct_fields__}
    return {**values, "phone": normal_phone(details.phone, country) if details.phone else None}


def add_supplier(session: Session, command: NewSupplier, *, by: Actor, at: datetime) -> Supplier:
    """Add a supplier and post what the shop owes them from before. Raises ``Invalid``."""
    by.require("suppliers.write")
    business = this_business(session)
    opening = parse_minor(command.opening_balance, business.currency, field="opening_balance")
    supplier_id = command.id or new_id()
    values = _stored(command, country=business.country)
    session.execute(
        sa.insert(suppliers).values(
            business_id=business_of(session), id=supplier_id, opening_balance_minor=opening, created_at=at, **values
        )
    )
    today = business.today(at)
    legs = [Entry("opening", opening), Entry("payable", -opening, supplier_id=supplier_id)]
    post(session, "opening", supplier_id, legs, business_date=today, at=at, narration="Opening balance")
    record_event(
        session, "supplier.added", "supplier", supplier_id, {"name": command.name}, by=by, at=at, business_date=today
    )
    return read_supplier(session, supplier_id)


def change_supplier(
    session: Session,
    supplier_id: UUID,
    command: SupplierDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Supplier:
    """Replace what is known of a supplier. Raises ``NotFound``, ``StaleVersion``, ``Invalid``."""
    by.require("suppliers.write")
    business = this_business(session)
    here = (suppliers.c.business_id == business_of(session)) & (suppliers.c.id == supplier_id)
    session.execute(sa.select(suppliers.c.id).where(here).with_for_update(key_share=True))
    before = read_supplier(session, supplier_id)
    check_version(before.version, expected_version)
    session.execute(
        sa.update(suppliers)
        .where(here)
        .values(**_stored(command, country=business.country), version=before.version + 1)
    )
    after = read_supplier(session, supplier_id)
    names = sorted(changed(before, after)["after"])
    record_event(
        session,
        "supplier.changed",
        "supplier",
        supplier_id,
        {"fields": names},
        by=by,
        at=at,
        business_date=business.today(at),
    )
    return after


# -- reads -------------------------------------------------------------------------------------------


class Supplier(SupplierDetails, frozen=True, kw_only=True):
    """A supplier as stored."""

    id: UUID
    opening_balance_minor: int
    version: int
    created_at: datetime


_COLUMNS = [suppliers.c[name] for name in Supplier.__struct_fields__]


def _shape(row: sa.Row[Any]) -> Supplier:
    return Supplier(**{name: row._mapping[name] for name in Supplier.__struct_fields__})


def read_supplier(session: Session, supplier_id: UUID) -> Supplier:
    """One supplier. Raises ``NotFound``."""
    row = session.execute(
        sa.select(*_COLUMNS).where(suppliers.c.business_id == business_of(session), suppliers.c.id == supplier_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such supplier")
    return _shape(row)


def list_suppliers(session: Session, listing: Listing, *, by: Actor) -> Page[Supplier]:
    """Suppliers by name; filters ``q`` (part of the name) and ``active``."""
    by.require("suppliers.read")
    return page(
        session,
        sa.select(*_COLUMNS).where(suppliers.c.business_id == business_of(session)),
        listing,
        sorts={"name": suppliers.c.name, "created_at": suppliers.c.created_at},
        id_column=suppliers.c.id,
        filters={
            "q": lambda text: suppliers.c.name.icontains(text, autoescape=True),
            "active": lambda text: suppliers.c.active == flag(text),
        },
        shape=_shape,
    )
