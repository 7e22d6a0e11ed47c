"""Customers: who buys, on what terms, and what they owe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal
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
from munim.database import amount, belongs_to, business_of, instant, one_of, percent, tenant_table, uuid_id, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import check_percent, parse_minor
from munim.phones import normal_phone
from munim.text import Code, Country, Email, Gstin, Language, Line, Prose, StateCode

GST_TREATMENTS: Final = ("sez_with_payment", "sez_without_payment", "deemed_export", "export_without_payment")

# -- tables ------------------------------------------------------------------------------------------

customers = tenant_table(
    "customers",
    uuid_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, comment="the number another system knows this customer by"),
    sa.Column("phone", sa.Text, comment="E.164"),
    sa.Column("email", sa.Text),
    sa.Column("address", sa.Text),
    sa.Column("city", sa.Text),
    sa.Column("state_code", sa.String(2)),
    sa.Column("country", sa.String(2)),
    sa.Column("gstin", sa.String(15)),
    sa.Column(
        "gst_treatment",
        sa.Text,
        comment="where GSTIN and country do not tell: SEZ, deemed export, export under bond; empty: they tell",
    ),
    sa.Column("language", sa.Text, comment="of messages to this customer; empty: the business's"),
    amount("credit_limit_minor", nullable=True),
    sa.Column("credit_days", sa.SmallInteger, comment="empty: the business's"),
    percent("discount_percent", nullable=False, server_default=sa.text("0")),
    sa.Column("tax_exempt", sa.Boolean, nullable=False, server_default=sa.text("false")),
    sa.Column(
        "is_walk_in",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="sales to nobody in particular",
    ),
    sa.Column("opted_out", sa.Boolean, nullable=False, server_default=sa.text("false"), comment="wants no messages"),
    sa.Column("notes", sa.Text),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.CheckConstraint("credit_limit_minor >= 0", name="credit_limit"),
    sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount"),
    one_of("gst_treatment", GST_TREATMENTS),
    # partial, so that they are no keys a foreign key might use: a change of one then locks out no bill of the customer
    sa.Index(
        "uq_customers_reference",
        "business_id",
        "reference",
        unique=True,
        postgresql_where=sa.text("reference IS NOT NULL"),
    ),
    sa.Index("uq_customers_phone", "business_id", "phone", unique=True, postgresql_where=sa.text("phone IS NOT NULL")),
    sa.Index("ix_customers_name", "business_id", "name", "id"),
    comment="One row per customer of a business",
    mirrored=True,
)

customer_balances = tenant_table(
    "customer_balances",
    sa.Column("customer_id", sa.Uuid, primary_key=True),
    amount("balance_minor", default=0),
    sa.Column(
        "unbilled_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="delivered or hired out and not billed yet: part of what a credit limit allows",
    ),
    belongs_to("customer_id", "customers"),
    comment="What each customer owes (negative: their advance), the sum of their ledger entries, kept for locking",
    mirrored=True,
)

# -- commands ----------------------------------------------------------------------------------------


class CustomerDetails(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is known of a customer. ``credit_limit`` in currency units, None: no limit; ``credit_days`` None: the business's."""

    name: Line
    reference: Code | None = None
    phone: Line | None = None
    email: Email | None = None
    address: Prose | None = None
    city: Line | None = None
    state_code: StateCode | None = None
    country: Country | None = None
    gstin: Gstin | None = None
    gst_treatment: (
        Literal["sez_with_payment", "sez_without_payment", "deemed_export", "export_without_payment"] | None
    ) = None
    language: Language | None = None
    credit_limit: Decimal | None = None
    credit_days: int | None = None
    discount_percent: Decimal = Decimal(0)
    tax_exempt: bool = False
    opted_out: bool = False
    notes: Prose | None = None
    active: bool = True


class NewCustomer(CustomerDetails, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A customer to add; ``opening_balance`` is what they owed (negative: had paid ahead) when the books began."""

    id: UUID | None = None
    opening_balance: Decimal = Decimal(0)


# -- rules -------------------------------------------------------------------------------------------


class PhoneTaken(Conflict):
    """Another customer of this business has this phone number."""

    code = "phone_taken"


class ReferenceTaken(Conflict):
    """Another customer of this business has this reference."""

    code = "reference_taken"


def _under_gst(details: CustomerDetails, business: Business) -> dict[str, Any]:
    """GSTIN and state of an Indian shop's customer as stored, the state filled in from the GSTIN; elsewhere as written.

    Raises ``WrongGstin``, ``Invalid`` naming the field that contradicts another.
    """
    if business.country != "IN":
        return {}
    at_home, treatment = details.country in (None, "IN"), details.gst_treatment
    gstin = check_gstin(details.gstin, sandbox=business.is_demo) if details.gstin else None
    if gstin and not at_home:
        raise Invalid(f"a customer in {details.country} has no GSTIN", field="gstin")
    if treatment == "export_without_payment" and at_home:
        raise Invalid("an export goes to another country", field="gst_treatment")
    if treatment and treatment != "export_without_payment" and gstin is None:
        raise Invalid("units of a special economic zone and deemed exporters have a GSTIN", field="gstin")
    if not at_home:
        return {"gstin": None}
    stated = check_state(details.state_code) if details.state_code else None
    return {"gstin": gstin, "state_code": check_state_of(gstin, stated)}


def _stored(details: CustomerDetails, business: Business) -> dict[str, Any]:
    currency, country = business.currency, business.country
    values = {name: getattr(details, name) for name in CustomerDetails.__struct_fields__ if name != "credit_limit"}
    if not details.name.strip():
        raise Invalid("a customer has a name", field="name")
    check_percent(details.discount_percent, "discount_percent")
    if details.credit_days is not None and not 0 <= details.credit_days <= 3650:
        raise Invalid("credit_days is 0 to 3650", field="credit_days")
    limit = None if details.credit_limit is None else parse_minor(details.credit_limit, currency, field="credit_limit")
    if limit is not None and limit < 0:
        raise Invalid("a credit limit is not negative", field="credit_limit")
    values["phone"] = normal_phone(details.phone, details.country or country) if details.phone else None
    return {**values, "credit_limit_minor": limit, **_under_gst(details, business)}


# -- operations --------------------------------------------------------------------------------------


def add_customer(session: Session, command: NewCustomer, *, by: Actor, at: datetime) -> Customer:
    """Add a customer and post their opening balance. Raises ``PhoneTaken``, ``ReferenceTaken``, ``Invalid``."""
    by.require("customers.write")
    customer_id = enter_customer(session, command, at=at)
    after = read_customer(session, customer_id)
    today = this_business(session).today(at)
    record_event(session, "customer.added", "customer", customer_id, {}, by=by, at=at, business_date=today)
    return after


def enter_customer(session: Session, command: NewCustomer, *, at: datetime) -> UUID:
    """All of ``add_customer`` but its event: an import of many customers is one event."""
    business = this_business(session)
    opening = parse_minor(command.opening_balance, business.currency, field="opening_balance")
    customer_id = command.id or new_id()
    values = _stored(command, business)
    with _named_conflicts():
        session.execute(
            sa.insert(customers).values(business_id=business_of(session), id=customer_id, created_at=at, **values)
        )
    session.execute(sa.insert(customer_balances).values(business_id=business_of(session), customer_id=customer_id))
    if opening:
        legs = [Entry("receivable", opening, customer_id=customer_id), Entry("opening", -opening)]
        today = business.today(at)
        post(session, "opening", customer_id, legs, business_date=today, at=at, narration="Opening balance")
    return customer_id


def change_customer(
    session: Session,
    customer_id: UUID,
    command: CustomerDetails,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> Customer:
    """Replace what is known of a customer. Raises ``NotFound``, ``StaleVersion``, ``PhoneTaken``, ``ReferenceTaken``.

    Locks the customer's row against other edits, but not against bills that refer to it: who issues one holds the
    business's head by the time its reference is checked, and would wait for us while we wait for the head.
    """
    by.require("customers.write")
    before, after = rewrite_customer(session, customer_id, command, expected_version=expected_version)
    today = this_business(session).today(at)
    # by field name alone, as an addition is by id: events are never erased, a person's data may have to be
    names = sorted(changed(before, after)["after"])
    record_event(
        session, "customer.changed", "customer", customer_id, {"fields": names}, by=by, at=at, business_date=today
    )
    return after


def rewrite_customer(
    session: Session, customer_id: UUID, command: CustomerDetails, *, expected_version: int | None = None
) -> tuple[Customer, Customer]:
    """All of ``change_customer`` but its event: the customer as they were, and as they are."""
    here = (customers.c.business_id == business_of(session)) & (customers.c.id == customer_id)
    session.execute(sa.select(customers.c.id).where(here).with_for_update(key_share=True))
    before = read_customer(session, customer_id)
    check_version(before.version, expected_version)
    values = _stored(command, this_business(session))
    with _named_conflicts():
        session.execute(sa.update(customers).where(here).values(**values, version=before.version + 1))
    return before, read_customer(session, customer_id)


def change_unbilled(session: Session, customer_id: UUID, by_minor: int) -> None:
    """Move what a customer has had without a bill by ``by_minor``. The caller has locked the customer's balance (P5)."""
    session.execute(
        sa.update(customer_balances)
        .where(customer_balances.c.business_id == business_of(session), customer_balances.c.customer_id == customer_id)
        .values(unbilled_minor=customer_balances.c.unbilled_minor + by_minor)
    )


def add_walk_in(session: Session, *, at: datetime) -> UUID:
    """The customer that sales to nobody in particular are billed to; a new business is given one."""
    customer_id = new_id()
    session.execute(
        sa.insert(customers).values(
            business_id=business_of(session), id=customer_id, name="Walk-in customer", is_walk_in=True, created_at=at
        )
    )
    session.execute(sa.insert(customer_balances).values(business_id=business_of(session), customer_id=customer_id))
    return customer_id


def lock_customer(session: Session, customer_id: UUID) -> Customer:
    """Lock the customer's balance row until the transaction ends, so that two bills cannot jointly pass the limit.

    Locked after bills and before stock levels. Raises ``NotFound``.
    """
    session.execute(
        sa.select(customer_balances.c.customer_id)
        .where(customer_balances.c.business_id == business_of(session), customer_balances.c.customer_id == customer_id)
        .with_for_update()
    )
    return read_customer(session, customer_id)


@contextmanager
def _named_conflicts() -> Iterator[None]:
    try:
        yield
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_customers_phone":
                raise PhoneTaken("another customer has this phone number", field="phone") from None
            case "uq_customers_reference":
                raise ReferenceTaken("another customer has this reference", field="reference") from None
            case "pk_customers":
                raise Conflict("this id is already a customer", field="id") from None
        raise


# -- reads -------------------------------------------------------------------------------------------


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A customer and what they owe (``balance_minor``; negative: an advance); ``unbilled_minor`` they had and are not billed for."""

    id: UUID
    name: str
    reference: str | None
    phone: str | None
    email: str | None
    address: str | None
    city: str | None
    state_code: str | None
    country: str | None
    gstin: str | None
    gst_treatment: str | None
    language: str | None
    credit_limit_minor: int | None
    credit_days: int | None
    discount_percent: Decimal
    tax_exempt: bool
    is_walk_in: bool
    opted_out: bool
    notes: str | None
    active: bool
    version: int
    created_at: datetime
    balance_minor: int
    unbilled_minor: int

    @property
    def exposure_minor(self) -> int:
        """What of their credit is used: what they owe, and what they had without a bill (P5)."""
        return self.balance_minor + self.unbilled_minor


_KEPT_APART = ("balance_minor", "unbilled_minor")
_COLUMNS = [customers.c[name] for name in Customer.__struct_fields__ if name not in _KEPT_APART] + [
    customer_balances.c[name] for name in _KEPT_APART
]
_FROM = sa.select(*_COLUMNS).join(
    customer_balances,
    (customer_balances.c.business_id == customers.c.business_id) & (customer_balances.c.customer_id == customers.c.id),
)


_HERE = customers.c.business_id == sa.bindparam("business_id")
CUSTOMER: Final = _FROM.where(_HERE, customers.c.id == sa.bindparam("customer_id", type_=sa.Uuid))
WALK_IN: Final = _FROM.where(_HERE, customers.c.is_walk_in).order_by(customers.c.created_at, customers.c.id).limit(1)


def customer_from(row: Any) -> Customer:
    """A row of ``CUSTOMER`` or ``WALK_IN`` as what it stands for."""
    return Customer(**{name: getattr(row, name) for name in Customer.__struct_fields__})


def read_customer(session: Session, customer_id: UUID) -> Customer:
    """One customer. Raises ``NotFound``."""
    row = session.execute(CUSTOMER, {"business_id": business_of(session), "customer_id": customer_id}).one_or_none()
    if row is None:
        raise NotFound("there is no such customer")
    return customer_from(row)


def read_walk_in(session: Session) -> Customer:
    """The walk-in customer of the business."""
    return customer_from(session.execute(WALK_IN, {"business_id": business_of(session)}).one())


def list_customers(session: Session, listing: Listing, *, by: Actor) -> Page[Customer]:
    """Customers by name; filters ``q`` (part of name, phone, reference or e-mail), ``city``, ``active``, ``owing``."""
    by.require("customers.read")

    def matching(text: str) -> sa.ColumnElement[bool]:
        fields = (customers.c.name, customers.c.phone, customers.c.reference, customers.c.email)
        return sa.or_(*(column.icontains(text, autoescape=True) for column in fields))

    return page(
        session,
        _FROM.where(customers.c.business_id == business_of(session)),
        listing,
        sorts={
            "name": customers.c.name,
            "created_at": customers.c.created_at,
            "balance": customer_balances.c.balance_minor,
        },
        id_column=customers.c.id,
        filters={
            "q": matching,
            "city": lambda text: customers.c.city == text,
            "active": lambda text: customers.c.active == flag(text),
            "owing": lambda text: (customer_balances.c.balance_minor > 0) == flag(text),
        },
        shape=customer_from,
    )
