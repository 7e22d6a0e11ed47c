"""What a statement of account says on paper, a customer's or a supplier's: every string ready made, the template places them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy.orm import Session

from billing.ageing import Ages, customer_ages
from billing.business import Business, this_business
from billing.documents import (
    TEMPLATES,
    Fact,
    Party,
    PrintedOn,
    Sum,
    UpiRequest,
    bare,
    buyer_of,
    printed_on,
    seller,
    upi_request,
)
from billing.files import read_logo
from billing.permissions import Actor
from billing.purchases.reads import SupplierStatement, supplier_statement
from billing.statements import Statement, StatementLine, customer_statement
from munim.days import Period, show_day
from munim.files import FileStore
from munim.money import show
from munim.pictures import Picture
from munim.render import render_pdf

# -- the document ------------------------------------------------------------------------------------


class StatementRow(msgspec.Struct, frozen=True):
    """One posting to the account: what it charged or settled, and the balance after it."""

    day: str
    entry: str
    charged: str
    settled: str
    balance: str


class StatementDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of account as printed. ``ages`` (label, amount): what is due by how late it is; none when nothing is."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    party: Party
    facts: tuple[Fact, ...]
    headings: tuple[str, str, str, str, str]
    rows: tuple[StatementRow, ...]
    totals: tuple[Sum, ...]
    ages: tuple[Fact, ...]
    upi: UpiRequest | None
    footer: str


# -- rules -------------------------------------------------------------------------------------------

# what a posting is called where its narration is the number of its document
_ENTRIES: Final = {
    "bill": "Bill", "credit_note": "Credit note", "debit_note": "Debit note", "cancellation": "Cancelled",
    "payment": "Payment", "refund": "Refund", "reversal": "Payment undone", "bounce": "Cheque returned",
    "bounce_charge": "Charge for returned cheque", "bad_debt": "Written off", "write_off": "Written off",
    "write_off_reversal": "Write-off taken back", "supplier_bill": "Bill", "supplier_bill_cancelled": "Bill cancelled",
    "supplier_payment": "Payment", "supplier_payment_reversed": "Payment undone", "purchase_return": "Goods sent back",
}  # fmt: skip
_AGES: Final = {
    "current_minor": "Not due yet", "days_1_30_minor": "1–30 days", "days_31_60_minor": "31–60 days",
    "days_61_90_minor": "61–90 days", "over_90_minor": "Over 90 days", "unallocated_minor": "Paid ahead",
}  # fmt: skip


def statement_document(
    statement: Statement, business: Business, *, ages: Ages | None = None, logo: Picture | None = None
) -> StatementDocument:
    """What a customer's statement says: the balance brought forward, every entry, what is owed at the end and how late it is."""
    closing, last = statement.closing_minor, statement.period.last
    return _document(
        business,
        buyer_of(statement.customer),
        statement.period,
        statement.lines,
        (statement.opening_minor, closing),
        headings=("Charged", "Paid or credited"),
        closing_words=("Balance due", "Advance with us"),
        ages=ages,
        upi=upi_request(
            business,
            closing,
            reference=f"ST{last:%y%m%d}-{statement.customer.id.hex[-12:]}",
            note=f"Account as of {show_day(last)}",
        ),
        logo=logo,
    )


def supplier_statement_document(
    statement: SupplierStatement, business: Business, *, logo: Picture | None = None
) -> StatementDocument:
    """What the shop's account with a supplier says; a balance is what the shop owes."""
    return _document(
        business,
        buyer_of(statement.supplier),
        statement.period,
        statement.lines,
        (statement.opening_minor, statement.closing_minor),
        headings=("Billed", "Paid or returned"),
        closing_words=("We owe", "Paid ahead"),
        ages=None,
        upi=None,
        logo=logo,
    )


def _document(
    business: Business,
    party: Party,
    period: Period,
    lines: Sequence[StatementLine],
    balances: tuple[int, int],
    *,
    headings: tuple[str, str],
    closing_words: tuple[str, str],
    ages: Ages | None,
    upi: UpiRequest | None,
    logo: Picture | None,
) -> StatementDocument:
    currency, (opening, closing) = business.currency, balances
    charged = sum(line.amount_minor for line in lines if line.amount_minor > 0)
    settled = sum(line.amount_minor for line in lines if line.amount_minor < 0)
    return StatementDocument(
        title="Statement",
        mark="",
        number="",
        color=business.brand_color,
        printed_on=printed_on(period.last),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        party=party,
        facts=(Fact("From", show_day(period.start)), Fact("To", show_day(period.last))),
        headings=("Date", "Entry", *headings, "Balance"),
        rows=(
            StatementRow(show_day(period.start), "Brought forward", "", "", bare(opening, currency)),
            *(_row(line, currency) for line in lines),
        ),
        totals=(
            Sum("Brought forward", show(opening, currency)),
            Sum(headings[0], show(charged, currency)),
            Sum(headings[1], show(settled, currency)),
            Sum(closing_words[0] if closing >= 0 else closing_words[1], show(abs(closing), currency), strong=True),
        ),
        ages=_ages(ages, currency),
        upi=upi,
        footer=business.bill_footer or "",
    )


def _row(line: StatementLine, currency: str) -> StatementRow:
    amount = bare(abs(line.amount_minor), currency)
    return StatementRow(
        day=show_day(line.business_date),
        entry=" ".join(filter(None, (_ENTRIES.get(line.kind), line.narration))) or line.kind.replace("_", " "),
        charged=amount if line.amount_minor > 0 else "",
        settled=amount if line.amount_minor < 0 else "",
        balance=bare(line.balance_minor, currency),
    )


def _ages(ages: Ages | None, currency: str) -> tuple[Fact, ...]:
    if ages is None or not any(getattr(ages, name) for name in _AGES):
        return ()
    return tuple(Fact(label, bare(getattr(ages, name), currency)) for name, label in _AGES.items())


# -- reads -------------------------------------------------------------------------------------------


def read_statement_document(
    session: Session, customer_id: UUID, period: Period, *, by: Actor, store: FileStore | None = None
) -> StatementDocument:
    """The customer's statement as printed, aged at its last day. Raises ``NotFound``, ``Unavailable`` (the store)."""
    statement = customer_statement(session, customer_id, period, by=by)
    ages = customer_ages(session, customer_id, period.last)
    logo = read_logo(session, store) if store else None
    return statement_document(statement, this_business(session), ages=ages, logo=logo)


def read_supplier_statement_document(
    session: Session, supplier_id: UUID, period: Period, *, by: Actor, store: FileStore | None = None
) -> StatementDocument:
    """The shop's account with a supplier as printed. Raises ``NotFound``, ``Unavailable`` (the store)."""
    statement = supplier_statement(session, supplier_id, period, by=by)
    logo = read_logo(session, store) if store else None
    return supplier_statement_document(statement, this_business(session), logo=logo)


def statement_pdf(document: StatementDocument) -> bytes:
    """The statement on A4."""
    return render_pdf(TEMPLATES / "statement.typ", document)
