"""The financial statements: trial balance, profit and loss, balance sheet, and the ledger of any account.

All are sums over ledger entries and nothing else, in minor units, so each agrees with the others to the paisa.
A debit is positive, a credit negative; a statement that shows income or liabilities turns their sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.accounts import read_account
from billing.business import EARLIEST_DAY, this_business
from billing.customers import customers
from billing.ledger import accounts, ledger_entries, postings
from billing.listing import Listing, Page, page
from billing.permissions import Actor
from billing.suppliers import suppliers
from munim.database import business_of
from munim.days import Period

# -- rules -------------------------------------------------------------------------------------------

# what goods sold cost, as against what it cost to keep the shop
COST_OF_GOODS: Final = frozenset({"cost_of_goods", "stock_adjustments"})
# what comes in without a sale
OTHER_INCOME: Final = frozenset({"deposits_forfeited", "discounts_received"})


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """An account over a period: what it stood at, was debited and credited with, and stands at; debit positive.

    ``opening + debit - credit = closing``; ``debit`` and ``credit`` are not negative.
    """

    account: str
    name: str
    kind: str
    opening_minor: int
    debit_minor: int
    credit_minor: int
    closing_minor: int


class AccountSum(msgspec.Struct, frozen=True):
    """One row of a statement, in the sign its section has."""

    account: str
    name: str
    amount_minor: int


class Section(msgspec.Struct, frozen=True):
    """The accounts of a section and their sum."""

    rows: list[AccountSum]
    total_minor: int


def section(rows: Iterable[AccountSum]) -> Section:
    """The rows that are not zero, and their sum."""
    shown = [row for row in rows if row.amount_minor]
    return Section(shown, sum(row.amount_minor for row in shown))


class TrialBalance(msgspec.Struct, frozen=True, kw_only=True):
    """Every account that ever moved. Openings sum to zero, debits to credits, closings to zero.

    ``closing_debit`` is the sum of the debit balances, ``closing_credit`` that of the credit balances: they are alike.
    """

    period: Period
    rows: list[Moved]
    debit_minor: int
    credit_minor: int
    closing_debit_minor: int
    closing_credit_minor: int


class ProfitAndLoss(msgspec.Struct, frozen=True, kw_only=True):
    """``income - cost_of_goods = gross_profit``; ``gross_profit + other_income - expenses = net_profit``."""

    period: Period
    income: Section
    cost_of_goods: Section
    gross_profit_minor: int
    other_income: Section
    expenses: Section
    net_profit_minor: int


class BalanceSheet(msgspec.Struct, frozen=True, kw_only=True):
    """``assets = liabilities + equity + earlier_profit + profit``, the last of the financial year up to the day."""

    as_of: date
    assets: Section
    liabilities: Section
    equity: Section
    earlier_profit_minor: int
    profit_minor: int
    liabilities_and_equity_minor: int


class Advances(msgspec.Struct, frozen=True, kw_only=True):
    """What was paid ahead, neither negative: by customers, and to suppliers."""

    from_customers_minor: int
    to_suppliers_minor: int


def profit_and_loss_of(period: Period, moved: Iterable[Moved]) -> ProfitAndLoss:
    """The profit and loss account of what moved in the period."""
    rows = list(moved)

    def of(kind: str, among: frozenset[str], *, within: bool, sign: int) -> Section:
        return section(
            AccountSum(row.account, row.name, sign * (row.debit_minor - row.credit_minor))
            for row in rows
            if row.kind == kind and (row.account in among) == within
        )

    income = of("income", OTHER_INCOME, within=False, sign=-1)
    cost = of("expense", COST_OF_GOODS, within=True, sign=1)
    other = of("income", OTHER_INCOME, within=True, sign=-1)
    expenses = of("expense", COST_OF_GOODS, within=False, sign=1)
    gross = income.total_minor - cost.total_minor
    return ProfitAndLoss(
        period=period,
        income=income,
        cost_of_goods=cost,
        gross_profit_minor=gross,
        other_income=other,
        expenses=expenses,
        net_profit_minor=gross + other.total_minor - expenses.total_minor,
    )


def balance_sheet_of(as_of: date, moved: Iterable[Moved], advances: Advances) -> BalanceSheet:
    """The balance sheet of ``moved``, whose period is the financial year up to ``as_of``.

    Debtors and creditors are split by sign: what customers paid ahead is owed to them, what suppliers were is theirs to
    deliver (ADR 2).
    """
    rows = list(moved)
    ahead = {
        "receivable": AccountSum("receivable", "Advances from customers", advances.from_customers_minor),
        "payable": AccountSum("payable", "Paid ahead to suppliers", advances.to_suppliers_minor),
    }

    def of(kind: str, sign: int, turned: str = "") -> Section:
        """The accounts of a kind without what stands on their other side, and what is ``turned`` over from there."""
        own = [
            AccountSum(
                row.account,
                row.name,
                sign * row.closing_minor + (ahead[row.account].amount_minor if row.account in ahead else 0),
            )
            for row in rows
            if row.kind == kind
        ]
        return section([*own, ahead[turned]] if turned else own)

    earned = [row for row in rows if row.kind in ("income", "expense")]
    earlier = -sum(row.opening_minor for row in earned)
    profit = -sum(row.debit_minor - row.credit_minor for row in earned)
    liabilities, equity = of("liability", -1, "receivable"), of("equity", -1)
    return BalanceSheet(
        as_of=as_of,
        assets=of("asset", 1, "payable"),
        liabilities=liabilities,
        equity=equity,
        earlier_profit_minor=earlier,
        profit_minor=profit,
        liabilities_and_equity_minor=liabilities.total_minor + equity.total_minor + earlier + profit,
    )


# -- reads -------------------------------------------------------------------------------------------


def trial_balance_of(session: Session, period: Period, *, by: Actor) -> TrialBalance:
    """The trial balance of a period."""
    by.require("accounts.read")
    rows = _moved(session, period)
    return TrialBalance(
        period=period,
        rows=rows,
        debit_minor=sum(row.debit_minor for row in rows),
        credit_minor=sum(row.credit_minor for row in rows),
        closing_debit_minor=sum(row.closing_minor for row in rows if row.closing_minor > 0),
        closing_credit_minor=-sum(row.closing_minor for row in rows if row.closing_minor < 0),
    )


def profit_and_loss(session: Session, period: Period, *, by: Actor) -> ProfitAndLoss:
    """Profit and loss of a period."""
    by.require("accounts.read")
    return profit_and_loss_of(period, _moved(session, period))


def balance_sheet(session: Session, as_of: date, *, by: Actor) -> BalanceSheet:
    """The balance sheet at the end of a day."""
    by.require("accounts.read")
    year = this_business(session).calendar.financial_year_of(as_of)
    return balance_sheet_of(
        as_of, _moved(session, Period(year.start, as_of + timedelta(days=1))), _advances(session, as_of)
    )


def until(as_of: date) -> Period:
    """Everything up to and including a day."""
    return Period(EARLIEST_DAY, as_of + timedelta(days=1))


def _moved(session: Session, period: Period) -> list[Moved]:
    """Every account with entries up to the end of the period, in the order of the chart: by kind, then by code."""
    amount, day = ledger_entries.c.amount_minor, ledger_entries.c.business_date

    def total(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(amount).filter(condition), 0)

    within = day >= period.start
    order = sa.case(
        {kind: n for n, kind in enumerate(("asset", "liability", "equity", "income", "expense"))}, value=accounts.c.kind
    )
    found = session.execute(
        sa.select(
            accounts.c.code,
            accounts.c.name,
            accounts.c.kind,
            total(day < period.start),
            total(within & (amount > 0)),
            total(within & (amount < 0)),
        )
        .join(
            ledger_entries,
            (ledger_entries.c.business_id == accounts.c.business_id) & (ledger_entries.c.account == accounts.c.code),
        )
        .where(accounts.c.business_id == business_of(session), day < period.end)
        .group_by(accounts.c.code, accounts.c.name, accounts.c.kind)
        .order_by(order, accounts.c.code)
    )
    return [
        Moved(
            account=code,
            name=name,
            kind=kind,
            opening_minor=int(opening),
            debit_minor=int(debit),
            credit_minor=-int(credit),
            closing_minor=int(opening + debit + credit),
        )
        for code, name, kind, opening, debit, credit in found
    ]


def _advances(session: Session, as_of: date) -> Advances:
    """What each customer and supplier had paid ahead or been paid ahead at the end of a day, in all."""
    entries, total = ledger_entries.c, sa.func.sum(ledger_entries.c.amount_minor)
    stood = (
        sa.select(entries.account, total.label("minor"))
        .where(
            entries.business_id == business_of(session),
            entries.account.in_(("receivable", "payable")),
            entries.business_date <= as_of,
        )
        .group_by(entries.account, entries.customer_id, entries.supplier_id)
        .subquery()
    )

    def of(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
        return sa.func.coalesce(sa.func.sum(stood.c.minor).filter(condition), 0)

    customers_minor, suppliers_minor = session.execute(
        sa.select(
            of((stood.c.account == "receivable") & (stood.c.minor < 0)),
            of((stood.c.account == "payable") & (stood.c.minor > 0)),
        )
    ).one()
    return Advances(from_customers_minor=-int(customers_minor), to_suppliers_minor=int(suppliers_minor))


class LedgerLine(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of an account; ``balance_minor`` is what the account stood at after it, debit positive."""

    id: int
    posting_id: int
    business_date: date
    kind: str
    narration: str | None
    subject_id: UUID | None
    party: str | None
    amount_minor: int
    balance_minor: int


def account_ledger(session: Session, code: str, listing: Listing, *, by: Actor) -> Page[LedgerLine]:
    """The entries of an account with the running balance, oldest first; filters ``from``, ``to`` (included).

    The balance counts every entry before, those that the filters leave out too. Raises ``NotFound``.
    """
    by.require("accounts.read")
    read_account(session, code)
    entries = ledger_entries
    mine = (entries.c.business_id == business_of(session)) & (entries.c.account == code)
    found = page(
        session,
        sa.select(
            entries.c.id,
            entries.c.posting_id,
            entries.c.business_date,
            postings.c.kind,
            postings.c.narration,
            postings.c.subject_id,
            sa.func.coalesce(customers.c.name, suppliers.c.name).label("party"),
            entries.c.amount_minor,
        )
        .join(postings, (postings.c.business_id == entries.c.business_id) & (postings.c.id == entries.c.posting_id))
        .outerjoin(
            customers, (customers.c.business_id == entries.c.business_id) & (customers.c.id == entries.c.customer_id)
        )
        .outerjoin(
            suppliers, (suppliers.c.business_id == entries.c.business_id) & (suppliers.c.id == entries.c.supplier_id)
        )
        .where(mine),
        listing,
        sorts={"business_date": entries.c.business_date},
        id_column=entries.c.id,
        filters={
            "from": lambda text: entries.c.business_date >= date.fromisoformat(text),
            "to": lambda text: entries.c.business_date <= date.fromisoformat(text),
        },
        shape=lambda row: dict(row._mapping),
    )
    if not found.items:
        return Page([])
    first = found.items[0]
    upto = sa.select(sa.func.sum(entries.c.amount_minor)).where(
        mine,
        sa.tuple_(entries.c.business_date, entries.c.id)
        <= sa.tuple_(sa.literal(first["business_date"]), sa.literal(first["id"])),
    )
    balance = int(session.execute(upto).scalar_one())
    lines = [_line(first, balance)]
    for before, row in pairwise(found.items):
        # newest first, the way to the next line is to take the one above it back
        balance += -before["amount_minor"] if listing.sort.startswith("-") else row["amount_minor"]
        lines.append(_line(row, balance))
    return Page(items=lines, next=found.next)


def _line(row: Mapping[str, Any], balance_minor: int) -> LedgerLine:
    names = [name for name in LedgerLine.__struct_fields__ if name != "balance_minor"]
    return LedgerLine(**{name: row[name] for name in names}, balance_minor=balance_minor)
