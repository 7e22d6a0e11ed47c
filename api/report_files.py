"""Reports as answers: JSON, files, and the report's chart as a picture or a specification."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

import msgspec
from litestar import Response
from litestar.response import Stream
from sqlalchemy.orm import Session

from analytics.charts import LETTER_COLOURS, LIGHT, Chart, Look, look_named, report_chart
from analytics.exports import Letterhead, export_report
from analytics.exports.streams import stream_query
from analytics.query import MetricQuery
from analytics.report import Report, document
from analytics.reports import Figures
from api.desk import Desk
from billing.documents import shop_head
from munim.errors import NotFound
from munim.files import FileStore, content_disposition

FORMATS: Final = ("json", "csv", "xlsx", "pdf", "parquet", "svg", "png", "vega")
FORMAT_HELP: Final = (
    "json, csv, xlsx, pdf or parquet; of the report's chart svg, png or vega (its Vega-Lite specification),"
    " for a dark page with theme=dark"
)
_SHOWS_THE_SHOP: Final = ("svg", "png", "vega", "pdf")


async def answer_report(
    desk: Desk,
    asked: str,
    table: str | None,
    make: Callable[[Figures], Report],
    *,
    of: str = "",
    laborious: bool = False,
) -> Response[Any]:
    """The report in the format asked for; its ETag is the mirror's version, the shop's day and the format.

    ``table``: of CSV and Parquet, this table alone. ``of`` goes into the tag: the version of what was saved. What is drawn is drawn outside the figures' threads, for it takes
    longer than they do. Raises ``NotFound`` for a chart of a report that has nothing to draw.
    """
    form, look = desk.chosen_format(asked, *FORMATS), look_named(desk.theme or LIGHT.name)
    head = None
    if form in _SHOWS_THE_SHOP:
        head = await desk.inside(lambda session: shop_letterhead(session, desk.parts.files))
    made: list[Report] = []

    def work(figures: Figures) -> Response[Any]:
        report = make(figures)
        if head is None:
            return _file(desk, report, form, table)
        made.append(report)
        return Response(b"")

    told_apart = [form, of, *([] if head is None else [look.name, _told_apart(head)])]
    response = await desk.figures(work, form="-".join(filter(None, told_apart)), laborious=laborious)
    if not made or head is None:
        return response
    [report], shop = made, head
    drawn = await desk.slowly(lambda: _drawn(desk, report, form, shop, look))
    drawn.headers["etag"] = response.headers["etag"]
    return drawn


async def answer_rows(desk: Desk, query: Callable[[Figures], MetricQuery], form: str, *, name: str) -> Stream:
    """Every row of the query as a file (``csv``, ``ndjson``, ``parquet``, ``xlsx``), however many there are.

    Raises ``Forbidden`` and ``Invalid`` before the answer begins.
    """
    headers = {"content-disposition": content_disposition(f"{name}.{form}")}
    return await desk.streamed(lambda figures: stream_query(figures, query(figures), form), form=form, headers=headers)


def shop_letterhead(session: Session, store: FileStore) -> Letterhead:
    """The shop as its papers show it, with its logo out of ``store``. Raises ``Unavailable`` (the store)."""
    return Letterhead(*msgspec.structs.astuple(shop_head(session, store)))


def _file(desk: Desk, report: Report, form: str, table: str | None) -> Response[Any]:
    if form == "json":
        return desk.plain(document(report))
    return desk.plain(export_report(report, form, table=table), form=form, headers=_named(report, form))


def _drawn(desk: Desk, report: Report, form: str, head: Letterhead, look: Look) -> Response[Any]:
    if form == "pdf":
        return desk.plain(export_report(report, form, letterhead=head), form=form, headers=_named(report, form))
    chart = chart_to_show(report, head, look)
    match form:
        case "svg":
            return desk.plain(chart.svg().encode(), form=form, headers=_named(report, form, inline=True))
        case "png":
            picture = chart.png(colours=LETTER_COLOURS)
            return desk.plain(picture, form=form, headers=_named(report, form, inline=True))
        case _:
            return desk.plain(chart.spec, form=form)


def chart_to_show(report: Report, head: Letterhead, look: Look) -> Chart:
    """The report's chart in the shop's colour. Raises ``NotFound`` with the reason there is none."""
    chart = report_chart(report, colour=head.colour, look=look)
    if chart is None:
        why = report.sentences[0] if report.empty and report.sentences else "its figures need no chart."
        raise NotFound(f"there is nothing to draw: {why}", field="format")
    return chart


def _named(report: Report, form: str, *, inline: bool = False) -> dict[str, str]:
    name = f"{report.kind}-{report.period.start.isoformat()}.{form}"
    return {"content-disposition": content_disposition(name, inline=inline)}


def _told_apart(head: Letterhead) -> str:
    """Eight letters that change when the shop changes its colour, address or logo."""
    return hashlib.sha256(msgspec.json.encode(head)).hexdigest()[:8]
