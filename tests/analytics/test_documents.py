"""The printed report: its text exactly, its sheet, and how it looks."""

from __future__ import annotations

import io
import re
from datetime import date
from pathlib import Path

import msgspec
import pypdf
import pytest

from analytics.exports import Letterhead, report_page, report_pdf
from analytics.exports.documents import MOST_ROWS, report_document
from analytics.query import Column
from analytics.report import Report, Table
from analytics.reports import Figures, weekly_report
from analytics.spoken import spoken
from munim.errors import Invalid
from tests.analytics.conftest import MONDAY
from tests.golden import assert_golden, assert_looks_like

GOLDEN = Path(__file__).parent / "golden" / "documents"
SHOP = Letterhead("शर्मा Stores", ("12 MG Road, Pune 411001", "GSTIN 27AAAAA0000A1Z5"), "#b3541e")
NAME = Column("product", "Product", "text")


def money(count: int) -> tuple[Column, ...]:
    return tuple(Column(f"m{n}", f"Sales of month {n}", "money", metric=True) for n in range(count))


def pages(report: Report) -> list[pypdf.PageObject]:
    return list(pypdf.PdfReader(io.BytesIO(report_pdf(report, SHOP))).pages)


@pytest.fixture
def week(figures: Figures) -> Report:
    return weekly_report(figures, MONDAY)


def test_the_week_as_text(week: Report) -> None:
    assert_golden(GOLDEN / "week.txt", "\n\f\n".join(page.extract_text() for page in pages(week)) + "\n")


def test_the_week_as_it_looks(week: Report) -> None:
    assert_looks_like(GOLDEN / "week.png", report_page(week, SHOP, pixels_per_inch=60))


def test_a_long_table_repeats_its_heads_and_counts_its_pages(week: Report) -> None:
    rows = [(f"चावल {n}", -n * 100) for n in range(150)]
    long = msgspec.structs.replace(week, tables=(Table("t", "Everything", (NAME, *money(1)), rows),))

    sheets = pages(long)

    assert len(sheets) > 2
    for number, sheet in enumerate(sheets, start=1):
        text = sheet.extract_text()
        assert f"Page {number} of {len(sheets)}" in text
        assert "Sales of month 0" in text
        assert sheet.mediabox.height > sheet.mediabox.width
    assert "−₹149.00" in sheets[-1].extract_text()


def test_a_wide_table_lies_and_loses_no_figure(week: Report) -> None:
    row = ("x" * 90, *(10**n for n in range(12)))
    wide = msgspec.structs.replace(week, tables=(Table("t", "Wide", (NAME, *money(12)), [row] * 2),))

    sheets = pages(wide)

    assert all(sheet.mediabox.width > sheet.mediabox.height for sheet in sheets)
    text = "".join(sheet.extract_text() for sheet in sheets)
    assert "₹1,00,00,00,000.00" in text  # 10 ** 11 paise


def test_an_empty_report_says_so_on_one_sheet(figures: Figures) -> None:
    [sheet] = pages(weekly_report(figures, date(2020, 1, 6)))

    assert "No sales were recorded in the week 6–12 Jan 2020." in sheet.extract_text()


def test_more_rows_than_anybody_prints_are_refused_with_what_to_do(week: Report) -> None:
    rows = [("Rice", 1)] * (MOST_ROWS + 1)
    endless = msgspec.structs.replace(week, tables=(Table("t", "Everything", (NAME, *money(1)), rows),))

    with pytest.raises(Invalid, match="has 3,001 rows and a PDF holds 3,000; take it as xlsx, csv or parquet"):
        report_pdf(endless)


def test_lines_that_are_too_long_for_so_many_rows_are_refused_too(week: Report) -> None:
    """2,000 rows of 200 characters took half a minute to set; as many short ones are printed."""
    short = [("Rice", 1)] * 2_000
    report = msgspec.structs.replace(week, tables=(Table("t", "Everything", (NAME, *money(1)), short),))
    told = msgspec.structs.replace(report, tables=(Table("t", "Why", (NAME, *money(1)), [("why " * 50, 1)] * 2_000),))

    assert len(report_document(report).tables[0].rows) == 2_000
    with pytest.raises(Invalid, match="has 2,000 rows, and more is written in them than a PDF holds; take it as xlsx"):
        report_document(told)


def test_a_printed_report_in_hindi_has_no_english_around_its_figures(week: Report) -> None:
    """What stands around the tables too: total, changes, page, day, and until when the figures are."""
    report = spoken(week, "hi")
    printed = report_document(report)

    words = [printed.title, printed.period, printed.as_of, printed.page, *(each for tile in printed.tiles for each in tile.changes)]  # fmt: skip
    words += [cell for table in printed.tables for cell in table.total]
    assert not [word for word in words if re.search(r"[A-Za-z]{2,}", word.replace("{pages}", "").replace("{page}", ""))]
    assert printed.tables[0].total[0] == "कुल"
    text = pypdf.PdfReader(io.BytesIO(report_pdf(report))).pages[0].extract_text()
    assert not set(re.findall(r"[A-Za-z]{2,}", text)) - {"Sharma", "Stores", "Pune", "Rice", "Soap", "INR"}
