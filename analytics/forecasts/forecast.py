"""One series' forecast: the ways that did best together where they beat the naive forecast, else the naive one itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.backtest import Backtest, backtest
from analytics.forecasts.candidates import NAIVE, Candidate
from analytics.forecasts.intervals import interval
from analytics.forecasts.series import LEAST_DAYS, Series, Values

TOGETHER: Final = 3  # the mean of so many that did best: steadier than the best alone


@dataclass(frozen=True)
class Forecast:
    """The days ahead, and their whole weeks, each with the ends of its interval.

    ``error`` and ``naive_error`` are what our ways and the naive forecast missed by in the backtest, as shares of what
    was sold in it; where ours is not the smaller, the figures are the naive forecast's and ``ways`` is empty.
    """

    days: Values
    low: Values
    high: Values
    weeks: Values
    weeks_low: Values
    weeks_high: Values
    ways: tuple[str, ...]
    error: float
    naive_error: float

    @property
    def naive_shown(self) -> bool:
        return not self.ways


def forecast(series: Series, candidates: Sequence[Candidate]) -> Forecast:
    """The forecast of ``series``, which has at least eight weeks. ``ValueError`` for less: nothing could be backtested."""
    if len(series.values) < LEAST_DAYS:
        raise ValueError(f"a forecast needs {LEAST_DAYS} days, not {len(series.values)}")
    tried = backtest(series, candidates)
    best = sorted(candidates, key=lambda each: tried.error(each.name))[:TOGETHER]
    past, ahead = _together(tried, [each.name for each in best])
    error, naive_error = _missed(past, tried.actual), _missed(tried.forecasts[NAIVE.name], tried.actual)
    ways = tuple(each.title for each in best)
    if not error < naive_error:
        past, ahead, ways = tried.forecasts[NAIVE.name], tried.ahead[NAIVE.name], ()
    low, high = interval(ahead, past, tried.actual)
    weeks = _weeks(ahead)
    weeks_low, weeks_high = interval(weeks, _weeks(past), _weeks(tried.actual))
    return Forecast(ahead, low, high, weeks, weeks_low, weeks_high, ways, error, naive_error)


def last_weekdays(values: Values) -> tuple[Values, Values, Values]:
    """For a shop too young to be forecast: the mean, the least and the most of the last four same weekdays, four weeks ahead."""
    weeks = values[-28:] if len(values) >= 28 else values[-(len(values) // 7 * 7) :]
    by_weekday = np.maximum(weeks.reshape(-1, 7), 0)
    mean, low, high = by_weekday.mean(axis=0), by_weekday.min(axis=0), by_weekday.max(axis=0)
    return np.tile(mean, 4), np.tile(low, 4), np.tile(high, 4)


def _together(tried: Backtest, names: Sequence[str]) -> tuple[Values, Values]:
    """The mean of these ways, at each origin and of the days to come."""
    past: Values = np.mean([tried.forecasts[name] for name in names], axis=0)
    ahead: Values = np.mean([tried.ahead[name] for name in names], axis=0)
    return past, ahead


def _missed(forecasts: Values, actual: Values) -> float:
    """Mean absolute error as a share of what was sold; infinite where nothing was, for then no forecast tells anything."""
    sold = np.abs(actual).sum()
    return float(np.abs(forecasts - actual).sum() / sold) if sold else float("inf")


def _weeks(days: Values) -> Values:
    """Sums of seven days along the last axis."""
    sums: Values = days.reshape(*days.shape[:-1], -1, 7).sum(axis=-1)
    return sums
