"""/api/cash-counts: the cash at the end of the day, counted against the books."""

from datetime import date
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from api.cursors import Slice
from api.desk import Desk
from api.documents import pdf
from api.guards import may
from billing.payments.cash_count import (
    CashCount,
    CountCash,
    DayClose,
    ReverseCount,
    count_cash,
    day_close,
    list_counts,
    read_count,
    reverse_count,
)
from billing.payments.receipts import count_pdf, read_count_document


class CashCountController(Controller):
    """Counts of the accounts of cash."""

    path = "/api/cash-counts"
    tags = ["Payments"]

    @get("/", guards=[may("payments.read")], operation_id="listCashCounts")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[CashCount]]:
        """Counts, newest first. Filters: account, status, from, to."""
        return await desk.page(lambda session, listing: list_counts(session, listing, by=desk.actor))

    @post("/", guards=[may("payments.count")], status_code=201, operation_id="countCash")
    async def count(self, desk: NamedDependency[Desk], data: JSONBody[CountCash]) -> Response[CashCount]:
        """Count a till at the end of a day; what differs from the books is posted, with your reason."""
        return await desk.write(
            lambda session: count_cash(session, data, by=desk.actor, at=desk.at),
            status=201,
            collection=self.path,
            moves_money=True,
        )

    @get("/day", guards=[may("payments.count")], operation_id="readDayClose")
    async def day(
        self, desk: NamedDependency[Desk], day: FromQuery[date | None] = None, account: FromQuery[str | None] = None
    ) -> Response[DayClose]:
        """A day's money by method, what the till should hold, and its count if it was counted; today if not said."""
        return await desk.read(lambda session: day_close(session, account=account, day=day, by=desk.actor, at=desk.at))

    @get("/{count_id:uuid}", guards=[may("payments.read")], operation_id="readCashCount")
    async def read(self, desk: NamedDependency[Desk], count_id: FromPath[UUID]) -> Response[CashCount]:
        """One count."""
        return await desk.read(lambda session: read_count(session, count_id))

    @get(
        "/{count_id:uuid}/pdf",
        guards=[may("payments.count")],
        operation_id="readCashCountPdf",
        media_type="application/pdf",
    )
    async def document(self, desk: NamedDependency[Desk], count_id: FromPath[UUID]) -> Response[bytes]:
        """The close of the day on A4."""
        document = await desk.inside(
            lambda session: read_count_document(session, count_id, by=desk.actor, store=desk.parts.files)
        )
        return pdf(await desk.in_thread(lambda: count_pdf(document)), name="Cash-Count.pdf")

    @post("/{count_id:uuid}/reverse", guards=[may("payments.count")], status_code=200, operation_id="reverseCashCount")
    async def reverse(
        self, desk: NamedDependency[Desk], count_id: FromPath[UUID], data: JSONBody[ReverseCount]
    ) -> Response[CashCount]:
        """Take a count back, so that the till can be counted again for that day."""
        return await desk.write(
            lambda session: reverse_count(session, count_id, data, by=desk.actor, at=desk.at), moves_money=True
        )
