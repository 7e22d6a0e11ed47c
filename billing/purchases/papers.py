"""What an order, a receipt of goods, a debit note and a payment voucher say on paper: every string ready made."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TypedDict
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.business import Business, this_business
from billing.documents import (
    TEMPLATES,
    Fact,
    Party,
    PrintedOn,
    Sum,
    bare,
    printed_on,
    seller,
    show_percent,
    show_quantity,
    show_rate,
)
from billing.files import read_logo
from billing.permissions import Actor
from billing.purchases.pay import read_supplier_payment
from billing.purchases.reads import (
    OrderedFrom,
    read_order,
    read_receipt,
    read_return,
    read_supplier_bill,
)
from billing.purchases.settle import Source, held_of
from billing.purchases.tables import supplier_bills
from billing.suppliers import Supplier, read_supplier
from munim.amount_in_words import amount_in_words
from munim.database import business_of
from munim.days import show_day
from munim.files import FileStore
from munim.money import show
from munim.render import render_pdf

# -- the document ------------------------------------------------------------------------------------


class PurchasePaper(msgspec.Struct, frozen=True, kw_only=True):
    """A paper for a supplier. ``columns`` head the cells of ``rows``; the first column is words, the others figures."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    party_heading: str
    party: Party
    facts: tuple[Fact, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    totals: tuple[Sum, ...] = ()
    words: str = ""
    note: str = ""
    signatures: tuple[str, ...]
    footer: str


# -- rules -------------------------------------------------------------------------------------------


def _party(named: OrderedFrom | Supplier) -> Party:
    address = [line.strip() for line in (named.address or "").splitlines()]
    rows = (*address, named.city, named.gstin and f"GSTIN {named.gstin}", named.phone)
    return Party(named.name, tuple(row for row in rows if row))


def _facts(*facts: tuple[str, str | date | None]) -> tuple[Fact, ...]:
    """The facts that there are, days as they are printed."""
    return tuple(Fact(label, show_day(value) if isinstance(value, date) else value) for label, value in facts if value)


def _quantity(quantity: Decimal, unit: str | None, currency: str) -> str:
    return " ".join(filter(None, (show_quantity(quantity, currency), unit)))


def _totals(business: Business, **minors: int) -> Iterable[Sum]:
    currency = business.currency
    yield Sum("Before tax", show(minors["taxable"], currency))
    if minors["tax"]:
        yield Sum(business.tax_name, show(minors["tax"], currency))
    if minors.get("round_off"):
        yield Sum("Round-off", show(minors["round_off"], currency))
    yield Sum("Total", show(minors["total"], currency), strong=True)


def file_name(paper: PurchasePaper) -> str:
    """What a downloaded paper is called: ``Purchase-order-INVPO26-00001.pdf``; a draft carries its day."""
    day = f"{paper.printed_on.year}-{paper.printed_on.month:02d}-{paper.printed_on.day:02d}"
    return f"{paper.title.replace(' ', '-')}-{paper.number or day}.pdf"


# -- reads -------------------------------------------------------------------------------------------


class _Head(TypedDict):
    """What every paper of the shop carries."""

    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    footer: str


def _head(session: Session, business: Business, day: date, store: FileStore) -> _Head:
    logo = read_logo(session, store)
    return _Head(
        color=business.brand_color,
        printed_on=printed_on(day),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        footer=business.bill_footer or "",
    )


def order_paper(session: Session, order_id: UUID, *, by: Actor, store: FileStore) -> PurchasePaper:
    """An order as the supplier gets it. Raises ``NotFound``."""
    by.require("purchases.read")
    order, business = read_order(session, order_id), this_business(session)
    currency = business.currency
    return PurchasePaper(
        title="Purchase order",
        mark={"draft": "DRAFT", "cancelled": "CANCELLED"}.get(order.status, ""),
        number=order.number or "",
        **_head(session, business, order.business_date, store),
        party_heading="Order to",
        party=_party(order.ordered_from or read_supplier(session, order.supplier_id)),
        facts=_facts(("Number", order.number), ("Date", order.business_date), ("Expected", order.expected_date)),
        columns=("Description", "Qty", "Price", business.tax_name, "Amount"),
        rows=tuple(
            (
                line.description,
                _quantity(line.quantity, line.unit, currency),
                show_rate(line.unit_price, currency),
                show_percent(line.tax_rate),
                bare(line.taxable_minor, currency),
            )
            for line in order.lines
        ),
        totals=tuple(_totals(business, taxable=order.taxable_minor, tax=order.tax_minor, total=order.total_minor)),
        words=amount_in_words(order.total_minor, currency, language=business.language),
        note=order.note or "",
        signatures=("For the shop", "Accepted by the supplier"),
    )


def receipt_paper(session: Session, receipt_id: UUID, *, by: Actor, store: FileStore) -> PurchasePaper:
    """A receipt of goods, for the shelf and for the supplier's driver. Raises ``NotFound``."""
    by.require("purchases.read")
    receipt, business = read_receipt(session, receipt_id), this_business(session)
    currency = business.currency
    ordered = read_order(session, receipt.order_id).number if receipt.order_id else None
    return PurchasePaper(
        title="Goods received note",
        mark="",
        number=receipt.number,
        **_head(session, business, receipt.business_date, store),
        party_heading="Received from",
        party=_party(read_supplier(session, receipt.supplier_id)),
        facts=_facts(
            ("Number", receipt.number),
            ("Date", receipt.business_date),
            ("Order", ordered),
            ("Delivery note", receipt.reference),
        ),
        columns=("Description", "Qty", "Cost", "Value"),
        rows=tuple(
            (
                line.description,
                _quantity(line.quantity, line.unit, currency),
                show_rate(line.unit_cost, currency),
                bare(line.value_minor, currency),
            )
            for line in receipt.lines
        ),
        totals=(Sum("Value before tax", show(receipt.value_minor, currency), strong=True),),
        note=receipt.note or "",
        signatures=("Delivered by", "Received by"),
    )


def return_paper(session: Session, return_id: UUID, *, by: Actor, store: FileStore) -> PurchasePaper:
    """A debit note to a supplier. Raises ``NotFound``."""
    by.require("purchases.read")
    note, business = read_return(session, return_id), this_business(session)
    currency = business.currency
    against = read_supplier_bill(session, note.bill_id).reference if note.bill_id else None
    receipt = read_receipt(session, note.receipt_id).number if note.receipt_id else None
    return PurchasePaper(
        title="Debit note",
        mark="",
        number=note.number,
        **_head(session, business, note.business_date, store),
        party_heading="Debit to",
        party=_party(read_supplier(session, note.supplier_id)),
        facts=_facts(
            ("Number", note.number),
            ("Date", note.business_date),
            ("Against bill", against),
            ("Against receipt", receipt),
        ),
        columns=("Description", "Qty", "Before tax", business.tax_name, "Amount"),
        rows=tuple(
            (
                line.description,
                _quantity(line.quantity, line.unit, currency),
                bare(line.taxable_minor, currency),
                bare(line.tax_minor, currency),
                bare(line.taxable_minor + line.tax_minor, currency),
            )
            for line in note.lines
        ),
        totals=tuple(
            _totals(
                business,
                taxable=note.taxable_minor,
                tax=note.total_minor - note.taxable_minor - note.round_off_minor,
                round_off=note.round_off_minor,
                total=note.total_minor,
            )
        ),
        words=amount_in_words(note.total_minor, currency, language=business.language),
        note=note.reason,
        signatures=("For the shop", "Received by the supplier"),
    )


def payment_paper(session: Session, payment_id: UUID, *, by: Actor, store: FileStore) -> PurchasePaper:
    """The voucher of a payment to a supplier: what it settles, and what is paid ahead. Raises ``NotFound``."""
    by.require("purchases.read")
    payment, business = read_supplier_payment(session, payment_id), this_business(session)
    currency = business.currency
    settled = {share.bill_id: share.amount_minor for share in held_of(session, Source(payment_id=payment_id))}
    bills = session.execute(
        sa.select(supplier_bills.c.id, supplier_bills.c.reference, supplier_bills.c.bill_date)
        .where(supplier_bills.c.business_id == business_of(session), supplier_bills.c.id.in_(settled))
        .order_by(supplier_bills.c.bill_date, supplier_bills.c.id)
    )
    ahead = [Sum("Paid ahead", show(payment.unallocated_minor, currency))] if payment.unallocated_minor else []
    return PurchasePaper(
        title="Payment voucher",
        mark="TAKEN BACK" if payment.reversed_date else "",
        number=payment.number,
        **_head(session, business, payment.business_date, store),
        party_heading="Paid to",
        party=_party(read_supplier(session, payment.supplier_id)),
        facts=_facts(
            ("Number", payment.number),
            ("Date", payment.business_date),
            ("Paid by", payment.method.upper() if payment.method == "upi" else payment.method.capitalize()),
            ("Reference", payment.reference),
        ),
        columns=("Bill", "Dated", "Settled"),
        rows=tuple((bill.reference, show_day(bill.bill_date), bare(settled[bill.id], currency)) for bill in bills),
        totals=(*ahead, Sum("Amount paid", show(payment.amount_minor, currency), strong=True)),
        words=amount_in_words(payment.amount_minor, currency, language=business.language),
        note=payment.note or "",
        signatures=("For the shop", "Received by the supplier"),
    )


def paper_pdf(paper: PurchasePaper) -> bytes:
    """The paper on A4."""
    return render_pdf(TEMPLATES / "purchase.typ", paper)
