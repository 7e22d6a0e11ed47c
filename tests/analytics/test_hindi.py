"""A report told in Hindi is Hindi throughout: its title, tables, columns, what it is held against, its chart's sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from analytics.catalogue import DIMENSIONS, METRICS
from analytics.charts import report_chart
from analytics.reports import REPORTS, Asked, Figures, ReportKind, make_report
from analytics.spoken import spoken
from analytics.tongues import HINDI
from munim.days import Period
from tests.analytics.conftest import figures_of
from tests.analytics.one_of_everything import one_of_everything

LATIN = re.compile(r"[A-Za-z]{2,}")
NAMES = {"Rice", "Soap", "Brush", "Tent", "Milk", "Asha", "Walk", "in", "Gupta", "Meena", "Ravi", "Pune", "Grocery"}


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    with figures_of(one_of_everything()) as figures:
        yield figures


def test_every_figure_and_dimension_of_the_catalogue_has_a_title_in_hindi() -> None:
    assert [
        each.slug for each in (*METRICS, *DIMENSIONS) if LATIN.search(HINDI.title(each.title, slug=each.slug))
    ] == []


def test_every_report_of_the_list_has_a_title_in_hindi() -> None:
    assert [kind.slug for kind in REPORTS if LATIN.search(HINDI.title(kind.title, slug=kind.slug))] == []


def test_a_title_made_of_another_is_made_of_it_in_hindi_too() -> None:
    assert HINDI.title("Net sales before") == "पहले: शुद्ध बिक्री"
    assert HINDI.title("By payment method") == "भुगतान का तरीक़ा के हिसाब से"
    assert HINDI.title("the 12 months before") == "उससे पहले के 12 महीने"


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if not kind.laborious], ids=lambda kind: kind.slug)
def test_a_report_in_hindi_has_no_english_title(kind: ReportKind, figures: Figures) -> None:
    report = spoken(make_report(figures, kind.slug), "hi")

    titles = [report.title]
    for item in report.headlines:
        titles += [item.column.title, *(each.than for each in item.comparisons)]
    for table in report.tables:
        titles += [table.title, *(column.title for column in table.columns if column.unit != "id")]
    assert [title for title in titles if set(LATIN.findall(title)) - NAMES] == []


def test_words_of_munims_own_are_told_in_hindi_and_names_stay(figures: Figures) -> None:
    report = make_report(figures, "day-book", Asked(Period(date(2026, 11, 1), date(2026, 11, 30))))
    told = spoken(report, "hi").tables[0]

    assert set(report.tables[0].column("document")) >= {"Invoice", "Receipt"}
    assert not [word for word in told.column("document") if LATIN.search(word)]
    assert told.column("party") == report.tables[0].column("party")
    segments = spoken(make_report(figures, "customer-segments"), "hi").table("segments")
    assert not [word for slug in ("segment", "meaning") for word in segments.column(slug) if LATIN.search(word)]


@pytest.mark.parametrize("slug", ["monthly-sales", "sales-by-product", "busy-hours", "why", "sales-by-month", "stock"])
def test_a_chart_says_what_it_shows_in_the_reports_language(slug: str, figures: Figures) -> None:
    chart = report_chart(spoken(make_report(figures, slug), "hi"))

    assert chart is not None
    assert re.search(r"[\u0900-\u097f]", chart.sentence)
    assert set(LATIN.findall(chart.sentence)) <= NAMES
    assert chart.spec["description"] == chart.sentence
