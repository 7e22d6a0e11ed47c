"""The files that travel with a letter, drawn from the same report; what is too large for a mailbox is fetched by its link."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import msgspec

from analytics.exports import report_csv, report_xlsx
from analytics.report import Report
from munim.errors import Invalid

LARGEST_BYTES: Final = 7_000_000  # of all files of one letter: mail programs take 10 MB, of which base64 eats a quarter


class Attachment(msgspec.Struct, frozen=True):
    """A file of a report."""

    name: str
    media_type: str
    content: bytes


_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMS: Final[Mapping[str, tuple[str, Callable[[Report], bytes]]]] = {
    "xlsx": (_XLSX, report_xlsx),
    "csv": ("text/csv", report_csv),
}


def attachments_of(
    report: Report, formats: Sequence[str], *, largest: int = LARGEST_BYTES
) -> tuple[list[Attachment], list[str]]:
    """The report as files of these formats, and the names of those left out because there was no room for them."""
    made: list[Attachment] = []
    too_large: list[str] = []
    for form in formats:
        file = attachment(report, form)
        if sum(len(one.content) for one in made) + len(file.content) > largest:
            too_large.append(file.name)
        else:
            made.append(file)
    return made, too_large


def attachment(report: Report, form: str) -> Attachment:
    """The report as one file: ``weekly-sales-2026-11-09.xlsx``. Raises ``Invalid`` for a format that is none of these."""
    if form not in _FORMS:
        raise Invalid(f"a report is attached as {', '.join(_FORMS)}", field="formats")
    media_type, make = _FORMS[form]
    return Attachment(f"{report.kind}-{report.period.start.isoformat()}.{form}", media_type, make(report))
