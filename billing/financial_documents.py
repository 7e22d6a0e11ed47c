"""The financial statements as tables of accounts, on paper and as CSV: one table each, so the two cannot disagree."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

import msgspec

from billing.business import Business
from billing.documents import TEMPLATES, Fact, Party, PrintedOn, bare, printed_on, seller
from billing.financial_statements import BalanceSheet, ProfitAndLoss, Section, TrialBalance
from munim.days import show_day
from munim.money import decimal_string
from munim.pictures import Picture
from munim.render import render_pdf

Standing = Literal["heading", "account", "sum", "total"]


class AccountsRow(msgspec.Struct, frozen=True):
    """A row: what it is called and its amounts, None where the column has none of it."""

    standing: Standing
    label: str
    amounts: tuple[int | None, ...] = ()


class AccountsTable(msgspec.Struct, frozen=True):
    """A statement as a table: its title, the days it is of, the headings of its amounts, its rows."""

    title: str
    facts: tuple[Fact, ...]
    headings: tuple[str, ...]
    rows: tuple[AccountsRow, ...]
    last_day: date


class PrintedRow(msgspec.Struct, frozen=True):
    """A row with its amounts as printed."""

    standing: Standing
    label: str
    amounts: tuple[str, ...]


class AccountsDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A table of accounts as printed."""

    title: str
    mark: str
    number: str
    color: str
    printed_on: PrintedOn
    logo: str
    seller: Party
    facts: tuple[Fact, ...]
    headings: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    footer: str


# -- rules -------------------------------------------------------------------------------------------

# a spreadsheet would take such a text for a formula
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def accounts_table(statement: TrialBalance | ProfitAndLoss | BalanceSheet) -> AccountsTable:
    """The statement as a table."""
    match statement:
        case TrialBalance():
            return _trial_balance(statement)
        case ProfitAndLoss():
            return _profit_and_loss(statement)
        case BalanceSheet():
            return _balance_sheet(statement)


def _trial_balance(found: TrialBalance) -> AccountsTable:
    rows = [
        AccountsRow(
            "account",
            row.name,
            (
                row.opening_minor,
                row.debit_minor,
                row.credit_minor,
                max(row.closing_minor, 0) or None,
                max(-row.closing_minor, 0) or None,
            ),
        )
        for row in found.rows
    ]
    totals = (0, found.debit_minor, found.credit_minor, found.closing_debit_minor, found.closing_credit_minor)
    return AccountsTable(
        "Trial Balance",
        (Fact("From", show_day(found.period.start)), Fact("To", show_day(found.period.last))),
        ("Opening", "Debits", "Credits", "Closing Dr", "Closing Cr"),
        (*rows, AccountsRow("total", "Total", totals)),
        found.period.last,
    )


def _profit_and_loss(found: ProfitAndLoss) -> AccountsTable:
    rows = (
        *_section("Income", found.income),
        *_section("Cost of goods", found.cost_of_goods),
        AccountsRow("total", "Gross profit", (found.gross_profit_minor,)),
        *_section("Other income", found.other_income),
        *_section("Expenses", found.expenses),
        AccountsRow("total", "Net profit" if found.net_profit_minor >= 0 else "Net loss", (found.net_profit_minor,)),
    )
    days = (Fact("From", show_day(found.period.start)), Fact("To", show_day(found.period.last)))
    return AccountsTable("Profit and Loss", days, ("Amount",), rows, found.period.last)


def _balance_sheet(found: BalanceSheet) -> AccountsTable:
    rows = (
        *_section("Assets", found.assets),
        AccountsRow("total", "Total assets", (found.assets.total_minor,)),
        *_section("Liabilities", found.liabilities),
        *_section("Equity", found.equity),
        AccountsRow("account", "Profit of earlier years", (found.earlier_profit_minor,)),
        AccountsRow("account", "Profit of this year", (found.profit_minor,)),
        AccountsRow("total", "Total liabilities and equity", (found.liabilities_and_equity_minor,)),
    )
    return AccountsTable("Balance Sheet", (Fact("As of", show_day(found.as_of)),), ("Amount",), rows, found.as_of)


def _section(name: str, found: Section) -> Iterator[AccountsRow]:
    yield AccountsRow("heading", name)
    for row in found.rows:
        yield AccountsRow("account", row.name, (row.amount_minor,))
    yield AccountsRow("sum", f"Total of {name.lower()}", (found.total_minor,))


def accounts_document(table: AccountsTable, business: Business, *, logo: Picture | None = None) -> AccountsDocument:
    """The table as printed under the shop's head."""

    def printed(row: AccountsRow) -> PrintedRow:
        amounts = tuple("" if minor is None else bare(minor, business.currency) for minor in row.amounts)
        return PrintedRow(row.standing, row.label, amounts)

    return AccountsDocument(
        title=table.title,
        mark="",
        number="",
        color=business.brand_color,
        printed_on=printed_on(table.last_day),
        logo=logo.svg() if logo else "",
        seller=seller(business),
        facts=(*table.facts, Fact("Amounts in", business.currency)),
        headings=table.headings,
        rows=tuple(printed(row) for row in table.rows),
        footer="",
    )


def accounts_csv(table: AccountsTable, currency: str) -> bytes:
    """The table as CSV with plain decimals; a name that a spreadsheet would take for a formula is disarmed by a quote."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(("Row", table.title, *table.headings))
    for row in table.rows:
        label = f"'{row.label}" if row.label.startswith(_FORMULA_STARTS) else row.label
        amounts = ("" if minor is None else decimal_string(minor, currency) for minor in row.amounts)
        writer.writerow((row.standing, label, *amounts))
    return out.getvalue().encode()


def accounts_pdf(document: AccountsDocument) -> bytes:
    """The table on A4."""
    return render_pdf(TEMPLATES / "accounts.typ", document)
