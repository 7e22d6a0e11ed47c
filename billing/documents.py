"""What a bill says on paper and on a shared page: every string ready made, templates only place them.

``BillDocument`` feeds both ``templates/bill.typ`` (PDF) and ``templates/bill.html``, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.reads import Bill, BillLine, BillTo, read_bill
from billing.bills.tables import OWED, bills
from billing.business import Business, this_business
from billing.customers import Customer, read_customer
from billing.files import read_logo
from billing.gst.particulars import components, declarations, place_name, title
from billing.permissions import Actor
from billing.suppliers import Supplier
from billing.upi import payment_link
from munim.amount_in_words import amount_in_words
from munim.database import business_of
from munim.days import show_day
from munim.files import FileStore
from munim.money import exponent, group_digits, show
from munim.pictures import Picture
from munim.render import qr_code, render_html, render_pdf

TEMPLATES: Final = Path(__file__).with_name("templates")
# sent with the shared page: it runs no script and loads nothing, its style and pictures are in it
PAGE_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

# -- the document ------------------------------------------------------------------------------------


class Party(msgspec.Struct, frozen=True):
    """Shop or customer: a name and the lines under it."""

    name: str
    lines: tuple[str, ...] = ()


class Fact(msgspec.Struct, frozen=True):
    """Number, date, due date: what stands at the head."""

    label: str
    value: str


class Sum(msgspec.Struct, frozen=True):
    """A row of the totals; the strong one has a line above it."""

    label: str
    amount: str
    strong: bool = False


class PrintedTax(msgspec.Struct, frozen=True):
    """One component of a line's tax under GST."""

    rate: str
    amount: str


class PrintedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the table; amounts without the currency's sign. ``components`` as the document's, in their order."""

    position: str
    description: str
    hsn: str
    quantity: str
    unit: str
    price: str
    discount: str
    taxable: str
    tax_rate: str
    tax: str
    components: tuple[PrintedTax, ...]
    total: str


class TaxRow(msgspec.Struct, frozen=True):
    """One row of the tax summary."""

    name: str
    taxable: str
    tax: str


class UpiRequest(msgspec.Struct, frozen=True):
    """The request for the balance: as a QR code (SVG), and in words for who types it."""

    link: str
    qr: str
    amount: str
    payee_address: str
    payee_name: str


class PrintedOn(msgspec.Struct, frozen=True):
    """The day a PDF says it was made: the bill's own, so that printing it again gives the same bytes."""

    year: int
    month: int
    day: int


class BillDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A bill, note or quotation as printed. ``mark`` is DRAFT, CANCELLED or nothing; ``logo`` is SVG or nothing.

    Each line shows one plain tax (``has_tax``), or under GST its ``components``, or none.
    """

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    buyer_heading: str
    buyer: Party
    ship_to: Party | None
    facts: tuple[Fact, ...]
    tax_name: str
    has_hsn: bool
    has_discount: bool
    has_tax: bool
    components: tuple[str, ...]
    lines: tuple[PrintedLine, ...]
    taxes: tuple[TaxRow, ...]
    totals: tuple[Sum, ...]
    settled: tuple[Sum, ...]
    words: str
    upi: UpiRequest | None
    note: str
    declarations: tuple[str, ...]
    signatory: str
    footer: str


# -- rules -------------------------------------------------------------------------------------------

_BUYER_HEADINGS: Final = {
    "invoice": "Bill to", "credit_note": "Credit to", "debit_note": "Debit to", "quotation": "Quotation for",
}  # fmt: skip
_NAMES: Final = {"CESS": "Cess"}  # of components; the others are their own names


def bill_document(
    bill: Bill, business: Business, buyer: Party, *, original_number: str = "", logo: Picture | None = None
) -> BillDocument:
    """What the bill of ``business`` to ``buyer`` says. ``original_number`` is that of the invoice a note corrects."""
    currency, waits_for = business.currency, bill.kind in OWED and bill.status == "issued"
    parts = components(bill)
    return BillDocument(
        title=title(bill, business),
        mark=bill.status.upper() if bill.status in ("draft", "cancelled") else "",
        number=bill.number or "",
        color=business.brand_color,
        printed_on=printed_on(bill.business_date),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        buyer_heading=_BUYER_HEADINGS[bill.kind],
        buyer=buyer,
        ship_to=_ship_to(bill),
        facts=tuple(_facts(bill, original_number)),
        tax_name=business.tax_name,
        has_hsn=any(line.hsn for line in bill.lines),
        has_discount=any(line.discount_minor for line in bill.lines),
        has_tax=bool(bill.taxes) and bill.supply is None,
        components=tuple(_NAMES.get(part, part) for part in parts),
        lines=tuple(_printed(line, currency, parts) for line in bill.lines),
        taxes=tuple(
            TaxRow(
                f"{_tax_name(tax.component, business)} {show_percent(tax.rate)}",
                bare(tax.taxable_minor, currency),
                bare(tax.tax_minor, currency),
            )
            for tax in bill.taxes
        ),
        totals=tuple(_totals(bill, business)),
        settled=tuple(_settled(bill, currency)) if waits_for else (),
        words=amount_in_words(bill.total_minor, currency, language=business.language),
        upi=_bill_request(bill, business) if waits_for else None,
        note=" ".join(filter(None, (bill.note, bill.cancel_reason and f"Cancelled: {bill.cancel_reason}"))),
        declarations=tuple(declarations(bill, business)),
        signatory=f"For {business.legal_name or business.name}" if bill.supply and bill.kind != "quotation" else "",
        footer=business.bill_footer or "",
    )


def printed_on(day: date) -> PrintedOn:
    """The day as a PDF carries it."""
    return PrintedOn(day.year, day.month, day.day)


def seller(business: Business) -> Party:
    """The shop as its letterhead names it."""
    state = (
        place_name(business.state_code) if business.country == "IN" and business.gstin and business.state_code else None
    )
    town = ", ".join(filter(None, (" ".join(filter(None, (business.city, business.postcode))), state)))
    legal = business.legal_name if business.legal_name != business.name else None
    reach = " · ".join(filter(None, (business.phone, business.email)))
    rows = (legal, *_address_lines(business.address), town, business.gstin and f"GSTIN {business.gstin}", reach)
    return Party(business.name, tuple(row for row in rows if row))


class ShopHead(msgspec.Struct, frozen=True):
    """What stands at the head of the shop's papers: ``lines`` are its address and numbers, ``logo`` an SVG or nothing."""

    name: str
    lines: tuple[str, ...]
    color: str
    logo: str


def shop_head(session: Session, store: FileStore) -> ShopHead:
    """The shop as its papers show it, with its logo out of ``store``. Raises ``Unavailable`` (the store)."""
    business = this_business(session)
    party, logo = seller(business), read_logo(session, store)
    return ShopHead(party.name, party.lines, business.brand_color, logo.svg() if logo else "")


def buyer_of(to: BillTo | Customer | Supplier) -> Party:
    """The customer, as the bill was made out to them or, of a draft, as they are known now; or a supplier."""
    # of the states only GST's have names: elsewhere a code is what it is
    state = place_name(to.state_code) if to.gstin and to.state_code else None
    town = ", ".join(filter(None, (to.city, state)))
    rows = (*_address_lines(to.address), town, to.gstin and f"GSTIN {to.gstin}", to.phone)
    return Party(to.name, tuple(row for row in rows if row))


def _ship_to(bill: Bill) -> Party | None:
    to = bill.ship_to
    if to is None:
        return None
    state = place_name(to.state_code) if bill.supply and to.state_code else to.state_code
    rows = (*_address_lines(to.address), ", ".join(filter(None, (to.city, state))))
    return Party(to.name, tuple(row for row in rows if row))


def _address_lines(address: str | None) -> list[str]:
    return [line.strip() for line in (address or "").splitlines()]


def _facts(bill: Bill, original_number: str) -> Iterator[Fact]:
    if bill.number:
        yield Fact("Number", bill.number)
    yield Fact("Date", show_day(bill.business_date))
    if bill.kind in OWED and bill.due_date > bill.business_date:
        yield Fact("Due", show_day(bill.due_date))
    if bill.valid_until:
        yield Fact("Valid until", show_day(bill.valid_until))
    if original_number:
        yield Fact("Against invoice", original_number)
    if bill.place_of_supply:
        yield Fact("Place of supply", place_name(bill.place_of_supply))
    if bill.supply and bill.document != "bill_of_supply":
        yield Fact("Reverse charge", "Yes" if bill.reverse_charge else "No")
    if bill.supply_date and bill.supply_date != bill.business_date:
        yield Fact("Supplied", show_day(bill.supply_date))
    if bill.reference:
        yield Fact("Reference", bill.reference)
    if bill.cancelled_date:
        yield Fact("Cancelled", show_day(bill.cancelled_date))


def _printed(line: BillLine, currency: str, parts: tuple[str, ...]) -> PrintedLine:
    taxes = {
        "CGST": (line.tax_rate / 2, line.cgst_minor),
        "SGST": (line.tax_rate / 2, line.sgst_minor),
        "IGST": (line.tax_rate, line.igst_minor),
        "CESS": (line.cess_rate, line.cess_minor),
    }
    return PrintedLine(
        position=str(line.position),
        description=line.description,
        hsn=line.hsn or "",
        quantity=show_quantity(line.quantity, currency),
        unit=line.unit or "",
        price=show_rate(line.unit_price, currency),
        discount=bare(line.discount_minor, currency) if line.discount_minor else "",
        taxable=bare(line.taxable_minor, currency),
        tax_rate=show_percent(line.tax_rate),
        tax=bare(line.tax_minor, currency),
        components=tuple(PrintedTax(show_percent(taxes[part][0]), bare(taxes[part][1], currency)) for part in parts),
        total=bare(line.total_minor, currency),
    )


def _totals(bill: Bill, business: Business) -> Iterator[Sum]:
    currency = business.currency
    yield Sum("Subtotal", show(bill.gross_minor, currency))
    if bill.discount_minor:
        yield Sum("Discount", show(-bill.discount_minor, currency))
        yield Sum("After discount", show(bill.taxable_minor, currency))
    components: dict[str, int] = {}
    for tax in bill.taxes:
        components[tax.component] = components.get(tax.component, 0) + tax.tax_minor
    for component, tax_minor in components.items():
        yield Sum(_tax_name(component, business), show(tax_minor, currency))
    if bill.charges_minor:
        yield Sum("Charges", show(bill.charges_minor, currency))
    if bill.round_off_minor:
        yield Sum("Round-off", show(bill.round_off_minor, currency))
    yield Sum("Total", show(bill.total_minor, currency), strong=True)


def _settled(bill: Bill, currency: str) -> Iterator[Sum]:
    if bill.allocated_minor:
        yield Sum("Paid", show(bill.allocated_minor, currency))
    if bill.credited_minor:
        yield Sum("Credited", show(bill.credited_minor, currency))
    if bill.written_off_minor:
        yield Sum("Written off", show(bill.written_off_minor, currency))
    yield Sum("Balance due", show(bill.due_minor, currency), strong=True)


def _bill_request(bill: Bill, business: Business) -> UpiRequest | None:
    if not bill.number:
        return None
    return upi_request(business, bill.due_minor, reference=bill.number, note=f"Bill {bill.number}")


def upi_request(business: Business, amount_minor: int, *, reference: str, note: str) -> UpiRequest | None:
    """The request for an amount, of a shop that takes UPI; None where nothing is due."""
    if not (business.upi_id and amount_minor > 0 and business.currency == "INR"):
        return None
    name = business.upi_name or business.name
    link = payment_link(
        payee_address=business.upi_id, payee_name=name, amount_minor=amount_minor, reference=reference, note=note
    )
    return UpiRequest(link, qr_code(link), show(amount_minor, "INR"), business.upi_id, name)


def _tax_name(component: str, business: Business) -> str:
    return business.tax_name if component == "TAX" else _NAMES.get(component, component)


def bare(minor: int, currency: str) -> str:
    """An amount in a column that needs no sign of the currency."""
    return show(minor, currency, symbol=False)


def show_quantity(quantity: Decimal, currency: str) -> str:
    """``2.500`` as ``2.5``, ``12000`` as ``12,000``: no more decimals than there are, grouped as the currency's amounts."""
    whole, _, decimals = f"{quantity:f}".partition(".")
    decimals = decimals.rstrip("0")
    return group_digits(whole, indian=currency == "INR") + (f".{decimals}" if decimals else "")


def show_rate(rate: Decimal, currency: str) -> str:
    """A price: the currency's decimals, and up to four when it has them (``12.50``, ``0.1250``)."""
    whole, _, decimals = f"{rate:f}".partition(".")
    decimals = decimals.rstrip("0").ljust(exponent(currency), "0")
    return group_digits(whole, indian=currency == "INR") + (f".{decimals}" if decimals else "")


def show_percent(percent: Decimal) -> str:
    """``18.0000`` as ``18%``, ``2.5000`` as ``2.5%``."""
    text = f"{percent:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def file_name(document: BillDocument, suffix: str, *, on: date) -> str:
    """What a downloaded document is called: ``Tax-Invoice-INV-25-26-00042.pdf``; a draft carries its date."""
    words = f"{document.title} {document.number or on.isoformat()}"
    return "-".join("".join(c if c.isalnum() else " " for c in words).split()) + suffix


# -- reads -------------------------------------------------------------------------------------------


def read_bill_document(session: Session, bill_id: UUID, *, by: Actor, store: FileStore | None = None) -> BillDocument:
    """The bill as printed, with the shop's logo out of ``store``. Raises ``NotFound``, ``Unavailable`` (the store)."""
    by.require("bills.read")
    bill = read_bill(session, bill_id)
    buyer = buyer_of(
        read_customer(session, bill.customer_id) if bill.status == "draft" or not bill.bill_to else bill.bill_to
    )
    original = sa.select(bills.c.number, bills.c.business_date).where(
        bills.c.business_id == business_of(session), bills.c.id == bill.original_id
    )
    number = ""
    if bill.original_id:
        corrected = session.execute(original).one()
        number = f"{corrected.number} of {show_day(corrected.business_date)}"
    logo = read_logo(session, store) if store else None
    return bill_document(bill, this_business(session), buyer, original_number=number, logo=logo)


def bill_pdf(document: BillDocument) -> bytes:
    """The bill on A4."""
    return render_pdf(TEMPLATES / "bill.typ", document)


def bill_page(document: BillDocument) -> str:
    """The bill as one HTML page without scripts, for phone and print; to be sent under ``PAGE_POLICY``."""
    return render_html(TEMPLATES / "bill.html", document)
