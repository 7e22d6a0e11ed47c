"""Every report of the list says one thing: in JSON, CSV, XLSX, PDF, letter and chart, and by the books themselves."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any, Final

import openpyxl
import pypdf
import pytest

from analytics.charts import report_chart
from analytics.exports import report_csv, report_pdf, report_xlsx
from analytics.exports.cells import armed
from analytics.letters import report_letter
from analytics.notation import WEEKDAYS, write
from analytics.query import Column
from analytics.report import Report, Table, document, written_row
from analytics.reports import Figures
from analytics.reports.asked import Asked
from analytics.reports.catalogue import REPORTS, make_report, report_kind
from etl.mirror import run_mirror
from etl.reader import open_mirror
from munim.database import Database
from munim.days import Period
from munim.money import parse_minor
from tests.journeys.report_truth import assert_headlines, assert_table, statements
from tests.journeys.shops import Told, kirana
from tests.journeys.truth import Truth, truth_of

SLUGS: Final = [kind.slug for kind in REPORTS]
A_DAY: Final = timedelta(days=1)
# reports that no statement of the books alone can tell, and what tells them instead
NOT_BY_SQL: Final = {
    **dict.fromkeys(
        ("product-abc", "slow-products", "dusty-stock", "bought-together"),
        "worked out by hand in tests/analytics/test_product_reports.py",
    ),
    **dict.fromkeys(
        ("customers", "cohorts", "customer-segments", "lapsed-customers"),
        "worked out by hand in tests/analytics/test_customer_reports.py",
    ),
    "why": "worked out by hand in tests/analytics/test_why.py",
    "price-changes": "worked out by hand in tests/analytics/test_price_changes.py",
    "sales-forecast": "a model's figures: tests/analytics/forecasts",
    "stock-out": "a model's figures: tests/analytics/forecasts",
    "restock": "worked out from a forecast: tests/analytics/forecasts",
    "unusual-days": "held against what a model expects: tests/analytics/test_anomalies.py",
}
# of this shop and its default days: fewer than two rows to compare, or a table that no chart is of
CHARTLESS: Final = frozenset(
    "metrics sales-by-staff returns discounts day-book rentals control dusty-stock price-changes cohorts lapsed-customers stock-out unusual-days".split()
)


@dataclass(frozen=True)
class Books:
    """A shop, its figures, and the truth about it."""

    told: Told
    figures: Figures
    truth: Truth
    made: dict[tuple[str, Period | None], Report]

    def report(self, slug: str, period: Period | None = None) -> Report:
        """The report, made once for all tests of it."""
        if (slug, period) not in self.made:
            self.made[slug, period] = make_report(self.figures, slug, Asked(period=period))
        return self.made[slug, period]

    def periods(self, slug: str) -> list[Period | None]:
        """The default, all the days of the books, and a fortnight that begins and ends within months and weeks."""
        today = self.told.today
        if slug == "day-book":
            return [None, Period(today.replace(day=1), today + A_DAY)]
        if report_kind(slug).spans != "any":
            return [None]
        return [None, Period(date(2026, 9, 1), today + A_DAY), Period(date(2026, 11, 5), date(2026, 11, 16))]


@pytest.fixture(scope="module", params=[kirana], ids=["kirana"])
def proved(
    request: pytest.FixtureRequest, database: Database, mirror_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Books]:
    folder: Path = tmp_path_factory.mktemp("books")
    told: Told = request.param(database, folder)
    run_mirror(mirror_url, folder, businesses=[told.shop.business_id])
    with open_mirror(folder, told.shop.business_id) as mirror, truth_of(mirror_url, told.shop.business) as truth:
        yield Books(told, Figures(mirror, told.shop.owner.permissions, told.today), truth, {})


# -- by the books ------------------------------------------------------------------------------------


def test_every_report_is_proved_by_the_books_or_says_why_it_is_not() -> None:
    by_sql = {slug for slug in SLUGS if statements(slug)}

    assert set(SLUGS) - by_sql == set(NOT_BY_SQL)


@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug not in NOT_BY_SQL])
def test_a_report_is_what_the_books_say(slug: str, proved: Books) -> None:
    for period in proved.periods(slug):
        report = proved.report(slug, period)
        today = proved.told.today
        elapsed = Period(report.period.start, min(report.period.end, today + A_DAY))
        told = statements(slug)
        assert {"figures", *(table.name for table in report.tables)} == {each.table for each in told}
        for each in told:
            check = assert_headlines if each.table == "figures" else assert_table
            check(report, each, proved.truth, elapsed, today=today, last=elapsed.last)


# -- in every form -----------------------------------------------------------------------------------


@pytest.fixture(params=SLUGS)
def report(request: pytest.FixtureRequest, proved: Books) -> Report:
    return proved.report(request.param)


def minor(text: str, report: Report) -> int:
    """An amount as it is read, ``₹1,23,456.00``, in paise."""
    return parse_minor(re.sub(r"[^\d.−-]", "", text).replace("−", "-"), report.shop.currency)


def read_plain(cell: Any, column: Column, report: Report) -> Any:
    """A value as JSON and CSV carry it, back as the report holds it."""
    if cell in (None, ""):
        return None
    match column.unit:
        case "money":
            return minor(str(cell), report)
        case "date":
            return date.fromisoformat(cell)
        case "weekday":
            return WEEKDAYS.index(cell) + 1 if isinstance(cell, str) else cell
        case "count" | "hour":
            return int(cell)
        case "quantity" | "ratio" | "percent":
            return Decimal(str(cell))
        case "id":
            return str(cell)
        case _:
            return cell


def as_held(value: Any, column: Column) -> Any:
    """The same of the report's own value: ids as text, no words as none."""
    if value is None or value == "":
        return None
    if column.unit in ("quantity", "ratio", "percent"):
        return Decimal(value)
    return str(value) if column.unit == "id" else value


def test_json_is_the_report(report: Report) -> None:
    told = json.loads(json.dumps(document(report)))

    for item in report.headlines:
        assert read_plain(told["figures"][item.column.slug], item.column, report) == as_held(item.value, item.column)
        for each, held in zip(told["comparisons"].get(item.column.slug, []), item.comparisons, strict=True):
            assert read_plain(each["value"], item.column, report) == as_held(held.value, item.column)
    assert set(told["tables"]) == {table.name for table in report.tables}
    for table in report.tables:
        rows = told["tables"][table.name]["rows"]
        for row, held in zip(rows, table.rows, strict=True):
            found = [read_plain(row[column.slug], column, report) for column in table.columns]
            assert found == [as_held(value, column) for value, column in zip(held, table.columns, strict=True)]


def test_csv_is_the_report(report: Report) -> None:
    for table in report.tables:
        columns = [table.columns[n] for n in table.shown]
        content = report_csv(report, table.name).decode("utf-8-sig")
        _, *rows = list(csv.reader(io.StringIO(content, newline="")))
        total = rows.pop() if table.total is not None else None

        for cells, held in zip(rows, table.rows, strict=True):
            found = [read_plain(armed(cell), column, report) for cell, column in zip(cells, columns, strict=True)]
            assert found == [as_held(held[n], table.columns[n]) for n in table.shown], table.name
        if total is not None and table.total is not None:
            for cell, n in list(zip(total, table.shown, strict=True))[1:]:
                assert read_plain(cell, table.columns[n], report) == as_held(table.total[n], table.columns[n])


def test_xlsx_is_the_report_and_its_sums_come_to_its_totals(report: Report) -> None:
    content = report_xlsx(report)
    values = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[1:]
    formulas = openpyxl.load_workbook(io.BytesIO(content)).worksheets[1:]

    for table, sheet, live in zip(report.tables, values, formulas, strict=True):
        for place, n in enumerate(table.shown, start=1):
            column = table.columns[n]
            if column.unit not in ("money", "count", "quantity", "percent", "ratio"):
                continue
            scale = {"money": report.shop.exponent, "percent": 2}.get(column.unit, 0)
            cells = [number(sheet.cell(row, place).value, scale) for row in range(2, len(table.rows) + 2)]
            assert cells == [as_held(row[n], column) for row in table.rows], (table.name, column.slug)
            if table.total is None or place == 1:
                continue
            last = live.cell(len(table.rows) + 2, place)
            recalculated = sum(cell or 0 for cell in cells) if last.data_type == "f" else number(last.value, scale)
            assert recalculated == as_held(table.total[n], column), (table.name, column.slug)
            if last.data_type == "f":
                letter, end = last.column_letter, len(table.rows) + 1
                assert last.value == f"=SUM({letter}2{f':{letter}{end}' if end > 2 else ''})"


def number(value: Any, scale: int) -> Decimal | None:
    """A cell's number, to the minor unit or the tenth of a per cent, as the report holds it."""
    return None if value is None else round(Decimal(repr(value)).scaleb(scale), 6).normalize()


def test_pdf_prints_every_row_of_the_report(report: Report) -> None:
    words = squeezed(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(report_pdf(report))).pages))

    for item in report.headlines:
        assert squeezed(write(item.value, item.column, report.shop)) in words, item.column.slug
    for table in report.tables:
        for row in table.rows:
            assert_written(row, table, report)
            for cell in written_row(row, table, report.shop):
                assert squeezed(cell) in words, (table.name, cell)


def assert_written(row: tuple[Any, ...], table: Table, report: Report) -> None:
    """What is printed of an amount reads back as the amount."""
    for value, column in zip(row, table.columns, strict=True):
        if column.unit == "money" and value is not None:
            assert minor(write(value, column, report.shop), report) == value


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\u00ad]", "", text)


def amounts(text: str, report: Report) -> set[int]:
    return {minor(found, report) for found in re.findall(r"[−-]?₹[\d,]+\.\d\d", text)}


def test_letter_says_in_html_and_in_text_what_the_report_holds(report: Report) -> None:
    letter = report_letter(report)
    html = unescape(re.sub(r"<[^>]+>", " ", letter.html))

    held = {item.value for item in report.headlines if item.column.unit == "money"}
    held |= {each.value for item in report.headlines for each in item.comparisons if item.column.unit == "money"}
    for table in report.tables:
        for row in [*table.rows, *([table.total] if table.total is not None else [])]:
            held |= {value for value, column in zip(row, table.columns, strict=True) if column.unit == "money"}
    said = amounts(" ".join(report.sentences), report)
    assert amounts(letter.text, report) <= held | said
    assert amounts(html, report) == amounts(letter.text, report)
    for item in report.headlines:
        if not report.empty or not item.comparisons:
            written = write(item.value, item.column, report.shop)
            assert squeezed(written) in squeezed(html), item.column.slug
            assert squeezed(written) in squeezed(letter.text), item.column.slug


def test_chart_draws_what_a_table_of_the_report_holds(report: Report) -> None:
    chart = report_chart(report)
    assert chart is not None or report.kind in CHARTLESS
    if chart is None:
        return

    drawn = chart.spec["data"]["values"]
    figure = next(key for key in ("figure", "expected") if key in drawn[0])
    others = max((each.get("part", 0) for each in drawn), default=0)  # of a stack the last part is the sum of the rest
    told = [each for each in drawn if each.get(figure) is not None and (not others or each["part"] != others)]
    found = [Decimal(str(each[figure])) for each in told]
    assert any(holds(table, found, report) for table in report.tables), report.kind


def holds(table: Table, drawn: list[Decimal], report: Report) -> bool:
    """Whether one column of the table, or one figure told across several, has every length drawn."""
    columns: dict[str, list[Decimal]] = {}
    for n, column in enumerate(table.columns):
        if not column.metric:
            continue
        scale = report.shop.exponent if column.unit == "money" else 0
        values = [Decimal(row[n]).scaleb(-scale) for row in table.rows if row[n] is not None]
        figure = column.slug if column.of is None else column.slug.rpartition("__")[0]
        columns.setdefault(figure, []).extend(values)
    return any(all(length in values for length in drawn) for values in columns.values())
