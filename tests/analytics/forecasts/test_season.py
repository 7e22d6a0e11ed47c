"""What each day is of an ordinary day, on shops whose season is known."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from analytics.forecasts.festivals import festival_days
from analytics.forecasts.season import learn_season
from tests.analytics.forecasts.conftest import series_of

WEEK = (50, 100, 100, 100, 100, 150, 100)


def test_weekdays_are_told_by_their_share_of_an_ordinary_day() -> None:
    season = learn_season(series_of(140, lambda n, day: WEEK[day.weekday()]))

    # twenty of each weekday beside three supposed ordinary ones: (20 x 0.5 + 3) / 23, (20 x 1.5 + 3) / 23
    assert season.ahead[0] == pytest.approx(13 / 23, abs=0.02)
    assert season.ahead[5] == pytest.approx(33 / 23, abs=0.02)
    assert season.ahead[1] == pytest.approx(1, abs=0.01)


def test_a_weekday_on_which_the_shop_never_trades_is_closed_ahead_too() -> None:
    season = learn_season(series_of(70, lambda n, day: 0 if day.weekday() == 5 else 100))

    assert [n for n in range(28) if season.ahead[n] == 0] == [5, 12, 19, 26]
    assert season.counted.sum() == 60


def test_a_weekday_opened_twice_of_late_is_open() -> None:
    season = learn_season(series_of(70, lambda n, day: 0 if day.weekday() == 5 and n < 56 else 100))

    assert season.ahead[5] > 0


def test_public_holidays_are_closed_where_the_shop_kept_them() -> None:
    start = date(2026, 3, 30)
    closed = {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4)}  # Good Friday, Easter Monday, Early May in England
    kept = series_of(50, lambda n, day: 0 if day in closed else 100, start=start, country="GB")
    worked = series_of(50, lambda n, day: 100, start=start, country="GB")
    spring = (date(2026, 5, 25) - kept.first_ahead).days  # Spring Bank Holiday, ahead

    assert learn_season(kept).ahead[spring] == 0
    assert learn_season(worked).ahead[spring] > 0


def test_a_festival_is_foreseen_from_the_one_before_it() -> None:
    feasts = festival_days("IN", "Diwali", range(2024, 2027))

    def figure(n: int, day: date) -> float:
        return 300 if any(timedelta(-2) <= day - feast <= timedelta(0) for feast in feasts) else 100

    start = date(2025, 1, 1)
    days = (date(2026, 10, 31) - start).days
    season = learn_season(series_of(days, figure, start=start, country="IN"))

    eve = (date(2026, 11, 7) - date(2026, 10, 31)).days
    # three such days beside four supposed ordinary ones: 1 + 2 x 3 / 7 = 1.86, of which the level takes a little
    assert 1.6 < season.ahead[eve] < 1.95
    assert 0.9 < season.ahead[eve + 14] < 1.1


def test_nothing_of_the_days_to_come_is_known() -> None:
    series = series_of(120, lambda n, day: 100 + 10 * (n % 7))
    changed = series_of(120, lambda n, day: 100 + 10 * (n % 7) if n < 90 else 5_000)

    assert np.array_equal(learn_season(series.until(90)).ahead, learn_season(changed.until(90)).ahead)
