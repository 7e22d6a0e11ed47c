"""A supplier's bill: for goods received (never for more than came), or for services and expenses straight away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import EARLIEST_DAY, Business, this_business
from billing.events import record_event
from billing.files import hold_file
from billing.ledger import Entry, post
from billing.permissions import Actor
from billing.pricing import PricedBill, price_bill
from billing.purchases.bill_lines import BilledLine, SupplierBillLineInput, complete_bill_lines, price_input
from billing.purchases.lines import ZERO
from billing.purchases.reads import PurchaseReceiptLine, SupplierBill, lines_of, read_supplier_bill
from billing.purchases.tables import (
    purchase_receipt_lines,
    purchase_receipts,
    supplier_bill_lines,
    supplier_bills,
)
from billing.purchases.tax import InputSupply, input_entries, supply_from
from billing.stock import LockedLevel, StockMove, lock_levels, move_stock
from billing.suppliers import Supplier, lock_supplier, read_supplier
from munim.database import business_of, violated
from munim.errors import Conflict, Invalid, NotFound
from munim.ids import new_id
from munim.money import exponent, parse_minor, round_half_up, show
from munim.text import Code, Prose, StateCode

# -- commands ----------------------------------------------------------------------------------------


class RecordSupplierBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A bill as the supplier sent it: ``reference`` is their number, ``bill_date`` their date.

    ``total``: what their paper comes to; a difference of up to one unit of currency is their round-off. ``file_id``: a
    picture of it. ``place_of_supply`` where it is not the shop's own state.
    """

    supplier_id: UUID
    reference: Code
    bill_date: date
    lines: list[SupplierBillLineInput]
    id: UUID | None = None
    business_date: date | None = None
    due_date: date | None = None
    place_of_supply: StateCode | None = None
    reverse_charge: bool = False
    total: Decimal | None = None
    note: Prose | None = None
    file_id: UUID | None = None


# -- rules -------------------------------------------------------------------------------------------


class DuplicateSupplierBill(Conflict):
    """This bill of the supplier is in the books already."""

    code = "duplicate_supplier_bill"


class TotalDiffers(Invalid):
    """The lines do not come to the total of the bill."""

    code = "total_differs"


class _Cost(msgspec.Struct, frozen=True):
    """Where a line's cost goes: out of goods_received, into the value of stock, and the rest on its account."""

    cleared_minor: int
    revalued_minor: int
    expensed_minor: int


def cleared_share(line: PurchaseReceiptLine, quantity: Decimal) -> int:
    """What ``quantity`` more of a receipt's line takes out of goods_received, by what all so far come to.

    The parts sum to the line's value exactly. Goods that keep no stock are not in it.
    """
    if not line.stocked:
        return 0
    upto = line.billed_quantity + line.returned_quantity + quantity
    return max(round_half_up(line.value_minor * upto / line.quantity) - line.cleared_minor, 0)


def on_hand_share(difference_minor: int, quantity: Decimal, on_hand: Decimal) -> int:
    """How much of a late ``difference_minor`` in the cost of ``quantity`` concerns goods that are still here.

    A moving average keeps no layers, so nobody can say which of the goods are left; what can be said is that no more of
    these are here than there are at all. In that proportion the difference belongs to the stock, and the rest to the cost
    of the goods sold. So stock is never worth more than what is here cost, and no difference is lost.
    """
    here = min(max(on_hand, ZERO), quantity)
    return round_half_up(difference_minor * here / quantity)


# -- operations --------------------------------------------------------------------------------------


def record_supplier_bill(session: Session, command: RecordSupplierBill, *, by: Actor, at: datetime) -> SupplierBill:
    """Enter a supplier's bill: what came in unbilled is billed, its tax may be claimed, and the supplier is owed.

    A price that differs from the receipt's moves the value of what is still on hand and, for the rest, the cost of goods
    sold (``on_hand_share``). Tax that may not be claimed is cost like the price. Under reverse charge the tax is owed to
    the government and not to the supplier. Locks the receipts in id order, the supplier's balance, the stock levels, the
    head. Raises ``NotFound``, ``OverBilled`` with what is left to bill, ``DuplicateSupplierBill``, ``TotalDiffers``,
    ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    supplier = read_supplier(session, command.supplier_id)
    day = business.day_of(command.business_date, at)
    _check(session, command, business, at)
    received = _lock_receipts(session, command)
    supply = supply_from(supplier, business, command.bill_date, stated_place=command.place_of_supply)
    asked = complete_bill_lines(session, command.lines, received, supply)
    priced = price_bill([price_input(one) for one in asked], currency=business.currency, supplied=supply.kind)
    round_off = _round_off(command, priced, business)
    lock_supplier(session, supplier.id)
    costs = _costs(session, asked, priced, day=day, at=at, note=f"{supplier.name} {command.reference}")
    bill_id = command.id or new_id()
    owed = priced.taxable_minor + (0 if command.reverse_charge else priced.tax_minor) + round_off
    row = {
        "id": bill_id, "status": "recorded", "supplier_id": supplier.id, "reference": command.reference.strip(),
        "bill_date": command.bill_date, "financial_year": business.calendar.financial_year_name(command.bill_date),
        "business_date": day, "due_date": _due_date(command, supplier), "place_of_supply": supply.place, "supply": supply.kind,
        "reverse_charge": command.reverse_charge, "taxable_minor": priced.taxable_minor, "tax_minor": priced.tax_minor,
        "round_off_minor": round_off, "total_minor": owed, "note": command.note, "file_id": command.file_id,
        "staff_id": by.user_id, "created_at": at,
    }  # fmt: skip
    _store(session, row, asked, priced, costs)
    _count_billed(session, asked, costs)
    legs = _entries(row, asked, priced, costs, supply)
    post(session, "supplier_bill", bill_id, legs, business_date=day, at=at, narration=command.reference.strip())
    data = {
        "reference": row["reference"], "supplier_id": str(supplier.id), "total_minor": owed, "tax_minor": priced.tax_minor,
        "bill_date": command.bill_date,
    }  # fmt: skip
    record_event(session, "supplier_bill.recorded", "supplier_bill", bill_id, data, by=by, at=at, business_date=day)
    return read_supplier_bill(session, bill_id)


def _check(session: Session, command: RecordSupplierBill, business: Business, at: datetime) -> None:
    if not command.reference.strip():
        raise Invalid("a supplier's bill has the number they gave it", field="reference")
    if not EARLIEST_DAY <= command.bill_date <= business.today(at):
        raise Invalid(f"bill_date is {EARLIEST_DAY} to today, not in the future", field="bill_date")
    if command.due_date is not None and command.due_date < command.bill_date:
        raise Invalid("a bill does not fall due before its date", field="due_date")
    if command.file_id is not None:
        hold_file(session, command.file_id)


def _due_date(command: RecordSupplierBill, supplier: Supplier) -> date:
    return command.due_date or command.bill_date + timedelta(days=supplier.credit_days or 0)


def _lock_receipts(session: Session, command: RecordSupplierBill) -> dict[UUID, list[PurchaseReceiptLine]]:
    """Lock the receipts that are billed, in id order, first of all locks, and read their lines as they now stand."""
    ids = sorted({line.receipt_id for line in command.lines if line.receipt_id})
    found = lock_receipts(session, ids)
    for n, line in enumerate(command.lines):
        if line.receipt_id and found.get(line.receipt_id) != command.supplier_id:
            raise NotFound("there is no such receipt of this supplier", field=f"lines[{n}].receipt_id")
    return {one: lines_of(session, PurchaseReceiptLine, purchase_receipt_lines, "receipt_id", one) for one in ids}


def lock_receipts(session: Session, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Lock receipts of goods in id order: the supplier of each. What is not there is left out."""
    receipts = purchase_receipts.c
    here = (receipts.business_id == business_of(session)) & receipts.id.in_(ids)
    rows = session.execute(
        sa.select(receipts.id, receipts.supplier_id).where(here).order_by(receipts.id).with_for_update()
    )
    return {receipt_id: supplier_id for receipt_id, supplier_id in rows}


def _round_off(command: RecordSupplierBill, priced: PricedBill, business: Business) -> int:
    """What the supplier's own rounding adds. Raises ``TotalDiffers`` when it is more than rounding."""
    exact = priced.taxable_minor + (0 if command.reverse_charge else priced.tax_minor)
    if command.total is None:
        return 0
    total = parse_minor(command.total, business.currency, field="total")
    if abs(total - exact) > 10 ** exponent(business.currency) or total < 0:
        raise TotalDiffers(
            f"the lines come to {show(exact, business.currency)}, the bill to {show(total, business.currency)}",
            field="total",
            lines_minor=exact,
            total_minor=total,
        )
    return total - exact


def _costs(
    session: Session, asked: Sequence[BilledLine], priced: PricedBill, *, day: date, at: datetime, note: str
) -> list[_Cost]:
    """Where each line's cost goes, the value of stock moved accordingly. Locks the levels of the goods billed."""
    stocked = {one.receipt_line.product_id for one in asked if one.receipt_line and one.receipt_line.stocked}
    here = on_hand_of(lock_levels(session, {product_id for product_id in stocked if product_id}))
    out: list[_Cost] = []
    for one, amounts in zip(asked, priced.lines, strict=True):
        cost = amounts.taxable_minor + (0 if one.claimed else amounts.tax_minor)
        goods = one.receipt_line
        if goods is None or not goods.stocked or goods.product_id is None:
            out.append(_Cost(0, 0, cost))
            continue
        cleared = cleared_share(goods, one.quantity)
        base = one.quantity * one.unit_factor
        share = on_hand_share(cost - cleared, base, here.get(goods.product_id, ZERO))
        # what another line bills of the same product is not here a second time
        here[goods.product_id] = here.get(goods.product_id, ZERO) - base
        revalued = revalue_stock(session, goods.product_id, share, day=day, at=at, note=note)
        out.append(_Cost(cleared, revalued, cost - cleared - revalued))
    return out


def on_hand_of(levels: Sequence[LockedLevel]) -> dict[UUID, Decimal]:
    """What there is of each product, as locked."""
    return {one.product_id: one.level.on_hand for one in levels}


def revalue_stock(session: Session, product_id: UUID, by_minor: int, *, day: date, at: datetime, note: str) -> int:
    """Let a product's stock be worth ``by_minor`` more, no goods moved; what it did come to, for stock is worth no less than nothing."""
    if not by_minor:
        return 0
    move = StockMove(product_id, ZERO, by_minor, returned=True, note=note)
    [moved] = move_stock(session, "revaluation", [move], business_date=day, at=at)
    return moved.value_minor


def _store(
    session: Session,
    row: dict[str, Any],
    asked: Sequence[BilledLine],
    priced: PricedBill,
    costs: Sequence[_Cost],
) -> None:
    business_id = business_of(session)
    try:
        session.execute(sa.insert(supplier_bills).values(business_id=business_id, **row))
    except sa.exc.IntegrityError as error:
        match violated(error):
            case "uq_supplier_bills_reference":
                raise DuplicateSupplierBill(
                    f"bill {row['reference']} of this supplier and year is entered already", field="reference"
                ) from None
            case "pk_supplier_bills":
                raise Conflict("this id is already a supplier's bill", field="id") from None
        raise
    rows = [
        {
            "business_id": business_id, "bill_id": row["id"], "position": n,
            "receipt_line_id": one.receipt_line and one.receipt_line.id, "product_id": one.receipt_line and one.receipt_line.product_id,
            "account": one.account, "description": one.description, "hsn": one.hsn, "quantity": one.quantity, "unit": one.unit,
            "unit_factor": one.unit_factor, "unit_price": one.unit_price, "tax_rate": one.tax_rate, "cess_rate": one.cess_rate,
            "tax_claimed": one.claimed, "discount_minor": amounts.discount_minor, "taxable_minor": amounts.taxable_minor,
            "tax_minor": amounts.tax_minor, "cgst_minor": amounts.cgst_minor, "sgst_minor": amounts.sgst_minor,
            "igst_minor": amounts.igst_minor, "cess_minor": amounts.cess_minor, **msgspec.structs.asdict(cost),
        }
        for n, (one, amounts, cost) in enumerate(zip(asked, priced.lines, costs, strict=True), 1)
    ]  # fmt: skip
    session.execute(sa.insert(supplier_bill_lines), rows)


def _count_billed(session: Session, asked: Sequence[BilledLine], costs: Sequence[_Cost]) -> None:
    for one, cost in zip(asked, costs, strict=True):
        if one.receipt_line is not None:
            change_billed(session, one.receipt_line.id, one.quantity, cost.cleared_minor)


def change_billed(session: Session, receipt_line_id: int, by_quantity: Decimal, by_cleared_minor: int) -> None:
    """Move what of a receipt's line is billed, and what of its value is cleared. The caller has locked the receipt."""
    lines = purchase_receipt_lines.c
    session.execute(
        sa.update(purchase_receipt_lines)
        .where(lines.business_id == business_of(session), lines.id == receipt_line_id)
        .values(
            billed_quantity=lines.billed_quantity + by_quantity, cleared_minor=lines.cleared_minor + by_cleared_minor
        )
    )


def _entries(
    row: Mapping[str, Any],
    asked: Sequence[BilledLine],
    priced: PricedBill,
    costs: Sequence[_Cost],
    supply: InputSupply,
) -> list[Entry]:
    """What the bill posts: goods_received is cleared, stock and accounts take the rest of the cost, the supplier is owed."""
    claimed = [amounts for one, amounts in zip(asked, priced.lines, strict=True) if one.claimed]
    spent: dict[str, int] = {}
    for one, cost in zip(asked, costs, strict=True):
        spent[one.account] = spent.get(one.account, 0) + cost.expensed_minor
    return [
        Entry("goods_received", sum(cost.cleared_minor for cost in costs)),
        Entry("inventory", sum(cost.revalued_minor for cost in costs)),
        *(Entry(account, amount_minor) for account, amount_minor in sorted(spent.items())),
        *input_entries(claimed, supply.kind),
        Entry("round_off", row["round_off_minor"]),
        Entry("reverse_charge", -priced.tax_minor if row["reverse_charge"] else 0),
        Entry("payable", -row["total_minor"], supplier_id=row["supplier_id"]),
    ]
