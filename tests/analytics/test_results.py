"""The cache of results: by version and day, bounded, for many threads."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from analytics.compile import compile_query
from analytics.query import Filter, MetricQuery, Result
from analytics.report import Report
from analytics.reports import Figures, dashboard, monthly_report, trends_report, weekly_report
from analytics.results import ResultCache, _kept_under, etag, read_together, run_query, shop_of
from analytics.terminal import report_lines
from etl.reader import OpenMirror
from munim.days import Period, add_months
from munim.errors import Forbidden, Invalid
from tests.analytics.conftest import MONDAY, TODAY, figures_of, fortnight
from tests.analytics.mirrors import OWNER, Books

SALES = MetricQuery(("net_sales",))
WEEK = Period(MONDAY, MONDAY + timedelta(days=7))


def test_a_version_answers_from_the_cache_and_a_new_version_does_not() -> None:
    cache = ResultCache()
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 100)
    with books.mirror(version=1) as mirror:
        first = run_query(mirror, SALES, permissions=OWNER, today=TODAY, cache=cache)
        mirror.cursor.execute("DELETE FROM daily_sales")
        assert run_query(mirror, SALES, permissions=OWNER, today=TODAY, cache=cache) is first
    books.line("B2", MONDAY, "Rice", 1, 50)
    with books.mirror(version=2) as mirror:
        assert run_query(mirror, SALES, permissions=OWNER, today=TODAY, cache=cache).rows == [(150,)]


class Counted(OpenMirror):
    """A mirror that counts what it is asked."""

    asked = 0

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        Counted.asked += 1
        return super().rows(sql, values)


def fortnight_and_more() -> Books:
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 1_000)
    books.line("B2", MONDAY + timedelta(days=1), "Rice", 2, 400)
    books.line("B3", MONDAY - timedelta(days=7), "Dal", 1, 250)
    books.payment("R1", MONDAY, 600)
    books.payment("R2", MONDAY - timedelta(days=7), 100)
    return books


def by_statement(mirror: OpenMirror, query: MetricQuery) -> Result:
    """What the query's own statement yields, whatever would be quicker."""
    shop = shop_of(mirror, cache=ResultCache())
    compiled = compile_query(query, shop, today=TODAY)
    rows = mirror.rows(compiled.statement.text, compiled.values)
    return Result(query, compiled.statement.columns, rows, shop.currency, mirror.version, mirror.as_of)


def together(books: Books, queries: list[MetricQuery]) -> list[Result]:
    """What is read of ``queries`` at once, which is what each says alone. Fails if any of them was read again."""
    cache = ResultCache()
    with books.mirror() as mirror:
        alone = [by_statement(mirror, each) for each in queries]
        read_together(mirror, queries, permissions=OWNER, today=TODAY, cache=cache)
        for table in ("daily_sales", "daily_payments"):
            mirror.cursor.execute(f"DELETE FROM {table}")
        found = [run_query(mirror, each, permissions=OWNER, today=TODAY, cache=cache) for each in queries]
    assert repr(found) == repr(alone)
    return found


def test_periods_are_read_together_and_say_what_each_says_alone() -> None:
    day, week = Period(MONDAY, MONDAY + timedelta(days=1)), WEEK
    before, empty = WEEK.before(), Period(MONDAY - timedelta(days=60), MONDAY - timedelta(days=50))
    metrics = ("net_sales", "orders", "average_order_value", "collections")

    found = together(
        fortnight_and_more(), [MetricQuery(metrics, period=period) for period in (day, week, before, empty, day)]
    )

    assert [result.rows for result in found] == [
        [(1_000, 1, 1_000, 600)],
        [(1_400, 2, 700, 600)],
        [(250, 1, 250, 100)],
        [(0, 0, None, 0)],
        [(1_000, 1, 1_000, 600)],
    ]


def test_days_weeks_and_months_are_read_with_the_whole_each_of_its_own_figures() -> None:
    period = Period(date(2026, 10, 31), date(2026, 11, 12))  # Saturday to Wednesday
    books = fortnight_and_more()
    books.line("B0", date(2026, 10, 30), "Rice", 1, 70_000)  # of its first week and month, before it
    books.line("B4", date(2026, 11, 12), "Rice", 1, 90_000)  # of its last, after it

    whole, by_day, by_week, by_month = together(
        books,
        [
            MetricQuery(("collections",), period=period),
            MetricQuery(("orders", "average_order_value"), by=("day",), period=period, fill=True),
            MetricQuery(("net_sales",), by=("week",), period=period, fill=True),
            MetricQuery(("items", "net_sales"), by=("month",), period=period, fill=True),
        ],
    )

    assert whole.rows == [(700,)]
    assert by_day.rows == [
        (date(2026, 10, 31), 0, None),
        (date(2026, 11, 1), 0, None),
        (date(2026, 11, 2), 1, 250),
        *((date(2026, 11, day), 0, None) for day in range(3, 9)),
        (date(2026, 11, 9), 1, 1_000),
        (date(2026, 11, 10), 1, 400),
        (date(2026, 11, 11), 0, None),
    ]
    assert by_week.rows == [(date(2026, 10, 26), 0), (date(2026, 11, 2), 250), (date(2026, 11, 9), 1_400)]
    assert by_month.rows == [(date(2026, 10, 1), 0, 0), (date(2026, 11, 1), 4, 1_650)]
    assert [column.slug for column in by_month.columns] == ["month", "items", "net_sales"]


@pytest.mark.parametrize("week_start", range(1, 8))
def test_weeks_read_together_are_the_shops_own(week_start: int) -> None:
    books = fortnight_and_more()
    books.week_start = week_start
    period = Period(date(2026, 10, 28), date(2026, 11, 20))

    together(
        books,
        [
            MetricQuery(("net_sales",), by=("week",), period=period, fill=True),
            MetricQuery(("net_sales",), period=period),
        ],
    )


@pytest.mark.parametrize(
    "query",
    [
        MetricQuery(("net_sales",)),  # of all time
        MetricQuery(("outstanding",), period=WEEK),  # no sum of days
        MetricQuery(("average_daily_sales",), period=WEEK),  # of the days that have been
        MetricQuery(("net_sales",), by=("day",), period=WEEK),  # a day without sales has no row
        MetricQuery(("net_sales",), by=("day",), period=WEEK, fill=True, limit=3),
        MetricQuery(("net_sales",), by=("day",), period=WEEK, fill=True, running=True),
        MetricQuery(("net_sales",), by=("weekday",), period=WEEK, fill=True),
        MetricQuery(("net_sales",), by=("product",), period=WEEK),
        MetricQuery(("net_sales",), period=WEEK, where=(Filter("product", values=("Rice",)),)),
        MetricQuery(("net_sales",), period=WEEK, compare="previous"),
    ],
)
def test_what_is_told_otherwise_than_by_period_is_left_to_its_own_statement(query: MetricQuery) -> None:
    cache = ResultCache()
    queries = [MetricQuery(("net_sales",), period=WEEK), MetricQuery(("orders",), period=WEEK), query]

    with fortnight_and_more().mirror() as mirror:
        read_together(mirror, queries, permissions=OWNER, today=TODAY, cache=cache)
        known = [cache.kept(_kept_under(mirror, (TODAY, each))) for each in queries]
        assert known[2] is None
        assert [result.rows for result in known[:2]] == [[(1_400,)], [(2,)]]
        assert run_query(mirror, query, permissions=OWNER, today=TODAY, cache=cache).rows


def test_days_are_summed_up_in_whatever_order_they_are_read() -> None:
    books = Books()
    days = [date(2026, 11, 20) - timedelta(days=n * 37 % 400) for n in range(400)]
    for n, day in enumerate(days):
        books.line(f"B{n}", day, "Rice", 1, 1 + n)
    autumn, longer = Period(date(2026, 10, 1), date(2026, 11, 21)), Period(date(2026, 2, 1), date(2026, 11, 21))

    class Shuffled(OpenMirror):
        def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
            return super().rows(sql, values)[::-1]

    with books.mirror() as mirror:
        cache = ResultCache()
        queries = [MetricQuery(("net_sales",), period=period) for period in (autumn, longer)]
        read_together(Shuffled(**vars(mirror)), queries, permissions=OWNER, today=TODAY, cache=cache)
        found = [run_query(mirror, query, permissions=OWNER, today=TODAY, cache=cache).rows for query in queries]

    assert found == [[(sum(1 + n for n, day in enumerate(days) if day in period),)] for period in (autumn, longer)]


@pytest.mark.parametrize(
    "refused",
    [
        MetricQuery(("net_sales",), period=Period(MONDAY, MONDAY)),
        MetricQuery(("net_sales",), by=("day",), period=Period(date(2016, 1, 1), date(2026, 11, 20)), fill=True),
    ],
)
def test_what_is_refused_alone_is_not_told_together(refused: MetricQuery) -> None:
    cache = ResultCache()
    queries = [refused, *(MetricQuery(("net_sales",), period=period) for period in (WEEK, WEEK.before()))]

    with fortnight_and_more().mirror() as mirror:
        read_together(mirror, queries, permissions=OWNER, today=TODAY, cache=cache)
        with pytest.raises(Invalid):
            run_query(mirror, refused, permissions=OWNER, today=TODAY, cache=cache)


def test_who_may_not_see_a_figure_sees_it_of_no_period() -> None:
    cache = ResultCache()
    queries = [MetricQuery(("cost_of_goods",), period=period) for period in (WEEK, WEEK.before())]

    with Books().mirror() as mirror:
        with pytest.raises(Forbidden):
            read_together(mirror, queries, permissions=frozenset(), today=TODAY, cache=cache)
        assert all(cache.kept(_kept_under(mirror, (TODAY, each))) is None for each in queries)


@pytest.mark.parametrize(
    ("kind", "asked"), [("weekly-sales", 5), ("monthly-sales", 5), ("trends", 2), ("dashboard", 7)]
)
def test_a_report_asks_no_more_statements_than_it_needs(kind: str, asked: int) -> None:
    make: dict[str, Callable[[Figures], Report]] = {
        "weekly-sales": lambda figures: weekly_report(figures, MONDAY),
        "monthly-sales": lambda figures: monthly_report(figures, 2026, 11),
        "trends": lambda figures: trends_report(figures, 14),
        "dashboard": dashboard,
    }
    with figures_of(fortnight()) as figures:
        counted = Counted(**vars(figures.mirror))
        before = Counted.asked
        make[kind](replace(figures, mirror=counted, cache=ResultCache()))

    assert Counted.asked - before == asked


def test_what_is_overdue_today_is_asked_again_tomorrow() -> None:
    cache = ResultCache()
    books = Books()
    books.bill("B1", MONDAY, 500, due=TODAY, due_minor=500)
    query = MetricQuery(("overdue",))

    with books.mirror() as mirror:
        assert run_query(mirror, query, permissions=OWNER, today=TODAY, cache=cache).rows == [(0,)]
        assert run_query(mirror, query, permissions=OWNER, today=TODAY + timedelta(days=1), cache=cache).rows == [
            (500,)
        ]


def test_cache_forgets_the_least_recently_used_when_it_is_full() -> None:
    cache = ResultCache(cells=2)
    made: list[str] = []

    def get(key: str) -> str:
        return cache.get(key, lambda: made.append(key) or key, size=lambda _: 1)  # type: ignore[func-returns-value]  # append, then the key

    for key in ("a", "b", "a", "c", "a", "b"):
        get(key)

    assert made == ["a", "b", "c", "b"]


def test_threads_share_a_cache() -> None:
    cache = ResultCache(cells=50)
    wrong: list[int] = []

    def work() -> None:
        for n in range(500):
            if cache.get(n % 70, lambda n=n: n % 70, size=lambda _: 1) != n % 70:
                wrong.append(n)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []


def test_etag_changes_with_the_version_and_the_day() -> None:
    with Books().mirror(version=1) as first, Books().mirror(version=2) as second:
        tags = {etag(first, TODAY), etag(first, date(2026, 11, 21)), etag(second, TODAY)}

    assert len(tags) == 3
    assert all(tag.startswith('"') and tag.endswith('"') for tag in tags)


def test_report_in_the_terminal_shows_its_findings_spark_line_and_tables(figures: Figures) -> None:
    console = Console(width=140, record=True, file=io.StringIO())

    for part in report_lines(weekly_report(figures, MONDAY)):
        console.print(part)
    shown = console.export_text()

    assert "▂▃▃▅▆▇█" in shown
    assert "₹2,750.00" in shown
    assert "Mon 9 Nov 2026" in shown
    assert "+96.4 %" in shown


SOLD = ("net_sales", "orders", "items", "average_order_value", "margin", "collections", "refunds")


@st.composite
def questions(draw: st.DrawFn) -> tuple[Books, MetricQuery]:
    """A few bills and payments around new year, and a query by days, weeks or months of it that is held against others."""
    books = Books(week_start=draw(st.integers(1, 7)))
    day = st.dates(date(2025, 12, 20), date(2026, 3, 10))
    for n in range(draw(st.integers(0, 12))):
        sign = draw(st.sampled_from((1, 1, -1)))
        books.line(f"B{n}", draw(day), "Rice", sign * draw(st.integers(1, 5)), sign * draw(st.integers(0, 9_999)),
                   entry="sale" if sign > 0 else "return", cost_minor=draw(st.none() | st.integers(0, 9_999).map(sign.__mul__)))  # fmt: skip
    for n in range(draw(st.integers(0, 3))):
        books.payment(f"R{n}", draw(day), draw(st.integers(-500, 500).filter(bool)))
    start = draw(day)
    months = draw(st.booleans())
    period = Period(start.replace(day=1), add_months(start.replace(day=1), draw(st.integers(1, 3)))) if months else None
    period = period or Period(start, start + timedelta(days=draw(st.integers(1, 40))))
    stated = Period(
        period.start - timedelta(days=draw(st.integers(1, 60))), period.end - timedelta(days=draw(st.integers(0, 60)))
    )
    compare: Any = draw(st.sampled_from(("none", "previous", "last_year", "same_dates", "stated")))
    metrics = tuple(draw(st.lists(st.sampled_from(SOLD), min_size=1, max_size=4, unique=True)))
    by = (draw(st.sampled_from(("day", "week", "month"))),)
    if compare == "stated":
        compare = stated if stated.days > 0 else "previous"
    return books, MetricQuery(metrics, by=by, period=period, compare=compare, fill=compare == "none")


@given(questions())
@settings(max_examples=60, deadline=None)
def test_days_summed_up_say_what_the_statement_says(asked: tuple[Books, MetricQuery]) -> None:
    books, query = asked
    with books.mirror() as mirror:
        found = run_query(mirror, query, permissions=OWNER, today=TODAY, cache=ResultCache())

        assert repr(found) == repr(by_statement(mirror, query))


def test_a_month_is_held_against_the_months_before_it_with_one_statement() -> None:
    books = Books()
    for month, amount in ((9, 300), (10, 200), (11, 500)):
        books.line(f"B{month}", date(2026, month, 15), "Rice", 1, amount)
    query = MetricQuery(
        ("net_sales",), by=("month",), period=Period(date(2026, 10, 1), date(2026, 12, 1)), compare="previous"
    )

    with books.mirror() as mirror:
        cache = ResultCache()
        shop_of(mirror, cache=cache)
        before = Counted.asked
        found = run_query(Counted(**vars(mirror)), query, permissions=OWNER, today=TODAY, cache=cache)
        assert Counted.asked - before == 1

    # October beside August, in which nothing was sold, November beside September
    assert found.rows == [
        (date(2026, 10, 1), 200, 0, None),
        (date(2026, 11, 1), 500, 300, Decimal("66.7")),
    ]
    assert [column.slug for column in found.columns] == ["month", "net_sales", "net_sales__before", "net_sales__change"]
