"""Reading orders, receipts, suppliers' bills and returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, TypeVar
from uuid import UUID

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from billing.ledger import ledger_entries, postings
from billing.listing import Listing, Page, flag, page
from billing.permissions import Actor
from billing.purchases.tables import (
    purchase_order_lines,
    purchase_orders,
    purchase_receipt_lines,
    purchase_receipts,
    purchase_return_lines,
    purchase_returns,
    supplier_bill_lines,
    supplier_bills,
)
from billing.statements import StatementLine
from billing.suppliers import Supplier, read_supplier, suppliers
from munim.database import business_of
from munim.days import Period
from munim.errors import NotFound

T = TypeVar("T", bound=msgspec.Struct)
Filters = Mapping[str, Callable[[str], sa.ColumnElement[bool]]]


def with_supplier(table: sa.Table, kind: type[msgspec.Struct], **derived: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """The columns of a document that ``kind`` shows, with its supplier's present name."""
    known = {**derived, "supplier_name": suppliers.c.name}
    names = [name for name in kind.__struct_fields__ if name != "lines"]
    return sa.select(*(known[name].label(name) if name in known else table.c[name] for name in names)).join(
        suppliers, (suppliers.c.business_id == table.c.business_id) & (suppliers.c.id == table.c.supplier_id)
    )


def one_document(session: Session, query: sa.Select[Any], table: sa.Table, document_id: UUID, missing: str) -> Any:
    """The row of one document. Raises ``NotFound``."""
    here = (table.c.business_id == business_of(session)) & (table.c.id == document_id)
    row = session.execute(query.where(here)).mappings().one_or_none()
    if row is None:
        raise NotFound(missing)
    return row


def lines_of(session: Session, kind: type[T], table: sa.Table, parent: str, document_id: UUID) -> list[T]:
    """A document's lines in the order they are printed."""
    columns = [table.c[name] for name in kind.__struct_fields__]
    here = (table.c.business_id == business_of(session)) & (table.c[parent] == document_id)
    return [kind(*row) for row in session.execute(sa.select(*columns).where(here).order_by(table.c.position))]


def page_of(
    session: Session,
    query: sa.Select[Any],
    table: sa.Table,
    listing: Listing,
    kind: type[T],
    *,
    filters: Filters,
    sorts: Mapping[str, sa.ColumnElement[Any]] | None = None,
) -> Page[T]:
    """A page of documents, newest first; every kind is filtered by supplier_id, from and to (``to`` included)."""
    shown = kind.__struct_fields__
    return page(
        session,
        query.where(table.c.business_id == business_of(session)),
        listing,
        sorts={"-business_date": table.c.business_date, "created_at": table.c.created_at, **(sorts or {})},
        id_column=table.c.id,
        filters={
            "supplier_id": lambda text: table.c.supplier_id == UUID(text),
            "from": lambda text: table.c.business_date >= date.fromisoformat(text),
            "to": lambda text: table.c.business_date <= date.fromisoformat(text),
            **filters,
        },
        shape=lambda row: kind(**{name: row._mapping[name] for name in shown}),
    )


# -- orders ------------------------------------------------------------------------------------------


class PurchaseOrderLine(msgspec.Struct, frozen=True):
    """One line of an order and how much of it has come."""

    id: int
    position: int
    product_id: UUID | None
    description: str
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    taxable_minor: int
    tax_minor: int
    received_quantity: Decimal

    @property
    def outstanding(self) -> Decimal:
        """What is still to come."""
        return max(self.quantity - self.received_quantity, Decimal(0))


class PurchaseOrderSummary(msgspec.Struct, frozen=True, kw_only=True):
    """An order in a list. ``status``: draft, open, partly_received, received, closed or cancelled."""

    id: UUID
    number: str | None
    status: str
    supplier_id: UUID
    supplier_name: str
    business_date: date
    expected_date: date | None
    taxable_minor: int
    tax_minor: int
    total_minor: int
    version: int


class OrderedFrom(msgspec.Struct, frozen=True):
    """The supplier as an issued order names them for ever."""

    name: str
    address: str | None
    city: str | None
    state_code: str | None
    gstin: str | None
    phone: str | None


class PurchaseOrder(PurchaseOrderSummary, frozen=True, kw_only=True):
    """A whole order."""

    note: str | None
    ended_date: date | None
    end_reason: str | None
    staff_id: UUID | None
    issued_at: datetime | None
    created_at: datetime
    ordered_from: OrderedFrom | None
    lines: list[PurchaseOrderLine]


_ITS_LINES = (purchase_order_lines.c.business_id == purchase_orders.c.business_id) & (
    purchase_order_lines.c.order_id == purchase_orders.c.id
)
_order_status = sa.case(
    (purchase_orders.c.status != "issued", purchase_orders.c.status),
    (
        ~sa.exists().where(_ITS_LINES, purchase_order_lines.c.received_quantity < purchase_order_lines.c.quantity),
        sa.literal("received"),
    ),
    (sa.exists().where(_ITS_LINES, purchase_order_lines.c.received_quantity > 0), sa.literal("partly_received")),
    else_=sa.literal("open"),
)


def read_order(session: Session, order_id: UUID) -> PurchaseOrder:
    """One order. Raises ``NotFound``."""
    query = with_supplier(purchase_orders, PurchaseOrder, status=_order_status)
    row = one_document(session, query, purchase_orders, order_id, "there is no such order")
    named = row["ordered_from"]
    lines = lines_of(session, PurchaseOrderLine, purchase_order_lines, "order_id", order_id)
    return PurchaseOrder(
        **{**row, "ordered_from": named and msgspec.convert(named, OrderedFrom)},
        lines=lines,
    )


def list_orders(session: Session, listing: Listing, *, by: Actor) -> Page[PurchaseOrderSummary]:
    """Orders, newest first; filters status, supplier_id, from, to, expected_by (``open`` and ``partly_received`` alone)."""
    by.require("purchases.read")
    return page_of(
        session,
        with_supplier(purchase_orders, PurchaseOrderSummary, status=_order_status),
        purchase_orders,
        listing,
        PurchaseOrderSummary,
        filters={
            "status": lambda text: _order_status == text,
            "expected_by": lambda text: (
                (purchase_orders.c.expected_date <= date.fromisoformat(text))
                & _order_status.in_(("open", "partly_received"))
            ),
        },
    )


# -- receipts ----------------------------------------------------------------------------------------


class PurchaseReceiptLine(msgspec.Struct, frozen=True):
    """One line of a receipt and what became of it. ``value_minor`` before tax."""

    id: int
    position: int
    order_line_id: int | None
    product_id: UUID | None
    description: str
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_cost: Decimal
    tax_rate: Decimal
    value_minor: int
    stocked: bool
    billed_quantity: Decimal
    returned_quantity: Decimal
    cleared_minor: int

    @property
    def unbilled(self) -> Decimal:
        """What was kept and is not billed yet."""
        return self.quantity - self.billed_quantity - self.returned_quantity


class PurchaseReceiptSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt of goods in a list. ``billed``: nothing of it awaits a bill any more."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    order_id: UUID | None
    reference: str | None
    business_date: date
    value_minor: int
    billed: bool
    version: int


class PurchaseReceipt(PurchaseReceiptSummary, frozen=True, kw_only=True):
    """A whole receipt of goods."""

    note: str | None
    staff_id: UUID | None
    created_at: datetime
    lines: list[PurchaseReceiptLine]


_is_billed = ~sa.exists().where(
    purchase_receipt_lines.c.business_id == purchase_receipts.c.business_id,
    purchase_receipt_lines.c.receipt_id == purchase_receipts.c.id,
    purchase_receipt_lines.c.billed_quantity + purchase_receipt_lines.c.returned_quantity
    < purchase_receipt_lines.c.quantity,
)


def read_receipt(session: Session, receipt_id: UUID) -> PurchaseReceipt:
    """One receipt of goods. Raises ``NotFound``."""
    query = with_supplier(purchase_receipts, PurchaseReceipt, billed=_is_billed)
    row = one_document(session, query, purchase_receipts, receipt_id, "there is no such receipt of goods")
    return PurchaseReceipt(
        **row, lines=lines_of(session, PurchaseReceiptLine, purchase_receipt_lines, "receipt_id", receipt_id)
    )


def list_receipts(session: Session, listing: Listing, *, by: Actor) -> Page[PurchaseReceiptSummary]:
    """Receipts of goods, newest first; filters supplier_id, order_id, billed, from, to."""
    by.require("purchases.read")
    return page_of(
        session,
        with_supplier(purchase_receipts, PurchaseReceiptSummary, billed=_is_billed),
        purchase_receipts,
        listing,
        PurchaseReceiptSummary,
        filters={
            "order_id": lambda text: purchase_receipts.c.order_id == UUID(text),
            "billed": lambda text: _is_billed if flag(text) else sa.not_(_is_billed),
        },
    )


# -- suppliers' bills --------------------------------------------------------------------------------


class SupplierBillLine(msgspec.Struct, frozen=True):
    """One line of a supplier's bill; cleared + revalued + expensed is what it cost."""

    id: int
    position: int
    receipt_line_id: int | None
    product_id: UUID | None
    account: str
    description: str
    hsn: str | None
    quantity: Decimal
    unit: str | None
    unit_factor: Decimal
    unit_price: Decimal
    tax_rate: Decimal
    cess_rate: Decimal
    tax_claimed: bool
    discount_minor: int
    taxable_minor: int
    tax_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    cess_minor: int
    cleared_minor: int
    revalued_minor: int
    expensed_minor: int
    returned_quantity: Decimal


class SupplierBillSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier's bill in a list; ``due_minor`` is what is still to be paid."""

    id: UUID
    status: str
    supplier_id: UUID
    supplier_name: str
    reference: str
    bill_date: date
    business_date: date
    due_date: date
    taxable_minor: int
    tax_minor: int
    total_minor: int
    paid_minor: int
    returned_minor: int
    due_minor: int
    version: int


class SupplierBill(SupplierBillSummary, frozen=True, kw_only=True):
    """A whole supplier's bill."""

    place_of_supply: str | None
    supply: Literal["intra", "inter"] | None
    reverse_charge: bool
    round_off_minor: int
    note: str | None
    file_id: UUID | None
    cancelled_date: date | None
    cancel_reason: str | None
    staff_id: UUID | None
    created_at: datetime
    lines: list[SupplierBillLine]


# what a bill still awaits; nothing, once it is cancelled
DUE = sa.case(
    (
        supplier_bills.c.status == "recorded",
        supplier_bills.c.total_minor - supplier_bills.c.paid_minor - supplier_bills.c.returned_minor,
    ),
    else_=0,
)


def read_supplier_bill(session: Session, bill_id: UUID) -> SupplierBill:
    """One supplier's bill. Raises ``NotFound``."""
    query = with_supplier(supplier_bills, SupplierBill, due_minor=DUE)
    row = one_document(session, query, supplier_bills, bill_id, "there is no such supplier's bill")
    return SupplierBill(**row, lines=lines_of(session, SupplierBillLine, supplier_bill_lines, "bill_id", bill_id))


def list_supplier_bills(session: Session, listing: Listing, *, by: Actor) -> Page[SupplierBillSummary]:
    """Suppliers' bills, newest first; filters supplier_id, status, open, overdue_on, reference, from, to."""
    by.require("purchases.read")
    return page_of(
        session,
        with_supplier(supplier_bills, SupplierBillSummary, due_minor=DUE),
        supplier_bills,
        listing,
        SupplierBillSummary,
        filters={
            "status": lambda text: supplier_bills.c.status == text,
            "open": lambda text: (DUE > 0) == flag(text),
            "overdue_on": lambda text: (supplier_bills.c.due_date < date.fromisoformat(text)) & (DUE > 0),
            "reference": lambda text: sa.func.upper(supplier_bills.c.reference) == text.upper(),
        },
        sorts={"due_date": supplier_bills.c.due_date, "total": supplier_bills.c.total_minor},
    )


# -- returns -----------------------------------------------------------------------------------------


class PurchaseReturnLine(msgspec.Struct, frozen=True):
    """One line of a debit note; ``stock_minor`` is the value that left stock with it."""

    id: int
    position: int
    product_id: UUID | None
    description: str
    quantity: Decimal
    unit: str | None
    taxable_minor: int
    tax_minor: int
    cgst_minor: int
    sgst_minor: int
    igst_minor: int
    cess_minor: int
    stock_minor: int


class PurchaseReturnSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A debit note to a supplier in a list; ``unallocated_minor`` is the credit with them that is left of it."""

    id: UUID
    number: str
    supplier_id: UUID
    supplier_name: str
    bill_id: UUID | None
    receipt_id: UUID | None
    business_date: date
    reason: str
    taxable_minor: int
    tax_minor: int
    round_off_minor: int
    total_minor: int
    allocated_minor: int
    unallocated_minor: int
    version: int


class PurchaseReturn(PurchaseReturnSummary, frozen=True, kw_only=True):
    """A whole debit note to a supplier."""

    staff_id: UUID | None
    created_at: datetime
    lines: list[PurchaseReturnLine]


_LEFT_OF_RETURN = purchase_returns.c.total_minor - purchase_returns.c.allocated_minor


def read_return(session: Session, return_id: UUID) -> PurchaseReturn:
    """One debit note to a supplier. Raises ``NotFound``."""
    query = with_supplier(purchase_returns, PurchaseReturn, unallocated_minor=_LEFT_OF_RETURN)
    row = one_document(session, query, purchase_returns, return_id, "there is no such return")
    lines = lines_of(session, PurchaseReturnLine, purchase_return_lines, "return_id", return_id)
    return PurchaseReturn(**row, lines=lines)


def list_returns(session: Session, listing: Listing, *, by: Actor) -> Page[PurchaseReturnSummary]:
    """Debit notes to suppliers, newest first; filters supplier_id, bill_id, receipt_id, from, to."""
    by.require("purchases.read")
    return page_of(
        session,
        with_supplier(purchase_returns, PurchaseReturnSummary, unallocated_minor=_LEFT_OF_RETURN),
        purchase_returns,
        listing,
        PurchaseReturnSummary,
        filters={
            "bill_id": lambda text: purchase_returns.c.bill_id == UUID(text),
            "receipt_id": lambda text: purchase_returns.c.receipt_id == UUID(text),
        },
    )


# -- statement ---------------------------------------------------------------------------------------


class SupplierStatement(msgspec.Struct, frozen=True, kw_only=True):
    """Opening balance, every line, closing balance; positive: the shop owes them. opening + lines = closing."""

    supplier: Supplier
    period: Period
    opening_minor: int
    lines: list[StatementLine]
    closing_minor: int


def supplier_statement(session: Session, supplier_id: UUID, period: Period, *, by: Actor) -> SupplierStatement:
    """The supplier's account over the business dates of ``period``. Raises ``NotFound``."""
    by.require("purchases.read")
    supplier = read_supplier(session, supplier_id)
    theirs = (
        (ledger_entries.c.business_id == business_of(session))
        & (ledger_entries.c.supplier_id == supplier_id)
        & (ledger_entries.c.account == "payable")
    )
    before = sa.select(sa.func.coalesce(-sa.func.sum(ledger_entries.c.amount_minor), 0)).where(
        theirs, ledger_entries.c.business_date < period.start
    )
    opening = balance = int(session.execute(before).scalar_one())
    found = session.execute(
        sa.select(
            postings.c.business_date,
            postings.c.kind,
            postings.c.narration,
            postings.c.subject_id,
            -ledger_entries.c.amount_minor,
        )
        .join(
            postings,
            (postings.c.business_id == ledger_entries.c.business_id) & (postings.c.id == ledger_entries.c.posting_id),
        )
        .where(theirs, ledger_entries.c.business_date >= period.start, ledger_entries.c.business_date < period.end)
        .order_by(ledger_entries.c.business_date, ledger_entries.c.id)
    )
    lines: list[StatementLine] = []
    for day, kind, narration, subject_id, owed_minor in found:
        balance += owed_minor
        lines.append(StatementLine(day, kind, narration, subject_id, owed_minor, balance))
    return SupplierStatement(
        supplier=supplier, period=period, opening_minor=opening, lines=lines, closing_minor=balance
    )
