"""Sending back what a supplier billed: a debit note, the bill's own entries backwards in proportion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.ledger import Entry, post, reverse
from billing.permissions import Actor
from billing.purchases.reads import PurchaseReturn, SupplierBill, SupplierBillLine, read_supplier_bill
from billing.purchases.send_back import (
    NotReturnable,
    ReturnedAmounts,
    ReturnedLine,
    SendBack,
    chosen_lines,
    count_returned,
    day_of_return,
    number_return,
    record_return,
    store_return,
    take_out_of_stock,
)
from billing.purchases.settle import OpenBill, Share, Source, lock_bills, settle
from billing.purchases.tables import (
    purchase_receipt_lines,
    purchase_return_lines,
    purchase_returns,
    supplier_bill_lines,
)
from billing.purchases.tax import input_entries
from billing.stock import lock_levels, stock_entries
from billing.suppliers import lock_supplier
from munim.database import business_of
from munim.money import round_half_up

# -- rules -------------------------------------------------------------------------------------------


def return_share(line: SupplierBillLine, before: ReturnedAmounts, quantity: Decimal) -> ReturnedAmounts:
    """The amounts of ``quantity`` more of a bill's line, by what all returns so far come to, so that parts sum to it exactly."""
    upto = line.returned_quantity + quantity

    def share(whole: int, taken: int) -> int:
        return round_half_up(whole * upto / line.quantity) - taken

    cgst, sgst = share(line.cgst_minor, before.cgst_minor), share(line.sgst_minor, before.sgst_minor)
    igst, cess = share(line.igst_minor, before.igst_minor), share(line.cess_minor, before.cess_minor)
    components = cgst + sgst + igst + cess
    plain = not (line.cgst_minor or line.igst_minor or line.cess_minor)
    tax = share(line.tax_minor, before.tax_minor) if plain else components
    return ReturnedAmounts(share(line.taxable_minor, before.taxable_minor), tax, cgst, sgst, igst, cess)


def round_off_share(bill: SupplierBill, taken_minor: int, returned_minor: int) -> int:
    """The bill's round-off that goes with returning ``returned_minor`` after ``taken_minor``, both before round-off.

    In proportion, by what all returns so far come to: all of it to exactly the bill.
    """
    exact = bill.total_minor - bill.round_off_minor

    def share(upto: int) -> int:
        return round_half_up(Decimal(bill.round_off_minor * upto) / exact) if exact else 0

    return share(taken_minor + returned_minor) - share(taken_minor)


# -- operations --------------------------------------------------------------------------------------


def return_billed(session: Session, bill_id: UUID, command: SendBack, *, by: Actor, at: datetime) -> PurchaseReturn:
    """Send back what a supplier billed, by a debit note: they are owed less, their tax is given back, stock falls by its cost.

    What is more than the bill still awaits is the shop's credit with them. Where stock is worth less by now than the goods
    cost, the difference is a cost of the goods sold. Locks the bill, the supplier's balance, the stock levels, the number
    series, the head. Raises ``NotFound``, ``NotReturnable`` (a cancelled bill), ``OverSentBack``, ``OutOfStock``,
    ``BackDated``, ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    lock_bills(session, [bill_id])
    bill = read_supplier_bill(session, bill_id)
    if bill.status != "recorded":
        raise NotReturnable("this bill is cancelled")
    day = day_of_return(command, business, at, bill.business_date)
    by_position = {line.position: line for line in bill.lines}
    left = {line.position: line.quantity - line.returned_quantity for line in bill.lines}
    chosen = [(by_position[position], quantity) for position, quantity in chosen_lines(command, by_position, left)]
    lock_supplier(session, bill.supplier_id)
    before = _returned_before(session, bill_id)
    stocked = _stocked(session, bill_id)
    lock_levels(session, {line.product_id for line, _ in chosen if line.id in stocked and line.product_id})
    number, return_id, row = number_return(session, command, business, day, by=by, at=at)
    shares = [(line, q, return_share(line, before.get(line.id, ReturnedAmounts()), q)) for line, q in chosen]
    moved = take_out_of_stock(
        session,
        [(line, q, _cost(line, amounts) if line.id in stocked else None) for line, q, amounts in shares],
        day=day,
        at=at,
        note=number,
    )
    returned = [ReturnedLine(line, q, amounts, one) for (line, q, amounts), one in zip(shares, moved, strict=True)]
    taxable, tax = (sum(getattr(one.amounts, name) for one in returned) for name in ("taxable_minor", "tax_minor"))
    owed = taxable + (0 if bill.reverse_charge else tax)
    taken = sum(one.taxable_minor + (0 if bill.reverse_charge else one.tax_minor) for one in before.values())
    round_off = round_off_share(bill, taken, owed)
    row |= {
        "supplier_id": bill.supplier_id, "bill_id": bill_id, "taxable_minor": taxable, "tax_minor": tax,
        "round_off_minor": round_off, "total_minor": owed + round_off,
    }  # fmt: skip
    store_return(session, row, returned)
    for line, quantity in chosen:
        count_returned(session, supplier_bill_lines, line.id, quantity, {})
    legs = _billed_entries(bill, returned, row)
    post(session, "purchase_return", return_id, legs, business_date=day, at=at, narration=number)
    part = min(bill.due_minor, owed + round_off)
    here = OpenBill(bill_id, bill.reference, bill.due_date, bill.business_date, bill.due_minor)
    shares_of_bill = [Share(bill_id, part)] if part else []
    settle(session, Source(return_id=return_id), shares_of_bill, {bill_id: here}, business_date=day, at=at)
    return record_return(session, return_id, by=by, at=at)


def _returned_before(session: Session, bill_id: UUID) -> dict[int, ReturnedAmounts]:
    """What earlier debit notes took off each line of a bill, which is locked, so this stands still."""
    its = purchase_return_lines.c
    sums = [sa.func.sum(its[name]) for name in ReturnedAmounts.__struct_fields__]
    notes = (purchase_returns.c.business_id == its.business_id) & (purchase_returns.c.id == its.return_id)
    found = session.execute(
        sa.select(its.bill_line_id, *sums)
        .join(purchase_returns, notes)
        .where(its.business_id == business_of(session), purchase_returns.c.bill_id == bill_id)
        .group_by(its.bill_line_id)
    )
    return {row[0]: ReturnedAmounts(*map(int, row[1:])) for row in found}


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


def _cost(line: SupplierBillLine, amounts: ReturnedAmounts) -> int:
    """What goods cost that go back: their price, and their tax where it was not claimed."""
    return amounts.taxable_minor + (0 if line.tax_claimed else amounts.tax_minor)


def _billed_entries(bill: SupplierBill, returned: Sequence[ReturnedLine], row: Mapping[str, Any]) -> list[Entry]:
    """What a debit note posts: the bill's own entries backwards, but that stock gives what it has."""
    claimed: list[ReturnedAmounts] = []
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
