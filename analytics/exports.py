"""Reports as files: CSV for programs, XLSX for people. Both read the ``Report`` and compute nothing of their own.

A text cell that a spreadsheet would take for a formula is disarmed with a leading quote in CSV; in XLSX text is
written as text. Numbers stay numbers, negative ones too.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from analytics.notation import WEEKDAYS, write_day, write_days, write_period
from analytics.query import Column
from analytics.report import Report, Table
from analytics.shop import Shop
from munim.errors import NotFound
from munim.money import decimal_string

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
_WIDEST: Final = 48  # characters of a column
_SHEET_NAME: Final = 31  # characters Excel allows


# --- CSV ---


def report_csv(report: Report, table: str | None = None) -> bytes:
    """The whole report, section under section, or one ``table`` of it (``summary``, ``days``, …) alone.

    UTF-8 with a byte order mark, without which Excel garbles every letter beyond ASCII. Raises ``NotFound`` for a
    table the report does not have.
    """
    sections = {item.name: item for item in (summary(report), *report.tables)}
    if table is not None:
        if table not in sections:
            raise NotFound(f"this report has no table {table!r}; it has {', '.join(sections)}", field="table")
        return _csv(_csv_rows(sections[table], report.shop))
    rows: list[list[str]] = [[report.title], [report.shop.name], [f"As of {report.as_of.isoformat()}"]]
    for section in sections.values():
        rows += [[], [section.title], *_csv_rows(section, report.shop)]
    return _csv(rows)


def summary(report: Report) -> Table:
    """The headlines, and beside each what it is held against, as a table of one row."""
    columns: list[Column] = []
    row: list[Any] = []
    for item in report.headlines:
        columns.append(item.column)
        row.append(item.value)
        for each in item.comparisons:
            title = f"{item.column.title}, {each.than}"
            columns += [
                Column(item.column.slug, title, item.column.unit),
                Column(item.column.slug, f"{title}: change", "percent"),
            ]
            row += [each.value, each.change]
    return Table("summary", f"Summary, {write_period(report.period)}", tuple(columns), [tuple(row)])


def _csv_rows(table: Table, shop: Shop) -> Iterator[list[str]]:
    yield [disarmed(heading(table.columns[n], shop)) for n in table.shown]
    for row in table.rows:
        yield [_csv_cell(row[n], table.columns[n], shop) for n in table.shown]
    if table.total is not None:
        yield ["Total", *(_csv_cell(table.total[n], table.columns[n], shop) for n in table.shown[1:])]


def _csv_cell(value: Any, column: Column, shop: Shop) -> str:
    if value is None:
        return ""
    if column.unit == "money":
        return decimal_string(value, shop.currency)
    if isinstance(value, date):
        return value.isoformat()
    if column.unit == "weekday":
        return WEEKDAYS[value - 1]
    return disarmed(value) if isinstance(value, str) else str(value)


def disarmed(text: str) -> str:
    """``text`` behind a quote if a spreadsheet would run it: ``=HYPERLINK(…)`` in a customer's name."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def heading(column: Column, shop: Shop) -> str:
    """The column's title with its unit: ``Revenue (INR)``."""
    unit = {"money": f" ({shop.currency})", "percent": " (%)"}.get(column.unit, "")
    return column.title + unit


def _csv(rows: Iterator[list[str]] | Sequence[list[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


# --- XLSX ---


def report_xlsx(report: Report) -> bytes:
    """A workbook: a sheet of headlines and findings, then one for each table.

    Totals are live ``SUM`` formulas that already carry their value, where the rows do sum to the total; an average's
    total is a value.
    """
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        workbook.set_properties({"title": report.title, "author": report.shop.name})
        styles = _Styles(workbook, report.shop)
        _write_summary(workbook.add_worksheet("Summary"), report, styles)
        for table in report.tables:
            _write_table(workbook.add_worksheet(table.title[:_SHEET_NAME]), table, report.shop, styles)
    return out.getvalue()


class _Styles:
    """The workbook's cell formats by unit."""

    def __init__(self, workbook: xlsxwriter.Workbook, shop: Shop) -> None:
        decimals = "." + "0" * shop.exponent if shop.exponent else ""
        indian = shop.currency == "INR"
        numbers = {
            "money": _lakhs(decimals) if indian else f"#,##0{decimals}",
            "count": _lakhs("") if indian else "#,##0",
            "quantity": "#,##0.###",
            "ratio": "0.00",
            "percent": '0.0" %"',
            "date": "d mmm yyyy",
        }
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.words = workbook.add_format({"bold": True, "top": 1})
        self.plain = {unit: workbook.add_format({"num_format": number}) for unit, number in numbers.items()}
        self.total = {
            unit: workbook.add_format({"num_format": number, "bold": True, "top": 1})
            for unit, number in numbers.items()
        }
        # a number format has room for two conditions, which lakh and crore take: debts need a rule of their own
        self.debt = workbook.add_format({"num_format": _lakhs(decimals, sign="-")}) if indian else None

    def of(self, unit: str, *, total: bool = False) -> Format | None:
        return (self.total if total else self.plain).get(unit)


def _lakhs(decimals: str, *, sign: str = "") -> str:
    """Indian grouping as Excel's number format: ``1,23,45,678.00``."""
    crore, lakh = (f"[<=-{10**7}]", f"[<=-{10**5}]") if sign else (f"[>={10**7}]", f"[>={10**5}]")
    return rf"{crore}{sign}##\,##\,##\,##0{decimals};{lakh}{sign}##\,##\,##0{decimals};{sign}#,##0{decimals}"


def _write_summary(sheet: Worksheet, report: Report, styles: _Styles) -> None:
    sheet.write_string(0, 0, report.title, styles.title)
    sheet.write_string(
        1, 0, f"{report.shop.name} · {write_period(report.period)} · as of {report.as_of:%Y-%m-%d %H:%M} UTC"
    )
    for n, sentence in enumerate(report.sentences):
        sheet.write_string(3 + n, 0, sentence)
    top = 4 + len(report.sentences)
    thans = list(dict.fromkeys(each.than for item in report.headlines for each in item.comparisons))
    for n, title in enumerate(
        ["Figure", "Value", *(text for than in thans for text in (than.capitalize(), "Change (%)"))]
    ):
        sheet.write_string(top, n, title, styles.head)
    for row, item in enumerate(report.headlines, start=top + 1):
        sheet.write_string(row, 0, heading(item.column, report.shop))
        _write_cell(sheet, row, 1, item.value, item.column, report.shop, styles)
        for each in item.comparisons:
            place = 2 + 2 * thans.index(each.than)
            _write_cell(sheet, row, place, each.value, item.column, report.shop, styles)
            _write_cell(sheet, row, place + 1, each.change, Column("change", "Change", "percent"), report.shop, styles)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1 + 2 * len(thans), 18)


def _write_table(sheet: Worksheet, table: Table, shop: Shop, styles: _Styles) -> None:
    last = len(table.rows)  # the row of the last value; the heads are row 0
    for place, n in enumerate(table.shown):
        column = table.columns[n]
        sheet.write_string(0, place, heading(column, shop), styles.head)
        for row, values in enumerate(table.rows, start=1):
            _write_cell(sheet, row, place, values[n], column, shop, styles)
        sheet.set_column(place, place, _width(table, n, shop))
        if styles.debt is not None and column.unit == "money":
            sheet.conditional_format(
                1, place, last + 1, place, {"type": "cell", "criteria": "<=", "value": -(10**5), "format": styles.debt}
            )
        if table.total is not None:
            _write_total(sheet, last + 1, place, table, n, shop, styles)
    sheet.freeze_panes(1, 1)


def _write_total(sheet: Worksheet, row: int, place: int, table: Table, n: int, shop: Shop, styles: _Styles) -> None:
    from xlsxwriter.utility import xl_range

    total = None if table.total is None else table.total[n]
    column = table.columns[n]
    if place == 0:
        sheet.write_string(row, 0, "Total", styles.words)
    elif table.rows and table.adds_up(n):
        formula = f"=SUM({xl_range(1, place, row - 1, place)})"
        sheet.write_formula(row, place, formula, styles.of(column.unit, total=True), _number(total, column, shop))
    else:
        _write_cell(sheet, row, place, total, column, shop, styles, total=True)


def _write_cell(
    sheet: Worksheet,
    row: int,
    place: int,
    value: Any,
    column: Column,
    shop: Shop,
    styles: _Styles,
    *,
    total: bool = False,
) -> None:
    style = styles.of(column.unit, total=total)
    if value is None:
        sheet.write_blank(row, place, None, style)
    elif column.unit == "weekday":
        sheet.write_string(row, place, WEEKDAYS[value - 1])
    elif isinstance(value, date):
        if column.slug in ("day", "week", "from", "to"):
            sheet.write_datetime(row, place, value, style)
        else:
            sheet.write_string(row, place, write_days(value, column.slug, shop))
    elif isinstance(value, int | Decimal):
        sheet.write_number(row, place, _number(value, column, shop), style)
    else:
        sheet.write_string(row, place, str(value))


def _number(value: Any, column: Column, shop: Shop) -> float:
    """A figure as a spreadsheet holds numbers: binary floating point, exact to fifteen digits."""
    return float(Decimal(value).scaleb(-shop.exponent)) if column.unit == "money" else float(value)


def _width(table: Table, n: int, shop: Shop) -> int:
    """Characters the widest cell of a column needs, within reason."""
    column = table.columns[n]
    cells = [
        write_day(value) if isinstance(value, date) else _csv_cell(value, column, shop)
        for value in (row[n] for row in table.rows)
    ]
    return min(_WIDEST, max(10, len(heading(column, shop)), *(len(cell) + 4 for cell in cells)) if cells else 12)
