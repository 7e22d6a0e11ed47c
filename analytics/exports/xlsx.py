"""Reports as XLSX, for people: typed cells, live totals, the header in sight while scrolling.

Text is written as text, never as a formula, and what looks like one carries Excel's own mark of text, so that it stays
text when the cell is edited.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from analytics.exports.cells import heading, is_formula
from analytics.freshness import local_moment
from analytics.notation import WEEKDAYS, write_days, write_period
from analytics.query import Column
from analytics.report import Report, Table
from analytics.shop import Shop
from analytics.tongues import tongue_of
from munim.errors import Invalid

if TYPE_CHECKING:
    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS: Final = 1_048_576 - 2  # Excel's, less the header and the total
_WIDEST: Final = 48  # characters of a column
_MEASURED: Final = 500  # rows that tell how wide a column is
_SHEET_NAME: Final = 31  # characters Excel allows
_LONGEST_TEXT: Final = 32_767  # characters of a cell
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_EARLIEST: Final = date(1900, 3, 1)  # Excel believes in 29 February 1900
_CHANGE: Final = Column("change", "Change", "percent")


def report_xlsx(report: Report) -> bytes:
    """A workbook: a sheet of headlines and findings, then one for each table.

    Totals are live ``SUM`` formulas that already carry their value, where the rows do sum to the total; an average's
    total is a value. Raises ``Invalid`` for a table with more rows than Excel has.
    """
    out = io.BytesIO()
    with new_workbook(out, {"in_memory": True}) as workbook:
        workbook.set_properties({"title": report.title, "author": report.shop.name})
        styles = Styles(workbook, report.shop)
        _write_summary(workbook.add_worksheet("Summary"), report, styles)
        for table, name in zip(report.tables, sheet_names([table.title for table in report.tables]), strict=True):
            write_table(workbook.add_worksheet(name), table, report.shop, styles)
    return out.getvalue()


def new_workbook(out: Any, options: dict[str, Any]) -> xlsxwriter.Workbook:
    """An empty workbook written to ``out`` when it is closed; no text in it becomes a formula, link or number."""
    import xlsxwriter  # 30 ms that other forms need not wait for

    safe = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(out, {**safe, **options})


def sheet_names(titles: Sequence[str], *, taken: Iterable[str] = ("summary", "history")) -> list[str]:
    """Names Excel takes: 1 to 31 characters, none of ``[]:*?/\\``, no quote at an end, no two alike but for capitals."""
    used, names = {name.casefold() for name in taken}, []
    for title in titles:
        plain = _FORBIDDEN.sub(" ", title).strip().strip("'").strip() or "Table"
        name, number = _fitting(plain, ""), 1
        while name.casefold() in used:
            number += 1
            name = _fitting(plain, f" ({number})")
        used.add(name.casefold())
        names.append(name)
    return names


def _fitting(name: str, end: str) -> str:
    """``name`` cut so that it and ``end`` fit; Excel counts in units of UTF-16."""
    while len((name + end).encode("utf-16-le")) // 2 > _SHEET_NAME:
        name = name[:-1]
    return name.rstrip(" '") + end


class Styles:
    """The workbook's cell formats by unit."""

    def __init__(self, workbook: xlsxwriter.Workbook, shop: Shop) -> None:
        decimals = "." + "0" * shop.exponent if shop.exponent else ""
        indian = shop.currency == "INR"
        numbers = {
            "money": _lakhs(decimals) if indian else f"#,##0{decimals}",
            "count": _lakhs("") if indian else "#,##0",
            "quantity": "#,##0.###",
            "ratio": "0.00",
            "percent": "0.0%",
            "date": "d mmm yyyy",
            "month": "mmm yyyy",
            "hour": '00":00"',
        }
        self.title = workbook.add_format({"bold": True, "font_size": 14})
        self.head = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.words = workbook.add_format({"bold": True, "top": 1})
        self.like_a_formula = workbook.add_format({"quote_prefix": True})
        self.plain = {unit: workbook.add_format({"num_format": number}) for unit, number in numbers.items()}
        self.total = {
            unit: workbook.add_format({"num_format": number, "bold": True, "top": 1})
            for unit, number in numbers.items()
        }
        # a number format has room for two conditions, which lakh and crore take: debts need a rule of their own
        self.debt = workbook.add_format({"num_format": _lakhs(decimals, sign="-")}) if indian else None

    def of(self, column: Column, *, total: bool = False) -> Format | None:
        kind = "month" if column.unit == "date" and column.slug == "month" else column.unit
        return (self.total if total else self.plain).get(kind)


def _lakhs(decimals: str, *, sign: str = "") -> str:
    """Indian grouping as Excel's number format: ``1,23,45,678.00``."""
    crore, lakh = (f"[<=-{10**7}]", f"[<=-{10**5}]") if sign else (f"[>={10**7}]", f"[>={10**5}]")
    return rf"{crore}{sign}##\,##\,##\,##0{decimals};{lakh}{sign}##\,##\,##0{decimals};{sign}#,##0{decimals}"


def _write_summary(sheet: Worksheet, report: Report, styles: Styles) -> None:
    tongue = tongue_of(report.shop.language)
    until = tongue.say("printed as of", moment=local_moment(report.as_of, report.shop))
    about = f"{report.shop.name} · {write_period(report.period, report.shop.language)} · {until}"
    _write_text(sheet, 0, 0, report.title, styles, styles.title)
    for n, line in enumerate((about, *report.notes)):
        _write_text(sheet, 1 + n, 0, line, styles)
    top = 3 + len(report.notes)
    for n, sentence in enumerate(report.sentences):
        _write_text(sheet, top + n, 0, sentence, styles)
    top += 1 + len(report.sentences)
    thans = list(dict.fromkeys(each.than for item in report.headlines for each in item.comparisons))
    change = tongue.title("Change")
    heads = [tongue.title("Figure"), tongue.title("Value"), *(text for than in thans for text in (than.capitalize(), change))]  # fmt: skip
    for n, title in enumerate(heads):
        sheet.write_string(top, n, title, styles.head)
    for row, item in enumerate(report.headlines, start=top + 1):
        sheet.write_string(row, 0, _heading(item.column, report.shop))
        write_cell(sheet, row, 1, item.value, item.column, report.shop, styles)
        for each in item.comparisons:
            place = 2 + 2 * thans.index(each.than)
            write_cell(sheet, row, place, each.value, item.column, report.shop, styles)
            write_cell(sheet, row, place + 1, each.change, _CHANGE, report.shop, styles)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1 + 2 * len(thans), 18)


def write_table(sheet: Worksheet, table: Table, shop: Shop, styles: Styles) -> None:
    """Heads, rows and total. Raises ``Invalid`` for more rows than Excel has."""
    if len(table.rows) > MOST_ROWS:
        raise too_many_rows(len(table.rows))
    columns = [table.columns[n] for n in table.shown]
    write_heads(sheet, columns, shop, styles)
    for row, values in enumerate(table.rows, start=1):
        for place, n in enumerate(table.shown):
            write_cell(sheet, row, place, values[n], table.columns[n], shop, styles)
    last = len(table.rows)  # the row of the last value; the heads are row 0
    if table.total is not None:
        for place, n in enumerate(table.shown):
            _write_total(sheet, last + 1, place, table, n, shop, styles)
    sample = [
        [values[n] for n in table.shown] for values in [*table.rows[:_MEASURED], table.total] if values is not None
    ]
    finish_sheet(sheet, columns, sample, last, shop, styles)


def write_heads(sheet: Worksheet, columns: Sequence[Column], shop: Shop, styles: Styles) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(0, place, _heading(column, shop), styles.head)


def finish_sheet(
    sheet: Worksheet, columns: Sequence[Column], sample: Sequence[Sequence[Any]], last: int, shop: Shop, styles: Styles
) -> None:
    """What is said of whole columns once their ``last`` row is written: widths, filters, debts, the frozen header."""
    for place, column in enumerate(columns):
        sheet.set_column(place, place, _width(column, [row[place] for row in sample], shop))
        if styles.debt is not None and column.unit == "money":
            rule = {"type": "cell", "criteria": "<=", "value": -(10**5), "format": styles.debt}
            sheet.conditional_format(1, place, last + 1, place, rule)
    if last and columns:
        sheet.autofilter(0, 0, last, len(columns) - 1)
    sheet.freeze_panes(1, 1)


def write_cell(
    sheet: Worksheet,
    row: int,
    place: int,
    value: Any,
    column: Column,
    shop: Shop,
    styles: Styles,
    *,
    total: bool = False,
) -> None:
    """One value as what it is: number, day, text, or nothing."""
    style = styles.of(column, total=total)
    if value is None:
        sheet.write_blank(row, place, None, style)
    elif column.unit == "weekday":
        sheet.write_string(row, place, WEEKDAYS[value - 1])
    elif isinstance(value, date):
        if column.slug in ("quarter", "year", "financial_year") or value < _EARLIEST:
            sheet.write_string(row, place, write_days(value, column.slug, shop))
        else:
            sheet.write_datetime(row, place, value, style)
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        sheet.write_number(row, place, _number(value, column, shop), style)
    else:
        _write_text(sheet, row, place, str(value), styles, style)


def too_many_rows(rows: int) -> Invalid:
    """The refusal of what no sheet holds."""
    return Invalid(
        f"the result has {rows:,} rows and a sheet holds {MOST_ROWS:,}; take it as csv or parquet, or ask for fewer",
        field="format",
        most=MOST_ROWS,
    )


def _write_text(sheet: Worksheet, row: int, place: int, text: str, styles: Styles, style: Format | None = None) -> None:
    sheet.write_string(row, place, text[:_LONGEST_TEXT], styles.like_a_formula if is_formula(text) else style)


def _write_total(sheet: Worksheet, row: int, place: int, table: Table, n: int, shop: Shop, styles: Styles) -> None:
    from xlsxwriter.utility import xl_range

    total = None if table.total is None else table.total[n]
    column = table.columns[n]
    if place == 0:
        sheet.write_string(row, 0, tongue_of(shop.language).say("total"), styles.words)
    elif table.rows and table.adds_up(n):
        formula = f"=SUM({xl_range(1, place, row - 1, place)})"
        sheet.write_formula(row, place, formula, styles.of(column, total=True), _number(total, column, shop))
    else:
        write_cell(sheet, row, place, total, column, shop, styles, total=True)


def _heading(column: Column, shop: Shop) -> str:
    """The column's title; a percentage is told by its cells."""
    return column.title if column.unit == "percent" else heading(column, shop)


def _number(value: Any, column: Column, shop: Shop) -> float:
    """A figure as a spreadsheet holds numbers: binary floating point, exact to fifteen digits."""
    if column.unit == "money":
        return float(Decimal(value).scaleb(-shop.exponent))
    return float(Decimal(value).scaleb(-2)) if column.unit == "percent" else float(value)


def _width(column: Column, values: Sequence[Any], shop: Shop) -> int:
    """Characters the widest cell of a column needs, within reason."""
    widest = max((len(_shown(value, column, shop)) for value in values), default=0)
    return min(_WIDEST, max(10, min(22, len(_heading(column, shop)) + 3), widest + 3))


def _shown(value: Any, column: Column, shop: Shop) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return "20 Nov 2026"
    if column.unit == "money":
        amount = f"{_number(value, column, shop):,.{shop.exponent}f}"
        return amount + "  "  # lakh and crore take more commas
    return str(value)
