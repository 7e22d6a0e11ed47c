"""Sending back goods that are not billed yet: out of stock and out of what awaits a bill; nobody owes anything."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import this_business
from billing.ledger import post
from billing.permissions import Actor
from billing.purchases.bill import cleared_share, lock_receipts
from billing.purchases.order import lock_order
from billing.purchases.reads import PurchaseReceipt, PurchaseReturn, read_receipt
from billing.purchases.receive import change_received
from billing.purchases.send_back import (
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
from billing.purchases.tables import purchase_receipt_lines, purchase_receipts
from billing.stock import lock_levels, stock_entries
from munim.database import business_of

# -- operations --------------------------------------------------------------------------------------


def return_unbilled(
    session: Session, receipt_id: UUID, command: SendBack, *, by: Actor, at: datetime
) -> PurchaseReturn:
    """Send back goods that are not billed: they leave stock at what they came in at, nobody owes anything for them.

    What came on an order is on order again. Locks the order, the receipt, the stock levels, the number series, the head.
    Raises ``NotFound``, ``NotReturnable``, ``OverSentBack``, ``OutOfStock``, ``BackDated``, ``Invalid``.
    """
    by.require("purchases.write")
    business = this_business(session)
    order_id = read_receipt(session, receipt_id).order_id
    if order_id is not None:
        lock_order(session, order_id)
    lock_receipts(session, [receipt_id])
    receipt = read_receipt(session, receipt_id)
    day = day_of_return(command, business, at, receipt.business_date)
    by_position = {line.position: line for line in receipt.lines}
    left = {line.position: line.unbilled for line in receipt.lines}
    chosen = [(by_position[position], quantity) for position, quantity in chosen_lines(command, by_position, left)]
    lock_levels(session, {line.product_id for line, _ in chosen if line.stocked and line.product_id})
    number, return_id, row = number_return(session, command, business, day, by=by, at=at)
    cleared = [cleared_share(line, quantity) for line, quantity in chosen]
    moved = take_out_of_stock(
        session,
        [(line, q, share if line.stocked else None) for (line, q), share in zip(chosen, cleared, strict=True)],
        day=day,
        at=at,
        note=number,
    )
    returned = [
        ReturnedLine(line, quantity, ReturnedAmounts(), one, share)
        for (line, quantity), one, share in zip(chosen, moved, cleared, strict=True)
    ]
    row |= {
        "supplier_id": receipt.supplier_id, "receipt_id": receipt_id, "taxable_minor": 0, "tax_minor": 0,
        "round_off_minor": 0, "total_minor": 0,
    }  # fmt: skip
    store_return(session, row, returned)
    for (line, quantity), share in zip(chosen, cleared, strict=True):
        grown = {"cleared_minor": purchase_receipt_lines.c.cleared_minor + share}
        count_returned(session, purchase_receipt_lines, line.id, quantity, grown)
        if line.order_line_id is not None:
            change_received(session, line.order_line_id, -quantity)
    _new_version(session, receipt)
    legs = stock_entries([one for one in moved if one], "goods_received")
    post(session, "purchase_return", return_id, legs, business_date=day, at=at, narration=number)
    return record_return(session, return_id, by=by, at=at)


def _new_version(session: Session, receipt: PurchaseReceipt) -> None:
    here = (purchase_receipts.c.business_id == business_of(session)) & (purchase_receipts.c.id == receipt.id)
    session.execute(sa.update(purchase_receipts).where(here).values(version=receipt.version + 1))
