"""The letter of a weekly or monthly report: subject with the answer first, findings, tiles, one chart, tables.

HTML and its plain-text twin are two templates over one ``LetterText``, so they carry the same figures. The HTML
stays under ``LARGEST_HTML_BYTES`` because Gmail cuts letters off near 102 KB. Sending is somebody else's.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal
from zoneinfo import ZoneInfo

import msgspec

from analytics.charts import COLOUR, LETTER_COLOURS, LETTER_WIDTH, report_chart
from analytics.findings import held_against, when
from analytics.notation import write, write_change
from analytics.report import Comparison, Headline, Report, Table, written_row, written_total
from analytics.shop import Shop
from munim.render import render_html

LARGEST_HTML_BYTES: Final = 90_000
FINDINGS: Final = 3  # sentences before the figures
MOST_ROWS: Final = 40  # of one table: a month of days and its neighbours
_TEMPLATES: Final = Path(__file__).with_name("templates")
_CHART_ID: Final = "chart"
# columns a phone has no room for, and can do without
_SPARE: Final = ("revenue__before", "average_order_value")


class InlineImage(msgspec.Struct, frozen=True):
    """A picture shown inside the HTML as ``cid:<content_id>``."""

    content_id: str
    name: str
    media_type: str
    content: bytes


class Letter(msgspec.Struct, frozen=True):
    """What to send: ``html`` and ``text`` say the same."""

    subject: str
    html: str
    text: str
    images: tuple[InlineImage, ...] = ()


class Change(msgspec.Struct, frozen=True):
    """``up 12.4 % on the week before``; the tone repeats in colour what the words say."""

    words: str
    tone: Literal["good", "bad", "same"]


class Tile(msgspec.Struct, frozen=True):
    title: str
    value: str
    changes: tuple[Change, ...]


class Head(msgspec.Struct, frozen=True):
    """A column's heading; ``kind`` says how its cells are set; a phone leaves out the ``spare`` numbers."""

    words: str
    kind: Literal["words", "date", "number", "spare"]


class Grid(msgspec.Struct, frozen=True):
    """A table as it is read; ``lines`` is the same in columns of plain text."""

    title: str
    heads: tuple[Head, ...]
    rows: list[list[str]]
    total: list[str]
    lines: list[str]


class ShownChart(msgspec.Struct, frozen=True):
    content_id: str
    sentence: str


class LetterText(msgspec.Struct, frozen=True):
    """Everything the two templates say, already in words."""

    subject: str
    business: str
    title: str
    colour: str
    sentences: tuple[str, ...]
    tiles: tuple[Tile, ...]
    chart: ShownChart | None
    tables: tuple[Grid, ...]
    link: str
    footing: str


def report_letter(report: Report, *, colour: str = COLOUR, link: str = "") -> Letter:
    """The letter of ``report`` in the shop's ``colour``; ``link`` leads back to the report of exactly this period.

    A period without sales gets a short letter that says so. Raises ``RenderFailed``, and ``Unavailable`` when the
    chart could not be drawn.
    """
    import css_inline

    chart = report_chart(report, colour=colour, width=LETTER_WIDTH)
    text = LetterText(
        subject=subject(report),
        business=report.shop.name,
        title=report.title,
        colour=colour,
        sentences=report.sentences[:FINDINGS],
        tiles=tuple(_tile(item, report.shop) for item in report.headlines if not report.empty or not item.comparisons),
        chart=None if chart is None else ShownChart(_CHART_ID, chart.sentence),
        tables=() if report.empty else tuple(_grid(table, report.shop) for table in report.tables if table.rows),
        link=link,
        footing=f"Figures as of {_local(report.as_of, report.shop)}, without tax unless they say otherwise.",
    )
    page = render_html(_TEMPLATES / "report.html", text)
    html = css_inline.inline(page, keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)
    images = (
        ()
        if chart is None
        else (InlineImage(_CHART_ID, f"{report.kind}.png", "image/png", chart.png(colours=LETTER_COLOURS)),)
    )
    return Letter(text.subject, html, _plain_template().render(msgspec.to_builtins(text)).strip() + "\n", images)


def subject(report: Report) -> str:
    """``Sales from 9–15 Nov 2026: ₹84,310.00 (+12.4 % on the week before)``."""
    if report.empty:
        return f"No sales {when(report)}"
    revenue = report.headline("revenue")
    held = revenue.comparisons[0] if revenue.comparisons else None
    change = (
        "" if held is None or held.change is None else f" ({write_change(held.change, report.shop)} on {held.than})"
    )
    return f"Sales {when(report)}: {write(revenue.value, revenue.column, report.shop)}{change}"


def _tile(item: Headline, shop: Shop) -> Tile:
    return Tile(
        item.column.title,
        write(item.value, item.column, shop),
        tuple(_change(item, each, shop) for each in item.comparisons),
    )


def _change(item: Headline, held: Comparison, shop: Shop) -> Change:
    tone: Literal["good", "bad", "same"] = "same"
    if held.change and item.good:
        tone = "good" if (held.change > 0) == (item.good == "up") else "bad"
    return Change(held_against(held, item.column, shop), tone)


def _grid(table: Table, shop: Shop) -> Grid:
    heads = tuple(_head(table, n) for n in table.shown)
    rows = [written_row(row, table, shop) for row in table.rows[:MOST_ROWS]]
    total = [] if table.total is None else written_total(table, shop)
    return Grid(
        table.title,
        heads,
        rows,
        total,
        _aligned([[head.words for head in heads], *rows, *([total] if total else [])], heads),
    )


def _head(table: Table, n: int) -> Head:
    column = table.columns[n]
    if not column.metric:
        return Head(column.title, "date" if column.unit == "date" else "words")
    return Head(column.title, "spare" if column.slug in _SPARE else "number")


def _aligned(rows: list[list[str]], heads: Sequence[Head]) -> list[str]:
    """Rows in columns of equal width: words to the left, numbers to the right."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(heads))]
    return [
        "  ".join(
            cell.ljust(width) if head.kind in ("words", "date") else cell.rjust(width)
            for cell, width, head in zip(row, widths, heads, strict=True)
        ).rstrip()
        for row in rows
    ]


def _local(moment: datetime, shop: Shop) -> str:
    """The moment by the shop's clock."""
    there = moment.astimezone(ZoneInfo(shop.calendar.timezone))
    return f"{there:%a} {there.day} {there:%b %Y, %H:%M}"


@functools.cache
def _plain_template() -> Any:
    """The plain-text template: nothing is escaped, for nothing in it is markup."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.txt")
