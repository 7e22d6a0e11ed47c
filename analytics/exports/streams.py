"""The rows of one query as a file of any length: written piece by piece from the mirror's cursor, never held whole.

CSV, newline-delimited JSON, Parquet and XLSX. Columns are turned whole, a batch at a time, which is what makes a
million rows take seconds. Cells are those of the report's own files.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from analytics.exports.cells import FORMULA_STARTS
from analytics.exports.comma_separated import BYTE_ORDER_MARK, csv_heads, written
from analytics.exports.parquet import arrow_schema
from analytics.exports.xlsx import (
    MOST_ROWS,
    Styles,
    finish_sheet,
    new_workbook,
    too_many_rows,
    write_cell,
    write_heads,
)
from analytics.notation import WEEKDAYS
from analytics.query import Column, MetricQuery
from analytics.reports.figures import Figures
from analytics.shop import Shop

if TYPE_CHECKING:
    import pyarrow as pa

BATCH_ROWS: Final = 20_000
_PIECE: Final = 256_000  # bytes of a finished file sent at once
_MEASURED: Final = 500  # rows that tell how wide a sheet's columns are
_NUMBERS: Final = ("count", "quantity", "ratio", "percent", "date", "hour")
_FORMULA: Final = r"^[\p{Z}\p{Cc}\p{Cf}']*[\t\r\n" + "".join(map(re.escape, sorted(FORMULA_STARTS))) + "]"

Batches = Iterator["pa.RecordBatch"]
Stream = Callable[[Sequence[Column], Batches, Shop, dict[str, str]], Iterator[bytes]]


def stream_query(figures: Figures, query: MetricQuery, form: str) -> Iterator[bytes]:
    """The rows of ``query`` as a file of that form (``csv``, ``ndjson``, ``parquet``, ``xlsx``), piece by piece.

    Permissions are checked and the query compiled before the first piece is asked for. Raises ``Forbidden``,
    ``Invalid``; with the first piece of an XLSX, ``Invalid`` for more rows than Excel has.
    """
    columns, batches = figures.batches(query, BATCH_ROWS)
    mirror = figures.mirror
    facts = {
        "munim.business": figures.shop.name,
        "munim.currency": figures.shop.currency,
        "munim.version": str(mirror.version),
        "munim.as_of": mirror.as_of.isoformat(),
    }
    return STREAMS[form](columns, batches, figures.shop, facts)


def stream_csv(columns: Sequence[Column], batches: Batches, shop: Shop, _facts: dict[str, str]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, the heads, the rows; ids are left out, as people read it."""
    import polars as pl

    shown = [n for n, column in enumerate(columns) if column.unit != "id"]
    yield BYTE_ORDER_MARK + written([csv_heads(columns, shown, shop)])
    for batch in batches:
        cells = {str(n): _as_csv(batch.column(n), columns[n], shop) for n in shown}
        frame = pl.DataFrame({name: pl.from_arrow(cell) for name, cell in cells.items()})
        yield frame.write_csv(include_header=False, line_terminator="\r\n").encode()


def stream_ndjson(columns: Sequence[Column], batches: Batches, shop: Shop, _facts: dict[str, str]) -> Iterator[bytes]:
    """An object a line, by slug: amounts and quantities as decimal strings, percentages as numbers."""
    import polars as pl

    for batch in batches:
        cells = {column.slug: _as_json(batch.column(n), column, shop) for n, column in enumerate(columns)}
        yield pl.DataFrame({name: pl.from_arrow(cell) for name, cell in cells.items()}).write_ndjson().encode()


def stream_parquet(columns: Sequence[Column], batches: Batches, shop: Shop, facts: dict[str, str]) -> Iterator[bytes]:
    """Typed as a report's Parquet is, a group of rows for each batch."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = arrow_schema(columns, shop, facts=facts)
    out = _Collected()
    with pq.ParquetWriter(pa.PythonFile(out, mode="w"), schema, compression="zstd") as writer:
        for batch in batches:
            arrays = [
                _typed(batch.column(n), column, field.type, shop)
                for n, (column, field) in enumerate(zip(columns, schema, strict=True))
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=BATCH_ROWS)
            yield out.taken()
    yield out.taken()


def stream_xlsx(columns: Sequence[Column], batches: Batches, shop: Shop, _facts: dict[str, str]) -> Iterator[bytes]:
    """One sheet, written row by row to a file of its own and sent when it is whole: a zip's directory comes last."""
    shown = [n for n, column in enumerate(columns) if column.unit != "id"]
    heads = [columns[n] for n in shown]
    with tempfile.TemporaryFile() as out:
        with new_workbook(out, {"constant_memory": True}) as workbook:
            sheet, styles = workbook.add_worksheet("Rows"), Styles(workbook, shop)
            write_heads(sheet, heads, shop, styles)
            sample: list[Sequence[Any]] = []
            last = 0
            for batch in batches:
                if last + batch.num_rows > MOST_ROWS:
                    raise too_many_rows(last + batch.num_rows)
                for row in zip(*(batch.column(n).to_pylist() for n in shown), strict=True):
                    last += 1
                    if last <= _MEASURED:
                        sample.append(row)
                    for place, value in enumerate(row):
                        write_cell(sheet, last, place, value, heads[place], shop, styles)
            finish_sheet(sheet, heads, sample, last, shop, styles)
        out.seek(0)
        while piece := out.read(_PIECE):
            yield piece


STREAMS: Final[dict[str, Stream]] = {
    "csv": stream_csv,
    "ndjson": stream_ndjson,
    "parquet": stream_parquet,
    "xlsx": stream_xlsx,
}


class _Collected:
    """A file to be written to, whose bytes are taken away as they come."""

    closed = False

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None: ...

    def close(self) -> None: ...

    def taken(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


# --- columns turned whole ---


def _amounts(array: pa.Array, shop: Shop) -> pa.Array:
    """Minor units as decimals of the currency: the same whole numbers, read with their point."""
    import pyarrow as pa

    whole = array.cast(pa.int64()).cast(pa.decimal128(19, 0))
    kind = pa.decimal128(19, shop.exponent)
    return pa.Array.from_buffers(kind, len(whole), whole.buffers(), null_count=whole.null_count, offset=whole.offset)


def _typed(array: pa.Array, column: Column, kind: pa.DataType, shop: Shop) -> pa.Array:
    """A column as ``kind``, which is that of its unit."""
    return (_amounts(array, shop) if column.unit == "money" else array).cast(kind)


def _as_csv(array: pa.Array, column: Column, shop: Shop) -> pa.Array:
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.unit == "money":
        return _amounts(array, shop).cast(pa.string())
    if column.unit == "weekday":
        return pa.array(WEEKDAYS).take(pc.subtract(array.cast(pa.int8()), 1))
    text = array.cast(pa.string())
    if column.unit in _NUMBERS:
        return text
    quoted = pc.binary_join_element_wise("'", text, "")
    return pc.if_else(pc.match_substring_regex(text, _FORMULA), quoted, text)


def _as_json(array: pa.Array, column: Column, shop: Shop) -> pa.Array:
    import pyarrow as pa

    match column.unit:
        case "money":
            return _amounts(array, shop).cast(pa.string())
        case "percent" | "ratio":
            return array.cast(pa.float64())
        case "count" | "weekday" | "hour":
            return array.cast(pa.int64())
        case _:
            return array.cast(pa.string())
