"""Rollups: what the mirror's own tables come to, kept beside them and renewed only in the cells that changed.

A rollup is made from the mirror, not from the books: what is summed up is what is there. Its file of ``sql/rollups`` says
which of its cells staged rows touch. They are thrown away and summed up anew rather than added to, so that a row that
is staged twice counts once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import duckdb

from etl.books import Totals
from etl.parsed import run
from etl.statements import has_statement, rollup_measures, rollup_statement
from etl.tables import ROLLUPS, TABLES, MirrorTable, Rollup

_LAST: Final = "last_"
# a sum of a statement [totals], and its name
_MEASURE: Final = re.compile(r"(\S.*?)\s+AS (\w+)(?:,|\s*$)", re.DOTALL)
_GIVEN: Final = re.compile(r"\$(\w+)")
_CELLS: Final = re.compile(r":(?:cells|first)\(\w+\.\w+\)")


def rollups_of(tables: Iterable[MirrorTable]) -> list[Rollup]:
    """The rollups that changes of these tables concern."""
    names = {table.name for table in tables}
    return [rollup for rollup in ROLLUPS if rollup.of in names]


def fill_rollups(connection: duckdb.DuckDBPyConnection, tables: Iterable[MirrorTable] = TABLES) -> None:
    """Sum up all rows of a new file, which are in ``tables``; what has no rows comes to nothing."""
    for rollup in rollups_of(tables):
        run(connection, f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows')}")


class Cells:
    """The cells that staged rows touch, for statements that name them: ``:cells(rollup.column)`` and ``:first(rollup.column)``.

    Up to so ``few`` of them are given as values, which spares a statement a join, and more are joined. A statement's text
    is the same for any values, so that it is parsed once.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, few: int) -> None:
        self._connection, self._few = connection, few
        self._texts: dict[str, str] = {}
        self._values: dict[str, Any] = {}

    def find(self, rollup: Rollup) -> None:
        """Find those of ``rollup``, which may be among those of rollups found before."""
        table, statement = f"changed_{rollup.name}", rollup_statement(rollup.name, "changed")
        found = self.run(statement) if self._few else None
        rows = [] if found is None else found.fetchmany(self._few + 1)
        if found is None or not 0 < len(rows) <= self._few:
            self.run(f"CREATE OR REPLACE TEMP TABLE {table} AS {statement}")
            for column in _columns(run(self._connection, f"SELECT * FROM temp.{table} LIMIT 0")):
                self._name(
                    rollup, column, f"(SELECT {column} FROM temp.{table})", f"(SELECT min({column}) FROM temp.{table})"
                )
            return
        for column, values in zip(_columns(found), zip(*rows, strict=True), strict=True):
            cells, first = f"{rollup.name}_{column}", f"first_{rollup.name}_{column}"
            self._name(rollup, column, f"${cells}", f"${first}")
            self._values[cells] = list(dict.fromkeys(values))
            self._values[first] = min((value for value in values if value is not None), default=None)

    def _name(self, rollup: Rollup, column: str, cells: str, first: str) -> None:
        self._texts |= {f":cells({rollup.name}.{column})": cells, f":first({rollup.name}.{column})": first}

    def run(self, statement: str) -> duckdb.DuckDBPyConnection:
        """Run a statement on the cells in it."""
        text = _CELLS.sub(lambda found: self._texts[found[0]], statement)
        return run(self._connection, text, {name: self._values[name] for name in _GIVEN.findall(text)})


def renew_rollups(connection: duckdb.DuckDBPyConnection, rollups: Sequence[Rollup], *, few: int) -> Cells:
    """Sum up anew the cells that the staged rows touch, and no other. The staged rows are in their tables already."""
    cells = Cells(connection, few)
    for rollup in rollups:
        if has_statement(rollup.name, "changed"):
            cells.find(rollup)
        if has_statement(rollup.name, "before"):
            cells.run(rollup_statement(rollup.name, "before"))
    for rollup in rollups:
        cells.run(f"DELETE FROM {rollup.name} WHERE {rollup_statement(rollup.name, 'stale')}")
        cells.run(f"INSERT INTO {rollup.name} BY NAME {rollup_statement(rollup.name, 'rows', of_changed=True)}")
    return cells


def compare_rollups(rollups: Mapping[Rollup, bool], cells: Cells) -> tuple[dict[str, Totals], dict[str, Totals]]:
    """What each rollup comes to, and what the rows it sums up come to; of a rollup marked true the renewed ``cells`` alone."""
    sums = _Sums(cells)
    for rollup, of_changed in rollups.items():
        names = rollup_measures(rollup.name)
        renewed = "renewed" if has_statement(rollup.name, "renewed") else "stale"
        where = f" WHERE {rollup_statement(rollup.name, renewed)}" if of_changed else ""
        sums.want(rollup.name, [(_measure(name), name) for name in names], f"{rollup.name}{where}")
        statement = rollup_statement(rollup.name, "totals", of_changed=of_changed)
        measures, source = statement.removeprefix("SELECT ").split("\nFROM ", maxsplit=1)
        sums.want(f"of {rollup.name}", _MEASURE.findall(measures), " ".join(source.split()))
    found = sums.ask()
    return {one.name: found[one.name] for one in rollups}, {one.name: found[f"of {one.name}"] for one in rollups}


class _Sums:
    """Sums to be asked for, those over the same rows together: a statement takes longer to be understood than to run."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._wanted: dict[str, tuple[str, list[tuple[str, str]]]] = {}
        self._measures: dict[str, dict[str, None]] = {}  # by the rows they are over, each once

    def want(self, name: str, measures: Sequence[tuple[str, str]], source: str) -> None:
        """Ask for ``measures``, each with its name, over the rows of ``source``."""
        self._wanted[name] = (source, list(measures))
        self._measures.setdefault(source, {}).update(dict.fromkeys(measure for measure, _ in measures))

    def ask(self) -> dict[str, Totals]:
        """What was asked for, by name."""
        values: dict[tuple[str, str], Decimal] = {}
        for source, measures in self._measures.items():
            [row] = self._cells.run(f"SELECT {', '.join(measures)} FROM {source}").fetchall()
            values |= {(source, measure): Decimal(value or 0) for measure, value in zip(measures, row, strict=True)}
        return {
            name: {called: values[source, measure] for measure, called in measures}
            for name, (source, measures) in self._wanted.items()
        }


def _columns(found: duckdb.DuckDBPyConnection) -> list[str]:
    return [column[0] for column in found.description or ()]


def _measure(name: str) -> str:
    """How a rollup's column is summed; ``last_…``: of each product's last day alone."""
    column = name.removeprefix(_LAST)
    return f"sum({column})" if column == name else f"sum({column}) FILTER (WHERE until_date IS NULL)"
