"""Demand of each item: units a day, with what they miss by, for thousands of items in a second.

An item's demand is its level times the season of the whole shop's units: an item sells too seldom to show a season of
its own. Its error is the root of the mean squared miss, by which a forecast of nothing does not win for an item that
sells on one day in five. Days on which the item was out of stock tell nothing of demand and are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from analytics.forecasts.season import Season, learn_season
from analytics.forecasts.series import HORIZON, Flags, Series, Values
from analytics.forecasts.smoothing import LEVELS

ITEM_DAYS: Final = 182  # of history: half a year tells an item's level
ORIGINS: Final = 6  # past days at which the forecasts are made again, a week apart
LEAST_TRAINING: Final = 28
TOGETHER: Final = 3  # the mean of so many ways that did best
REACHES: Final = (1, 3, 7, 14, 21, 28)  # days ahead over which sums are tried, for the intervals
COVERAGE: Final = 0.8


@dataclass(frozen=True)
class Demand:
    """One row an item: units of each day ahead, and the spread of one day's misses.

    ``error`` and ``naive_error`` are root mean squared misses of a day in the backtest; ``naive`` marks the items whose
    units are as a week before because nothing did better. ``below`` and ``above`` are how many spreads four sums of five
    stay within, over each of ``REACHES`` days.
    """

    ahead: Values
    spread: Values
    error: Values
    naive_error: Values
    naive: Flags
    below: Values
    above: Values

    def between(self, days: int) -> tuple[Values, Values]:
        """The least and the most each item sells in the next ``days``, in four cases of five."""
        expected = self.ahead[:, :days].sum(axis=1)
        below, above = (each[0] * self.spread for each in self.reach(np.array([days])))
        return np.maximum(expected - below, 0), expected + above

    def reach(self, days: np.typing.NDArray[np.int64]) -> tuple[Values, Values]:
        """How many spreads sums over so many days stay within, to each side; beyond four weeks in proportion to the days."""
        beyond = np.maximum(days / REACHES[-1], 1)
        below: Values = np.interp(days, REACHES, self.below) * beyond
        above: Values = np.interp(days, REACHES, self.above) * beyond
        return below, above


@dataclass(frozen=True)
class _Tried:
    """One origin: every way's forecast (ways x items x days), the naive one and what came; ``seen`` marks days in stock."""

    ways: Values
    naive: Values
    came: Values
    seen: Flags


def forecast_demand(units: Values, in_stock: Flags, shop: Series) -> Demand:
    """The demand of the items of ``units`` (items x the days of ``shop``, whose values are the units of all).

    ``shop`` has at least eight weeks. Only the last half year is read.
    """
    count = units.shape[1]
    first = max(count - ITEM_DAYS, 0)
    origins = [count - HORIZON - 7 * n for n in range(ORIGINS)]
    tried = [_try(units, in_stock, shop, first, at) for at in origins if at - first >= LEAST_TRAINING]
    missed = np.sqrt(np.array([_squares(tried, n) for n in range(len(LEVELS))]))
    best = np.argsort(missed, axis=0, kind="stable")[:TOGETHER]
    error = np.sqrt(_mean_squares([(_of(one.ways, best), one) for one in tried]))
    naive_error = np.sqrt(_mean_squares([(one.naive, one) for one in tried]))
    naive = ~(error < naive_error)
    ahead = _of(_ways(units, in_stock, shop, learn_season(shop), first, count), best)
    ahead = np.where(naive[:, None], _naive(units, count), ahead)
    spread = np.where(naive, naive_error, error)
    chosen = [np.where(naive[:, None], one.naive, _of(one.ways, best)) for one in tried]
    below, above = _reach(chosen, tried, spread)
    return Demand(ahead, spread, error, naive_error, naive, below, above)


def _try(units: Values, in_stock: Flags, shop: Series, first: int, origin: int) -> _Tried:
    ways = _ways(units, in_stock, shop, learn_season(shop.until(origin)), first, origin)
    after = slice(origin, origin + HORIZON)
    return _Tried(ways, _naive(units, origin), units[:, after], in_stock[:, after])


def _ways(units: Values, in_stock: Flags, shop: Series, season: Season, first: int, until: int) -> Values:
    """Every way's forecast from what was known after ``until`` days."""
    past = season.past[first:until]
    counted = in_stock[:, first:until] & (past > 0) & _launched(units[:, :until])[:, first:]
    adjusted = units[:, first:until] / np.where(past > 0, past, 1)
    return np.array([level(adjusted, counted)[:, None] * season.ahead for _, level in LEVELS])


def _launched(units: Values) -> Flags:
    """The days from the first on which an item sold: before it there was none to sell."""
    launched: Flags = np.logical_or.accumulate(units > 0, axis=1)
    return launched


def _naive(units: Values, until: int) -> Values:
    return np.maximum(np.tile(units[:, until - 7 : until], HORIZON // 7), 0)


def _of(ways: Values, best: np.typing.NDArray[np.intp]) -> Values:
    """The mean of each item's best ways."""
    mean: Values = np.take_along_axis(ways, best[:, :, None], axis=0).mean(axis=0)
    return mean


def _squares(tried: list[_Tried], way: int) -> Values:
    return _mean_squares([(one.ways[way], one) for one in tried])


def _mean_squares(forecasts: list[tuple[Values, _Tried]]) -> Values:
    """Each item's mean squared miss of a day, of days on which it was in stock."""
    sums = np.sum([((made - one.came) ** 2 * one.seen).sum(axis=1) for made, one in forecasts], axis=0)
    held = np.sum([one.seen.sum(axis=1) for _, one in forecasts], axis=0)
    mean: Values = np.divide(sums, held, out=np.zeros(len(sums)), where=held > 0)
    return mean


def _reach(chosen: list[Values], tried: list[_Tried], spread: Values) -> tuple[Values, Values]:
    """For sums over each of ``REACHES`` days: how many spreads they miss by to each side. Conformal, over all items that sold."""
    below, above = np.zeros(len(REACHES)), np.zeros(len(REACHES))
    for n, days in enumerate(REACHES):
        scores = []
        for made, one in zip(chosen, tried, strict=True):
            asked = (spread > 0) & one.seen[:, :days].all(axis=1)
            scores.append((one.came - made)[asked, :days].sum(axis=1) / spread[asked])
        together = np.concatenate(scores)
        if len(together):
            low, high = np.quantile(together, [(1 - COVERAGE) / 2, (1 + COVERAGE) / 2])
            below[n], above[n] = max(-float(low), 0.0), max(float(high), 0.0)
    return below, above
