"""The history a forecast is made of, read through the catalogue: whole days alone, the last of them the day before the first ahead."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from analytics.forecasts.festivals import day_table
from analytics.forecasts.series import HORIZON, LONGEST_DAYS, Flags, Series, Values
from analytics.query import MetricQuery
from analytics.reports.figures import Figures
from munim.days import Period

MOST_PARTS: Final = 30  # series of a split: the rest is small, and forecast together
RECENT_DAYS: Final = 56  # by which the largest parts are told
OTHERS: Final = "All others"
UNNAMED: Final = "Without a name"  # lines of no category


def first_day_ahead(figures: Figures) -> date:
    """Today, or the day the books were last copied where that is longer ago: a day not over is no day of history."""
    return min(figures.today, figures.shop.calendar.business_date(figures.mirror.as_of))


def read_series(figures: Figures, metric: str) -> Series:
    """``metric`` day by day from the first day of trade, of the last two years at most; empty where nothing was sold.

    A filter narrows the figure; whether the shop traded is told by all of its orders.
    """
    ahead = first_day_ahead(figures)
    period = Period(ahead - timedelta(days=LONGEST_DAYS), ahead)
    values = _daily(figures, metric, period)
    orders = _daily(replace(figures, filters=()), "orders", period)
    traded: Flags = (values != 0) | (orders > 0)
    first = int(traded.argmax()) if traded.any() else LONGEST_DAYS
    start = period.start + timedelta(days=first)
    return Series(
        values[first:], traded[first:], day_table(figures.shop.country, start, LONGEST_DAYS - first + HORIZON)
    )


def read_parts(figures: Figures, whole: Series, metric: str, by: str) -> list[tuple[str, Series]]:
    """The parts of ``whole`` by a named dimension, the largest of late first; what is beyond thirty is one part at the end."""
    period = Period(whole.days.start, whole.first_ahead)
    result = figures.of(MetricQuery((metric,), by=("day", by), period=period))
    parts: dict[str, Values] = {}
    for day, name, figure in result.rows:
        values = parts.setdefault(UNNAMED if name is None else str(name), np.zeros(period.days))
        values[(day - period.start).days] += float(figure or 0)
    named = sorted(parts.items(), key=lambda part: -float(part[1][-RECENT_DAYS:].sum()))
    if len(named) > MOST_PARTS:
        rest: Values = np.sum([values for _, values in named[MOST_PARTS:]], axis=0)
        named = [*named[:MOST_PARTS], (OTHERS, rest)]
    return [(name, Series(values, whole.traded, whole.days)) for name, values in named]


def _daily(figures: Figures, metric: str, period: Period) -> Values:
    result = figures.of(MetricQuery((metric,), by=("day",), period=period))
    values = np.zeros(period.days)
    for day, figure in result.rows:
        values[(day - period.start).days] = float(figure or 0)
    return values
