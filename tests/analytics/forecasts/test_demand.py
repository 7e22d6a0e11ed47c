"""Demand of items: on items whose demand is known, and what holds for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.forecasts.demand import Demand, forecast_demand
from analytics.forecasts.series import Series
from tests.analytics.forecasts.conftest import series_of


def shop_of(units: np.ndarray) -> Series:
    total = units.sum(axis=0)
    return series_of(len(total), lambda n, day: total[n])


def demand_of(units: np.ndarray, in_stock: np.ndarray | None = None) -> Demand:
    return forecast_demand(units, np.ones(units.shape, bool) if in_stock is None else in_stock, shop_of(units))


def test_an_item_that_sells_five_a_day_will() -> None:
    chance = np.random.default_rng(1)
    made = demand_of(np.vstack([np.full(140, 5.0), chance.poisson(20, 140)]))

    assert made.ahead[0].mean() == pytest.approx(5, rel=0.05)
    assert not made.naive[1]
    assert made.error[1] < made.naive_error[1]


def test_days_out_of_stock_do_not_lower_the_demand() -> None:
    chance = np.random.default_rng(2)
    units = chance.poisson(10, (3, 140)).astype(float)
    in_stock = np.ones(units.shape, dtype=bool)
    units[0, 112:133], in_stock[0, 112:133] = 0, False  # three weeks without stock

    assert demand_of(units, in_stock).ahead[0].mean() == pytest.approx(10, rel=0.15)
    assert demand_of(units).ahead[0].mean() < 8  # taken for days on which nobody wanted it


def test_an_item_new_in_the_shop_is_told_by_the_days_it_was_sold() -> None:
    units = np.vstack([np.full(140, 20.0), np.concatenate([np.zeros(105), np.full(35, 4.0)])])

    assert demand_of(units).ahead[1].mean() == pytest.approx(4, rel=0.2)


def test_the_season_of_the_shop_is_the_items() -> None:
    week = np.array([5.0, 5, 5, 5, 5, 10, 0])
    units = np.tile(week, 20) * np.array([[1.0], [3.0]])
    units[0] = np.random.default_rng(3).permutation(units[0].reshape(-1, 7)).ravel()

    ahead = demand_of(units).ahead

    assert ahead[:, 6].tolist() == [0, 0]
    assert np.all(ahead[:, 5] > 1.5 * ahead[:, 4])


@settings(max_examples=30, deadline=None)
@given(arrays.arrays(float, st.tuples(st.integers(1, 5), st.integers(56, 120)), elements=st.integers(0, 30).map(float)))
def test_of_any_items_demand_is_not_below_zero_and_lies_within_its_interval(units: np.ndarray) -> None:
    made = demand_of(units)

    assert np.all(made.ahead >= 0)
    assert np.array_equal(made.naive, ~(made.error < made.naive_error))
    for days in (1, 7, 28):
        least, most = made.between(days)
        assert np.all(least <= made.ahead[:, :days].sum(axis=1) + 1e-9)
        assert np.all(made.ahead[:, :days].sum(axis=1) <= most + 1e-9)


def test_four_sums_of_five_lie_within_their_interval() -> None:
    chance = np.random.default_rng(4)
    rates = chance.gamma(1, 3, 200)[:, None]
    units = chance.poisson(rates, (200, 210)).astype(float)
    made = demand_of(units[:, :182])

    for days in (7, 28):
        least, most = made.between(days)
        came = units[:, 182 : 182 + days].sum(axis=1)
        asked = made.spread > 0
        assert 0.7 <= ((least <= came) & (came <= most))[asked].mean() <= 0.9
