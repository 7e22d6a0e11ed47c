"""Charts of names: bars that lie side by side, each with its figure beside it."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from analytics.charts.findings import leaders
from analytics.charts.plot import (
    BAR,
    IN_TIME,
    MOST_NAMES,
    Drawing,
    Plot,
    amount_axis,
    name_axis,
    text_width,
)
from analytics.tongues import tongue_of

_LEAST_ROOM: Final = 60  # pixels for the bars, however long the names and figures are
_MARGIN: Final = 18


def rank(plot: Plot) -> Drawing | None:
    """The first figure by name, in the order of the rows, the first of a long list."""
    if len(plot.along) != 1 or plot.columns[plot.along[0]].unit in IN_TIME:
        return None
    [n], m = plot.along, plot.measured[0]
    rows = list(islice((row for row in plot.rows if row[m] is not None), MOST_NAMES))
    if len(rows) < 2:
        return None
    labels = [plot.label(row[n], n, place) for place, row in enumerate(rows)]
    figures = [plot.written(row[m], m) for row in rows]
    # bars are told apart by their place: two customers may have one name
    values = [
        {"place": place, "figure": plot.length(row[m], m), "words": figures[place]} for place, row in enumerate(rows)
    ]
    y, x = name_axis(labels), amount_axis(plot, m)
    room = max(_LEAST_ROOM, plot.width - min(200, text_width(labels)) - _MARGIN)
    x["axis"] |= {"labels": False, "ticks": False, "domain": False, "grid": False}
    x["scale"] = {
        "domain": _domain([value["figure"] for value in values], room, text_width(figures) + 8),
        "nice": False,
    }
    spec = {
        "height": BAR * len(rows),
        "layer": [
            {"mark": {"type": "bar", "cornerRadiusEnd": 2, "height": {"band": 0.72}}, "encoding": {"y": y, "x": x}},
            *(
                {
                    "transform": [{"filter": where}],
                    "mark": {"type": "text", "align": align, "dx": dx},
                    "encoding": {"y": y, "x": x, "text": {"field": "words", "type": "nominal"}},
                }
                for where, align, dx in (("datum.figure >= 0", "left", 5), ("datum.figure < 0", "right", -5))
            ),
        ],
    }
    more = "" if len(rows) == len(plot.rows) else tongue_of(plot.shop.language).say("rest in table")
    heads = [plot.columns[n].title, plot.columns[m].title]
    cells = [[plot.written(row[n], n), figure] for row, figure in zip(rows, figures, strict=True)]
    return Drawing(plot.columns[m], spec, values, leaders(plot, rows, n, m) + more, heads, cells)


def _domain(figures: list[Any], room: float, words: float) -> list[float]:
    """From the least to the greatest figure, zero within, with room for the words beyond the bars that reach them."""
    high, low = max(0.0, *figures), min(0.0, *figures)
    span = (high - low) or 1.0
    sides = (1 if high > 0 or low == 0 else 0) + (1 if low < 0 else 0)
    spare = span * words / max(room - sides * words, room / 3)
    return [low - spare if low < 0 else 0.0, high + spare if high > 0 or low == 0 else 0.0]
