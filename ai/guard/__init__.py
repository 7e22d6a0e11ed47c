"""The guard: SQL that somebody else wrote, checked, and written anew from what was checked.

::

    checked = check("SELECT name, balance_minor FROM customers ORDER BY 2 DESC", schema=mirror_schema(), permissions=permissions)
    checked.sql  # SELECT "name", "balance_minor" FROM "mirror"."main"."customers" ORDER BY 2 DESC LIMIT 5001

Nothing that is not known passes: parts of SQL, tables, columns, functions and types are on lists of what is allowed, and
DuckDB's own parser must read what came in as it reads what will be run. What passes returns the rows that the original
would, no more of them than the limit. ``ai.sandbox`` runs it, and holds without the guard as the guard holds without it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import duckdb
import msgspec
import structlog

from ai.guard.checks import (
    check_columns,
    check_engine,
    check_functions,
    check_limit,
    check_permissions,
    check_tables,
)
from ai.guard.functions import ENGINE
from ai.guard.literals import check_literals
from ai.guard.reading import check_nodes, check_size, check_statement, check_text
from ai.guard.refusal import Refused
from ai.guard.schema import Schema, Table, mirror_schema
from ai.guard.statement import MAX_ROWS, Statement
from munim.errors import Misconfigured

__all__ = ["CHECKS", "MAX_ROWS", "Check", "Checked", "Refused", "Schema", "Table", "check", "mirror_schema"]


class Check(NamedTuple):
    """A step of the guard: ``run`` refuses, or fills in what later steps read."""

    name: str
    says: str  # what passes
    run: Callable[[Statement], None]


log = structlog.get_logger("guard")

# cheap ones first: most of what is refused is refused by a glance
CHECKS: Final = (
    Check("text", "at most 20 kB of letters that can be seen; other scripts between quotes alone", check_text),
    Check("statement", "one statement, and it is a query", check_statement),
    Check("size", "no more parts, joins, lists and depth than a question needs", check_size),
    Check("nodes", "only parts of SQL that are known", check_nodes),
    Check("functions", "only functions that are known", check_functions),
    Check("tables", "only tables of the mirror that questions may see", check_tables),
    Check("columns", "only columns of those tables, each found", check_columns),
    Check("permissions", "only what who asks may see", check_permissions),
    Check("literals", "what multiplies work is written out, and small", check_literals),
    Check("limit", "at most so many rows", check_limit),
    Check("engine", "DuckDB reads what will be run as it reads what came in", check_engine),
)


class Checked(msgspec.Struct, frozen=True):
    """SQL that passed every check: ``sql`` is what to run, never the text that came in."""

    sql: str
    tables: tuple[str, ...]
    columns: tuple[str, ...]  # read from the tables, as table.column
    limit: int  # rows that ``sql`` yields at most


def check(sql: str, *, schema: Schema, permissions: frozenset[str]) -> Checked:
    """``sql`` as it may be run by someone with ``permissions``. Raises ``Refused`` naming the check, the place and the reason.

    Raises ``Misconfigured`` with a DuckDB whose functions nobody has looked through yet.
    """
    if not duckdb.__version__.startswith(ENGINE + "."):
        raise Misconfigured(f"the guard knows the functions of DuckDB {ENGINE}, not of {duckdb.__version__}")
    statement = Statement(sql, schema, permissions)
    for step in CHECKS:
        statement.check = step.name
        try:
            step.run(statement)
        except Refused:
            raise
        except Exception as error:  # of a check that did not expect this: what is not understood does not pass
            log.exception("a check of the guard failed", check=step.name)
            raise Refused("this cannot be checked: write it more plainly", check=step.name) from error
    names = statement.names
    return Checked(
        sql=statement.sql,
        tables=tuple(sorted(names.tables)),
        columns=tuple(sorted(f"{table}.{column}" for table, column in names.columns)),
        limit=statement.limit,
    )
