"""Ways to forecast a series. Which of them is shown is decided by how each would have done.

Each takes the series and its season and returns the figure of the days ahead, never below zero. The models are the
library ``statsforecast``'s, on the series freed from its season (exponential smoothing with calendar regressors).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import msgspec
import numpy as np

from analytics.forecasts.season import Season
from analytics.forecasts.series import HORIZON, Series, Values

FITTED_DAYS: Final = 182  # of the adjusted series: what was before no longer tells the level
SLOW: Final = 0.1  # weight of the latest day in the steady level


class Candidate(msgspec.Struct, frozen=True):
    """One way: ``title`` is what people read."""

    name: str
    title: str
    forecast: Callable[[Series, Season], Values]


def naive(series: Series, season: Season) -> Values:
    """Each day as its weekday in the last week."""
    return np.maximum(np.resize(series.values[-7:], HORIZON), 0)


def _weeks(weeks: int) -> Callable[[Series, Season], Values]:
    """Each day as the mean of its weekday over the last weeks, closed days left out."""

    def forecast(series: Series, season: Season) -> Values:
        days = min(7 * weeks, len(series.values) // 7 * 7)
        values, counted = (each[-days:].reshape(-1, 7) for each in (series.values, season.counted))
        sums, held = (values * counted).sum(axis=0), counted.sum(axis=0)
        means = np.divide(sums, held, out=np.zeros(7), where=held > 0)
        ahead: Values = np.maximum(np.resize(means, HORIZON) * (season.ahead > 0), 0)
        return ahead

    return forecast


def _model(make: Callable[[Any], Any], *, least: int = 1) -> Callable[[Series, Season], Values]:
    """A model of ``statsforecast`` on the adjusted days on which the shop traded; fewer than ``least`` of them tell a mean and no more."""

    def forecast(series: Series, season: Season) -> Values:
        from statsforecast import models  # 1.5 s that only forecasts need

        counted = season.counted
        adjusted = (series.values[counted] / season.past[counted])[-FITTED_DAYS:]
        opened = season.ahead > 0
        level = np.zeros(HORIZON)
        if opened.any() and len(adjusted) < least:
            level[opened] = adjusted.mean() if len(adjusted) else 0
        elif opened.any():
            level[opened] = make(models).forecast(y=adjusted, h=int(opened.sum()))["mean"]
        return np.maximum(level * season.ahead, 0)

    return forecast


NAIVE: Final = Candidate("naive", "as a week before", naive)
LIGHT: Final = (
    Candidate("four_weeks", "mean of four weeks", _weeks(4)),
    Candidate("eight_weeks", "mean of eight weeks", _weeks(8)),
    Candidate("level", "level and season", _model(lambda models: models.SimpleExponentialSmoothingOptimized())),
    Candidate("steady_level", "steady level and season", _model(lambda models: models.SimpleExponentialSmoothing(SLOW))),
)  # fmt: skip
# some thirty times the work of the light ones
FULL: Final = (
    *LIGHT,
    Candidate("trend", "damped trend and season", _model(lambda models: models.AutoETS(1, model="AAN", damped=True), least=10)),
    Candidate("theta", "theta and season", _model(lambda models: models.Theta(1), least=4)),
)  # fmt: skip
