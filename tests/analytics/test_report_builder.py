"""The report builder over the fortnight of ``conftest``: queries as they are written, pivots and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.query import Filter, Having, MetricQuery, Order
from analytics.report import Report, document
from analytics.reports import Figures, make_report
from analytics.reports.asked import Asked
from analytics.reports.builder import FiguresMovedOn, check_written, query_page, query_report
from analytics.reports.filter_values import unknown_values
from analytics.reports.pivots import MOST_COLUMNS, pivot
from analytics.reports.written import Span, WrittenQuery, convert_written, read_written
from analytics.results import ResultCache
from analytics.spoken import spoken
from munim.days import Period
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import MONDAY, TODAY, figures_of, fortnight
from tests.analytics.mirrors import OWNER, Books

WEEK = Span(MONDAY, MONDAY + timedelta(days=6))


def written(**parts: Any) -> WrittenQuery:
    return convert_written({"metrics": ["net_sales"], **parts})


def cells(report: Report) -> list[tuple[Any, ...]]:
    table = report.tables[0]
    return [tuple(row[n] for n in table.shown) for row in table.rows]


# -- as it is written --------------------------------------------------------------------------------


def test_a_query_is_read_in_the_shops_own_terms(figures: Figures) -> None:
    query = read_written(
        written(
            by=["category"],
            where=[{"dimension": "city", "values": ["Pune"]}],
            having=[{"metric": "net_sales", "operator": "above", "values": ["50.50"]}],
            period="last-week",
            compare={"from": "2026-11-02", "to": "2026-11-08"},
            order=[{"by": "net_sales"}],
            limit=5,
            shares=True,
        ),
        figures.shop,
        TODAY,
    )

    assert query == MetricQuery(
        ("net_sales",),
        by=("category",),
        where=(Filter("city", "in", ("Pune",)),),
        having=(Having("net_sales", "above", (5_050,)),),
        period=Period(MONDAY, MONDAY + timedelta(days=7)),
        compare=Period(MONDAY - timedelta(days=7), MONDAY),
        order=(Order("net_sales"),),
        limit=5,
        shares=True,
    )


def test_words_mean_other_days_on_another_day(figures: Figures) -> None:
    later = read_written(written(period="last-week"), figures.shop, TODAY + timedelta(days=7))

    assert later.period == Period(MONDAY + timedelta(days=7), MONDAY + timedelta(days=14))


@pytest.mark.parametrize(
    ("parts", "field", "nearest"),
    [
        ({"metrics": ["net_sale"]}, "metrics.0", "net_sales"),
        ({"by": ["categry"]}, "by.0", "category"),
        ({"period": "last-weak"}, "period", "last-week"),
        ({"period": {"from": "2026-11-09", "to": "2026-11-01"}}, "period", None),
        ({"period": {"from": "2026-11-09", "to": "9999-12-31"}}, "period", None),
        ({"having": [{"metric": "net_sales", "operator": "above", "values": ["5.005"]}]}, "having.0.values", None),
        ({"having": [{"metric": "orders", "operator": "above", "values": ["NaN"]}]}, "having.0.values", None),
        ({"where": [{"dimension": "customer", "operator": "above", "values": [5]}]}, "where.0.values", "in"),
        ({"where": [{"dimension": "hour", "values": [25]}]}, "where.0.values", None),
        ({"by": ["product"], "pivot": "category"}, "pivot", None),
        ({"limit": 0}, "limit", None),
        ({"compare": "previous"}, "compare", None),
        ({"fill": True}, "fill", None),
    ],
)
def test_a_query_that_cannot_be_is_refused_by_its_part(
    parts: dict[str, Any], field: str, nearest: str | None, figures: Figures
) -> None:
    with pytest.raises(Invalid) as refused:
        check_written(written(**parts), figures.shop, TODAY)

    assert (refused.value.field, refused.value.facts.get("nearest")) == (field, nearest)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"metrics": "net_sales"}, "query.metrics"),
        ({"limit": "many"}, "query.limit"),
        ({"by": [5]}, "query.by.0"),
        ({"groupby": ["day"]}, "query.groupby"),
        ({"having": [{"metric": "net_sales", "operator": "over", "values": [1]}]}, "query.having.0.operator"),
    ],
)
def test_what_is_no_query_is_refused_at_its_place(parts: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        written(**parts)

    assert refused.value.field == field


# -- reports -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "field", "nearest"),
    [
        ({"metrics": ["net_slaes"]}, "metrics.0", "net_sales"),
        ({"by": ["prodct"]}, "by.0", "product"),
        ({"where": [{"dimension": "custmer", "values": ["Asha"]}]}, "where.0.dimension", "customer"),
        ({"where": [{"dimension": "customer", "operator": "not-in", "values": ["Asha"]}]}, "query.where.0.operator", "not_in"),
        ({"period": "last-mnth"}, "period", "last-month"),
        ({"compare": "last-year", "period": "this-month"}, "query.compare", "last_year"),
        ({"perod": "this-month"}, "query.perod", "period"),
        ({"period": {"frm": "2026-11-01", "to": "2026-11-20"}}, "query.period.frm", "from"),
        ({"by": ["product"], "order": [{"by": "net_sale"}]}, "order", "net_sales"),
        ({"by": ["day"], "pivot": "day", "period": {"from": "2016-01-01", "to": "2026-01-01"}}, "pivot", "quarter"),
    ],
)  # fmt: skip
def test_a_name_that_is_none_is_refused_with_the_nearest_that_is(
    parts: dict[str, Any], field: str, nearest: str, figures: Figures
) -> None:
    with pytest.raises(Invalid) as refused:
        query_report(figures, written(**parts))

    assert (refused.value.field, refused.value.facts["nearest"]) == (field, nearest)
    assert nearest in str(refused.value)


def test_a_query_answers_like_a_report(figures: Figures) -> None:
    query = WrittenQuery(metrics=("net_sales", "orders"), by=("product",), period=WEEK, compare="previous")
    report = query_report(figures, query)

    assert report.title == "Net sales and orders by product, 9–15 Nov 2026"
    # rice three quarters and soap a quarter of 2,800.00, less 50.00 of soap that came back
    assert [row[:1] + row[2:5] for row in report.tables[0].rows] == [
        ("Rice", 210_000, 140_000, Decimal("50.0")),
        ("Soap", 65_000, 0, None),
    ]
    assert report.tables[0].total is not None
    assert report.tables[0].total[2:] == (275_000, 140_000, Decimal("96.4"), 7, 7, Decimal("0.0"))
    assert report.sentences[0] == (
        "Net sales over 9–15 Nov 2026 were ₹2,750.00, up 96.4 % on the period before (₹1,400.00)."
    )
    assert document(report)["figures"] == {"net_sales": "2750.00", "orders": 7}


def test_money_conditions_are_in_rupees(figures: Figures) -> None:
    over = written(
        by=["day"], period="last-week", having=[{"metric": "net_sales", "operator": "above", "values": [500]}]
    )
    report = query_report(figures, over)

    assert [row[1] for row in cells(report)] == [60_000, 70_000]
    assert report.notes == ("The totals are of everything, not of the rows listed alone.",)


def test_a_balance_without_a_period_is_as_of_now(figures: Figures) -> None:
    report = query_report(figures, written(metrics=["outstanding"], by=["customer"]))

    assert cells(report) == [("Asha", 140_000), ("Binod", 12_345), ("Walk-in", 0)]
    assert report.sentences == ("Outstanding is ₹1,523.45.",)


def test_nothing_found_is_said_in_words(figures: Figures) -> None:
    report = query_report(
        figures, written(by=["product"], period="2020", where=[{"dimension": "city", "values": ["Pune"]}])
    )

    assert report.empty
    assert report.sentences == ("Nothing was found over 1 Jan – 31 Dec 2020. Try fewer filters or another period.",)
    assert report.notes == ("Only city: Pune.",)


def test_a_value_that_no_row_has_is_told_with_the_nearest(figures: Figures) -> None:
    report = query_report(figures, written(where=[{"dimension": "city", "values": ["Puna", "Atlantis"]}]))

    assert report.empty
    assert report.notes == (
        "Only city: Puna, Atlantis.",
        "There is no city 'Puna'; the nearest is Pune.",
        "There is no city 'Atlantis'.",
    )
    assert spoken(report, "hi").notes[1:] == (
        "“Puna”: ऐसा कोई शहर नहीं है; सबसे पास Pune है।",
        "“Atlantis”: ऐसा कोई शहर नहीं है।",
    )


def test_a_report_says_so_too_to_who_may_see_the_names(figures: Figures) -> None:
    asked = Asked(filters=(Filter("city", "in", ("Puna",)), Filter("customer", "in", ("Ash",))))

    notes = make_report(figures, "weekly-sales", asked).notes

    assert notes[-2:] == (
        "There is no city 'Puna'; the nearest is Pune.",
        "There is no customer 'Ash'; the nearest is Asha.",
    )
    blind = replace(figures, permissions=OWNER - {"customers.read"})
    assert list(unknown_values(blind, asked.filters)) == ["There is no city 'Puna'; the nearest is Pune."]
    by_name = make_report(figures, "weekly-sales", Asked(filters=(Filter("customer", "in", ("Asha",)),)))
    assert not [note for note in by_name.notes if note.startswith("There is no")]


def test_who_runs_it_sees_what_their_own_permissions_reach(figures: Figures) -> None:
    """The owner has run it before, and nobody sees the remembered answer for it."""
    margin = written(metrics=["margin"])
    query_report(figures, margin)

    with pytest.raises(Forbidden):
        query_report(replace(figures, permissions=OWNER - {"costs.read"}), margin)
    with pytest.raises(Forbidden):
        query_page(replace(figures, permissions=OWNER - {"costs.read"}), margin)


# -- pivots ------------------------------------------------------------------------------------------


def test_the_values_of_a_dimension_become_columns(figures: Figures) -> None:
    report = query_report(
        figures,
        WrittenQuery(
            metrics=("net_sales",), by=("product", "week"), period=Span(date(2026, 11, 2), TODAY), pivot="week"
        ),
    )
    table = report.tables[0]

    assert [table.columns[n].title for n in table.shown] == [
        "Product",
        "2–8 Nov 2026",
        "9–15 Nov 2026",
        "16–22 Nov 2026",
        "Total",
    ]
    assert cells(report) == [
        ("Rice", 140_000, 210_000, 0, 350_000),
        ("Soap", 0, 65_000, 0, 65_000),
        ("Tea", 0, 0, 12_345, 12_345),
    ]
    assert table.total == (None, None, 140_000, 275_000, 12_345, 427_345)
    assert [column.of for column in table.columns[2:]] == [
        ("week", date(2026, 11, 2)),
        ("week", MONDAY),
        ("week", MONDAY + timedelta(days=7)),
        None,
    ]


def test_beyond_the_bound_the_rest_is_one_column_of_its_own(figures: Figures) -> None:
    """Averages too: the order value of the others is asked for, not made of theirs."""
    query = WrittenQuery(
        metrics=("net_sales", "average_order_value"),
        by=("category", "product"),
        period=Span(date(2026, 11, 2), TODAY),
        pivot="product",
        columns=1,
    )
    report = query_report(figures, query)
    table = report.tables[0]

    assert [table.columns[n].title for n in table.shown] == [
        "Category", "Rice: Net sales", "Rice: Average order value", "Others: Net sales", "Others: Average order value", "Total: Net sales", "Total: Average order value",
    ]  # fmt: skip
    # rice, 3,500.00 on fourteen bills, is all of the groceries; soap, 700.00 on seven bills less 50.00 back, and tea,
    # 123.45 on one, have no category
    assert cells(report) == [
        ("Grocery", 350_000, 25_000, 0, None, 350_000, 25_000),
        (None, 0, None, 77_345, 10_293, 77_345, 10_293),
    ]
    assert table.total == (None, 350_000, 25_000, 77_345, 10_293, 427_345, 28_823)


def test_a_pivot_of_the_days_of_ten_years_is_refused_with_one_that_fits(figures: Figures) -> None:
    years = WrittenQuery(
        metrics=("net_sales",), by=("product", "day"), period=Span(date(2016, 1, 1), date(2025, 12, 31)), pivot="day"
    )

    with pytest.raises(Invalid) as refused:
        query_report(figures, years)

    assert (refused.value.field, refused.value.facts["nearest"]) == ("pivot", "quarter")


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        ({"compare": "previous"}, "compare"),
        ({"shares": True}, "shares"),
        ({"columns": 0}, "columns"),
        ({"columns": MOST_COLUMNS + 1}, "columns"),
        ({"order": [{"by": "category"}]}, "order"),
    ],
)
def test_a_pivot_that_cannot_be_is_refused(parts: dict[str, Any], field: str, figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        query_report(figures, written(by=["product", "category"], pivot="category", period="last-week", **parts))

    assert refused.value.field == field


@pytest.fixture(scope="module")
def many() -> Iterator[Figures]:
    """Sixty lines on 23 bills of a random-looking shop: seven products, five categories and none, four cities, credit too.

    A bill has one day, hour, customer and city, as in the books: the rollups count it there whole.
    """
    books = Books()
    for n in range(60):
        bill = n % 23
        books.line(
            f"B{bill}", MONDAY + timedelta(days=bill % 9), f"P{n % 7}", 1 + n % 3, 1_000 + 137 * n, city=[None, "Pune", "Surat", "Nashik"][bill % 4],
            category=[None, "A", "B", "C", "D", "E"][n % 7 % 6], hour=9 + bill % 5, customer=f"C{bill % 4}",
        )  # fmt: skip
    with figures_of(books) as figures:
        yield figures


@settings(max_examples=60, deadline=None)
@given(
    by=st.permutations(["product", "category", "city", "weekday", "hour"]),
    width=st.integers(2, 3),
    columns=st.integers(1, 6),
    limit=st.none() | st.integers(1, 4),
)
def test_the_columns_of_a_pivot_sum_to_its_total_and_its_total_is_the_books(
    many: Figures, by: list[str], width: int, columns: int, limit: int | None
) -> None:
    query = MetricQuery(
        ("net_sales", "items"), by=tuple(by[:width]), period=Period(MONDAY, MONDAY + timedelta(days=9)), limit=limit
    )
    table = pivot(many, query, by[0], columns=columns, title="")
    sales = [n for n, column in enumerate(table.columns) if column.slug.startswith("net_sales")]

    assert table.total is not None
    for row in [*table.rows, table.total]:
        assert sum(row[n] for n in sales[:-1]) == row[sales[-1]]
    if limit is None:
        for n in sales:
            assert sum(row[n] for row in table.rows) == table.total[n]
    assert table.total[sales[-1]] == sum(1_000 + 137 * n for n in range(60))


# -- pages -------------------------------------------------------------------------------------------


def test_pages_hold_every_row_once(figures: Figures) -> None:
    days = WrittenQuery(metrics=("net_sales",), by=("day", "product"), period=Span(date(2026, 11, 2), TODAY))
    whole = query_report(figures, days).tables[0].rows
    found, place = [], None
    while True:
        page = query_page(figures, days, size=4, place=place)
        assert page.first == len(found)
        assert page.rows == len(whole)
        found += page.report.tables[0].rows
        place = page.next
        if place is None:
            break

    assert found == whole
    assert page.report.tables[0].total == query_report(figures, days).tables[0].total


def test_pages_stay_of_the_version_the_first_was_of() -> None:
    books, cache = fortnight(), ResultCache()
    days = WrittenQuery(metrics=("net_sales",), by=("day",), period=Span(date(2026, 11, 2), TODAY))
    with books.mirror(version=1) as old:
        first = query_page(Figures(old, OWNER, TODAY, cache), days, size=7)
    books.line("L1", date(2026, 11, 1), "Rice", 1, 100)
    with books.mirror(version=2) as new:
        figures = Figures(new, OWNER, TODAY, cache)
        second = query_page(figures, days, size=7, place=first.next)
        assert query_report(figures, days).version == 2

    assert (second.first, second.report.version) == (7, 1)


def test_a_page_of_a_version_that_is_forgotten_says_so() -> None:
    books = fortnight()
    days = WrittenQuery(metrics=("net_sales",), by=("day",), period=Span(date(2026, 11, 2), TODAY))
    with books.mirror(version=1) as old:
        first = query_page(Figures(old, OWNER, TODAY, ResultCache()), days, size=7)
    with books.mirror(version=2) as new, pytest.raises(FiguresMovedOn) as refused:
        query_page(Figures(new, OWNER, TODAY, ResultCache()), days, size=7, place=first.next)

    assert refused.value.facts == {"version": 1, "current_version": 2}


@pytest.mark.parametrize("size", [0, 10_001])
def test_a_page_is_of_a_bounded_size(size: int, figures: Figures) -> None:
    with pytest.raises(Invalid) as refused:
        query_page(figures, written(by=["day"]), size=size)

    assert refused.value.field == "size"
