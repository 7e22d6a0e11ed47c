"""What the tables of an open mirror file come to: rows and sums, to be compared with the books."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import Final

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


def sum_columns(connection: duckdb.DuckDBPyConnection, wanted: Sequence[tuple[str, Sequence[str]]]) -> list[Totals]:
    """The sums of the named columns over each relation; of ``rows`` their number, of ``positive_…`` what is above zero.

    A statement each: one for all of them takes longer to plan.
    """
    found = []
    for what, names in wanted:
        [values] = run(connection, f"SELECT {', '.join(map(_measure, names))} FROM {what}").fetchall()
        found.append({name: Decimal(value or 0) for name, value in zip(names, values, strict=True)})
    return found


def _measure(name: str) -> str:
    if name == "rows":
        return "count(*)"
    if name.startswith(_POSITIVE):
        column = name.removeprefix(_POSITIVE)
        return f"sum({column}) FILTER (WHERE {column} > 0)"
    return f"sum({name})"
