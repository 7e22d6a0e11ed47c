"""How each way of forecasting would have done: made anew at past days from what was known then, and held against what came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.candidates import NAIVE, Candidate
from analytics.forecasts.season import learn_season
from analytics.forecasts.series import HORIZON, Series, Values

ORIGINS: Final = 13  # past days at which the forecast is made again
BETWEEN: Final = 7  # days from one to the next
LEAST_TRAINING: Final = 28  # days known at the first of them


@dataclass(frozen=True)
class Backtest:
    """Forecasts and what came, one row an origin, the latest first; ``ahead`` is each candidate's forecast of the days to come."""

    actual: Values
    forecasts: dict[str, Values]
    ahead: dict[str, Values]

    def error(self, name: str) -> float:
        """Mean absolute error of a day, in the series' own unit."""
        return float(np.abs(self.forecasts[name] - self.actual).mean())


def backtest(series: Series, candidates: Sequence[Candidate]) -> Backtest:
    """The candidates and the naive forecast at up to eight origins. The series has at least eight weeks."""
    count = len(series.values)
    origins = [count - HORIZON - BETWEEN * n for n in range(ORIGINS) if count - HORIZON - BETWEEN * n >= LEAST_TRAINING]
    tried = (NAIVE, *candidates)
    made: dict[str, list[Values]] = {each.name: [] for each in tried}
    for origin in origins:
        known = series.until(origin)
        season = learn_season(known)
        for each in tried:
            made[each.name].append(each.forecast(known, season))
    season = learn_season(series)
    return Backtest(
        np.array([series.values[origin : origin + HORIZON] for origin in origins]),
        {name: np.array(rows) for name, rows in made.items()},
        {each.name: each.forecast(series, season) for each in tried},
    )
