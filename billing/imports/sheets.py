"""Sheets of CSV and XLSX as rows of cells, bounded: what unpacks to more than anybody types is refused before it does."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook

from billing.imports.reading import UnreadableFile

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta | None
Encoding: TypeAlias = Literal["utf-8", "cp1252"]

MOST_BYTES: Final = 20_000_000  # of a file as it is sent
MOST_LINES: Final = 50_000
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 10_000  # characters; the longest text the books keep has 4000
# An XLSX is a zip archive (F-1): sheets of text pack to a tenth, a bomb to a thousandth.
MOST_UNPACKED: Final = 300_000_000
MOST_PARTS: Final = 1_000
HIGHEST_RATIO: Final = 100
MOST_CELLS: Final = 20_000_000  # between the first cell and the last: each takes room, be it empty
_SMALL: Final = 1_000_000  # what packs so well and stays this small harms nobody
_AT_ONCE: Final = 1_000_000
_DELIMITERS: Final = ",;\t|"
_CELL_PLACE: Final = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_PLACE_BYTES: Final = 32


class TooLarge(UnreadableFile):
    """This file is larger than an import may be."""

    code = "file_too_large"


class WrongEncoding(UnreadableFile):
    """This file is not written in the encoding it should be."""

    code = "wrong_encoding"


class Row(NamedTuple):
    """One row of a sheet that is not empty. ``number``: as a spreadsheet or editor counts, the first row being 1."""

    number: int
    cells: list[Cell]


def read_sheet(content: bytes, name: str, *, encoding: Encoding = "utf-8") -> Iterator[Row]:
    """The rows of the first sheet of a CSV or XLSX file; empty ones are left out, but counted.

    Formulas come as the values they had when the file was saved, dates as dates. Raises ``UnreadableFile`` for a file
    that is damaged or of another kind, ``TooLarge``, ``WrongEncoding`` naming the line.
    """
    if len(content) > MOST_BYTES:
        raise TooLarge(
            f"{name} has {len(content) / 1e6:.1f} MB; an import has {MOST_BYTES // 10**6} at most", field="file"
        )
    # what a file is, its bytes say
    rows = _xlsx_rows(content, name) if content[:4] == b"PK\x03\x04" else _csv_rows(content, name, encoding)
    filled = 0
    for row in rows:
        if all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in row.cells):
            continue
        filled += 1
        if filled > MOST_LINES + 1:
            raise TooLarge(f"{name} has more than {MOST_LINES} lines: split it", field="file")
        if len(row.cells) > MOST_COLUMNS:
            raise TooLarge(f"line {row.number} of {name} has more than {MOST_COLUMNS} columns", field="file")
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row.cells):
            raise TooLarge(
                f"line {row.number} of {name} has a cell of more than {LONGEST_CELL} characters", field="file"
            )
        yield row


# -- CSV ---------------------------------------------------------------------------------------------


def _csv_rows(content: bytes, name: str, encoding: Encoding) -> Iterator[Row]:
    text = _decoded(content, name, encoding)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    first = 1
    try:
        for cells in reader:
            yield Row(first, list(cells))
            first = (
                reader.line_num + 1
            )  # a cell may hold line breaks: the line a record begins on is what an editor shows
    except csv.Error as error:
        raise UnreadableFile(f"{name} is damaged in line {first}: {error}", field="file") from None


def _decoded(content: bytes, name: str, encoding: Encoding) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise WrongEncoding(f"{name} is written in UTF-16: save it as CSV UTF-8", field="file")
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableFile(f"{name} is a workbook of Excel 97 or older: save it as XLSX or CSV", field="file")
    try:
        text = content.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        other = "cp1252 (Windows)" if encoding == "utf-8" else "utf-8"
        raise WrongEncoding(
            f"line {line} of {name} is not {encoding}: save it as CSV UTF-8, or say that its encoding is {other}",
            field="encoding",
            line=line,
        ) from None
    if "\0" in text:
        raise UnreadableFile(f"{name} is no text, and no XLSX file either", field="file")
    return text


def _delimiter(text: str) -> str:
    """The sign that parts most columns in the first ten lines; a comma when none does."""
    beginning = (
        "\n".join(text.splitlines()[:10]) if len(text) < 100_000 else "\n".join(text[:100_000].splitlines()[:10])
    )
    return max(_DELIMITERS, key=beginning.count) if any(sign in beginning for sign in _DELIMITERS) else ","


# -- XLSX --------------------------------------------------------------------------------------------


def _xlsx_rows(content: bytes, name: str) -> Iterator[Row]:
    _refuse_bomb(content, name)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, OSError) as error:
        raise UnreadableFile(f"{name} is no XLSX file, or a damaged one: {error}", field="file") from None
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield Row(number, [None if cell == "" else cell for cell in cells])


def _refuse_bomb(content: bytes, name: str) -> None:
    """Unpack the archive piece by piece, keeping none, before anybody unpacks it whole. What a header claims counts for nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS:
                raise TooLarge(f"{name} has more than {MOST_PARTS} parts, which no workbook has", field="file")
            unpacked = 0
            for part in parts:
                own, end = 0, b""
                last_row = last_column = 0
                with archive.open(part) as stream:
                    while piece := stream.read(_AT_ONCE):
                        own += len(piece)
                        if part.filename.startswith("xl/worksheets/"):
                            for column, row in _CELL_PLACE.findall(end + piece):
                                last_row, last_column = (
                                    max(last_row, int(row)),
                                    max(last_column, _column_number(column)),
                                )
                            if last_row * last_column > MOST_CELLS:
                                raise TooLarge(
                                    f"a sheet of {name} reaches to row {last_row}: clear what is below its lines",
                                    field="file",
                                )
                            end = piece[-_PLACE_BYTES:]
                        if unpacked + own > MOST_UNPACKED or own > max(_SMALL, HIGHEST_RATIO * part.compress_size):
                            raise TooLarge(f"{name} unpacks to far more than a sheet of an import has", field="file")
                unpacked += own
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise UnreadableFile(f"{name} is a damaged XLSX file: {error}", field="file") from None


def _column_number(letters: bytes) -> int:
    """``_column_number(b"AB") == 28``."""
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number
