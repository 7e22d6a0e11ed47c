"""A chart made and drawn: its kind chosen, dressed in the shop's colours, given its words."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final, Literal, cast
from xml.sax.saxutils import escape, quoteattr

import msgspec

from analytics.charts import bars, crossed, lines, waterfall
from analytics.charts.colours import COLOUR, LIGHT, Look
from analytics.charts.pictures import Picture, taken_apart
from analytics.charts.plot import WIDTH, Drawing, Plot, heading, one_line
from analytics.charts.unfolded import unfolded
from analytics.query import Column, Result
from analytics.report import Report
from analytics.shop import Shop
from munim.render import render_chart, render_png

FONT: Final = "Mukta"
_TEMPLATE: Final = Path(__file__).parents[1] / "templates" / "chart.typ"
_FALLBACK: Final = "Mukta, 'Noto Sans Devanagari', system-ui, sans-serif"  # of a page without our font
_FIRST: Final = ("days", "hours", "top_products")  # the tables that tell most, where a report has them
_MIXED: Final = ("lines",)  # of what explains an unusual day: products, hours and customers among one another
_MOST_TOLD: Final = 100  # rows in an SVG's description
_BETWEEN_LABELS: Final = 26  # pixels; Vega takes words in Devanagari for a third narrower than they are drawn
_MOST_SHADES: Final = 4096  # of a picture whose palette is made of its shades
_AREAS: Final = 0.9  # of a picture: what its most frequent shades have to be
_APART: Final = 12  # of 256: less, and Pillow may take one shade for the other
_COMPRESSION: Final = 6  # of a picture in a letter; to press harder takes 20 ms for a tenth of its bytes
_GROUPINGS: Final = {"INR": [3, *[2] * 8]}  # of digits, from the right; elsewhere by threes

Shade = tuple[int, int, int]
ChartKind = Literal["waterfall", "band", "heat map", "stack", "line", "bar"]
# what each makes of rows that are not its own is None; the first that draws them is the chart
KINDS: Final[tuple[tuple[ChartKind, Callable[[Plot], Drawing | None]], ...]] = (
    ("waterfall", waterfall.waterfall),
    ("band", lines.band),
    ("heat map", crossed.heat_map),
    ("stack", crossed.stacked),
    ("line", lines.course),
    ("bar", bars.rank),
)


class Chart(msgspec.Struct, frozen=True):
    """A specification, the sentence that says what there is to see, and the figures drawn as a table of words."""

    kind: ChartKind
    spec: dict[str, Any]
    sentence: str
    heads: list[str] = []
    rows: list[list[str]] = []

    def svg(self) -> str:
        """For a page or document, beside a table of the same figures. Raises ``RenderFailed``, ``Unavailable``.

        Whoever cannot see it is told the finding (``<title>``, ``aria-label``) and the figures (``<desc>``).
        """
        drawn = self._drawn().replace(f'font-family="{FONT}"', f'font-family="{_FALLBACK}"')
        figures = "; ".join(": ".join((row[0], ", ".join(row[1:]))) for row in self.rows[:_MOST_TOLD])
        head, _, rest = drawn.partition(">")
        told = f"<title>{escape(self.sentence)}</title><desc>{escape(figures)}</desc>"
        return f'{head} role="img" aria-label={quoteattr(self.sentence)}>{told}{rest}'

    def png(self, *, scale: float = 2, colours: int | None = None) -> bytes:
        """``scale`` pixels to a CSS pixel; ``colours`` reduces the palette, which takes nine tenths of the bytes away."""
        drawn = render_png(_TEMPLATE, taken_apart(self._drawn()), pixels_per_inch=72 * scale)
        return drawn if colours is None else quantised(drawn, colours)

    def parts(self) -> Picture:
        """For a document: the lines and areas as SVG, the words apart. Raises ``RenderFailed``, ``Unavailable``."""
        return taken_apart(self._drawn())

    def _drawn(self) -> str:
        return render_chart(self.spec, form="svg").decode()


def report_chart(report: Report, *, colour: str = COLOUR, look: Look = LIGHT, width: int = WIDTH) -> Chart | None:
    """The chart of a report's course in time, of its best products, or of its first table that can be drawn.

    None where it has nothing to draw; the report's sentences say so.
    """
    if report.empty:
        return None
    of_one_kind = [table for table in report.tables if table.name not in _MIXED]
    first = sorted(of_one_kind, key=lambda table: _FIRST.index(table.name) if table.name in _FIRST else len(_FIRST))
    drawn = (
        chart_of(table.columns, table.rows, report.shop, colour=colour, look=look, width=width, today=report.today)
        for table in first
    )
    return next((chart for chart in drawn if chart is not None), None)


def result_chart(
    result: Result,
    shop: Shop,
    *,
    sentence: str = "",
    colour: str = COLOUR,
    look: Look = LIGHT,
    width: int = WIDTH,
    course: Literal["fitting", "line", "bar"] = "fitting",
) -> Chart | None:
    """The chart of a query's result: its first metric by its dimensions; None where a sentence says it all.

    ``course``: how time is drawn, if not as fits its length best.
    """
    return chart_of(
        result.columns, result.rows, shop, sentence=sentence, colour=colour, look=look, width=width, course=course
    )


def chart_of(
    columns: Sequence[Column],
    rows: Sequence[Sequence[Any]],
    shop: Shop,
    *,
    sentence: str = "",
    colour: str = COLOUR,
    look: Look = LIGHT,
    width: int = WIDTH,
    today: date | None = None,
    course: Literal["fitting", "line", "bar"] = "fitting",
) -> Chart | None:
    """A chart of the first metric; None for fewer than two rows with figures, or columns of one sort alone.

    ``sentence`` is what it is said to show; its own finding if nothing is said. ``today`` keeps a day that is not
    over from being the lowest.
    """
    columns, rows = unfolded(columns, rows, shop.language)
    plot = Plot(tuple(columns), [tuple(row) for row in rows], shop, look, colour, width, today, course)
    if not plot.along or not plot.measured or len(rows) < 2:
        return None
    known = (row for row in plot.rows if any(row[m] is not None for m in plot.measured))
    if len(list(islice(known, 2))) < 2:
        return None
    found = next(((kind, drawn) for kind, draw in KINDS if (drawn := draw(plot)) is not None), None)
    if found is None:
        return None
    kind, drawing = found
    if kind == "line" and lines.stands_in_bars(plot):
        kind = "bar"
    said = one_line(sentence) or drawing.sentence
    return Chart(kind, _dressed(drawing, plot, said), said, drawing.heads, drawing.rows)


def _dressed(drawing: Drawing, plot: Plot, sentence: str) -> dict[str, Any]:
    """The whole specification: the drawing in the look's colours and the shop's way of writing numbers."""
    look = plot.look
    words = {
        "labelFont": FONT,
        "titleFont": FONT,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
    }
    quiet = {"labelColor": look.quiet, "titleColor": look.quiet}
    number = {
        "decimal": ".",
        "thousands": ",",
        "grouping": _GROUPINGS.get(plot.shop.currency, [3]),
        "currency": ["", ""],
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": sentence,
        "background": look.background,
        "width": plot.width,
        "padding": 6,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": drawing.values},
        "title": {"text": heading(drawing.figure, plot.shop)},
        **drawing.spec,
        "config": {
            "font": FONT,
            "locale": {"number": number},
            "bar": {"color": plot.mark},
            "line": {"color": plot.mark},
            "point": {"color": plot.mark, "filled": True},
            "text": {"font": FONT, "fontSize": 12, "color": look.ink},
            "title": {
                "font": FONT,
                "fontSize": 12,
                "fontWeight": "normal",
                "color": look.quiet,
                "anchor": "start",
                "frame": "bounds",
                "offset": 8,
            },
            "legend": {
                **words,
                **quiet,
                "orient": "top",
                "symbolType": "square",
                "symbolOpacity": 1,
                "columnPadding": _BETWEEN_LABELS,
            },
            "axis": {**words, **quiet, "gridColor": look.grid, "domainColor": look.axis, "tickColor": look.axis},
            "axisY": {"domain": False, "ticks": False},
            "view": {"stroke": None},
        },
    }


def quantised(png: bytes, colours: int) -> bytes:
    """``png`` in so many colours: those of its areas as they are, the many between them at edges by those that come near.

    Of a chart's half a million pixels some three hundred differ: where a few areas are nearly all of it the palette is made
    of these shades, which takes a tenth of making it of all pixels.
    """
    from PIL import Image  # 40 ms that a report without pictures need not wait for

    with Image.open(io.BytesIO(png)) as picture:
        drawn = picture.convert("RGB")
    shades = cast(list[tuple[int, Shade]], sorted(drawn.getcolors(_MOST_SHADES) or [], reverse=True))
    areas = sum(pixels for pixels, _ in shades[: colours // 2])
    if areas < _AREAS * drawn.width * drawn.height:
        reduced = drawn.quantize(colours, dither=Image.Dither.NONE)
    else:
        palette = Image.new("P", (1, 1))
        palette.putpalette(_palette([shade for _, shade in shades], colours))
        reduced = drawn.quantize(palette=palette, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", compress_level=_COMPRESSION)
    return out.getvalue()


def _palette(ranked: Sequence[Shade], colours: int) -> list[int]:
    """A palette for shades, the most frequent first: half of it those, the other half made of the rest.

    None is near one of the first: Pillow looks a colour up by its place in a coarse grid, and white must stay white.
    """
    from PIL import Image

    chosen = list[Shade]()
    for shade in ranked:
        if len(chosen) < colours // 2 and not _is_near(shade, chosen):
            chosen.append(shade)
    rest = [shade for shade in ranked if not _is_near(shade, chosen)]
    if rest:
        others = Image.new("RGB", (len(rest), 1))
        others.putdata(rest)
        between = others.quantize(colours - len(chosen), dither=Image.Dither.NONE).getpalette() or []
        made = zip(between[::3], between[1::3], between[2::3], strict=True)
        chosen += [shade for shade in list(made)[: colours - len(chosen)] if not _is_near(shade, chosen)]
    palette = [part for shade in chosen for part in shade]
    return palette + palette[:3] * (256 - len(chosen))


def _is_near(shade: Shade, others: Sequence[Shade]) -> bool:
    return any(all(abs(one - two) < _APART for one, two in zip(shade, other, strict=True)) for other in others)
