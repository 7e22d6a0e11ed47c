"""Opening balances from a file: of customers and suppliers that are there already, and of the accounts money lies in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from billing.customers import customer_balances
from billing.imports.cells import Balance
from billing.imports.columns import Column, Line, Rejected
from billing.imports.kinds import Kept, Kind, Work
from billing.imports.parties import NAME, PHONE, REFERENCE, TAX_NUMBER, customers_of, found_by_line, suppliers_of
from billing.ledger import MONEY_PURPOSES, Entry, accounts, ledger_entries, post, postings
from billing.suppliers import supplier_balances
from munim.database import business_of
from munim.money import parse_minor, show

_OF: Final = {
    "customer": "customer", "customers": "customer", "debtor": "customer", "sundry debtors": "customer", "receivable": "customer",
    "supplier": "supplier", "suppliers": "supplier", "vendor": "supplier", "creditor": "supplier", "sundry creditors": "supplier", "payable": "supplier",
    "account": "account", "cash": "account", "bank": "account", "cash-in-hand": "account", "bank accounts": "account", "capital": "account",
}  # fmt: skip

COLUMNS: Final = (
    Column(field="of", heading="Of", type="choice", also=("Type", "Party Type", "Ledger Type", "Group", "Under"), choices=_OF, help="customer, supplier or account; empty: customer", example="customer"),
    REFERENCE,
    PHONE,
    TAX_NUMBER,
    NAME,
    Column(field="amount", heading="Opening balance", type="balance", also=("Opening Bal.", "Opening Bal", "Opening", "Amount", "Balance", "Closing Balance", "Outstanding", "बकाया"), required=True, help="of a customer what they owe, of a supplier what is owed to them, of an account what is in it; Dr or Cr behind it says otherwise", example="₹1,23,456.50 Dr"),
    Column(field="business_date", heading="As on", type="date", also=("Date", "Opening Date", "As Of"), help="empty: today"),
)  # fmt: skip
# which side a balance stands on when nothing is written
_OWN_SIDE: Final = {"customer": 1, "supplier": -1, "account": 1}
_CAPITAL: Final = "capital"


class BalanceImport:
    """Posts what stood on the other books when these began: once, however often the file is imported."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._lines: dict[tuple[str, object], int] = {}

    def prepare(self, lines: Sequence[Line]) -> Sequence[Line]:
        """Lock the balances concerned: the customers', then the suppliers', each in order of their ids."""
        session, country = self._work.session, self._work.business.country
        self._customers, self._suppliers = customers_of(session, country), suppliers_of(session, country)
        concerned = {"customer": set[UUID](), "supplier": set[UUID]()}
        for line in lines:
            of = line.values.get("of", "customer")
            if of != "account":
                found = found_by_line(self._customers if of == "customer" else self._suppliers, line.values)
                concerned[of] |= {found} if found else set()
        for column, ids in (
            (customer_balances.c.customer_id, concerned["customer"]),
            (supplier_balances.c.supplier_id, concerned["supplier"]),
        ):
            here = (column.table.c.business_id == business_of(session)) & column.in_(ids)
            session.execute(sa.select(column).where(here).order_by(column).with_for_update())
        self._accounts = _openable(self._work)
        return lines

    def keep(self, line: Line) -> Kept:
        """Post the opening balance, or the difference to the one that is there where the import updates."""
        work, values = self._work, line.values
        of = values.get("of", "customer")
        account, subject = self._subject(of, values)
        what = str(values.get("name") or values.get("reference") or values.get("phone") or values.get("gstin"))
        minor = _signed_minor(of, values["amount"], work.business.currency)
        day: date = work.business.day_of(values.get("business_date"), work.at)
        if (of, subject or account) in self._lines:
            return Kept("skipped", what, f"line {self._lines[of, subject or account]} has their opening balance")
        self._lines[of, subject or account] = line.number
        there = self._opening(account, of, subject)
        if there == minor:
            return Kept("skipped", what, "this opening balance is there already" if minor else "it is nothing")
        if there and not work.updates:
            raise Rejected(
                f"the books opened with {show(abs(there), work.business.currency)}; to change it, let the import update",
                field="amount",
            )
        leg = Entry(
            account,
            minor - there,
            customer_id=subject if of == "customer" else None,
            supplier_id=subject if of == "supplier" else None,
        )
        legs = [leg, Entry("opening", there - minor)]
        post(
            work.session,
            "opening",
            subject,
            legs,
            business_date=day,
            at=work.at,
            narration=f"Opening balance, {work.source}"[:200],
        )
        return Kept("changed" if there else "added", what, amount_minor=minor - there)

    def _subject(self, of: str, values: dict[str, Any]) -> tuple[str, UUID | None]:
        """The ledger account, and whose entries in it they are. Raises ``Rejected``."""
        if of == "customer":
            return "receivable", self._customers.find(values)
        if of == "supplier":
            return "payable", self._suppliers.find(values)
        name = values.get("name") or values.get("reference") or ""
        code = self._accounts.get(name.casefold())
        if code is None:
            raise Rejected(f"there is no account of money called {name!r}", field="name")
        return code, None

    def _opening(self, account: str, of: str, subject: UUID | None) -> int:
        """What the books opened with there: the sum of its entries in opening postings."""
        session = self._work.session
        query = (
            sa.select(sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0))
            .join(
                postings,
                (postings.c.business_id == ledger_entries.c.business_id)
                & (postings.c.id == ledger_entries.c.posting_id),
            )
            .where(
                ledger_entries.c.business_id == business_of(session),
                ledger_entries.c.account == account,
                postings.c.kind == "opening",
            )
        )
        if subject is not None:
            column = ledger_entries.c.customer_id if of == "customer" else ledger_entries.c.supplier_id
            query = query.where(column == subject)
        return int(session.execute(query).scalar_one())


def _signed_minor(of: str, balance: Balance, currency: str) -> int:
    """The balance as the ledger signs it, a debit above zero."""
    minor = parse_minor(balance.amount, currency)
    if balance.side:
        return minor if balance.side == "dr" else -minor
    return _OWN_SIDE[of] * minor


def _openable(work: Work) -> dict[str, str]:
    """Codes of the accounts that may open with something, by code and name: where money lies, and the owner's capital."""
    session = work.session
    here = (accounts.c.business_id == business_of(session)) & accounts.c.active
    money = accounts.c.purpose.in_(MONEY_PURPOSES) | (accounts.c.code == _CAPITAL)
    found = session.execute(
        sa.select(accounts.c.code, accounts.c.name).where(here, money).order_by(accounts.c.code)
    ).all()
    return {name.casefold(): code for code, name in found} | {code.casefold(): code for code, _ in found}


BALANCES: Final = Kind(name="balances", title="Opening balances", columns=COLUMNS, begin=BalanceImport)
