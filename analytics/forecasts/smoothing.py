"""The level of thousands of items at once: exponential smoothing, TSB, aggregation and windows, item by item of a matrix.

The recursions are those of ``statsforecast`` (tests hold them against it), run down the days with all items abreast,
which takes a hundredth of the time, and leaving out days that tell nothing: the shop was closed, or the item was out.
Each takes figures (one row an item) freed from their season and which of them count, and returns each item's level.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from analytics.forecasts.series import Flags, Values

WINDOW_DAYS: Final = 56
BUCKET_DAYS: Final = 7


def exponential(alpha: float) -> Callable[[Values, Flags], Values]:
    """Simple exponential smoothing; it begins at the first day that counts."""

    def level(figures: Values, counted: Flags) -> Values:
        state = np.zeros(len(figures))
        begun = np.zeros(len(figures), dtype=bool)
        for day in range(figures.shape[1]):
            counts, figure = counted[:, day], figures[:, day]
            moved = np.where(begun, state + alpha * (figure - state), figure)
            state = np.where(counts, moved, state)
            begun |= counts
        return state

    return level


def tsb(alpha_demand: float, alpha_chance: float) -> Callable[[Values, Flags], Values]:
    """Teunter-Syntetos-Babai, for items that sell now and then: the chance of a sale times its size, both smoothed."""

    def level(figures: Values, counted: Flags) -> Values:
        size, chance = np.zeros(len(figures)), np.zeros(len(figures))
        sized, begun = np.zeros(len(figures), dtype=bool), np.zeros(len(figures), dtype=bool)
        for day in range(figures.shape[1]):
            counts, figure = counted[:, day], figures[:, day]
            sold = figure > 0
            moved = np.where(begun, chance + alpha_chance * (sold - chance), sold)
            chance = np.where(counts, moved, chance)
            begun |= counts
            grown = np.where(sized, size + alpha_demand * (figure - size), figure)
            size = np.where(counts & sold, grown, size)
            sized |= counts & sold
        return size * chance

    return level


def window(figures: Values, counted: Flags) -> Values:
    """The mean of the last eight weeks' days that count."""
    counts = counted[:, -WINDOW_DAYS:]
    held = counts.sum(axis=1)
    sums = (figures[:, -WINDOW_DAYS:] * counts).sum(axis=1)
    level: Values = np.divide(sums, held, out=np.zeros(len(figures)), where=held > 0)
    return level


def aggregated(alpha: float) -> Callable[[Values, Flags], Values]:
    """ADIDA with weeks for buckets: smoothing of the weeks' daily means, in which zeros have cancelled."""
    smooth = exponential(alpha)

    def level(figures: Values, counted: Flags) -> Values:
        weeks = figures.shape[1] // BUCKET_DAYS
        if not weeks:
            return window(figures, counted)
        days = weeks * BUCKET_DAYS
        counts = counted[:, -days:].reshape(-1, weeks, BUCKET_DAYS)
        sums = (figures[:, -days:].reshape(-1, weeks, BUCKET_DAYS) * counts).sum(axis=2)
        held = counts.sum(axis=2)
        means = np.divide(sums, held, out=np.zeros_like(sums), where=held > 0)
        return smooth(means, held > 0)

    return level


LEVELS: Final[tuple[tuple[str, Callable[[Values, Flags], Values]], ...]] = (
    ("mean of eight weeks", window),
    ("slow smoothing", exponential(0.05)),
    ("smoothing", exponential(0.1)),
    ("quick smoothing", exponential(0.2)),
    ("chance and size of a sale", tsb(0.1, 0.05)),
    ("smoothing of weeks", aggregated(0.2)),
)
