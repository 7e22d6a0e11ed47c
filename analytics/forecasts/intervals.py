"""Between what a figure will lie in four cases of five: conformal intervals, from what a forecast missed by in its backtest.

Nothing is supposed of how the misses are spread. A miss is measured against the forecast it belongs to, so that busy
days have wide intervals and quiet ones narrow.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from analytics.forecasts.series import Values

COVERAGE: Final = 0.8
STEADY: Final = (
    0.1  # of a miss's measure, this share of the mean forecast, so that a forecast of nearly nothing is no measure
)


def interval(ahead: Values, forecasts: Values, actual: Values) -> tuple[Values, Values]:
    """The lower and upper end of each figure of ``ahead``, by the backtest's forecasts (one row an origin) and what came.

    A day on which the shop is closed (forecast 0) tells nothing and has no width. The ends hold the forecast between
    them and are not below zero.
    """
    opened = forecasts > 0
    misses = ((actual - forecasts) / _measure(forecasts))[opened]
    if not len(misses):
        return ahead.copy(), ahead.copy()
    apart = _apart(forecasts)
    below, above = _quantile(-misses, apart), _quantile(misses, apart)
    measure = np.where(ahead > 0, _measure(ahead), 0.0)
    return np.clip(ahead - below * measure, 0, ahead), np.maximum(ahead + above * measure, ahead)


def _measure(forecasts: Values) -> Values:
    opened = forecasts > 0
    mean = forecasts[opened].mean() if opened.any() else 0.0
    measure: Values = forecasts + STEADY * mean
    return np.where(measure > 0, measure, 1.0)


def _apart(forecasts: Values) -> int:
    """How many different days or weeks the rows speak of: each begins a week, a quarter of its length, after the other."""
    rows, length = forecasts.shape
    return int(length + (rows - 1) * length // 4)


def _quantile(misses: Values, apart: int) -> float:
    """The miss that all but a tenth stay under, counting the one to come among them (split conformal prediction).

    Misses of the same day at several origins resemble one another: they count as one.
    """
    level = (apart + 1) * (1 + COVERAGE) / 2 / apart
    rank = math.ceil(len(misses) * level)
    return float(np.sort(misses)[min(rank, len(misses)) - 1])
