"""The checks between reading and running: functions, tables, columns, permissions, the limit, the engine's own opinion."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from sqlglot import exp
from sqlglot.errors import SqlglotError

from ai.guard.dialect import DIALECT
from ai.guard.engine import Disagreement, Expected, Tree, agree, parse, without_places
from ai.guard.functions import ALLOWED, IN_FROM, INSTEAD
from ai.guard.names import Names
from ai.guard.refusal import Refused, nearest, place_in, place_of
from ai.guard.schema import MAIN, Table
from ai.guard.statement import MAX_ROWS, Statement

_NAMED_ARGUMENTS: Final = frozenset({"struct_pack"})


def check_functions(statement: Statement) -> None:
    """Every function is on the list; in FROM, on the shorter one."""
    for node in statement.of(exp.Anonymous):
        name = node.name.lower()
        if name not in ALLOWED:
            meant = "" if name in INSTEAD else nearest(name, ALLOWED)
            hint = f": {INSTEAD[name]}" if name in INSTEAD else f": did you mean {meant}?" if meant else ""
            raise Refused(
                f"the function {node.name} is not among those of a question{hint}",
                check=statement.check,
                place=place_of(statement.text, node.meta_get("start") or 0),
                nearest=meant,
            )
        if isinstance(node.parent, exp.Table | exp.From | exp.Join) and name not in IN_FROM:
            statement.refuse(f"{node.name} is no table: in FROM stand range, generate_series and unnest alone", node)
        if name not in _NAMED_ARGUMENTS:
            for argument in node.expressions:
                if isinstance(argument, exp.PropertyEQ | exp.Alias):
                    statement.refuse(f"{node.name} takes no arguments by name", argument)


def check_tables(statement: Statement) -> None:
    """Every table is one of the mirror's that questions may see, or a query of the statement's own."""
    own = {cte.alias.lower() for cte in statement.of(exp.CTE)}
    schema = statement.schema
    for node in statement.of(exp.Table):
        if isinstance(node.this, exp.Anonymous):
            continue
        name = node.name.lower()
        plain = isinstance(node.this, exp.Identifier) and node.db.lower() in ("", MAIN)
        if plain and node.catalog in ("", schema.catalog) and (name in schema.tables or (name in own and not node.db)):
            continue
        written = ".".join(part for part in (node.catalog, node.db, node.name) if part)
        meant = nearest(name, [*schema.tables, *own])
        hint = f": did you mean {meant}?" if meant else ""
        place = place_in(statement.text, node)
        raise Refused(f"there is no table called {written}{hint}", check=statement.check, place=place, nearest=meant)


def check_columns(statement: Statement) -> None:
    """Every column is one of those tables', or made by the statement itself."""
    statement.names = Names(statement.text, statement.schema)
    statement.names.read(statement.tree)


def check_permissions(statement: Statement) -> None:
    """Who asks may see each column that is read, and something of each table that is counted."""
    for (table, column), node in statement.names.columns.items():
        needed = statement.schema.tables[table].columns[column] - statement.permissions
        if needed:
            statement.refuse(f"{table}.{column} needs the permission {', '.join(sorted(needed))}", node)
    for table, node in statement.names.tables.items():
        needed = frozenset.intersection(*statement.schema.tables[table].columns.values()) - statement.permissions
        if needed:
            statement.refuse(f"{table} needs the permission {', '.join(sorted(needed))}", node)


def check_limit(statement: Statement) -> None:
    """An answer has so many rows and one: what asks for more, or does not say, gets a limit."""
    tree = statement.tree
    limit = tree.args.get("limit")
    asked = int(limit.expression.name.replace("_", "")) if limit is not None else None
    if asked is not None and asked <= MAX_ROWS:
        statement.limit, statement.limit_is_ours = asked, False
        return
    tree.set("limit", exp.Limit(expression=exp.Literal.number(statement.limit)))


def check_engine(statement: Statement) -> None:
    """The statement is written anew from its tree, with full names, and DuckDB reads it as it reads what came in."""
    walls: dict[str, Tree] = {}
    for node, table in statement.names.nodes:
        if table.lacking(statement.permissions):
            seen = table.seen_with(statement.permissions)
            walls.setdefault(
                table.name, _tree_of_wall(statement.schema.catalog, table.name, tuple(table.columns), seen)
            )
            _build_wall(node, table, statement)
        else:
            for name, value in (("this", table.name), ("db", MAIN), ("catalog", statement.schema.catalog)):
                node.set(name, exp.to_identifier(value, quoted=True))
    try:
        # the tree has served: writing it need not spare it
        statement.sql = DIALECT.generate(
            statement.tree, copy=False, identify=True, comments=False, normalize_functions=False
        )
    except (SqlglotError, RecursionError, ValueError) as error:
        statement.refuse(f"this cannot be written anew: {str(error)[:200]}")
    expected = Expected(statement.schema, walls, statement.limit, statement.limit_is_ours)
    try:
        agree(statement.text, statement.sql, expected)
    except (Disagreement, RecursionError) as error:
        statement.refuse(str(error), getattr(error, "at", None))


def _wall(catalog: str, table: str, columns: Iterable[str], seen: frozenset[str]) -> exp.Select:
    """A table with nothing in the columns that may not be seen: read instead of it, so that no oversight here could show them."""
    shown = [
        exp.column(name, quoted=True) if name in seen else exp.alias_(exp.null(), name, quoted=True) for name in columns
    ]
    return exp.select(*shown).from_(exp.table_(table, db=MAIN, catalog=catalog, quoted=True))


@lru_cache(maxsize=1_000)
def _tree_of_wall(catalog: str, table: str, columns: tuple[str, ...], seen: frozenset[str]) -> Tree:
    [tree] = parse(f"SELECT * FROM ({DIALECT.generate(_wall(catalog, table, columns, seen), identify=True)})")
    found: Tree = without_places(tree["statements"][0]["node"]["from_table"]["subquery"])
    return found


def _build_wall(node: exp.Table, table: Table, statement: Statement) -> None:
    alias = node.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name, quoted=True))
    subquery = exp.Subquery(
        this=_wall(statement.schema.catalog, table.name, table.columns, table.seen_with(statement.permissions)),
        alias=alias,
        joins=node.args.get("joins"),
        pivots=node.args.get("pivots"),
    )
    node.replace(subquery)
