"""How things are said across a counter: one question of each way of saying them, with the figures worked out by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ai.cases import read_shop
from ai.parser import parse
from analytics.query import Filter, MetricQuery, Order
from analytics.reports.asked import ReportQuery
from munim.days import Period

SHOP = read_shop(Path(__file__).parents[1] / "cases" / "questions", "krishi")
INDEX = SHOP.index()
JULY_15 = date(2026, 7, 15)  # a Wednesday
JUNE = Period(date(2026, 6, 1), date(2026, 7, 1))
QUARTER = Period(date(2026, 4, 1), date(2026, 7, 1))


def asked(question: str) -> MetricQuery | ReportQuery | None:
    parsed = parse(question, names=INDEX, calendar=SHOP.calendar, today=JULY_15, currency=SHOP.currency)
    return parsed.query or parsed.report


@pytest.mark.parametrize(
    ("question", "period"),
    [
        ("april may june ka kharcha", QUARTER),
        ("expenses april may june total", QUARTER),
        ("kharcha for the month before last", Period(date(2026, 5, 1), date(2026, 6, 1))),
        ("last to last week ka kharcha", Period(date(2026, 6, 29), date(2026, 7, 6))),
        ("june ke pehle 7 din ka kharcha", Period(date(2026, 6, 1), date(2026, 6, 8))),
        ("दस जून से तेरह जून तक कुल खर्चा", Period(date(2026, 6, 10), date(2026, 6, 14))),
    ],
)
def test_times_said_otherwise(question: str, period: Period) -> None:
    assert asked(question) == MetricQuery(("expenses",), period=period)


@pytest.mark.parametrize(
    ("question", "query"),
    [
        ("how many farmers bought from us in june", MetricQuery(("customers",), period=JUNE)),
        ("new farmers joined in june", MetricQuery(("new_customers",), period=JUNE)),
        ("जून में कितना माल उधारी में गया", MetricQuery(("credit_given",), period=JUNE)),
        ("june me kharcha kaat ke kya bacha", MetricQuery(("operating_profit",), period=JUNE)),
        ("how much money is late", MetricQuery(("overdue",))),
        ("iffco depot ko kitna dena", MetricQuery(("payables",), where=(Filter("supplier", "in", ("IFFCO Depot",)),))),
        ("31 se 60 din late wala kitna paisa", MetricQuery(("overdue",), where=(Filter("ageing_bucket", "in", ("31-60",)),))),
    ],
)  # fmt: skip
def test_figures_told_as_what_happened(question: str, query: MetricQuery) -> None:
    assert asked(question) == query


def test_the_worst_debt_is_the_greatest() -> None:
    assert asked("five worst overdue parties") == MetricQuery(
        ("overdue",), by=("customer",), order=(Order("overdue"),), limit=5
    )


def test_the_number_of_rows_may_come_last() -> None:
    assert asked("sabse zyada overdue wale 5") == MetricQuery(
        ("overdue",), by=("customer",), order=(Order("overdue"),), limit=5
    )


def test_the_last_bills_of_somebody() -> None:
    assert asked("last 5 bills of ramdin patel") == MetricQuery(
        ("orders",), by=("bill",), where=(Filter("customer", "in", ("Ramdin Patel",)),), order=(Order("bill"),), limit=5
    )


def test_how_old_dues_are_is_their_ageing() -> None:
    assert asked("age wise udhari") == ReportQuery("receivables-ageing")
