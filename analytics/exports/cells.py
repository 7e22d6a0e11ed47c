"""What the forms of a report have in common: its sections, its columns' names, and text that nothing runs."""

from __future__ import annotations

import unicodedata
from typing import Any, Final

from analytics.notation import write_period
from analytics.query import Column
from analytics.report import Report, Table
from analytics.shop import Shop
from munim.errors import NotFound

# what begins a formula in Excel, LibreOffice or Google Sheets; the wide ones are taken for the narrow in Japanese locales
FORMULA_STARTS: Final = frozenset("=+-@＝＋－＠")
_SKIPPED: Final = frozenset("'\ufeff")


def disarmed(text: str) -> str:
    """``text`` behind a quote if a spreadsheet would run it: ``=HYPERLINK(…)`` in a customer's name.

    Blanks and control characters before the sign do not hide it. ``armed`` gives back exactly what was given.
    """
    return f"'{text}" if is_formula(text) else text


def armed(text: str) -> str:
    """What ``disarmed`` was given."""
    return text[1:] if text.startswith("'") and is_formula(text) else text


def is_formula(text: str) -> bool:
    """Whether a spreadsheet might run ``text``; so too what was disarmed before, or it could not be told apart."""
    for letter in text:
        if letter in FORMULA_STARTS:
            return True
        if letter in "\t\r\n":
            return True  # some programs drop it and run the rest; it begins no honest name
        if not (letter in _SKIPPED or letter.isspace() or unicodedata.category(letter) in ("Cc", "Cf")):
            return False
    return False


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


def section(report: Report, name: str | None) -> Table:
    """The table of that name, or the report's first; its headlines where it has none. Raises ``NotFound``."""
    sections = {item.name: item for item in (summary(report), *report.tables)}
    if name is None:
        return report.tables[0] if report.tables else sections["summary"]
    if name not in sections:
        raise NotFound(f"this report has no table {name!r}; it has {', '.join(sections)}", field="table")
    return sections[name]


def heading(column: Column, shop: Shop) -> str:
    """The column's title with its unit: ``Revenue (INR)``."""
    unit = {"money": f" ({shop.currency})", "percent": " (%)"}.get(column.unit, "")
    return column.title + unit
