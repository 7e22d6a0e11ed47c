"""A statement's rows as Python's values, read in the least time.

A figure over rollups takes longer to be understood than to be summed up, and a long list longer to become Python's
values than to be read. So a statement is parsed once in a process, whichever mirror it is asked of; and of many rows with
ids or decimals, which DuckDB hands over by way of text, the columns are taken from Arrow.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast
from uuid import UUID, SafeUUID

import duckdb

from etl.parsed import run

if TYPE_CHECKING:
    import pyarrow as pa

FEW: Final = 64  # rows that DuckDB's own values are as quick for as Arrow's
IDS: Final = 32_768  # kept as Python's: some ten megabytes, the products and customers of reports asked again and again
DECIMALS: Final = 16_384  # the same of quantities: some four megabytes
_WHOLE: Final = frozenset({"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT"})
_PLAIN: Final = _WHOLE | {"BOOLEAN", "VARCHAR"}
_LONGEST_DECIMAL: Final = 18  # digits that fit the lower half of Arrow's 128 bits

# the rows left of a cursor are wanted as Arrow: that DuckDB keeps a copy of them meanwhile is no news
warnings.filterwarnings("ignore", message="Arrow output on a DB-API result")


def read_rows(
    cursor: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """What the one statement ``sql`` yields, values as ``fetchall`` has them. Raises ``duckdb.Error``."""
    run(cursor, sql, values)
    rows: list[tuple[Any, ...]] = cursor.fetchmany(FEW)
    if len(rows) < FEW:
        return rows
    kinds = [str(column[1]) for column in cursor.description or ()]
    by_text = any(kind == "UUID" or kind.startswith("DECIMAL") for kind in kinds)
    if not by_text or not all(kind in _PLAIN or kind in ("UUID", "DATE") or _is_short_decimal(kind) for kind in kinds):
        return rows + cursor.fetchall()
    columns = cast("pa.Table", cursor.to_arrow_table()).columns
    return rows + list(zip(*map(_values, columns, kinds), strict=True))


def read_table(cursor: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
    """The same as columns of Arrow, ids as texts. Raises ``duckdb.Error``."""
    return cast("pa.Table", run(cursor, sql, values).to_arrow_table())


def _is_short_decimal(kind: str) -> bool:
    return kind.startswith("DECIMAL(") and int(kind[8:].split(",")[0]) <= _LONGEST_DECIMAL


def _values(column: pa.ChunkedArray, kind: str) -> list[Any]:
    """Python's values of one column of Arrow."""
    if kind == "UUID":
        return [None if text is None else _uuid(text) for text in column.to_numpy().tolist()]
    if kind == "VARCHAR":
        texts: list[Any] = column.to_numpy().tolist()
        return texts
    if kind in _WHOLE and not column.null_count:
        numbers: list[Any] = column.to_numpy().tolist()
        return numbers
    if kind == "DATE" and not column.null_count:
        dates: list[Any] = column.to_numpy().astype("datetime64[D]").tolist()
        return dates
    if kind.startswith("DECIMAL") and not column.null_count:
        return [value for chunk in column.chunks for value in _decimals(chunk)]
    values: list[Any] = column.to_pylist()
    return values


def _decimals(chunk: pa.Decimal128Array) -> list[Decimal]:
    """Decimals of at most 18 digits, from the lower halves of their 128 bits."""
    exponent = -chunk.type.scale
    halves = memoryview(chunk.buffers()[1]).cast("q")
    lower = halves[2 * chunk.offset : 2 * (chunk.offset + len(chunk)) : 2]
    return [_decimal(whole, exponent) for whole in lower.tolist()]


@lru_cache(maxsize=DECIMALS)
def _decimal(whole: int, exponent: int) -> Decimal:
    """Quantities are mostly small numbers, met again and again."""
    return Decimal(whole).scaleb(exponent)


_put_number, _put_safety = UUID.__dict__["int"].__set__, UUID.__dict__["is_safe"].__set__
_UNKNOWN: Final = SafeUUID.unknown


@lru_cache(maxsize=IDS)
def _uuid(text: str) -> UUID:
    """The id that DuckDB wrote, which needs none of the constructor's checks: half the time of ``UUID(text)``.

    Reports name the same things again and again: an id that was made lately is found in a tenth of that.
    """
    made = object.__new__(UUID)
    _put_number(made, int(text.replace("-", ""), 16))
    _put_safety(made, _UNKNOWN)
    return made
