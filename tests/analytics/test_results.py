"""The cache of results: by version and day, bounded, for many threads."""

from __future__ import annotations

import io
import threading
from datetime import date, timedelta

import pytest
from rich.console import Console

from analytics.query import MetricQuery
from analytics.reports import Figures, weekly_report
from analytics.results import ResultCache, etag, run_periods, run_query
from analytics.terminal import report_lines
from munim.days import Period
from munim.errors import Forbidden
from tests.analytics.conftest import MONDAY, TODAY
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


def test_periods_are_read_together_and_say_what_each_says_alone() -> None:
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 1_000)
    books.line("B2", MONDAY + timedelta(days=1), "Rice", 2, 400)
    books.line("B3", MONDAY - timedelta(days=7), "Dal", 1, 250)
    books.payment("R1", MONDAY, 600)
    books.payment("R2", MONDAY - timedelta(days=7), 100)
    query = MetricQuery(("net_sales", "orders", "average_order_value", "collections"))
    day, week = Period(MONDAY, MONDAY + timedelta(days=1)), Period(MONDAY, MONDAY + timedelta(days=7))
    before, empty = (
        Period(MONDAY - timedelta(days=7), MONDAY),
        Period(MONDAY - timedelta(days=60), MONDAY - timedelta(days=50)),
    )

    with books.mirror() as mirror:
        together = run_periods(
            mirror, query, [day, week, before, empty, day], permissions=OWNER, today=TODAY, cache=ResultCache()
        )
        alone = [
            run_query(mirror, result.query, permissions=OWNER, today=TODAY, cache=ResultCache()) for result in together
        ]

    assert [result.rows for result in together] == [
        [(1_000, 1, 1_000, 600)],
        [(1_400, 2, 700, 600)],
        [(250, 1, 250, 100)],
        [(0, 0, None, 0)],
        [(1_000, 1, 1_000, 600)],
    ]
    assert together == alone


def test_periods_with_sales_are_read_by_one_statement() -> None:
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 1_000)
    books.line("B2", MONDAY + timedelta(days=1), "Rice", 2, 400)
    days = [Period(day, day + timedelta(days=1)) for day in (MONDAY, MONDAY + timedelta(days=1))]
    cache = ResultCache()

    with books.mirror() as mirror:
        for result in run_periods(mirror, SALES, days, permissions=OWNER, today=TODAY, cache=cache):
            mirror.cursor.execute("DELETE FROM daily_sales")
            assert run_query(mirror, result.query, permissions=OWNER, today=TODAY, cache=cache) == result


def test_who_may_not_see_a_figure_sees_it_of_no_period() -> None:
    with Books().mirror() as mirror, pytest.raises(Forbidden):
        run_periods(
            mirror,
            MetricQuery(("gross_profit",)),
            [WEEK, WEEK.before()],
            permissions=frozenset(),
            today=TODAY,
            cache=ResultCache(),
        )


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
