"""The files that travel with a letter, drawn from the same report; what is too large for a mailbox is fetched by its link."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec

from analytics.exports import FORMS, Letterhead, export_report
from analytics.report import Report
from munim.errors import Invalid

LARGEST_BYTES: Final = 7_000_000  # of all files of one letter: mail programs take 10 MB, of which base64 eats a quarter


class Attachment(msgspec.Struct, frozen=True):
    """A file of a report."""

    name: str
    media_type: str
    content: bytes


def attachments_of(
    report: Report, formats: Sequence[str], *, letterhead: Letterhead | None = None, largest: int = LARGEST_BYTES
) -> tuple[list[Attachment], list[str]]:
    """The report as files of these formats, and the names of those left out because there was no room for them.

    ``letterhead``: what stands at the head of a PDF.
    """
    made: list[Attachment] = []
    too_large: list[str] = []
    for form in formats:
        file = attachment(report, form, letterhead=letterhead)
        if sum(len(one.content) for one in made) + len(file.content) > largest:
            too_large.append(file.name)
        else:
            made.append(file)
    return made, too_large


def attachment(report: Report, form: str, *, letterhead: Letterhead | None = None) -> Attachment:
    """The report as one file: ``weekly-sales-2026-11-09.xlsx``. Raises ``Invalid`` for a format that is none of these."""
    types = {each.name: each.media_type for each in FORMS}
    if form not in types:
        raise Invalid(f"a report is attached as {', '.join(types)}", field="formats")
    name = f"{report.kind}-{report.period.start.isoformat()}.{form}"
    return Attachment(name, types[form], export_report(report, form, letterhead=letterhead))
