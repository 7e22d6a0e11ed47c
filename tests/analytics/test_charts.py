"""Charts: what is drawn, in which shape, and that it can be drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.charts import MOST_BARS, MOST_NAMES, chart_of, report_chart, result_chart
from analytics.query import Column, MetricQuery
from analytics.reports import Figures, metrics_report, weekly_report
from analytics.shop import Shop
from analytics.terminal import spark_line
from munim.days import Calendar
from tests.analytics.conftest import MONDAY

SHOP = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())
DAY = Column("day", "Day", "date")
NAME = Column("customer", "Customer", "text")
REVENUE = Column("revenue", "Revenue", "money", metric=True)


def days(count: int) -> list[tuple[date, int]]:
    return [(date(2025, 1, 1) + timedelta(days=n), 100 * n) for n in range(count)]


def test_days_become_bars_of_whole_currency_units_and_many_days_a_line() -> None:
    few = chart_of((DAY, REVENUE), days(7), SHOP, sentence="x")
    many = chart_of((DAY, REVENUE), days(MOST_BARS + 1), SHOP, sentence="x")

    assert few is not None
    assert many is not None
    assert few.spec["mark"]["type"] == "bar"
    assert [value["figure"] for value in few.spec["data"]["values"]] == [0, 1, 2, 3, 4, 5, 6]
    assert many.spec["mark"]["type"] == "line"


def test_two_of_one_name_stay_two_bars_and_a_long_list_is_cut() -> None:
    chart = chart_of(
        (NAME, REVENUE), [("Asha", 200), ("Asha", 100)] + [(f"Customer {n}", 1) for n in range(30)], SHOP, sentence="x"
    )

    assert chart is not None
    assert len({value["place"] for value in chart.spec["data"]["values"]}) == MOST_NAMES


def test_one_row_needs_no_chart_and_neither_does_a_report_without_tables(figures: Figures) -> None:
    assert chart_of((DAY, REVENUE), days(1), SHOP, sentence="x") is None
    assert chart_of((REVENUE,), [(1,), (2,)], SHOP, sentence="x") is None
    assert report_chart(metrics_report(figures, 7)) is None


def test_svg_carries_the_finding_and_every_label_as_it_was_written(figures: Figures) -> None:
    chart = report_chart(weekly_report(figures, MONDAY))
    assert chart is not None

    drawn = chart.svg()

    assert drawn.startswith("<svg")
    assert "10 Nov" in drawn
    assert chart.sentence.startswith("The best day was Sun 15 Nov 2026")


@pytest.mark.parametrize("name", ['O\'Hara "and" <sons> \\ आशा', "datum.value]"])
def test_any_name_can_be_a_label(name: str) -> None:
    chart = chart_of((NAME, REVENUE), [(name, 200), ("Binod", 100)], SHOP, sentence=name)

    assert chart is not None
    assert "Binod" in chart.svg()


def test_a_result_becomes_a_chart_of_its_first_metric(figures: Figures) -> None:
    result = figures.of(MetricQuery(("net_sales", "orders"), by=("product",)))

    chart = result_chart(result, figures.shop, sentence="Rice sold best.")

    assert chart is not None
    assert chart.spec["encoding"]["x"]["axis"]["title"] == "Net sales (INR)"


@pytest.mark.parametrize(
    ("values", "line"),
    [([], ""), ([5], "█"), ([0, 0], "▁▁"), ([0, 1, 2, 4], "▁▂▄█"), ([-4, 0, 4], "▁▄█"), ([7, 7], "██")],
)
def test_spark_line_stands_on_zero(values: list[int], line: str) -> None:
    assert spark_line(values) == line
