"""Rollups: what the mirror's own tables come to, kept beside them and renewed only in the cells that changed.

A rollup is made from the mirror, not from the books: what is summed up is what is there. Its file of ``sql/rollups`` says
which of its cells staged rows touch. They are thrown away and summed up anew rather than added to, so that a row that
is staged twice counts once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import duckdb

from etl.books import Totals
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
        connection.execute(f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows')}")


def renew_rollups(connection: duckdb.DuckDBPyConnection, rollups: Sequence[Rollup]) -> None:
    """Sum up anew the cells that the staged rows touch, and no other. The staged rows are in their tables already."""
    for rollup in rollups:
        if has_statement(rollup.name, "before"):
            connection.execute(rollup_statement(rollup.name, "before"))
        if has_statement(rollup.name, "changed"):
            connection.execute(
                f"CREATE OR REPLACE TEMP TABLE changed_{rollup.name} AS {rollup_statement(rollup.name, 'changed')}"
            )
    for rollup in rollups:
        connection.execute(f"DELETE FROM {rollup.name} WHERE {rollup_statement(rollup.name, 'stale')}")
        connection.execute(
            f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows', of_changed=True)}"
        )


def compare_rollups(
    connection: duckdb.DuckDBPyConnection, rollups: Mapping[Rollup, bool]
) -> tuple[dict[str, Totals], dict[str, Totals]]:
    """What each rollup comes to, and what the rows it sums up come to; of a rollup marked true its renewed cells alone."""
    if not rollups:
        return {}, {}
    sums, totals = [], dict[str, list[str]]()
    for rollup, of_changed in rollups.items():
        measures = ", ".join(map(_measure, rollup_measures(rollup.name)))
        cells = "renewed" if has_statement(rollup.name, "renewed") else "stale"
        where = f" WHERE {rollup_statement(rollup.name, cells)}" if of_changed else ""
        sums.append(f"(SELECT {measures} FROM {rollup.name}{where})")
        # several sum up the same rows, which are asked once
        totals.setdefault(rollup_statement(rollup.name, "totals", of_changed=of_changed), []).append(rollup.name)
    # one statement, since to plan one costs more than to run it
    asked = ", ".join([*sums, *(f"({statement})" for statement in totals)])
    values = iter(connection.execute(f"SELECT * FROM {asked}").fetchall()[0])
    found = {rollup.name: _next_totals(values, rollup.name) for rollup in rollups}
    expected: dict[str, Totals] = {}
    for names in totals.values():
        expected |= dict.fromkeys(names, _next_totals(values, names[0]))
    return found, expected


def _next_totals(values: Iterator[Any], rollup: str) -> Totals:
    return {name: Decimal(next(values) or 0) for name in rollup_measures(rollup)}


def _measure(name: str) -> str:
    """How a rollup's column is summed; ``last_…``: of each product's last day alone."""
    column = name.removeprefix(_LAST)
    return f"sum({column})" if column == name else f"sum({column}) FILTER (WHERE until_date IS NULL)"
