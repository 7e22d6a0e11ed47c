"""How an answer is best seen: a number, a line, bars, or a table; or as the asker wishes to see it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from analytics.catalogue import dimension
from analytics.charts import result_chart
from analytics.query import Result
from analytics.shop import Shop

View = Literal["", "chart", "line", "bar", "table"]  # what the asker wishes to see; empty: what fits


class Picture(msgspec.Struct, frozen=True):
    """``kind`` of picture; ``spec`` is a Vega-Lite specification, None of a number and a table, which a page sets itself."""

    kind: Literal["number", "line", "bar", "stack", "heat map", "band", "waterfall", "table"]
    spec: dict[str, Any] | None = None


def picture_of(result: Result, shop: Shop, *, sentence: str, view: View = "") -> Picture:
    """A line for time, bars for names, a number for one figure, a table for what no chart tells better."""
    if not result.query.by:
        return Picture("number")
    if view == "table":
        return Picture("table")
    # days, weeks and months are a line; weekdays and hours, of which there are few, stand side by side
    calendar = dimension(result.query.by[0]).kind == "calendar"
    course: Literal["fitting", "line", "bar"] = "fitting"
    if view in ("line", "bar"):
        course = "bar" if view == "bar" else "line"
    elif calendar:
        course = "line"
    chart = result_chart(result, shop, sentence=sentence, course=course)
    return Picture("table") if chart is None else Picture(chart.kind, chart.spec)
