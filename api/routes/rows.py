"""Behind a figure: the documents, or the things counted, that it is the sum of, each with its own address."""

from typing import Annotated, Any, Final

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from analytics.behind import Behind, Listing, behind
from analytics.origins import behind_report
from analytics.query import Column
from analytics.report import plain
from analytics.reports import Figures, report_kind
from analytics.reports.written import WrittenQuery, convert_written, read_written
from api.asking import Asking, read_asking
from api.desk import Desk
from api.guards import may
from munim.errors import Invalid

# where a document of each kind is read; a kind that is not here has no page of its own
ADDRESSES: Final = {
    "invoice": "/api/billing/{id}",
    "bill_of_supply": "/api/billing/{id}",
    "credit_note": "/api/billing/{id}",
    "debit_note": "/api/billing/{id}",
    "quotation": "/api/billing/{id}",
    "receipt": "/api/payments/{id}",
    "refund": "/api/payments/{id}",
    "cheque": "/api/payments/{id}",
    "cash_count": "/api/cash-counts/{id}",
    "expense": "/api/expenses/{id}",
    "purchase_order": "/api/purchases/orders/{id}",
    "goods_receipt": "/api/purchases/receipts/{id}",
    "supplier_bill": "/api/purchases/bills/{id}",
    "purchase_return": "/api/purchases/returns/{id}",
    "supplier_payment": "/api/purchases/payments/{id}",
    "booking": "/api/rentals/bookings/{id}",
    "challan": "/api/rentals/challans/{id}",
    "deposit": "/api/rentals/deposits/{id}",
    "delivery": "/api/deliveries/{id}",
}
# where a thing that is counted is read, by its dimension
COUNTED: Final = {
    "customer": "/api/customers/{id}",
    "product": "/api/products/{id}",
    "supplier": "/api/suppliers/{id}",
}
MOST_ROWS: Final = 1_000
_OWN: Final = ("row", "column", "size", "start")

RowNumber = Annotated[
    int | None,
    QueryParameter(name="row", description="which row of the table, 0 the first; the undivided figure if not said"),
]
ColumnName = Annotated[str, QueryParameter(name="column", description="the figure's slug, such as revenue")]
TableName = Annotated[
    str | None, QueryParameter(name="table", description="the table the figure stands in; a headline if not said")
]
Size = Annotated[int, QueryParameter(name="size", description=f"rows of each listing, 1 to {MOST_ROWS:,}")]
Start = Annotated[int, QueryParameter(name="start", description="how many rows of each listing to pass over")]


WrittenParameter = Annotated[
    str, QueryParameter(name="query", description="the query as JSON, as POST takes it; an answer's links carry it")
]
RowParameter = Annotated[
    str | None, QueryParameter(name="row", description="the values of the row's dimensions as a JSON object")
]


class AskedRows(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Which figure of a query: ``row`` holds the value of each of its dimensions, an entity's under ``<dimension>_id``."""

    query: WrittenQuery
    column: str
    row: dict[str, str | int | None] | None = None
    size: int = 100
    start: int = 0


class RowsController(Controller):
    """What is behind the figures of reports."""

    path = "/api/reports"
    tags = ["Reports"]
    guards = [may("reports.read")]
    dependencies = {"asking": Provide(read_asking, sync_to_thread=False)}

    @get("/{slug:str}/rows", operation_id="readRowsBehindReport")
    async def of_report(
        self,
        desk: NamedDependency[Desk],
        asking: NamedDependency[Asking],
        slug: FromPath[str],
        column: ColumnName,
        table: TableName = None,
        row: RowNumber = None,
        size: Size = 100,
        start: Start = 0,
    ) -> Response[dict[str, Any]]:
        """The documents behind one figure of a report, asked for with the report's own parameters; they sum to it.

        A count of different things (customers, products) lists what it counts, and a quotient the documents of each of its parts.
        """

        def work(figures: Figures) -> Response[Any]:
            asked = asking.asked(figures, slug, apart=_OWN)
            found = behind_report(figures, slug, asked, table=table, row=row, column=column)
            return desk.plain(_document(found, figures, size=size, start=start))

        return await desk.figures(work, form=f"rows-{size}-{start}", laborious=report_kind(slug).laborious)

    @get("/query/behind", operation_id="readRowsBehindAnswer")
    async def of_answer(
        self,
        desk: NamedDependency[Desk],
        written: WrittenParameter,
        column: ColumnName,
        row: RowParameter = None,
        size: Size = 100,
        start: Start = 0,
    ) -> Response[dict[str, Any]]:
        """The same by a link, as the figures of an answer carry it."""
        asked = convert_written(_json(written, "query"))
        values = None if row is None else _row_values(_json(row, "row"))

        def work(figures: Figures) -> Response[Any]:
            found = behind(figures, read_written(asked, figures.shop, figures.today), column, values)
            return desk.plain(_document(found, figures, size=size, start=start))

        return await desk.figures(work, form="behind")

    @post("/query/behind", status_code=200, operation_id="readRowsBehindQuery")
    async def of_query(self, desk: NamedDependency[Desk], data: JSONBody[AskedRows]) -> Response[dict[str, Any]]:
        """The documents behind one figure of any query of the metrics catalogue."""

        def work(figures: Figures) -> Response[Any]:
            query = read_written(data.query, figures.shop, figures.today)
            found = behind(figures, query, data.column, data.row)
            return desk.plain(_document(found, figures, size=data.size, start=data.start))

        return await desk.figures(work, form="")


def _json(text: str, field: str) -> Any:
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError):
        raise Invalid(f"{field} is no JSON", field=field) from None


def _row_values(row: Any) -> dict[str, str | int | None]:
    try:
        return msgspec.convert(row, dict[str, str | int | None])
    except msgspec.ValidationError:
        raise Invalid("row is an object of texts and whole numbers", field="row") from None


def _document(found: Behind, figures: Figures, *, size: int, start: int) -> dict[str, Any]:
    if not 1 <= size <= MOST_ROWS:
        raise Invalid(f"size is 1 to {MOST_ROWS:,}", field="size")
    if start < 0:
        raise Invalid("start is 0 or more", field="start")
    return {
        "column": found.metric,
        "title": found.title,
        "unit": found.unit,
        "formula": found.formula or None,
        "value": plain(found.value, Column(found.metric, found.title, found.unit, metric=True), figures.shop),
        "version": figures.mirror.version,
        "as_of": figures.mirror.as_of.isoformat(),
        "listings": [_listing(one, figures, size=size, start=start) for one in found.listings],
    }


def _listing(found: Listing, figures: Figures, *, size: int, start: int) -> dict[str, Any]:
    shop, columns = figures.shop, {one.slug: one for one in found.columns}

    def row_document(row: tuple[Any, ...]) -> dict[str, Any]:
        values = dict(zip(columns, row, strict=True))
        address = COUNTED.get(found.by) if found.by != "document" else ADDRESSES.get(values["document_kind"])
        key = values.get(f"{found.by}_id")
        return {
            **{name: plain(value, columns[name], shop) for name, value in values.items()},
            "address": None if address is None or key is None else address.format(id=key),
        }

    return {
        "by": found.by,
        "columns": [{"slug": one.slug, "title": one.title, "unit": one.unit} for one in found.columns],
        "rows": [row_document(row) for row in found.rows[start : start + size]],
        "first": start,
        "count": len(found.rows),
        "totals": {
            slug: plain(total, columns[slug], shop) for slug, total in zip(found.parts, found.totals, strict=True)
        },
    }
