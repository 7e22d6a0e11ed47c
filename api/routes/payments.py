"""/api/payments: receipts, advances and refunds."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from billing.payments.reads import Payment, list_payments, read_payment
from billing.payments.record import AllocationInput, RecordPayment, allocate_advance, record_payment
from billing.payments.refund import RefundMoney, refund_money


class AllocateAdvance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bills to set an advance against; None: the oldest due first."""

    allocations: list[AllocationInput] | None = None


class PaymentController(Controller):
    """Money in, and money given back."""

    path = "/api/payments"
    tags = ["Payments"]

    @get("/", guards=[may("payments.read")], operation_id="listPayments")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[Payment]]:
        """Receipts and refunds, newest first. Filters: customer_id, bill_id, method, direction, from, to."""
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
        """Give back what is left of a payment or a credit note."""
        return await desk.write(
            lambda session: refund_money(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )
