"""The sentence of a chart: what stands out in it, in its own numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from analytics.charts.plot import IN_TIME, Plot
from analytics.tongues import tongue_of


def extremes(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Revenue was highest on Sun 15 Nov 2026 (₹700.00) and lowest on Mon 9 Nov 2026 (₹100.00).`` The earlier of equals."""
    known = [row for row in rows if row[m] is not None]
    high = max(known, key=lambda row: row[m])
    low = min((row for row in known if plot.over(row[n], n)), key=lambda row: row[m], default=high)
    title, most = plot.columns[m].title, plot.written(high[m], m)
    if high[m] == low[m]:
        return _say(plot, "throughout", title=title, value=most)
    least = plot.written(low[m], m)
    return _say(
        plot, "highest and lowest", title=title, best=at(plot, high, n), most=most, worst=at(plot, low, n), least=least
    )


def leaders(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Revenue: Rice leads with ₹2,100.00, followed by Soap with ₹650.00.``"""
    first, second = sorted((row for row in rows if row[m] is not None), key=lambda row: row[m], reverse=True)[:2]
    facts = {"title": plot.columns[m].title, "first": plot.written(first[n], n), "second": plot.written(second[n], n)}
    most = plot.written(first[m], m)
    if first[m] == second[m]:
        return _say(plot, "lead alike", **facts, most=most)
    return _say(plot, "leads", **facts, most=most, next=plot.written(second[m], m))


def greatest(plot: Plot, rows: Sequence[tuple[Any, ...]], m: int) -> str:
    """``Revenue was highest for Grocery in Nov 2026 (₹2,100.00).``: the one greatest of the figures drawn."""
    high = max((row for row in rows if row[m] is not None), key=lambda row: row[m])
    names = [plot.written(high[n], n) for n in plot.along if plot.columns[n].unit not in IN_TIME]
    times = [at(plot, high, n) for n in plot.along if plot.columns[n].unit in IN_TIME]
    named = ", ".join(names) if _bare(plot) else f"for {', '.join(names)}"
    where = " ".join([named, *times] if names else times)
    return _say(plot, "highest", title=plot.columns[m].title, best=where, most=plot.written(high[m], m))


def changes(plot: Plot, rows: Sequence[tuple[Any, ...]], n: int, m: int) -> str:
    """``Most was added by Soap (₹40.00), most was lost by Rice (−₹20.00).``"""
    most, least = max(rows, key=lambda row: row[m]), min(rows, key=lambda row: row[m])
    best = {"best": plot.written(most[n], n), "most": plot.written(most[m], m)} if most[m] > 0 else {}
    worst = {"worst": plot.written(least[n], n), "least": plot.written(least[m], m)} if least[m] < 0 else {}
    return _say(plot, "added and lost" if best and worst else "added" if best else "taken", **best, **worst)


def _say(plot: Plot, phrase: str, **facts: str) -> str:
    return tongue_of(plot.shop.language).say(phrase, **facts)


def _bare(plot: Plot) -> bool:
    """Whether the language's phrases hold a place and a day as they are, without a word before them."""
    return tongue_of(plot.shop.language).code != "en"


def at(plot: Plot, row: tuple[Any, ...], n: int) -> str:
    """Where a figure stands, as it reads in a sentence: ``on Fri 20 Nov 2026``, ``at 14:00``, ``for Rice``."""
    column, words = plot.columns[n], plot.stretch(row, n)
    if _bare(plot):
        return words
    if column.slug == "from":
        return f"over {words}" if "–" in words else f"on {words}"
    if column.unit == "date" and column.slug == "week":
        return f"in the week {words}"
    if column.unit == "date" and column.slug in ("month", "quarter", "year", "financial_year"):
        return f"in {words}"
    if column.unit in ("date", "weekday"):
        return f"on {words}"
    return f"at {words}" if column.unit == "hour" else f"for {words}"
