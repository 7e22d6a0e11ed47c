"""Rollups: what the mirror's own tables come to, kept beside them and renewed only in the cells that changed.

A rollup is made from the mirror, not from the books: what is summed up is what is there. Its file of ``sql/rollups`` says
which of its cells staged rows touch. They are thrown away and summed up anew rather than added to, so that a row that
is staged twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

import duckdb

from etl.books import Totals
from etl.parsed import run
from etl.statements import has_statement, rollup_measures, rollup_statement
from etl.tables import ROLLUPS, TABLES, MirrorTable, Rollup

_LAST: Final = "last_"


def rollups_of(tables: Iterable[MirrorTable]) -> list[Rollup]:
    """The rollups that changes of these tables concern."""
    names = {table.name for table in tables}
    return [rollup for rollup in ROLLUPS if rollup.of in names]


def fill_rollups(connection: duckdb.DuckDBPyConnection, tables: Iterable[MirrorTable] = TABLES) -> None:
    """Sum up all rows of a new file, which are in ``tables``; what has no rows comes to nothing."""
    for rollup in rollups_of(tables):
        run(connection, f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows')}")


def renew_rollups(connection: duckdb.DuckDBPyConnection, rollups: Sequence[Rollup]) -> None:
    """Sum up anew the cells that the staged rows touch, and no other. The staged rows are in their tables already."""
    for rollup in rollups:
        if has_statement(rollup.name, "before"):
            run(connection, rollup_statement(rollup.name, "before"))
        if has_statement(rollup.name, "changed"):
            run(
                connection,
                f"CREATE OR REPLACE TEMP TABLE changed_{rollup.name} AS {rollup_statement(rollup.name, 'changed')}",
            )
    for rollup in rollups:
        run(connection, f"DELETE FROM {rollup.name} WHERE {rollup_statement(rollup.name, 'stale')}")
        run(connection, f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows', of_changed=True)}")


def compare_rollups(
    connection: duckdb.DuckDBPyConnection, rollups: Mapping[Rollup, bool]
) -> tuple[dict[str, Totals], dict[str, Totals]]:
    """What each rollup comes to, and what the rows it sums up come to; of a rollup marked true its renewed cells alone."""
    found, expected = dict[str, Totals](), dict[str, Totals]()
    asked = dict[str, Totals]()  # several sum up the same rows
    for rollup, of_changed in rollups.items():
        names = rollup_measures(rollup.name)
        cells = "renewed" if has_statement(rollup.name, "renewed") else "stale"
        where = f" WHERE {rollup_statement(rollup.name, cells)}" if of_changed else ""
        found[rollup.name] = _ask(
            connection, names, f"SELECT {', '.join(map(_measure, names))} FROM {rollup.name}{where}"
        )
        statement = rollup_statement(rollup.name, "totals", of_changed=of_changed)
        if statement not in asked:
            asked[statement] = _ask(connection, names, statement)
        expected[rollup.name] = asked[statement]
    return found, expected


def _ask(connection: duckdb.DuckDBPyConnection, names: Sequence[str], statement: str) -> Totals:
    [values] = run(connection, statement).fetchall()
    return {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}


def _measure(name: str) -> str:
    """How a rollup's column is summed; ``last_…``: of each product's last day alone."""
    column = name.removeprefix(_LAST)
    return f"sum({column})" if column == name else f"sum({column}) FILTER (WHERE until_date IS NULL)"
