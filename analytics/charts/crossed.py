"""Charts of two columns: hours by weekdays as a heat map, names over time stacked, names by names side by side."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, Final

from analytics.charts.colours import mix, series
from analytics.charts.findings import greatest
from analytics.charts.plot import (
    BAR,
    HEIGHT,
    IN_TIME,
    MOST_BARS,
    MOST_NAMES,
    MOST_SERIES,
    SUMMABLE,
    Drawing,
    Plot,
    amount_axis,
    amount_labels,
    looked_up,
    name_axis,
    place_axis,
    text_width,
)
from analytics.dimensions import DIMENSIONS
from analytics.tongues import tongue_of

OTHERS: Final = "Others"
_CELL: Final = 26  # height of a heat map's row
_AXIS_ROOM: Final = 70
_BESIDE_A_NAME: Final = 34  # pixels of a legend that its square and the gap to the next name take


def heat_map(plot: Plot) -> Drawing | None:
    """The first figure in the cells of two columns of time: when in the week the shop is busy, how a cohort stays."""
    if len(plot.along) != 2 or any(plot.columns[n].unit not in IN_TIME for n in plot.along):
        return None
    # the shorter of the two goes downwards: weekdays, beside the hours
    (down, across), m = sorted(plot.along, key=lambda n: len({row[n] for row in plot.rows})), plot.measured[0]
    ys, xs = _in_order(plot, down), _in_order(plot, across)
    places_down, places_across = {value: n for n, value in enumerate(ys)}, {value: n for n, value in enumerate(xs)}
    values = [
        {"down": places_down[row[down]], "place": places_across[row[across]], "figure": plot.length(row[m], m)}
        for row in plot.rows
        if row[m] is not None
    ]
    x = place_axis([plot.label(value, across, n) for n, value in enumerate(xs)], plot.width - _AXIS_ROOM)
    y = {**name_axis([plot.label(value, down, 1) for value in ys]), "field": "down"}
    legend = {"title": None, "orient": "bottom", "gradientLength": 180, "gradientThickness": 10, "tickCount": 3}
    colour = {
        "field": "figure",
        "type": "quantitative",
        "scale": {"range": [mix(plot.look.background, plot.mark, 0.08), plot.mark], "zero": True},
        "legend": {**legend, "labelExpr": amount_labels(plot.columns[m], plot.shop)},
    }
    gap = {"type": "rect", "stroke": plot.look.background, "strokeWidth": 1.5}
    spec = {
        "height": _CELL * len(ys),
        "mark": gap,
        "encoding": {"x": x, "y": y, "color": colour},
    }
    return Drawing(plot.columns[m], spec, values, greatest(plot, plot.rows, m), *_table(plot, down, across, m))


def stacked(plot: Plot) -> Drawing | None:
    """The first figure by two columns: parts of each day or name on one another, beside one another where some are below zero."""
    if len(plot.along) != 2:
        return None
    along, parts = sorted(plot.along, key=lambda n: plot.columns[n].unit not in IN_TIME)
    m = plot.measured[0]
    known = [row for row in plot.rows if row[m] is not None]
    in_time = plot.columns[along].unit in IN_TIME
    if not known or plot.columns[parts].unit in IN_TIME:
        return None
    adds_up = plot.columns[m].unit in SUMMABLE
    places = _in_order(plot, along) if in_time else _by_size(known, along, m)[:MOST_NAMES]
    biggest = _by_size(known, parts, m)
    kept = _in_its_order(plot, parts, biggest if len(biggest) <= MOST_SERIES + 1 else biggest[:MOST_SERIES])
    rest = len(kept) < len(biggest) and adds_up
    sums: dict[tuple[int, int], Any] = {}
    place_of, part_of = {value: n for n, value in enumerate(places)}, {value: n for n, value in enumerate(kept)}
    for row in known:
        part = part_of.get(row[parts], len(kept) if rest else None)
        if part is not None and row[along] in place_of:
            cell = (place_of[row[along]], part)
            sums[cell] = sums.get(cell, 0) + row[m]
    values = [
        {"place": place, "part": part, "figure": plot.length(value, m)} for (place, part), value in sorted(sums.items())
    ]
    names = [plot.label(value, parts, n) for n, value in enumerate(kept)] + (
        [tongue_of(plot.shop.language).title(OTHERS)] if rest else []
    )
    piled = adds_up and all(value >= 0 for value in sums.values())
    spec = _course_of_parts if in_time else _names_of_parts
    labels = [plot.label(value, along, n) for n, value in enumerate(places)]
    room = plot.width - (_AXIS_ROOM if in_time else min(200, text_width(labels) + 8))
    drawn = spec(plot, m, labels, _part_colours(plot, names, room, rest=rest), piled=piled)
    return Drawing(plot.columns[m], drawn, values, greatest(plot, known, m), *_table(plot, along, parts, m))


def _course_of_parts(
    plot: Plot, m: int, labels: Sequence[str], colour: dict[str, Any], *, piled: bool
) -> dict[str, Any]:
    x, y = place_axis(labels, plot.width - _AXIS_ROOM), amount_axis(plot, m)
    if piled and len(labels) <= MOST_BARS:
        order = {"field": "part", "type": "ordinal"}
        return {
            "height": HEIGHT,
            "mark": {"type": "bar"},
            "encoding": {"x": x, "y": y, "color": colour, "order": order},
        }
    mark = {"type": "line", "strokeWidth": 2}
    return {"height": HEIGHT, "mark": mark, "encoding": {"x": x, "y": {**y, "stack": None}, "color": colour}}


def _names_of_parts(
    plot: Plot, m: int, labels: Sequence[str], colour: dict[str, Any], *, piled: bool
) -> dict[str, Any]:
    y, x = name_axis(labels), amount_axis(plot, m)
    x["axis"]["tickCount"] = 4  # their labels stand side by side
    if piled:
        order = {"field": "part", "type": "ordinal"}
        encoding: dict[str, Any] = {"y": y, "x": x, "color": colour, "order": order}
        return {"height": BAR * len(labels), "mark": {"type": "bar"}, "encoding": encoding}
    parts = len(colour["scale"]["domain"])
    encoding = {"y": y, "x": x, "color": colour, "yOffset": {"field": "part", "type": "ordinal"}}
    return {"height": max(BAR, 9 * parts + 6) * len(labels), "mark": {"type": "bar"}, "encoding": encoding}


def _part_colours(plot: Plot, names: Sequence[str], room: float, *, rest: bool) -> dict[str, Any]:
    colours = series(len(names), plot.colour, plot.look)
    if rest:
        colours[-1] = plot.look.axis
    # in one row while they fit: a legend at the side would take the bars' room
    columns = max(1, min(len(names), int(room // (max(map(len, names)) * 6.6 + _BESIDE_A_NAME))))
    limit = int(room / columns) - _BESIDE_A_NAME
    legend = {"title": None, "orient": "top", "columns": columns, "labelExpr": looked_up(names), "labelLimit": limit}
    return {
        "field": "part",
        "type": "nominal",
        "scale": {"domain": list(range(len(names))), "range": colours},
        "legend": legend,
    }


def _in_order(plot: Plot, n: int) -> list[Any]:
    """The values of a column of time in their order, weeks beginning on the shop's day; what has none comes last."""
    start = plot.shop.calendar.week_start
    weekday = plot.columns[n].unit == "weekday"
    known = {row[n] for row in plot.rows if row[n] is not None}
    ordered = sorted(known, key=lambda value: (value - start) % 7 if weekday else value)
    return ordered + ([None] if any(row[n] is None for row in plot.rows) else [])


def _by_size(rows: Sequence[tuple[Any, ...]], n: int, m: int) -> list[Any]:
    """The values of a column of names, those with the largest figures first."""
    sums: dict[Hashable, Any] = {}
    for row in rows:
        sums[row[n]] = sums.get(row[n], 0) + abs(row[m])
    return sorted(sums, key=lambda value: -sums[value])


def _in_its_order(plot: Plot, n: int, values: list[Any]) -> list[Any]:
    """The values of a column in the order that its dimension gives them, as not due comes before 1-30 days; else as they are."""
    named = next((one.values for one in DIMENSIONS if one.slug == plot.columns[n].slug), ())
    tongue = tongue_of(plot.shop.language)
    place = {words: at for at, value in enumerate(named) for words in (value, tongue.title(value))}
    return sorted(values, key=lambda value: place[value]) if all(value in place for value in values) else values


def _table(plot: Plot, one: int, two: int, m: int) -> tuple[list[str], list[list[str]]]:
    heads = [plot.columns[n].title for n in (one, two, m)]
    return heads, [[plot.written(row[n], n) for n in (one, two, m)] for row in plot.rows]
