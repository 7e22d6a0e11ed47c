"""The tables of payments and of what they settle."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from munim.database import amount, belongs_to, instant, one_of, percent, row_id, tenant_table, uuid_id

# "deposit" is a hirer's own security deposit, set against a bill; nobody pays a shop by it
METHODS: Final = ("cash", "upi", "bank", "card", "cheque", "gateway", "deposit")
STATUSES: Final = ("received", "reversed", "bounced")
CHEQUE_STATUSES: Final = ("received", "deposited", "cleared", "bounced", "reversed")

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
    sa.Column(
        "status",
        sa.Text,
        nullable=False,
        server_default=sa.text("'received'"),
        comment="received: it stands (a refund too); reversed or bounced: undone once, its number stays",
    ),
    sa.Column(
        "voucher",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="numbered as a receipt voucher or refund voucher: of an advance for services (rules 50 and 51)",
    ),
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
    sa.Column("reversed_date", sa.Date, comment="the business date on which it was reversed or bounced"),
    sa.Column("reversal_reason", sa.Text),
    sa.Column("gateway", sa.Text, comment="razorpay or stripe, where the money came through one"),
    sa.Column("gateway_payment_id", sa.Text, comment="the gateway's own id of the money: it is posted once (P6)"),
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
    one_of("status", STATUSES),
    sa.CheckConstraint("(status = 'received') = (reversed_date IS NULL)", name="undone_has_date"),
    sa.CheckConstraint("status = 'received' OR allocated_minor + refunded_minor = 0", name="undone_settles_nothing"),
    sa.CheckConstraint("(gateway IS NULL) = (gateway_payment_id IS NULL)", name="gateway_whole"),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint(
        "allocated_minor >= 0 AND refunded_minor >= 0 AND allocated_minor + refunded_minor <= amount_minor",
        name="not_overspent",
    ),
    sa.CheckConstraint("direction = 'in' OR allocated_minor + refunded_minor = 0", name="only_receipts_settle"),
    sa.Index("uq_payments_number", "business_id", "direction", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index(
        "uq_payments_gateway",
        "business_id",
        "gateway",
        "gateway_payment_id",
        unique=True,
        postgresql_where=sa.text("gateway_payment_id IS NOT NULL"),
    ),
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

cheques = tenant_table(
    "cheques",
    sa.Column("payment_id", sa.Uuid, primary_key=True, comment="the receipt it was given for"),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("number", sa.Text, comment="as printed on the cheque"),
    sa.Column("bank", sa.Text, comment="on whom it is drawn"),
    sa.Column(
        "dated", sa.Date, nullable=False, comment="the cheque's own date: later than the receipt's, it is post-dated"
    ),
    sa.Column("account", sa.Text, comment="the bank account it was deposited into"),
    sa.Column("deposited_date", sa.Date),
    sa.Column("cleared_date", sa.Date),
    amount("bounce_charge_minor", default=0),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("payment_id", "payments"),
    one_of("status", CHEQUE_STATUSES),
    sa.CheckConstraint("(account IS NULL) = (deposited_date IS NULL)", name="deposited_somewhere"),
    sa.CheckConstraint("bounce_charge_minor >= 0", name="bounce_charge"),
    sa.Index("ix_cheques_dated", "business_id", "dated", "payment_id"),
    comment="One row per cheque a customer gave: what is written on it and how far it has come",
    mirrored=True,
    rooted=False,
)

advance_taxes = tenant_table(
    "advance_taxes",
    row_id(),
    sa.Column("payment_id", sa.Uuid, nullable=False, comment="the receipt voucher"),
    sa.Column("kind", sa.Text, nullable=False, comment="received, adjusted, released, refunded or reversed"),
    sa.Column("place_of_supply", sa.String(2), comment="GST state code; empty: not known, so inter-state"),
    sa.Column("supply", sa.Text, nullable=False),
    percent("tax_rate", nullable=False),
    amount("taxable_minor"),
    amount("cgst_minor", default=0),
    amount("sgst_minor", default=0),
    amount("igst_minor", default=0),
    sa.Column("received_date", sa.Date, nullable=False, comment="of the receipt voucher"),
    sa.Column("business_date", sa.Date, nullable=False, comment="of this change"),
    instant("at"),
    belongs_to("payment_id", "payments"),
    one_of("kind", ("received", "adjusted", "released", "refunded", "reversed")),
    one_of("supply", ("intra", "inter")),
    sa.CheckConstraint("cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name="halves"),
    sa.Index("ix_advance_taxes_payment", "business_id", "payment_id"),
    sa.Index("ix_advance_taxes_date", "business_id", "business_date"),
    comment="One row per change of the tax on an advance for services (RULES T12); less of it is negative",
    mirrored=True,
    insert_only=True,
    rooted=False,
)
