"""The tables of bills, their lines and taxes."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from munim.database import amount, belongs_to, instant, one_of, percent, quantity, rate, row_id, tenant_table, uuid_id

KINDS: Final = ("invoice", "credit_note", "debit_note", "quotation")
# Those a customer pays: what they await is what payments, credit notes and reminders are about.
OWED: Final = ("invoice", "debit_note")
STATUSES: Final = ("draft", "issued", "cancelled")
# What a paper is titled and numbered as; an invoice with nothing taxed is a bill of supply (RULES T9).
DOCUMENTS: Final = ("invoice", "bill_of_supply", "credit_note", "debit_note", "quotation")
SUPPLIES: Final = ("intra", "inter")
# Whom a supply is made to, as the returns divide it (RULES G1): "b2c" is whoever has no GSTIN.
RECIPIENTS: Final = (
    "b2b",
    "b2c",
    "sez_with_payment",
    "sez_without_payment",
    "deemed_export",
    "export_with_payment",
    "export_without_payment",
)
TAX_TREATMENTS: Final = ("taxable", "nil", "exempt", "non_gst")

bills = tenant_table(
    "bills",
    uuid_id(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column(
        "document",
        sa.Text,
        nullable=False,
        server_default=sa.text("'invoice'"),
        comment="what it is titled and numbered as: a kind, or bill_of_supply",
    ),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("series", sa.String(6)),
    sa.Column("financial_year", sa.String(7)),
    sa.Column("number", sa.String(16), comment="given when issued; drafts have none"),
    sa.Column("customer_id", sa.Uuid, nullable=False),
    sa.Column("original_id", sa.Uuid, comment="the invoice a credit or debit note corrects"),
    sa.Column("quotation_id", sa.Uuid, comment="the quotation an invoice was made from"),
    sa.Column("reference", sa.Text, comment="the source's own number, for imported bills"),
    sa.Column("import_id", sa.Uuid),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("due_date", sa.Date, nullable=False),
    instant("issued_at", nullable=True),
    sa.Column("cancelled_date", sa.Date),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("staff_id", sa.Uuid, comment="who issued it"),
    sa.Column("place_of_supply", sa.String(2), comment="GST state code"),
    sa.Column("supply", sa.Text, comment="under GST: intra (CGST and SGST) or inter (IGST)"),
    sa.Column("recipient", sa.Text, comment="under GST: whom it is supplied to, as the returns divide it"),
    sa.Column(
        "reverse_charge",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="the buyer pays the tax to the government; none is charged here",
    ),
    sa.Column(
        "delivered",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="its goods left stock before it, and their cost was posted when they did",
    ),
    sa.Column(
        "tax_effect",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("true"),
        comment="false: a credit note that takes no tax back, written too late for it; no matter of the returns",
    ),
    sa.Column("supply_date", sa.Date, comment="when goods or service were supplied, where that is another day"),
    amount("gross_minor"),
    amount("discount_minor"),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("charges_minor", default=0),
    amount("round_off_minor", default=0),
    amount("total_minor"),
    amount("allocated_minor", default=0),
    sa.Column(
        "credited_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="taken off by credit notes; of a credit note: refunded",
    ),
    amount("written_off_minor", default=0),
    sa.Column("note", sa.Text),
    sa.Column("valid_until", sa.Date, comment="of a quotation: the last day it becomes a bill"),
    sa.Column(
        "bill_to", JSONB, comment="the customer's name and address as they stood when it was drafted, then issued"
    ),
    sa.Column("ship_to", JSONB, comment="where it was delivered, when that is not the customer's own address"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
    instant("created_at"),
    belongs_to("customer_id", "customers"),
    belongs_to("original_id", "bills"),
    belongs_to("quotation_id", "bills"),
    one_of("kind", KINDS),
    one_of("document", DOCUMENTS),
    one_of("supply", SUPPLIES),
    one_of("recipient", RECIPIENTS),
    one_of("status", STATUSES),
    sa.CheckConstraint("(status = 'draft') = (number IS NULL)", name="numbered_when_issued"),
    sa.CheckConstraint("(status = 'cancelled') = (cancelled_date IS NOT NULL)", name="cancelled_has_date"),
    sa.CheckConstraint("taxable_minor + tax_minor + charges_minor + round_off_minor = total_minor", name="adds_up"),
    sa.CheckConstraint(
        "allocated_minor >= 0 AND credited_minor >= 0 AND written_off_minor >= 0"
        " AND allocated_minor + credited_minor + written_off_minor <= total_minor",
        name="not_overpaid",
    ),
    sa.CheckConstraint("total_minor >= 0 AND discount_minor >= 0", name="not_negative"),
    # unique ignoring case, as the tax portal compares them (RULES N2)
    sa.Index("uq_bills_number", "business_id", "kind", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("uq_bills_reference", "business_id", "kind", "reference", unique=True),
    # a quotation is billed once; a cancelled bill of it makes room for another
    sa.Index(
        "uq_bills_quotation",
        "business_id",
        "quotation_id",
        unique=True,
        postgresql_where=sa.text("quotation_id IS NOT NULL AND status <> 'cancelled'"),
    ),
    sa.Index("ix_bills_date", "business_id", "business_date", "id"),
    sa.Index("ix_bills_customer", "business_id", "customer_id", "business_date"),
    # what a period's return has to amend
    sa.Index(
        "ix_bills_cancelled",
        "business_id",
        "cancelled_date",
        postgresql_where=sa.text("cancelled_date IS NOT NULL"),
    ),
    sa.Index(
        "ix_bills_open",
        "business_id",
        "customer_id",
        "due_date",
        postgresql_where=sa.text(
            "status = 'issued' AND kind IN ('invoice', 'debit_note')"
            " AND allocated_minor + credited_minor + written_off_minor < total_minor"
        ),
    ),
    comment="One row per invoice, credit note, debit note or quotation; amounts of a credit note are positive",
    mirrored=True,
    deletable=True,  # drafts alone: a trigger refuses the rest
)

bill_lines = tenant_table(
    "bill_lines",
    row_id(),
    sa.Column("bill_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, comment="1, 2, 3 … as printed"),
    sa.Column("product_id", sa.Uuid),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("hsn", sa.String(8)),
    quantity("quantity", nullable=False),
    sa.Column("unit", sa.String(8)),
    rate("unit_price", nullable=False),
    sa.Column("price_includes_tax", sa.Boolean, nullable=False, server_default=sa.text("false")),
    percent("tax_rate", nullable=False, server_default=sa.text("0")),
    percent("cess_rate", nullable=False, server_default=sa.text("0")),
    sa.Column("tax_treatment", sa.Text, nullable=False, server_default=sa.text("'taxable'")),
    sa.Column(
        "unit_factor",
        sa.Numeric(14, 6),
        nullable=False,
        server_default=sa.text("1"),
        comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
    ),
    sa.Column(
        "gross_minor", sa.BigInteger, nullable=False, comment="before discount and tax, also of tax-inclusive prices"
    ),
    amount("discount_minor", default=0),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("cgst_minor", default=0),
    amount("sgst_minor", default=0),
    amount("igst_minor", default=0),
    amount("cess_minor", default=0),
    amount("total_minor"),
    amount("cost_minor", nullable=True),
    sa.Column("original_line_id", sa.BigInteger, comment="the invoice line a credit note takes back"),
    belongs_to("bill_id", "bills"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price"),
    sa.CheckConstraint("gross_minor - discount_minor = taxable_minor", name="discounted"),
    sa.CheckConstraint("taxable_minor + tax_minor = total_minor", name="adds_up"),
    one_of("tax_treatment", TAX_TREATMENTS),
    sa.CheckConstraint("unit_factor > 0", name="unit_factor"),
    # a plain tax has no components; under GST they are the tax, and the two halves are equal (RULES T1)
    sa.CheckConstraint("cgst_minor + sgst_minor + igst_minor + cess_minor IN (0, tax_minor)", name="components"),
    sa.CheckConstraint("cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name="halves"),
    sa.Index("uq_bill_lines_position", "business_id", "bill_id", "position", unique=True),
    sa.Index("ix_bill_lines_product", "business_id", "product_id"),
    comment="One row per line of a bill",
    mirrored=True,
    deletable=True,  # of drafts alone: a trigger refuses the lines of an issued bill
    rooted=False,
)

bill_taxes = tenant_table(
    "bill_taxes",
    sa.Column("bill_id", sa.Uuid, primary_key=True),
    sa.Column("component", sa.Text, primary_key=True, comment="TAX; CGST, SGST, IGST, CESS under GST"),
    percent("rate", primary_key=True),
    amount("taxable_minor"),
    amount("tax_minor"),
    belongs_to("bill_id", "bills"),
    comment="The tax summary of a bill: one row per component and rate",
    mirrored=True,
    deletable=True,  # of drafts alone, as its lines
    rooted=False,
)
