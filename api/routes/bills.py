"""/api/billing: bills from draft to payment, cancellation and credit note; on paper, by message, by link."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from api.cursors import Slice
from api.desk import Desk
from api.documents import SharedLink, pdf
from api.guards import may
from billing.bills.cancel import CancelBill, cancel_bill
from billing.bills.convert import ConvertQuotation, convert_quotation
from billing.bills.credit import CreditBill, credit_bill
from billing.bills.debit import DebitBill, debit_bill
from billing.bills.draft import DraftBill, change_draft, discard_draft, draft_bill
from billing.bills.issue import IssueBill, issue_bill
from billing.bills.reads import Bill, BillSummary, list_bills, read_bill, without_costs
from billing.bills.sell import sell
from billing.bills.write_off import WriteOff, write_off
from billing.documents import bill_pdf, file_name, read_bill_document
from billing.gateway.requests import AskPayment, PaymentRequest
from billing.listing import Listing, Page
from billing.payments.allocate_credit import allocate_credit
from billing.payments.pay_bill import PayBill, pay_bill
from billing.payments.reads import Payment, list_payments
from billing.payments.record import AllocationInput
from notifications.channels import Part
from notifications.messages import Queued
from notifications.reminders import SendBill, SendReminder, bill_link, send_bill, send_reminder


class AllocateCredit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The bills to set a credit note against; None: the oldest due first."""

    allocations: list[AllocationInput] | None = None


class BillController(Controller):
    """Invoices, quotations, credit and debit notes."""

    path = "/api/billing"
    tags = ["Billing"]

    @get("/", guards=[may("bills.read")], operation_id="listBills")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[BillSummary]]:
        """Bills, newest first.

        Filters: kind, status, customer_id, from, to, q, overdue_on, open; sort: business_date, created_at, total, due_date.
        """
        return await desk.page(lambda session, listing: list_bills(session, listing, by=desk.actor))

    @post("/", guards=[may("bills.write")], status_code=201, operation_id="createBill")
    async def create(
        self, desk: NamedDependency[Desk], data: JSONBody[DraftBill], issue: FromQuery[bool] = False
    ) -> Response[Bill]:
        """Draft a bill; with ``issue=true`` issue it in the same breath, as the counter does."""

        def operation(session: Session) -> Bill:
            if issue:
                return without_costs(sell(session, data, IssueBill(), by=desk.actor, at=desk.at), desk.actor)
            return without_costs(draft_bill(session, data, by=desk.actor, at=desk.at), desk.actor)

        return await desk.write(operation, status=201, collection=self.path, moves_money=issue)

    @get("/{bill_id:uuid}", guards=[may("bills.read")], operation_id="readBill")
    async def read(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[Bill]:
        """A whole bill: lines, taxes, and what is still due."""
        return await desk.read(lambda session: without_costs(read_bill(session, bill_id), desk.actor))

    @put("/{bill_id:uuid}", guards=[may("bills.write")], operation_id="changeDraft")
    async def change(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[DraftBill]
    ) -> Response[Bill]:
        """Write a draft anew; an issued bill does not change."""
        version = desk.expected_version

        def operation(session: Session) -> Bill:
            bill = change_draft(session, bill_id, data, by=desk.actor, at=desk.at, expected_version=version)
            return without_costs(bill, desk.actor)

        return await desk.write(operation)

    @delete("/{bill_id:uuid}", guards=[may("bills.write")], status_code=204, operation_id="discardDraft")
    async def discard(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[None]:
        """Throw a draft away: the only deletion the books know."""
        version = desk.expected_version
        return await desk.write(
            lambda session: discard_draft(session, bill_id, by=desk.actor, at=desk.at, expected_version=version),
            status=204,
        )

    @post("/{bill_id:uuid}/issue", guards=[may("bills.write")], status_code=200, operation_id="issueBill")
    async def issue(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[IssueBill | None] = None
    ) -> Response[Bill]:
        """Give a draft its number, take its goods from stock, and post what is owed. If-Match is heeded when given."""

        def operation(session: Session) -> Bill:
            bill = issue_bill(
                session, bill_id, data or IssueBill(), by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
            return without_costs(bill, desk.actor)

        return await desk.write(operation, moves_money=True)

    @get("/{bill_id:uuid}/payments", guards=[may("payments.read")], operation_id="listBillPayments")
    async def payments(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[Slice[Payment]]:
        """The payments set against a bill."""

        def operation(session: Session, listing: Listing) -> Page[Payment]:
            bill = read_bill(session, bill_id)
            its = msgspec.structs.replace(listing, filters={**listing.filters, "bill_id": str(bill.id)})
            return list_payments(session, its, by=desk.actor)

        return await desk.page(operation)

    @post("/{bill_id:uuid}/payments", guards=[may("payments.write")], status_code=201, operation_id="payBill")
    async def pay(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[PayBill]
    ) -> Response[Payment]:
        """Take money for a bill; what is more than it awaits is kept as the customer's advance."""
        return await desk.write(
            lambda session: pay_bill(session, bill_id, data, by=desk.actor, at=desk.at),
            status=201,
            collection="/api/payments",
            moves_money=True,
        )

    @post("/{bill_id:uuid}/cancel", guards=[may("bills.cancel")], status_code=200, operation_id="cancelBill")
    async def cancel(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[CancelBill]
    ) -> Response[Bill]:
        """Cancel an issued bill: its postings and stock moves are reversed, its number stays."""

        def operation(session: Session) -> Bill:
            bill = cancel_bill(session, bill_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version)
            return without_costs(bill, desk.actor)

        return await desk.write(operation, moves_money=True)

    @post("/{bill_id:uuid}/credit", guards=[may("bills.credit")], status_code=201, operation_id="creditBill")
    async def credit(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[CreditBill]
    ) -> Response[Bill]:
        """Issue a credit note for an invoice, whole or in part."""

        def operation(session: Session) -> Bill:
            return without_costs(credit_bill(session, bill_id, data, by=desk.actor, at=desk.at), desk.actor)

        return await desk.write(operation, status=201, collection=self.path, moves_money=True)

    @post(
        "/{credit_note_id:uuid}/allocations",
        guards=[may("payments.write")],
        status_code=200,
        operation_id="allocateCredit",
    )
    async def allocate(
        self, desk: NamedDependency[Desk], credit_note_id: FromPath[UUID], data: JSONBody[AllocateCredit]
    ) -> Response[Bill]:
        """Set what is left of a credit note against other bills of its customer."""

        def operation(session: Session) -> Bill:
            note = allocate_credit(session, credit_note_id, data.allocations, by=desk.actor, at=desk.at)
            return without_costs(note, desk.actor)

        return await desk.write(operation, moves_money=True)

    @post("/{bill_id:uuid}/convert", guards=[may("bills.write")], status_code=201, operation_id="convertQuotation")
    async def convert(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[ConvertQuotation | None] = None
    ) -> Response[Bill]:
        """Turn a quotation into its bill, once, at the prices that were quoted."""
        command = data or ConvertQuotation()

        def operation(session: Session) -> Bill:
            return without_costs(convert_quotation(session, bill_id, command, by=desk.actor, at=desk.at), desk.actor)

        return await desk.write(operation, status=201, collection=self.path, moves_money=command.issue)

    @post("/{bill_id:uuid}/write-off", guards=[may("bills.write_off")], status_code=200, operation_id="writeOffBill")
    async def write_off(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[WriteOff]
    ) -> Response[Bill]:
        """Give up the small remainder of a bill as a bad debt, within the shop's limit."""

        def operation(session: Session) -> Bill:
            bill = write_off(session, bill_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version)
            return without_costs(bill, desk.actor)

        return await desk.write(operation, moves_money=True)

    @post("/{bill_id:uuid}/debit", guards=[may("bills.credit")], status_code=201, operation_id="debitBill")
    async def debit(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[DebitBill]
    ) -> Response[Bill]:
        """Raise the price of an invoice's lines by a debit note, which is owed and paid as a bill of its own."""

        def operation(session: Session) -> Bill:
            return without_costs(debit_bill(session, bill_id, data, by=desk.actor, at=desk.at), desk.actor)

        return await desk.write(operation, status=201, collection=self.path, moves_money=True)

    @post("/{bill_id:uuid}/send", guards=[may("bills.write")], status_code=202, operation_id="sendBill")
    async def send(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[SendBill | None] = None
    ) -> Response[Queued]:
        """Send a bill to its customer by e-mail (with the PDF), SMS or WhatsApp (with a link)."""
        document = await desk.inside(
            lambda session: read_bill_document(session, bill_id, by=desk.actor, store=desk.parts.files)
        )
        content = await desk.in_thread(lambda: bill_pdf(document))
        part = Part(file_name(document, ".pdf", on=desk.at.date()), "application/pdf", content)
        link = _shared(desk, bill_id)
        return await desk.write(
            lambda session: send_bill(
                session, bill_id, data or SendBill(), by=desk.actor, at=desk.at, link=link, pdf=part
            ),
            status=202,
        )

    @post("/{bill_id:uuid}/remind", guards=[may("bills.write")], status_code=202, operation_id="remindOfBill")
    async def remind(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[SendReminder | None] = None
    ) -> Response[Queued]:
        """Remind the customer of an open bill now; once a day and channel."""
        command = data or SendReminder()
        return await desk.write(
            lambda session: send_reminder(
                session, bill_id, command, by=desk.actor, at=desk.at, link=lambda reminded: _shared(desk, reminded)
            ),
            status=202,
        )

    @post("/{bill_id:uuid}/payment-link", guards=[may("payments.write")], status_code=200, operation_id="askPayment")
    async def ask_payment(
        self, desk: NamedDependency[Desk], bill_id: FromPath[UUID], data: JSONBody[AskPayment | None] = None
    ) -> Response[PaymentRequest]:
        """Ask for a bill's balance through a payment gateway: a link for the customer, or an order for your own checkout.

        Asked again for the same, the one that stands is given.
        """
        parts, command = desk.parts, data or AskPayment()

        def work() -> PaymentRequest:
            return parts.exchange.ask(
                desk.business_id,
                bill_id,
                command,
                return_url=lambda one: bill_link(
                    desk.business_id, one.bill_id, settings=parts.settings, at=one.created_at
                ),
                by=desk.actor,
                at=desk.at,
            )

        return desk.shaped(await desk.slowly(work), currency=desk.caller.currency)

    @get("/{bill_id:uuid}/pdf", guards=[may("bills.read")], operation_id="readBillPdf", media_type="application/pdf")
    async def document(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[bytes]:
        """The bill on A4."""
        document = await desk.inside(
            lambda session: read_bill_document(session, bill_id, by=desk.actor, store=desk.parts.files)
        )
        return pdf(
            await desk.in_thread(lambda: bill_pdf(document)), name=file_name(document, ".pdf", on=desk.at.date())
        )

    @post("/{bill_id:uuid}/link", guards=[may("bills.read")], status_code=200, operation_id="shareBill")
    async def share(self, desk: NamedDependency[Desk], bill_id: FromPath[UUID]) -> Response[SharedLink]:
        """A link that shows the bill to whoever holds it, for ninety days."""
        await desk.inside(lambda session: read_bill(session, bill_id))
        return desk.shaped(SharedLink(_shared(desk, bill_id)))


def _shared(desk: Desk, bill_id: UUID) -> str:
    return bill_link(desk.business_id, bill_id, settings=desk.parts.settings, at=desk.at)
