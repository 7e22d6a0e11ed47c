"""The letter of a report: the answer in the subject, the same figures in both forms, light enough for Gmail."""

from __future__ import annotations

import io
import os
import re
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from analytics.letter_reports import letter_report_of
from analytics.letters import FINDINGS, LARGEST_HTML_BYTES, Letter, _grid, addressed, report_letter, subject
from analytics.query import Column
from analytics.report import Table
from analytics.reports import Figures, monthly_report, weekly_report
from analytics.shop import Shop
from analytics.tongues import ENGLISH, HINDI, LANGUAGES
from munim.days import Calendar, Period
from tests.analytics.conftest import MONDAY, figures_of
from tests.analytics.mirrors import Books

GOLDEN = Path(__file__).with_name("letters")


@pytest.fixture(scope="module")
def letter(figures: Figures) -> Letter:
    return report_letter(
        weekly_report(figures, MONDAY), colour="#0b6e4f", link="https://munim.example/reports?startDate=2026-11-09"
    )


class _Reading(HTMLParser):
    """The words a reader sees, and the alternative text of pictures."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self._hidden = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = tag in ("style", "title")
        if tag == "img":
            self.pictures.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def numbers(text: str) -> list[str]:
    return sorted(re.findall(r"[−+]?₹?\d[\d,.:]*\d|\d", text))


def test_subject_gives_the_answer_first(letter: Letter) -> None:
    assert letter.subject == "Sales in the week 9–15 Nov 2026: ₹2,750.00 (+96.4 % on the week before)"


def test_html_and_text_carry_the_same_numbers(letter: Letter) -> None:
    page = _Reading(letter.html)
    link = "See this report: https://munim.example/reports?startDate=2026-11-09"
    caption = f"[{page.pictures[0]['alt']}]"

    assert numbers(" ".join(page.words)) == numbers(letter.text.replace(link, "").replace(caption, ""))


def test_chart_is_a_small_picture_inside_the_letter_whose_words_state_its_finding(letter: Letter) -> None:
    [picture] = _Reading(letter.html).pictures
    [image] = letter.images

    assert picture["src"] == f"cid:{image.content_id}"
    assert picture["alt"] == "Revenue was highest on Sun 15 Nov 2026 (₹700.00) and lowest on Mon 9 Nov 2026 (₹100.00)."
    assert len(image.content) < 20_000
    with Image.open(io.BytesIO(image.content)) as drawn:
        assert (drawn.format, drawn.mode) == ("PNG", "P")
        red, green, blue = (b"\x0b\x6e\x4f"[n] for n in range(3))
        assert (red, green, blue) in {colour for _, colour in drawn.convert("RGB").getcolors(1 << 20) or []}


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(letter: Letter) -> None:
    letter = addressed(letter, "https://munim.example/unsubscribe/7/a?expires=1&signature=b")

    assert "<script" not in letter.html
    assert re.findall(r"(?:src|href)=\"([^\"]+)\"", letter.html) == [
        "cid:chart",
        "https://munim.example/reports?startDate=2026-11-09",
        "https://munim.example/unsubscribe/7/a?expires=1&amp;signature=b",
    ]
    assert "<style" not in letter.html.split("</head>")[1]


def test_styles_are_inline_and_dark_readers_keep_theirs(letter: Letter) -> None:
    assert 'style="' in letter.html
    assert "prefers-color-scheme: dark" in letter.html


def test_a_month_of_long_names_stays_under_what_gmail_shows() -> None:
    books = Books()
    for n in range(31):
        books.line(
            f"B{n}",
            date(2026, 10, 1 + n),
            f"Extra long grain basmati rice, second harvest, lot {n}",
            3,
            123_456_789 + n,
            customer="Asha",
        )
    with figures_of(books) as figures:
        letter = report_letter(monthly_report(figures, 2026, 10))

    assert len(letter.html.encode()) < LARGEST_HTML_BYTES
    assert "Extra long grain basmati rice, second harvest, lot 30" in letter.text


def test_names_are_words_and_never_markup() -> None:
    books = Books()
    books.line("B1", MONDAY, '<b>Rice & "Tea"</b>', 1, 100)
    with figures_of(books) as figures:
        letter = report_letter(weekly_report(figures, MONDAY))

    assert "<b>Rice" not in letter.html
    assert '<b>Rice & "Tea"</b> sold best' in " ".join(_Reading(letter.html).words)
    assert '<b>Rice & "Tea"</b> sold best' in letter.text


def test_a_week_without_sales_gets_a_short_letter_that_says_so(figures: Figures) -> None:
    letter = report_letter(weekly_report(figures, date(2026, 1, 7)))

    assert letter.subject == "No sales in the week 5–11 Jan 2026"
    assert "No sales were recorded in the week 5–11 Jan 2026." in letter.text
    assert letter.images == ()
    assert "Day by day" not in letter.text


def test_subject_of_a_week_after_an_empty_one_claims_no_change() -> None:
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 100)
    with figures_of(books) as figures:
        assert subject(weekly_report(figures, MONDAY)) == "Sales in the week 9–15 Nov 2026: ₹1.00"


def test_the_letter_says_from_when_its_figures_are(letter: Letter) -> None:
    assert "Figures as of Fri 20 Nov 2026, 15:00" in letter.text  # 09:30 UTC by the shop's clock


# -- what is said is in the tables ---------------------------------------------------------------------


def asked_for(
    slug: str = "weekly-sales", *, start: date = MONDAY, days: int = 7, language: str = "en"
) -> dict[str, Any]:
    """An order of a report, as a schedule has it."""
    period = Period(start, start + timedelta(days=days))
    return {
        "slug": slug, "query": None, "title": "", "period": period, "filters": (), "options": {}, "language": language,
    }  # fmt: skip


SUBJECTS = [
    ("sales-by-product", "Sales by product, 9–15 Nov 2026: net sales ₹2,750.00 (+96.4 % on the 7 days before)"),
    ("returns", "Returns, 9–15 Nov 2026: ₹50.00"),
    ("customers", "Customers, 9–15 Nov 2026: 1"),
    ("customer-segments", "Customer segments, 9–15 Nov 2026: customers 1"),
]


@pytest.mark.parametrize(("slug", "said"), SUBJECTS)
def test_a_subject_says_what_its_figure_is_unless_the_title_does(figures: Figures, slug: str, said: str) -> None:
    order = asked_for(slug)

    assert subject(letter_report_of(figures, **order)) == said


def test_that_there_was_nothing_before_is_said_once() -> None:
    books = Books()
    books.line("B1", MONDAY, "Rice", 1, 100)
    with figures_of(books) as figures:
        letter = report_letter(letter_report_of(figures, **asked_for()))

    assert letter.text.count("to compare with") == 1
    assert letter.html.count("to compare with") == 1


class TestOnAPhone:
    """375 pixels wide: what does not fit there is left to wider screens."""

    def heads(self, table: Table) -> list[str]:
        shop = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())
        return [head.words for head in _grid(table, shop, 40).heads if not head.spare]

    def test_of_a_week_its_first_day_is_shown_and_three_figures(self) -> None:
        columns = (
            Column("from", "From", "date"), Column("to", "To", "date"), Column("revenue", "Revenue", "money", metric=True),
            Column("orders", "Orders", "count", metric=True), Column("items", "Items", "quantity", metric=True),
            Column("bills", "Bills", "count", metric=True),
        )  # fmt: skip
        rows = [(MONDAY, MONDAY + timedelta(days=6), 1_34_25_930_2, 2573, 676_369, 1)]

        assert self.heads(Table("weeks", "Week by week", columns, rows)) == ["From", "Revenue", "Orders", "Items"]

    def test_of_amounts_in_crores_as_many_as_fit(self) -> None:
        money = [Column(f"m{n}", f"Amount {n}", "money", metric=True) for n in range(4)]
        columns = (Column("customer", "Customer", "text"), *money)
        crores = 12_34_56_78_900

        assert self.heads(Table("t", "T", columns, [("Asha", *[crores] * 4)])) == ["Customer", "Amount 0", "Amount 1"]
        assert self.heads(Table("t", "T", columns, [("Asha", *[100] * 4)])) == ["Customer", "Amount 0", "Amount 1", "Amount 2"]  # fmt: skip

    def test_a_number_that_is_no_figure_stands_under_the_numbers_unless_the_row_is_of_it(self) -> None:
        named = (Column("customer", "Customer", "text"), Column("days", "Days since", "count"))
        rated = (Column("tax_rate", "Tax rate", "percent"), Column("tax", "Tax", "money", metric=True))
        shop = Shop("Sharma Stores", "INR", 2, "IN", "Pune", Calendar())

        def kinds(columns: tuple[Column, ...], row: tuple[Any, ...]) -> list[str]:
            return [head.kind for head in _grid(Table("t", "T", columns, [row]), shop, 40).heads]

        assert kinds(named, ("Asha", 143)) == ["words", "number"]
        assert kinds(rated, (5, 100)) == ["words", "number"]


SAVED = {"metrics": ["revenue", "orders"], "by": ["product"], "compare": "previous", "period": "last-month"}
ORDERS = {
    "weekly": asked_for(),
    "monthly": asked_for("monthly-sales", start=date(2026, 11, 1), days=30),
    "by-product": asked_for("sales-by-product"),
    "saved": {**asked_for(), "slug": None, "query": SAVED, "title": "Products of the week"},
    "empty": asked_for(start=date(2026, 1, 5)),
    "behind": asked_for(),
}


def written(figures: Figures, name: str, language: str) -> Letter:
    order = {**ORDERS[name], "language": language}
    report = letter_report_of(figures, **order)
    link = "https://munim.example/share/7"
    return report_letter(report, colour="#0b6e4f", link=link, behind=name == "behind")


def amounts(text: str) -> set[str]:
    return set(re.findall(r"[−+]?₹?\d(?:[\d,]*\d)?(?:\.\d+)?", text))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ORDERS)
def test_every_number_of_subject_and_prose_is_in_the_tables_or_headlines(
    figures: Figures, name: str, language: str
) -> None:
    report = letter_report_of(figures, **{**ORDERS[name], "language": language})
    letter = report_letter(report)
    prose = amounts(" ".join([letter.subject, *report.sentences[:FINDINGS]]))
    told = "\n".join(report.sentences[:FINDINGS])
    shown = letter.text.replace(told, "").replace(letter.subject, "")

    assert prose - amounts(shown) - amounts(shown.replace("+", "").replace("−", "")) == set()


@pytest.mark.parametrize("name", ORDERS)
def test_a_letter_says_the_same_figures_in_either_language(figures: Figures, name: str) -> None:
    english, hindi = (amounts(written(figures, name, language).text) for language in LANGUAGES)

    assert english == hindi


def test_both_languages_have_every_phrase_with_the_same_places() -> None:
    places = [
        {name: set(re.findall(r"{(\w+)}", words)) for name, words in tongue.phrases.items()}
        for tongue in (ENGLISH, HINDI)
    ]

    assert places[0].keys() == places[1].keys()
    for name, of_english in places[0].items():
        assert places[1][name] <= of_english, name


def test_a_hindi_letter_has_no_english_word_but_names(figures: Figures) -> None:
    names = set("Rice Soap Asha Sharma Stores https munim example share stop".split())
    text = written(figures, "weekly", "hi").text

    assert set(re.findall(r"[A-Za-z]+", text)) <= names


def test_a_letter_in_hinglish_is_the_hindi_in_latin_letters_with_capitals_where_sentences_begin(
    figures: Figures,
) -> None:
    report = letter_report_of(figures, **asked_for(language="hi-Latn"))
    letter = report_letter(report)

    assert re.findall(r"[\u0900-\u097f]", letter.subject + letter.text) == []
    assert all(sentence[0].isupper() or not sentence[0].isalpha() for sentence in report.sentences)
    assert "\nKul " in letter.text and ", pichhle saptah (₹1,400.00) se 96.4 % zyada" in letter.text
    assert amounts(letter.text) == amounts(written(figures, "weekly", "en").text)


def test_why_a_week_changed_sums_to_its_change(figures: Figures) -> None:
    """Rice 2,100.00 against 1,400.00 and Soap 650.00 (700.00 less 50.00 returned) against nothing."""
    report = letter_report_of(figures, **asked_for())
    why = report.table("why")

    assert why.rows == [("Rice", 140_000, 210_000, 70_000), ("Soap", 0, 65_000, 65_000)]
    assert why.total == (None, 140_000, 275_000, 135_000)
    assert report.sentences[1] == "Rice gained most (₹700.00)."


@pytest.mark.parametrize("form", ["html", "txt"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ORDERS)
def test_letters_are_what_they_were_when_somebody_looked_at_them(
    figures: Figures, name: str, language: str, form: str
) -> None:
    """Set ``MUNIM_WRITE_LETTERS`` to write them anew, and look at the difference."""
    letter = written(figures, name, language)
    content = letter.html if form == "html" else f"{letter.subject}\n\n{letter.text}"
    golden = GOLDEN / f"{name}.{language}.{form}"
    if os.environ.get("MUNIM_WRITE_LETTERS"):
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(content)

    assert content == golden.read_text()


def test_a_letter_that_would_be_too_large_shows_fewer_rows_and_says_how_many_are_left_out() -> None:
    books = Books()
    for n in range(400):
        books.line(f"B{n}", MONDAY, f"Basmati {n:03d} " + "ₓ" * 180, 1, 100 + n)
    with figures_of(books) as figures:
        letter = report_letter(letter_report_of(figures, **asked_for("sales-by-product")))

    assert len(letter.html.encode()) <= LARGEST_HTML_BYTES
    assert "more rows are in the report itself" in letter.text
