"""The reports of customers, with figures worked out by hand from a shop of five customers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from analytics.query import Filter
from analytics.report import Report
from analytics.reports import Asked, Figures, make_report
from analytics.segments import find_segment, scored_customers
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import TODAY, figures_of
from tests.analytics.mirrors import OWNER, Books

YEAR = Period(date(2025, 11, 21), date(2026, 11, 21))


def shop() -> Books:
    """Asha comes every fortnight until today, Binod came monthly until August, Chitra once in May and gave half of it back,
    Dev today for the first time, Esha's only bill was cancelled; the walk-in is nobody."""
    books = Books()
    for name in ("Asha", "Binod", "Chitra", "Dev", "Esha", "Walk-in"):
        books.customer(name)
    for n in range(10):
        books.line(f"A{n}", TODAY - timedelta(days=14 * n), "Rice", 1, 10_000, customer="Asha")
    for n in range(4):
        books.line(f"B{n}", date(2026, 5 + n, 10), "Rice", 1, 40_000, customer="Binod")
    books.line("C0", date(2026, 5, 3), "Rice", 2, 30_000, customer="Chitra")
    books.line("C1", date(2026, 6, 3), "Rice", -1, -15_000, entry="return", customer="Chitra")
    books.line("D0", TODAY, "Rice", 1, 5_000, customer="Dev")
    books.line("E0", date(2026, 11, 1), "Rice", 1, 99_000, customer="Esha")
    books.line("E0", date(2026, 11, 2), "Rice", -1, -99_000, entry="cancellation", customer="Esha")
    books.line("W0", TODAY, "Rice", 1, 77_000)
    return books


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    with figures_of(shop()) as figures:
        yield figures


def values(report: Report) -> dict[str, Any]:
    return {item.column.slug: item.value for item in report.headlines}


def test_new_and_returning_customers_month_by_month(figures: Figures) -> None:
    report = make_report(figures, "customers", Asked(Period(date(2026, 6, 1), date(2026, 12, 1))))

    # of Asha (first 17 July), Binod (first 10 May) and Dev; Chitra bought before, and only gave back
    assert values(report) == {
        "customers": 3, "new_customers": 2, "returning_customers": 1, "repeat_rate": Decimal("66.7"),
        "net_sales": 100_000 + 3 * 40_000 + 5_000 - 15_000, "new_net_sales": 105_000,
    }  # fmt: skip
    assert report.table("months").rows[:2] == [
        (date(2026, 6, 1), 0, 1, 0, 40_000 - 15_000),
        (date(2026, 7, 1), 1, 1, 2 * 10_000, 40_000),
    ]
    assert report.table("times").rows == [
        ("Once", 1, Decimal("33.3"), 5_000, Decimal("2.4")),
        ("Twice", 0, Decimal("0.0"), 0, Decimal("0.0")),
        ("3 to 5 times", 1, Decimal("33.3"), 120_000, Decimal("57.1")),
        ("6 to 10 times", 1, Decimal("33.3"), 100_000, Decimal("47.6")),
        ("More often", 0, Decimal("0.0"), 0, Decimal("0.0")),
    ]
    assert report.sentences == (
        "3 customers bought: 2 for the first time, 1 had bought before.",
        "66.7 % of them came twice or more.",
        "New customers brought ₹1,050.00 of ₹2,100.00 net sales.",
    )


def test_the_period_before_is_held_against_it(figures: Figures) -> None:
    report = make_report(figures, "customers", Asked(Period(date(2026, 6, 1), date(2026, 7, 1))))

    [may] = report.headline("customers").comparisons
    assert (may.than, may.period, may.value, may.change) == (
        "the month before", Period(date(2026, 5, 1), date(2026, 6, 1)), 2, Decimal("-50.0"),
    )  # fmt: skip


def test_cohorts_are_followed_to_this_month(figures: Figures) -> None:
    report = make_report(figures, "cohorts", Asked(YEAR))

    # May: Binod and Chitra; July: Asha; November: Dev. Esha's cancelled bill makes no cohort
    assert report.table("cohorts").rows == [
        (date(2026, 5, 1), 2, 160_000 + 15_000, 87_500),
        (date(2026, 7, 1), 1, 100_000, 100_000),
        (date(2026, 11, 1), 1, 5_000, 5_000),
    ]
    half, all_, none = Decimal("50.0"), Decimal("100.0"), Decimal("0.0")
    assert report.table("retention").rows == [
        (date(2026, 5, 1), 2, all_, half, half, half, none, none, none),
        (date(2026, 7, 1), 1, all_, all_, all_, all_, all_, None, None),
        (date(2026, 11, 1), 1, all_, None, None, None, None, None, None),
    ]
    assert report.table("lifetime_value").rows[0][2:6] == (35_000, 47_500, 67_500, 87_500)
    # Binod and Asha of three; November's first month, and May's sixth, are not over
    assert values(report) == {
        "new_customers": 4, "retention_1": Decimal("66.7"), "retention_3": Decimal("66.7"), "lifetime_value": 70_000,
    }  # fmt: skip
    assert report.sentences == (
        "4 customers first bought in 21 Nov 2025 – 20 Nov 2026; each has brought ₹700.00 so far on average.",
        "Of those it can be told of, 66.7 % the month after, 66.7 % 3 months later bought again.",
    )


def test_segments_follow_from_fifths(figures: Figures) -> None:
    report = make_report(figures, "customer-segments", Asked(YEAR))

    # four customers: the best of each order scores 5, the next 4, 3 and 2
    #          recency  frequency  monetary  standing
    # Asha        5         5         4         5      Champions
    # Dev         4         3         2         3      Potentially loyal
    # Binod       3         4         5         5      Loyal
    # Chitra      2         2         3         3      At risk
    assert [(row[0], row[2], *row[6:]) for row in report.table("customers").rows] == [
        ("Binod", "Loyal", 3, 4, 5),
        ("Asha", "Champions", 5, 5, 4),
        ("Chitra", "At risk", 2, 2, 3),
        ("Dev", "Potentially loyal", 4, 3, 2),
    ]
    assert [row[:2] for row in report.table("segments").rows if row[1]] == [
        ("Champions", 1), ("Loyal", 1), ("At risk", 1), ("Potentially loyal", 1),
    ]  # fmt: skip
    assert values(report) == {"customers": 4, "net_sales": 280_000, "at_risk": 1, "at_risk_net_sales": 15_000}
    assert report.sentences == (
        "Champions are 25 % of 4 customers and bring 35.7 % of their net sales.",
        "1 good customer has not come lately; they bought for ₹150.00.",
    )


def test_one_segment_is_named_alone(figures: Figures) -> None:
    report = make_report(figures, "customer-segments", Asked(YEAR, options={"segment": "loyal"}))

    assert report.table("customers").column("customer") == ["Binod"]
    assert len(report.table("segments").rows) == 10


def test_equal_customers_are_told_apart_the_same_way_every_time() -> None:
    """Five who bought the same on the same day: fifths of one each, by id."""
    books = Books()
    for name in ("V", "W", "X", "Y", "Z"):
        books.customer(name)
        books.line(f"bill {name}", TODAY, "Rice", 1, 100, customer=name)

    with figures_of(books) as figures:
        scored = scored_customers(figures, YEAR)

    assert [(one.recency, one.frequency, one.monetary) for one in scored] == [(n, n, n) for n in (5, 4, 3, 2, 1)]
    assert [str(one.customer_id) for one in scored] == sorted(str(one.customer_id) for one in scored)


def test_a_segment_that_does_not_exist_is_refused_with_the_nearest(figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        find_segment("champion", on=TODAY)
    assert (refused.value.field, refused.value.facts["nearest"]) == ("segment", "champions")

    with pytest.raises(Invalid) as refused:
        make_report(figures, "customer-segments", Asked(YEAR, options={"segment": "at-risk"}))
    assert (refused.value.field, refused.value.facts["nearest"]) == ("segment", "at_risk")


def test_lapsed_customers_and_what_they_were_worth(figures: Figures) -> None:
    report = make_report(figures, "lapsed-customers")

    # Binod came on 10 May, June, July and August: 92 days for three gaps
    assert [row[:1] + row[2:] for row in report.table("customers").rows] == [
        ("Binod", date(2026, 8, 10), 102, 31, 4, 160_000),
        ("Chitra", date(2026, 5, 3), 201, None, 1, 15_000),
    ]
    assert values(report) == {
        "lapsed_customers": 2, "lapsed_net_sales": 175_000, "lapsed_regulars": 1, "lapsed_regular_net_sales": 160_000,
        "inactive_days": 60,
    }  # fmt: skip
    assert report.sentences == (
        "1 customer who used to buy at least monthly has not come for 60 days; they were worth ₹1,600.00 a year.",
        "Of all customers 2 have not come for as long, worth ₹1,750.00 a year.",
        "The most valuable of them is Binod: ₹1,600.00 a year, last here on Mon 10 Aug 2026.",
    )


def test_lapsed_is_so_many_days_without_a_bill_to_the_day(figures: Figures) -> None:
    def names(days: int, on: date = TODAY) -> list[str]:
        day = Period(on, on + timedelta(days=1))
        asked = Asked(day, options={"days": days})
        return make_report(figures, "lapsed-customers", asked).table("customers").column("customer")

    assert names(102) == ["Binod", "Chitra"]
    assert names(103) == ["Chitra"]
    assert names(92, date(2026, 8, 3)) == ["Chitra"]  # as of then, Binod had been a week before his last


def test_who_may_not_see_customers_sees_none_of_it(figures: Figures) -> None:
    viewer = replace(figures, permissions=OWNER - {"customers.read"})

    for slug in ("customers", "cohorts", "customer-segments", "lapsed-customers"):
        with pytest.raises(Forbidden):
            make_report(viewer, slug)
    with pytest.raises(Forbidden):
        scored_customers(viewer, YEAR)


def test_a_filter_is_refused_rather_than_forgotten(figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        make_report(figures, "customer-segments", Asked(YEAR, (Filter("city", "in", ("Pune",)),)))

    assert refused.value.field == "filters"
