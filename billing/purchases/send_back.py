"""Sending goods back: a debit note against the supplier's bill, or, of goods not billed yet, out of what came in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.events import record_event
from billing.ledger import Entry, post, reverse
from billing.numbering import back_dates, default_series, take_number
from billing.permissions import Actor
from billing.purchases.bill import cleared_share, lock_receipts
from billing.purchases.order import lock_order
from billing.purchases.reads import (
    PurchaseReceipt,
    PurchaseReceiptLine,
    PurchaseReturn,
    SupplierBill,
    SupplierBillLine,
    read_receipt,
    read_return,
    read_supplier_bill,
)
from billing.purchases.receive import change_received
from billing.purchases.settle import OpenBill, Share, Source, lock_bills, settle
from billing.purchases.tables import (
    purchase_receipt_lines,
    purchase_receipts,
    purchase_return_lines,
    purchase_returns,
    supplier_bill_lines,
)
from billing.purchases.tax import input_entries
from billing.stock import StockMove, lock_levels, move_stock, stock_entries
from billing.suppliers import lock_supplier
from billing.units import in_own_unit
from billing.valuation import Moved
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import check_decimals, round_half_up
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


class OverReturned(Conflict):
    """More would go back than came."""

    code = "over_returned"


class NotReturnable(Refused):
    """Nothing of this can go back."""

    code = "not_returnable"


class _Amounts(msgspec.Struct, frozen=True):
    """What goes back of a line comes to."""

    taxable_minor: int = 0
    tax_minor: int = 0
    cgst_minor: int = 0
    sgst_minor: int = 0
    igst_minor: int = 0
    cess_minor: int = 0


class _Returned(msgspec.Struct, frozen=True):
    """One line of a return: of which line, how much, what it comes to, and the stock that leaves with it."""

    of: SupplierBillLine | PurchaseReceiptLine
    quantity: Decimal
    amounts: _Amounts
    moved: Moved | None
    cleared_minor: int = 0


def return_share(line: SupplierBillLine, before: _Amounts, quantity: Decimal) -> _Amounts:
    """The amounts of ``quantity`` more of a bill's line, by what all returns so far come to, so that parts sum to it exactly."""
    upto = line.returned_quantity + quantity

    def share(whole: int, taken: int) -> int:
        return round_half_up(whole * upto / line.quantity) - taken

    cgst, sgst = share(line.cgst_minor, before.cgst_minor), share(line.sgst_minor, before.sgst_minor)
    igst, cess = share(line.igst_minor, before.igst_minor), share(line.cess_minor, before.cess_minor)
    components = cgst + sgst + igst + cess
    plain = not (line.cgst_minor or line.igst_minor or line.cess_minor)
    tax = share(line.tax_minor, before.tax_minor) if plain else components
    return _Amounts(share(line.taxable_minor, before.taxable_minor), tax, cgst, sgst, igst, cess)


def round_off_share(bill: SupplierBill, taken_minor: int, returned_minor: int) -> int:
    """The bill's round-off that goes with returning ``returned_minor`` after ``taken_minor``, both before round-off.

    In proportion, by what all returns so far come to: all of it to exactly the bill.
    """
    exact = bill.total_minor - bill.round_off_minor

    def share(upto: int) -> int:
        return round_half_up(Decimal(bill.round_off_minor * upto) / exact) if exact else 0

    return share(taken_minor + returned_minor) - share(taken_minor)


def _chosen(
    command: SendBack,
    lines: Mapping[int, SupplierBillLine] | Mapping[int, PurchaseReceiptLine],
    left: Mapping[int, Decimal],
) -> list[tuple[int, Decimal]]:
    """(position, quantity) of what goes back. Raises ``NotReturnable``, ``OverReturned``, ``NotFound``, ``Invalid``."""
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
            raise OverReturned(
                f"{left[asked.position].normalize():f} of line {asked.position} can still go back",
                field=f"lines[{n}].quantity",
                available=str(left[asked.position]),
            )
        out.append((asked.position, asked.quantity))
    return out


# -- operations --------------------------------------------------------------------------------------


def return_billed(session: Session, bill_id: UUID, command: SendBack, *, by: Actor, at: datetime) -> PurchaseReturn:
    """Send back what a supplier billed, by a debit note: they are owed less, their tax is given back, stock falls by its cost.

    What is more than the bill still awaits is the shop's credit with them. Where stock is worth less by now than the goods
    cost, the difference is a cost of the goods sold. Locks the bill, the supplier's balance, the stock levels, the number
    series, the head. Raises ``NotFound``, ``NotReturnable`` (a cancelled bill), ``OverReturned``, ``OutOfStock``,
    ``BackDated``, ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    lock_bills(session, [bill_id])
    bill = read_supplier_bill(session, bill_id)
    if bill.status != "recorded":
        raise NotReturnable("this bill is cancelled")
    day = _day(command, business, at, bill.business_date)
    by_position = {line.position: line for line in bill.lines}
    left = {line.position: line.quantity - line.returned_quantity for line in bill.lines}
    chosen = [(by_position[position], quantity) for position, quantity in _chosen(command, by_position, left)]
    lock_supplier(session, bill.supplier_id)
    before = _returned_before(session, bill_id)
    stocked = _stocked(session, bill_id)
    lock_levels(session, {line.product_id for line, _ in chosen if line.id in stocked and line.product_id})
    number, return_id, row = _number(session, command, business, day, by=by, at=at)
    shares = [(line, q, return_share(line, before.get(line.id, _Amounts()), q)) for line, q in chosen]
    moved = _take_out(
        session,
        [(line, q, _cost(line, amounts) if line.id in stocked else None) for line, q, amounts in shares],
        day=day,
        at=at,
        note=number,
    )
    returned = [_Returned(line, q, amounts, one) for (line, q, amounts), one in zip(shares, moved, strict=True)]
    taxable, tax = (sum(getattr(one.amounts, name) for one in returned) for name in ("taxable_minor", "tax_minor"))
    owed = taxable + (0 if bill.reverse_charge else tax)
    taken = sum(one.taxable_minor + (0 if bill.reverse_charge else one.tax_minor) for one in before.values())
    round_off = round_off_share(bill, taken, owed)
    row |= {
        "supplier_id": bill.supplier_id, "bill_id": bill_id, "taxable_minor": taxable, "tax_minor": tax,
        "round_off_minor": round_off, "total_minor": owed + round_off,
    }  # fmt: skip
    _store(session, row, returned)
    for line, quantity in chosen:
        _count_returned(session, supplier_bill_lines, line.id, quantity, {})
    legs = _billed_entries(bill, returned, row)
    post(session, "purchase_return", return_id, legs, business_date=day, at=at, narration=number)
    part = min(bill.due_minor, owed + round_off)
    here = OpenBill(bill_id, bill.reference, bill.due_date, bill.business_date, bill.due_minor)
    shares_of_bill = [Share(bill_id, part)] if part else []
    settle(session, Source(return_id=return_id), shares_of_bill, {bill_id: here}, business_date=day, at=at)
    return _record(session, return_id, by=by, at=at)


def return_unbilled(
    session: Session, receipt_id: UUID, command: SendBack, *, by: Actor, at: datetime
) -> PurchaseReturn:
    """Send back goods that are not billed: they leave stock at what they came in at, nobody owes anything for them.

    What came on an order is on order again. Locks the order, the receipt, the stock levels, the number series, the head.
    Raises ``NotFound``, ``NotReturnable``, ``OverReturned``, ``OutOfStock``, ``BackDated``, ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    order_id = read_receipt(session, receipt_id).order_id
    if order_id is not None:
        lock_order(session, order_id)
    lock_receipts(session, [receipt_id])
    receipt = read_receipt(session, receipt_id)
    day = _day(command, business, at, receipt.business_date)
    by_position = {line.position: line for line in receipt.lines}
    left = {line.position: line.unbilled for line in receipt.lines}
    chosen = [(by_position[position], quantity) for position, quantity in _chosen(command, by_position, left)]
    lock_levels(session, {line.product_id for line, _ in chosen if line.stocked and line.product_id})
    number, return_id, row = _number(session, command, business, day, by=by, at=at)
    cleared = [cleared_share(line, quantity) for line, quantity in chosen]
    moved = _take_out(
        session,
        [(line, q, share if line.stocked else None) for (line, q), share in zip(chosen, cleared, strict=True)],
        day=day,
        at=at,
        note=number,
    )
    returned = [
        _Returned(line, quantity, _Amounts(), one, share)
        for (line, quantity), one, share in zip(chosen, moved, cleared, strict=True)
    ]
    row |= {
        "supplier_id": receipt.supplier_id, "receipt_id": receipt_id, "taxable_minor": 0, "tax_minor": 0,
        "round_off_minor": 0, "total_minor": 0,
    }  # fmt: skip
    _store(session, row, returned)
    for (line, quantity), share in zip(chosen, cleared, strict=True):
        grown = {"cleared_minor": purchase_receipt_lines.c.cleared_minor + share}
        _count_returned(session, purchase_receipt_lines, line.id, quantity, grown)
        if line.order_line_id is not None:
            change_received(session, line.order_line_id, -quantity)
    _new_version(session, receipt)
    legs = stock_entries([one for one in moved if one], "goods_received")
    post(session, "purchase_return", return_id, legs, business_date=day, at=at, narration=number)
    return _record(session, return_id, by=by, at=at)


def _day(command: SendBack, business: Business, at: datetime, first: date) -> date:
    day = business.day_of(command.business_date, at)
    if day < first:
        raise Invalid("goods do not go back before they came", field="business_date")
    return day


def _number(
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


def _returned_before(session: Session, bill_id: UUID) -> dict[int, _Amounts]:
    """What earlier debit notes took off each line of a bill, which is locked, so this stands still."""
    its = purchase_return_lines.c
    sums = [sa.func.sum(its[name]) for name in _Amounts.__struct_fields__]
    notes = (purchase_returns.c.business_id == its.business_id) & (purchase_returns.c.id == its.return_id)
    found = session.execute(
        sa.select(its.bill_line_id, *sums)
        .join(purchase_returns, notes)
        .where(its.business_id == business_of(session), purchase_returns.c.bill_id == bill_id)
        .group_by(its.bill_line_id)
    )
    return {row[0]: _Amounts(*map(int, row[1:])) for row in found}


def _stocked(session: Session, bill_id: UUID) -> set[int]:
    """The lines of a bill whose goods came into stock."""
    lines, received = supplier_bill_lines.c, purchase_receipt_lines.c
    found = session.execute(
        sa.select(lines.id)
        .join(
            purchase_receipt_lines,
            (received.business_id == lines.business_id) & (received.id == lines.receipt_line_id),
        )
        .where(lines.business_id == business_of(session), lines.bill_id == bill_id, received.stocked)
    )
    return set(found.scalars())


def _cost(line: SupplierBillLine, amounts: _Amounts) -> int:
    """What goods cost that go back: their price, and their tax where it was not claimed."""
    return amounts.taxable_minor + (0 if line.tax_claimed else amounts.tax_minor)


def _take_out(
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


def _billed_entries(bill: SupplierBill, returned: Sequence[_Returned], row: Mapping[str, Any]) -> list[Entry]:
    """What a debit note posts: the bill's own entries backwards, but that stock gives what it has."""
    claimed: list[_Amounts] = []
    spent: dict[str, int] = {}
    for one in returned:
        assert isinstance(one.of, SupplierBillLine)
        if one.of.tax_claimed:
            claimed.append(one.amounts)
        if one.moved is None:
            spent[one.of.account] = spent.get(one.of.account, 0) - _cost(one.of, one.amounts)
    worth = stock_entries([one.moved for one in returned if one.moved], "goods_received")
    return [
        Entry("payable", row["total_minor"], supplier_id=bill.supplier_id),
        Entry("reverse_charge", row["tax_minor"] if bill.reverse_charge else 0),
        *reverse(input_entries(claimed, bill.supply)),
        *(Entry(account, amount_minor) for account, amount_minor in sorted(spent.items())),
        *(entry for entry in worth if entry.account != "goods_received"),
        Entry("round_off", -row["round_off_minor"]),
    ]


def _store(session: Session, row: dict[str, Any], returned: Sequence[_Returned]) -> None:
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


def _count_returned(
    session: Session, table: sa.Table, line_id: int, quantity: Decimal, more: Mapping[str, sa.ColumnElement[Any]]
) -> None:
    """Count what goes back on the line it is of, whose document the caller has locked."""
    here = (table.c.business_id == business_of(session)) & (table.c.id == line_id)
    grown = table.c.returned_quantity + quantity
    session.execute(sa.update(table).where(here).values(returned_quantity=grown, **more))


def _new_version(session: Session, receipt: PurchaseReceipt) -> None:
    here = (purchase_receipts.c.business_id == business_of(session)) & (purchase_receipts.c.id == receipt.id)
    session.execute(sa.update(purchase_receipts).where(here).values(version=receipt.version + 1))


def _record(session: Session, return_id: UUID, *, by: Actor, at: datetime) -> PurchaseReturn:
    note = read_return(session, return_id)
    data = {
        "number": note.number, "supplier_id": str(note.supplier_id), "total_minor": note.total_minor, "reason": note.reason,
        **({"bill_id": str(note.bill_id)} if note.bill_id else {"receipt_id": str(note.receipt_id)}),
    }  # fmt: skip
    record_event(
        session, "purchase.returned", "purchase_return", return_id, data, by=by, at=at, business_date=note.business_date
    )
    return note
