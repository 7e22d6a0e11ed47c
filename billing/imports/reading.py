"""Sales files as Arrow batches of typed lines; what cannot be read comes back as rejects with line and reason."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any, Final, NamedTuple, get_args

import msgspec
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet
from python_calamine import CalamineError, CalamineWorkbook

from billing.imports.maps import SalesMap, Source, WrongMap
from munim.errors import Invalid
from munim.text import Code, Line

ROWS_AT_ONCE: Final = 65_536
FIELDS: Final = ("reference", "code", "description", "quantity", "at", "price", "customer", "country")
REQUIRED: Final = ("reference", "code", "quantity", "at", "price")
QUANTITY: Final = pa.decimal128(14, 3)
PRICE: Final = pa.decimal128(14, 4)
_QUANTITY_TEXT: Final = r"^[+-]?\d{1,11}(\.\d{0,3}0*)?$"
_PRICE_TEXT: Final = r"^[+-]?\d{1,10}(\.\d{0,4}0*)?$"
_ISO_FORMATS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d")
_WANTED: Final = {
    "reference": "a document number",
    "code": "a product code",
    "quantity": "a number with at most 3 decimals",
    "at": "a date and time",
    "price": "a number with at most 4 decimals",
}


def _longest(kind: Any) -> int:
    return int(get_args(kind)[1].max_length)


# text as commands take it: the description names a product
_LONGEST: Final = {
    "reference": _longest(Code),
    "code": _longest(Code),
    "description": _longest(Line),
    "customer": _longest(Code),
    "country": _longest(Line),
}
_CONTROL_CHARACTER: Final = r"[\x00-\x1f\x7f]"


class UnreadableFile(Invalid):
    """This file cannot be read."""

    code = "unreadable_file"


class Reject(msgspec.Struct, frozen=True):
    """A line that was not imported, its fields as the file has them, and why.

    ``line`` is the row of a sheet or record of a CSV file, its header being the first; of Parquet, the row from 1.
    """

    line: int
    reason: str
    reference: str | None = None
    code: str | None = None
    description: str | None = None
    quantity: str | None = None
    at: str | None = None
    price: str | None = None
    customer: str | None = None
    country: str | None = None


class Lines(NamedTuple):
    """Some lines of a file: ``typed`` has ``line`` and FIELDS; ``done`` is the share of the file read so far, 0 to 1."""

    typed: pa.Table
    rejects: list[Reject]
    done: float


class _Raw(NamedTuple):
    """Columns as found, by field, the number of each line, rows that are not even rows, and the share read."""

    numbers: list[int] | range
    columns: dict[str, pa.ChunkedArray | pa.Array]
    broken: list[Reject]
    done: float


def read_lines(path: Path, sales_map: SalesMap, *, timezone: str) -> Iterator[Lines]:
    """The lines of a CSV, XLSX or Parquet file, in its order. Local times come out naive, in ``timezone``.

    Raises ``UnreadableFile`` for a file that is missing, damaged or of another kind, ``WrongMap`` for a column it lacks.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableFile(f"{path.name} is of no kind Munim reads; give it {', '.join(_READERS)}", field="file")
    try:
        for raw in reader(path, sales_map):
            yield _typed(raw, sales_map.source, timezone)
    except OSError as error:
        raise UnreadableFile(f"{path} cannot be read: {error.strerror or error}", field="file") from None


# -- the three kinds of file -------------------------------------------------------------------------


def _parquet(path: Path, sales_map: SalesMap) -> Iterator[_Raw]:
    try:
        file = pa.parquet.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise UnreadableFile(f"{path.name} is no Parquet file, or a damaged one: {error}", field="file") from None
    names = _named_columns(sales_map, file.schema_arrow.names, path)
    total, first = max(file.metadata.num_rows, 1), 1
    try:
        for batch in file.iter_batches(ROWS_AT_ONCE, columns=list(names.values())):
            columns = {field: batch.column(name) for field, name in names.items()}
            yield _Raw(range(first, first + len(batch)), columns, [], (first + len(batch) - 1) / total)
            first += len(batch)
    except (pa.ArrowInvalid, OSError) as error:
        raise UnreadableFile(f"{path.name} is damaged after line {first - 1}: {error}", field="file") from None


def _csv(path: Path, sales_map: SalesMap) -> Iterator[_Raw]:
    source = sales_map.source
    names = _named_columns(sales_map, _csv_header(path, source), path)
    broken: list[Reject] = []

    def keep_broken(row: Any) -> str:
        reason = f"it has {row.actual_columns} columns, the header {row.expected_columns}"
        broken.append(Reject(line=row.number, reason=reason, description=_shown(row.text)))
        return "skip"

    last = 1  # the header
    with path.open("rb") as file:
        size = max(path.stat().st_size, 1)
        try:
            batches = pa.csv.open_csv(
                file,
                # one thread, because only then does Arrow know the number of a broken row
                read_options=pa.csv.ReadOptions(use_threads=False, encoding=source.encoding, block_size=8_000_000),
                parse_options=pa.csv.ParseOptions(
                    delimiter=source.delimiter, newlines_in_values=True, invalid_row_handler=keep_broken
                ),
                convert_options=pa.csv.ConvertOptions(
                    include_columns=list(names.values()),
                    column_types=dict.fromkeys(names.values(), pa.string()),
                    strings_can_be_null=True,
                    null_values=[""],
                ),
            )
            for batch in batches:
                bad = {reject.line for reject in broken}
                numbers: list[int] = []
                while len(numbers) < len(batch):
                    last += 1
                    if last not in bad:
                        numbers.append(last)
                seen = [reject for reject in broken if reject.line <= last]
                yield _Raw(
                    numbers,
                    {field: batch.column(name) for field, name in names.items()},
                    seen,
                    min(file.tell() / size, 1.0),
                )
                broken = [reject for reject in broken if reject.line > last]
        except pa.ArrowInvalid as error:
            raise UnreadableFile(f"{path.name} is damaged after line {last}: {error}", field="file") from None
    if broken:
        yield _Raw([], {}, broken, 1.0)


def _csv_header(path: Path, source: Source) -> list[str]:
    try:
        # only the first line is wanted: letters further on that are none are named by line when they are read
        with path.open(encoding=source.encoding, errors="replace", newline="") as file:
            header = next(csv.reader(file, delimiter=source.delimiter), [])
            return [header[0].removeprefix("\ufeff"), *header[1:]] if header else []
    except (LookupError, csv.Error) as error:
        raise UnreadableFile(f"line 1 of {path.name}: {error}", field="file") from None


def _xlsx(path: Path, sales_map: SalesMap) -> Iterator[_Raw]:
    path.stat()  # a file that is not there is no damaged one
    try:
        book = CalamineWorkbook.from_path(path)
    except (CalamineError, OSError) as error:
        raise UnreadableFile(f"{path.name} is no XLSX file, or a damaged one: {error}", field="file") from None
    wanted = sales_map.source.sheet
    if wanted and wanted not in book.sheet_names:
        raise WrongMap(
            f"{path.name} has no sheet {wanted!r}; it has {', '.join(book.sheet_names)}", field="source.sheet"
        )
    try:
        sheet = book.get_sheet_by_name(wanted) if wanted else book.get_sheet_by_index(0)
    except CalamineError as error:
        raise UnreadableFile(f"{path.name} is damaged: {error}", field="file") from None
    rows = sheet.iter_rows()
    header = [_cell(value) or "" for value in next(rows, ())]
    names = _named_columns(sales_map, header, path)
    places = {field: header.index(name) for field, name in names.items()}
    line, total = 1, max(sheet.height, 1)
    while kept := list(islice(rows, ROWS_AT_ONCE)):
        line += len(kept)
        yield _sheet_rows(kept, places, line, total)


def _sheet_rows(rows: list[list[Any]], places: dict[str, int], last: int, total: int) -> _Raw:
    # a sheet's blank rows are no lines
    filled = [(n, row) for n, row in enumerate(rows, last - len(rows) + 1) if any(value != "" for value in row)]
    columns = {
        field: pa.array([_cell(row[at]) if at < len(row) else None for _, row in filled], pa.string())
        for field, at in places.items()
    }
    return _Raw([n for n, _ in filled], columns, [], min(last / total, 1.0))


def _cell(value: Any) -> str | None:
    """A cell as text: 17850.0 is a sheet's way to write 17850."""
    match value:
        case "":
            return None
        case datetime():
            return value.replace(microsecond=0).isoformat(" ")
        case date():
            return value.isoformat()
        case float():
            return f"{value:.15g}"  # as many digits as a spreadsheet keeps: 0.30000000000000004 was written 0.3
        case _:
            return str(value)


_READERS: Final[dict[str, Callable[[Path, SalesMap], Iterator[_Raw]]]] = {
    ".csv": _csv,
    ".xlsx": _xlsx,
    ".parquet": _parquet,
}


def _named_columns(sales_map: SalesMap, found: list[str], path: Path) -> dict[str, str]:
    """The file's column of each field that the map gives one. Raises ``WrongMap`` for what is missing or ambiguous."""
    names = {field: name for field in FIELDS if (name := getattr(sales_map.columns, field))}
    for field, name in names.items():
        if found.count(name) != 1:
            has = "has no column" if name not in found else "has more than one column"
            raise WrongMap(
                f"{path.name} {has} {name!r}; its columns are {', '.join(found) or '(none)'}", field=f"columns.{field}"
            )
    return names


# -- types -------------------------------------------------------------------------------------------


def _typed(raw: _Raw, source: Source, timezone: str) -> Lines:
    """Lines with a number, code, quantity, time and price of the right type; the others as rejects."""
    count = len(raw.numbers)
    text = {
        field: _text(raw.columns[field]) if field in raw.columns else pa.nulls(count, pa.string()) for field in FIELDS
    }
    values = dict(text)
    values["quantity"] = _number(text["quantity"], _QUANTITY_TEXT, QUANTITY)
    values["price"] = _number(text["price"], _PRICE_TEXT, PRICE)
    values["at"] = _time(raw.columns.get("at", text["at"]), text["at"], source, timezone)
    table = pa.table({"line": pa.array(raw.numbers, pa.int64()), **values})
    good: Any = pa.scalar(True)
    for field in REQUIRED:
        good = pc.and_(good, pc.is_valid(values[field]))
    for field, longest in _LONGEST.items():
        fits = pc.less_equal(pc.utf8_length(text[field]), longest)
        one_line = pc.invert(pc.match_substring_regex(text[field], _CONTROL_CHARACTER))
        good = pc.and_(good, pc.fill_null(pc.and_(fits, one_line), True))
    if pc.all(good).as_py() is not False:
        return Lines(table, list(raw.broken), raw.done)
    bad = pc.invert(good)
    as_found = pa.table({"line": table["line"], **text}).filter(bad).to_pylist()
    as_typed = table.filter(bad).to_pylist()
    rejects = [
        Reject(reason=_reason(found, typed), **{name: _shown(value) for name, value in found.items()})
        for found, typed in zip(as_found, as_typed, strict=True)
    ]
    return Lines(table.filter(good), sorted([*raw.broken, *rejects], key=lambda reject: reject.line), raw.done)


def _shown(value: Any) -> Any:
    """What a file says, in characters that Postgres keeps."""
    return value.replace("\0", "␀") if isinstance(value, str) else value


def _reason(found: dict[str, Any], typed: dict[str, Any]) -> str:
    for field in REQUIRED:
        if typed[field] is None:
            return f"{field} is {'empty' if found[field] is None else repr(found[field])}; wanted {_WANTED[field]}"
    for field, longest in _LONGEST.items():
        if found[field] and len(found[field]) > longest:
            return f"{field} has {len(found[field])} characters; wanted {longest} at most"
        if found[field] and re.search(_CONTROL_CHARACTER, found[field]):
            return f"{field} holds a line break or another control character"
    raise AssertionError("a line that was taken has no reason to be rejected")


def _text(column: Any) -> Any:
    """The column as trimmed text, empty text as null."""
    if pa.types.is_floating(column.type) and pc.all(pc.equal(pc.floor(column), column)).as_py() is not False:
        column = column.cast(pa.int64())  # numbers of customers become floats where some are missing
    trimmed = pc.utf8_trim_whitespace(column.cast(pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), None, trimmed)


def _number(text: Any, pattern: str, kind: pa.DataType) -> Any:
    return pc.if_else(pc.match_substring_regex(text, pattern), text, None).cast(kind)


def _time(column: Any, text: Any, source: Source, timezone: str) -> Any:
    kind = column.type
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        return pc.local_timestamp(column.cast(pa.timestamp("us", timezone)))
    if pa.types.is_temporal(kind):
        return column.cast(pa.timestamp("us"), safe=False)
    found: Any = pa.nulls(len(text), pa.timestamp("us"))
    if not source.at_format:
        text = pc.replace_substring_regex(text, r"(:\d\d)\.\d+$", r"\1")  # no bill is dated to the microsecond
    for pattern in (source.at_format,) if source.at_format else _ISO_FORMATS:
        if found.null_count:
            found = pc.coalesce(found, _strptime(text, pattern))
    return found


def _strptime(text: Any, pattern: str) -> Any:
    """Times of that pattern; null for other text, and for 31 February, which Arrow would make 3 March."""
    parsed = pc.strptime(text, pattern, "s", error_is_null=True)
    agrees = pc.equal(_unpadded(pc.strftime(parsed, pattern)), _unpadded(text))
    return pc.if_else(agrees, parsed, None).cast(pa.timestamp("us"))


def _unpadded(text: Any) -> Any:
    return pc.utf8_lower(pc.replace_substring_regex(text, r"\b0+(\d)", r"\1"))
