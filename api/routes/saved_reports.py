"""/api/saved-reports: queries that people composed, kept for themselves or shared with everyone who reads reports here."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy.orm import Session

from analytics.reports.builder import PAGE, check_written
from analytics.reports.written import convert_written
from analytics.shop import Shop
from api.cursors import Slice
from api.desk import Desk
from api.guards import may
from api.routes.reports import Cursor, Size, answer_query
from billing.business import this_business
from billing.saved_reports import (
    ChangedSavedReport,
    NewSavedReport,
    SavedReport,
    SavedReportDetails,
    change_saved_report,
    list_saved_reports,
    read_saved_report,
    save_report,
)
from munim.money import exponent


class SavedReportController(Controller):
    """Reports that people composed and kept. Whoever runs one sees what their own permissions reach."""

    path = "/api/saved-reports"
    tags = ["Reports"]
    guards = [may("reports.read")]

    @get("/", operation_id="listSavedReports")
    async def list_page(self, desk: NamedDependency[Desk]) -> Response[Slice[SavedReport]]:
        """Your own and those shared, by name. Filters: q, shared, mine, archived; sort: name, created_at."""
        return await desk.page(lambda session, listing: list_saved_reports(session, listing, by=desk.actor))

    @post("/", status_code=201, operation_id="saveReport")
    async def save(self, desk: NamedDependency[Desk], data: JSONBody[NewSavedReport]) -> Response[SavedReport]:
        """Keep a query of the metrics catalogue, as ``POST /api/reports/query`` takes it, under a name."""

        def operation(session: Session) -> SavedReport:
            _check(session, data, desk)
            return save_report(session, data, by=desk.actor, at=desk.at)

        return await desk.write(operation, status=201, collection=self.path)

    @get("/{saved_report_id:uuid}", operation_id="readSavedReport")
    async def read(self, desk: NamedDependency[Desk], saved_report_id: FromPath[UUID]) -> Response[SavedReport]:
        """One saved report: its name, its query and whose it is."""
        return await desk.read(lambda session: read_saved_report(session, saved_report_id, by=desk.actor))

    @put("/{saved_report_id:uuid}", operation_id="changeSavedReport")
    async def change(
        self, desk: NamedDependency[Desk], saved_report_id: FromPath[UUID], data: JSONBody[ChangedSavedReport]
    ) -> Response[SavedReport]:
        """Replace its name and query, share it or keep it to yourself, archive it or take it back."""
        version = desk.expected_version

        def operation(session: Session) -> SavedReport:
            _check(session, data, desk)
            return change_saved_report(
                session, saved_report_id, data, by=desk.actor, at=desk.at, expected_version=version
            )

        return await desk.write(operation)

    @get("/{saved_report_id:uuid}/report", operation_id="runSavedReport")
    async def run(
        self,
        desk: NamedDependency[Desk],
        saved_report_id: FromPath[UUID],
        format: FromQuery[str] = "",
        size: Size = PAGE,
        cursor: Cursor = None,
    ) -> Response[dict[str, Any]]:
        """The report as the figures are now, for your permissions, as ``POST /api/reports/query`` answers it."""
        saved = await desk.inside(lambda session: read_saved_report(session, saved_report_id, by=desk.actor))
        written = convert_written(saved.query)
        return await answer_query(
            desk, written, format, size=size, cursor=cursor, title=saved.name, saved_version=saved.version
        )


def _check(session: Session, details: SavedReportDetails, desk: Desk) -> None:
    """Raises ``Invalid`` for a query that could not be answered, at the part at fault."""
    business = this_business(session)
    shop = Shop(business.name, business.currency, exponent(business.currency), business.country, "", business.calendar)
    check_written(convert_written(details.query), shop, business.today(desk.at))
