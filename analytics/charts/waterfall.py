"""The waterfall: from what a figure was to what it is, each part of the change where the one before it ended."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import Any

from analytics.charts.colours import series
from analytics.charts.findings import changes
from analytics.charts.plot import BAR, MOST_NAMES, Drawing, Plot, amount_axis, name_axis
from analytics.contributions import DIFFERENCE
from analytics.shapes import BEFORE
from analytics.tongues import tongue_of


def waterfall(plot: Plot) -> Drawing | None:
    """The parts of a change, as ``contributions`` tells them; of a sum between what it was and what it is.

    The axis begins where the course does rather than at zero: a part is as long as it weighs, and no bar stands for the
    whole. What is beyond the names a chart has room for is one more part.
    """
    moved = [n for n, column in enumerate(plot.columns) if column.slug.endswith(DIFFERENCE)]
    if len(plot.along) != 1 or len(moved) != 1:
        return None
    [n], [m] = plot.along, moved
    rows = [row for row in plot.rows if row[m]]
    if len(rows) < 2:
        return None
    named, rest = rows[:MOST_NAMES], rows[MOST_NAMES:]
    parts = [row[m] for row in named] + ([sum(row[m] for row in rest)] if rest else [])
    words = [plot.label(row[n], n, place) for place, row in enumerate(named, start=1)] + (["…"] if rest else [])
    was = plot.place_of(plot.columns[m].slug.removesuffix(DIFFERENCE) + BEFORE)
    first = 0 if was is None else sum(row[was] or 0 for row in plot.rows)
    ends = list(accumulate(parts, initial=first))
    whole = was is not None
    values: list[dict[str, Any]] = [
        {
            "place": place + whole,
            "figure": plot.length(part, m),
            "start": plot.length(ends[place], m),
            "end": plot.length(ends[place + 1], m),
            "rose": part > 0,
        }
        for place, part in enumerate(parts)
    ]
    if whole:
        levels = ((0, ends[0]), (len(parts) + 1, ends[-1]))
        values += [{"place": place, "level": plot.length(level, m)} for place, level in levels]
        say = tongue_of(plot.shop.language).say
        words = [say("then"), *words, say("now")]
    spec = {"height": BAR * len(words), "layer": _layers(plot, m, words)}
    heads = [plot.columns[place].title for place in (n, m)]
    cells = [[plot.written(row[place], place) for place in (n, m)] for row in rows]
    return Drawing(plot.columns[m], spec, values, changes(plot, rows, n, m), heads, cells)


def _layers(plot: Plot, m: int, words: list[str]) -> list[dict[str, Any]]:
    y = name_axis(words)
    x = amount_axis(plot, m, "start")
    x["scale"] = {"zero": False}
    more, less = (json.dumps(tongue_of(plot.shop.language).say(word)) for word in ("more", "less"))
    rose, fell = series(2, plot.colour, plot.look)
    colour = {
        "field": "rose",
        "type": "nominal",
        "scale": {"domain": [True, False], "range": [rose, fell]},
        "legend": {"title": None, "orient": "top", "labelExpr": f"datum.value ? {more} : {less}"},
    }
    part = {"transform": [{"filter": "isValid(datum.figure)"}], "mark": {"type": "bar", "height": {"band": 0.72}}}
    level = {"transform": [{"filter": "isValid(datum.level)"}]}
    tick = {"type": "tick", "thickness": 3, "color": plot.look.ink, "bandSize": BAR * 0.8}
    return [
        {**part, "encoding": {"y": y, "x": x, "x2": {"field": "end"}, "color": colour}},
        {**level, "mark": tick, "encoding": {"y": y, "x": {**x, "field": "level"}}},
    ]
