"""What was asked of a business lately is known of its next version before anybody asks."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import pytest

import analytics.lately
from analytics.analysis import analyse
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.results import ResultCache, run_query
from etl.reader import OpenMirror
from munim.errors import Invalid
from tests.analytics.conftest import MONDAY, TODAY
from tests.analytics.mirrors import OWNER, Books

SALES = MetricQuery(("net_sales",))
BY_DAY = MetricQuery(("net_sales",), by=("day",))


class Counted(OpenMirror):
    """A mirror that keeps what it is asked."""

    asked: list[str] = []

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        Counted.asked.append(sql)
        return super().rows(sql, values)


def counted(mirror: OpenMirror) -> OpenMirror:
    Counted.asked = []
    return Counted(mirror.business_id, mirror.version, mirror.as_of, mirror.cursor)


@pytest.fixture
def books() -> Books:
    made = Books()
    made.line("B1", MONDAY, "Rice", 1, 100)
    return made


def test_the_next_version_knows_what_was_asked_of_the_last(books: Books) -> None:
    cache = ResultCache()
    with books.mirror(version=1) as mirror:
        figures = Figures(mirror, OWNER, TODAY, cache)
        assert figures.of(SALES).rows == [(100,)]
        assert figures.rows("SELECT sum(net_minor) FROM daily_sales WHERE net_minor > $least", least=1) == [(100,)]
        assert analyse(figures, "selling_prices", start=MONDAY, end=TODAY) == []
    books.line("B2", MONDAY, "Rice", 1, 50)
    with books.mirror(version=2) as mirror:
        cache.lately.ask_again(mirror)
        asked = counted(mirror)
        figures = Figures(asked, OWNER, TODAY, cache)
        assert figures.of(SALES).rows == [(150,)]
        assert figures.rows("SELECT sum(net_minor) FROM daily_sales WHERE net_minor > $least", least=1) == [(150,)]
        assert analyse(figures, "selling_prices", start=MONDAY, end=TODAY) == []
        assert Counted.asked == []


def test_what_nobody_asked_since_is_asked_of_no_further_version(books: Books) -> None:
    cache = ResultCache()
    with books.mirror(version=1) as mirror:
        for query in (SALES, BY_DAY):
            run_query(mirror, query, permissions=OWNER, today=TODAY, cache=cache)
    with books.mirror(version=2) as mirror:
        cache.lately.ask_again(mirror)
        run_query(mirror, BY_DAY, permissions=OWNER, today=TODAY, cache=cache)
    with books.mirror(version=3) as mirror:
        cache.lately.ask_again(counted(mirror))
        assert sum("daily_sales" in sql for sql in Counted.asked) == 1
    with books.mirror(version=4) as mirror:
        cache.lately.ask_again(counted(mirror))
        assert Counted.asked == []


def test_what_cannot_be_answered_keeps_nothing_else_from_being_asked(books: Books) -> None:
    cache = ResultCache()
    with books.mirror(version=1) as mirror:
        run_query(mirror, SALES, permissions=OWNER, today=TODAY, cache=cache)
        with pytest.raises(Invalid):
            run_query(
                mirror, MetricQuery(("stock_on_hand",), by=("customer",)), permissions=OWNER, today=TODAY, cache=cache
            )
    with books.mirror(version=2) as mirror:
        cache.lately.ask_again(mirror)
        assert run_query(counted(mirror), SALES, permissions=OWNER, today=TODAY, cache=cache).rows == [(100,)]
        assert Counted.asked == []


def test_no_more_is_asked_again_than_there_is_time_and_room_for(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analytics.lately, "QUESTIONS", 2)
    cache, asked = ResultCache(), list[int]()
    with books.mirror(version=1) as mirror:
        for n in (1, 2, 3, 1):
            cache.lately.note(mirror.business_id, n, lambda _, n=n: asked.append(n))  # type: ignore[misc]
        cache.lately.ask_again(mirror)
        assert asked == [1, 3]  # what was asked last comes first
        monkeypatch.setattr(analytics.lately, "AT_MOST_SECONDS", -1.0)
        cache.lately.note(mirror.business_id, 4, lambda _: asked.append(4))
        cache.lately.ask_again(mirror)
        assert asked == [1, 3]


def test_what_one_thread_is_making_another_waits_for() -> None:
    cache, begun, go, made = ResultCache(), threading.Event(), threading.Event(), list[str]()

    def make() -> str:
        begun.set()
        assert go.wait(30)
        made.append("once")
        return "answer"

    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(cache.get("question", make, size=len))) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(30)
    go.set()
    for thread in threads:
        thread.join()
    assert found == ["answer"] * 5
    assert made == ["once"]


def test_who_waited_for_one_that_was_refused_asks_themselves() -> None:
    cache, begun, go = ResultCache(), threading.Event(), threading.Event()

    def refuse() -> str:
        begun.set()
        assert go.wait(30)
        raise Invalid("not for you")

    refused: list[Invalid] = []

    def ask_and_be_refused() -> None:
        try:
            cache.get("question", refuse, size=len)
        except Invalid as error:
            refused.append(error)

    first = threading.Thread(target=ask_and_be_refused)
    first.start()
    assert begun.wait(30)
    found: list[str] = []
    second = threading.Thread(target=lambda: found.append(cache.get("question", lambda: "answer", size=len)))
    second.start()
    go.set()
    first.join()
    second.join()
    assert len(refused) == 1
    assert found == ["answer"]
    assert cache.get("question", refuse, size=len) == "answer"
