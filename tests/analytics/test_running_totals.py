"""Sums of rows up to each: since the period began, and over the days before."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.compile import compile_query
from analytics.query import MetricQuery
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.mirrors import Books
from tests.analytics.test_compile import INDIAN, TODAY, rows, sold

MONDAY = date(2026, 11, 9)


def days(*amounts: int) -> Books:
    """A sale of each amount on a day of its own from Monday; of 0, none."""
    return sold([(MONDAY + timedelta(days=n), amount) for n, amount in enumerate(amounts) if amount])


def test_a_running_total_grows_to_the_whole() -> None:
    query = MetricQuery(
        ("net_sales", "orders"), by=("day",), period=Period(MONDAY, MONDAY + timedelta(days=4)), fill=True, running=True
    )

    found = rows(days(100, 0, 300, 50), query, "net_sales", "net_sales__running", "orders__running")

    assert found == [(100, 100, 1), (0, 100, 1), (300, 400, 2), (50, 450, 3)]


def test_each_product_runs_on_its_own() -> None:
    books = Books()
    for n, product in enumerate(("Rice", "Soap", "Rice")):
        books.line(f"B{n}", MONDAY + timedelta(days=n), product, 1, 100 * (n + 1))

    found = rows(
        books, MetricQuery(("net_sales",), by=("product", "day"), running=True), "product", "day", "net_sales__running"
    )

    assert sorted(found) == [
        ("Rice", MONDAY, 100),
        ("Rice", MONDAY + timedelta(days=2), 400),
        ("Soap", MONDAY + timedelta(days=1), 200),
    ]


def test_rolling_days_reach_back_before_the_period() -> None:
    period = Period(MONDAY + timedelta(days=2), MONDAY + timedelta(days=5))
    query = MetricQuery(("net_sales", "orders"), by=("day",), period=period, fill=True, rolling=3)

    found = rows(
        days(100, 200, 300, 0, 50),
        query,
        "day",
        "net_sales__rolling",
        "net_sales__rolling_mean",
        "orders__rolling_mean",
    )

    assert found == [
        (MONDAY + timedelta(days=2), 600, 200, Decimal("1.00")),
        (MONDAY + timedelta(days=3), 500, 167, Decimal("0.67")),
        (MONDAY + timedelta(days=4), 350, 117, Decimal("0.67")),
    ]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=3, max_size=12), st.integers(2, 9))
def test_a_rolling_sum_is_the_sum_of_its_days(amounts: list[int], window: int) -> None:
    period = Period(MONDAY, MONDAY + timedelta(days=len(amounts)))

    found = rows(
        days(*amounts),
        MetricQuery(("net_sales",), by=("day",), period=period, fill=True, rolling=window),
        "net_sales__rolling",
    )

    assert [value for (value,) in found] == [sum(amounts[max(0, n - window + 1) : n + 1]) for n in range(len(amounts))]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        (MetricQuery(("net_sales",), by=("product",), running=True), "running"),
        (MetricQuery(("customers",), by=("day",), running=True), "running"),
        (MetricQuery(("net_sales",), by=("day",), rolling=7), "rolling"),
        (MetricQuery(("net_sales",), by=("month",), period=Period(MONDAY, TODAY), rolling=7), "rolling"),
        (MetricQuery(("net_sales",), by=("day",), period=Period(MONDAY, TODAY), rolling=1), "rolling"),
        (MetricQuery(("margin",), by=("day",), period=Period(MONDAY, TODAY), rolling=7), "rolling"),
    ],
)
def test_what_has_no_running_sum_is_refused(query: MetricQuery, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        compile_query(query, INDIAN, today=TODAY)

    assert refused.value.field == field


def test_running_and_rolling_sums_are_said_to_spark_too() -> None:
    query = MetricQuery(("net_sales",), by=("day",), period=Period(MONDAY, TODAY), rolling=7, running=True)

    spark = compile_query(query, INDIAN, today=TODAY).statement.tree.sql("spark")

    assert "RANGE BETWEEN INTERVAL '6' DAY PRECEDING AND CURRENT ROW" in spark
    assert sqlglot.parse_one(spark, read="spark")
