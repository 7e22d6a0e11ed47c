"""The tables of purchases: orders, receipts, suppliers' bills, returns, payments and what they settle."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from munim.database import amount, belongs_to, instant, one_of, percent, quantity, rate, row_id, tenant_table, uuid_id

ORDER_STATUSES: Final = ("draft", "issued", "closed", "cancelled")
SUPPLIES: Final = ("intra", "inter")
# how a shop pays; a gateway only takes in, and a deposit is a customer's
METHODS: Final = ("cash", "upi", "bank", "card", "cheque")


def _factor() -> sa.Column[object]:
    return sa.Column(
        "unit_factor",
        sa.Numeric(14, 6),
        nullable=False,
        server_default=sa.text("1"),
        comment="how many of the product's own unit one of this unit is: 12 for a box of twelve",
    )


def _version() -> sa.Column[int]:
    return sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1"))


# -- orders ------------------------------------------------------------------------------------------

purchase_orders = tenant_table(
    "purchase_orders",
    uuid_id(),
    sa.Column("status", sa.Text, nullable=False, comment="what a person decided; how far it is received is derived"),
    sa.Column("series", sa.String(6)),
    sa.Column("financial_year", sa.String(7)),
    sa.Column("number", sa.String(16), comment="given when issued; drafts have none"),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("expected_date", sa.Date, comment="when the goods should come"),
    sa.Column("ended_date", sa.Date, comment="business date it was closed or cancelled"),
    sa.Column("end_reason", sa.Text),
    amount("taxable_minor"),
    sa.Column(
        "tax_minor", sa.BigInteger, nullable=False, comment="as expected; what is owed is on the supplier's bill"
    ),
    amount("total_minor"),
    sa.Column("note", sa.Text),
    sa.Column("ordered_from", JSONB, comment="the supplier's name and address as they stood when it was issued"),
    sa.Column("staff_id", sa.Uuid, comment="who issued it"),
    _version(),
    instant("created_at"),
    instant("issued_at", nullable=True),
    belongs_to("supplier_id", "suppliers"),
    one_of("status", ORDER_STATUSES),
    sa.CheckConstraint("number IS NOT NULL OR status IN ('draft', 'cancelled')", name="numbered_when_issued"),
    sa.CheckConstraint("status <> 'draft' OR number IS NULL", name="drafts_have_no_number"),
    sa.CheckConstraint("(status IN ('closed', 'cancelled')) = (ended_date IS NOT NULL)", name="ended_has_date"),
    sa.CheckConstraint("taxable_minor + tax_minor = total_minor", name="adds_up"),
    sa.Index("uq_purchase_orders_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_purchase_orders_date", "business_id", "business_date", "id"),
    sa.Index("ix_purchase_orders_supplier", "business_id", "supplier_id", "business_date"),
    comment="One row per order to a supplier",
    mirrored=True,
)

purchase_order_lines = tenant_table(
    "purchase_order_lines",
    row_id(),
    sa.Column("order_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False, comment="1, 2, 3 … as printed"),
    sa.Column("product_id", sa.Uuid, comment="empty: words alone"),
    sa.Column("description", sa.Text, nullable=False),
    quantity("quantity", nullable=False),
    sa.Column("unit", sa.String(8)),
    _factor(),
    rate("unit_price", nullable=False, comment="before tax"),
    percent("tax_rate", nullable=False, server_default=sa.text("0")),
    amount("taxable_minor"),
    amount("tax_minor"),
    quantity(
        "received_quantity",
        nullable=False,
        server_default=sa.text("0"),
        comment="by receipts, less what went back unbilled; above quantity when more was taken in on purpose",
    ),
    belongs_to("order_id", "purchase_orders"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name="quantity"),
    sa.CheckConstraint("unit_price >= 0", name="unit_price"),
    sa.CheckConstraint("received_quantity >= 0", name="received"),
    sa.Index("uq_purchase_order_lines_position", "business_id", "order_id", "position", unique=True),
    sa.Index("ix_purchase_order_lines_product", "business_id", "product_id"),
    comment="One row per line of an order",
    mirrored=True,
    deletable=True,  # of drafts alone: a trigger refuses the lines of an issued order
    rooted=False,
)

# -- receipts ----------------------------------------------------------------------------------------

purchase_receipts = tenant_table(
    "purchase_receipts",
    uuid_id(),
    sa.Column("series", sa.String(6), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("order_id", sa.Uuid, comment="empty: bought without an order"),
    sa.Column("reference", sa.Text, comment="the supplier's delivery note or challan"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("value_minor", sa.BigInteger, nullable=False, comment="of all lines, before tax"),
    sa.Column("note", sa.Text),
    sa.Column("staff_id", sa.Uuid),
    _version(),
    instant("created_at"),
    belongs_to("supplier_id", "suppliers"),
    belongs_to("order_id", "purchase_orders"),
    sa.Index("uq_purchase_receipts_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_purchase_receipts_date", "business_id", "business_date", "id"),
    sa.Index("ix_purchase_receipts_supplier", "business_id", "supplier_id", "business_date"),
    sa.Index("ix_purchase_receipts_order", "business_id", "order_id"),
    comment="One row per delivery of goods taken in from a supplier (goods received note)",
    mirrored=True,
)

purchase_receipt_lines = tenant_table(
    "purchase_receipt_lines",
    row_id(),
    sa.Column("receipt_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("order_line_id", sa.BigInteger),
    sa.Column("product_id", sa.Uuid),
    sa.Column("description", sa.Text, nullable=False),
    quantity("quantity", nullable=False),
    sa.Column("unit", sa.String(8)),
    _factor(),
    rate("unit_cost", nullable=False, comment="of one unit as received, before tax"),
    percent("tax_rate", nullable=False, server_default=sa.text("0"), comment="as the bill is expected to carry it"),
    amount("value_minor"),
    sa.Column(
        "stocked",
        sa.Boolean,
        nullable=False,
        comment="it went into stock and its value into goods_received; else neither",
    ),
    quantity("billed_quantity", nullable=False, server_default=sa.text("0")),
    quantity(
        "returned_quantity", nullable=False, server_default=sa.text("0"), comment="sent back before it was billed"
    ),
    sa.Column(
        "cleared_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="of the value in goods_received: cleared by bills and returns",
    ),
    belongs_to("receipt_id", "purchase_receipts"),
    belongs_to("order_line_id", "purchase_order_lines"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name="quantity"),
    sa.CheckConstraint("unit_cost >= 0 AND value_minor >= 0", name="unit_cost"),
    # what is billed is never above what was received and kept
    sa.CheckConstraint(
        "billed_quantity >= 0 AND returned_quantity >= 0 AND billed_quantity + returned_quantity <= quantity",
        name="not_overbilled",
    ),
    sa.CheckConstraint("cleared_minor BETWEEN 0 AND CASE WHEN stocked THEN value_minor ELSE 0 END", name="cleared"),
    sa.CheckConstraint("NOT stocked OR product_id IS NOT NULL", name="stock_is_of_a_product"),
    sa.Index("uq_purchase_receipt_lines_position", "business_id", "receipt_id", "position", unique=True),
    sa.Index("ix_purchase_receipt_lines_product", "business_id", "product_id"),
    sa.Index("ix_purchase_receipt_lines_order_line", "business_id", "order_line_id"),
    comment="One row per line of a receipt of goods",
    mirrored=True,
    rooted=False,
)

# -- suppliers' bills --------------------------------------------------------------------------------

supplier_bills = tenant_table(
    "supplier_bills",
    uuid_id(),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("reference", sa.Text, nullable=False, comment="the supplier's own number of it"),
    sa.Column("bill_date", sa.Date, nullable=False, comment="as the supplier dated it"),
    sa.Column("financial_year", sa.String(7), nullable=False, comment="of bill_date"),
    sa.Column("business_date", sa.Date, nullable=False, comment="the day it was entered in the books"),
    sa.Column("due_date", sa.Date, nullable=False),
    sa.Column("place_of_supply", sa.String(2), comment="GST state code"),
    sa.Column("supply", sa.Text, comment="under GST: intra (CGST and SGST) or inter (IGST)"),
    sa.Column(
        "reverse_charge",
        sa.Boolean,
        nullable=False,
        server_default=sa.text("false"),
        comment="the tax is owed to the government, not to the supplier",
    ),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("round_off_minor", default=0),
    sa.Column("total_minor", sa.BigInteger, nullable=False, comment="what the supplier is owed by it"),
    sa.Column("paid_minor", sa.BigInteger, nullable=False, server_default=sa.text("0"), comment="by payments"),
    sa.Column(
        "returned_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="by debit notes for returns",
    ),
    sa.Column("note", sa.Text),
    sa.Column("file_id", sa.Uuid, comment="a picture or PDF of it"),
    sa.Column("cancelled_date", sa.Date),
    sa.Column("cancel_reason", sa.Text),
    sa.Column("staff_id", sa.Uuid),
    _version(),
    instant("created_at"),
    belongs_to("supplier_id", "suppliers"),
    belongs_to("file_id", "files"),
    one_of("status", ("recorded", "cancelled")),
    one_of("supply", SUPPLIES),
    sa.CheckConstraint("(status = 'cancelled') = (cancelled_date IS NOT NULL)", name="cancelled_has_date"),
    sa.CheckConstraint(
        "taxable_minor + CASE WHEN reverse_charge THEN 0 ELSE tax_minor END + round_off_minor = total_minor",
        name="adds_up",
    ),
    sa.CheckConstraint(
        "paid_minor >= 0 AND returned_minor >= 0 AND paid_minor + returned_minor <= total_minor", name="not_overpaid"
    ),
    sa.CheckConstraint("status = 'recorded' OR paid_minor + returned_minor = 0", name="cancelled_settles_nothing"),
    # one bill of theirs is entered once; a cancelled one may be entered again as it should have been
    sa.Index(
        "uq_supplier_bills_reference",
        "business_id",
        "supplier_id",
        "financial_year",
        sa.text("upper(reference)"),
        unique=True,
        postgresql_where=sa.text("status = 'recorded'"),
    ),
    sa.Index("ix_supplier_bills_date", "business_id", "business_date", "id"),
    sa.Index("ix_supplier_bills_supplier", "business_id", "supplier_id", "business_date"),
    sa.Index(
        "ix_supplier_bills_open",
        "business_id",
        "supplier_id",
        "due_date",
        postgresql_where=sa.text("status = 'recorded' AND paid_minor + returned_minor < total_minor"),
    ),
    comment="One row per bill that a supplier sent",
    mirrored=True,
)

supplier_bill_lines = tenant_table(
    "supplier_bill_lines",
    row_id(),
    sa.Column("bill_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("receipt_line_id", sa.BigInteger, comment="the goods it bills; empty: an expense or service"),
    sa.Column("product_id", sa.Uuid),
    sa.Column(
        "account", sa.Text, nullable=False, comment="what is neither cleared nor added to stock is spent on this"
    ),
    sa.Column("description", sa.Text, nullable=False),
    sa.Column("hsn", sa.String(8), comment="HSN or SAC"),
    quantity("quantity", nullable=False),
    sa.Column("unit", sa.String(8)),
    _factor(),
    rate("unit_price", nullable=False, comment="before tax"),
    percent("tax_rate", nullable=False, server_default=sa.text("0")),
    percent("cess_rate", nullable=False, server_default=sa.text("0")),
    sa.Column("tax_claimed", sa.Boolean, nullable=False, comment="its tax is input tax; else it is part of the cost"),
    amount("discount_minor", default=0),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("cgst_minor", default=0),
    amount("sgst_minor", default=0),
    amount("igst_minor", default=0),
    amount("cess_minor", default=0),
    sa.Column("cleared_minor", sa.BigInteger, nullable=False, comment="of goods_received: what the goods came in at"),
    sa.Column(
        "revalued_minor",
        sa.BigInteger,
        nullable=False,
        comment="what the bill added to the value of stock still on hand",
    ),
    sa.Column("expensed_minor", sa.BigInteger, nullable=False, comment="the rest of the cost, on account"),
    quantity("returned_quantity", nullable=False, server_default=sa.text("0")),
    belongs_to("bill_id", "supplier_bills"),
    belongs_to("receipt_line_id", "purchase_receipt_lines"),
    belongs_to("product_id", "products"),
    sa.ForeignKeyConstraint(["business_id", "account"], ["accounts.business_id", "accounts.code"]),
    sa.CheckConstraint("quantity > 0 AND unit_factor > 0", name="quantity"),
    sa.CheckConstraint("taxable_minor >= 0 AND tax_minor >= 0 AND discount_minor >= 0", name="not_negative"),
    sa.CheckConstraint("cgst_minor + sgst_minor + igst_minor + cess_minor IN (0, tax_minor)", name="components"),
    sa.CheckConstraint("cgst_minor = sgst_minor AND (cgst_minor = 0 OR igst_minor = 0)", name="halves"),
    sa.CheckConstraint(
        "cleared_minor + revalued_minor + expensed_minor = taxable_minor + CASE WHEN tax_claimed THEN 0 ELSE tax_minor END",
        name="cost",
    ),
    sa.CheckConstraint("returned_quantity BETWEEN 0 AND quantity", name="not_overreturned"),
    sa.Index("uq_supplier_bill_lines_position", "business_id", "bill_id", "position", unique=True),
    sa.Index("ix_supplier_bill_lines_receipt", "business_id", "receipt_line_id"),
    sa.Index("ix_supplier_bill_lines_product", "business_id", "product_id"),
    comment="One row per line of a supplier's bill",
    mirrored=True,
    rooted=False,
)

# -- returns -----------------------------------------------------------------------------------------

purchase_returns = tenant_table(
    "purchase_returns",
    uuid_id(),
    sa.Column("series", sa.String(6), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("bill_id", sa.Uuid, comment="the supplier's bill it takes back from"),
    sa.Column("receipt_id", sa.Uuid, comment="or the receipt, of goods not billed yet"),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("round_off_minor", default=0),
    sa.Column(
        "total_minor", sa.BigInteger, nullable=False, comment="what the supplier is owed less; 0 of goods not billed"
    ),
    sa.Column(
        "allocated_minor", sa.BigInteger, nullable=False, server_default=sa.text("0"), comment="set against bills"
    ),
    sa.Column("staff_id", sa.Uuid),
    _version(),
    instant("created_at"),
    belongs_to("supplier_id", "suppliers"),
    belongs_to("bill_id", "supplier_bills"),
    belongs_to("receipt_id", "purchase_receipts"),
    sa.CheckConstraint("(bill_id IS NULL) <> (receipt_id IS NULL)", name="one_source"),
    sa.CheckConstraint("bill_id IS NOT NULL OR total_minor = 0", name="unbilled_owes_nothing"),
    sa.CheckConstraint("allocated_minor >= 0 AND allocated_minor <= total_minor", name="not_overspent"),
    sa.Index("uq_purchase_returns_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_purchase_returns_date", "business_id", "business_date", "id"),
    sa.Index("ix_purchase_returns_supplier", "business_id", "supplier_id", "business_date"),
    sa.Index("ix_purchase_returns_bill", "business_id", "bill_id"),
    sa.Index("ix_purchase_returns_receipt", "business_id", "receipt_id"),
    comment="One row per debit note to a supplier: goods sent back, billed or not",
    mirrored=True,
)

purchase_return_lines = tenant_table(
    "purchase_return_lines",
    row_id(),
    sa.Column("return_id", sa.Uuid, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("bill_line_id", sa.BigInteger),
    sa.Column("receipt_line_id", sa.BigInteger),
    sa.Column("product_id", sa.Uuid),
    sa.Column("description", sa.Text, nullable=False),
    quantity("quantity", nullable=False),
    sa.Column("unit", sa.String(8)),
    _factor(),
    amount("taxable_minor"),
    amount("tax_minor"),
    amount("cgst_minor", default=0),
    amount("sgst_minor", default=0),
    amount("igst_minor", default=0),
    amount("cess_minor", default=0),
    sa.Column("stock_minor", sa.BigInteger, nullable=False, comment="the value that left stock with it"),
    sa.Column(
        "cleared_minor",
        sa.BigInteger,
        nullable=False,
        server_default=sa.text("0"),
        comment="of goods_received, unbilled",
    ),
    belongs_to("return_id", "purchase_returns"),
    belongs_to("bill_line_id", "supplier_bill_lines"),
    belongs_to("receipt_line_id", "purchase_receipt_lines"),
    belongs_to("product_id", "products"),
    sa.CheckConstraint("quantity > 0", name="quantity"),
    sa.Index("uq_purchase_return_lines_position", "business_id", "return_id", "position", unique=True),
    sa.Index("ix_purchase_return_lines_bill_line", "business_id", "bill_line_id"),
    sa.Index("ix_purchase_return_lines_receipt_line", "business_id", "receipt_line_id"),
    comment="One row per line of a debit note to a supplier",
    mirrored=True,
    insert_only=True,
    rooted=False,
)

# -- payments ----------------------------------------------------------------------------------------

supplier_payments = tenant_table(
    "supplier_payments",
    uuid_id(),
    sa.Column("series", sa.String(6), nullable=False),
    sa.Column("financial_year", sa.String(7), nullable=False),
    sa.Column("number", sa.String(16), nullable=False),
    sa.Column("supplier_id", sa.Uuid, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False, comment="the account it was paid from"),
    amount("amount_minor"),
    amount("allocated_minor", default=0),
    sa.Column("business_date", sa.Date, nullable=False),
    sa.Column("reference", sa.Text, comment="UTR, cheque or slip number"),
    sa.Column("note", sa.Text),
    sa.Column("reversed_date", sa.Date, comment="business date it was taken back: it never was"),
    sa.Column("reverse_reason", sa.Text),
    sa.Column("staff_id", sa.Uuid),
    _version(),
    instant("created_at"),
    belongs_to("supplier_id", "suppliers"),
    sa.ForeignKeyConstraint(["business_id", "account"], ["accounts.business_id", "accounts.code"]),
    one_of("method", METHODS),
    sa.CheckConstraint("amount_minor > 0", name="amount"),
    sa.CheckConstraint("allocated_minor >= 0 AND allocated_minor <= amount_minor", name="not_overspent"),
    sa.CheckConstraint("reversed_date IS NULL OR allocated_minor = 0", name="reversed_settles_nothing"),
    sa.Index("uq_supplier_payments_number", "business_id", "financial_year", sa.text("upper(number)"), unique=True),
    sa.Index("ix_supplier_payments_date", "business_id", "business_date", "id"),
    sa.Index("ix_supplier_payments_supplier", "business_id", "supplier_id", "business_date"),
    comment="One row per payment to a supplier",
    mirrored=True,
)

supplier_allocations = tenant_table(
    "supplier_allocations",
    row_id(),
    sa.Column("bill_id", sa.Uuid, nullable=False, comment="the supplier's bill settled"),
    sa.Column("payment_id", sa.Uuid, comment="by this payment"),
    sa.Column("return_id", sa.Uuid, comment="or by this debit note"),
    amount("amount_minor"),
    sa.Column("business_date", sa.Date, nullable=False),
    instant("at"),
    belongs_to("bill_id", "supplier_bills"),
    belongs_to("payment_id", "supplier_payments"),
    belongs_to("return_id", "purchase_returns"),
    sa.CheckConstraint("amount_minor <> 0", name="amount"),
    sa.CheckConstraint("(payment_id IS NULL) <> (return_id IS NULL)", name="one_source"),
    sa.Index("ix_supplier_allocations_bill", "business_id", "bill_id"),
    sa.Index("ix_supplier_allocations_payment", "business_id", "payment_id"),
    sa.Index("ix_supplier_allocations_return", "business_id", "return_id"),
    comment="One row per part of a payment or debit note set against a supplier's bill; negative when taken back",
    mirrored=True,
    insert_only=True,
    rooted=False,
)

# -- rules that the database holds -------------------------------------------------------------------

_DRAFT_ORDERS_CHANGE: Final = """
CREATE OR REPLACE FUNCTION only_draft_orders_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM purchase_orders WHERE business_id = OLD.business_id AND id = OLD.order_id AND status <> 'draft') THEN
        RAISE EXCEPTION 'the lines of an issued order do not go' USING ERRCODE = 'check_violation', CONSTRAINT = 'only_draft_orders_change';
    END IF;
    RETURN OLD;
END $$
"""
_SUPPLIER_BILLS_STAND: Final = """
CREATE OR REPLACE FUNCTION supplier_bills_stand() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.supplier_id, OLD.reference, OLD.bill_date, OLD.business_date, OLD.taxable_minor, OLD.tax_minor, OLD.total_minor)
       IS DISTINCT FROM
       (NEW.supplier_id, NEW.reference, NEW.bill_date, NEW.business_date, NEW.taxable_minor, NEW.tax_minor, NEW.total_minor)
       OR (OLD.status = 'cancelled' AND NEW.status <> 'cancelled') THEN
        RAISE EXCEPTION 'a supplier''s bill does not change' USING ERRCODE = 'check_violation', CONSTRAINT = 'supplier_bills_stand';
    END IF;
    RETURN NEW;
END $$
"""

DATABASE_RULES: Final[tuple[str, ...]] = (
    _DRAFT_ORDERS_CHANGE,
    "CREATE TRIGGER only_draft_orders_change BEFORE DELETE ON purchase_order_lines FOR EACH ROW EXECUTE FUNCTION only_draft_orders_change()",
    _SUPPLIER_BILLS_STAND,
    "CREATE TRIGGER supplier_bills_stand BEFORE UPDATE ON supplier_bills FOR EACH ROW EXECUTE FUNCTION supplier_bills_stand()",
)
