"""Charts: one Vega-Lite specification per report or result, drawn as SVG for pages and PDF and as a small PNG for letters.

The shape of the rows decides the kind: one column of time is a course, names are bars side by side, hours by weekdays
are a heat map, two columns of names or time are stacked, figures with limits are a line in its band, the parts of a
change a waterfall. One figure needs no chart. Each chart carries the sentence that states its finding, made of its own numbers, and those numbers as a table.
"""

from __future__ import annotations

from analytics.charts.chart import Chart, chart_of, report_chart, result_chart
from analytics.charts.colours import COLOUR, DARK, LIGHT, Look, look_named
from analytics.charts.plot import LETTER_WIDTH, MOST_BARS, MOST_NAMES, MOST_SERIES, WIDTH

LETTER_COLOURS = 32  # of a letter's picture: a chart's own few, and the edges between them

__all__ = [
    "COLOUR",
    "DARK",
    "LETTER_COLOURS",
    "LETTER_WIDTH",
    "LIGHT",
    "MOST_BARS",
    "MOST_NAMES",
    "MOST_SERIES",
    "WIDTH",
    "Chart",
    "Look",
    "chart_of",
    "look_named",
    "report_chart",
    "result_chart",
]
