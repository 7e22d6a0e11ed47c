"""The double-entry ledger: accounts, postings, entries. Each posting balances; entries are only ever added."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from munim.database import amount, belongs_to, business_of, instant, one_of, row_id, tenant_table

# An account's purpose is the payment method whose money it holds, or one of the two others.
MONEY_PURPOSES: Final = ("cash", "bank", "upi", "card", "cheque", "gateway")
PURPOSES: Final = (*MONEY_PURPOSES, "expense", "books")

# -- tables ------------------------------------------------------------------------------------------

accounts = tenant_table(
    "accounts",
    sa.Column("code", sa.Text, primary_key=True, comment="receivable, cash, sales, …"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column(
        "purpose",
        sa.Text,
        nullable=False,
        server_default=sa.text("'books'"),
        comment="the method whose money it holds, expense: what may be spent on, books: posted by operations alone",
    ),
    sa.Column("active", sa.Boolean, nullable=False, server_default=sa.text("true")),
    sa.Column(
        "system", sa.Boolean, nullable=False, server_default=sa.text("true"), comment="of the chart every business has"
    ),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    one_of("kind", ("asset", "liability", "equity", "income", "expense")),
    one_of("purpose", PURPOSES),
    comment="The chart of accounts of a business",
    mirrored=True,
)

postings = tenant_table(
    "postings",
    row_id(),
    sa.Column(
        "kind",
        sa.Text,
        nullable=False,
        comment="bill, credit_note, cancellation, payment, refund, opening, adjustment, bad_debt",
    ),
    sa.Column("subject_id", sa.Uuid, comment="the bill, payment or customer it posts"),
    sa.Column("narration", sa.Text),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("at"),
    sa.Index("ix_postings_subject", "business_id", "subject_id"),
    comment="One row per operation that moved money: a journal voucher",
    mirrored=True,
    insert_only=True,
)

# A statement-level trigger on ledger_entries (billing/database_rules.py) refuses any statement whose entries
# do not sum to zero per posting, so a posting is inserted whole, in one statement.
ledger_entries = tenant_table(
    "ledger_entries",
    row_id(),
    sa.Column("posting_id", sa.BigInteger, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    amount("amount_minor"),
    sa.Column("customer_id", sa.Uuid, comment="whose receivable or advance"),
    sa.Column("supplier_id", sa.Uuid, comment="whose payable"),
    sa.Column("business_date", sa.Date, nullable=False),
    belongs_to("posting_id", "postings"),
    belongs_to("customer_id", "customers"),
    belongs_to("supplier_id", "suppliers"),
    sa.ForeignKeyConstraint(["business_id", "account"], ["accounts.business_id", "accounts.code"]),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.Index("ix_ledger_entries_posting", "business_id", "posting_id"),
    sa.Index("ix_ledger_entries_account", "business_id", "account", "business_date"),
    sa.Index(
        "ix_ledger_entries_customer",
        "business_id",
        "customer_id",
        "business_date",
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_ledger_entries_supplier",
        "business_id",
        "supplier_id",
        "business_date",
        postgresql_where=sa.text("supplier_id IS NOT NULL"),
    ),
    comment="One row per debit (positive) or credit (negative)",
    mirrored=True,
    insert_only=True,
    rooted=False,
)

# -- rules -------------------------------------------------------------------------------------------

# The chart every business starts with: code, name, kind, purpose. A payment method is the code of the account it fills.
CHART: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("receivable", "Debtors", "asset", "books"),
    ("cash", "Cash in hand", "asset", "cash"),
    ("upi", "UPI", "asset", "upi"),
    ("bank", "Bank", "asset", "bank"),
    ("card", "Card settlements", "asset", "card"),
    ("cheque", "Cheques in hand", "asset", "cheque"),
    ("gateway", "Payment gateway", "asset", "gateway"),
    ("inventory", "Stock in trade", "asset", "books"),
    ("payable", "Creditors", "liability", "books"),
    ("tax_payable", "Tax payable", "liability", "books"),
    # under GST the components stand apart, as the returns ask for them (RULES G3)
    ("output_cgst", "Output CGST", "liability", "books"),
    ("output_sgst", "Output SGST", "liability", "books"),
    ("output_igst", "Output IGST", "liability", "books"),
    ("output_cess", "Output cess", "liability", "books"),
    ("reverse_charge", "Tax payable on reverse charge", "liability", "books"),
    ("input_tax", "Input tax", "asset", "books"),
    ("input_cgst", "Input CGST", "asset", "books"),
    ("input_sgst", "Input SGST", "asset", "books"),
    ("input_igst", "Input IGST", "asset", "books"),
    ("input_cess", "Input cess", "asset", "books"),
    ("advance_tax", "Tax on advances received", "asset", "books"),
    ("deposits", "Customers' deposits held", "liability", "books"),
    ("goods_received", "Goods received, not billed", "liability", "books"),
    ("capital", "Owner's capital", "equity", "books"),
    ("drawings", "Owner's drawings", "equity", "books"),
    ("opening", "Opening balances", "equity", "books"),
    ("sales", "Sales", "income", "books"),
    ("sales_returns", "Sales returns", "income", "books"),
    ("charges", "Charges collected", "income", "books"),
    ("deposits_forfeited", "Deposits forfeited", "income", "books"),
    ("discounts_received", "Discounts received", "income", "books"),
    ("cost_of_goods", "Cost of goods sold", "expense", "books"),
    ("stock_adjustments", "Stock adjustments", "expense", "books"),
    ("bad_debts", "Bad debts", "expense", "books"),
    ("cash_difference", "Cash over and short", "expense", "books"),
    ("gateway_fees", "Payment gateway fees", "expense", "expense"),
    ("round_off", "Round-off", "expense", "books"),
    # what a shop spends on, until it adds its own
    ("rent", "Rent", "expense", "expense"),
    ("salaries", "Salaries and wages", "expense", "expense"),
    ("electricity", "Electricity and water", "expense", "expense"),
    ("transport", "Transport and freight", "expense", "expense"),
    ("repairs", "Repairs and maintenance", "expense", "expense"),
    ("communication", "Telephone and internet", "expense", "expense"),
    ("advertising", "Advertising", "expense", "expense"),
    ("office", "Office and packing", "expense", "expense"),
    ("bank_charges", "Bank charges", "expense", "expense"),
    ("taxes_and_fees", "Taxes and fees", "expense", "expense"),
    ("other_expenses", "Other expenses", "expense", "expense"),
)


class Entry(msgspec.Struct, frozen=True):
    """One leg of a posting: a debit is positive, a credit negative, in minor units."""

    account: str
    amount_minor: int
    customer_id: UUID | None = None
    supplier_id: UUID | None = None


# -- operations --------------------------------------------------------------------------------------

_POST = sa.text("""
WITH posting AS (
    INSERT INTO postings (business_id, kind, subject_id, narration, business_date, at)
    VALUES (:business_id, :kind, :subject_id, :narration, :business_date, :at) RETURNING id
), owed AS (
    UPDATE customer_balances SET balance_minor = balance_minor + :receivable_minor
    WHERE business_id = :business_id AND customer_id = :customer_id AND :receivable_minor <> 0
), owing AS (
    UPDATE supplier_balances SET balance_minor = balance_minor - :payable_minor
    WHERE business_id = :business_id AND supplier_id = :supplier_id AND :payable_minor <> 0
)
INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, supplier_id, business_date)
SELECT :business_id, posting.id, entry.account, entry.amount_minor, entry.customer_id, entry.supplier_id, :business_date
FROM posting, unnest(:accounts, :amounts, :customers, :suppliers) AS entry(account, amount_minor, customer_id, supplier_id)
""").bindparams(
    sa.bindparam("subject_id", type_=sa.Uuid),
    sa.bindparam("customer_id", type_=sa.Uuid),
    sa.bindparam("narration", type_=sa.Text),
    sa.bindparam("receivable_minor", type_=sa.BigInteger),
    sa.bindparam("supplier_id", type_=sa.Uuid),
    sa.bindparam("payable_minor", type_=sa.BigInteger),
    sa.bindparam("accounts", type_=ARRAY(sa.Text)),
    sa.bindparam("amounts", type_=ARRAY(sa.BigInteger)),
    sa.bindparam("customers", type_=ARRAY(sa.Uuid)),
    sa.bindparam("suppliers", type_=ARRAY(sa.Uuid)),
)


def post(
    session: Session,
    kind: str,
    subject_id: UUID | None,
    entries: Sequence[Entry],
    *,
    business_date: date,
    at: datetime,
    narration: str | None = None,
) -> None:
    """Add one balanced posting and move the customer's and the supplier's balance with it, in one round trip.

    Legs of zero are left out. The caller has locked the balance rows; at most one customer and one supplier a posting.
    Raises ``ValueError`` when debits and credits differ: a posting that does not balance is a defect, not an input.
    """
    legs = [entry for entry in entries if entry.amount_minor]
    if sum(entry.amount_minor for entry in legs):
        raise ValueError(f"posting {kind} of {subject_id} does not balance")
    owing = {entry.customer_id: 0 for entry in legs if entry.account == "receivable"}
    if len(owing) > 1:
        raise ValueError("a posting concerns one customer")
    owed = {entry.supplier_id: 0 for entry in legs if entry.account == "payable"}
    if len(owed) > 1:
        raise ValueError("a posting concerns one supplier")
    if not legs:
        return
    session.execute(
        _POST,
        {
            "business_id": business_of(session),
            "kind": kind,
            "subject_id": subject_id,
            "narration": narration,
            "business_date": business_date,
            "at": at,
            "customer_id": next(iter(owing), None),
            "receivable_minor": sum(entry.amount_minor for entry in legs if entry.account == "receivable"),
            "supplier_id": next(iter(owed), None),
            "payable_minor": sum(entry.amount_minor for entry in legs if entry.account == "payable"),
            "accounts": [entry.account for entry in legs],
            "amounts": [entry.amount_minor for entry in legs],
            "customers": [entry.customer_id for entry in legs],
            "suppliers": [entry.supplier_id for entry in legs],
        },
    )


def reverse(entries: Sequence[Entry]) -> list[Entry]:
    """The exact mirror of ``entries``: after both, every account stands where it stood."""
    return [msgspec.structs.replace(entry, amount_minor=-entry.amount_minor) for entry in entries]


def open_accounts(session: Session) -> None:
    """Give a new business its chart of accounts."""
    business_id = business_of(session)
    session.execute(
        sa.insert(accounts),
        [
            {"business_id": business_id, "code": code, "name": name, "kind": kind, "purpose": purpose}
            for code, name, kind, purpose in CHART
        ],
    )


# -- reads -------------------------------------------------------------------------------------------


def entries_of(session: Session, subject_id: UUID, kind: str) -> list[Entry]:
    """The legs that ``kind`` posted for a bill or payment."""
    found = session.execute(
        sa.select(
            ledger_entries.c.account,
            ledger_entries.c.amount_minor,
            ledger_entries.c.customer_id,
            ledger_entries.c.supplier_id,
        )
        .join(
            postings,
            (postings.c.business_id == ledger_entries.c.business_id) & (postings.c.id == ledger_entries.c.posting_id),
        )
        .where(
            postings.c.business_id == business_of(session), postings.c.subject_id == subject_id, postings.c.kind == kind
        )
        .order_by(ledger_entries.c.id)
    )
    return [Entry(*row) for row in found]


class AccountBalance(msgspec.Struct, frozen=True):
    """What an account stands at: debit positive."""

    account: str
    name: str
    kind: str
    balance_minor: int


def trial_balance(session: Session) -> list[AccountBalance]:
    """Every account with its balance; the balances sum to zero."""
    total = sa.func.coalesce(sa.func.sum(ledger_entries.c.amount_minor), 0)
    found = session.execute(
        sa.select(accounts.c.code, accounts.c.name, accounts.c.kind, total)
        .outerjoin(
            ledger_entries,
            (ledger_entries.c.business_id == accounts.c.business_id) & (ledger_entries.c.account == accounts.c.code),
        )
        .where(accounts.c.business_id == business_of(session))
        .group_by(accounts.c.code, accounts.c.name, accounts.c.kind)
        .order_by(accounts.c.code)
    )
    return [AccountBalance(code, name, kind, int(balance)) for code, name, kind, balance in found]
