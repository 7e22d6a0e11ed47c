"""The report of the forecast: what it says, what it refuses, and what it does not show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import numpy as np
import pytest

from analytics.charts import report_chart
from analytics.forecasts.candidates import FULL, Candidate
from analytics.forecasts.season import Season
from analytics.forecasts.series import HORIZON
from analytics.query import Filter
from analytics.report import Report, document
from analytics.reports import Asked, Figures, make_report
from analytics.results import ResultCache
from munim.days import Period
from tests.analytics.forecasts.conftest import TODAY, books_of, series_of
from tests.analytics.mirrors import OWNER, Books


@contextmanager
def asked_of(books: Books, *, today: date = TODAY) -> Iterator[Figures]:
    with books.mirror() as mirror:
        yield Figures(mirror, OWNER, today, ResultCache())


def report_of(books: Books, asked: Asked | None = None) -> Report:
    with asked_of(books) as figures:
        return make_report(figures, "sales-forecast", asked or Asked())


@pytest.fixture(scope="module")
def noisy() -> Report:
    """A shop of two categories, 120 days about 1,000 rupees a day and closed on Sundays."""
    chance = np.random.default_rng(3)
    books = books_of(120, lambda n, day: 0 if day.weekday() == 6 else int(chance.normal(60_000, 9_000)))
    for n in range(120):
        day = TODAY - timedelta(days=120 - n)
        if day.weekday() != 6:
            books.line(f"T{n}", day, "Tea", 1, int(chance.normal(40_000, 9_000)), category="Drinks")
    return report_of(books)


def test_it_is_of_the_28_days_from_today(noisy: Report) -> None:
    days = noisy.table("days")

    assert noisy.period == Period(TODAY, TODAY + timedelta(days=28))
    assert days.column("day") == list(noisy.period)


def test_days_weeks_and_categories_sum_to_the_headline(noisy: Report) -> None:
    expected = noisy.headline("expected").value

    assert sum(noisy.table("days").column("expected")) == expected
    assert sum(noisy.table("weeks").column("expected")) == expected
    assert sum(noisy.table("categories").column("expected")) == expected
    assert noisy.table("days").column("expected")[:7] and [
        sum(noisy.table("days").column("expected")[7 * n : 7 * n + 7]) for n in range(4)
    ] == noisy.table("weeks").column("expected")


def test_intervals_hold_what_is_expected(noisy: Report) -> None:
    for name in ("days", "weeks", "categories"):
        table = noisy.table(name)
        for low, expected, high in zip(
            table.column("expected__low"), table.column("expected"), table.column("expected__high"), strict=True
        ):
            assert 0 <= low <= expected <= high


def test_the_closed_day_is_expected_to_sell_nothing_and_amounts_are_whole_rupees(noisy: Report) -> None:
    days = noisy.table("days")

    for day, expected in zip(days.column("day"), days.column("expected"), strict=True):
        assert (expected == 0) == (day.weekday() == 6)
        assert expected % 100 == 0
    # six open days of about 1,000 rupees
    assert noisy.table("weeks").column("expected")[0] == pytest.approx(600_000, rel=0.06)


def test_the_error_stands_beside_the_naive_one_and_is_the_smaller(noisy: Report) -> None:
    error, naive = noisy.headline("error").value, noisy.headline("naive_error").value

    assert 0 < error < naive
    assert f"{error} %" in noisy.sentences[1]
    assert f"{naive} %" in noisy.sentences[1]


def test_the_naive_forecast_is_shown_and_said_to_be_where_it_wins() -> None:
    report = report_of(books_of(84, lambda n, day: 100_000 * (1 + day.weekday())))

    last_week = [100_000 * (1 + (TODAY + timedelta(days=n)).weekday()) for n in range(28)]
    assert report.table("days").column("expected") == last_week
    assert report.headline("naive_error").value == 0
    assert "No way of forecasting did better" in report.sentences[1]


def test_under_eight_weeks_it_refuses_says_why_and_gives_a_range_of_the_last_four_weekdays() -> None:
    # 35 days: 1,000 rupees a day, and 2,000 in the last week
    report = report_of(books_of(35, lambda n, day: 200_000 if n >= 28 else 100_000))

    assert report.sentences[0] == (
        "There is no forecast yet: the books hold 35 days of sales, and it takes 56 to try one against what came."
    )
    days = report.table("days")
    assert set(days.column("expected")) == {125_000 // 100 * 100}  # (3 x 1,000 + 2,000) / 4
    assert set(days.column("expected__low")) == {100_000}
    assert set(days.column("expected__high")) == {200_000}
    assert not any(item.column.slug == "error" for item in report.headlines)


def test_under_a_week_there_is_not_even_a_range() -> None:
    report = report_of(books_of(6, lambda n, day: 100_000))

    assert report.empty
    assert report.tables == ()


def test_a_shop_that_no_longer_sells_is_not_forecast() -> None:
    books = books_of(100, lambda n, day: 100_000, end=TODAY - timedelta(days=28))

    report = report_of(books)

    assert report.empty
    assert report.sentences == ("Nothing was sold in the last 28 days, so there is nothing to forecast from.",)


def test_a_day_not_over_is_no_history() -> None:
    def week(n: int, day: date) -> int:
        return 100_000 * (1 + day.weekday())

    books = books_of(84, week)
    so_far = books_of(84, week)
    so_far.line("now", TODAY, "Rice", 1, 5, category="Grocery")

    assert report_of(so_far).table("days") == report_of(books).table("days")


def test_days_after_the_books_were_copied_are_not_taken_for_days_without_sales() -> None:
    # the mirror is of 20 November; asked ten days later the forecast still begins then
    with asked_of(books_of(84, lambda n, day: 100_000 + 1_000 * day.weekday()), today=TODAY + timedelta(days=10)) as f:
        report = make_report(f, "sales-forecast")

    assert report.period.start == TODAY
    assert all(report.table("days").column("expected"))


def test_a_filter_narrows_it() -> None:
    books = books_of(84, lambda n, day: 100_000 * (1 + day.weekday()))
    for n in range(84):
        books.line(f"T{n}", TODAY - timedelta(days=84 - n), "Tea", 1, 7_000, category="Drinks")

    report = report_of(books, Asked(filters=(Filter("category", values=("Drinks",)),)))

    assert set(report.table("days").column("expected")) == {7_000}
    assert report.notes[0] == "Only category: Drinks."


def test_a_festival_never_seen_is_said_to_be_unknown() -> None:
    # 8 November 2026 is Diwali; the books begin in August
    today = date(2026, 10, 30)
    with asked_of(books_of(84, lambda n, day: 100_000 + 1_000 * (n % 5), end=today), today=today) as figures:
        report = make_report(figures, "sales-forecast")

    assert "Diwali falls on Sun 8 Nov 2026, and the books hold no earlier one to learn from." in report.sentences
    assert (date(2026, 11, 8), "Diwali", "no") in report.table("festivals").rows


def test_it_is_drawn_as_a_line_in_its_band(noisy: Report) -> None:
    chart = report_chart(noisy)

    assert chart is not None
    assert [layer["mark"]["type"] for layer in chart.spec["layer"]] == ["area", "line"]


def test_the_same_history_is_forecast_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from analytics.forecasts import sales

    made: list[int] = []
    real = sales.forecast
    monkeypatch.setattr(sales, "forecast", lambda series, ways: made.append(1) or real(series, ways))
    cache = ResultCache()
    books = books_of(84, lambda n, day: 100_000 + 1_000 * (n % 5))
    for version in (1, 2):  # a new version of the mirror, as every sale makes one
        with books.mirror(version=version) as mirror:
            make_report(Figures(mirror, OWNER, TODAY, cache), "sales-forecast")

    assert len(made) == 1


def test_as_json_it_carries_amounts_as_decimal_strings(noisy: Report) -> None:
    body = document(noisy)

    assert body["figures"]["expected"].endswith(".00")
    assert body["tables"]["days"]["rows"][0]["day"] == "2026-11-20"


@pytest.mark.parametrize("way", FULL, ids=lambda way: way.name)
@pytest.mark.parametrize("traded", [0, 1, 3, 9, 10])
def test_every_way_can_forecast_a_shop_that_sold_on_few_days(way: Candidate, traded: int) -> None:
    """Two months of which few days count, closed ones and festivals left out: too few to tell a trend from, so it is supposed to be none."""
    series = series_of(60, lambda n, day: 100.0)
    season = Season((np.arange(60) >= 60 - traded).astype(float), np.ones(HORIZON))

    ahead = way.forecast(series, season)

    assert len(ahead) == HORIZON
    assert (ahead >= 0).all()
