"""The sentence of a chart: what stands out in it, in its own numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.charts.plot import IN_TIME, Plot


def extremes(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Revenue was highest on Sun 15 Nov 2026 (₹700.00) and lowest on Mon 9 Nov 2026 (₹100.00).`` The earlier of equals."""
    known = [row for row in rows if row[m] is not None]
    high = max(known, key=lambda row: row[m])
    low = min((row for row in known if plot.over(row[n], n)), key=lambda row: row[m], default=high)
    title = plot.columns[m].title
    if high[m] == low[m]:
        return f"{title} was {plot.written(high[m], m)} throughout."
    return (
        f"{title} was highest {at(plot, high, n)} ({plot.written(high[m], m)}) "
        f"and lowest {at(plot, low, n)} ({plot.written(low[m], m)})."
    )


def leaders(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Revenue: Rice leads with ₹2,100.00, followed by Soap with ₹650.00.``"""
    first, second = sorted((row for row in rows if row[m] is not None), key=lambda row: row[m], reverse=True)[:2]
    title = plot.columns[m].title
    if first[m] == second[m]:
        return f"{title}: {plot.written(first[n], n)} and {plot.written(second[n], n)} lead with {plot.written(first[m], m)} each."
    return (
        f"{title}: {plot.written(first[n], n)} leads with {plot.written(first[m], m)}, "
        f"followed by {plot.written(second[n], n)} with {plot.written(second[m], m)}."
    )


def greatest(plot: Plot, rows: Sequence[tuple[Any, ...]], m: int) -> str:
    """``Revenue was highest for Grocery in Nov 2026 (₹2,100.00).``: the one greatest of the figures drawn."""
    high = max((row for row in rows if row[m] is not None), key=lambda row: row[m])
    names = [plot.written(high[n], n) for n in plot.along if plot.columns[n].unit not in IN_TIME]
    times = [at(plot, high, n) for n in plot.along if plot.columns[n].unit in IN_TIME]
    where = " ".join([f"for {', '.join(names)}", *times] if names else times)
    return f"{plot.columns[m].title} was highest {where} ({plot.written(high[m], m)})."


def changes(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Most was added by Soap (₹40.00), most was lost by Rice (−₹20.00).``"""
    most, least = max(rows, key=lambda row: row[m]), min(rows, key=lambda row: row[m])
    parts = [f"most was added by {plot.written(most[n], n)} ({plot.written(most[m], m)})"] if most[m] > 0 else []
    parts += [f"most was lost by {plot.written(least[n], n)} ({plot.written(least[m], m)})"] if least[m] < 0 else []
    said = ", ".join(parts)
    return f"{said[0].upper()}{said[1:]}."


def at(plot: Plot, row: tuple[Any, ...], n: int) -> str:
    """Where a figure stands, as it reads in a sentence: ``on Fri 20 Nov 2026``, ``at 14:00``, ``for Rice``."""
    column, words = plot.columns[n], plot.stretch(row, n)
    if column.slug == "from":
        return f"over {words}" if "–" in words else f"on {words}"
    if column.unit == "date" and column.slug == "week":
        return f"in the week {words}"
    if column.unit == "date" and column.slug in ("month", "quarter", "year", "financial_year"):
        return f"in {words}"
    if column.unit in ("date", "weekday"):
        return f"on {words}"
    return f"at {words}" if column.unit == "hour" else f"for {words}"
