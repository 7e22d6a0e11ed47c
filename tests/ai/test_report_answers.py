"""Questions that are reports, and those beside them: why, what can be asked, how fresh."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ai.answer import Answer
from ai.documents import document
from ai.report_answers import answer_report
from analytics.query import Filter
from analytics.reports import Figures
from analytics.reports.asked import ReportQuery
from etl.reader import OpenMirror
from munim.days import Period
from tests.ai.test_answers import TODAY, opened
from tests.analytics.mirrors import OWNER, Books

OCTOBER = Period(date(2026, 10, 1), date(2026, 11, 1))


@pytest.fixture(scope="module")
def mirror() -> Iterator[OpenMirror]:
    """Lamps for 1,000.00 and wicks for 200.00 in September; lamps for 400.00 and wicks for 500.00 in October."""
    books = Books()
    books.line("A/1", date(2026, 9, 5), "Lamp", 1, 100_000)
    books.line("A/2", date(2026, 9, 6), "Wick", 1, 20_000)
    books.line("A/3", date(2026, 10, 5), "Lamp", 1, 40_000)
    books.line("A/4", date(2026, 10, 6), "Wick", 1, 50_000)
    with opened(books) as opened_mirror:
        yield opened_mirror


def answer(mirror: OpenMirror, asked: ReportQuery, language: str = "en", permissions: frozenset[str] = OWNER) -> Answer:
    figures = Figures(mirror, permissions, TODAY)
    return answer_report(asked, question="q", reading="r", figures=figures, language=language)


def test_a_report_answers_with_its_sentences_its_table_and_its_address(mirror: OpenMirror) -> None:
    given = answer(mirror, ReportQuery("sales-by-product", OCTOBER))

    assert given.status == "answered"
    assert "₹900.00" in given.sentence
    assert given.report is not None
    assert given.report.address == "/api/reports/sales-by-product?from=2026-10-01&to=2026-10-31"
    assert given.row_count == len(given.rows) == 2
    assert set(given.sentences) == {"en", "hi", "hi-Latn"}


def test_the_figures_of_a_report_link_to_the_bills_behind_them(mirror: OpenMirror) -> None:
    asked = ReportQuery("sales-by-product", OCTOBER, filters=(Filter("product", "not_in", ("Wick",)),))
    given = answer(mirror, asked)
    told = document(given, Figures(mirror, OWNER, TODAY).shop)

    assert len(told["behind"]) == 1
    link = told["behind"][0]["net_sales"]
    assert link.startswith(
        "/api/reports/sales-by-product/rows?from=2026-10-01&to=2026-10-31&filter=%21product%3AWick&table="
    )
    assert link.endswith("&row=0&column=net_sales")


def test_why_a_figure_changed_is_told_by_what_moved_most(mirror: OpenMirror) -> None:
    """Sales fell from 1,200.00 to 900.00: lamps by 600.00, while wicks rose by 300.00."""
    given = answer(mirror, ReportQuery("why", OCTOBER))
    columns = [column.slug for column in given.columns]

    moved = {row[0]: row[columns.index("net_sales__difference")] for row in given.rows}
    assert moved == {"Lamp": -60_000, "Wick": 30_000}
    assert "Lamp" in given.sentence
    assert given.sentences["hi"].endswith("।")


def test_why_profit_changed_is_told_of_profit_and_not_of_sales() -> None:
    """Sales rose from 1,000.00 to 1,100.00, but the lamp's cost rose from 400.00 to 800.00: profit fell from 600.00 to 300.00."""
    books = Books()
    books.line("A/1", date(2026, 9, 5), "Lamp", 1, 100_000, cost_minor=40_000)
    books.line("A/2", date(2026, 10, 5), "Lamp", 1, 110_000, cost_minor=80_000)
    profit, margin = (ReportQuery("why", OCTOBER, options=(("figure", slug),)) for slug in ("gross_profit", "margin"))
    with opened(books) as mirror:
        given = answer(mirror, profit)
        quotient = answer(mirror, margin)
        unseen = answer(mirror, profit, permissions=OWNER - {"costs.read"})

    columns = [column.slug for column in given.columns]
    assert [(row[0], row[columns.index("gross_profit__difference")]) for row in given.rows] == [("Lamp", -30_000)]
    assert given.sentence.startswith("Gross profit, ")
    assert "Lamp −₹300.00" in given.sentence
    # of 1,000.00 in September 600.00 were left, 60 %; of 1,100.00 in October 300.00, 27.3 %
    place = [column.slug for column in quotient.columns].index("margin__difference")
    assert [(row[0], row[place]) for row in quotient.rows] == [("Lamp", Decimal("-32.7"))]
    assert (unseen.status, list(unseen.rows)) == ("refused", [])


def test_what_can_be_asked_is_told_as_far_as_the_asker_may_see(mirror: OpenMirror) -> None:
    everything = answer(mirror, ReportQuery("catalogue"))
    less = answer(mirror, ReportQuery("catalogue"), permissions=OWNER - {"costs.read"})

    titles: list[Any] = [row[0] for row in everything.rows]
    assert "Gross profit" in titles
    assert "Gross profit" not in [row[0] for row in less.rows]


def test_how_fresh_the_figures_are_is_told_with_the_days_they_hold(mirror: OpenMirror) -> None:
    given = answer(mirror, ReportQuery("freshness"))

    assert given.rows == [(date(2026, 9, 5), date(2026, 10, 6))]
    assert "sales from Sat 5 Sep 2026 to Tue 6 Oct 2026" in given.sentence


def test_a_report_that_may_not_be_seen_or_cannot_be_asked_is_refused_in_words(mirror: OpenMirror) -> None:
    unseen = answer(mirror, ReportQuery("profit", OCTOBER), permissions=OWNER - {"costs.read"})
    narrowed = answer(mirror, ReportQuery("day-book", OCTOBER, filters=(Filter("colour", "in", ("red",)),)))

    assert (unseen.status, narrowed.status) == ("refused", "refused")
