"""A figure of the business day by day, and what is known of each of its days beforehand.

Floats live in this package alone: what leaves it is rounded to minor units or to the unit's decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import numpy as np
import numpy.typing as npt

from analytics.forecasts.festivals import DayTable

Values = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HORIZON: Final = 28  # days ahead: four whole weeks
LEAST_DAYS: Final = 56  # of history: under eight weeks nothing can be backtested
LONGEST_DAYS: Final = 730  # of history: what was before tells little of the next weeks


@dataclass(frozen=True)
class Series:
    """``values`` of consecutive days, whether the shop ``traded`` on each, and the table of these days and the 28 after them."""

    values: Values
    traded: Flags
    days: DayTable

    @property
    def first_ahead(self) -> date:
        """The first day that is forecast."""
        return self.days.start + timedelta(days=len(self.values))

    def until(self, count: int) -> Series:
        """The series as it was known after its first ``count`` days."""
        return Series(self.values[:count], self.traded[:count], self.days.first(count + HORIZON))


def seasonal_naive(values: Values, horizon: int = HORIZON) -> Values:
    """The baseline every forecast is held against: each day is as its weekday was in the last week."""
    return np.resize(values[-7:], horizon)
