"""What each day is of an ordinary day: its weekday, its distance to festivals, and whether the shop is closed.

A factor of 1.4 says forty per cent more than an ordinary day. Effects are averages of the days seen, drawn towards
none by as many supposed ordinary days, so that one festival seen once moves a forecast less than twenty Mondays do.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.festivals import DayTable
from analytics.forecasts.series import Flags, Series, Values

LEVEL_DAYS: Final = 28  # to each side: the level of a day is the mean of these, so that whole weeks cancel
SUPPOSED_WEEKDAYS: Final = 3.0  # ordinary days that each weekday's mean is drawn towards
SUPPOSED_NEAR: Final = 4.0  # the same for each bin of a festival
CLOSED_WEEKS: Final = 8  # a weekday is closed when the shop traded on at most one of the last so many
CLOSED_HOLIDAYS: Final = 0.6  # public holidays are closed when at least this share of those seen were, of two or more
LOWEST: Final = 0.1  # an open day is no less than this of an ordinary one
HIGHEST: Final = 6.0
TIMES: Final = 2  # the level is found again once the festivals are known, which it had half swallowed


@dataclass(frozen=True)
class Season:
    """The factor of each past day and each day ahead, 0 where the shop was or will be closed."""

    past: Values
    ahead: Values

    @property
    def counted(self) -> Flags:
        """The past days that tell of demand."""
        return self.past > 0


def learn_season(series: Series) -> Season:
    """The factors, learnt from the days of ``series`` alone."""
    count, days = len(series.values), series.days
    opened = _open_weekdays(series)
    counted = series.traded & opened[days.weekday[:count]]
    factors, near_factors = np.ones(len(days)), _Near(days, counted)
    for _ in range(TIMES):
        level = _level(series.values / factors[:count], counted)
        ratio = np.divide(series.values, level, out=np.ones(count), where=level > 0).clip(0, HIGHEST)
        weekday = _weekdays(ratio, days, counted)
        near = near_factors.of(ratio / weekday[days.weekday[:count]])
        weekday = _weekdays(ratio / near[:count], days, counted)
        factors = (weekday[days.weekday] * near).clip(LOWEST, HIGHEST)
    closed = ~opened[days.weekday] | (days.holiday & _closed_on_holidays(series, opened))
    return Season(np.where(counted, factors[:count], 0.0), np.where(closed, 0.0, factors)[count:])


def _open_weekdays(series: Series) -> Flags:
    weekday = series.days.weekday[: len(series.values)]
    return np.array([series.traded[weekday == each][-CLOSED_WEEKS:].sum() > 1 for each in range(7)])


def _closed_on_holidays(series: Series, opened: Flags) -> bool:
    count = len(series.values)
    holidays = series.days.holiday[:count] & opened[series.days.weekday[:count]]
    return holidays.sum() >= 2 and bool((~series.traded[holidays]).mean() >= CLOSED_HOLIDAYS)


def _level(values: Values, counted: Flags) -> Values:
    """Around each day the mean of the counted days."""
    sums = np.concatenate([[0.0], np.cumsum(np.where(counted, values, 0.0))])
    counts = np.concatenate([[0], np.cumsum(counted)])
    at = np.arange(len(values))
    low, high = np.maximum(at - LEVEL_DAYS, 0), np.minimum(at + LEVEL_DAYS + 1, len(values))
    held = counts[high] - counts[low]
    level: Values = np.divide(sums[high] - sums[low], held, out=np.zeros(len(values)), where=held > 0)
    return level


def _weekdays(ratio: Values, days: DayTable, counted: Flags) -> Values:
    """The factor of each weekday."""
    weekday = days.weekday[: len(ratio)][counted]
    sums = np.bincount(weekday, weights=ratio[counted], minlength=7)
    held = np.bincount(weekday, minlength=7)
    return np.maximum((sums + SUPPOSED_WEEKDAYS) / (held + SUPPOSED_WEEKDAYS), LOWEST)


class _Near:
    """The factor of each day by the festivals near it: a ridge regression, for bins of two festivals may overlap.

    ``einsum`` rather than ``@``: the threads of BLAS cost a hundred times the multiplication on a machine that is busy.
    """

    def __init__(self, days: DayTable, counted: Flags) -> None:
        lies = days.near[: len(counted)][counted]
        seen = lies.any(axis=0)
        self._counted, self._lies, self._near = counted, lies[:, seen], days.near[:, seen]
        self._gram = np.einsum("ij,ik->jk", self._lies, self._lies) + SUPPOSED_NEAR * np.eye(self._lies.shape[1])

    def of(self, ratio: Values) -> Values:
        """The factors by what each counted day was of the usual."""
        effects = np.linalg.solve(self._gram, np.einsum("ij,i->j", self._lies, ratio[self._counted] - 1))
        factors: Values = np.maximum(1 + np.einsum("ij,j->i", self._near, effects), LOWEST)
        return factors
