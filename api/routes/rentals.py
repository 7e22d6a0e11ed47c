"""/api/rentals: bookings, challans out and back, deposits, and the hire that is billed."""

from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from api.cursors import Slice
from api.desk import Desk
from api.documents import pdf
from api.guards import may
from billing.bills.reads import Bill, without_costs
from billing.business import this_business
from billing.payments.reads import Payment
from billing.payments.receipts import receipt_pdf
from billing.rentals.availability import Availability, read_availability
from billing.rentals.booking import (
    AcceptBooking,
    BookingDetails,
    NewBooking,
    RefuseBooking,
    TakeAdvance,
    cancel_booking,
    change_booking,
    decline_booking,
    request_booking,
    take_booking_advance,
)
from billing.rentals.challan import (
    CancelChallan,
    Deliver,
    ExtendHire,
    HandOut,
    NewChallan,
    cancel_challan,
    deliver,
    extend_hire,
    hand_out,
    make_challan,
)
from billing.rentals.deposit import (
    ApplyDeposit,
    ForfeitDeposit,
    HoldDeposit,
    RefundDeposit,
    apply_deposit,
    forfeit_deposit,
    hold_deposit,
    refund_deposit,
)
from billing.rentals.hire_bill import BillHire, bill_hire
from billing.rentals.papers import challan_pdf, read_challan_document, read_deposit_document
from billing.rentals.reads import (
    Booking,
    BookingSummary,
    Challan,
    ChallanSummary,
    Deposit,
    DepositSummary,
    RentalSummary,
    list_bookings,
    list_challans,
    list_deposits,
    read_booking,
    read_challan,
    read_deposit,
    read_summary,
)
from billing.rentals.returns import TakeBack, take_back
from notifications.bookings import accept_and_tell

FirstDay = Annotated[
    date | None, QueryParameter(name="from", description="first day of the shop; today if it is left out")
]
LastDay = Annotated[
    date | None, QueryParameter(name="to", description="last day, included; the first if it is left out")
]


class RentalController(Controller):
    """What can be hired, and how the hires of the shop stand."""

    path = "/api/rentals"
    tags = ["Rentals"]

    @get("/availability", guards=[may("rentals.read")], operation_id="readAvailability")
    async def availability(
        self,
        desk: NamedDependency[Desk],
        first: FirstDay = None,
        last: LastDay = None,
        product_id: FromQuery[UUID | None] = None,
    ) -> Response[list[Availability]]:
        """The rental items, or the one named, with the units that are free on every one of these days."""

        return await desk.read(
            lambda session: read_availability(
                session,
                start := first or this_business(session).today(desk.at),
                last or start,
                by=desk.actor,
                at=desk.at,
                product_id=product_id,
            )
        )

    @get("/summary", guards=[may("rentals.read")], operation_id="readRentalSummary")
    async def summary(self, desk: NamedDependency[Desk]) -> Response[RentalSummary]:
        """How rentals stand today: deliveries that are pending, challans that are out or overdue, hire not billed yet."""
        return await desk.read(lambda session: read_summary(session, by=desk.actor, at=desk.at))


class BookingController(Controller):
    """Bookings of rental items over dates."""

    path = "/api/rentals/bookings"
    tags = ["Rentals"]

    @get("/", guards=[may("rentals.read")], operation_id="listBookings")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[BookingSummary]]:
        """Bookings, the next to begin first. Filters: status, customer_id, product_id, from, to; sort: starts_on, created_at."""
        return await desk.page(lambda session, listing: list_bookings(session, listing, by=desk.actor))

    @post("/", guards=[may("rentals.write")], status_code=201, operation_id="requestBooking")
    async def request(self, desk: NamedDependency[Desk], data: JSONBody[NewBooking]) -> Response[Booking]:
        """Take a booking down; nothing is promised before it is accepted."""
        return await desk.write(
            lambda session: request_booking(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{booking_id:uuid}", guards=[may("rentals.read")], operation_id="readBooking")
    async def read(self, desk: NamedDependency[Desk], booking_id: FromPath[UUID]) -> Response[Booking]:
        """A whole booking: its items, the hire expected, and the advances paid."""
        return await desk.read(lambda session: read_booking(session, booking_id))

    @put("/{booking_id:uuid}", guards=[may("rentals.write")], operation_id="changeBooking")
    async def change(
        self, desk: NamedDependency[Desk], booking_id: FromPath[UUID], data: JSONBody[BookingDetails]
    ) -> Response[Booking]:
        """Write a booking anew that was not answered yet."""
        version = desk.expected_version
        return await desk.write(
            lambda session: change_booking(
                session, booking_id, data, by=desk.actor, at=desk.at, expected_version=version
            )
        )

    @post("/{booking_id:uuid}/accept", guards=[may("rentals.write")], status_code=200, operation_id="acceptBooking")
    async def accept(
        self, desk: NamedDependency[Desk], booking_id: FromPath[UUID], data: JSONBody[AcceptBooking | None] = None
    ) -> Response[Booking]:
        """Promise the units for the days asked, and tell the customer. If-Match is heeded when given."""
        command = data or AcceptBooking()
        return await desk.write(
            lambda session: accept_and_tell(
                session, booking_id, command, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{booking_id:uuid}/decline", guards=[may("rentals.write")], status_code=200, operation_id="declineBooking")
    async def decline(
        self, desk: NamedDependency[Desk], booking_id: FromPath[UUID], data: JSONBody[RefuseBooking]
    ) -> Response[Booking]:
        """Say no to a booking, and why."""
        return await desk.write(
            lambda session: decline_booking(
                session, booking_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{booking_id:uuid}/cancel", guards=[may("rentals.write")], status_code=200, operation_id="cancelBooking")
    async def cancel(
        self, desk: NamedDependency[Desk], booking_id: FromPath[UUID], data: JSONBody[RefuseBooking]
    ) -> Response[Booking]:
        """Call a booking off before anything was handed out."""
        return await desk.write(
            lambda session: cancel_booking(
                session, booking_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post(
        "/{booking_id:uuid}/advances",
        guards=[may("rentals.write"), may("payments.write")],
        status_code=201,
        operation_id="takeBookingAdvance",
    )
    async def take_advance(
        self, desk: NamedDependency[Desk], booking_id: FromPath[UUID], data: JSONBody[TakeAdvance]
    ) -> Response[Payment]:
        """Take money ahead; it is set against the bill of the hire when there is one."""
        return await desk.write(
            lambda session: take_booking_advance(session, booking_id, data, by=desk.actor, at=desk.at),
            status=201,
            collection="/api/payments",
            moves_money=True,
        )


class ChallanController(Controller):
    """Goods that are out on hire."""

    path = "/api/rentals/challans"
    tags = ["Rentals"]

    @get("/", guards=[may("rentals.read")], operation_id="listChallans")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[ChallanSummary]]:
        """Challans, newest first.

        Filters: status, customer_id, booking_id, from, to, q, due_before, unbilled; sort: business_date, due_on, created_at.
        """
        return await desk.page(lambda session, listing: list_challans(session, listing, by=desk.actor))

    @post("/", guards=[may("rentals.write")], status_code=201, operation_id="makeChallan")
    async def make(self, desk: NamedDependency[Desk], data: JSONBody[NewChallan]) -> Response[Challan]:
        """Make out a challan, from a booking or straight away; its delivery is pending unless it is handed out at once."""
        return await desk.write(
            lambda session: make_challan(session, data, by=desk.actor, at=desk.at), status=201, collection=self.path
        )

    @get("/{challan_id:uuid}", guards=[may("rentals.read")], operation_id="readChallan")
    async def read(self, desk: NamedDependency[Desk], challan_id: FromPath[UUID]) -> Response[Challan]:
        """A whole challan: its items, what came back, and what was billed."""
        return await desk.read(lambda session: read_challan(session, challan_id))

    @post("/{challan_id:uuid}/hand-out", guards=[may("rentals.write")], status_code=200, operation_id="handOut")
    async def hand_out(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[HandOut | None] = None
    ) -> Response[Challan]:
        """The goods leave the shop; days of hire are counted from here."""
        command = data or HandOut()
        return await desk.write(
            lambda session: hand_out(
                session, challan_id, command, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{challan_id:uuid}/deliver", guards=[may("rentals.write")], status_code=200, operation_id="deliverChallan")
    async def deliver(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[Deliver | None] = None
    ) -> Response[Challan]:
        """The customer has the goods."""
        command = data or Deliver()
        return await desk.write(
            lambda session: deliver(
                session, challan_id, command, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{challan_id:uuid}/returns", guards=[may("rentals.write")], status_code=200, operation_id="takeBack")
    async def take_back(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[TakeBack]
    ) -> Response[Challan]:
        """Record what came back, whole or damaged, and what is lost."""
        return await desk.write(
            lambda session: take_back(
                session, challan_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            ),
            moves_money=True,
        )

    @post("/{challan_id:uuid}/extend", guards=[may("rentals.write")], status_code=200, operation_id="extendHire")
    async def extend(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[ExtendHire]
    ) -> Response[Challan]:
        """Agree another last day, where nobody else was promised the units."""
        return await desk.write(
            lambda session: extend_hire(
                session, challan_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post("/{challan_id:uuid}/cancel", guards=[may("rentals.write")], status_code=200, operation_id="cancelChallan")
    async def cancel(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[CancelChallan]
    ) -> Response[Challan]:
        """Cancel a challan whose goods never left; its number stays used."""
        return await desk.write(
            lambda session: cancel_challan(
                session, challan_id, data, by=desk.actor, at=desk.at, expected_version=desk.given_version
            )
        )

    @post(
        "/{challan_id:uuid}/bills",
        guards=[may("rentals.write"), may("bills.write")],
        status_code=201,
        operation_id="billHire",
    )
    async def bill(
        self, desk: NamedDependency[Desk], challan_id: FromPath[UUID], data: JSONBody[BillHire | None] = None
    ) -> Response[Bill]:
        """Bill the days of hire that no bill charges yet, through a day, with losses and damage; advances are set against it."""
        command = data or BillHire()
        return await desk.write(
            lambda session: without_costs(
                bill_hire(session, challan_id, command, by=desk.actor, at=desk.at), desk.actor
            ),
            status=201,
            collection="/api/billing",
            moves_money=True,
        )

    @get(
        "/{challan_id:uuid}/pdf",
        guards=[may("rentals.read")],
        operation_id="readChallanPdf",
        media_type="application/pdf",
    )
    async def document(self, desk: NamedDependency[Desk], challan_id: FromPath[UUID]) -> Response[bytes]:
        """The delivery challan on A4; in India in triplicate."""
        document = await desk.inside(
            lambda session: read_challan_document(session, challan_id, by=desk.actor, store=desk.parts.files)
        )
        return pdf(await desk.in_thread(lambda: challan_pdf(document)), name=f"Challan-{document.number}.pdf")


class DepositController(Controller):
    """Security deposits of hirers."""

    path = "/api/rentals/deposits"
    tags = ["Rentals"]

    @get("/", guards=[may("rentals.read")], operation_id="listDeposits")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[DepositSummary]]:
        """Deposits, newest first. Filters: customer_id, challan_id, booking_id, held; sort: business_date, created_at, amount."""
        return await desk.page(lambda session, listing: list_deposits(session, listing, by=desk.actor))

    @post("/", guards=[may("rentals.write"), may("payments.write")], status_code=201, operation_id="holdDeposit")
    async def hold(self, desk: NamedDependency[Desk], data: JSONBody[HoldDeposit]) -> Response[Deposit]:
        """Take a security deposit; it is the hirer's own money, and bears no tax while it is held."""
        return await desk.write(
            lambda session: hold_deposit(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/{deposit_id:uuid}", guards=[may("rentals.read")], operation_id="readDeposit")
    async def read(self, desk: NamedDependency[Desk], deposit_id: FromPath[UUID]) -> Response[Deposit]:
        """A deposit, and everything that was done with it."""
        return await desk.read(lambda session: read_deposit(session, deposit_id))

    @post(
        "/{deposit_id:uuid}/refund",
        guards=[may("rentals.write"), may("payments.write")],
        status_code=200,
        operation_id="refundDeposit",
    )
    async def refund(
        self, desk: NamedDependency[Desk], deposit_id: FromPath[UUID], data: JSONBody[RefundDeposit]
    ) -> Response[Deposit]:
        """Give a deposit back, whole or in part."""
        return await desk.write(
            lambda session: refund_deposit(session, deposit_id, data, by=desk.actor, at=desk.at), moves_money=True
        )

    @post(
        "/{deposit_id:uuid}/apply",
        guards=[may("rentals.write"), may("payments.write")],
        status_code=200,
        operation_id="applyDeposit",
    )
    async def apply(
        self, desk: NamedDependency[Desk], deposit_id: FromPath[UUID], data: JSONBody[ApplyDeposit]
    ) -> Response[Deposit]:
        """Settle a bill of the same customer with their deposit."""
        return await desk.write(
            lambda session: apply_deposit(session, deposit_id, data, by=desk.actor, at=desk.at), moves_money=True
        )

    @post(
        "/{deposit_id:uuid}/forfeit",
        guards=[may("rentals.write"), may("payments.write"), may("bills.write")],
        status_code=200,
        operation_id="forfeitDeposit",
    )
    async def forfeit(
        self, desk: NamedDependency[Desk], deposit_id: FromPath[UUID], data: JSONBody[ForfeitDeposit]
    ) -> Response[Deposit]:
        """Keep a deposit: it is billed, tax included, and the bill is settled by it."""
        return await desk.write(
            lambda session: forfeit_deposit(session, deposit_id, data, by=desk.actor, at=desk.at), moves_money=True
        )

    @get(
        "/{deposit_id:uuid}/pdf",
        guards=[may("rentals.read")],
        operation_id="readDepositPdf",
        media_type="application/pdf",
    )
    async def document(
        self, desk: NamedDependency[Desk], deposit_id: FromPath[UUID], refund: FromQuery[str | None] = None
    ) -> Response[bytes]:
        """The deposit's voucher on A4; with ``refund`` the voucher of the refund of that number."""
        document = await desk.inside(
            lambda session: read_deposit_document(
                session, deposit_id, by=desk.actor, refund=refund, store=desk.parts.files
            )
        )
        return pdf(await desk.in_thread(lambda: receipt_pdf(document)), name=f"Deposit-{document.number}.pdf")
