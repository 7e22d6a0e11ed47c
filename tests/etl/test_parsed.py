"""A statement is parsed once, for whichever mirror it is run on."""

from __future__ import annotations

import duckdb

from etl.parsed import parsed, run


def test_a_statement_is_parsed_once_for_all_files_it_is_run_on() -> None:
    with duckdb.connect() as one, duckdb.connect() as other:
        one.execute("CREATE TABLE sold AS SELECT 3 AS quantity")
        other.execute("CREATE TABLE sold AS SELECT 5::DECIMAL(5, 2) AS quantity")
        statement = "SELECT quantity FROM sold"

        found = [run(connection, statement).fetchall() for connection in (one, other, one)]

        assert [str(rows[0][0]) for rows in found] == ["3", "5.00", "3"]
        assert parsed(one, statement) is parsed(other, statement)


def test_several_statements_in_one_text_stay_a_text() -> None:
    with duckdb.connect() as connection:
        assert parsed(connection, "SELECT 1; SELECT 2") == "SELECT 1; SELECT 2"
