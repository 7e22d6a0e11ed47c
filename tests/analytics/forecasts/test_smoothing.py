"""The recursions over all items at once against the library's, item by item."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from analytics.forecasts.smoothing import aggregated, exponential, tsb, window


@pytest.fixture(scope="module")
def models() -> Any:
    from statsforecast import models

    return models


@pytest.fixture(scope="module")
def items() -> np.ndarray:
    """Eight items of half a year: some sell daily, some on one day in ten."""
    chance = np.random.default_rng(5)
    rate = np.linspace(0.1, 1, 8)[:, None]
    return np.where(chance.random((8, 182)) < rate, chance.poisson(4, (8, 182)) + 1, 0).astype(float)


@pytest.mark.parametrize("alpha", [0.05, 0.2])
def test_exponential_smoothing_is_the_librarys(items: np.ndarray, models: Any, alpha: float) -> None:
    level = exponential(alpha)(items, np.ones(items.shape, dtype=bool))

    for row, one in enumerate(items):
        assert level[row] == pytest.approx(models.SimpleExponentialSmoothing(alpha).forecast(one, 1)["mean"][0])


def test_tsb_is_the_librarys(items: np.ndarray, models: Any) -> None:
    level = tsb(0.1, 0.05)(items, np.ones(items.shape, dtype=bool))

    for row, one in enumerate(items):
        assert level[row] == pytest.approx(models.TSB(0.1, 0.05).forecast(one, 1)["mean"][0])


def test_smoothing_of_weeks_is_the_librarys_smoothing_of_their_means(items: np.ndarray, models: Any) -> None:
    level = aggregated(0.2)(items, np.ones(items.shape, dtype=bool))

    for row, one in enumerate(items):
        weeks = one.reshape(-1, 7).mean(axis=1)
        assert level[row] == pytest.approx(models.SimpleExponentialSmoothing(0.2).forecast(weeks, 1)["mean"][0])


def test_the_window_is_the_mean_of_eight_weeks(items: np.ndarray) -> None:
    assert window(items, np.ones(items.shape, dtype=bool)) == pytest.approx(items[:, -56:].mean(axis=1))


@pytest.mark.parametrize("level", [exponential(0.1), tsb(0.1, 0.05), window, aggregated(0.2)])
def test_days_that_do_not_count_are_as_if_they_had_not_been(level: Any) -> None:
    # five a day; of the last 28 days every second week nothing was to be had
    figures = np.full((1, 112), 5.0)
    counted = np.ones((1, 112), dtype=bool)
    figures[0, 84:91], counted[0, 84:91] = 0, False
    figures[0, 98:105], counted[0, 98:105] = 0, False

    assert level(figures, counted)[0] == pytest.approx(5)
