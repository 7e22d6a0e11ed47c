"""Every table of the books is mirrored or listed as left out, and everything in the mirror is explained."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import duckdb
import psycopg
import sqlglot
from sqlglot import exp

from etl.statements import Since, books_statement, definitions
from etl.tables import LEFT_OUT, ROLLUPS, TABLES


def test_every_table_of_the_books_is_read_or_left_out_for_a_reason(owner_url: str) -> None:
    with psycopg.connect(owner_url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()

    read = {
        name.name
        for table in TABLES
        for statement in (("rows",) if table.changes_with else ("rows", "changed"))
        for name in sqlglot.parse_one(
            books_statement(table.name, statement, [1], Since(1, "1:1:")), dialect="postgres"
        ).find_all(exp.Table)
    }

    assert {name for (name,) in found} - read - LEFT_OUT.keys() == set()
    assert LEFT_OUT.keys() & read == set()
    assert LEFT_OUT.keys() - {name for (name,) in found} == set()


def test_every_table_that_is_read_carries_an_indexed_row_version(owner_url: str) -> None:
    read = {
        name.name
        for table in TABLES
        for name in sqlglot.parse_one(books_statement(table.name, "rows", [1]), dialect="postgres").find_all(exp.Table)
    }
    with psycopg.connect(owner_url) as connection:
        indexed = connection.execute(
            "SELECT tablename FROM pg_indexes WHERE schemaname = 'public' AND indexdef ~ '\\(row_version\\)$'"
        ).fetchall()

    assert read - {name for (name,) in indexed} == set()


def test_every_table_and_column_of_the_mirror_is_explained() -> None:
    with duckdb.connect() as connection:
        connection.execute(definitions())
        bare = connection.execute(
            "SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL AND NOT internal"
            " UNION ALL SELECT table_name, column_name FROM duckdb_columns() WHERE comment IS NULL AND NOT internal"
        ).fetchall()

    assert bare == []


def test_every_table_of_the_mirror_says_what_a_row_of_it_is() -> None:
    with duckdb.connect() as connection:
        connection.execute(definitions())
        grains = connection.execute("SELECT table_name, comment FROM duckdb_tables() WHERE NOT internal").fetchall()

    assert [(table, said) for table, said in grains if not said.startswith("One row")] == []


def test_every_table_of_the_mirror_is_filled_from_the_books_or_sums_up_others() -> None:
    with duckdb.connect() as connection:
        connection.execute(definitions())
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()

    filled = {table.name for table in TABLES} | {rollup.name for rollup in ROLLUPS}
    assert {name for (name,) in tables} == filled | {"mirror_state"}


def test_every_file_of_sql_is_used() -> None:
    folder = Path(str(files("etl"))) / "sql"
    tables = {table.name for table in TABLES}

    assert {file.stem for file in (folder / "books").iterdir()} == tables
    assert {file.stem for file in (folder / "shape").iterdir()} <= tables
    assert {file.stem for file in (folder / "rollups").iterdir()} == {rollup.name for rollup in ROLLUPS}
