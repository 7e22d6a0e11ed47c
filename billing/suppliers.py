"""Suppliers: whom the shop buys from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.events import changed, record_event
from billing.gst.gstin import check_gstin, check_state_of
from billing.gst.states import check_state
from billing.ledger import Entry, post
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.versions import check_version
from munim.database import amount, belongs_to, business_of, instant, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
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

supplier_balances = tenant_table(
    "supplier_balances",
    sa.Column("supplier_id", sa.Uuid, primary_key=True),
    amount("balance_minor", default=0),
    belongs_to("supplier_id", "suppliers"),
    comment="What each supplier is owed (negative: paid ahead), the credit side of their entries, kept for locking",
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


def _under_gst(details: SupplierDetails, business: Business) -> dict[str, Any]:
    """GSTIN and state of an Indian shop's supplier as stored, the state filled in from the GSTIN; elsewhere as written."""
    if business.country != "IN":
        return {}
    gstin = check_gstin(details.gstin, sandbox=business.is_demo) if details.gstin else None
    stated = check_state(details.state_code) if details.state_code else None
    return {"gstin": gstin, "state_code": check_state_of(gstin, stated)}


def _stored(details: SupplierDetails, business: Business) -> dict[str, Any]:
    if not details.name.strip():
        raise Invalid("a supplier has a name", field="name")
    if details.credit_days is not None and not 0 <= details.credit_days <= 3650:
        raise Invalid("credit_days is 0 to 3650", field="credit_days")
    values = {name: getattr(details, name) for name in SupplierDetails.__struct_fields__}
    phone = normal_phone(details.phone, business.country) if details.phone else None
    return {**values, "phone": phone, **_under_gst(details, business)}


def add_supplier(session: Session, command: NewSupplier, *, by: Actor, at: datetime) -> Supplier:
    """Add a supplier and post what the shop owes them from before. Raises ``Invalid``, ``Conflict`` for an id that is taken."""
    by.require("suppliers.write")
    supplier_id = enter_supplier(session, command, at=at)
    record_event(
        session,
        "supplier.added",
        "supplier",
        supplier_id,
        {"name": command.name},
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return read_supplier(session, supplier_id)


def enter_supplier(session: Session, command: NewSupplier, *, at: datetime) -> UUID:
    """All of ``add_supplier`` but its event: an import of many suppliers is one event."""
    business = this_business(session)
    opening = parse_minor(command.opening_balance, business.currency, field="opening_balance")
    supplier_id = command.id or new_id()
    values = _stored(command, business)
    row = {"id": supplier_id, "opening_balance_minor": opening, "created_at": at, **values}
    try:
        session.execute(sa.insert(suppliers).values(business_id=business_of(session), **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_suppliers":
            raise Conflict("this id is already a supplier", field="id") from None
        raise
    session.execute(sa.insert(supplier_balances).values(business_id=business_of(session), supplier_id=supplier_id))
    legs = [Entry("opening", opening), Entry("payable", -opening, supplier_id=supplier_id)]
    today = business.today(at)
    post(session, "opening", supplier_id, legs, business_date=today, at=at, narration="Opening balance")
    return supplier_id


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
    before, after = rewrite_supplier(session, supplier_id, command, expected_version=expected_version)
    names = sorted(changed(before, after)["after"])
    record_event(
        session,
        "supplier.changed",
        "supplier",
        supplier_id,
        {"fields": names},
        by=by,
        at=at,
        business_date=this_business(session).today(at),
    )
    return after


def rewrite_supplier(
    session: Session, supplier_id: UUID, command: SupplierDetails, *, expected_version: int | None = None
) -> tuple[Supplier, Supplier]:
    """All of ``change_supplier`` but its event: the supplier as they were, and as they are."""
    here = (suppliers.c.business_id == business_of(session)) & (suppliers.c.id == supplier_id)
    session.execute(sa.select(suppliers.c.id).where(here).with_for_update(key_share=True))
    before = read_supplier(session, supplier_id)
    check_version(before.version, expected_version)
    values = _stored(command, this_business(session))
    session.execute(sa.update(suppliers).where(here).values(**values, version=before.version + 1))
    return before, read_supplier(session, supplier_id)


def lock_supplier(session: Session, supplier_id: UUID) -> Supplier:
    """Lock the supplier's balance row until the transaction ends, so that what is posted to it is posted one by one.

    Locked after bills and payments, before stock levels. Raises ``NotFound``.
    """
    session.execute(
        sa.select(supplier_balances.c.supplier_id)
        .where(supplier_balances.c.business_id == business_of(session), supplier_balances.c.supplier_id == supplier_id)
        .with_for_update()
    )
    return read_supplier(session, supplier_id)


# -- reads -------------------------------------------------------------------------------------------


class Supplier(SupplierDetails, frozen=True, kw_only=True):
    """A supplier and what they are owed (``balance_minor``; negative: they were paid ahead)."""

    id: UUID
    opening_balance_minor: int
    version: int
    created_at: datetime
    balance_minor: int


_COLUMNS = [suppliers.c[name] for name in Supplier.__struct_fields__ if name != "balance_minor"] + [
    supplier_balances.c.balance_minor
]
_FROM = sa.select(*_COLUMNS).join(
    supplier_balances,
    (supplier_balances.c.business_id == suppliers.c.business_id) & (supplier_balances.c.supplier_id == suppliers.c.id),
)


def _shape(row: sa.Row[Any]) -> Supplier:
    return Supplier(**{name: row._mapping[name] for name in Supplier.__struct_fields__})


def read_supplier(session: Session, supplier_id: UUID) -> Supplier:
    """One supplier. Raises ``NotFound``."""
    row = session.execute(
        _FROM.where(suppliers.c.business_id == business_of(session), suppliers.c.id == supplier_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such supplier")
    return _shape(row)


def list_suppliers(session: Session, listing: Listing, *, by: Actor) -> Page[Supplier]:
    """Suppliers by name; filters ``q`` (part of the name), ``active`` and ``owed``."""
    by.require("suppliers.read")
    return page(
        session,
        _FROM.where(suppliers.c.business_id == business_of(session)),
        listing,
        sorts={
            "name": suppliers.c.name,
            "created_at": suppliers.c.created_at,
            "balance": supplier_balances.c.balance_minor,
        },
        id_column=suppliers.c.id,
        filters={
            "q": lambda text: suppliers.c.name.icontains(text, autoescape=True),
            "active": lambda text: suppliers.c.active == flag(text),
            "owed": lambda text: (supplier_balances.c.balance_minor > 0) == flag(text),
        },
        shape=_shape,
    )
