"""/api/reports and /api/dashboard: figures from the mirror, as JSON, files or charts."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import Stream

from analytics.exports.streams import STREAMS
from analytics.report import Report, document
from analytics.reports import REPORTS, Figures, ReportKind, make_report, report_kind
from analytics.reports.builder import PAGE, Place, query_page, query_report
from analytics.reports.written import WrittenQuery, read_written
from api.asking import Asking, read_asking
from api.desk import Desk
from api.guards import may
from api.report_files import FORMAT_HELP, FORMATS, answer_report, answer_rows
from munim.days import Period, month_of
from munim.errors import Invalid

Format = Annotated[str, QueryParameter(name="format", description=FORMAT_HELP)]
StartDate = Annotated[
    date | None, QueryParameter(name="startDate", description="a day of the week; this week if not said")
]
TableName = Annotated[
    str | None, QueryParameter(name="table", description="of CSV and Parquet: this table alone, such as days")
]
Size = Annotated[int, QueryParameter(name="size", description="rows of a page of JSON, 1 to 10,000")]
Cursor = Annotated[
    str | None, QueryParameter(name="cursor", description="next_cursor of the page before; of JSON alone")
]
RowsFormat = Annotated[str, QueryParameter(name="format", description="csv, ndjson, parquet or xlsx")]


class ReportOption(msgspec.Struct, frozen=True):
    """A choice of one report beside its period: a parameter of its query string."""

    name: str
    description: str
    kind: str
    default: Any
    choices: tuple[str, ...]
    least: int | None
    most: int | None


class ListedReport(msgspec.Struct, frozen=True):
    """A report that can be asked for. ``spans``: any period, one day, week or month, a moment (the period's end), or now."""

    slug: str
    title: str
    group: str
    description: str
    address: str
    period: str
    spans: str
    options: tuple[ReportOption, ...]


class ReportController(Controller):
    """The reports, by the shop's own business dates, and any query of the metrics catalogue as one."""

    path = "/api/reports"
    tags = ["Reports"]
    guards = [may("reports.read")]
    dependencies = {"asking": Provide(read_asking, sync_to_thread=False)}

    @get("/", operation_id="listReports")
    async def list_all(self, desk: NamedDependency[Desk]) -> Response[list[ListedReport]]:
        """Every report that you may ask for, with its default period and its options."""
        return desk.shaped([_listed(kind) for kind in REPORTS if kind.allowed(desk.actor.permissions)])

    @get("/daily-sales", operation_id="dailySales")
    async def daily(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        date: FromQuery[date | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """One day (today if not said): its figures, its best products, its hours."""
        day = None if date is None else _day(date, "date")
        return await _answer(desk, "daily-sales", asking, format, table, apart=("date",), period=lambda _: day)

    @get("/weekly-sales", operation_id="weeklySales")
    async def weekly(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        start_date: StartDate = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """The shop's week that holds ``startDate``, day by day, beside the week before."""
        day = None if start_date is None else _day(start_date, "startDate")
        return await _answer(desk, "weekly-sales", asking, format, table, apart=("startDate",), period=lambda _: day)

    @get("/monthly-sales", operation_id="monthlySales")
    async def monthly(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        year: FromQuery[int | None] = None,
        month: FromQuery[int | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """A calendar month (this one if not said), week by week."""

        def of_year(figures: Figures) -> Period | None:
            return None if year is None and month is None else _month(year, month, figures.today)

        return await _answer(desk, "monthly-sales", asking, format, table, apart=("year", "month"), period=of_year)

    @get("/metrics", operation_id="metricsOfDays")
    async def metrics(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        days: FromQuery[int | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """The last ``days`` days (30 if not said), with items per order and the change on as many days before."""
        return await _answer(desk, "metrics", asking, format, table)

    @get("/trends", operation_id="trendsOfDays")
    async def trends(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        days: FromQuery[int | None] = None,
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """Each of the last ``days`` days (30 if not said); days without sales are zero."""
        return await _answer(desk, "trends", asking, format, table)

    @get("/{slug:str}", operation_id="readReport")
    async def read(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        slug: FromPath[str],
        format: Format = "",
        table: TableName = None,
    ) -> Response[dict[str, Any]]:
        """Any report of the list; its options are further parameters of the query string."""
        return await _answer(desk, slug, asking, format, table)

    @post("/query", status_code=200, operation_id="queryReport")
    async def query(
        self,
        desk: NamedDependency[Desk],
        data: JSONBody[WrittenQuery],
        format: Format = "",
        size: Size = PAGE,
        cursor: Cursor = None,
    ) -> Response[dict[str, Any]]:
        """Any query of the metrics catalogue, answered like a report, in pages of ``size`` rows.

        All pages are of one version of the figures; where they have moved on and the first answer is forgotten, 409
        ``figures_moved_on`` says so.
        """
        return await answer_query(desk, data, format, size=size, cursor=cursor)

    @post("/query/rows", status_code=200, operation_id="streamQueryRows")
    async def rows(
        self, desk: NamedDependency[Desk], data: JSONBody[WrittenQuery], format: RowsFormat = "csv"
    ) -> Stream:
        """Every row of a query as one file, a million as well as ten, sent while it is written; no pivot, no headlines."""
        form = desk.chosen_format(format, *STREAMS)
        if data.pivot is not None:
            raise Invalid("rows that are sent while they are read cannot be pivoted", field="pivot")
        return await answer_rows(
            desk, lambda figures: read_written(data, figures.shop, figures.today), form, name="rows"
        )


@get(
    "/api/dashboard",
    guards=[may("reports.read")],
    dependencies={"asking": Provide(read_asking, sync_to_thread=False)},
    operation_id="dashboard",
    tags=["Reports"],
)
async def dashboard_today(
    desk: NamedDependency[Desk], asking: NamedDependency[Asking], format: Format = "", table: TableName = None
) -> Response[dict[str, Any]]:
    """Today at a glance: sales so far, two weeks of days, what sells, who owes most, what runs out."""
    return await _answer(desk, "dashboard", asking, format, table)


async def answer_query(
    desk: Desk,
    written: WrittenQuery,
    asked: str,
    *,
    size: int,
    cursor: str | None,
    title: str = "",
    saved_version: int | None = None,
) -> Response[Any]:
    """The report of a query: a page of it as JSON, or the whole of it as a file."""
    form = desk.chosen_format(asked, *FORMATS)
    saved = "" if saved_version is None else str(saved_version)
    # a cursor fits the same query of the same business alone
    about = [desk.business_id, msgspec.to_builtins(written), title]
    if form != "json":
        if cursor is not None:
            raise Invalid("a file is the whole of a result; pages are of JSON alone", field="cursor")
        return await answer_report(
            desk, form, None, lambda figures: query_report(figures, written, title=title), of=saved
        )
    place = None if cursor is None else desk.parts.cursors.open(cursor, about=about, kind=Place)

    def work(figures: Figures) -> Response[Any]:
        page = query_page(figures, written, title=title, size=size, place=place)
        following = None if page.next is None else desk.parts.cursors.seal(page.next, about=about)
        paging = {"rows": page.rows, "first": page.first, "next_cursor": following}
        return desk.plain({**document(page.report), "page": paging})

    return await desk.figures(work, form=f"json-{saved}" if saved else "json")


async def _answer(
    desk: Desk,
    slug: str,
    asking: Asking,
    form: str,
    table: str | None,
    *,
    apart: tuple[str, ...] = (),
    period: Callable[[Figures], Period | None] = lambda _: None,
) -> Response[Any]:
    def make(figures: Figures) -> Report:
        return make_report(figures, slug, asking.asked(figures, slug, apart=apart, period=period(figures)))

    return await answer_report(desk, form, table, make, laborious=report_kind(slug).laborious)


def _day(day: date, field: str) -> Period:
    if day == date.max:
        raise Invalid(f"{day} has no day after it", field=field)
    return Period(day, day + timedelta(days=1))


def _month(year: int | None, month: int | None, today: date) -> Period:
    year, month = year or today.year, month or today.month
    try:
        return month_of(date(year, month, 1))
    except (ValueError, OverflowError):
        raise Invalid(f"there is no month {month} of {year}", field="month") from None


def _listed(kind: ReportKind) -> ListedReport:
    options = tuple(
        ReportOption(
            option.name,
            option.description,
            option.kind,
            option.default,
            option.choices,
            option.least if option.kind == "integer" else None,
            option.most if option.kind == "integer" else None,
        )
        for option in kind.options
    )
    address = "/api/dashboard" if kind.slug == "dashboard" else f"/api/reports/{kind.slug}"
    return ListedReport(
        kind.slug, kind.title, kind.group, kind.description, address, kind.default_period, kind.spans, options
    )
