"""The tables of payments and of what they settle."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import amount, belongs_to, instant, one_of, row_id, tenant_table, uuid_id

# "deposit" is a hirer's own security deposit, set against a bill; nobody pays a shop by it
METHODS: Final = ("cash", "upi", "bank", "card", "cheque", "gateway", "deposit")

# -- tables ------------------------------------------------------------------------------------------

payments = tenant_table(
    "payments",
    uuid_id(),
    sa.Column("direction", sa.Text, nullable=False, comment="in: a receipt; out: a refund"),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("account", sa.Text, comment="the account it went into, when that is not the method's own"),
    amount("amount_minor"),
    amount("allocated_minor", default=0),
    amount("refunded_minor", default=0),
    sa.Column(
        "refunds_payment_id", sa.Uuid, comment="of a refund: the payment it gives back, when it is one payment's"
    ),
    sa.Column(
        "refunds_bill_id", sa.Uuid, comment="of a refund: the credit note it pays out, when it is one credit note's"
    ),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("received_at"),
    sa.Column("reference", sa.Text, comment="UTR, cheque or slip number"),
    sa.Column("note", sa.Text),
    sa.Column(
        "made_up",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="assumed by an import's map, not seen in its source",
    ),
    sa.Column("import_id", sa.Uuid),
    sa.Column("staff_id", sa.Uuid),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("customer_id", "customers"),
    belongs_to("refunds_payment_id", "payments"),
    belongs_to("refunds_bill_id", "bills"),
    one_of("direction", ("in", "out")),
    one_of("method", METHODS),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint(
        "allocated_minor >= 0 AND refunded_minor >= 0 AND allocated_minor + refunded_minor <= amount_minor",
        name="not_overspent",
    ),
    sa.CheckConstraint("direction = 'in' OR allocated_minor + refunded_minor = 0", name="only_receipts_settle"),
    sa.Index("uq_payments_number", "business_id", "direction", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_payments_date", "business_id", "business_date", "id"),
    sa.Index("ix_payments_customer", "business_id", "customer_id", "business_date"),
    comment="One row per receipt from, or refund to, a customer",
    mirrored=True,
)

allocations = tenant_table(
    "allocations",
    row_id(),
    sa.Column("bill_id", sa.Uuid, nullable=False, comment="the invoice settled"),
    sa.Column("payment_id", sa.Uuid, comment="by this payment"),
    sa.Column("credit_note_id", sa.Uuid, comment="or by this credit note"),
    amount("amount_minor"),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("at"),
    belongs_to("bill_id", "bills"),
    belongs_to("payment_id", "payments"),
    belongs_to("credit_note_id", "bills"),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name="one_source"),
    sa.Index("ix_allocations_bill", "business_id", "bill_id"),
    sa.Index("ix_allocations_payment", "business_id", "payment_id"),
    sa.Index("ix_allocations_credit_note", "business_id", "credit_note_id"),
    comment="One row per part of a payment or credit note set against an invoice; negative when taken back",
    mirrored=True,
    insert_only=True,
    rooted=False,
)
