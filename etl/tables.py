"""What is mirrored, in the order it is written: what others refer to comes first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class MirrorTable:
    """One table of the mirror that is filled from the books.

    A staged row takes the place of the rows with its ``key``. ``names`` are columns that facts repeat, so that a change
    of theirs must reach the facts; ``changes_with`` is the table whose changes are also its own.
    """

    name: str
    key: str
    names: tuple[str, ...] = ()
    changes_with: str = ""

    @property
    def changed(self) -> str:
        """The file of ``sql/books`` that tells what changed."""
        return self.changes_with or self.name


TABLES: Final = (
    MirrorTable("business", "business_id"),
    MirrorTable("staff", "staff_id", names=("name",)),
    MirrorTable("accounts", "account", names=("name", "kind")),
    MirrorTable("expenses", "expense_id"),
    MirrorTable("goals", "goal_id"),
    MirrorTable("customers", "customer_id", names=("name", "city", "is_walk_in")),
    MirrorTable("suppliers", "supplier_id"),
    MirrorTable("products", "product_id", names=("name", "sku", "category_name", "kind")),
    MirrorTable("earlier_prices", "product_id"),
    MirrorTable("document_series", "series"),
    MirrorTable("bills", "bill_id"),
    MirrorTable("sales", "line_id", changes_with="bills"),
    MirrorTable("bill_taxes", "bill_id", changes_with="bills"),
    MirrorTable("payments", "payment_id"),
    MirrorTable("gateway_payments", "gateway_payment_id"),
    MirrorTable("transfers", "transfer_id"),
    MirrorTable("cheques", "payment_id"),
    MirrorTable("advance_taxes", "advance_tax_id"),
    MirrorTable("cash_counts", "count_id"),
    MirrorTable("allocations", "allocation_id"),
    MirrorTable("purchase_orders", "order_id"),
    MirrorTable("purchase_order_lines", "line_id", changes_with="purchase_orders"),
    MirrorTable("purchase_receipts", "receipt_id"),
    MirrorTable("purchase_receipt_lines", "line_id", changes_with="purchase_receipts"),
    MirrorTable("supplier_bills", "supplier_bill_id"),
    MirrorTable("supplier_bill_lines", "line_id", changes_with="supplier_bills"),
    MirrorTable("purchase_returns", "return_id"),
    MirrorTable("purchase_return_lines", "line_id", changes_with="purchase_returns"),
    MirrorTable("supplier_payments", "supplier_payment_id"),
    MirrorTable("supplier_allocations", "allocation_id"),
    MirrorTable("delivery_routes", "route_id"),
    MirrorTable("standing_orders", "order_id"),
    MirrorTable("deliveries", "delivery_id"),
    MirrorTable("delivery_adjustments", "adjustment_id"),
    MirrorTable("product_units", "product_id"),
    MirrorTable("stock_takes", "stock_take_id"),
    MirrorTable("stock_take_lines", "stock_take_id", changes_with="stock_takes"),
    MirrorTable("bookings", "booking_id"),
    MirrorTable("booking_lines", "booking_id", changes_with="bookings"),
    MirrorTable("challans", "challan_id"),
    MirrorTable("challan_lines", "challan_line_id"),
    MirrorTable("challan_returns", "return_id"),
    MirrorTable("hire_charges", "hire_charge_id"),
    MirrorTable("deposits", "deposit_id"),
    MirrorTable("deposit_moves", "deposit_move_id"),
    MirrorTable("stock_moves", "move_id"),
    MirrorTable("ledger", "entry_id"),
    MirrorTable("messages", "message_id"),
)


@dataclass(frozen=True)
class Rollup:
    """A table of the mirror that sums up others, ``of`` above all: where rows of that are staged, its cells may have changed."""

    name: str
    of: str


# In the order they are made: the days are summed up from the documents.
ROLLUPS: Final = (
    Rollup("sales_documents", of="sales"),
    Rollup("daily_sales", of="sales"),
    Rollup("daily_staff_sales", of="sales"),
    Rollup("monthly_product_sales", of="sales"),
    Rollup("monthly_customer_sales", of="sales"),
    Rollup("customer_sales", of="sales"),
    Rollup("daily_payments", of="payments"),
    Rollup("daily_stock", of="stock_moves"),
)

# Where rows are many: read first, so that they are under way while the small tables follow.
LARGE: Final = ("sales", "stock_moves", "ledger")

_SIGN_IN: Final = "who signs in, and how, is no figure and no question's business"
_WORKING: Final = "bookkeeping of the program itself, of no meaning to a shop"
_TRAIL: Final = "the audit trail is read in the books, in order and by its hashes"
_WORDS: Final = "addresses and words stay in the books; what became of a message is among the messages"
_AT_GATEWAYS: Final = "what came of it is in the payments; the rest is how far the asking has come"

# Tables of the books that are not mirrored, and why. What is neither here nor read by ``sql/books`` fails the tests.
LEFT_OUT: Final = {
    "alembic_version": _WORKING,
    "booking_advances": "the advance is among the payments, and what it settled among the allocations",
    "business_heads": _TRAIL,
    "event_readers": _WORKING,
    "events": _TRAIL,
    "files": "a file is fetched, not counted",
    "gateway_accounts": "keys to a shop's account with a gateway stay sealed in the books",
    "gateway_events": _WORKING,
    "gateway_refunds": _AT_GATEWAYS,
    "gateway_requests": _AT_GATEWAYS,
    "generated_content": "texts and banners are fetched, not counted",
    "idempotency_keys": _WORKING,
    "imported_documents": _WORKING,
    "imports": "what an import brought is in the bills, payments and moves themselves",
    "invitations": _SIGN_IN,
    "low_stock_notices": "what is low is told by the stock and the reorder level; that somebody was told, by the messages",
    "message_parts": _WORDS,
    "mirror_epoch": _WORKING,
    "number_series": "the last number given is on the last bill",
    "opt_outs": "kept by address; a customer's own wish is with the customer",
    "password_resets": _SIGN_IN,
    "product_barcodes": "a barcode is scanned, not counted",
    "rate_limits": _WORKING,
    "refresh_tokens": _SIGN_IN,
    "reminder_policies": "when reminders are due is set-up; those that went out are among the messages",
    "kept_questions": "a question that was kept is no figure; its answer is made of the mirror",
    "model_settings": _WORKING,
    "model_use": _WORKING,
    "question_choices": _WORKING,
    "question_turns": "what somebody asked is theirs; what it meant is asked of the mirror anew",
    "synonyms": "the shop's own words are for reading questions, which is done with the books at hand",
    "saved_reports": "a question that was kept is no figure; its answer is made of the mirror",
    "report_orders": _WORKING,
    "report_runs": _WORKING,
    "schedules": _WORKING,
    "sealed_numbers": "bank and identity numbers leave the books for nobody",
    "sessions": _SIGN_IN,
    "subscriptions": _WORKING,
    "sign_in_delays": _SIGN_IN,
}
