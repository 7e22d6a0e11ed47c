"""Reports as CSV, for programs: plain numbers, ISO dates, text disarmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from analytics.exports.cells import disarmed, heading, section, summary
from analytics.notation import WEEKDAYS
from analytics.query import Column
from analytics.report import Report, Table
from analytics.shop import Shop
from analytics.tongues import tongue_of
from munim.money import decimal_string

BYTE_ORDER_MARK = "\ufeff".encode()  # without which Excel garbles every letter beyond ASCII


def report_csv(report: Report, table: str | None = None) -> bytes:
    """The whole report, section under section, or one ``table`` of it (``summary``, ``days``, …) alone.

    UTF-8 with a byte order mark. Raises ``NotFound`` for a table the report does not have.
    """
    if table is not None:
        return written(csv_rows(section(report, table), report.shop), mark=True)
    rows: list[list[str]] = [
        [disarmed(report.title)],
        [disarmed(report.shop.name)],
        [f"As of {report.as_of.isoformat()}"],
        *([disarmed(note)] for note in report.notes),
    ]
    for each in (summary(report), *report.tables):
        rows += [[], [disarmed(each.title)], *csv_rows(each, report.shop)]
    return written(rows, mark=True)


def csv_rows(table: Table, shop: Shop) -> Iterator[list[str]]:
    """Heads, rows and total as cells."""
    yield csv_heads(table.columns, table.shown, shop)
    for row in table.rows:
        yield [csv_cell(row[n], table.columns[n], shop) for n in table.shown]
    if table.total is not None:
        yield [
            tongue_of(shop.language).say("total"),
            *(csv_cell(table.total[n], table.columns[n], shop) for n in table.shown[1:]),
        ]


def csv_heads(columns: Sequence[Column], shown: Sequence[int], shop: Shop) -> list[str]:
    return [disarmed(heading(columns[n], shop)) for n in shown]


def csv_cell(value: Any, column: Column, shop: Shop) -> str:
    """``1234.50``, ``2026-11-20``, ``Friday``, ``'=1+1``; nothing for what is not known."""
    if value is None:
        return ""
    if column.unit == "money":
        return decimal_string(value, shop.currency)
    if isinstance(value, date):
        return value.isoformat()
    if column.unit == "weekday":
        return WEEKDAYS[value - 1]
    return disarmed(value) if isinstance(value, str) else str(value)


def written(rows: Iterator[list[str]] | Sequence[list[str]], *, mark: bool = False) -> bytes:
    """Rows as bytes of a CSV file, ``mark`` where the file begins."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return (BYTE_ORDER_MARK if mark else b"") + out.getvalue().encode()
