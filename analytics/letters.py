"""The letter of a report: subject with the answer first, findings, tiles, one chart, tables.

HTML and its plain-text twin are two templates over one ``LetterText``, so they carry the same figures. The HTML
stays under ``LARGEST_HTML_BYTES`` because Gmail cuts letters off near 102 KB. A letter is written once for all who
get it; ``addressed`` puts in the one thing that is each recipient's own. Sending is somebody else's.
"""

from __future__ import annotations

import base64
import functools
import unicodedata
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any, Final, Literal

import msgspec

from analytics.charts import COLOUR, LETTER_COLOURS, LETTER_WIDTH, Chart, report_chart
from analytics.contributions import OTHERS
from analytics.findings import held_against, of_sales, when
from analytics.freshness import local_moment
from analytics.notation import write, write_change, write_number, write_period
from analytics.report import Comparison, Headline, Report, Table, written_row, written_total
from analytics.shop import Shop
from analytics.tongues import Tongue, as_within, tongue_of
from munim.render import render_html

LARGEST_HTML_BYTES: Final = 90_000
FINDINGS: Final = 4  # sentences before the figures
ROWS: Final = (40, 20, 10, 5, 0)  # of one table: a month of days and its neighbours, fewer where that is too large
MOST_COLUMNS: Final = 7  # of one table: a letter is 640 pixels wide
STOP: Final = "munim:stop"  # stands where each recipient's own link comes
_TEMPLATES: Final = Path(__file__).with_name("templates")
_CHART_ID: Final = "chart"
# columns that a phone has no room for, and can do without
_SPARE: Final = ("to", "revenue__before", "average_order_value")
_ON_A_PHONE: Final = 3  # columns of numbers
_PHONE: Final = 348  # pixels of a table on a phone that is 375 wide
_CHARACTER: Final = 7.3  # of them, a digit's; a letter is no wider
_PADDING: Final = 6
_NAME: Final = 14  # characters that a column of words keeps: it is broken into lines
_NUMBERS: Final = ("money", "count", "quantity", "percent", "ratio")


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
    """``▲ up 12.4 % on the week before``; the tone repeats in colour what the words say."""

    words: str
    tone: Literal["good", "bad", "same"]


class Tile(msgspec.Struct, frozen=True):
    title: str
    value: str
    changes: tuple[Change, ...]


class Head(msgspec.Struct, frozen=True):
    """A column's heading; ``kind`` says how its cells are set; a phone leaves out what is ``spare``."""

    words: str
    kind: Literal["words", "date", "number"]
    spare: bool = False


class Grid(msgspec.Struct, frozen=True):
    """A table as it is read; ``lines`` is the same in columns of plain text; ``more`` says how many rows it leaves out."""

    title: str
    heads: tuple[Head, ...]
    rows: list[list[str]]
    total: list[str]
    lines: list[str]
    more: str


class ShownChart(msgspec.Struct, frozen=True):
    source: str
    sentence: str


class LetterText(msgspec.Struct, frozen=True, kw_only=True):
    """Everything the two templates say, already in words."""

    language: str
    subject: str
    business: str
    period: str
    title: str
    colour: str
    warning: str
    notes: tuple[str, ...]
    sentences: tuple[str, ...]
    tiles: tuple[Tile, ...]
    chart: ShownChart | None
    tables: tuple[Grid, ...]
    link: str
    link_words: str
    missing: str
    footing: str
    stop: str
    stop_words: str


def report_letter(
    report: Report,
    *,
    colour: str = COLOUR,
    link: str = "",
    behind: bool = False,
    too_large: Sequence[str] = (),
    for_page: bool = False,
) -> Letter:
    """The letter of ``report`` in the shop's ``colour`` and the report's language.

    ``link`` leads back to the report of exactly this period; ``behind``: the mirror ends before the period does, and
    the letter says so; ``too_large``: the names of files that could not be attached. ``for_page``: to be shown by a
    browser, with its picture inside and without the link that stops it. A period without anything gets a short letter
    that says so. Raises ``RenderFailed``, and ``Unavailable`` when the chart could not be drawn.
    """
    chart = report_chart(report, colour=colour, width=LETTER_WIDTH)
    picture = None if chart is None else chart.png(colours=LETTER_COLOURS)
    for rows in ROWS:
        text = _text(
            report,
            colour,
            link,
            behind,
            too_large,
            chart=_shown(chart, picture, for_page=for_page),
            rows=rows,
            stop=not for_page,
        )
        html = _inlined(render_html(_TEMPLATES / "report.html", text))
        if for_page or len(html.encode()) <= LARGEST_HTML_BYTES:
            break
    images = (
        ()
        if picture is None or for_page
        else (InlineImage(_CHART_ID, f"{report.kind}.png", "image/png", picture),)
    )  # fmt: skip
    return Letter(text.subject, html, _plain_template().render(msgspec.to_builtins(text)).strip() + "\n", images)


def addressed(letter: Letter, stop_link: str) -> Letter:
    """The letter as one recipient gets it: with the link that stops theirs."""
    return msgspec.structs.replace(
        letter,
        html=escape(stop_link, quote=True).join(letter.html.rsplit(STOP, 1)),
        text=stop_link.join(letter.text.rsplit(STOP, 1)),
    )


def subject(report: Report) -> str:
    """``Sales from 9–15 Nov 2026: ₹84,310.00 (+12.4 % on the week before)``: the answer, and what it is held against."""
    tongue, shop = tongue_of(report.shop.language), report.shop
    period = write_period(report.period, shop.language)
    if of_sales(report):
        if report.empty:
            return tongue.say("no sales subject", when=when(report))
        revenue = report.headline("revenue")
        value = write(revenue.value, revenue.column, shop)
        return tongue.say("sales subject", when=when(report), value=value, change=_in_subject(revenue, shop))
    title = _titled(report, tongue)
    if report.empty:
        return tongue.say("nothing subject", title=title, period=period)
    if not report.headlines:
        return tongue.say("subject without figures", title=title, period=period)
    first = report.headlines[0]
    value = write(first.value, first.column, shop)
    if first.column.title.casefold() not in title.casefold():  # 2,879 of what is not told by the title
        value = tongue.say("named value", name=as_within(first.column.title), value=value)
    return tongue.say("subject", title=title, period=period, value=value, change=_in_subject(first, shop))


def _titled(report: Report, tongue: Tongue) -> str:
    """The title without the period, which a subject names beside it."""
    period = write_period(report.period, tongue.code)
    return report.title.removesuffix(period).rstrip(", ") or report.title


def _in_subject(headline: Headline, shop: Shop) -> str:
    held = headline.comparisons[0] if headline.comparisons else None
    if held is None or held.change is None:
        return ""
    change = write_change(held.change, shop)
    return tongue_of(shop.language).say("change in subject", change=change, than=held.than)


def _text(
    report: Report,
    colour: str,
    link: str,
    behind: bool,
    too_large: Sequence[str],
    *,
    chart: ShownChart | None,
    rows: int,
    stop: bool,
) -> LetterText:
    tongue, shop = tongue_of(report.shop.language), report.shop
    moment = local_moment(report.as_of, shop)
    return LetterText(
        language=tongue.code,
        subject=subject(report),
        business=shop.name,
        period=write_period(report.period, shop.language),
        title=report.title,
        colour=colour,
        warning=tongue.say("behind", moment=moment) if behind else "",
        notes=report.notes,
        sentences=report.sentences[:FINDINGS],
        tiles=tuple(_tile(item, shop) for item in report.headlines if not report.empty or not item.comparisons),
        chart=chart,
        tables=tuple(_grid(table, shop, rows) for table in report.tables if table.rows and _told(table, report)),
        link=link,
        link_words=tongue.say("see report"),
        missing=tongue.say("too large", names=", ".join(too_large)) if too_large else "",
        footing=tongue.say("as of", moment=moment),
        stop=tongue.say("stop", shop=shop.name) if stop else "",
        stop_words=tongue.say("stop link"),
    )


def _told(table: Table, report: Report) -> bool:
    """Of a period without anything the tables are left out, but not what is to be done."""
    return not report.empty or table.name.startswith("to_do")


def _shown(chart: Chart | None, picture: bytes | None, *, for_page: bool) -> ShownChart | None:
    if chart is None or picture is None:
        return None
    inside = f"data:image/png;base64,{base64.b64encode(picture).decode()}"
    return ShownChart(inside if for_page else f"cid:{_CHART_ID}", chart.sentence)


def _inlined(page: str) -> str:
    import css_inline

    return css_inline.inline(page, keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False)


def _tile(item: Headline, shop: Shop) -> Tile:
    return Tile(
        item.column.title,
        write(item.value, item.column, shop),
        # that there is nothing to compare with is said once, in the first sentence
        tuple(_change(item, each, shop) for each in item.comparisons if each.change is not None),
    )


def _change(item: Headline, held: Comparison, shop: Shop) -> Change:
    tone: Literal["good", "bad", "same"] = "same"
    if held.change and item.good:
        tone = "good" if (held.change > 0) == (item.good == "up") else "bad"
    return Change(held_against(held, item.column, shop), tone)


def _grid(table: Table, shop: Shop, most: int) -> Grid:
    shown = table.shown[:MOST_COLUMNS]
    rows = [_cells(row, table, shop)[: len(shown)] for row in table.rows[:most]]
    total = [] if table.total is None else written_total(table, shop)[: len(shown)]
    heads = _heads(table, shown, [*rows, *([total] if total else [])])
    left_out = len(table.rows) - len(rows)
    return Grid(
        table.title,
        heads,
        rows,
        total,
        _aligned([[head.words for head in heads], *rows, *([total] if total else [])], heads),
        tongue_of(shop.language).say("more rows", count=write_number(left_out, shop)) if left_out else "",
    )


def _cells(row: Sequence[Any], table: Table, shop: Shop) -> list[str]:
    """A row as it is read; words that are Munim's own, not somebody's name, in the letter's language."""
    tongue = tongue_of(shop.language)
    cells = zip(table.shown, written_row(row, table, shop), strict=True)
    return [tongue.title(cell) if row[n] == OTHERS else cell for n, cell in cells]


def _heads(table: Table, shown: Sequence[int], rows: list[list[str]]) -> tuple[Head, ...]:
    """The headings over ``rows``, as they are written; what has room on a phone goes there, from the left."""
    heads: list[Head] = []
    room, numbers = float(_PHONE), 0
    for place, n in enumerate(shown):
        column = table.columns[n]
        kind: Literal["words", "date", "number"] = (
            # what a row is of, such as a rate of tax, stands to the left of its figures
            "number"
            if column.metric or (place and column.unit in _NUMBERS)
            else "date"
            if column.unit == "date"
            else "words"
        )
        longest = max((_width(row[place]) for row in rows), default=0)
        whole = max([longest if kind != "words" else min(longest, _NAME), *map(_width, column.title.split())])
        takes = whole * _CHARACTER + _PADDING
        number = kind == "number"
        spare = column.slug in _SPARE or (place > 0 and takes > room) or (number and numbers >= _ON_A_PHONE)
        if not spare:
            room, numbers = room - takes, numbers + number
        heads.append(Head(column.title, kind, spare))
    return tuple(heads)


def _aligned(rows: list[list[str]], heads: Sequence[Head]) -> list[str]:
    """Rows in columns of equal width: words to the left, numbers to the right."""
    widths = [max(_width(row[n]) for row in rows) for n in range(len(heads))]
    lines = []
    for row in rows:
        cells = [
            _room(cell, width) + cell if head.kind == "number" else cell + _room(cell, width)
            for cell, width, head in zip(row, widths, heads, strict=True)
        ]
        lines.append("  ".join(cells).rstrip())
    return lines


def _room(cell: str, width: int) -> str:
    return " " * (width - _width(cell))


def _width(text: str) -> int:
    """Places the text takes: a sign that is written above, below or before another takes none of its own."""
    return sum(unicodedata.category(letter) not in ("Mn", "Cf") for letter in text)


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
