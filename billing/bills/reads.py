"""Reading bills: one whole, or lists of them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.tables import OWED, bill_lines, bill_taxes, bills
from billing.customers import customers
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.units import ONE
from munim.database import business_of
from munim.errors import NotFound


class BillLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a bill; amounts in minor units. Under GST the tax is its components; a plain tax has none."""

    id: int
    position: int
    product_id: UUID | None
    description: str
    hsn: str | None
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal = ONE
    unit_price: Decimal
    price_includes_tax: bool
    tax_rate: Decimal
    cess_rate: Decimal
    tax_treatment: str
    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    total_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    cess_minor: int
    cost_minor: int | None
    original_line_id: int | None


class BillTax(msgspec.Struct, frozen=True):
    """One row of the tax summary."""

    component: str
    rate: Decimal
    taxable_minor: int
    tax_minor: int


class BillTo(msgspec.Struct, frozen=True):
    """Whom the bill was made out to, as it stood when it was issued, or of a draft when it was drafted."""

    name: str
    address: str | None = None
    city: str | None = None
    state_code: str | None = None
    gstin: str | None = None
    phone: str | None = None
    country: str | None = None


class BillSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A bill as a list shows it. ``due_minor`` is what an issued invoice or debit note still waits for."""

    id: UUID
    kind: str
    document: str
    status: str
    number: str | None
    customer_id: UUID
    customer_name: str
    original_id: UUID | None
    reference: str | None
    business_date: date
    due_date: date
    issued_at: datetime | None
    cancelled_date: date | None
    gross_minor: int
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    charges_minor: int
    round_off_minor: int
    total_minor: int
    allocated_minor: int
    credited_minor: int
    written_off_minor: int
    due_minor: int
    note: str | None
    version: int
    created_at: datetime


class Bill(BillSummary, frozen=True, kw_only=True):
    """A whole bill: its lines as printed and its tax summary. Under GST ``supply`` is intra or inter, else None.

    ``quotation_id`` is the quotation it was made from; of a quotation ``billed_by`` is the bill made from it.
    ``warnings`` is what issuing it had to say, such as a past day that it leaves short of goods; it is not stored.
    """

    series: str | None
    financial_year: str | None
    cancel_reason: str | None
    staff_id: UUID | None
    place_of_supply: str | None
    supply: Literal["intra", "inter"] | None
    recipient: str | None
    reverse_charge: bool
    supply_date: date | None
    valid_until: date | None = None
    tax_effect: bool
    bill_to: BillTo | None
    ship_to: BillTo | None
    lines: list[BillLine]
    taxes: list[BillTax]
    quotation_id: UUID | None = None
    billed_by: UUID | None = None
    warnings: list[str] = []


DUE = sa.case(
    (
        (bills.c.status == "issued") & bills.c.kind.in_(OWED),
        bills.c.total_minor - bills.c.allocated_minor - bills.c.credited_minor - bills.c.written_off_minor,
    ),
    else_=0,
)
_DERIVED = {"customer_name": customers.c.name, "due_minor": DUE}
_SUMMARY = [_DERIVED[name].label(name) if name in _DERIVED else bills.c[name] for name in BillSummary.__struct_fields__]
_OF_IT = bills.alias("of_it")
_BILLED_BY = (
    sa.select(_OF_IT.c.id)
    .where(
        _OF_IT.c.business_id == bills.c.business_id, _OF_IT.c.quotation_id == bills.c.id, _OF_IT.c.status != "cancelled"
    )
    .scalar_subquery()
    .label("billed_by")
)
_WHOLE = [
    *_SUMMARY,
    _BILLED_BY,
    *(
        bills.c[name]
        for name in Bill.__struct_fields__
        if name in bills.c and name not in BillSummary.__struct_fields__
    ),
]
_OF_CUSTOMER = (customers.c.business_id == bills.c.business_id) & (customers.c.id == bills.c.customer_id)
_LINES = [bill_lines.c[name] for name in BillLine.__struct_fields__]
_TAXES = [bill_taxes.c[name] for name in BillTax.__struct_fields__]


def read_bill(session: Session, bill_id: UUID) -> Bill:
    """One bill with its lines and taxes. Raises ``NotFound``."""
    business_id = business_of(session)
    row = session.execute(
        sa.select(*_WHOLE)
        .join(customers, _OF_CUSTOMER)
        .where(bills.c.business_id == business_id, bills.c.id == bill_id)
    ).one_or_none()
    if row is None:
        raise NotFound("there is no such bill")
    lines = session.execute(
        sa.select(*_LINES)
        .where(bill_lines.c.business_id == business_id, bill_lines.c.bill_id == bill_id)
        .order_by(bill_lines.c.position)
    )
    taxes = session.execute(
        sa.select(*_TAXES)
        .where(bill_taxes.c.business_id == business_id, bill_taxes.c.bill_id == bill_id)
        .order_by(bill_taxes.c.component, bill_taxes.c.rate)
    )
    values = dict(row._mapping)
    bill_to, ship_to = values.pop("bill_to"), values.pop("ship_to")
    return Bill(
        **values,
        bill_to=None if bill_to is None else msgspec.convert(bill_to, BillTo),
        ship_to=None if ship_to is None else msgspec.convert(ship_to, BillTo),
        lines=[BillLine(**line._mapping) for line in lines],
        taxes=[BillTax(*tax) for tax in taxes],
    )


def without_costs(bill: Bill, by: Actor) -> Bill:
    """The bill as ``by`` may see it: what its lines cost is for those allowed to know."""
    if by.may("costs.read"):
        return bill
    return msgspec.structs.replace(bill, lines=[msgspec.structs.replace(line, cost_minor=None) for line in bill.lines])


def _shape(row: sa.Row[Any]) -> BillSummary:
    return BillSummary(**{name: row._mapping[name] for name in BillSummary.__struct_fields__})


def list_bills(session: Session, listing: Listing, *, by: Actor) -> Page[BillSummary]:
    """Bills, newest first; filters kind, status, customer_id, from, to (business dates, ``to`` included), q (number), overdue_on, open."""
    by.require("bills.read")
    return page(
        session,
        sa.select(*_SUMMARY).join(customers, _OF_CUSTOMER).where(bills.c.business_id == business_of(session)),
        listing,
        sorts={
            "-business_date": bills.c.business_date,
            "created_at": bills.c.created_at,
            "total": bills.c.total_minor,
            "due_date": bills.c.due_date,
        },
        id_column=bills.c.id,
        filters={
            "kind": lambda text: bills.c.kind == text,
            "status": lambda text: bills.c.status == text,
            "customer_id": lambda text: bills.c.customer_id == UUID(text),
            "from": lambda text: bills.c.business_date >= date.fromisoformat(text),
            "to": lambda text: bills.c.business_date <= date.fromisoformat(text),
            "q": lambda text: sa.or_(
                bills.c.number.icontains(text, autoescape=True), bills.c.reference.icontains(text, autoescape=True)
            ),
            "overdue_on": lambda text: (bills.c.due_date < date.fromisoformat(text)) & (DUE > 0),
            "open": lambda text: (DUE > 0) == flag(text),
        },
        shape=_shape,
    )
