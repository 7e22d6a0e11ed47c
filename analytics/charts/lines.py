"""Charts along time: bars of a few days, a line of many, a line in its band."""

from __future__ import annotations

from typing import Any, Final

from analytics.charts.findings import at, extremes
from analytics.charts.plot import (
    HEIGHT,
    IN_TIME,
    MOST_BARS,
    SUMMABLE,
    Drawing,
    Plot,
    amount_axis,
    place_axis,
)
from analytics.shapes import BEFORE

_LOW: Final = "__low"
_HIGH: Final = "__high"
_AXIS_ROOM: Final = 70  # pixels that the amounts beside a course take


def course(plot: Plot) -> Drawing | None:
    """The first figure along one column of time, beside what it was before where the rows tell."""
    if len(plot.along) != 1 or plot.columns[plot.along[0]].unit not in IN_TIME:
        return None
    [n], m = plot.along, plot.measured[0]
    column = plot.columns[m]
    before = plot.place_of(column.slug + BEFORE)
    labels = [plot.label(row[n], n, place) for place, row in enumerate(plot.rows)]
    values = [{"place": place, "figure": plot.length(row[m], m)} for place, row in enumerate(plot.rows)]
    bars = stands_in_bars(plot)
    x, y = place_axis(labels, plot.width - _AXIS_ROOM), amount_axis(plot, m)
    mark: dict[str, Any] = (
        {"type": "bar", "cornerRadiusEnd": 2}
        if bars
        else {"type": "line", "strokeWidth": 2, "point": len(labels) <= MOST_BARS}
    )
    spec: dict[str, Any] = {"height": HEIGHT, "mark": mark, "encoding": {"x": x, "y": y}}
    shown = [m]
    if before is not None and any(row[before] is not None for row in plot.rows):
        for value, row in zip(values, plot.rows, strict=True):
            value["before"] = plot.length(row[before], before)
        spec = _beside_before(plot, spec, before, bars=bars)
        shown.append(before)
    return Drawing(
        column, spec, values, extremes(plot, plot.rows, n, m), _heads(plot, n, shown), _cells(plot, n, shown)
    )


def stands_in_bars(plot: Plot) -> bool:
    """Whether a course is drawn as bars: of few days and of what can be summed, unless it is said how."""
    if plot.course != "fitting":
        return plot.course == "bar"
    return len(plot.rows) <= MOST_BARS and plot.columns[plot.measured[0]].unit in SUMMABLE


def _beside_before(plot: Plot, spec: dict[str, Any], before: int, *, bars: bool) -> dict[str, Any]:
    """The same with what each figure is held against: a stroke over its bar, a grey line under its line."""
    names = [plot.columns[plot.measured[0]].title, plot.columns[before].title]
    colours = {
        "scale": {"domain": names, "range": [plot.mark, plot.look.quiet]},
        "legend": {"title": None, "symbolType": "square" if bars else "stroke"},
    }
    held: dict[str, Any] = (
        {"type": "tick", "thickness": 2.5} if bars else {"type": "line", "strokeWidth": 1.5, "strokeDash": [4, 3]}
    )
    x, y = spec["encoding"]["x"], spec["encoding"]["y"]
    layers = [
        {"mark": spec["mark"], "encoding": {"x": x, "y": y, "color": {"datum": names[0], **colours}}},
        {
            "mark": held,
            "encoding": {"x": x, "y": {**y, "field": "before"}, "color": {"datum": names[1], **colours}},
        },
    ]
    return {"height": spec["height"], "layer": layers}


def band(plot: Plot) -> Drawing | None:
    """A figure that is not yet known, between its limits, after those that are: columns ``…__low`` and ``…__high``."""
    lows = [n for n, column in enumerate(plot.columns) if column.slug.endswith(_LOW)]
    times = [n for n in plot.along if plot.columns[n].unit in IN_TIME]
    if len(times) != 1 or len(lows) != 1:
        return None
    [n], [low] = times, lows
    stem = plot.columns[low].slug.removesuffix(_LOW)
    high, expected = plot.place_of(stem + _HIGH), plot.place_of(stem)
    if high is None or expected is None:
        return None
    actual = next((m for m in plot.measured if m not in (low, high, expected) and _alike(plot, m, expected)), None)
    labels = [plot.label(row[n], n, place) for place, row in enumerate(plot.rows)]
    values = [
        {
            "place": place,
            "expected": plot.length(row[expected], expected),
            "low": plot.length(row[low], low),
            "high": plot.length(row[high], high),
            **({} if actual is None else {"figure": plot.length(row[actual], actual)}),
        }
        for place, row in enumerate(plot.rows)
    ]
    x, y = place_axis(labels, plot.width - _AXIS_ROOM), amount_axis(plot, expected, "expected")
    layers: list[dict[str, Any]] = [
        {
            "transform": [{"filter": "isValid(datum.low)"}],
            "mark": {"type": "area", "color": plot.mark, "opacity": 0.22},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "transform": [{"filter": "isValid(datum.expected)"}],
            "mark": {"type": "line", "color": plot.mark, "strokeWidth": 2, "strokeDash": [5, 3]},
            "encoding": {"x": x, "y": y},
        },
    ]
    if actual is not None:
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.figure)"}],
                "mark": {"type": "line", "color": plot.mark, "strokeWidth": 2},
                "encoding": {"x": x, "y": {**y, "field": "figure"}},
            }
        )
    known = [row for row in plot.rows if row[expected] is not None and row[low] is not None and row[high] is not None]
    if not known:
        return None
    best = max(known, key=lambda row: row[expected])
    sentence = (
        f"{plot.columns[expected].title} is highest {at(plot, best, n)}: {plot.written(best[expected], expected)}, "
        f"between {plot.written(best[low], low)} and {plot.written(best[high], high)}."
    )
    shown = [m for m in (actual, expected, low, high) if m is not None]
    return Drawing(
        plot.columns[expected],
        {"height": HEIGHT, "layer": layers},
        values,
        sentence,
        _heads(plot, n, shown),
        _cells(plot, n, shown),
    )


def _alike(plot: Plot, m: int, other: int) -> bool:
    return plot.columns[m].unit == plot.columns[other].unit


def _heads(plot: Plot, n: int, shown: list[int]) -> list[str]:
    return [plot.columns[n].title, *(plot.columns[m].title for m in shown)]


def _cells(plot: Plot, n: int, shown: list[int]) -> list[list[str]]:
    return [[plot.stretch(row, n), *(plot.written(row[m], m) for m in shown)] for row in plot.rows]
