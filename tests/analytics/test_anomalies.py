"""Unusual days: shocks put in on purpose are found and explained, quiet shops stay quiet."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest

from analytics.anomalies import find_unusual, tail_of_count, usual_of
from analytics.forecasts.series import Series
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from analytics.results import ResultCache
from analytics.to_do import to_do
from munim.days import Period
from tests.analytics.forecasts.conftest import TODAY, series_of
from tests.analytics.mirrors import OWNER, Books

ALWAYS = Period(date(2020, 1, 1), date(2030, 1, 1))


def quiet(seed: int, days: int = 210, *, spread: float = 0.2) -> np.ndarray:
    """Days about 1,000 with a week of their own, none of them unusual."""
    week = np.array([0.8, 0.9, 1, 1, 1.1, 1.5, 1.2])
    chance = np.random.default_rng(seed)
    return np.resize(week, days) * chance.gamma(1 / spread**2, 1000 * spread**2, days)


def found_in(values: np.ndarray) -> list[date]:
    series = series_of(len(values), lambda n, day: float(values[n]))
    orders = series_of(len(values), lambda n, day: float(round(values[n] / 20)))
    return [each.day for each in find_unusual(series, orders, ALWAYS)]


def test_what_is_usual_is_the_median_of_the_same_weekday() -> None:
    # Mondays of 100, 110, … 170, every other day 500; the ninth Monday is looked at
    def figure(n: int, day: date) -> float:
        return 100 + 10 * (n // 7) if day.weekday() == 0 else 500

    usual = usual_of(series_of(57, figure), 56)

    assert usual is not None
    assert usual.value == 180
    assert usual.usual == pytest.approx(135, abs=1)  # of 100 … 170
    assert (usual.least, usual.most) == (pytest.approx(100, abs=1), pytest.approx(170, abs=1))


def test_a_quiet_shop_has_less_than_one_unusual_day_in_a_fortnight() -> None:
    days = alerts = 0
    for seed in range(8):
        alerts += len(found_in(quiet(seed)))
        days += 210 - 56

    assert alerts / (days / 14) < 1


@pytest.mark.parametrize("times", [3.0, 0.2])
def test_shocks_are_found(times: float) -> None:
    found = 0
    for seed in range(8):
        values = quiet(seed)
        values[150] *= times
        found += (date(2026, 3, 2) + timedelta(days=150)) in found_in(values)

    assert found >= 7


def test_a_day_the_shop_stayed_closed_is_unusual() -> None:
    values = quiet(1)
    values[150] = 0

    assert date(2026, 3, 2) + timedelta(days=150) in found_in(values)


def test_a_busy_weekday_is_not_unusual_for_being_busy() -> None:
    def figure(n: int, day: date) -> float:
        return (4000 if day.weekday() == 5 else 1000) + n % 5 * 20

    series = series_of(140, figure)

    assert find_unusual(series, series, ALWAYS) == []


def test_what_does_not_matter_is_not_told() -> None:
    # every day exactly 1,000 but one, which is 1.5 per cent of a week off
    steady = series_of(100, lambda n, day: 1000 + n % 2)
    little, much = (
        series_of(100, lambda n, day, off=off: 1000 + n % 2 + (off if n == 90 else 0)) for off in (105, 175)
    )

    assert find_unusual(steady, steady, ALWAYS) == []
    assert find_unusual(little, steady, ALWAYS) == []
    assert [each.day for each in find_unusual(much, steady, ALWAYS)] == [date(2026, 3, 2) + timedelta(days=90)]


def test_nothing_later_is_known() -> None:
    values = quiet(2)
    later = values.copy()
    later[160:] *= 9
    period = Period(date(2026, 3, 2), date(2026, 3, 2) + timedelta(days=160))

    def found(figures: np.ndarray) -> list[tuple[date, float]]:
        series: Series = series_of(len(figures), lambda n, day: float(figures[n]))
        return [(each.day, each.sales.far) for each in find_unusual(series, series, period)]

    assert found(values) == found(later)


def test_the_tail_of_a_count_is_the_negative_binomials() -> None:
    # Poisson of mean 2: P(0) = e^-2; P(at least 3) = 1 - e^-2 (1 + 2 + 2)
    assert tail_of_count(0, 2, 2) == pytest.approx(0.1353, abs=1e-4)
    assert tail_of_count(3, 2, 2) == pytest.approx(0.3233, abs=1e-4)
    # negative binomial of mean 2 and variance 4: size 2, chance 1/2: P(0) = 1/4, P(1) = 1/4
    assert tail_of_count(0, 2, 4) == pytest.approx(0.25)
    assert tail_of_count(1, 2, 4) == pytest.approx(0.5)
    assert tail_of_count(3, 2, 4) == pytest.approx(1 - 0.25 - 0.25 - 0.1875)


# --- the report ---

DAY = TODAY - timedelta(days=5)


@pytest.fixture(scope="module")
def wedding() -> Report:
    """Ninety days of rice and tea; on one of them Asha bought rice for a wedding, at 17 o'clock from Meena."""
    books, chance = Books(), random.Random(3)
    for n in range(90):
        day = TODAY - timedelta(days=90 - n)
        books.line(f"B{n}", day, "Rice", 5, chance.randint(48_000, 52_000), hour=10, staff="Ravi", customer="Binod")
        books.line(f"T{n}", day, "Tea", 5, chance.randint(18_000, 22_000), hour=11, staff="Meena", customer="Binod")
    books.line("W", DAY, "Rice", 90, 900_000, hour=17, staff="Meena", customer="Asha")
    with books.mirror() as mirror:
        return make_report(Figures(mirror, OWNER, TODAY, ResultCache()), "unusual-days")


def test_the_day_is_told_with_what_is_usual(wedding: Report) -> None:
    [row] = wedding.table("days").rows

    assert row[0] == DAY
    assert 960_000 <= row[1] <= 980_000
    assert 66_000 <= row[2] <= 74_000
    assert row[3] == row[1] - row[2]


def test_the_lines_that_explain_it_come_with_it(wedding: Report) -> None:
    lines = wedding.table("lines")
    first: dict[str, tuple[object, ...]] = {}
    for row in lines.rows:
        first.setdefault(row[1], row)

    assert {split: row[2] for split, row in first.items()} == {
        "Product": "Rice", "Hour": "17:00", "Customer": "Asha", "Staff": "Meena",
    }  # fmt: skip
    assert first["Hour"][3:6] == (900_000, 0, 900_000)


def test_it_is_said_in_words_whose_numbers_stand_in_the_tables(wedding: Report) -> None:
    assert wedding.sentences[0] == "1 day was unusual."
    assert "most of all Rice" in wedding.sentences[1]
    assert wedding.headline("unusual").value == 1
    assert wedding.headline("looked_at").value == 27  # of the last 28 days today is not over


def test_lines_of_customers_are_for_those_who_may_see_them() -> None:
    books = Books()
    for n in range(90):
        books.line(f"B{n}", TODAY - timedelta(days=90 - n), "Rice", 5, 50_000 + n % 7 * 100, customer="Binod")
    books.line("W", DAY, "Tea", 90, 900_000, customer="Asha")
    with books.mirror() as mirror:
        report = make_report(Figures(mirror, OWNER - {"customers.read"}, TODAY, ResultCache()), "unusual-days")

    assert "Customer" not in report.table("lines").column("split")
    assert "Product" in report.table("lines").column("split")


def test_under_eight_weeks_nothing_is_known_to_be_usual() -> None:
    books = Books()
    for n in range(30):
        books.line(f"B{n}", TODAY - timedelta(days=30 - n), "Rice", 5, 50_000)
    with books.mirror() as mirror:
        report = make_report(Figures(mirror, OWNER, TODAY, ResultCache()), "unusual-days")

    assert report.sentences == ("The books hold 30 days of sales; what is usual takes 56 to be known.",)


def test_days_asked_for_are_those_looked_at(wedding: Report) -> None:
    books = Books()
    for n in range(90):
        books.line(f"B{n}", TODAY - timedelta(days=90 - n), "Rice", 5, 50_000 + n % 7 * 100)
    books.line("W", DAY, "Tea", 90, 900_000)
    with books.mirror() as mirror:
        figures = Figures(mirror, OWNER, TODAY, ResultCache())
        before = make_report(figures, "unusual-days", Asked(period=Period(DAY - timedelta(days=10), DAY)))

    assert before.empty
    assert before.sentences == ("No day was unusual: each was about what its weekday usually is.",)


def test_a_weeks_letter_says_which_of_its_days_to_look_into() -> None:
    books = Books()
    for n in range(90):
        books.line(f"B{n}", TODAY - timedelta(days=90 - n), "Rice", 5, 50_000 + n % 7 * 100)
    books.line("W", DAY, "Tea", 90, 900_000)
    with books.mirror() as mirror:
        figures = Figures(mirror, OWNER, TODAY, ResultCache())
        week, before = (
            to_do(figures, Period(start, start + timedelta(days=7))) for start in (DAY, DAY - timedelta(days=7))
        )

    [table] = week
    assert table.name == "to_do_unusual"
    [(day, value, usual, off, most)] = table.rows
    assert (day, value - usual, most) == (DAY, off, "Tea")
    assert 940_000 <= value <= 960_000
    assert before == []
