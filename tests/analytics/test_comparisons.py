"""What periods are held against, and periods up to today."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from analytics.comparisons import period_before, to_date
from analytics.compile import compile_query
from analytics.query import Filter, MetricQuery
from analytics.shop import Shop
from munim.days import Calendar, Period
from munim.errors import Invalid

TODAY = date(2026, 11, 18)  # a Wednesday
INDIAN = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())


def test_the_same_dates_are_a_year_earlier_whatever_the_weekdays() -> None:
    leap = Period(date(2028, 2, 1), date(2028, 3, 1))

    assert period_before(leap, "same_dates", country="IN") == Period(date(2027, 2, 1), date(2027, 3, 1))


@pytest.mark.parametrize(
    ("period", "before"),
    [
        # Diwali: 20 October 2025, 8 November 2026
        (Period(date(2026, 11, 8), date(2026, 11, 9)), Period(date(2025, 10, 20), date(2025, 10, 21))),
        (Period(date(2026, 10, 25), date(2026, 11, 12)), Period(date(2025, 10, 6), date(2025, 10, 24))),
        # Holi: 14 March 2025, 4 March 2026
        (Period(date(2026, 3, 2), date(2026, 3, 6)), Period(date(2025, 3, 12), date(2025, 3, 16))),
    ],
)
def test_a_festival_is_held_against_the_last_one(period: Period, before: Period) -> None:
    assert period_before(period, "festival", country="IN") == before


def test_where_no_festival_is_near_there_is_nothing_to_hold_against() -> None:
    with pytest.raises(Invalid, match="no festival"):
        period_before(Period(date(2026, 7, 1), date(2026, 7, 3)), "festival", country="GB")


@pytest.mark.parametrize(
    ("unit", "start", "before"),
    [
        ("week", date(2026, 11, 16), Period(date(2026, 11, 9), date(2026, 11, 12))),
        ("month", date(2026, 11, 1), Period(date(2026, 10, 1), date(2026, 10, 19))),
        ("quarter", date(2026, 10, 1), Period(date(2026, 7, 1), date(2026, 8, 19))),
        ("year", date(2026, 1, 1), Period(date(2025, 1, 1), date(2025, 11, 19))),
        ("financial_year", date(2026, 4, 1), Period(date(2025, 4, 1), date(2025, 11, 19))),
    ],
)
def test_up_to_today_beside_the_same_point_before(unit: str, start: date, before: Period) -> None:
    so_far, held = to_date(unit, TODAY, Calendar())  # type: ignore[arg-type]  # one of the units

    assert so_far == Period(start, TODAY + timedelta(days=1))
    assert held == before


def test_a_longer_month_to_date_is_held_against_all_of_a_shorter_one() -> None:
    _, held = to_date("month", date(2026, 3, 31), Calendar())

    assert held == Period(date(2026, 2, 1), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("query", "field", "nearest"),
    [
        (
            MetricQuery(("net_sales",), by=("day",), period=Period(date(2015, 1, 1), date(2026, 1, 1))),
            "by",
            "month",
        ),
        (MetricQuery(("net_sales",), period=Period(date(2026, 2, 1), date(2026, 1, 1))), "period", None),
        (MetricQuery(("net_sale",)), "metric", "net_sales"),
        (MetricQuery(("net_sales",), by=("prodct",)), "dimension", "product"),
        (MetricQuery(("tax",), where=(Filter("tax_component", values=("CGTS",)),)), "tax_component", "CGST"),
        (MetricQuery(("tax",), where=(Filter("tax_rate", values=("eighteen",)),)), "tax_rate", None),
        (MetricQuery(("tax",), where=(Filter("cohort", values=("last month",)),)), "cohort", None),
        (MetricQuery(("dso",)), "period", None),
    ],
)
def test_what_cannot_be_asked_is_refused_with_the_field_and_the_nearest_right_name(
    query: MetricQuery, field: str, nearest: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        compile_query(query, INDIAN, today=TODAY)

    assert refused.value.field == field
    assert refused.value.facts.get("nearest") == nearest
