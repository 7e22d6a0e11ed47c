"""From sales to the bank, step by step: why what was sold is not what was deposited.

Three ladders, each of which ends where the next begins: what was sold and what was billed, what was billed and what is
owed, and what came into each account and where it went. The last two are the ledger's own, so they always close.
"""

from __future__ import annotations

from typing import Any, Final

from analytics.notation import write, write_period
from analytics.query import Column, MetricQuery
from analytics.report import Headline, Report, Table
from analytics.reports.asked import Asked
from analytics.reports.day_book import Posting, posting_name, postings
from analytics.reports.figures import Figures
from analytics.reports.kinds import ReportKind
from analytics.reports.parts import report_of
from analytics.reports.periods import elapsed
from analytics.reports.words import when
from munim.days import Period
from munim.errors import Invalid

SOLD: Final = ("net_sales", "tax", "charges", "rounding")
# account by account: what moved it, by what the posting was for
CAUSES: Final = {
    "from_customers": ("Customers", ("payment", "refund", "reversal", "bounce", "bounce_charge", "security_deposit", "deposit_refund")),
    "banked": ("Banked and moved", ("deposit", "transfer", "transfer_cancellation")),
    "to_suppliers": ("Suppliers", ("supplier_payment", "supplier_payment_reversed")),
    "for_expenses": ("Expenses", ("expense", "expense_reversal")),
    "in_fees": ("Gateway fees", ("gateway_fee",)),
}  # fmt: skip
_MONEY: Final = "('cash', 'bank', 'upi', 'card', 'cheque', 'gateway')"
_OWED: Final = """
SELECT CASE WHEN business_date < $start THEN '' ELSE posting_kind END AS kind, SUM(amount_minor) AS amount_minor
FROM ledger
WHERE account = 'receivable' AND business_date < $end
GROUP BY 1
ORDER BY 1
"""
_ACCOUNTS: Final = f"""
SELECT ledger.account, accounts.name, CASE WHEN ledger.business_date < $start THEN '' ELSE ledger.posting_kind END AS kind,
       SUM(ledger.amount_minor) AS amount_minor
FROM ledger
JOIN accounts ON accounts.account = ledger.account
WHERE accounts.purpose IN {_MONEY} AND ledger.business_date < $end
GROUP BY 1, 2, 3
ORDER BY 2, 1, 3
"""
STEP: Final = Column("step", "Step", "text")
AMOUNT: Final = Column("amount", "Amount", "money", metric=True)


def sales_to_bank(figures: Figures, asked: Asked) -> Report:
    """The three ladders of the elapsed part of the period. Raises ``Invalid`` for filters: a ladder is of the whole shop."""
    if figures.filters:
        raise Invalid("this report is of the whole shop and cannot be narrowed", field="filter")
    period = elapsed(asked.days, figures.today)
    sold = figures.of(MetricQuery((*SOLD, "bill_totals"), period=period))
    steps = [(column.title, value) for column, value in zip(sold.columns, sold.rows[0], strict=True)]
    billed = steps.pop()[1]
    owed = [(kind, int(amount)) for kind, amount in figures.rows(_OWED, start=period.start, end=period.end)]
    before = sum(amount for kind, amount in owed if not kind)
    after = sum(amount for _, amount in owed)
    accounts = _accounts(figures.rows(_ACCOUNTS, start=period.start, end=period.end))
    received = sum(row[3] for row in accounts.rows)
    tables = [
        Table("billed", "From sales to bills", (STEP, AMOUNT), steps, ("", billed)),
        Table(
            "owed",
            "From bills to what customers owe",
            (STEP, AMOUNT),
            [("Owed before", before), *((posting_name(kind), amount) for kind, amount in owed if kind)],
            ("", after),
        ),
        accounts,
    ]
    headlines = [
        Headline(Column("net_sales", "Net sales", "money", metric=True), sold.rows[0][0], "up"),
        Headline(Column("billed", "Billed", "money", metric=True), billed, "up"),
        Headline(Column("received", "Received from customers", "money", metric=True), received, "up"),
        Headline(Column("owed_before", "Owed before", "money", metric=True), before, "down"),
        Headline(Column("owed_after", "Owed after", "money", metric=True), after, "down"),
    ]
    shop = figures.shop
    net, bills, came, was, is_ = (write(item.value, item.column, shop) for item in headlines)
    empty = not billed and not owed and not accounts.rows
    return report_of(
        figures,
        "sales-to-bank",
        f"From sales to the bank, {write_period(asked.days)}",
        asked.days,
        headlines,
        tables,
        empty=empty,
        sentences=[f"Nothing was sold or paid {when(period)}. Issue a bill to see where its money goes."]
        if empty
        else [
            f"Of {net} sold {when(period)}, {bills} was billed with tax, charges and rounding.",
            f"Customers paid {came}; what they owe went from {was} to {is_}.",
        ],
    )


def cause_of(kind: str) -> str:
    """What a kind of posting moved an account of money for, one of ``CAUSES``; ``other`` where none is named."""
    return next((cause for cause, (_, kinds) in CAUSES.items() if kind in kinds), "other")


def postings_of_account(figures: Figures, account: str, period: Period) -> list[Posting]:
    """The postings that moved an account in ``period``, in order."""
    return [one for one in postings(figures, period, account=account) if one.moved_minor]


def _accounts(found: list[tuple[Any, ...]]) -> Table:
    """Each account of money: before, what moved it by cause, after."""
    causes = list(CAUSES)
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for account, name, kind, amount in found:
        line = lines.setdefault((account, name), {})
        cause = cause_of(kind) if kind else "before"
        line[cause] = line.get(cause, 0) + int(amount)
    order = ("before", *causes, "other")
    rows: list[tuple[Any, ...]] = [
        (name, account, *(line.get(cause, 0) for cause in order), sum(line.values()))
        for (account, name), line in lines.items()
    ]
    titles = {"before": "Before", "other": "Other", **{cause: title for cause, (title, _) in CAUSES.items()}}
    columns = (
        Column("account", "Account", "text"),
        Column("account_id", "Account id", "id"),
        *(Column(cause, titles[cause], "money", metric=True) for cause in order),
        Column("after", "After", "money", metric=True),
    )
    total = (None, None, *(sum(row[n] for row in rows) for n in range(2, len(columns))))
    return Table("accounts", "What came into each account and where it went", columns, rows, total)


BRIDGE: Final = (
    ReportKind(
        slug="sales-to-bank",
        title="From sales to the bank",
        group="Money",
        description="Why what was sold is not what was deposited: sales, bills, dues, and each account step by step.",
        make=sales_to_bank,
        permissions=("accounts.read",),
    ),
)
