"""/api/purchases: orders, receipts of goods, suppliers' bills, returns and payments."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.documents import pdf
from api.guards import may
from billing.business import this_business
from billing.payments.reverse import ReversePayment
from billing.purchases.ageing import PayableAgeing, payable_ageing
from billing.purchases.bill import RecordSupplierBill, record_supplier_bill
from billing.purchases.cancel import CancelSupplierBill, cancel_supplier_bill
from billing.purchases.order import (
    DraftOrder,
    EndOrder,
    IssueOrder,
    cancel_order,
    change_order,
    close_order,
    draft_order,
    issue_order,
)
from billing.purchases.papers import (
    PurchasePaper,
    file_name,
    order_paper,
    paper_pdf,
    payment_paper,
    receipt_paper,
    return_paper,
)
from billing.purchases.pay import (
    PaySupplier,
    SupplierPayment,
    allocate_to_supplier,
    list_supplier_payments,
    pay_supplier,
    read_supplier_payment,
    reverse_supplier_payment,
)
from billing.purchases.reads import (
    PurchaseOrder,
    PurchaseOrderSummary,
    PurchaseReceipt,
    PurchaseReceiptSummary,
    PurchaseReturn,
    PurchaseReturnSummary,
    SupplierBill,
    SupplierBillSummary,
    list_orders,
    list_receipts,
    list_returns,
    list_supplier_bills,
    read_order,
    read_receipt,
    read_return,
    read_supplier_bill,
)
from billing.purchases.receive import ReceiveGoods, receive_goods
from billing.purchases.return_billed import return_billed
from billing.purchases.return_unbilled import return_unbilled
from billing.purchases.send_back import SendBack
from billing.purchases.settle import SettleBill, Source

_READ = [may("purchases.read")]
_WRITE = [may("purchases.write")]


class AllocateToSupplier(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The suppliers' bills to set it against; None: the oldest due first."""

    allocations: list[SettleBill] | None = None


async def _printed(desk: Desk, paper: Callable[..., PurchasePaper], document_id: UUID) -> Response[bytes]:
    """A document as a PDF."""
    made = await desk.inside(lambda session: paper(session, document_id, by=desk.actor, store=desk.parts.files))
    return pdf(await desk.in_thread(lambda: paper_pdf(made)), name=file_name(made))


class PurchaseOrderController(Controller):
    """Orders to suppliers."""

    path = "/api/purchases/orders"
    tags = ["Purchases"]

    @get("/", guards=_READ, operation_id="listPurchaseOrders")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[PurchaseOrderSummary]]:
        """Orders, newest first. Filters: status, supplier_id, from, to, expected_by."""
        return await desk.page(lambda session, listing: list_orders(session, listing, by=desk.actor))

    @post("/", guards=_WRITE, status_code=201, operation_id="draftPurchaseOrder")
    async def draft(self, desk: NamedDependency[Desk], data: JSONBody[DraftOrder]) -> Response[PurchaseOrder]:
        """Draft an order; it gets its number when it is issued."""
        return await desk.write(
            lambda session: draft_order(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{order_id:uuid}", guards=_READ, operation_id="readPurchaseOrder")
    async def read(self, desk: NamedDependency[Desk], order_id: FromPath[UUID]) -> Response[PurchaseOrder]:
        """An order, line by line, and how much of it has come."""
        return await desk.read(lambda session: read_order(session, order_id))

    @put("/{order_id:uuid}", guards=_WRITE, operation_id="changePurchaseOrder")
    async def change(
        self, desk: NamedDependency[Desk], order_id: FromPath[UUID], data: JSONBody[DraftOrder]
    ) -> Response[PurchaseOrder]:
        """Write a draft anew; an issued order does not change."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_order(session, order_id, data, by=desk.actor, at=desk.at, expected_version=version)
        )

    @post("/{order_id:uuid}/issue", guards=_WRITE, status_code=200, operation_id="issuePurchaseOrder")
    async def issue(
        self, desk: NamedDependency[Desk], order_id: FromPath[UUID], data: JSONBody[IssueOrder | None] = None
    ) -> Response[PurchaseOrder]:
        """Give a draft its number: from then on goods are received against it. If-Match is heeded when given."""
        return await desk.write(
            lambda session: issue_order(
                session,
                order_id,
                data or IssueOrder(),
                by=desk.actor,
                at=desk.at,
                expected_version=desk.given_version,
            )
        )

    @post("/{order_id:uuid}/cancel", guards=_WRITE, status_code=200, operation_id="cancelPurchaseOrder")
    async def cancel(
        self, desk: NamedDependency[Desk], order_id: FromPath[UUID], data: JSONBody[EndOrder]
    ) -> Response[PurchaseOrder]:
        """Cancel a draft, or an order of which nothing has come."""
        return await desk.write(
            lambda session: cancel_order(
                session, order_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{order_id:uuid}/close", guards=_WRITE, status_code=200, operation_id="closePurchaseOrder")
    async def close(
        self, desk: NamedDependency[Desk], order_id: FromPath[UUID], data: JSONBody[EndOrder]
    ) -> Response[PurchaseOrder]:
        """Expect nothing more of an order; what has come stands."""
        return await desk.write(
            lambda session: close_order(
                session, order_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @get("/{order_id:uuid}/pdf", guards=_READ, operation_id="readPurchaseOrderPdf", media_type="application/pdf")
    async def paper(self, desk: NamedDependency[Desk], order_id: FromPath[UUID]) -> Response[bytes]:
        """The order on A4."""
        return await _printed(desk, order_paper, order_id)


class PurchaseReceiptController(Controller):
    """Goods taken in."""

    path = "/api/purchases/receipts"
    tags = ["Purchases"]

    @get("/", guards=_READ, operation_id="listPurchaseReceipts")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[PurchaseReceiptSummary]]:
        """Receipts of goods, newest first. Filters: supplier_id, order_id, billed, from, to."""
        return await desk.page(lambda session, listing: list_receipts(session, listing, by=desk.actor))

    @post("/", guards=_WRITE, status_code=201, operation_id="receiveGoods")
    async def receive(self, desk: NamedDependency[Desk], data: JSONBody[ReceiveGoods]) -> Response[PurchaseReceipt]:
        """Take goods in, on an order or without one: stock grows by them at what they cost."""
        return await desk.write(
            lambda session: receive_goods(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/{receipt_id:uuid}", guards=_READ, operation_id="readPurchaseReceipt")
    async def read(self, desk: NamedDependency[Desk], receipt_id: FromPath[UUID]) -> Response[PurchaseReceipt]:
        """A receipt of goods, and what of it is billed."""
        return await desk.read(lambda session: read_receipt(session, receipt_id))

    @post("/{receipt_id:uuid}/return", guards=_WRITE, status_code=201, operation_id="returnUnbilledGoods")
    async def send_back(
        self, desk: NamedDependency[Desk], receipt_id: FromPath[UUID], data: JSONBody[SendBack]
    ) -> Response[PurchaseReturn]:
        """Send back goods that are not billed yet: nobody owes anything for them."""
        return await desk.write(
            lambda session: return_unbilled(session, receipt_id, data, by=desk.actor, at=desk.at),
            status=201,
            collection="/api/purchases/returns",
            moves_money=True,
        )

    @get("/{receipt_id:uuid}/pdf", guards=_READ, operation_id="readPurchaseReceiptPdf", media_type="application/pdf")
    async def paper(self, desk: NamedDependency[Desk], receipt_id: FromPath[UUID]) -> Response[bytes]:
        """The goods received note on A4."""
        return await _printed(desk, receipt_paper, receipt_id)


class SupplierBillController(Controller):
    """Bills that suppliers sent."""

    path = "/api/purchases/bills"
    tags = ["Purchases"]

    @get("/", guards=_READ, operation_id="listSupplierBills")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[SupplierBillSummary]]:
        """Suppliers' bills, newest first.

        Filters: supplier_id, status, open, overdue_on, reference, from, to; sort: business_date, created_at, due_date, total.
        """
        return await desk.page(lambda session, listing: list_supplier_bills(session, listing, by=desk.actor))

    @post("/", guards=_WRITE, status_code=201, operation_id="recordSupplierBill")
    async def record(self, desk: NamedDependency[Desk], data: JSONBody[RecordSupplierBill]) -> Response[SupplierBill]:
        """Enter a supplier's bill: of goods received, or of expenses and services straight away."""
        return await desk.write(
            lambda session: record_supplier_bill(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/{supplier_bill_id:uuid}", guards=_READ, operation_id="readSupplierBill")
    async def read(self, desk: NamedDependency[Desk], supplier_bill_id: FromPath[UUID]) -> Response[SupplierBill]:
        """A supplier's bill, its tax, and what of it is still to be paid."""
        return await desk.read(lambda session: read_supplier_bill(session, supplier_bill_id))

    @post("/{supplier_bill_id:uuid}/cancel", guards=_WRITE, status_code=200, operation_id="cancelSupplierBill")
    async def cancel(
        self, desk: NamedDependency[Desk], supplier_bill_id: FromPath[UUID], data: JSONBody[CancelSupplierBill]
    ) -> Response[SupplierBill]:
        """Take a bill that was entered wrongly out of the books; its number may be entered again."""
        return await desk.write(
            lambda session: cancel_supplier_bill(
                session, supplier_bill_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            ),
            moves_money=True,
        )

    @post("/{supplier_bill_id:uuid}/return", guards=_WRITE, status_code=201, operation_id="returnBilledGoods")
    async def send_back(
        self, desk: NamedDependency[Desk], supplier_bill_id: FromPath[UUID], data: JSONBody[SendBack]
    ) -> Response[PurchaseReturn]:
        """Send goods of a bill back by a debit note: the supplier is owed less, and the tax is given back."""
        return await desk.write(
            lambda session: return_billed(session, supplier_bill_id, data, by=desk.actor, at=desk.at),
            status=201,
            collection="/api/purchases/returns",
            moves_money=True,
        )


class PurchaseReturnController(Controller):
    """Goods sent back to suppliers."""

    path = "/api/purchases/returns"
    tags = ["Purchases"]

    @get("/", guards=_READ, operation_id="listPurchaseReturns")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[PurchaseReturnSummary]]:
        """Debit notes to suppliers, newest first. Filters: supplier_id, bill_id, receipt_id, from, to."""
        return await desk.page(lambda session, listing: list_returns(session, listing, by=desk.actor))

    @get("/{purchase_return_id:uuid}", guards=_READ, operation_id="readPurchaseReturn")
    async def read(self, desk: NamedDependency[Desk], purchase_return_id: FromPath[UUID]) -> Response[PurchaseReturn]:
        """A debit note to a supplier."""
        return await desk.read(lambda session: read_return(session, purchase_return_id))

    @post(
        "/{purchase_return_id:uuid}/allocations",
        guards=_WRITE,
        status_code=200,
        operation_id="allocatePurchaseReturn",
    )
    async def allocate(
        self, desk: NamedDependency[Desk], purchase_return_id: FromPath[UUID], data: JSONBody[AllocateToSupplier]
    ) -> Response[PurchaseReturn]:
        """Set what is left of a debit note against other bills of the supplier."""

        def operation(session: Session) -> PurchaseReturn:
            source = Source(return_id=purchase_return_id)
            allocate_to_supplier(session, source, data.allocations, by=desk.actor, at=desk.at)
            return read_return(session, purchase_return_id)

        return await desk.write(operation, moves_money=True)

    @get(
        "/{purchase_return_id:uuid}/pdf",
        guards=_READ,
        operation_id="readPurchaseReturnPdf",
        media_type="application/pdf",
    )
    async def paper(self, desk: NamedDependency[Desk], purchase_return_id: FromPath[UUID]) -> Response[bytes]:
        """The debit note on A4."""
        return await _printed(desk, return_paper, purchase_return_id)


class SupplierPaymentController(Controller):
    """Money paid to suppliers."""

    path = "/api/purchases/payments"
    tags = ["Purchases"]

    @get("/", guards=_READ, operation_id="listSupplierPayments")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[SupplierPayment]]:
        """Payments to suppliers, newest first. Filters: supplier_id, bill_id, method, from, to."""
        return await desk.page(lambda session, listing: list_supplier_payments(session, listing, by=desk.actor))

    @post("/", guards=_WRITE, status_code=201, operation_id="paySupplier")
    async def pay(self, desk: NamedDependency[Desk], data: JSONBody[PaySupplier]) -> Response[SupplierPayment]:
        """Pay a supplier: against the bills named, or the oldest due; the rest is paid ahead."""
        return await desk.write(
            lambda session: pay_supplier(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/{supplier_payment_id:uuid}", guards=_READ, operation_id="readSupplierPayment")
    async def read(self, desk: NamedDependency[Desk], supplier_payment_id: FromPath[UUID]) -> Response[SupplierPayment]:
        """One payment to a supplier."""
        return await desk.read(lambda session: read_supplier_payment(session, supplier_payment_id))

    @post(
        "/{supplier_payment_id:uuid}/allocations",
        guards=_WRITE,
        status_code=200,
        operation_id="allocateSupplierPayment",
    )
    async def allocate(
        self, desk: NamedDependency[Desk], supplier_payment_id: FromPath[UUID], data: JSONBody[AllocateToSupplier]
    ) -> Response[SupplierPayment]:
        """Set what was paid ahead against bills."""

        def operation(session: Session) -> SupplierPayment:
            source = Source(payment_id=supplier_payment_id)
            allocate_to_supplier(session, source, data.allocations, by=desk.actor, at=desk.at)
            return read_supplier_payment(session, supplier_payment_id)

        return await desk.write(operation, moves_money=True)

    @post("/{supplier_payment_id:uuid}/reverse", guards=_WRITE, status_code=200, operation_id="reverseSupplierPayment")
    async def reverse(
        self, desk: NamedDependency[Desk], supplier_payment_id: FromPath[UUID], data: JSONBody[ReversePayment]
    ) -> Response[SupplierPayment]:
        """Take back a payment that never was: its bills are owed again."""
        return await desk.write(
            lambda session: reverse_supplier_payment(
                session, supplier_payment_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            ),
            moves_money=True,
        )

    @get(
        "/{supplier_payment_id:uuid}/pdf",
        guards=_READ,
        operation_id="readPaymentVoucherPdf",
        media_type="application/pdf",
    )
    async def paper(self, desk: NamedDependency[Desk], supplier_payment_id: FromPath[UUID]) -> Response[bytes]:
        """The payment voucher on A4."""
        return await _printed(desk, payment_paper, supplier_payment_id)


@get("/api/purchases/ageing", guards=_READ, operation_id="readPayableAgeing", tags=["Purchases"])
async def ageing(desk: NamedDependency[Desk], as_of: FromQuery[date | None] = None) -> Response[PayableAgeing]:
    """What suppliers are owed by how long it is due, at the end of ``as_of``; today if not said."""

    def operation(session: Session) -> PayableAgeing:
        return payable_ageing(session, as_of or this_business(session).today(desk.at), by=desk.actor)

    return await desk.read(operation)
