"""Columns of an import: what they are called, what they hold, and where a file has them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, Literal

import msgspec

from billing.imports.cells import (
    balance_of,
    choice_of,
    day_of,
    decimal_of,
    flag_of,
    percent_of,
    plain_digits,
    text_of,
    whole_of,
)
from billing.imports.sheets import Cell, Row
from munim.errors import Invalid

HEADER_WITHIN: Final = 10  # rows: a title and an address may stand above the headings
# what the file of rejected lines adds, so that it can be put right and imported as it is
REJECT_HEADINGS: Final = ("Line", "Column", "Reason")

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Type = Literal["text", "number", "digits", "percent", "balance", "date", "flag", "whole", "choice"]


class Column(msgspec.Struct, frozen=True, kw_only=True):
    """A column: ``field`` is the command's, ``also`` are the headings people use besides, the likelier first.

    ``choices``: the words that may stand in it, in small letters, and what each means.
    """

    field: str
    heading: str
    help: str
    type: Type = "text"
    also: tuple[str, ...] = ()
    required: bool = False
    example: str = ""
    choices: Mapping[str, str] = {}


class WrongColumns(Invalid):
    """The headings of this file are not those of an import of its kind."""

    code = "wrong_columns"


class Rejected(Invalid):
    """A line that cannot be imported."""

    code = "rejected_line"


class Line(msgspec.Struct, frozen=True):
    """A line of the file: what its columns hold, by field, empty cells left out, and its cells as the file has them."""

    number: int
    values: dict[str, Any]
    cells: list[str]


class Header(msgspec.Struct, frozen=True):
    """Where each field stands, what the file calls it, and the headings that were not understood."""

    row: int
    places: dict[str, int]
    headings: list[str]
    unknown: list[str]

    def heading_of(self, field: str | None, columns: Sequence[Column]) -> str | None:
        """What the file calls the column of ``field``; what an import of the kind calls it where the file has none."""
        if field is None:
            return None
        bare = field.partition("[")[0].rpartition(".")[2] if "[" not in field else field.partition("[")[0]
        if bare in self.places:
            return self.headings[self.places[bare]]
        return next((column.heading for column in columns if column.field == bare), None)


def normal_heading(heading: str) -> str:
    """``normal_heading(" Mobile No.") == "mobileno"``: case, spaces and signs do not matter."""
    folded = unicodedata.normalize("NFKC", heading).casefold()
    return "".join(sign for sign in folded if sign.isalnum() or unicodedata.category(sign)[0] == "M")


def find_header(rows: Sequence[Row], columns: Sequence[Column], *, name: str) -> Header:
    """The headings among the first rows. Raises ``WrongColumns`` saying what is missing, or stands there twice."""
    best = max((_header(row, columns) for row in rows), key=lambda one: (len(one.places), -one.row), default=None)
    if best is None or not best.places:
        wanted = ", ".join(column.heading for column in columns if column.required)
        raise WrongColumns(
            f"the first {HEADER_WITHIN} rows of {name} hold no headings; there should be {wanted}", field="file"
        )
    missing = [column.heading for column in columns if column.required and column.field not in best.places]
    if missing:
        raise WrongColumns(
            f"{name} has no column {', '.join(missing)}; row {best.row} has {', '.join(filter(None, best.headings))}",
            field="file",
            missing=missing,
        )
    named = [normal_heading(heading) for heading in best.headings]
    for place in best.places.values():
        if named.count(named[place]) > 1:
            raise WrongColumns(f"{name} has more than one column {best.headings[place]!r}", field="file")
    return best


def _header(row: Row, columns: Sequence[Column]) -> Header:
    headings = [text_of(cell) or "" for cell in row.cells]
    named = [normal_heading(heading) for heading in headings]
    places: dict[str, int] = {}
    for column in columns:
        known = [normal_heading(heading) for heading in (column.heading, column.field, *column.also)]
        found = next((name for name in known if name in named and named.index(name) not in places.values()), None)
        if found is not None:
            places[column.field] = named.index(found)
    own = {normal_heading(heading) for heading in REJECT_HEADINGS}
    unknown = [
        heading for n, heading in enumerate(headings) if heading and n not in places.values() and named[n] not in own
    ]
    return Header(row.number, places, headings, unknown)


def read_line(row: Row, header: Header, columns: Sequence[Column], *, month_first: bool) -> Line:
    """What a line says. Raises ``Rejected`` with the column, and why its cell cannot be understood."""
    values: dict[str, Any] = {}
    for column in columns:
        place = header.places.get(column.field)
        cell = row.cells[place] if place is not None and place < len(row.cells) else None
        text = text_of(cell)
        if text is None:
            if column.required:
                raise Rejected("it is empty", field=column.field)
            continue
        if _CONTROL.search(text):
            raise Rejected("it holds a control character", field=column.field)
        try:
            values[column.field] = _value(column, cell, text, month_first)
        except Invalid as error:
            raise Rejected(error.message, field=column.field) from None
    return Line(row.number, values, as_text(row.cells))


def as_text(cells: Sequence[Cell]) -> list[str]:
    """The cells as the file of rejects shows them."""
    return [(text_of(cell) or "").replace("\0", "␀") for cell in cells]


def _value(column: Column, cell: Cell, text: str, month_first: bool) -> Any:
    match column.type:
        case "text":
            return text
        case "digits":
            return plain_digits(text)
        case "number":
            return decimal_of(text)
        case "percent":
            # a sheet keeps a cell that shows 18% as 0.18, and does not tell it from one that shows 0.18
            if isinstance(cell, float) and 0 < cell < 1:
                raise Rejected(f"{text} may be {decimal_of(text) * 100:f}% or {text}%: write it as text")
            return percent_of(text)
        case "balance":
            return balance_of(text)
        case "date":
            return day_of(cell, text, month_first=month_first)
        case "flag":
            return flag_of(text)
        case "whole":
            return whole_of(text)
        case "choice":
            return choice_of(text, column.choices)


def data_rows(rows: Iterator[Row], columns: Sequence[Column], *, name: str) -> tuple[Header, Iterator[Row]]:
    """The header, and the rows below it. Raises ``WrongColumns``."""
    first = []
    for row in rows:
        first.append(row)
        if row.number >= HEADER_WITHIN:
            break
    header = find_header([row for row in first if row.number <= HEADER_WITHIN], columns, name=name)

    def below() -> Iterator[Row]:
        yield from (row for row in first if row.number > header.row)
        yield from rows

    return header, below()
