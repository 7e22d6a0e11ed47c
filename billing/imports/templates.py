"""Templates: a sheet with the headings of an import, an example row, and what each column takes."""

from __future__ import annotations

import csv
import io

from billing.imports.kinds import Kind

_WIDTH = 22  # characters of a column


def template_csv(kind: Kind) -> bytes:
    """The headings and an example, in UTF-8 with the mark that Excel needs to know it by."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.heading for column in kind.columns])
    writer.writerow([column.example for column in kind.columns])
    return out.getvalue().encode("utf-8-sig")


def template_xlsx(kind: Kind) -> bytes:
    """The headings and an example; a second sheet says what each column takes, and what else it may be called."""
    import xlsxwriter  # a tenth of a second, and only templates and exports need it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        sheet, explained = book.add_worksheet(kind.title[:31]), book.add_worksheet("What the columns take")
        text = book.add_format({"num_format": "@"})  # a stock code keeps its leading noughts
        for n, column in enumerate(kind.columns):
            sheet.set_column(n, n, _WIDTH, text if column.type in ("text", "digits") else None)
            sheet.write_string(0, n, column.heading, bold)
            sheet.write_string(1, n, column.example)
        explained.write_row(0, 0, ("Column", "Needed", "What it takes", "May also be called"), bold)
        for n, column in enumerate(kind.columns, 1):
            needed = "yes" if column.required else ""
            explained.write_row(n, 0, (column.heading, needed, column.help, ", ".join(column.also)), wrapped)
        explained.set_column(0, 0, _WIDTH)
        explained.set_column(2, 3, 60)
        sheet.freeze_panes(1, 0)
    return out.getvalue()
