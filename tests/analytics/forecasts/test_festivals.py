"""Dates of festivals against the almanac, and the bins days lie in."""

from __future__ import annotations

from datetime import date

import numpy as np

from analytics.forecasts.festivals import BINS, day_table, festival_days


def test_diwali_falls_where_the_almanac_says() -> None:
    assert festival_days("IN", "Diwali", range(2024, 2027)) == (
        date(2024, 10, 31), date(2025, 10, 20), date(2026, 11, 8),
    )  # fmt: skip


def test_a_feast_of_several_days_is_its_own_day_and_not_the_eve_of_another() -> None:
    assert festival_days("IN", "Holi", range(2026, 2027)) == (date(2026, 3, 4),)
    assert festival_days("IN", "Dussehra", range(2026, 2027)) == (date(2026, 10, 20),)
    assert festival_days("GB", "Christmas", range(2025, 2026)) == (date(2025, 12, 25),)


def test_days_lie_in_the_bin_of_their_distance() -> None:
    start = date(2026, 10, 1)
    table = day_table("IN", start, 60)
    diwali = table.festivals.index("Diwali") * len(BINS)
    lies = {bin_: table.near[:, diwali + n] for n, bin_ in enumerate(BINS)}
    at = {
        day: (date(2026, *day) - start).days
        for day in ((10, 18), (10, 31), (11, 1), (11, 6), (11, 8), (11, 9), (11, 18), (11, 19))
    }

    assert lies[(-21, -8)][at[(10, 18)]] == 1  # 21 days before
    assert lies[(-21, -8)][at[(10, 31)]] == 1  # 8 days before
    assert lies[(-7, -3)][at[(11, 1)]] == 1
    assert lies[(-2, 0)][at[(11, 6)]] == lies[(-2, 0)][at[(11, 8)]] == 1
    assert lies[(1, 3)][at[(11, 9)]] == 1
    assert lies[(4, 10)][at[(11, 18)]] == 1
    assert not table.near[at[(11, 19)], diwali : diwali + len(BINS)].any()


def test_a_build_up_begins_in_the_year_before() -> None:
    table = day_table("IN", date(2025, 12, 28), 20)
    pongal = table.festivals.index("Pongal") * len(BINS)

    assert table.near[0, pongal : pongal + len(BINS)].tolist() == [1, 0, 0, 0, 0]  # 17 days before 14 January


def test_a_country_without_a_calendar_has_no_festivals() -> None:
    table = day_table("ZZ", date(2026, 12, 1), 40)

    assert not table.near.any()
    assert not table.holiday.any()


def test_the_first_days_of_a_table_are_those_of_the_shorter_one() -> None:
    long, short = day_table("IN", date(2026, 9, 1), 90), day_table("IN", date(2026, 9, 1), 30)

    assert np.array_equal(long.first(30).near, short.near)
    assert np.array_equal(long.first(30).holiday, short.holiday)
