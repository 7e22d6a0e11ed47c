"""Charts: one Vega-Lite specification per report or result, drawn as SVG for pages and as a small PNG for letters.

Columns of time become bars (a line when there are many), names become bars side by side. A chart carries the
sentence that states its finding, which is its alternative text wherever it is shown.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec

from analytics.notation import write, write_days
from analytics.query import Column, Result
from analytics.report import Report
from analytics.shop import Shop
from munim.render import render_chart

COLOUR: Final = "#7a1f3d"  # where the shop has chosen none
FONT: Final = "Mukta"
WIDTH: Final = 560  # CSS pixels: a letter's column
HEIGHT: Final = 220
MOST_BARS: Final = 62  # days; more become a line
MOST_NAMES: Final = 15
LETTER_COLOURS: Final = 32  # a bar chart's own few, and the edges between them

# 1.2 Cr and 60 L in India, 1.2M and 60k elsewhere
_INDIAN: Final = (
    "abs(datum.value) >= 1e7 ? format(datum.value / 1e7, '.3~g') + ' Cr' : "
    "abs(datum.value) >= 1e5 ? format(datum.value / 1e5, '.3~g') + ' L' : format(datum.value, ',~r')"
)
_WESTERN: Final = "abs(datum.value) >= 1e4 ? format(datum.value, '.3~s') : format(datum.value, ',~r')"


class Chart(msgspec.Struct, frozen=True):
    """A specification and the sentence that says what there is to see."""

    spec: dict[str, Any]
    sentence: str

    def svg(self) -> str:
        """For a page, beside a table of the same figures. Raises ``RenderFailed``, ``Unavailable``."""
        return render_chart(self.spec, form="svg").decode()

    def png(self, *, scale: float = 2, colours: int | None = None) -> bytes:
        """``scale`` pixels to a CSS pixel; ``colours`` reduces the palette, which takes nine tenths of the bytes away."""
        drawn = render_chart(self.spec, form="png", scale=scale)
        return drawn if colours is None else _quantised(drawn, colours)


def report_chart(report: Report, *, colour: str = COLOUR) -> Chart | None:
    """The chart of a report's course in time, or of its best products; None where it has nothing to draw."""
    for name in ("days", "hours", "top_products"):
        table = next((table for table in report.tables if table.name == name), None)
        if table is not None and len(table.rows) > 1 and not report.empty:
            sentence = next((text for text in report.sentences[1:]), report.sentences[0])
            return chart_of(table.columns, table.rows, report.shop, sentence=sentence, colour=colour)
    return None


def result_chart(result: Result, shop: Shop, *, sentence: str, colour: str = COLOUR) -> Chart | None:
    """The chart of a query's result: its first metric by its first dimension; None where a sentence says it all."""
    return chart_of(result.columns, result.rows, shop, sentence=sentence, colour=colour)


def chart_of(
    columns: Sequence[Column], rows: Sequence[Sequence[Any]], shop: Shop, *, sentence: str, colour: str = COLOUR
) -> Chart | None:
    """A chart of the first metric by the first other column; None for fewer than two rows, or columns of one sort alone."""
    along = next((n for n, column in enumerate(columns) if not column.metric and column.unit != "id"), None)
    measured = next((n for n, column in enumerate(columns) if column.metric), None)
    if along is None or measured is None or len(rows) < 2:
        return None
    across, up = columns[along], columns[measured]
    in_time = across.unit in ("date", "weekday", "hour")
    shown = list(rows) if in_time else list(rows)[:MOST_NAMES]
    # bars are told apart by their place: two customers may have one name, two years one 5 May
    values = [{"place": place, "figure": _plotted(row[measured], up, shop)} for place, row in enumerate(shown)]
    labels = [_label(row[along], across, place, shop) for place, row in enumerate(shown)]
    shape = _in_time if in_time else _by_name
    return Chart({**_frame(sentence, colour, values), **shape(labels, _amount_axis(up, shop))}, sentence)


def _in_time(labels: list[str], amount: dict[str, Any]) -> dict[str, Any]:
    step = -(-len(labels) // 16)  # at most sixteen labels, or they run into one another
    axis = {
        "title": None,
        "labelExpr": _label_expression(labels),
        "labelAngle": 0 if len(labels) <= 8 else -40,
        "values": list(range(0, len(labels), step)),
    }
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "mark": {"type": "line", "strokeWidth": 2}
        if len(labels) > MOST_BARS
        else {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {"x": {"field": "place", "type": "ordinal", "axis": axis}, "y": amount},
    }


def _by_name(labels: list[str], amount: dict[str, Any]) -> dict[str, Any]:
    axis = {"title": None, "labelExpr": _label_expression(labels), "labelLimit": 180}
    return {
        "width": WIDTH - 190,
        "height": {"step": 22},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {"y": {"field": "place", "type": "ordinal", "axis": axis}, "x": amount},
    }


def _label_expression(labels: list[str]) -> str:
    """The label of each place, as a list of string literals that Vega looks the place up in."""
    return f"{json.dumps(labels)}[datum.value]"


def _amount_axis(column: Column, shop: Shop) -> dict[str, Any]:
    unit = f" ({shop.currency})" if column.unit == "money" else " (%)" if column.unit == "percent" else ""
    labels = _INDIAN if shop.currency == "INR" else _WESTERN
    return {
        "field": "figure",
        "type": "quantitative",
        "axis": {"title": column.title + unit, "labelExpr": labels, "tickCount": 5},
    }


def _frame(sentence: str, colour: str, values: list[dict[str, Any]]) -> dict[str, Any]:
    text = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "labelColor": "#44484d",
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": sentence,
        "background": "#ffffff",
        "data": {"values": values},
        "config": {
            "font": FONT,
            "bar": {"color": colour},
            "line": {"color": colour},
            "axis": {
                **text,
                "titleColor": "#44484d",
                "gridColor": "#e6e8eb",
                "domainColor": "#b8bcc2",
                "tickColor": "#b8bcc2",
            },
            "view": {"stroke": None},
        },
    }


def _label(value: Any, column: Column, place: int, shop: Shop) -> str:
    """What stands under or beside a bar: of days the first alone tells the year."""
    if column.unit == "date" and column.slug == "day":
        return f"{value.day} {value:%b}" if place else f"{value.day} {value:%b %Y}"
    if column.unit == "date":
        return write_days(value, column.slug, shop)
    return write(value, column, shop)


def _plotted(value: Any, column: Column, shop: Shop) -> float | None:
    """A figure as a length: amounts in whole currency units. For drawing alone; what is read is written by ``notation``."""
    if value is None:
        return None
    return float(Decimal(value).scaleb(-shop.exponent)) if column.unit == "money" else float(value)


def _quantised(png: bytes, colours: int) -> bytes:
    from PIL import Image  # 40 ms that a report without pictures need not wait for

    with Image.open(io.BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()
