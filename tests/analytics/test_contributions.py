"""Why a figure changed: parts that sum to the change, whatever the books."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analytics.contributions import OTHERS, closed, contributions, rate_and_mix, telling_dimensions
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.results import ResultCache
from munim.days import Period
from munim.errors import Invalid
from tests.analytics.mirrors import OWNER, Books
from tests.analytics.test_random_shop import DAYS, START, shops

TODAY = date(2026, 11, 20)
OCTOBER, NOVEMBER = Period(date(2026, 10, 1), date(2026, 11, 1)), Period(date(2026, 11, 1), date(2026, 12, 1))


def books() -> Books:
    """Rice from 100.00 to 80.00 at the same margin, soap from 50.00 to 90.00 at a better one, tea new."""
    books = Books()
    sold = [
        ("Rice", OCTOBER, 10000, 8000), ("Soap", OCTOBER, 5000, 4000), ("Rice", NOVEMBER, 8000, 6400), ("Soap", NOVEMBER, 9000, 5400),
        ("Tea", NOVEMBER, 3000, 1500),
    ]  # fmt: skip
    for n, (product, month, net, cost) in enumerate(sold):
        # the fourth of October and the first of November are Sundays
        day = month.start if month == NOVEMBER else date(2026, 10, 4)
        books.line(f"B{n}", day, product, 1, net, cost_minor=cost, customer="Asha")
    return books


def test_the_parts_of_a_change_of_sales_come_largest_first() -> None:
    with books().mirror() as mirror:
        table = contributions(Figures(mirror, OWNER, TODAY, ResultCache()), "net_sales", "product", NOVEMBER, OCTOBER)

    assert table.rows == [
        ("Soap", 5000, 9000, 4000, Decimal("80.0")),
        ("Tea", 0, 3000, 3000, Decimal("60.0")),
        ("Rice", 10000, 8000, -2000, Decimal("-40.0")),
    ]
    assert table.total == (None, 15000, 20000, 5000, Decimal("100.0"))


def test_what_is_not_named_is_one_row() -> None:
    with books().mirror() as mirror:
        figures = Figures(mirror, OWNER, TODAY, ResultCache())
        table = contributions(figures, "net_sales", "product", NOVEMBER, OCTOBER, most=1)

    assert table.rows == [
        ("Soap", 5000, 9000, 4000, Decimal("80.0")),
        (OTHERS, 10000, 11000, 1000, Decimal("20.0")),
    ]


def test_a_change_of_margin_is_told_apart_into_rates_and_weights() -> None:
    """20 % on all in October; 20, 40 and 50 % in November: 33.5 %. Rice's own margin did not change, tea's is all weight."""
    with books().mirror() as mirror:
        table = contributions(Figures(mirror, OWNER, TODAY, ResultCache()), "margin", "product", NOVEMBER, OCTOBER)

    # soap: mean weight (1/3 + 9/20) / 2 = 0.3917 by 20 points is 7.8; (30 - 26.75) by 0.1167 is 0.4
    # tea: (50 - 26.75) by 0.15 is 3.5; rice: (20 - 26.75) by -0.2667 is 1.8
    assert {name: cells for name, *cells in table.rows} == {
        "Soap": [Decimal("7.8"), Decimal("0.4"), Decimal("8.2")],
        "Tea": [Decimal("0.0"), Decimal("3.5"), Decimal("3.5")],
        "Rice": [Decimal("0.0"), Decimal("1.8"), Decimal("1.8")],
    }
    assert table.total == (None, Decimal("7.8"), Decimal("5.7"), Decimal("13.5"))


def test_the_dimension_whose_parts_moved_apart_tells_most() -> None:
    with books().mirror() as mirror:
        told = telling_dimensions(Figures(mirror, OWNER, TODAY, ResultCache()), "net_sales", NOVEMBER, OCTOBER)

    assert told[0][0] == "product"
    assert dict(told)["customer"] == 0.0  # Asha bought everything both times


def test_a_count_of_customers_has_no_parts() -> None:
    with books().mirror() as mirror, pytest.raises(Invalid, match="no parts by product"):
        contributions(Figures(mirror, OWNER, TODAY, ResultCache()), "customers", "product", NOVEMBER, OCTOBER)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    shops(),
    st.sampled_from(("net_sales", "items", "gross_profit", "margin", "discount_rate")),
    st.sampled_from(("product", "customer", "hour", "weekday")),
    st.integers(1, DAYS - 1),
    st.integers(1, 4),
)
def test_the_parts_sum_to_the_change_always(books: Books, slug: str, by: str, day: int, most: int) -> None:
    middle = START + timedelta(days=day)
    before, period = Period(START, middle), Period(middle, START + timedelta(days=DAYS))
    with books.mirror() as mirror:
        figures = Figures(mirror, OWNER, TODAY, ResultCache())
        [whole] = figures.of(MetricQuery((slug,), period=period, compare=before)).rows
        if whole[0] is None or whole[1] is None:
            return
        table = contributions(figures, slug, by, period, before, most=most)

    place = [column.slug for column in table.columns].index(f"{slug}__difference")
    assert sum(row[place] for row in table.rows) == whole[0] - whole[1]
    assert table.total is not None
    assert table.total[place] == whole[0] - whole[1]
    if table.columns[0].unit == "text":  # hours and weekdays are named one and all
        assert len(table.rows) <= most + 1


side = st.tuples(st.integers(-1000, 1000).map(Fraction), st.integers(0, 1000).map(Fraction))


@given(st.lists(st.tuples(side, side), min_size=1, max_size=8))
def test_rates_and_weights_sum_to_the_change_of_the_quotient(
    groups: list[tuple[tuple[Fraction, Fraction], tuple[Fraction, Fraction]]],
) -> None:
    tops = [sum(group[n][0] for group in groups) for n in (0, 1)]
    bottoms = [sum(group[n][1] for group in groups) for n in (0, 1)]

    effects = rate_and_mix(groups)

    expected = tops[1] / bottoms[1] - tops[0] / bottoms[0] if all(bottoms) else 0
    assert sum(rate + mix for rate, mix in effects) == expected


@given(st.lists(st.fractions(-1000, 1000, max_denominator=97), min_size=1, max_size=12), st.integers(-3, 3))
def test_rounded_parts_sum_to_the_rounded_whole(parts: list[Fraction], beside: int) -> None:
    step = Fraction(1, 10)
    whole = round(sum(parts, Fraction(0)) / step) * step + beside * step

    assert sum(closed(parts, whole, step)) == whole
