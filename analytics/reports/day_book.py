"""The day book: every document of a day in the order it was posted, and the cash in hand after each.

It is read from the ledger, so nothing that moved money or goods is missing from it, and its last line is the cash
account's balance.
"""

from __future__ import annotations

from datetime import date
from itertools import accumulate
from typing import Final
from uuid import UUID

import msgspec

from analytics.notation import write, write_period
from analytics.query import Column
from analytics.report import Headline, Report, Table
from analytics.reports.asked import Asked, Option
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import report_of
from analytics.reports.words import counted, when
from munim.days import Period
from munim.errors import Invalid

MOST_DAYS: Final = 31
_NAMES_OF: Final = ("customers.read", "suppliers.read", "expenses.read")  # whom its documents name

# one row per posting; what a subject is called and came to is looked up by its unique id
_POSTINGS: Final = """
SELECT p.business_date, p.posting_id, p.posting_kind, p.subject_id,
       COALESCE(b.number, r.number, e.number, sb.reference, sp.number, pr.number, d.number) AS number,
       COALESCE(c.name, s.name, e.payee) AS party,
       COALESCE(b.total_minor, r.amount_minor, e.amount_minor, sb.total_minor, sp.amount_minor, pr.total_minor, p.debit_minor) AS amount_minor,
       p.moved_minor
FROM (
    SELECT ledger.posting_id, ledger.posting_kind, ledger.subject_id, ledger.business_date, MAX(ledger.customer_id) AS customer_id,
           SUM(CASE WHEN ledger.amount_minor > 0 THEN ledger.amount_minor ELSE 0 END) AS debit_minor,
           SUM(CASE WHEN {moved} THEN ledger.amount_minor ELSE 0 END) AS moved_minor
    FROM ledger
    JOIN accounts ON accounts.account = ledger.account
    WHERE ledger.business_date >= $start AND ledger.business_date < $end
    GROUP BY ledger.posting_id, ledger.posting_kind, ledger.subject_id, ledger.business_date
) AS p
LEFT JOIN bills AS b ON b.bill_id = p.subject_id
LEFT JOIN (
    SELECT payment_id, number, customer_id, ABS(amount_minor) AS amount_minor FROM payments WHERE entry IN ('receipt', 'refund')
) AS r ON r.payment_id = p.subject_id
LEFT JOIN expenses AS e ON e.expense_id = p.subject_id
LEFT JOIN supplier_bills AS sb ON sb.supplier_bill_id = p.subject_id
LEFT JOIN supplier_payments AS sp ON sp.supplier_payment_id = p.subject_id
LEFT JOIN purchase_returns AS pr ON pr.return_id = p.subject_id
LEFT JOIN deposits AS d ON d.deposit_id = p.subject_id
LEFT JOIN customers AS c ON c.customer_id = COALESCE(b.customer_id, r.customer_id, d.customer_id, p.customer_id)
LEFT JOIN suppliers AS s ON s.supplier_id = COALESCE(sb.supplier_id, sp.supplier_id, pr.supplier_id)
ORDER BY p.business_date, p.posting_id
"""
_CASH: Final = _POSTINGS.format(moved="accounts.purpose = 'cash'")
_ACCOUNT: Final = _POSTINGS.format(moved="ledger.account = $account")
_OPENING: Final = """
SELECT COALESCE(SUM(ledger.amount_minor), 0)
FROM ledger
JOIN accounts ON accounts.account = ledger.account
WHERE accounts.purpose = 'cash' AND ledger.business_date < $start
"""

# where the ledger's word is not the trade's
_NAMES: Final = {
    "bill": "Invoice",
    "payment": "Receipt",
    "bounce": "Cheque bounced",
    "deposit": "Cheque banked",
    "stock": "Stock corrected",
    "cancellation": "Bill cancelled",
    "supplier_bill": "Supplier's bill",
    "supplier_bill_cancelled": "Supplier's bill cancelled",
    "supplier_payment": "Paid to supplier",
    "supplier_payment_reversed": "Payment to supplier taken back",
    "purchase_receipt": "Goods received",
    "opening": "Opening balance",
}
DOCUMENT: Final = Column("document", "Document", "text")
NUMBER: Final = Column("number", "Number", "text")
PARTY: Final = Column("party", "Party", "text")
AMOUNT: Final = Column("amount", "Amount", "money", metric=True)
CASH_IN: Final = Column("cash_in", "Cash in", "money", metric=True)
CASH_OUT: Final = Column("cash_out", "Cash out", "money", metric=True)
IN_HAND: Final = Column("cash_in_hand", "Cash in hand", "money", metric=True)


def posting_name(kind: str) -> str:
    """What a kind of posting is called in the trade: ``Invoice``, ``Receipt``, ``Goods received``."""
    return _NAMES.get(kind, kind.replace("_", " ").capitalize())


class Posting(msgspec.Struct, frozen=True):
    """What was posted at once: what its document is called and came to, and what it moved in an account, minor units."""

    day: date
    posting_id: int
    kind: str
    subject_id: UUID | None
    number: str | None
    party: str | None
    amount_minor: int
    moved_minor: int


def postings(figures: Figures, period: Period, *, account: str | None = None) -> list[Posting]:
    """Every posting of the days in order, and what it moved in cash, or in ``account``."""
    more = {} if account is None else {"account": account}
    rows = figures.rows(_CASH if account is None else _ACCOUNT, start=period.start, end=period.end, **more)
    return [
        Posting(day, at, kind, key, number, party, int(came), int(moved))
        for day, at, kind, key, number, party, came, moved in rows
    ]


def day_book(figures: Figures, asked: Asked) -> Report:
    """Every document of the days in order. Raises ``Invalid`` for filters, and for more days than a book is read by."""
    period = asked.days
    if figures.filters:
        raise Invalid("the day book is of all documents and cannot be narrowed", field="filter")
    if period.days > MOST_DAYS:
        raise Invalid(f"a day book is of at most {MOST_DAYS} days", field="period")
    found = postings(figures, period)
    [(opening,)] = figures.rows(_OPENING, start=period.start)
    cash = [one.moved_minor for one in found]
    in_hand = list(accumulate(cash, initial=int(opening)))
    came, went = sum(each for each in cash if each > 0), -sum(each for each in cash if each < 0)
    named = figures.permissions.issuperset(_NAMES_OF)
    columns = (
        Column("day", "Day", "date"),
        DOCUMENT,
        NUMBER,
        Column("subject_id", "Document id", "id"),
        *((PARTY,) if named else ()),
        AMOUNT,
        CASH_IN,
        CASH_OUT,
        IN_HAND,
    )
    limit = asked.option("limit")
    rows = [
        (
            one.day,
            posting_name(one.kind),
            one.number,
            one.subject_id,
            *((one.party,) if named else ()),
            one.amount_minor,
            max(one.moved_minor, 0),
            max(-one.moved_minor, 0),
            left,
        )
        for one, left in zip(found[:limit], in_hand[1:], strict=False)
    ]
    empty_cells = (None,) * (len(columns) - 3)
    table = Table("documents", "Documents in order", columns, rows, (*empty_cells, came, went, in_hand[-1]))
    headlines = [
        Headline(Column("cash_before", "Cash before", "money", metric=True), int(opening), ""),
        Headline(CASH_IN, came, "up"),
        Headline(CASH_OUT, went, ""),
        Headline(IN_HAND, in_hand[-1], ""),
        Headline(Column("documents", "Documents", "count", metric=True), len(found), ""),
    ]
    return report_of(
        figures,
        "day-book",
        f"Day book, {write_period(period)}",
        period,
        headlines,
        [table],
        empty=not found,
        sentences=_said(figures, period, found, headlines),
        notes=[f"The first {limit:,} documents are listed; the cash is of all."] if len(found) > limit else (),
    )


def _said(figures: Figures, period: Period, found: list[Posting], headlines: list[Headline]) -> list[str]:
    shop = figures.shop
    before, came, went, after, _ = (write(item.value, item.column, shop) for item in headlines)
    if not found:
        return [
            f"No document was made {when(period)}: bills, payments and expenses are listed here. Cash in hand is {after}."
        ]
    return [
        f"{counted(len(found), 'document was', 'documents were')} made {when(period)}.",
        f"Cash in hand began at {before}; {came} came in, {went} went out, and {after} was left.",
    ]


DAY_BOOK: Final = (
    ReportKind(
        slug="day-book",
        title="Day book",
        group="Money",
        description="Every document of a day in the order it was posted, with the cash in hand after each.",
        make=day_book,
        default_period="today",
        options=(
            Option(name="limit", kind="integer", default=1_000, most=100_000, description="how many documents at most"),
        ),
        permissions=("accounts.read", "bills.read", "payments.read"),
    ),
)
