"""Sending goods back: what a debit note says and stores, whether the goods were billed or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business
from billing.events import record_event
from billing.numbering import back_dates, default_series, take_number
from billing.permissions import Actor
from billing.purchases.reads import (
    PurchaseReceiptLine,
    PurchaseReturn,
    SupplierBillLine,
    read_return,
)
from billing.purchases.tables import (
    purchase_return_lines,
    purchase_returns,
)
from billing.stock import StockMove, move_stock
from billing.units import in_own_unit
from billing.valuation import Moved
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import check_decimals
from munim.text import Prose

# -- commands ----------------------------------------------------------------------------------------


class ReturnLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much of the bill's or receipt's line at ``position`` (1, 2, 3 … as printed)."""

    position: int
    quantity: Decimal


class SendBack(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Send back the lines named, or with None all that can still go back."""

    reason: Prose
    lines: list[ReturnLine] | None = None
    id: UUID | None = None
    business_date: date | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class OverSentBack(Conflict):
    """More would go back than came."""

    code = "over_sent_back"


class NotReturnable(Refused):
    """Nothing of this can go back."""

    code = "not_returnable"


class ReturnedAmounts(msgspec.Struct, frozen=True):
    """What goes back of a line comes to."""

    taxable_minor: int = 0
    tax_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    igst_minor: int = 0
    cess_minor: int = 0


class ReturnedLine(msgspec.Struct, frozen=True):
    """One line of a return: of which line, how much, what it comes to, and the stock that leaves with it."""

    of: SupplierBillLine | PurchaseReceiptLine
    quantity: Decimal
    amounts: ReturnedAmounts
    moved: Moved | None
    cleared_minor: int = 0


def chosen_lines(
    command: SendBack,
    lines: Mapping[int, SupplierBillLine] | Mapping[int, PurchaseReceiptLine],
    left: Mapping[int, Decimal],
) -> list[tuple[int, Decimal]]:
    """(position, quantity) of what goes back. Raises ``NotReturnable``, ``OverSentBack``, ``NotFound``, ``Invalid``."""
    if not command.reason.strip():
        raise Invalid("say why the goods go back", field="reason")
    if command.lines is None:
        everything = [(position, quantity) for position, quantity in left.items() if quantity > 0]
        if not everything:
            raise NotReturnable("nothing of this is left to go back")
        return everything
    if not command.lines:
        raise Invalid("say what goes back", field="lines")
    out: list[tuple[int, Decimal]] = []
    for n, asked in enumerate(command.lines):
        if asked.position not in lines:
            raise NotFound(f"there is no line {asked.position}", field=f"lines[{n}].position")
        if asked.position in [position for position, _ in out]:
            raise Invalid(f"line {asked.position} is named twice", field=f"lines[{n}].position")
        check_decimals(asked.quantity, 3, f"lines[{n}].quantity", positive=True)
        if asked.quantity > left[asked.position]:
            raise OverSentBack(
                f"{left[asked.position].normalize():f} of line {asked.position} can still go back",
                field=f"lines[{n}].quantity",
                available=str(left[asked.position]),
            )
        out.append((asked.position, asked.quantity))
    return out


# -- operations --------------------------------------------------------------------------------------


def day_of_return(command: SendBack, business: Business, at: datetime, first: date) -> date:
    day = business.day_of(command.business_date, at)
    if day < first:
        raise Invalid("goods do not go back before they came", field="business_date")
    return day


def number_return(
    session: Session, command: SendBack, business: Business, day: date, *, by: Actor, at: datetime
) -> tuple[str, UUID, dict[str, Any]]:
    """The debit note's number, its id, and what its row holds so far. The levels are locked: the series comes after them."""
    back_dated = back_dates(command.backdate_reason, by)
    series = default_series("supplier_debit_note", business.invoice_prefix)
    number, year = take_number(
        session, "supplier_debit_note", series, business_date=day, calendar=business.calendar, back_dated=back_dated
    )
    return_id = command.id or new_id()
    row = {
        "id": return_id, "series": series, "financial_year": year, "number": number, "business_date": day,
        "reason": command.reason, "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    return number, return_id, row


def take_out_of_stock(
    session: Session,
    goods: Sequence[tuple[SupplierBillLine | PurchaseReceiptLine, Decimal, int | None]],
    *,
    day: date,
    at: datetime,
    note: str,
) -> list[Moved | None]:
    """Take goods out of stock at what they cost; None for those that keep none. Raises ``OutOfStock``."""
    moves = [
        StockMove(line.product_id, -in_own_unit(quantity, line.unit_factor, "lines"), worth, note=note)
        for line, quantity, worth in goods
        if worth is not None and line.product_id
    ]
    moved = iter(move_stock(session, "purchase_return", moves, business_date=day, at=at))
    return [next(moved) if worth is not None and line.product_id else None for line, _, worth in goods]


def store_return(session: Session, row: dict[str, Any], returned: Sequence[ReturnedLine]) -> None:
    business_id = business_of(session)
    try:
        session.execute(sa.insert(purchase_returns).values(business_id=business_id, **row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_purchase_returns":
            raise Conflict("this id is already a return", field="id") from None
        raise
    rows = [
        {
            "business_id": business_id, "return_id": row["id"], "position": n,
            "bill_line_id": one.of.id if isinstance(one.of, SupplierBillLine) else None,
            "receipt_line_id": one.of.id if isinstance(one.of, PurchaseReceiptLine) else None,
            "product_id": one.of.product_id, "description": one.of.description, "quantity": one.quantity, "unit": one.of.unit,
            "unit_factor": one.of.unit_factor, **msgspec.structs.asdict(one.amounts),
            "stock_minor": -one.moved.value_minor if one.moved else 0, "cleared_minor": one.cleared_minor,
        }
        for n, one in enumerate(returned, 1)
    ]  # fmt: skip
    session.execute(sa.insert(purchase_return_lines), rows)


def count_returned(
    session: Session, table: sa.Table, line_id: int, quantity: Decimal, more: Mapping[str, sa.ColumnElement[Any]]
) -> None:
    """Count what goes back on the line it is of, whose document the caller has locked."""
    here = (table.c.business_id == business_of(session)) & (table.c.id == line_id)
    grown = table.c.returned_quantity + quantity
    session.execute(sa.update(table).where(here).values(returned_quantity=grown, **more))


def record_return(session: Session, return_id: UUID, *, by: Actor, at: datetime) -> PurchaseReturn:
    note = read_return(session, return_id)
    data = {
        "number": note.number, "supplier_id": str(note.supplier_id), "total_minor": note.total_minor, "reason": note.reason,
        **({"bill_id": str(note.bill_id)} if note.bill_id else {"receipt_id": str(note.receipt_id)}),
    }  # fmt: skip
    record_event(
        session, "purchase.returned", "purchase_return", return_id, data, by=by, at=at, business_date=note.business_date
    )
    return note
