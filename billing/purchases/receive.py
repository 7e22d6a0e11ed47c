"""Taking goods in: they go into stock at what they cost, and are owed for once their bill comes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.events import record_event
from billing.ledger import post
from billing.numbering import back_dates, default_series, take_number
from billing.permissions import Actor
from billing.products import Product, read_products
from billing.purchases.lines import BoughtLine, CompleteLine, complete_lines, product_ids
from billing.purchases.order import OrderNotOpen, check_active, lock_order
from billing.purchases.reads import PurchaseOrder, PurchaseOrderLine, PurchaseReceipt, read_receipt
from billing.purchases.tables import purchase_order_lines, purchase_orders, purchase_receipt_lines, purchase_receipts
from billing.stock import StockMove, lock_levels, move_stock, stock_entries
from billing.suppliers import read_supplier
from billing.units import in_own_unit
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.text import Code, Prose

# -- commands ----------------------------------------------------------------------------------------


class ReceivedLine(BoughtLine, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Goods that came: so much of the order's line at ``position``, or, without an order, a product or words.

    Left out, price and tax rate are the order's.
    """

    position: int | None = None


class ReceiveGoods(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A delivery taken in, against an order or without one. ``lines`` None: all the order still awaits.

    ``accept_excess``: keep what is more than was ordered. ``reference``: the supplier's delivery note.
    """

    supplier_id: UUID | None = None
    order_id: UUID | None = None
    lines: list[ReceivedLine] | None = None
    accept_excess: bool = False
    reference: Code | None = None
    note: Prose | None = None
    id: UUID | None = None
    business_date: date | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class OverReceived(Refused):
    """More came than is still on order."""

    code = "over_received"


class _Arrival(msgspec.Struct, frozen=True):
    """A complete line and the order's line it is of."""

    line: CompleteLine
    ordered: PurchaseOrderLine | None


def _of_order(
    order: PurchaseOrder, command: ReceiveGoods, products: dict[UUID, Product], currency: str
) -> list[_Arrival]:
    """What came of an order. Raises ``Invalid``, ``NotFound`` for a line it has not, ``OverReceived``."""
    by_position = {line.position: line for line in order.lines}
    given = command.lines
    if given is None:
        given = [
            ReceivedLine(position=line.position, quantity=line.outstanding) for line in order.lines if line.outstanding
        ]
        if not given:
            raise Invalid("everything on this order has come", field="lines")
    asked: list[ReceivedLine] = []
    chosen: list[PurchaseOrderLine | None] = []
    coming: dict[int, Decimal] = {}
    for n, line in enumerate(given):
        if line.position is None:
            if not command.accept_excess:
                raise OverReceived("this was not ordered; accept_excess keeps it", field=f"lines[{n}].position")
            asked.append(line)
            chosen.append(None)
            continue
        ordered = by_position.get(line.position)
        if ordered is None:
            raise NotFound(f"the order has no line {line.position}", field=f"lines[{n}].position")
        coming[ordered.id] = coming.get(ordered.id, Decimal(0)) + line.quantity
        if coming[ordered.id] > ordered.outstanding and not command.accept_excess:
            raise OverReceived(
                f"{ordered.outstanding.normalize():f} of {ordered.description} is still on order; accept_excess takes more",
                field=f"lines[{n}].quantity",
                available=str(ordered.outstanding),
                requested=str(coming[ordered.id]),
            )
        asked.append(_as_ordered(line, ordered, n))
        chosen.append(ordered)
    lines = complete_lines(asked, products, currency)
    return [
        _Arrival(_in_unit_of(line, ordered, f"lines[{n}].quantity"), ordered)
        for n, (line, ordered) in enumerate(zip(lines, chosen, strict=True))
    ]


def _as_ordered(line: ReceivedLine, ordered: PurchaseOrderLine, index: int) -> ReceivedLine:
    if line.product_id not in (None, ordered.product_id):
        raise Invalid("this line of the order is of another product", field=f"lines[{index}].product_id")
    if line.unit not in (None, ordered.unit):
        raise Invalid(f"this line of the order is counted in {ordered.unit}", field=f"lines[{index}].unit")
    return msgspec.structs.replace(
        line,
        product_id=ordered.product_id,
        description=line.description or ordered.description,
        unit=None,
        unit_price=ordered.unit_price if line.unit_price is None else line.unit_price,
        tax_rate=ordered.tax_rate if line.tax_rate is None else line.tax_rate,
    )


def _in_unit_of(line: CompleteLine, ordered: PurchaseOrderLine | None, field: str) -> CompleteLine:
    """A box is as large as it was when it was ordered, whatever the product says by now."""
    if ordered is None:
        return line
    in_own_unit(line.quantity, ordered.unit_factor, field)
    return msgspec.structs.replace(line, unit=ordered.unit, unit_factor=ordered.unit_factor)


# -- operations --------------------------------------------------------------------------------------


def receive_goods(session: Session, command: ReceiveGoods, *, by: Actor, at: datetime) -> PurchaseReceipt:
    """Take goods in under a number of their own: stock grows by them at what they cost, the same is owed for unbilled.

    What keeps no stock is noted and posts nothing until it is billed. Locks the order, the stock levels, the number
    series, the head: of two deliveries that fit an order alone but not together one is refused. Raises ``NotFound``,
    ``OrderNotOpen``, ``OverReceived`` with what is still on order, ``SupplierInactive``, ``BackDated``, ``Invalid``.
    """
    by.require("purchases.write")
    back_dated = back_dates(command.backdate_reason, by)
    business = this_business(session)
    day = business.day_of(command.business_date, at)
    order = None if command.order_id is None else _open_order(session, command)
    supplier_id = order.supplier_id if order else command.supplier_id
    if supplier_id is None:
        raise Invalid("say which supplier the goods are from, or on which order", field="supplier_id")
    supplier = read_supplier(session, supplier_id)
    check_active(supplier)
    arrivals = _arrivals(session, command, order, business)
    stocked = [one.line for one in arrivals if one.line.stocked]
    lock_levels(session, {line.product_id for line in stocked if line.product_id})  # before the series
    series = default_series("purchase_receipt", business.invoice_prefix)
    number, year = take_number(
        session, "purchase_receipt", series, business_date=day, calendar=business.calendar, back_dated=back_dated
    )
    receipt_id = command.id or new_id()
    row = {
        "id": receipt_id, "series": series, "financial_year": year, "number": number, "supplier_id": supplier_id,
        "order_id": command.order_id, "reference": command.reference, "business_date": day, "note": command.note,
        "value_minor": sum(one.line.value_minor for one in arrivals), "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    _store(session, row, arrivals)
    if order:
        _count_received(session, order.id, arrivals)
    moves = [
        StockMove(
            line.product_id, in_own_unit(line.quantity, line.unit_factor, "quantity"), line.value_minor, note=number
        )
        for line in stocked
        if line.product_id
    ]
    moved = move_stock(session, "purchase", moves, business_date=day, at=at)
    legs = stock_entries(moved, "goods_received")
    post(session, "purchase_receipt", receipt_id, legs, business_date=day, at=at, narration=number)
    data = {
        "number": number, "supplier_id": str(supplier_id), "value_minor": row["value_minor"],
        **({"order_id": str(command.order_id)} if order else {}),
        **({"accept_excess": True} if command.accept_excess else {}),
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
    }  # fmt: skip
    record_event(session, "purchase.received", "purchase_receipt", receipt_id, data, by=by, at=at, business_date=day)
    return read_receipt(session, receipt_id)


def _open_order(session: Session, command: ReceiveGoods) -> PurchaseOrder:
    assert command.order_id is not None
    order = lock_order(session, command.order_id)
    if command.supplier_id not in (None, order.supplier_id):
        raise Invalid("the order went to another supplier", field="supplier_id")
    if order.status not in ("open", "partly_received", "received"):
        raise OrderNotOpen(
            f"{order.number or 'this order'} is {order.status}: nothing is received on it", field="order_id"
        )
    return order


def _arrivals(
    session: Session, command: ReceiveGoods, order: PurchaseOrder | None, business: Business
) -> list[_Arrival]:
    lines = command.lines or []
    named = product_ids(lines) | {line.product_id for line in (order.lines if order else ()) if line.product_id}
    products = read_products(session, named)
    if order:
        return _of_order(order, command, products, business.currency)
    for n, line in enumerate(lines):
        if line.position is not None:
            raise Invalid("there is no order whose line this could be", field=f"lines[{n}].position")
    return [_Arrival(line, None) for line in complete_lines(lines, products, business.currency)]


def _store(session: Session, row: dict[str, Any], arrivals: Sequence[_Arrival]) -> None:
    business_id = business_of(session)
    try:
        session.execute(sa.insert(purchase_receipts).values(business_id=business_id, **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_purchase_receipts":
            raise Conflict("this id is already a receipt of goods", field="id") from None
        raise
    rows = [
        {
            "business_id": business_id, "receipt_id": row["id"], "position": n, "order_line_id": one.ordered and one.ordered.id,
            "product_id": one.line.product_id, "description": one.line.description, "quantity": one.line.quantity,
            "unit": one.line.unit, "unit_factor": one.line.unit_factor, "unit_cost": one.line.unit_price,
            "tax_rate": one.line.tax_rate, "value_minor": one.line.value_minor, "stocked": one.line.stocked,
        }
        for n, one in enumerate(arrivals, 1)
    ]  # fmt: skip
    session.execute(sa.insert(purchase_receipt_lines), rows)


def _count_received(session: Session, order_id: UUID, arrivals: Sequence[_Arrival]) -> None:
    """Add what came to the lines of the order, which the caller has locked."""
    for one in arrivals:
        if one.ordered is not None:
            change_received(session, one.ordered.id, one.line.quantity)
    here = (purchase_orders.c.business_id == business_of(session)) & (purchase_orders.c.id == order_id)
    session.execute(sa.update(purchase_orders).where(here).values(version=purchase_orders.c.version + 1))


def change_received(session: Session, order_line_id: int, by_quantity: Decimal) -> None:
    """Move what counts as received of an order's line. The caller has locked the order."""
    lines = purchase_order_lines.c
    session.execute(
        sa.update(purchase_order_lines)
        .where(lines.business_id == business_of(session), lines.id == order_line_id)
        .values(received_quantity=lines.received_quantity + by_quantity)
    )
