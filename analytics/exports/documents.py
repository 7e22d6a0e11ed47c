"""Reports as PDF: the shop's head, the findings, the figures, a chart, and every table in full."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from analytics.charts import COLOUR, report_chart
from analytics.charts.pictures import Picture
from analytics.charts.plot import continues, one_line
from analytics.freshness import local_moment
from analytics.notation import write, write_change, write_period
from analytics.report import Headline, Report, Table, written_row, written_total
from analytics.shop import Shop
from analytics.tongues import tongue_of
from munim.errors import Invalid
from munim.render import render_pdf, render_png

MOST_ROWS: Final = 3_000  # of all tables together: sixty pages, some three seconds
_MOST_CHARACTERS: Final = 300_000  # of all cells together: lines that tell why take ten times as long as numbers
_TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "report.typ"
_CHART_WIDTH: Final = 640  # pixels, set to the 180 mm between the margins of an upright sheet
_UPRIGHT: Final = 92  # characters that an upright sheet's row holds at full size
_LYING: Final = 145
_NAME: Final = 30  # characters of a name that a column makes room for
_MEASURED: Final = 500  # rows that tell how wide a column is
_UNBROKEN: Final = re.compile(r"\S{24,}")


class Letterhead(msgspec.Struct, frozen=True):
    """The shop as its papers show it: ``lines`` are its address and numbers, ``logo`` an SVG or nothing."""

    name: str
    lines: tuple[str, ...] = ()
    colour: str = COLOUR
    logo: str = ""


class Tile(msgspec.Struct, frozen=True):
    title: str
    value: str
    changes: tuple[str, ...]


class Grid(msgspec.Struct, frozen=True):
    """A table as it is printed; ``kinds`` says how each column is set: words, date or number."""

    title: str
    heads: list[str]
    kinds: list[str]
    widths: list[int]  # of each column beside the others
    rows: list[list[str]]
    total: list[str]
    size: float  # points of its letters: a table with many columns has small ones


class ReportDocument(msgspec.Struct, frozen=True):
    """Everything the template says, already in words."""

    title: str
    period: str
    shop: Letterhead
    sentences: tuple[str, ...]
    notes: tuple[str, ...]
    tiles: tuple[Tile, ...]
    chart: Picture | None
    chart_says: str
    tables: tuple[Grid, ...]
    lying: bool
    as_of: str  # the whole footing
    page: str  # holds {page} and {pages}
    language: str
    printed_on: tuple[int, int, int]


def report_pdf(report: Report, letterhead: Letterhead | None = None) -> bytes:
    """The report on A4, lying where a table is wide. Raises ``Invalid`` for more than a PDF holds, ``RenderFailed``."""
    return render_pdf(_TEMPLATE, report_document(report, letterhead))


def report_page(
    report: Report, letterhead: Letterhead | None = None, *, page: int = 1, pixels_per_inch: float = 96
) -> bytes:
    """One page of the same as PNG. Errors as ``report_pdf``, and ``RenderFailed`` for a page it does not have."""
    return render_png(_TEMPLATE, report_document(report, letterhead), pixels_per_inch=pixels_per_inch, page=page)


def report_document(report: Report, letterhead: Letterhead | None = None) -> ReportDocument:
    """What the printed report says. Raises ``Invalid``."""
    rows = sum(len(table.rows) for table in report.tables)
    if rows > MOST_ROWS:
        raise Invalid(
            f"this report has {rows:,} rows and a PDF holds {MOST_ROWS:,}; take it as xlsx, csv or parquet",
            field="format",
            rows=rows,
            most=MOST_ROWS,
        )
    tables = [table for table in report.tables if table.rows]
    grids = [_grid(table, report.shop, lying=_lies(tables, report.shop)) for table in tables]
    if sum(len(cell) for grid in grids for row in grid.rows for cell in row) > _MOST_CHARACTERS:
        raise Invalid(
            f"this report has {rows:,} rows, and more is written in them than a PDF holds; take it as xlsx, csv or parquet",
            field="format",
            rows=rows,
        )
    head = letterhead or Letterhead(report.shop.name, (report.shop.city,) if report.shop.city else ())
    chart = report_chart(report, colour=head.colour, width=_CHART_WIDTH)
    tongue = tongue_of(report.shop.language)
    return ReportDocument(
        title=_breakable(report.title),
        period=write_period(report.period, report.shop.language),
        shop=head,
        sentences=tuple(map(_breakable, report.sentences)),
        notes=tuple(map(_breakable, report.notes)),
        tiles=tuple(_tile(item, report.shop) for item in report.headlines),
        chart=None if chart is None else chart.parts(),
        chart_says="" if chart is None else chart.sentence,
        tables=tuple(grids),
        lying=_lies(tables, report.shop),
        as_of=tongue.say("printed as of", moment=local_moment(report.as_of, report.shop)),
        page=tongue.say("page", page="{page}", pages="{pages}"),
        language=tongue.code,
        printed_on=(report.today.year, report.today.month, report.today.day),
    )


def _lies(tables: Sequence[Table], shop: Shop) -> bool:
    """Whether the paper has to lie for one of the tables."""
    return any(sum(_widths(table, shop)) > _UPRIGHT for table in tables)


def _tile(item: Headline, shop: Shop) -> Tile:
    say = tongue_of(shop.language).say
    changes = (
        say("change beside", change=write_change(each.change, shop), than=each.than)
        for each in item.comparisons
        if each.change is not None
    )
    return Tile(item.column.title, write(item.value, item.column, shop), tuple(changes))


def _grid(table: Table, shop: Shop, *, lying: bool) -> Grid:
    columns = [table.columns[n] for n in table.shown]
    room, widths = _LYING if lying else _UPRIGHT, _widths(table, shop)
    return Grid(
        title=_breakable(table.title),
        heads=[one_line(column.title) for column in columns],
        kinds=["number" if column.metric else "date" if column.unit == "date" else "words" for column in columns],
        widths=widths,
        rows=[[_breakable(cell) for cell in written_row(row, table, shop)] for row in table.rows],
        total=[] if table.total is None else written_total(table, shop),
        size=max(5.0, min(8.5, 8.5 * room / max(1, sum(widths)))),
    )


def _widths(table: Table, shop: Shop) -> list[int]:
    """Characters that each column needs: of numbers and days the widest, of names as much as reads well on two lines."""
    shown = [*table.rows[:_MEASURED], *([] if table.total is None else [table.total])]
    widths = []
    for n in table.shown:
        column = table.columns[n]
        widest = max((len(write(row[n], column, shop)) for row in shown), default=0)
        head = max(map(len, column.title.split()), default=0)
        named = not column.metric and column.unit != "date"
        widths.append(max(head, min(widest, _NAME) if named else widest) + 3)
    return widths


def _breakable(text: str) -> str:
    """``text`` on one line, its words broken between letters where they are longer than any column."""
    return _UNBROKEN.sub(_with_breaks, one_line(text))


def _with_breaks(word: re.Match[str]) -> str:
    letters = word[0]
    ends = (n > 0 and n % 4 == 0 and not continues(letters, n) for n in range(len(letters)))
    return "".join(f"\u200b{letter}" if end else letter for letter, end in zip(letters, ends, strict=True))
