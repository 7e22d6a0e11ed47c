"""A report told in Hindi is Hindi throughout: its title, tables, columns, what it is held against, its chart's sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics.catalogue import DIMENSIONS, METRICS
from analytics.charts import report_chart
from analytics.report import Report
from analytics.reports import REPORTS, Asked, Figures, ReportKind, make_report
from analytics.spoken import spoken
from analytics.tongues import HINDI
from billing.ledger import CHART
from munim.days import Period
from tests.analytics.conftest import figures_of
from tests.analytics.one_of_everything import one_of_everything
from tests.analytics.season_shop import season

ANALYTICS = Path(__file__).parents[2] / "analytics"
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
    assert HINDI.title("By payment method") == "भुगतान के तरीक़े के हिसाब से"
    assert HINDI.title("By month") == "महीने के हिसाब से"
    assert HINDI.title("the 12 months before") == "उससे पहले के 12 महीने"


def english_titles(report: Report) -> list[str]:
    titles = [report.title, *report.notes]
    for item in report.headlines:
        titles += [item.column.title, *(each.than for each in item.comparisons)]
    for table in report.tables:
        titles += [table.title, *(column.title for column in table.columns if column.unit != "id")]
    return [title for title in titles if set(LATIN.findall(title)) - NAMES]


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if not kind.laborious], ids=lambda kind: kind.slug)
def test_a_report_in_hindi_has_no_english_title(kind: ReportKind, figures: Figures) -> None:
    assert english_titles(spoken(make_report(figures, kind.slug), "hi")) == []


@pytest.mark.parametrize("kind", [kind for kind in REPORTS if kind.laborious], ids=lambda kind: kind.slug)
def test_nor_has_one_of_what_is_to_come(kind: ReportKind) -> None:
    with figures_of(season()) as figures:
        report = spoken(make_report(figures, kind.slug), "hi")

    assert report.tables and english_titles(report) == []


def test_accounts_with_the_names_they_were_given_are_told_in_hindi() -> None:
    assert [name for _, name, _, purpose in CHART if purpose == "expense" and name not in HINDI.words] == []
    assert {"Sales", "Cost of goods sold", "Cash in hand", "Bank"} <= HINDI.words.keys()


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


def _notes() -> Iterator[str]:
    """Every note that a report may carry, as its code writes it: a figure in the place of what it holds."""

    def text(node: ast.expr) -> str:
        match node:
            case ast.Constant(value=str(words)):
                return words
            case ast.JoinedStr(values=values):
                return "".join(text(each) or "30" for each in values)
        return ""

    for path in (*ANALYTICS.glob("reports/*.py"), *ANALYTICS.glob("forecasts/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            parts: list[ast.expr] = []
            match node:
                case ast.keyword(arg="notes", value=value):
                    parts = [value]
                case ast.Assign(targets=[ast.Name(id="notes" | "_BY_WHICH_DAYS")], value=value):
                    parts = [value]
                case ast.Call(func=ast.Attribute(value=ast.Name(id="notes"), attr="append"), args=args):
                    parts = args
                case ast.FunctionDef(name="listed" | "_notes" | "only", body=body):
                    parts = [each.value for each in ast.walk(ast.Module(body, [])) if isinstance(each, ast.Return) and each.value]  # fmt: skip
            for part in parts:
                inside = {id(each) for one in ast.walk(part) if isinstance(one, ast.JoinedStr) for each in one.values}
                whole = [each for each in ast.walk(part) if isinstance(each, ast.expr) and id(each) not in inside]
                yield from (words for each in whole if (words := text(each)).endswith("."))


def test_every_note_of_a_report_is_told_in_hindi() -> None:
    notes = set(_notes())

    assert "Income is positive, expense negative; the total is the profit by the ledger." in notes
    assert len(notes) >= 9
    assert sorted(note for note in notes if LATIN.search(HINDI.title(note))) == []


@pytest.mark.parametrize(
    ("note", "told"),
    [
        ("Only product: Rice, Soap.", "केवल सामान: Rice, Soap।"),
        ("Without city: Pune.", "शहर के बिना: Pune।"),
        ("Only weekday: Monday.", "केवल वार: सोमवार।"),
    ],
)
def test_what_a_report_is_narrowed_to_is_told_in_hindi(note: str, told: str) -> None:
    assert HINDI.title(note) == told
