"""Analyses: figures that are more than a ``MetricQuery``, read by a statement of ``analytics/sql`` each.

A statement is DuckDB's dialect over named parameters, a plain SELECT that sqlglot can write for another engine.
It may name another file of the folder as if it were a table of the mirror. What it yields is kept
by (mirror version, statement, values), like every other figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import sqlglot
from sqlglot import exp

from analytics.results import remembered
from munim.errors import Forbidden, Invalid

if TYPE_CHECKING:  # the reports are made of analyses
    import pyarrow as pa

    from analytics.reports.figures import Figures

SQL: Final = Path(__file__).parent / "sql"
DIALECT: Final = "duckdb"


def analyse(figures: Figures, name: str, *, permission: str = "", **values: Any) -> list[tuple[Any, ...]]:
    """The rows of the statement ``name`` with ``values`` in the place of its parameters. They are shared: do not change them.

    Raises ``Forbidden`` for who lacks ``permission``, ``Invalid`` for narrowed figures: an analysis is of the whole shop.
    """
    return remembered(
        figures.mirror,
        _what(figures, name, permission, values),
        lambda version: version.rows(statement(name), values),
        size=lambda rows: 1 + len(rows) * (len(rows[0]) if rows else 0),
        cache=figures.cache,
    )


def analyse_columns(figures: Figures, name: str, *, permission: str = "", **values: Any) -> pa.Table:
    """The same as columns, for what is reckoned of many rows. Raises as ``analyse`` does."""
    return remembered(
        figures.mirror,
        (*_what(figures, name, permission, values), "columns"),
        lambda version: version.table(statement(name), values),
        size=lambda table: 1 + table.num_rows * table.num_columns,
        cache=figures.cache,
    )


def _what(figures: Figures, name: str, permission: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What the answer is kept under, of each version, for who may have it."""
    if figures.filters:
        raise Invalid("this is told of the whole shop alone; leave the filters out", field="filters")
    if permission and permission not in figures.permissions:
        raise Forbidden(f"{name.replace('_', ' ')} needs the permission {permission}", permission=permission)
    return (name, tuple(sorted(values.items())))


@cache
def statement(name: str) -> str:
    """The text of ``analytics/sql/<name>.sql``, with the other files it reads from as its first steps."""
    tree = _tree(name)
    steps: dict[str, exp.Query] = {}
    _gather(tree, steps)
    own = tree.ctes
    tree.set("with_", None)
    for alias, step in steps.items():
        tree = tree.with_(alias, step, copy=False)
    for each in own:
        tree = tree.with_(each.alias, each.this, copy=False)
    return tree.sql(DIALECT, pretty=True)


def _gather(tree: exp.Query, steps: dict[str, exp.Query]) -> None:
    """The files that ``tree`` reads from, those they read from first."""
    for table in tree.find_all(exp.Table):
        if table.name not in steps and (SQL / f"{table.name}.sql").exists():
            read = _tree(table.name)
            _gather(read, steps)
            steps[table.name] = read


def _tree(name: str) -> exp.Query:
    parsed = sqlglot.parse_one((SQL / f"{name}.sql").read_text(), dialect=DIALECT)
    if not isinstance(parsed, exp.Query):
        raise TypeError(f"{name}.sql is no query")
    return parsed
