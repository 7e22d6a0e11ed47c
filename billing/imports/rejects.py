"""The file of rejected lines: as they were, with why, so that they can be put right and imported again."""

from __future__ import annotations

import csv
import io

from billing.imports.columns import REJECT_HEADINGS
from billing.imports.masters import FileImport


def rejects_csv(found: FileImport) -> bytes:
    """The rejected lines under the file's own headings; an import passes over the columns added in front."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*REJECT_HEADINGS, *found.headings])
    for one in found.rejects:
        writer.writerow([one.line, one.column or "", one.reason or "", *(one.cells or ())])
    return out.getvalue().encode("utf-8-sig")
