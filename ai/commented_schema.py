"""The mirror's tables and columns with their comments, as far as somebody may see them: what a model needs to write SQL."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import duckdb

from ai.guard import mirror_schema
from etl.statements import definitions


class _Column(NamedTuple):
    table: str
    said_of_table: str
    name: str
    kind: str
    said: str


def commented_schema(permissions: frozenset[str]) -> str:
    """One line a table, one a column: ``sales: One row per …`` and ``  net_minor BIGINT: …``. No row is read for it."""
    allowed = {name: table.seen_with(permissions) for name, table in mirror_schema().tables.items()}
    lines: list[str] = []
    table = ""
    for column in _columns():
        if column.name not in allowed.get(column.table, ()):
            continue
        if column.table != table:
            table = column.table
            lines.append(f"{table}: {column.said_of_table}")
        lines.append(f"  {column.name} {column.kind}: {column.said}")
    return "\n".join(lines)


@cache
def _columns() -> list[_Column]:
    with duckdb.connect() as connection:
        connection.execute(definitions())
        rows = connection.execute("""
SELECT c.table_name, t.comment, c.column_name, c.data_type, c.comment
FROM duckdb_columns() AS c JOIN duckdb_tables() AS t USING (table_oid)
WHERE NOT c.internal ORDER BY c.table_name, c.column_index
""").fetchall()
    return [_Column(*row) for row in rows]
