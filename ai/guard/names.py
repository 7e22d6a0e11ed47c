"""Which tables and columns a statement reads: every name in it, found where DuckDB would find it.

Where DuckDB would take one of several columns of a name, all of them count as read, so that a statement never reads
more than is known here; what is found nowhere is refused. An alias, a column of a subquery or of a common table expression
(CTE) reads what its own definition reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from ai.guard.functions import BARE
from ai.guard.refusal import Refused, nearest, parts_of, place_in
from ai.guard.schema import MAIN, Schema, Table

Origins = tuple[tuple[str, str], ...]  # the columns of tables behind a name: (table, column)
Outputs = tuple[str | None, ...]  # the columns of a query; None: without a name
CTEs = Mapping[str, Outputs]

_NAMELESS: Final = "\0"
_PLAIN: Final = re.compile(r"\w[\w ]*")
_OF_THE_ENGINE: Final = ("duckdb_", "pg_", "pragma_", "sqlite_", "information_schema")


@dataclass
class Source:
    """What a query reads from, under the name it has there."""

    name: str
    columns: dict[str, Origins]


@dataclass
class Scope:
    """The names that an expression sees: those of its query, then those of the queries around it."""

    outer: Scope | None
    sources: list[Source] = field(default_factory=list)
    aliases: set[str] = field(default_factory=set)  # of the query's own columns, and a lambda's parameters

    def around(self) -> Iterable[Scope]:
        scope: Scope | None = self
        while scope is not None:
            yield scope
            scope = scope.outer


class Names:
    """The names of one statement. After ``read``: the tables and columns read, each with the node that reads it."""

    def __init__(self, text: str, schema: Schema) -> None:
        self._text, self._schema = text, schema
        self.tables: dict[str, exp.Expr] = {}
        self.columns: dict[tuple[str, str], exp.Expr] = {}
        self.nodes: list[tuple[exp.Table, Table]] = []  # where the tables stand, for those that write them anew

    def read(self, statement: exp.Expr) -> None:
        """Find every name. Raises ``Refused`` for one that is found nowhere."""
        self._query(statement, {}, None)

    # queries

    def _query(self, node: exp.Expr, ctes: CTEs, outer: Scope | None) -> Outputs:
        ctes = self._with(node, ctes, outer)
        if isinstance(node, exp.Select):
            return self._select(node, ctes, outer)
        if isinstance(node, exp.SetOperation):
            outputs = self._query(node.this, ctes, outer)
            right = self._query(node.expression, ctes, outer)
            if node.args.get("by_name"):
                outputs = tuple(dict.fromkeys((*outputs, *right)))
        elif isinstance(node, exp.Subquery):
            outputs = self._query(node.this, ctes, outer)
        elif isinstance(node, exp.Values):
            self._expressions(node.expressions, Scope(outer), ctes)
            first = node.expressions[0]
            outputs = tuple(f"col{n}" for n in range(len(first.expressions) if isinstance(first, exp.Tuple) else 1))
        else:
            raise self._refused(node, "nodes", "a query is expected here")
        order = node.args.get("order")
        if order is not None:
            self._expressions([order], Scope(None, [_derived("", outputs)]), ctes)
        return outputs

    def _with(self, node: exp.Expr, ctes: CTEs, outer: Scope | None) -> CTEs:
        clause = node.args.get("with_")
        if clause is None:
            return ctes
        known = dict(ctes)
        for cte in clause.expressions:
            name = cte.alias.lower()
            self._require_plain(cte.args["alias"], name)
            renamed = tuple(one.name.lower() for one in cte.args["alias"].args.get("columns") or ())
            if clause.args.get("recursive") and isinstance(cte.this, exp.SetOperation):
                if name in self._schema.tables:
                    raise self._refused(cte, "tables", f"{name} is a table: give the recursive query another name")
                anchor = self._query(cte.this.this, known, outer)
                inside = {**known, name: renamed + anchor[len(renamed) :]}
                outputs = self._query(cte.this, inside, outer)
            else:
                outputs = self._query(cte.this, known, outer)
            known[name] = renamed + outputs[len(renamed) :]
        return known

    def _require_plain(self, node: exp.Expr, name: str) -> None:
        """A CTE is called by its bare name, which must not be one that DuckDB could take for a file or a view of its own."""
        if not _PLAIN.fullmatch(name) or name.startswith(_OF_THE_ENGINE):
            raise self._refused(node, "tables", f"{name!r} is no name for a query: use letters, digits and _")

    def _select(self, node: exp.Select, ctes: CTEs, outer: Scope | None) -> Outputs:
        scope = Scope(outer)
        if node.args.get("from_") is not None:
            self._source(node.args["from_"].this, scope, ctes)
        for part in (*(node.args.get("joins") or ()), *(node.args.get("laterals") or ())):
            self._join(part, scope, ctes)
        scope.aliases = {one.alias.lower() for one in node.expressions if isinstance(one, exp.Alias)}
        outputs: list[str | None] = []
        for one in node.expressions:
            star = one.this if isinstance(one, exp.Column) else one
            if isinstance(star, exp.Star):
                outputs += self._star(star, self._starred(one, scope), scope, ctes)
                continue
            self._expressions([one], scope, ctes)
            outputs.append(one.alias_or_name.lower() if isinstance(one, exp.Alias | exp.Column) else None)
        clauses = ("where", "group", "having", "qualify", "windows", "distinct", "order", "limit", "offset")
        self._expressions([part for name in clauses for part in _listed(node.args.get(name))], scope, ctes)
        return tuple(outputs)

    # where rows come from

    def _join(self, node: exp.Expr, scope: Scope, ctes: CTEs) -> None:
        if not isinstance(node, exp.Join):
            self._source(node, scope, ctes)
            return
        before = len(scope.sources)
        self._source(node.this, scope, ctes)
        natural = node.args.get("method") == "NATURAL"
        if natural:  # whichever columns the two sides share decide which rows are there
            for source in scope.sources:
                self._read_all(source, node)
        for name in node.args.get("using") or ():
            column = name.name.lower()
            sides = scope.sources[:before], scope.sources[before:]
            if not all(any(column in source.columns for source in side) for side in sides):
                raise self._unknown_column(name, column, scope.sources)
            for source in scope.sources:
                self._read(source.columns.get(column, ()), name)
        if node.args.get("on") is not None:
            self._expressions([node.args["on"]], scope, ctes)

    def _source(self, node: exp.Expr, scope: Scope, ctes: CTEs) -> None:
        """Add what ``node`` yields to the sources of ``scope``; it may speak of those before it (LATERAL)."""
        alias = node.args.get("alias")
        name = alias.name.lower() if alias is not None and alias.this is not None else ""
        renamed = [one.name.lower() for one in alias.args.get("columns") or ()] if alias is not None else []
        inner = Scope(scope)
        if isinstance(node, exp.Table):
            inner.sources.append(self._table(node, scope, ctes))
        elif isinstance(node, exp.Subquery) and isinstance(node.this, exp.Table | exp.Subquery):
            self._with(node, ctes, scope)
            self._source(node.this, inner, ctes)
        elif isinstance(node, exp.Lateral):
            self._source(node.this, inner, ctes)
        elif isinstance(node, exp.Unnest | exp.Anonymous):
            self._expressions(node.expressions, scope, ctes)
            called = "unnest" if isinstance(node, exp.Unnest) else node.name.lower()
            inner.sources.append(_derived(called, (name or called, called)))
        else:
            inner.sources.append(_derived("", self._query(node, ctes, scope)))
        for join in node.args.get("joins") or ():
            self._join(join, inner, ctes)
        sources = inner.sources
        for pivot in node.args.get("pivots") or ():
            sources = [self._pivot(pivot, _merged("", sources), ctes)]
            pivoted = pivot.args.get("alias")
            name = pivoted.name.lower() if pivoted is not None else name
        if name or renamed or len(sources) == 1:
            one = _merged(name or sources[0].name, sources)
            columns = list(one.columns.items())
            one.columns = {
                renamed[n] if n < len(renamed) else column: origins for n, (column, origins) in enumerate(columns)
            }
            sources = [one]
        scope.sources.extend(sources)

    def _table(self, node: exp.Table, scope: Scope, ctes: CTEs) -> Source:
        if isinstance(node.this, exp.Anonymous):
            called = node.this.name.lower()
            self._expressions(node.this.expressions, scope, ctes)
            return _derived(called, (node.alias.lower() or called, called))
        if not isinstance(node.this, exp.Identifier):
            raise self._refused(node, "tables", "a table is named here, and nothing else")
        name, schema, catalog = node.name.lower(), node.db.lower(), node.catalog
        if not schema and not catalog and name in ctes:
            return _derived(name, ctes[name])
        table = self._schema.tables.get(name)
        if table is None or schema not in ("", MAIN) or catalog not in ("", self._schema.catalog):
            written = ".".join(part for part in (catalog, node.db, node.name) if part)
            meant = nearest(name, [*self._schema.tables, *ctes])
            hint = f": did you mean {meant}?" if meant else ""
            raise self._refused(node, "tables", f"there is no table called {written}{hint}", nearest=meant)
        self.tables.setdefault(name, node)
        self.nodes.append((node, table))
        return Source(name, {column: ((name, column),) for column in table.columns})

    def _pivot(self, node: exp.Expr, source: Source, ctes: CTEs) -> Source:
        """The source that a PIVOT or UNPIVOT makes of another: it counts as having read all of it."""
        self._read_all(source, node)
        scope = Scope(None, [source])
        fields, group = node.args.get("fields") or (), node.args.get("group")
        used: set[str] = set()
        for part in fields:
            over = part.this
            if node.args.get("unpivot"):
                self._expressions(part.expressions, scope, ctes)
                used |= {one.name.lower() for value in part.expressions for one in value.find_all(exp.Column)}
                source.columns.setdefault(over.name.lower(), ())
            else:
                self._expressions([over], scope, ctes)
                used |= {one.name.lower() for one in over.find_all(exp.Column)}
        if node.args.get("unpivot"):
            made = [one.name.lower() for one in node.expressions]
        else:
            self._expressions([*node.expressions, *_listed(group)], scope, ctes)
            used |= {one.name.lower() for value in node.expressions for one in value.find_all(exp.Column)}
            made = [one.name.lower() for one in node.args.get("columns") or ()]
        kept = {name: origins for name, origins in source.columns.items() if name not in used}
        if group is not None:
            grouped = {one.name.lower() for one in group.find_all(exp.Column)}
            kept = {name: origins for name, origins in source.columns.items() if name in grouped}
        return Source("", {**kept, **{name: () for name in made}})

    # expressions

    def _expressions(self, nodes: Iterable[exp.Expr], scope: Scope, ctes: CTEs) -> None:
        for node in nodes:
            if isinstance(node, exp.Query):
                self._query(node, ctes, scope)
            elif isinstance(node, exp.Column):
                self._column(node, scope)
            elif isinstance(node, exp.Star):
                raise self._refused(node, "columns", "* stands for columns only in a list of them, or in count(*)")
            elif isinstance(node, exp.Anonymous) and node.name.lower() == "count" and _is_star(node.expressions):
                continue
            elif isinstance(node, exp.PropertyEQ):
                self._expressions([node.expression], scope, ctes)
            elif isinstance(node, exp.Lambda | exp.Comprehension):
                own = [node.expression] if isinstance(node, exp.Comprehension) else node.expressions
                within = Scope(scope, aliases={one.name.lower() for one in own})
                parts = [part for part in parts_of(node) if part not in own]
                self._expressions(parts, within, ctes)
            else:
                self._expressions(parts_of(node), scope, ctes)

    def _column(self, node: exp.Column, scope: Scope) -> None:
        name, of = node.name.lower(), node.table.lower()
        if isinstance(node.this, exp.Star):
            raise self._refused(node, "columns", f"{node.table}.* stands for columns only in a list of them")
        if node.db and node.db.lower() != MAIN:
            raise self._refused(node, "columns", f"there is no {node.db}.{node.table}.{node.name}")
        if of:
            self._read(self._source_named(of, node, scope).columns.get(name), node, of=of, scope=scope)
            return
        if name in BARE:
            raise self._refused(node, "columns", f"{name} tells of the program, not of the shop")
        found = [
            origins
            for around in scope.around()
            for source in around.sources
            if (origins := source.columns.get(name)) is not None
        ]
        if not found and not any(name in around.aliases for around in scope.around()):
            sources = [source for around in scope.around() for source in around.sources]
            if any(source.name == name for source in sources):
                raise self._refused(node, "columns", f"{name} is a table here: name the column that is meant")
            raise self._unknown_column(node, name, sources)
        for origins in found:
            self._read(origins, node)

    def _source_named(self, name: str, node: exp.Column, scope: Scope) -> Source:
        for around in scope.around():
            for source in around.sources:
                if source.name == name:
                    return source
        sources = [source for around in scope.around() for source in around.sources]
        if any(name in source.columns for source in sources):
            field = f"{name}['{node.name}']"
            raise self._refused(node, "columns", f"{name} is a column here, no table: a field of it is {field}")
        meant = nearest(name, [source.name for source in sources])
        hint = f": did you mean {meant}?" if meant else ""
        raise self._refused(node, "columns", f"nothing is called {name} here{hint}", nearest=meant)

    def _starred(self, node: exp.Expr, scope: Scope) -> list[Source]:
        if isinstance(node, exp.Column) and node.table:
            return [self._source_named(node.table.lower(), node, scope)]
        return scope.sources

    def _star(self, node: exp.Star, sources: list[Source], scope: Scope, ctes: CTEs) -> list[str | None]:
        """The columns that a star stands for, without those it excludes and with those it replaces."""
        left_out = {one.name.lower() for one in _listed(node.args.get("except_"))}
        replaced = {one.alias.lower(): one.this for one in _listed(node.args.get("replace"))}
        renamed = {one.this.name.lower(): one.alias.lower() for one in _listed(node.args.get("rename"))}
        self._expressions(replaced.values(), scope, ctes)
        names: list[str | None] = []
        for source in sources:
            for name, origins in source.columns.items():
                if name in left_out:
                    continue
                if name not in replaced:
                    self._read(origins, node)
                names.append(None if name.startswith(_NAMELESS) else renamed.get(name, name))
        return names

    def _read_all(self, source: Source, node: exp.Expr) -> None:
        for origins in source.columns.values():
            self._read(origins, node)

    def _read(self, origins: Origins | None, node: exp.Expr, *, of: str = "", scope: Scope | None = None) -> None:
        if origins is None and scope is not None and isinstance(node, exp.Column):
            raise self._unknown_column(node, node.name.lower(), [self._source_named(of, node, scope)])
        for origin in origins or ():
            self.columns.setdefault(origin, node)

    def _unknown_column(self, node: exp.Expr, name: str, sources: list[Source]) -> Refused:
        meant = nearest(name, [one for source in sources for one in source.columns if not one.startswith(_NAMELESS)])
        where = " of " + ", ".join(source.name for source in sources if source.name) if sources else ""
        hint = f": did you mean {meant}?" if meant else ""
        return self._refused(
            node, "columns", f"there is no column called {node.name or name}{where.rstrip(' of')}{hint}", nearest=meant
        )

    def _refused(self, node: exp.Expr, check: str, message: str, *, nearest: str = "") -> Refused:
        return Refused(message, check=check, place=place_in(self._text, node), nearest=nearest)


def _derived(name: str, outputs: Outputs) -> Source:
    """The source that a query is. A column without a name, or with one again, keeps its place under a name nobody can write."""
    columns: dict[str, Origins] = {}
    for place, output in enumerate(outputs):
        columns[output if output is not None and output not in columns else f"{_NAMELESS}{place}"] = ()
    return Source(name, columns)


def _merged(name: str, sources: list[Source]) -> Source:
    """Several sources under one name; a column that two of them have is the column of both."""
    columns: dict[str, Origins] = {}
    for source in sources:
        for column, origins in source.columns.items():
            columns[column] = columns.get(column, ()) + origins
    return Source(name, columns)


def _is_star(arguments: list[exp.Expr]) -> bool:
    return len(arguments) == 1 and type(arguments[0]) is exp.Star and not any(arguments[0].args.values())


def _listed(value: exp.Expr | list[exp.Expr] | None) -> list[exp.Expr]:
    return value if isinstance(value, list) else [] if value is None else [value]
