"""What the tables of an open mirror file come to: rows and sums, to be compared with the books."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import duckdb

from etl.books import Totals
from etl.parsed import run

_POSITIVE: Final = "positive_"


def count_rows(connection: duckdb.DuckDBPyConnection, tables: Collection[str]) -> dict[str, int]:
    """How many rows each table has."""
    if not tables:
        return {}
    counts = " UNION ALL ".join(f"SELECT '{table}', count(*) FROM {table}" for table in tables)
    return dict(run(connection, counts).fetchall())


def sum_columns(
    connection: duckdb.DuckDBPyConnection, wanted: Sequence[tuple[str, Sequence[str], Mapping[str, Any]]]
) -> list[Totals]:
    """The sums of the named columns over each relation, with its values; of ``rows`` their number, of ``positive_…`` what is above zero.

    A statement each: one for all of them takes longer to plan.
    """
    found = []
    for what, names, values in wanted:
        [sums] = run(connection, f"SELECT {', '.join(map(_measure, names))} FROM {what}", values).fetchall()
        found.append({name: Decimal(value or 0) for name, value in zip(names, sums, strict=True)})
    return found


def _measure(name: str) -> str:
    if name == "rows":
        return "count(*)"
    if name.startswith(_POSITIVE):
        column = name.removeprefix(_POSITIVE)
        return f"sum({column}) FILTER (WHERE {column} > 0)"
    return f"sum({name})"
