"""Ordering from a supplier: drafted, issued with a number, received, closed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.events import record_event
from billing.numbering import back_dates, default_series, take_number
from billing.permissions import Actor
from billing.pricing import tax_of
from billing.products import read_products
from billing.purchases.lines import BoughtLine, complete_lines, product_ids
from billing.purchases.reads import OrderedFrom, PurchaseOrder, read_order
from billing.purchases.tables import purchase_order_lines, purchase_orders
from billing.suppliers import Supplier, read_supplier
from billing.versions import check_version
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class DraftOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What to order from a supplier, and when it should come."""

    supplier_id: UUID
    lines: list[BoughtLine]
    id: UUID | None = None
    business_date: date | None = None
    expected_date: date | None = None
    note: Prose | None = None


class IssueOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How to issue a draft. ``backdate_reason``: why it is dated before an order there is already."""

    backdate_reason: Prose | None = None


class EndOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why an order is closed or cancelled."""

    reason: Prose


# -- rules -------------------------------------------------------------------------------------------


class OrderNotOpen(Refused):
    """This order is not at a stage that allows it."""

    code = "order_not_open"


class SupplierInactive(Refused):
    """The shop no longer buys from this supplier."""

    code = "supplier_inactive"


def check_active(supplier: Supplier) -> None:
    """Raises ``SupplierInactive`` for one the shop has given up."""
    if not supplier.active:
        raise SupplierInactive(f"the shop no longer buys from {supplier.name}", field="supplier_id")


# -- operations --------------------------------------------------------------------------------------


def draft_order(session: Session, command: DraftOrder, *, by: Actor, at: datetime) -> PurchaseOrder:
    """Make a draft. Raises ``NotFound``, ``SupplierInactive``, ``Invalid`` naming the line and field, ``Conflict`` for a taken id."""
    by.require("purchases.write")
    order_id = command.id or new_id()
    try:
        _write(session, order_id, command, at=at, version=None)
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_purchase_orders":
            raise Conflict("this id is already an order", field="id") from None
        raise
    return _record(session, order_id, "drafted", by=by, at=at)


def change_order(
    session: Session,
    order_id: UUID,
    command: DraftOrder,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> PurchaseOrder:
    """Write a draft anew. Raises ``NotFound``, ``StaleVersion``, ``OrderNotOpen`` and what ``draft_order`` raises."""
    by.require("purchases.write")
    order = lock_order(session, order_id, expected_version=expected_version)
    if order.status != "draft":
        raise OrderNotOpen(f"{order.number or 'this order'} is {_words(order.status)}; only a draft changes")
    lines = purchase_order_lines.c
    session.execute(
        sa.delete(purchase_order_lines).where(lines.business_id == business_of(session), lines.order_id == order_id)
    )
    _write(session, order_id, command, at=at, version=order.version + 1)
    return _record(session, order_id, "redrafted", by=by, at=at)


def issue_order(
    session: Session,
    order_id: UUID,
    command: IssueOrder,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> PurchaseOrder:
    """Give a draft its number; from then on goods may be received against it. Nothing is posted.

    Locks the order, the number series, the business's head. Raises ``NotFound``, ``StaleVersion``, ``OrderNotOpen``,
    ``SupplierInactive``, ``BackDated``.
    """
    by.require("purchases.write")
    back_dated = back_dates(command.backdate_reason, by)
    business = this_business(session)
    order = lock_order(session, order_id, expected_version=expected_version)
    if order.status != "draft":
        raise OrderNotOpen(f"{order.number or 'this order'} is {_words(order.status)} already")
    supplier = read_supplier(session, order.supplier_id)
    check_active(supplier)
    series = default_series("purchase_order", business.invoice_prefix)
    number, year = take_number(
        session, "purchase_order", series, business_date=order.business_date, calendar=business.calendar, back_dated=back_dated
    )  # fmt: skip
    named = OrderedFrom(
        supplier.name, supplier.address, supplier.city, supplier.state_code, supplier.gstin, supplier.phone
    )
    changes = {
        "status": "issued", "series": series, "financial_year": year, "number": number, "issued_at": at,
        "staff_id": by.user_id, "ordered_from": msgspec.to_builtins(named), "version": order.version + 1,
    }  # fmt: skip
    _change(session, order_id, changes)
    reason = {"backdate_reason": command.backdate_reason} if back_dated else {}
    return _record(session, order_id, "issued", by=by, at=at, **reason)


def cancel_order(
    session: Session,
    order_id: UUID,
    command: EndOrder,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> PurchaseOrder:
    """Cancel a draft, or an order of which nothing has come; a number it has stays used (N3).

    Locks the order and the head. Raises ``NotFound``, ``StaleVersion``, ``OrderNotOpen``, ``Invalid``.
    """
    by.require("purchases.write")
    order = lock_order(session, order_id, expected_version=expected_version)
    if order.status not in ("draft", "open"):
        raise OrderNotOpen(
            f"{order.number or 'this order'} is {_words(order.status)}"
            + ("; close it instead" if order.status in ("partly_received", "received") else "")
        )
    return _end(session, order, "cancelled", command, by=by, at=at)


def close_order(
    session: Session,
    order_id: UUID,
    command: EndOrder,
    *,
    by: Actor,
    at: datetime,
    expected_version: int | None = None,
) -> PurchaseOrder:
    """Expect nothing more of an issued order: what has come stands, the rest is not waited for.

    Locks the order and the head. Raises ``NotFound``, ``StaleVersion``, ``OrderNotOpen``, ``Invalid``.
    """
    by.require("purchases.write")
    order = lock_order(session, order_id, expected_version=expected_version)
    if order.status not in ("open", "partly_received", "received"):
        raise OrderNotOpen(f"{order.number or 'this order'} is {_words(order.status)}")
    return _end(session, order, "closed", command, by=by, at=at)


def lock_order(session: Session, order_id: UUID, *, expected_version: int | None = None) -> PurchaseOrder:
    """Lock one order, first of all locks, so that what is received of it is counted one by one.

    Raises ``NotFound``, ``StaleVersion``.
    """
    here = (purchase_orders.c.business_id == business_of(session)) & (purchase_orders.c.id == order_id)
    found = session.execute(sa.select(purchase_orders.c.id).where(here).with_for_update()).one_or_none()
    if found is None:
        raise NotFound("there is no such order")
    order = read_order(session, order_id)
    check_version(order.version, expected_version)
    return order


def _write(session: Session, order_id: UUID, command: DraftOrder, *, at: datetime, version: int | None) -> None:
    business_id, business = business_of(session), this_business(session)
    check_active(read_supplier(session, command.supplier_id))
    day = business.day_of(command.business_date, at)
    if command.expected_date is not None and command.expected_date < day:
        raise Invalid("goods are not expected before they are ordered", field="expected_date")
    products = read_products(session, product_ids(command.lines))
    lines = complete_lines(command.lines, products, business.currency)
    taxes = [tax_of(line.value_minor, line.tax_rate, inclusive=False)[1] for line in lines]
    taxable, tax = sum(line.value_minor for line in lines), sum(taxes)
    values = {
        "supplier_id": command.supplier_id, "business_date": day, "expected_date": command.expected_date, "note": command.note,
        "taxable_minor": taxable, "tax_minor": tax, "total_minor": taxable + tax,
    }  # fmt: skip
    if version is None:
        row = {"business_id": business_id, "id": order_id, "status": "draft", "created_at": at, **values}
        session.execute(sa.insert(purchase_orders).values(row))
    else:
        _change(session, order_id, {**values, "version": version})
    rows = [
        {
            "business_id": business_id, "order_id": order_id, "position": n, "product_id": line.product_id,
            "description": line.description, "quantity": line.quantity, "unit": line.unit, "unit_factor": line.unit_factor,
            "unit_price": line.unit_price, "tax_rate": line.tax_rate, "taxable_minor": line.value_minor, "tax_minor": tax,
        }
        for n, (line, tax) in enumerate(zip(lines, taxes, strict=True), 1)
    ]  # fmt: skip
    session.execute(sa.insert(purchase_order_lines), rows)


def _end(
    session: Session, order: PurchaseOrder, status: str, command: EndOrder, *, by: Actor, at: datetime
) -> PurchaseOrder:
    if not command.reason.strip():
        raise Invalid(f"say why the order is {status}", field="reason")
    day = this_business(session).today(at)
    changes = {"status": status, "ended_date": day, "end_reason": command.reason, "version": order.version + 1}
    _change(session, order.id, changes)
    return _record(session, order.id, status, by=by, at=at, reason=command.reason)


def _change(session: Session, order_id: UUID, values: dict[str, Any]) -> None:
    here = (purchase_orders.c.business_id == business_of(session)) & (purchase_orders.c.id == order_id)
    session.execute(sa.update(purchase_orders).where(here).values(**values))


def _record(session: Session, order_id: UUID, act: str, *, by: Actor, at: datetime, **more: Any) -> PurchaseOrder:
    order = read_order(session, order_id)
    data = {
        "number": order.number, "supplier_id": str(order.supplier_id), "total_minor": order.total_minor, **more,
    }  # fmt: skip
    day = this_business(session).today(at)
    record_event(session, f"purchase_order.{act}", "purchase_order", order_id, data, by=by, at=at, business_date=day)
    return order


def _words(status: str) -> str:
    return status.replace("_", " ")
