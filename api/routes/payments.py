"""/api/payments: receipts, advances and refunds."""

from contextlib import suppress
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.documents import SharedLink, pdf
from api.guards import may
from billing.gateway.accounts import GatewayName
from billing.gateway.payments import GatewayPayment, settle_payment
from billing.payments.cheques import (
    Cheque,
    ClearCheque,
    DepositCheque,
    clear_cheque,
    deposit_cheque,
    list_cheques,
    read_cheque,
)
from billing.payments.methods import method_of
from billing.payments.reads import Payment, list_payments, read_payment
from billing.payments.receipts import read_receipt_document, receipt_pdf
from billing.payments.record import AllocationInput, RecordPayment, allocate_advance, record_payment
from billing.payments.refund import RefundMoney, refund_money
from billing.payments.reverse import BounceCheque, ReversePayment, bounce_cheque, reverse_payment
from munim.errors import MunimError
from munim.text import Line
from notifications.reminders import receipt_link


class AllocateAdvance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bills to set an advance against; None: the oldest due first."""

    allocations: list[AllocationInput] | None = None


class VerifyPayment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a gateway gave the customer's browser to bring back, as it was given.

    Razorpay: razorpay_order_id, razorpay_payment_id, razorpay_signature, or the five parameters of a payment link's
    return; Stripe: session_id.
    """

    gateway: GatewayName
    callback: dict[str, Line]


class PaymentController(Controller):
    """Money in, and money given back."""

    path = "/api/payments"
    tags = ["Payments"]

    @get("/", guards=[may("payments.read")], operation_id="listPayments")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Payment]]:
        """Receipts and refunds, newest first. Filters: customer_id, bill_id, method, direction, status, account, from, to."""
        return await desk.page(lambda session, listing: list_payments(session, listing, by=desk.actor))

    @post("/", guards=[may("payments.write")], status_code=201, operation_id="recordPayment")
    async def record(self, desk: NamedDependency[Desk], data: JSONBody[RecordPayment]) -> Response[Payment]:
        """Take a customer's money: against the bills named, or the oldest due; the rest is their advance."""
        return await desk.write(
            lambda session: record_payment(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/{payment_id:uuid}", guards=[may("payments.read")], operation_id="readPayment")
    async def read(self, desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[Payment]:
        """One receipt or refund."""
        return await desk.read(lambda session: read_payment(session, payment_id))

    @post(
        "/{payment_id:uuid}/allocations",
        guards=[may("payments.write")],
        status_code=200,
        operation_id="allocateAdvance",
    )
    async def allocate(
        self, desk: NamedDependency[Desk], payment_id: FromPath[UUID], data: JSONBody[AllocateAdvance]
    ) -> Response[Payment]:
        """Set what is left of a payment against bills."""
        return await desk.write(
            lambda session: allocate_advance(session, payment_id, data.allocations, by=desk.actor, at=desk.at),
            moves_money=True,
        )

    @post("/refunds", guards=[may("payments.refund")], status_code=201, operation_id="refund")
    async def refund(self, desk: NamedDependency[Desk], data: JSONBody[RefundMoney]) -> Response[Payment]:
        """Give back what is left of a payment or a credit note. What came by a gateway goes back by it, with method gateway.

        The gateway is asked once the refund is booked; should it refuse, the refund is reversed.
        """
        booked: list[UUID] = []

        def operation(session: Session) -> Payment:
            refund = refund_money(session, data, by=desk.actor, at=desk.at)
            booked.append(refund.id)
            return refund

        answer = await desk.write(operation, status=201, collection=self.path, moves_money=True)
        # a gateway that does not answer now is asked again by the worker
        if booked and method_of(data.method) == "gateway":
            with suppress(MunimError):
                await desk.slowly(lambda: desk.parts.exchange.refund(desk.business_id, booked[0], at=desk.at))
        return answer

    @post("/verify", guards=[may("payments.write")], status_code=200, operation_id="verifyPayment")
    async def verify(self, desk: NamedDependency[Desk], data: JSONBody[VerifyPayment]) -> Response[GatewayPayment]:
        """Settle what a customer's browser brought back from a gateway: its signature, then the payment itself, are checked."""
        seen = await desk.slowly(
            lambda: desk.parts.exchange.verify(desk.business_id, data.gateway, data.callback, by=desk.actor)
        )
        return await desk.write(
            lambda session: settle_payment(session, seen, by=desk.actor, at=desk.at), moves_money=True
        )

    @post(
        "/{payment_id:uuid}/reverse", guards=[may("payments.reverse")], status_code=200, operation_id="reversePayment"
    )
    async def reverse(
        self, desk: NamedDependency[Desk], payment_id: FromPath[UUID], data: JSONBody[ReversePayment]
    ) -> Response[Payment]:
        """Undo a receipt or refund that should not have been: once, with a reason. Its number stays."""
        return await desk.write(
            lambda session: reverse_payment(session, payment_id, data, by=desk.actor, at=desk.at), moves_money=True
        )

    @get(
        "/{payment_id:uuid}/pdf",
        guards=[may("payments.read")],
        operation_id="readReceiptPdf",
        media_type="application/pdf",
    )
    async def document(self, desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[bytes]:
        """The receipt, refund or voucher on A4."""
        document = await desk.inside(
            lambda session: read_receipt_document(session, payment_id, by=desk.actor, store=desk.parts.files)
        )
        return pdf(await desk.in_thread(lambda: receipt_pdf(document)), name=f"{document.number}.pdf")

    @post("/{payment_id:uuid}/link", guards=[may("payments.read")], status_code=200, operation_id="shareReceipt")
    async def share(self, desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[SharedLink]:
        """A link that shows the receipt to whoever holds it, for ninety days."""
        await desk.inside(lambda session: read_payment(session, payment_id))
        return desk.shaped(
            SharedLink(receipt_link(desk.business_id, payment_id, settings=desk.parts.settings, at=desk.at))
        )

    @get("/{payment_id:uuid}/cheque", guards=[may("payments.read")], operation_id="readCheque")
    async def cheque(self, desk: NamedDependency[Desk], payment_id: FromPath[UUID]) -> Response[Cheque]:
        """The cheque a receipt was paid by."""
        return await desk.read(lambda session: read_cheque(session, payment_id))

    @post(
        "/{payment_id:uuid}/cheque/deposit",
        guards=[may("payments.write")],
        status_code=200,
        operation_id="depositCheque",
    )
    async def deposit(
        self, desk: NamedDependency[Desk], payment_id: FromPath[UUID], data: JSONBody[DepositCheque | None] = None
    ) -> Response[Cheque]:
        """Take a cheque to the bank."""
        command = data or DepositCheque()
        return await desk.write(
            lambda session: deposit_cheque(session, payment_id, command, by=desk.actor, at=desk.at), moves_money=True
        )

    @post(
        "/{payment_id:uuid}/cheque/clear", guards=[may("payments.write")], status_code=200, operation_id="clearCheque"
    )
    async def clear(
        self, desk: NamedDependency[Desk], payment_id: FromPath[UUID], data: JSONBody[ClearCheque | None] = None
    ) -> Response[Cheque]:
        """Note that the bank credited a cheque."""
        command = data or ClearCheque()
        return await desk.write(lambda session: clear_cheque(session, payment_id, command, by=desk.actor, at=desk.at))

    @post(
        "/{payment_id:uuid}/cheque/bounce",
        guards=[may("payments.reverse")],
        status_code=200,
        operation_id="bounceCheque",
    )
    async def bounce(
        self, desk: NamedDependency[Desk], payment_id: FromPath[UUID], data: JSONBody[BounceCheque]
    ) -> Response[Cheque]:
        """Note that the bank returned a cheque: its bills are open again, and the customer may be charged."""
        return await desk.write(
            lambda session: bounce_cheque(session, payment_id, data, by=desk.actor, at=desk.at), moves_money=True
        )


class ChequeController(Controller):
    """Cheques in hand and on their way."""

    path = "/api/cheques"
    tags = ["Payments"]

    @get("/", guards=[may("payments.read")], operation_id="listCheques")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Cheque]]:
        """Cheques by the date written on them. Filters: status, customer_id, from, to."""
        return await desk.page(lambda session, listing: list_cheques(session, listing, by=desk.actor))
