"""/api/reports and /api/dashboard: figures from the mirror, as JSON, CSV or XLSX."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromQuery, QueryParameter

from analytics.exports import report_csv, report_xlsx
from analytics.report import Report, document
from analytics.reports import (
    Figures,
    daily_report,
    dashboard,
    metrics_report,
    monthly_report,
    trends_report,
    weekly_report,
)
from api.desk import Desk
from api.guards import may
from munim.files import content_disposition

Format = FromQuery[str]
StartDate = Annotated[
    date | None, QueryParameter(name="startDate", description="a day of the week; this week if not said")
]
TableName = Annotated[str | None, QueryParameter(name="table", description="of CSV: this table alone, such as days")]


class ReportController(Controller):
    """The standard reports, by the shop's own business dates."""

    path = "/api/reports"
    tags = ["Reports"]
    guards = [may("reports.read")]

    @get("/daily-sales", operation_id="dailySales")
    async def daily(
        self,
        desk: NamedDependency[Desk],
        date: FromQuery[date | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """One day (today if not said): its figures, its best products, its hours."""
        return await answer_report(desk, format, table, lambda figures: daily_report(figures, date or figures.today))

    @get("/weekly-sales", operation_id="weeklySales")
    async def weekly(
        self, desk: NamedDependency[Desk], start_date: StartDate = None, format: Format = "", table: TableName = None
    ) -> Response[dict[str, Any]]:
        """The shop's week that holds ``startDate``, day by day, beside the week before."""
        return await answer_report(
            desk, format, table, lambda figures: weekly_report(figures, start_date or figures.today)
        )

    @get("/monthly-sales", operation_id="monthlySales")
    async def monthly(
        self,
        desk: NamedDependency[Desk],
        year: FromQuery[int | None] = None,
        month: FromQuery[int | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """A calendar month (this one if not said), week by week."""
        return await answer_report(
            desk,
            format,
            table,
            lambda figures: monthly_report(figures, year or figures.today.year, month or figures.today.month),
        )

    @get("/metrics", operation_id="metricsOfDays")
    async def metrics(
        self, desk: NamedDependency[Desk], days: FromQuery[int] = 30, format: Format = "", table: TableName = None
    ) -> Response[dict[str, Any]]:
        """The last ``days`` days, with items per order and the change on as many days before."""
        return await answer_report(desk, format, table, lambda figures: metrics_report(figures, days))

    @get("/trends", operation_id="trendsOfDays")
    async def trends(
        self, desk: NamedDependency[Desk], days: FromQuery[int] = 30, format: Format = "", table: TableName = None
    ) -> Response[dict[str, Any]]:
        """Each of the last ``days`` days; days without sales are zero."""
        return await answer_report(desk, format, table, lambda figures: trends_report(figures, days))


@get("/api/dashboard", guards=[may("reports.read")], operation_id="dashboard", tags=["Reports"])
async def dashboard_today(
    desk: NamedDependency[Desk], format: Format = "", table: TableName = None
) -> Response[dict[str, Any]]:
    """Today at a glance: sales so far, two weeks of days, what sells, who owes most, what runs out."""
    return await answer_report(desk, format, table, dashboard)


async def answer_report(desk: Desk, asked: str, table: str | None, make: Callable[[Figures], Report]) -> Response[Any]:
    """The report in the format asked for; its ETag is the mirror's version, the shop's day and the format."""
    form = desk.chosen_format(asked, "json", "csv", "xlsx")

    def work(figures: Figures) -> Response[Any]:
        report = make(figures)
        if form == "json":
            return desk.plain(document(report))
        name = f"{report.kind}-{report.period.start.isoformat()}.{form}"
        content = report_csv(report, table) if form == "csv" else report_xlsx(report)
        return desk.plain(content, form=form, headers={"content-disposition": content_disposition(name)})

    return await desk.figures(work, form=form)
