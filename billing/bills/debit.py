"""Raising the price of an invoice that stands, by a debit note of its own: a supplementary bill, taxed as the invoice was."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.credit import supply_of
from billing.bills.draft import BillIdTaken, check_due, due_on, write_taxes
from billing.bills.issue import IssueBill, credit_waived, invoice_entries
from billing.bills.reads import Bill, BillLine, read_bill
from billing.bills.tables import bill_lines, bills
from billing.business import Business, this_business
from billing.customers import lock_customer
from billing.events import record_event
from billing.ledger import post
from billing.numbering import back_dates, take_number
from billing.permissions import Actor
from billing.pricing import LineInput, PricedBill, PricedLine, price_bill
from billing.series import choose_series
from munim.database import business_of, violated
from munim.errors import Invalid, NotFound, Refused
from munim.ids import new_id
from munim.money import check_decimals
from munim.text import Prose, SeriesCode

# -- commands ----------------------------------------------------------------------------------------


class DebitLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """By how much each unit of the invoice's line at ``position`` costs more, in the terms of its price.

    ``quantity``: how many units; None: all of the line.
    """

    position: int
    increase: Decimal
    quantity: Decimal | None = None


class DebitBill(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why, and for which lines. ``credit_reason`` sets a credit limit aside, ``backdate_reason`` the order of days."""

    reason: Prose
    lines: list[DebitLine]
    id: UUID | None = None
    business_date: date | None = None
    due_date: date | None = None
    series: SeriesCode | None = None
    device_id: UUID | None = None
    credit_reason: Prose | None = None
    backdate_reason: Prose | None = None


# -- rules -------------------------------------------------------------------------------------------


class NotDebitable(Refused):
    """Only the price of an issued invoice can be raised."""

    code = "not_debitable"


def raised_lines(invoice: Bill, lines: list[DebitLine]) -> list[tuple[BillLine, DebitLine]]:
    """Each line of the debit note beside the invoice's. Raises ``NotFound``, ``Invalid`` naming the line and field."""
    if not lines:
        raise Invalid("say which lines cost more", field="lines")
    by_position = {line.position: line for line in invoice.lines}
    seen: set[int] = set()
    for n, asked in enumerate(lines):
        if asked.position not in by_position:
            raise NotFound(f"the invoice has no line {asked.position}", field=f"lines[{n}].position")
        if asked.position in seen:
            raise Invalid(f"line {asked.position} is named twice", field=f"lines[{n}].position")
        seen.add(asked.position)
        check_decimals(asked.increase, 4, f"lines[{n}].increase", positive=True)
        if asked.quantity is not None:
            check_decimals(asked.quantity, 3, f"lines[{n}].quantity", positive=True)
            if asked.quantity > by_position[asked.position].quantity:
                raise Invalid(f"line {asked.position} has no more than that", field=f"lines[{n}].quantity")
    return [(by_position[asked.position], asked) for asked in lines]


def price_increase(invoice: Bill, raised: list[tuple[BillLine, DebitLine]], business: Business) -> PricedBill:
    """What the increase comes to, at the rates and in the components of the invoice; no tax where it charged none."""
    charges = bool(invoice.taxes)
    return price_bill(
        [
            LineInput(
                quantity=asked.quantity or line.quantity,
                unit_price=asked.increase.quantize(Decimal("0.0001")),
                price_includes_tax=line.price_includes_tax,
                tax_rate=line.tax_rate if charges else Decimal(0),
                cess_rate=line.cess_rate if charges else Decimal(0),
            )
            for line, asked in raised
        ],
        currency=business.currency,
        rounds_total=business.rounds_total,
        supplied=invoice.supply,
    )


# -- operations --------------------------------------------------------------------------------------


def debit_bill(session: Session, bill_id: UUID, command: DebitBill, *, by: Actor, at: datetime) -> Bill:
    """Issue a debit note for an invoice: the customer owes more, sales and tax rise, no goods move.

    It is paid, reminded of and cancelled as an invoice is; to take it back, cancel it. Locks the invoice, the customer's
    balance, the number series, the business's head. One event, ``bill.debited``. Raises ``NotFound``, ``NotDebitable``,
    ``OverCreditLimit``, ``BackDated``, ``SeriesClosed``, ``SeriesLeased``, ``BillIdTaken``, ``Invalid``.
    """
    by.require("bills.credit")
    if not command.reason.strip():
        raise Invalid("say why the price is raised", field="reason")
    business_id, business = business_of(session), this_business(session)
    back_dated = back_dates(command.backdate_reason, by)
    session.execute(
        sa.select(bills.c.id).where(bills.c.business_id == business_id, bills.c.id == bill_id).with_for_update()
    )
    invoice = read_bill(session, bill_id)
    if invoice.kind != "invoice" or invoice.status != "issued":
        raise NotDebitable()
    customer = lock_customer(session, invoice.customer_id)
    day = business.day_of(command.business_date, at)
    if day < invoice.business_date:
        raise Invalid("a debit note is not dated before its invoice", field="business_date")
    due = command.due_date or due_on(day, customer, business)
    check_due(due, day)
    raised = raised_lines(invoice, command.lines)
    priced = price_increase(invoice, raised, business)
    if priced.total_minor <= 0:
        raise Invalid("that comes to nothing", field="lines")
    limit = IssueBill(credit_reason=command.credit_reason)
    waived = credit_waived(customer, priced.total_minor, business, limit, by)
    series = choose_series(session, "debit_note", command.series, device_id=command.device_id, business=business)
    number, year = take_number(
        session, "debit_note", series, business_date=day, calendar=business.calendar, back_dated=back_dated
    )
    note_id = command.id or new_id()
    row = {
        "business_id": business_id, "id": note_id, "kind": "debit_note", "document": "debit_note", "status": "issued", "series": series,
        "financial_year": year, "number": number, "customer_id": customer.id, "original_id": bill_id, "business_date": day, "due_date": due,
        "issued_at": at, "created_at": at, "staff_id": by.user_id, "note": command.reason, **supply_of(invoice),
        "gross_minor": priced.gross_minor, "discount_minor": priced.discount_minor, "taxable_minor": priced.taxable_minor,
        "tax_minor": priced.tax_minor, "round_off_minor": priced.round_off_minor, "total_minor": priced.total_minor,
    }  # fmt: skip
    try:
        session.execute(sa.insert(bills).values(row))
    except sa.exc.IntegrityError as error:
        if violated(error) == "pk_bills":
            raise BillIdTaken(field="id") from None
        raise
    rows = [
        _line_row(business_id, note_id, n, line, asked, result)
        for n, ((line, asked), result) in enumerate(zip(raised, priced.lines, strict=True), 1)
    ]
    session.execute(sa.insert(bill_lines), rows)
    write_taxes(session, note_id, priced)
    legs = invoice_entries(customer.id, priced)
    post(session, "debit_note", note_id, legs, business_date=day, at=at, narration=number)
    data = {
        "number": number, "of": invoice.number, "customer_id": str(customer.id), "total_minor": priced.total_minor,
        "reason": command.reason,
        **({"credit_reason": command.credit_reason} if waived else {}),
        **({"backdate_reason": command.backdate_reason} if back_dated else {}),
    }  # fmt: skip
    record_event(session, "bill.debited", "bill", note_id, data, by=by, at=at, business_date=day)
    return read_bill(session, note_id)


def _line_row(
    business_id: int, note_id: UUID, position: int, line: BillLine, asked: DebitLine, result: PricedLine
) -> dict[str, Any]:
    return {
        "business_id": business_id, "bill_id": note_id, "position": position, "product_id": line.product_id, "description": line.description,
        "hsn": line.hsn, "unit": line.unit, "quantity": asked.quantity or line.quantity, "unit_price": asked.increase,
        "price_includes_tax": line.price_includes_tax, "tax_rate": line.tax_rate, "cess_rate": line.cess_rate,
        "tax_treatment": line.tax_treatment, "original_line_id": line.id, **msgspec.structs.asdict(result),
    }  # fmt: skip
