"""The double-entry ledger: accounts, postings, entries. Each posting balances; entries are only ever added."""

from __future__ import annotations

import sqlalchemy as sa

from munim.database import amount, belongs_to, instant, one_of, row_id, tenant_table

# -- tables ------------------------------------------------------------------------------------------

accounts = tenant_table(
    "accounts",
    sa.Column("code", sa.Text, primary_key=True, comment="receivable, cash, sales, …"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    one_of("kind", ("asset", "liability", "equity", "income", "expense")),
    comment="The chart of accounts of a business",
    mirrored=True,
)

postings = tenant_table(
    "postings",
    row_id(),
    sa.Column("kind", sa.Text, nullable=False, comment="bill, credit_note, cancellation, payment, refund, opening, adjustment, bad_debt"),
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
    sa.Index("ix_ledger_entries_customer", "business_id", "customer_id", "business_date", postgresql_where=sa.text("customer_id IS NOT NULL")),
    comment="One row per debit (positive) or credit (negative)",
    mirrored=True,
    insert_only=True,
)
