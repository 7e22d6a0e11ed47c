"""Reports as files. Each form reads the ``Report`` and computes nothing of its own, so they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import msgspec

from analytics.exports.cells import disarmed, summary
from analytics.exports.comma_separated import report_csv
from analytics.exports.documents import Letterhead, report_page, report_pdf
from analytics.exports.parquet import report_parquet
from analytics.exports.xlsx import report_xlsx
from analytics.report import Report, document

__all__ = [
    "FORMS",
    "Letterhead",
    "disarmed",
    "export_report",
    "report_csv",
    "report_page",
    "report_parquet",
    "report_pdf",
    "report_xlsx",
    "summary",
]


class Form(msgspec.Struct, frozen=True):
    """One kind of file: ``make`` takes the report, the table chosen (or None) and the shop's letterhead (or None)."""

    name: str  # and the ending of its file
    media_type: str
    make: Callable[[Report, str | None, Letterhead | None], bytes]


FORMS: Final = (
    Form("json", "application/json", lambda report, _table, _head: msgspec.json.encode(document(report))),
    Form("csv", "text/csv", lambda report, table, _head: report_csv(report, table)),
    Form(
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        lambda report, _table, _head: report_xlsx(report),
    ),
    Form("pdf", "application/pdf", lambda report, _table, head: report_pdf(report, head)),
    Form("parquet", "application/vnd.apache.parquet", lambda report, table, _head: report_parquet(report, table)),
)


def export_report(
    report: Report, form: str, *, table: str | None = None, letterhead: Letterhead | None = None
) -> bytes:
    """The report as a file of that form (``json``, ``csv``, ``xlsx``, ``pdf``, ``parquet``).

    ``table``: of csv and parquet, this table alone. Raises ``NotFound`` for a table it does not have, ``Invalid`` for
    more rows than the form holds, ``RenderFailed`` and ``Unavailable`` where it could not be drawn.
    """
    chosen = next(each for each in FORMS if each.name == form)
    return chosen.make(report, table, letterhead)
