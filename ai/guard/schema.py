"""What a statement may see: tables, their columns, and the permissions each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import duckdb

from analytics.columns import HIDDEN, permissions_for
from etl.statements import definitions

MIRROR: Final = "mirror"  # the catalogue that a statement is run in: one shop's file
MAIN: Final = "main"  # the schema of a file that all of the mirror's tables are in


@dataclass(frozen=True)
class Table:
    """A table by its name in small letters; ``columns`` in their order, each with the permissions it asks for."""

    name: str
    columns: Mapping[str, frozenset[str]]

    def lacking(self, permissions: frozenset[str]) -> bool:
        """Whether a column of it is beyond ``permissions``."""
        return any(not needed <= permissions for needed in self.columns.values())

    def seen_with(self, permissions: frozenset[str]) -> frozenset[str]:
        """The columns within ``permissions``."""
        return frozenset(name for name, needed in self.columns.items() if needed <= permissions)


@dataclass(frozen=True)
class Schema:
    """The tables of one catalogue, as DuckDB calls the file that it is attached under."""

    catalog: str
    tables: Mapping[str, Table]
    columns: frozenset[str] = field(init=False)  # of all tables

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", frozenset(name for one in self.tables.values() for name in one.columns))


@cache
def mirror_schema() -> Schema:
    """The tables of a mirror that questions may see, in the catalogue ``mirror``, which the sandbox attaches it as."""
    with duckdb.connect() as connection:
        connection.execute(definitions())
        rows = connection.execute(
            "SELECT table_name, list(column_name ORDER BY column_index) FROM duckdb_columns() WHERE NOT internal GROUP BY table_name ORDER BY table_name"
        ).fetchall()
    tables = {
        table: Table(table, {column: permissions_for(table, column) for column in columns})
        for table, columns in rows
        if table not in HIDDEN
    }
    return Schema(MIRROR, tables)
