"""The table of expenses."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import amount, belongs_to, instant, one_of, tenant_table, uuid_id

METHODS: Final = ("cash", "upi", "bank", "card", "cheque")

# -- tables ------------------------------------------------------------------------------------------

expenses = tenant_table(
    "expenses",
    uuid_id(),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("category", sa.Text, nullable=False, comment="the account it was spent on"),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False, comment="the account it was paid from"),
    amount("amount_minor"),
    sa.Column(
        "net_minor", sa.BigInteger, nullable=False, comment="what it cost: the amount less the tax that is claimed"
    ),
    sa.Column(
        "tax_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="input tax where it is of one kind",
    ),
    amount("cgst_minor", default=0),
    amount("sgst_minor", default=0),
    amount("igst_minor", default=0),
    amount("cess_minor", default=0),
    sa.Column("payee", sa.Text, comment="whom it was paid to"),
    sa.Column("payee_gstin", sa.String(15)),
    sa.Column("reference", sa.Text, comment="the number of the payee's bill"),
    sa.Column("note", sa.Text),
    sa.Column("receipt_file_id", sa.Uuid, comment="a picture or PDF of the payee's bill"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("cancelled_date", sa.Date),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("staff_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    sa.ForeignKeyConstraint(["business_id", "category"], ["accounts.business_id", "accounts.code"]),
    sa.ForeignKeyConstraint(["business_id", "account"], ["accounts.business_id", "accounts.code"]),
    belongs_to("receipt_file_id", "files"),
    one_of("method", METHODS),
    sa.CheckConstraint("net_minor > 0", name="net"),
    sa.CheckConstraint("least(tax_minor, cgst_minor, sgst_minor, igst_minor, cess_minor) >= 0", name="not_negative"),
    # T1: both halves alike, and either they or the whole
    sa.CheckConstraint("cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name="halves"),
    sa.CheckConstraint("tax_minor = 0 OR cgst_minor + igst_minor + cess_minor = 0", name="one_tax"),
    sa.CheckConstraint(
        "net_minor + tax_minor + cgst_minor + sgst_minor + igst_minor + cess_minor = amount_minor", name="adds_up"
    ),
    sa.Index("uq_expenses_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_expenses_date", "business_id", "business_date", "id"),
    sa.Index("ix_expenses_category", "business_id", "category", "business_date"),
    comment="One row per expense voucher",
    mirrored=True,
)

# For billing/integrity.py: whatever was changed meanwhile, the entries of an expense come to what it says now.
EXPENSES_ARE_POSTED: Final = """
WITH said AS (
    SELECT e.id, leg.account, e.business_date, sum(leg.minor) AS minor FROM expenses e,
        LATERAL (VALUES (e.category, e.net_minor), ('input_tax', e.tax_minor), ('input_cgst', e.cgst_minor),
                        ('input_sgst', e.sgst_minor), ('input_igst', e.igst_minor), ('input_cess', e.cess_minor),
                        (e.account, -e.amount_minor)) AS leg(account, minor)
    WHERE e.business_id = :business_id AND e.cancelled_date IS NULL AND leg.minor <> 0
    GROUP BY e.id, leg.account, e.business_date
), posted AS (
    SELECT p.subject_id AS id, l.account, l.business_date, sum(l.amount_minor) AS minor
    FROM postings p JOIN ledger_entries l ON l.business_id = p.business_id AND l.posting_id = p.id
    WHERE p.business_id = :business_id AND p.kind IN ('expense', 'expense_reversal')
    GROUP BY p.subject_id, l.account, l.business_date HAVING sum(l.amount_minor) <> 0
)
SELECT concat_ws(' ', id, account, business_date), coalesce(said.minor, 0)::text, coalesce(posted.minor, 0)::text
FROM said FULL JOIN posted USING (id, account, business_date)
WHERE said.minor IS DISTINCT FROM posted.minor
"""
