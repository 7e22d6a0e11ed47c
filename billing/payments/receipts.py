"""What a receipt, a refund, the vouchers of an advance and the close of a day say on paper; templates only place the words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.bills.tables import bills
from billing.business import Business, this_business
from billing.customers import read_customer
from billing.documents import TEMPLATES, Fact, Party, PrintedOn, Sum, buyer_of, seller, show_percent
from billing.files import read_logo
from billing.payments.advance_tax import AdvanceTaxRow, advance_tax_of
from billing.payments.cash_count import CashCount, day_close, read_count
from billing.payments.cheques import Cheque, find_cheque
from billing.payments.reads import Payment, read_payment
from billing.payments.tables import allocations
from billing.permissions import Actor
from munim.amount_in_words import amount_in_words
from munim.database import business_of
from munim.days import show_day
from munim.files import FileStore
from munim.money import show
from munim.pictures import Picture
from munim.render import render_pdf

# -- the documents -----------------------------------------------------------------------------------


class SettledRow(msgspec.Struct, frozen=True):
    """A bill that the money was set against, and with how much."""

    number: str
    day: str
    amount: str


class ReceiptDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt, refund or voucher as printed. ``mark`` is REVERSED, BOUNCED or nothing."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    customer_heading: str
    customer: Party
    facts: tuple[Fact, ...]
    rows: tuple[SettledRow, ...]
    totals: tuple[Sum, ...]
    words: str
    note: str
    footer: str


class CountRow(msgspec.Struct, frozen=True):
    """A line of the day's money: a method and what it brought."""

    label: str
    receipts: str
    received: str
    refunded: str
    undone: str
    net: str


class CountDocument(msgspec.Struct, frozen=True, kw_only=True):
    """The close of a day as printed: money by method, what was expected and what was counted."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    facts: tuple[Fact, ...]
    rows: tuple[CountRow, ...]
    pieces: tuple[Fact, ...]
    totals: tuple[Sum, ...]
    note: str
    footer: str


# -- rules -------------------------------------------------------------------------------------------

_METHODS: Final = {
    "cash": "Cash", "upi": "UPI", "bank": "Bank transfer", "card": "Card", "cheque": "Cheque", "gateway": "Online payment",
    "deposit": "Deposit",
}  # fmt: skip


def _title(payment: Payment) -> str:
    kind = "Receipt" if payment.direction == "in" else "Refund"
    return f"{kind} Voucher" if payment.voucher else kind


def _facts(payment: Payment, cheque: Cheque | None, origin: str) -> Iterator[Fact]:
    yield Fact("Number", payment.number)
    yield Fact("Date", show_day(payment.business_date))
    yield Fact("Paid by", _METHODS[payment.method])
    if cheque and cheque.number:
        yield Fact("Cheque", " · ".join(filter(None, (cheque.number, cheque.bank, show_day(cheque.dated)))))
    if payment.reference:
        yield Fact("Reference", payment.reference)
    if origin:
        yield Fact("Against", origin)
    if payment.reversed_date:
        yield Fact(payment.status.capitalize(), show_day(payment.reversed_date))


def _totals(payment: Payment, tax: AdvanceTaxRow | None, currency: str) -> Iterator[Sum]:
    if tax:
        yield Sum("Taxable value of the advance", show(tax.taxable_minor, currency))
        half = show_percent(tax.tax_rate / 2)
        if tax.igst_minor:
            yield Sum(f"IGST {show_percent(tax.tax_rate)}", show(tax.igst_minor, currency))
        else:
            yield Sum(f"CGST {half}", show(tax.cgst_minor, currency))
            yield Sum(f"SGST {half}", show(tax.sgst_minor, currency))
    received = payment.direction == "in"
    if received and payment.allocated_minor:
        yield Sum("Set against bills", show(payment.allocated_minor, currency))
    if received and payment.refunded_minor:
        yield Sum("Given back", show(payment.refunded_minor, currency))
    if received and payment.unallocated_minor:
        yield Sum("Advance with us", show(payment.unallocated_minor, currency))
    yield Sum("Received" if received else "Given back", show(payment.amount_minor, currency), strong=True)


def receipt_document(
    payment: Payment,
    business: Business,
    customer: Party,
    rows: tuple[SettledRow, ...],
    *,
    cheque: Cheque | None = None,
    tax: AdvanceTaxRow | None = None,
    origin: str = "",
    logo: Picture | None = None,
) -> ReceiptDocument:
    """What the paper of a receipt or refund says. ``origin``: the number of what a refund gives back."""
    day, place = payment.business_date, tax and (tax.place_of_supply or "not known yet")
    return ReceiptDocument(
        title=_title(payment),
        mark=payment.status.upper() if payment.status != "received" else "",
        number=payment.number,
        color=business.brand_color,
        printed_on=PrintedOn(day.year, day.month, day.day),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        customer_heading="Received from" if payment.direction == "in" else "Given back to",
        customer=customer,
        facts=(*_facts(payment, cheque, origin), *((Fact("Place of supply", place),) if place else ())),
        rows=rows,
        totals=tuple(_totals(payment, tax, business.currency)),
        words=amount_in_words(payment.amount_minor, business.currency, language=business.language),
        note=" ".join(filter(None, (payment.note, payment.reversal_reason))),
        footer=business.bill_footer or "",
    )


# -- reads -------------------------------------------------------------------------------------------


def read_receipt_document(
    session: Session, payment_id: UUID, *, by: Actor, store: FileStore | None = None
) -> ReceiptDocument:
    """A receipt or refund as printed, with the shop's logo out of ``store``. Raises ``NotFound``, ``Unavailable`` (the store)."""
    by.require("payments.read")
    payment = read_payment(session, payment_id)
    business = this_business(session)
    return receipt_document(
        payment,
        business,
        buyer_of(read_customer(session, payment.customer_id)),
        _settled(session, payment_id, business.currency),
        cheque=find_cheque(session, payment_id),
        tax=advance_tax_of(session, payment_id) if payment.direction == "in" else None,
        origin=_origin(session, payment),
        logo=read_logo(session, store) if store else None,
    )


def receipt_pdf(document: ReceiptDocument) -> bytes:
    """The receipt or refund on A4."""
    return render_pdf(TEMPLATES / "receipt.typ", document)


def read_count_document(
    session: Session, count_id: UUID, *, by: Actor, store: FileStore | None = None
) -> CountDocument:
    """A count and its day as printed. Raises ``NotFound``, ``Unavailable`` (the store)."""
    count, business = read_count(session, count_id), this_business(session)
    close = day_close(session, account=count.account, day=count.business_date, by=by, at=count.counted_at)
    currency, day = business.currency, count.business_date
    logo = read_logo(session, store) if store else None
    return CountDocument(
        title="Cash Count",
        mark="REVERSED" if count.status == "reversed" else "",
        number="",
        color=business.brand_color,
        printed_on=PrintedOn(day.year, day.month, day.day),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        facts=(Fact("Day", show_day(day)), Fact("Account", count.account_name)),
        rows=tuple(
            CountRow(
                _METHODS[one.method], str(one.receipts), show(one.received_minor, currency), show(one.refunded_minor, currency),
                show(one.undone_minor, currency), show(one.net_minor, currency),
            )
            for one in close.by_method
        ),
        pieces=tuple(Fact(face, f"× {number}") for face, number in (count.denominations or {}).items() if number),
        totals=tuple(_counted(count, close.opening_minor, currency)),
        note=" ".join(filter(None, (count.reason, count.reversal_reason))),
        footer=business.bill_footer or "",
    )  # fmt: skip


def count_pdf(document: CountDocument) -> bytes:
    """The close of a day on A4."""
    return render_pdf(TEMPLATES / "cash_count.typ", document)


def _counted(count: CashCount, opening_minor: int, currency: str) -> Iterator[Sum]:
    yield Sum("In the account that morning", show(opening_minor, currency))
    yield Sum("Expected", show(count.expected_minor, currency))
    yield Sum("Counted", show(count.counted_minor, currency))
    word = "Over" if count.difference_minor > 0 else "Short" if count.difference_minor else "Difference"
    yield Sum(word, show(abs(count.difference_minor), currency), strong=True)


def _settled(session: Session, payment_id: UUID, currency: str) -> tuple[SettledRow, ...]:
    """The bills a payment settles now."""
    part = sa.func.sum(allocations.c.amount_minor)
    found = session.execute(
        sa.select(bills.c.number, bills.c.business_date, part)
        .join(bills, (bills.c.business_id == allocations.c.business_id) & (bills.c.id == allocations.c.bill_id))
        .where(allocations.c.business_id == business_of(session), allocations.c.payment_id == payment_id)
        .group_by(bills.c.id, bills.c.number, bills.c.business_date)
        .having(part != 0)
        .order_by(bills.c.business_date, bills.c.number)
    )
    return tuple(
        SettledRow(number or "", show_day(day), show(int(amount), currency, symbol=False))
        for number, day, amount in found
    )


def _origin(session: Session, payment: Payment) -> str:
    """The number of the receipt or credit note that a refund gives back."""
    if payment.refunds_payment_id:
        return read_payment(session, payment.refunds_payment_id).number
    if payment.refunds_bill_id is None:
        return ""
    note = (bills.c.business_id == business_of(session)) & (bills.c.id == payment.refunds_bill_id)
    return str(session.execute(sa.select(bills.c.number).where(note)).scalar_one())
