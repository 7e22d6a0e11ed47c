"""Statements parsed once in a process: over few rows a statement takes longer to be understood than to be run."""

from __future__ import annotations

import atexit
from collections.abc import Mapping
from typing import Any, Final

import duckdb

KEPT: Final = 2048  # statements; the catalogue's shapes are some hundreds, what people write is without end

_parsed: dict[str, duckdb.Statement] = {}
# they go before the interpreter does: else it is told on standard error, line by line, that they leaked
atexit.register(_parsed.clear)


def parsed(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement | str:
    """``sql`` parsed, which is bound to no connection and no file; several statements in one text stay as they are."""
    found = _parsed.get(sql)
    if found is None:
        statements = connection.extract_statements(sql)
        if len(statements) != 1:
            return sql
        if len(_parsed) >= KEPT:
            _parsed.clear()
        found = _parsed[sql] = statements[0]
    return found


def run(
    connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    """Run a statement that will be run again, on this connection or another, with these ``values`` or others."""
    return (
        connection.execute(parsed(connection, sql), values) if values else connection.execute(parsed(connection, sql))
    )
