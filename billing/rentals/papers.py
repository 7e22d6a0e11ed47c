"""What a delivery challan and the vouchers of a deposit say on paper; templates only place the words.

A challan of goods on hire carries what rule 55 of the CGST Rules, 2017 asks for where goods move for reasons other than
by way of supply: its date and number; name, address and GSTIN of consigner and consignee; HSN and description; quantity;
value; the place of supply where it is in another state; a signature. In India it is made out in triplicate (rule 55(2)).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.customers import read_customer
from billing.documents import (
    TEMPLATES,
    Fact,
    Party,
    PrintedOn,
    Sum,
    bare,
    buyer_of,
    printed_on,
    seller,
    show_quantity,
    show_rate,
)
from billing.files import read_logo
from billing.gst.particulars import place_name
from billing.payments.receipts import ReceiptDocument
from billing.permissions import Actor
from billing.rentals.reads import Challan, ChallanLine, Deposit, DepositMove, read_challan, read_deposit
from munim.amount_in_words import amount_in_words
from munim.days import show_day
from munim.errors import NotFound
from munim.files import FileStore
from munim.money import minor_from, show
from munim.pictures import Picture
from munim.render import render_pdf

# -- the document ------------------------------------------------------------------------------------


class ChallanRow(msgspec.Struct, frozen=True, kw_only=True):
    """One item of a challan; amounts without the currency's sign."""

    position: str
    description: str
    hsn: str
    quantity: str
    unit: str
    daily_rate: str
    unit_value: str
    value: str


class ChallanDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery challan as printed, once for each of ``copies``. ``mark`` is CANCELLED or nothing."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    consignee: Party
    delivery_address: tuple[str, ...]
    copies: tuple[str, ...]
    facts: tuple[Fact, ...]
    reason: str
    has_hsn: bool
    rows: tuple[ChallanRow, ...]
    totals: tuple[Sum, ...]
    words: str
    note: str
    footer: str


# -- rules -------------------------------------------------------------------------------------------

_COPIES: Final = ("Original for consignee", "Duplicate for transporter", "Triplicate for consigner")
_METHODS: Final = {"cash": "Cash", "upi": "UPI", "bank": "Bank transfer", "card": "Card"}


def _facts(challan: Challan, business: Business) -> Iterator[Fact]:
    yield Fact("Number", challan.number)
    yield Fact("Date", show_day(challan.business_date))
    yield Fact("On hire from", show_day(challan.starts_on))
    yield Fact("Due back", show_day(challan.due_on))
    if challan.vehicle:
        yield Fact("Vehicle", challan.vehicle)
    place = challan.consignee.state_code
    if business.country == "IN" and place and place != business.state_code:
        yield Fact("Place of supply", place_name(place))
    if challan.cancelled_date:
        yield Fact("Cancelled", show_day(challan.cancelled_date))


def _value_minor(line: ChallanLine, currency: str) -> int:
    return minor_from(line.unit_value * line.quantity, currency)


def _row(line: ChallanLine, currency: str) -> ChallanRow:
    return ChallanRow(
        position=str(line.position),
        description=line.description,
        hsn=line.hsn or "",
        quantity=show_quantity(line.quantity, currency),
        unit=line.unit or "",
        daily_rate=show_rate(line.daily_rate, currency),
        unit_value=show_rate(line.unit_value, currency),
        value=bare(_value_minor(line, currency), currency),
    )


def challan_document(challan: Challan, business: Business, *, logo: Picture | None = None) -> ChallanDocument:
    """What the paper of a challan says."""
    currency = business.currency
    value = sum(_value_minor(line, currency) for line in challan.lines)
    units = sum((line.quantity for line in challan.lines), Decimal(0))
    exempt = f"No tax on this hire: {challan.exempt_reason}." if challan.tax_exempt else ""
    return ChallanDocument(
        title="Delivery Challan",
        mark="CANCELLED" if challan.status == "cancelled" else "",
        number=challan.number,
        color=business.brand_color,
        printed_on=printed_on(challan.business_date),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        consignee=buyer_of(challan.consignee),
        delivery_address=tuple(line.strip() for line in (challan.delivery_address or "").splitlines() if line.strip()),
        copies=_COPIES if business.country == "IN" else ("",),
        facts=tuple(_facts(challan, business)),
        reason="Goods sent on hire, to be returned: not a supply of goods. The hire is billed separately.",
        has_hsn=any(line.hsn for line in challan.lines),
        rows=tuple(_row(line, currency) for line in challan.lines),
        totals=(
            Sum("Units", show_quantity(units, currency)),
            Sum("Declared value", show(value, currency), strong=True),
        ),
        words=amount_in_words(value, currency, language=business.language),
        note=" ".join(filter(None, (challan.note, exempt, challan.cancel_reason))),
        footer=business.bill_footer or "",
    )


def deposit_document(
    deposit: Deposit, move: DepositMove, business: Business, customer: Party, *, logo: Picture | None = None
) -> ReceiptDocument:
    """What the voucher of a deposit taken, or of one given back, says."""
    held = move.kind == "held"
    facts = [Fact("Number", deposit.number if held else move.number or ""), Fact("Date", show_day(move.business_date))]
    if held:
        facts.append(Fact("Paid by", _METHODS[deposit.method]))
    else:
        facts.append(Fact("Against", deposit.number))
    if held and deposit.reference:
        facts.append(Fact("Reference", deposit.reference))
    return ReceiptDocument(
        title="Security Deposit" if held else "Deposit Refund",
        mark="",
        number=facts[0].value,
        color=business.brand_color,
        printed_on=printed_on(move.business_date),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        customer_heading="Received from" if held else "Given back to",
        customer=customer,
        facts=tuple(facts),
        rows=(),
        totals=(
            Sum("Deposit held" if held else "Given back", show(move.amount_minor, business.currency), strong=True),
        ),
        words=amount_in_words(move.amount_minor, business.currency, language=business.language),
        note=" ".join(
            filter(
                None,
                (
                    deposit.note if held else move.reason,
                    "Refundable: no part of the price of the hire." if held else None,
                ),
            )
        ),
        footer=business.bill_footer or "",
    )


# -- reads -------------------------------------------------------------------------------------------


def read_challan_document(
    session: Session, challan_id: UUID, *, by: Actor, store: FileStore | None = None
) -> ChallanDocument:
    """A challan as printed, with the shop's logo out of ``store``. Raises ``NotFound``, ``Unavailable`` (the store)."""
    by.require("rentals.read")
    logo = read_logo(session, store) if store else None
    return challan_document(read_challan(session, challan_id), this_business(session), logo=logo)


def challan_pdf(document: ChallanDocument) -> bytes:
    """The challan on A4, a sheet for each copy."""
    return render_pdf(TEMPLATES / "challan.typ", document)


def read_deposit_document(
    session: Session, deposit_id: UUID, *, by: Actor, refund: str | None = None, store: FileStore | None = None
) -> ReceiptDocument:
    """The voucher of a deposit, or of the refund of it numbered ``refund``. Raises ``NotFound``, ``Unavailable`` (the store)."""
    by.require("rentals.read")
    deposit = read_deposit(session, deposit_id)
    moves = [
        move for move in deposit.moves if move.kind == ("refunded" if refund else "held") and move.number == refund
    ]
    if not moves:
        raise NotFound("there is no such refund of this deposit", field="refund")
    customer = buyer_of(read_customer(session, deposit.customer_id))
    logo = read_logo(session, store) if store else None
    return deposit_document(deposit, moves[0], this_business(session), customer, logo=logo)
