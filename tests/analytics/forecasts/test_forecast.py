"""One series' forecast: worked by hand, held against the naive one, and what holds for any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from analytics.forecasts.backtest import backtest
from analytics.forecasts.candidates import FULL, LIGHT, NAIVE, Candidate, naive
from analytics.forecasts.forecast import forecast, last_weekdays
from analytics.forecasts.intervals import interval
from analytics.forecasts.season import learn_season
from analytics.forecasts.series import HORIZON, Series
from tests.analytics.forecasts.conftest import series_of

histories = arrays.arrays(float, st.integers(56, 150), elements=st.floats(0, 1e6).map(round)).map(
    lambda values: series_of(len(values), lambda n, day: values[n])
)


def test_a_shop_of_the_same_week_every_week_is_forecast_as_that_week() -> None:
    week = (700, 100, 200, 300, 400, 500, 600)
    series = series_of(84, lambda n, day: week[day.weekday()])

    made = forecast(series, LIGHT)

    # the naive forecast is never wrong here, so nothing can do better and it is what is shown
    assert made.naive_shown
    assert made.days.tolist() == list(week) * 4
    assert made.weeks.tolist() == [2800] * 4
    assert made.low.tolist() == made.days.tolist() == made.high.tolist()


def test_ours_is_shown_where_it_misses_by_less() -> None:
    chance = np.random.default_rng(7)
    noise = chance.normal(1000, 200, 120)
    made = forecast(series_of(120, lambda n, day: noise[n]), LIGHT)

    assert not made.naive_shown
    assert made.error < made.naive_error
    assert abs(made.days.mean() - 1000) < 100


def test_the_naive_forecast_is_shown_where_every_other_misses_by_more() -> None:
    def worse(series: Series, season: object) -> np.ndarray:
        return naive(series, learn_season(series)) * 3

    chance = np.random.default_rng(7)
    noise = chance.normal(1000, 200, 120)
    series = series_of(120, lambda n, day: noise[n])
    made = forecast(series, (Candidate("worse", "worse", worse),))

    assert made.naive_shown
    assert np.array_equal(made.days, np.resize(series.values[-7:], HORIZON))
    assert made.error > made.naive_error


def test_a_backtest_holds_past_forecasts_against_what_came() -> None:
    # 100 a day for 84 days, then 200: the origin four weeks before the end knew nothing of it
    series = series_of(112, lambda n, day: 100 if n < 84 else 200)
    tried = backtest(series, LIGHT[:1])

    assert tried.forecasts[NAIVE.name][0].tolist() == [100] * 28
    assert tried.actual[0].tolist() == [200] * 28
    assert tried.error(NAIVE.name) == np.abs(tried.forecasts[NAIVE.name] - tried.actual).mean()
    assert np.abs(tried.forecasts["four_weeks"][1] - tried.actual[1]).sum() == 21 * 100  # origin a week earlier
    assert tried.ahead[NAIVE.name].tolist() == [200] * 28


def test_origins_are_weeks_apart_and_as_many_as_the_history_bears() -> None:
    assert len(backtest(series_of(56, lambda n, day: 1), LIGHT[:1]).actual) == 1
    assert len(backtest(series_of(70, lambda n, day: 1), LIGHT[:1]).actual) == 3
    assert len(backtest(series_of(400, lambda n, day: 1), LIGHT[:1]).actual) == 13


def test_the_mean_of_weeks_leaves_closed_days_out() -> None:
    # the last Monday the shop was closed: the mean of the other three stands
    series = series_of(56, lambda n, day: 0 if n == 49 else (400 if day.weekday() == 0 else 100))

    four_weeks = LIGHT[0].forecast(series, learn_season(series))

    assert four_weeks[:7].tolist() == [400, 100, 100, 100, 100, 100, 100]


@pytest.mark.parametrize("candidate", FULL, ids=lambda each: each.name)
def test_every_way_foresees_a_steady_shop(candidate: Candidate) -> None:
    series = series_of(120, lambda n, day: 0 if day.weekday() == 6 else 500)

    ahead = candidate.forecast(series, learn_season(series))

    assert ahead == pytest.approx([500 if n % 7 != 6 else 0 for n in range(120, 148)], rel=0.02)


def test_an_interval_is_what_nine_tenths_of_misses_to_each_side_stay_under() -> None:
    # one origin of 28 days forecast at 100 that came to 81, 82, … 108; measured against 110 (a tenth is steady)
    forecasts, actual = np.full((1, 28), 100.0), np.arange(81.0, 109.0).reshape(1, 28)

    low, high = interval(np.array([100.0, 200.0, 0.0]), forecasts, actual)

    # (28 + 1) x 0.9 = 26.1: the 27th of 28 misses: 18 below and 7 above. Of the days ahead the open ones' mean is 150
    assert low.tolist() == pytest.approx([100 - 18 / 110 * 115, 200 - 18 / 110 * 215, 0])
    assert high.tolist() == pytest.approx([100 + 7 / 110 * 115, 200 + 7 / 110 * 215, 0])


def test_the_last_four_weekdays_give_mean_least_and_most() -> None:
    values = np.array([*([10.0] * 7), *([20.0] * 7), *([30.0] * 7), *([60.0] * 7)])

    mean, low, high = last_weekdays(values)

    assert (set(mean), set(low), set(high)) == ({30.0}, {10.0}, {60.0})
    assert len(mean) == HORIZON


def test_under_eight_weeks_there_is_none() -> None:
    with pytest.raises(ValueError, match="needs 56 days, not 55"):
        forecast(series_of(55, lambda n, day: 1), LIGHT)


@settings(max_examples=60, deadline=None)
@given(histories)
def test_of_any_history_the_interval_holds_the_forecast_and_nothing_is_below_zero(series: Series) -> None:
    made = forecast(series, LIGHT[:2])

    assert np.all(made.low >= 0)
    assert np.all((made.low <= made.days) & (made.days <= made.high))
    assert np.all((made.weeks_low <= made.weeks) & (made.weeks <= made.weeks_high))
    assert made.weeks.sum() == pytest.approx(made.days.sum())
    assert made.naive_shown == (not made.error < made.naive_error)


def test_eight_of_ten_days_lie_in_their_interval() -> None:
    inside = total = 0
    for seed in range(6):
        chance = np.random.default_rng(seed)
        values = chance.gamma(9, 100, 228) * np.tile([1, 1, 1, 1, 1.2, 1.5, 0.8], 33)[:228]
        for origin in (120, 148, 176, 200):
            made = forecast(series_of(228, lambda n, day, values=values: values[n]).until(origin), LIGHT[:2])
            came = values[origin : origin + HORIZON]
            inside += int(((came >= made.low) & (came <= made.high)).sum())
            total += HORIZON

    assert 0.75 <= inside / total <= 0.85
