"""Crediting an invoice: goods come back or a price is put right, by a document of its own."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.draft import BillIdTaken, write_taxes
from billing.bills.goods import moves_with_a_bill, values_that_left
from billing.bills.issue import tax_entries
from billing.bills.reads import Bill, BillLine, read_bill
from billing.bills.tables import bill_lines, bills
from billing.bills.write_off import take_back_write_off
from billing.business import this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.gst.law import last_day_to_take_tax_back
from billing.ledger import Entry, post, reverse
from billing.numbering import back_dates, take_number
from billing.payments.allocate import allocate_credit_note
from billing.permissions import Actor
from billing.pricing import PricedBill, PricedLine, Tax, summarise
from billing.products import read_products
from billing.series import choose_series
from billing.stock import StockMove, lock_levels, move_stock, stock_entries
from billing.units import in_own_unit
from billing.valuation import Moved
from munim.database import business_of, violated
from munim.days import show_day
from munim.errors import Conflict, Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import check_decimals, round_half_up
from munim.text import Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class CreditLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So much of the invoice's line at ``position`` (1, 2, 3 … as printed)."""

    position: int
    quantity: Decimal


class CreditBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Credit the lines named, or with None all that is not credited yet. ``restock``: the goods are back on the shelf.

    ``without_tax``: the price alone is given back and its tax stays paid, which is all that can be done once the law's
    time is over (RULES G4). ``backdate_reason``: why it is dated before a note there is already (N3).
    """

    reason: Prose
    lines: list[CreditLine] | None = None
    restock: bool = True
    without_tax: bool = False
    id: UUID | None = None
    business_date: date | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class NotCreditable(Refused):
    """Only an issued invoice can be credited."""

    code = "not_creditable"


class OverCredited(Conflict):
    """More would be credited than was sold."""

    code = "over_credited"


class TooLateForTax(Refused):
    """The time is over in which a credit note takes tax back."""

    code = "too_late_for_tax"


class _Credited(msgspec.Struct, frozen=True):
    """What earlier credit notes took off one line; ``taxed_quantity`` is the part of it whose tax they took back too."""

    quantity: Decimal = Decimal(0)
    taxed_quantity: Decimal = Decimal(0)
    discount_minor: int = 0
    taxable_minor: int = 0
    tax_minor: int = 0
    cgst_minor: int = 0
    igst_minor: int = 0
    cess_minor: int = 0


def credit_share(line: BillLine, before: _Credited, quantity: Decimal, *, with_tax: bool = True) -> PricedLine:
    """The amounts of ``quantity`` of a line, by what all credits so far come to, so that the parts sum to the line exactly.

    Each share only grows with the quantity, so none is negative; gross is made of the others, for the difference of two
    shares may shrink. Under GST each component is shared and the tax is their sum: the halves stay equal (RULES T1).
    """

    def share(whole: int, taken: int, upto: Decimal) -> int:
        return round_half_up(whole * upto / line.quantity) - taken

    upto = before.quantity + quantity
    discount = share(line.discount_minor, before.discount_minor, upto)
    taxable = share(line.taxable_minor, before.taxable_minor, upto)
    tax = Tax(0)
    if with_tax:
        taxed = before.taxed_quantity + quantity
        half = share(line.cgst_minor, before.cgst_minor, taxed)
        igst = share(line.igst_minor, before.igst_minor, taxed)
        cess = share(line.cess_minor, before.cess_minor, taxed)
        is_plain = line.cgst_minor == line.igst_minor == line.cess_minor == 0
        whole = share(line.tax_minor, before.tax_minor, taxed) if is_plain else 2 * half + igst + cess
        tax = Tax(whole, half, half, igst, cess)
    return PricedLine(
        taxable + discount, discount, taxable, tax.tax_minor, taxable + tax.tax_minor,
        tax.cgst_minor, tax.sgst_minor, tax.igst_minor, tax.cess_minor,
    )  # fmt: skip


def check_in_time(invoice: Bill, day: date) -> None:
    """Refuse to take back the tax of an invoice under GST after the law's last day (G4). Raises ``TooLateForTax``.

    When the annual return was filed earlier that day was the last: Munim does not know it, so whoever files says so.
    """
    if invoice.supply is None or not invoice.taxes:
        return
    last = last_day_to_take_tax_back(invoice.supply_date or invoice.business_date, noted_on=day)
    if last is not None and day > last:
        raise TooLateForTax(
            f"the tax of {invoice.number} could be taken back until {show_day(last)};"
            " say without_tax to give back the price alone",
            field="without_tax",
            last_day=last.isoformat(),
        )


def cost_share(cost_minor: int, line: BillLine, before: _Credited, quantity: Decimal) -> int:
    """What ``quantity`` of a line cost of the line's ``cost_minor``, by what all credits so far come to."""

    def upto(credited: Decimal) -> int:
        return round_half_up(cost_minor * credited / line.quantity)

    return upto(before.quantity + quantity) - upto(before.quantity)


def round_off_share(invoice: Bill, taken_minor: int, credited_minor: int) -> int:
    """The invoice's round-off that goes with crediting ``credited_minor`` after ``taken_minor``, both before round-off.

    In proportion, by what all credits so far come to: together they come to no more than the invoice, and all of it to
    exactly the invoice.
    """
    exact = invoice.total_minor - invoice.round_off_minor

    def share(upto: int) -> int:
        return round_half_up(Decimal(invoice.round_off_minor * upto) / exact) if exact else 0

    return share(taken_minor + credited_minor) - share(taken_minor)


# -- operations --------------------------------------------------------------------------------------


def credit_bill(session: Session, bill_id: UUID, command: CreditBill, *, by: Actor, at: datetime) -> Bill:
    """Issue a credit note for an invoice: tax and sales are taken back, the debt falls, the goods return to stock.

    What is more than the invoice still awaits stays the customer's credit. Crediting everything leaves every account
    where it stood before the invoice (M2). Locks the invoice, the customer's balance, stock, the series, the head.
    Raises ``NotFound``, ``NotCreditable``, ``OverCredited``, ``TooLateForTax``, ``BackDated``, ``SeriesLeased``, ``BillIdTaken``,
    ``Invalid``.
    """
    by.require("bills.credit")
    back_dated = back_dates(command.backdate_reason, by)
    if not command.reason.strip():
        raise Invalid("say why the bill is credited", field="reason")
    business_id, business = business_of(session), this_business(session)
    session.execute(
        sa.select(bills.c.id).where(bills.c.business_id == business_id, bills.c.id == bill_id).with_for_update()
    )
    invoice = read_bill(session, bill_id)
    if invoice.kind != "invoice" or invoice.status != "issued":
        raise NotCreditable(f"this {invoice.kind.replace('_', ' ')} is {invoice.status}")
    customer = lock_customer(session, invoice.customer_id)
    day = business.day_of(command.business_date, at)
    if day < invoice.business_date:
        raise Invalid("a credit note is not dated before its invoice", field="business_date")
    if not command.without_tax:
        check_in_time(invoice, day)
    earlier = _credited(session, bill_id)
    chosen = _chosen(invoice, command, earlier)
    results = [
        credit_share(line, earlier.get(line.id, _Credited()), quantity, with_tax=not command.without_tax)
        for line, quantity in chosen
    ]
    taken = sum(one.taxable_minor + one.tax_minor for one in earlier.values())
    priced = _priced(
        invoice,
        chosen,
        results,
        with_tax=not command.without_tax,
        round_off=round_off_share(invoice, taken, sum(one.total_minor for one in results)),
    )
    if priced.total_minor <= 0:
        raise Invalid("there is nothing to credit in these lines", field="lines")
    note_id = command.id or new_id()
    products = read_products(session, {line.product_id for line, _ in chosen if line.product_id})
    if command.restock:
        lock_levels(session, products)  # before the series, as whoever sells these goods does
    series = choose_series(session, "credit_note", command.series, device_id=command.device_id, business=business)
    number, year = take_number(
        session, "credit_note", series, business_date=day, calendar=business.calendar, back_dated=back_dated
    )
    row = {
        "business_id": business_id, "id": note_id, "kind": "credit_note", "document": "credit_note", "status": "issued", "series": series,
        "financial_year": year, "number": number, "customer_id": customer.id, "original_id": bill_id, "business_date": day, "due_date": day,
        "issued_at": at, "created_at": at, "staff_id": by.user_id, "note": command.reason,
        **supply_of(invoice), "tax_effect": not command.without_tax,
        "gross_minor": priced.gross_minor, "discount_minor": priced.discount_minor, "taxable_minor": priced.taxable_minor,
        "tax_minor": priced.tax_minor, "round_off_minor": priced.round_off_minor, "total_minor": priced.total_minor,
    }  # fmt: skip
    try:
        session.execute(sa.insert(bills).values(row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_bills":
            raise BillIdTaken(field="id") from None
        raise
    # goods that do not come back stay a cost; they come back at what they left at
    goods = {line.id for line, _ in chosen if line.product_id and moves_with_a_bill(products[line.product_id])}
    costs = [
        None if line.cost_minor is None
        else 0 if line.id in goods and not command.restock
        else cost_share(line.cost_minor, line, earlier.get(line.id, _Credited()), quantity)
        for line, quantity in chosen
    ]  # fmt: skip
    rows = [
        _line_row(business_id, note_id, n, line, quantity, cost, result)
        for n, ((line, quantity), cost, result) in enumerate(zip(chosen, costs, results, strict=True), 1)
    ]
    line_ids = (
        session.execute(sa.insert(bill_lines).returning(bill_lines.c.id, sort_by_parameter_order=True), rows)
        .scalars()
        .all()
    )
    write_taxes(session, note_id, priced)
    moved: list[Moved] = []
    if command.restock:
        left = values_that_left(session, bill_id)
        moves = [
            StockMove(
                line.product_id,
                in_own_unit(quantity, line.unit_factor, "lines"),
                cost_share(left[line.id], line, earlier.get(line.id, _Credited()), quantity),
                returned=True,
                bill_line_id=line_id,
            )
            for (line, quantity), line_id in zip(chosen, line_ids, strict=True)
            if line.product_id and line.id in goods
        ]
        moved = move_stock(session, "return", moves, business_date=day, at=at, bill_id=note_id)
    legs = [
        Entry("sales_returns", priced.taxable_minor),
        *reverse(tax_entries(priced.taxes)),
        Entry("round_off", priced.round_off_minor),
        Entry("receivable", -priced.total_minor, customer_id=customer.id),
        *stock_entries(moved, "cost_of_goods"),
    ]
    post(session, "credit_note", note_id, legs, business_date=day, at=at, narration=number)
    awaited = invoice.due_minor + take_back_write_off(session, invoice, priced.total_minor, business_date=day, at=at)
    allocate_credit_note(session, note_id, bill_id, min(priced.total_minor, awaited), business_date=day, at=at)
    data = {
        "number": number,
        "of": invoice.number,
        "customer_id": str(customer.id),
        "total_minor": priced.total_minor,
        "reason": command.reason,
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
    }
    record_event(session, "bill.credited", "bill", note_id, data, by=by, at=at, business_date=day)
    return read_bill(session, note_id)


def _credited(session: Session, bill_id: UUID) -> dict[int, _Credited]:
    """What earlier credit notes took off each line. The invoice is locked, so this stands still."""
    business_id = business_of(session)
    taxed = sa.func.coalesce(sa.func.sum(bill_lines.c.quantity).filter(bills.c.tax_effect), 0)
    total = [
        taxed if name == "taxed_quantity" else sa.func.sum(bill_lines.c[name]) for name in _Credited.__struct_fields__
    ]
    notes = (
        (bills.c.business_id == business_id)
        & (bills.c.original_id == bill_id)
        & (bills.c.kind == "credit_note")
        & (bills.c.status == "issued")
    )
    found = session.execute(
        sa.select(bill_lines.c.original_line_id, *total)
        .join(bills, (bills.c.business_id == bill_lines.c.business_id) & (bills.c.id == bill_lines.c.bill_id))
        .where(notes)
        .group_by(bill_lines.c.original_line_id)
    )
    return {
        line_id: _Credited(quantity, taxed_quantity, *map(int, amounts))
        for line_id, quantity, taxed_quantity, *amounts in found
    }


def _chosen(invoice: Bill, command: CreditBill, earlier: dict[int, _Credited]) -> list[tuple[BillLine, Decimal]]:
    left = {line.position: line.quantity - earlier.get(line.id, _Credited()).quantity for line in invoice.lines}
    if command.lines is None:
        return [(line, left[line.position]) for line in invoice.lines if left[line.position] > 0]
    by_position = {line.position: line for line in invoice.lines}
    seen: set[int] = set()
    for n, asked in enumerate(command.lines):
        if asked.position not in by_position:
            raise NotFound(f"the invoice has no line {asked.position}", field=f"lines[{n}].position")
        if asked.position in seen:
            raise Invalid(f"line {asked.position} is named twice", field=f"lines[{n}].position")
        seen.add(asked.position)
        check_decimals(asked.quantity, 3, f"lines[{n}].quantity", positive=True)
        if asked.quantity > left[asked.position]:
            raise OverCredited(
                f"{left[asked.position].normalize():f} of line {asked.position} can still be credited",
                field=f"lines[{n}].quantity",
                available=str(left[asked.position]),
            )
    return [(by_position[asked.position], asked.quantity) for asked in command.lines]


def _priced(
    invoice: Bill, chosen: list[tuple[BillLine, Decimal]], results: list[PricedLine], *, with_tax: bool, round_off: int
) -> PricedBill:
    # an invoice that charged no tax (reverse charge, a letter of undertaking) names rates and has no summary of them
    taxed = with_tax and bool(invoice.taxes)
    taxes = summarise(
        ((line.tax_rate, line.cess_rate, result) for (line, _), result in zip(chosen, results, strict=True)),
        invoice.supply,
    )
    taxable, tax = sum(one.taxable_minor for one in results), sum(one.tax_minor for one in results)
    return PricedBill(
        lines=tuple(results), taxes=taxes if taxed else (), gross_minor=sum(one.gross_minor for one in results),
        discount_minor=sum(one.discount_minor for one in results), taxable_minor=taxable, tax_minor=tax,
        round_off_minor=round_off, total_minor=taxable + tax + round_off,
    )  # fmt: skip


def supply_of(invoice: Bill) -> dict[str, Any]:
    """The columns a note shares with the invoice it corrects: to whom, where, and under which rule it was supplied."""
    return {
        "place_of_supply": invoice.place_of_supply, "supply": invoice.supply, "recipient": invoice.recipient,
        "reverse_charge": invoice.reverse_charge, "supply_date": invoice.supply_date,
        "bill_to": msgspec.to_builtins(invoice.bill_to), "ship_to": msgspec.to_builtins(invoice.ship_to),
    }  # fmt: skip


def _line_row(
    business_id: int,
    note_id: UUID,
    position: int,
    line: BillLine,
    quantity: Decimal,
    cost: int | None,
    result: PricedLine,
) -> dict[str, Any]:
    return {
        "business_id": business_id, "bill_id": note_id, "position": position, "product_id": line.product_id, "description": line.description,
        "hsn": line.hsn, "unit": line.unit, "unit_factor": line.unit_factor, "quantity": quantity, "unit_price": line.unit_price, "price_includes_tax": line.price_includes_tax,
        "tax_rate": line.tax_rate, "cess_rate": line.cess_rate, "tax_treatment": line.tax_treatment, "cost_minor": cost, "original_line_id": line.id, **msgspec.structs.asdict(result),
    }  # fmt: skip
