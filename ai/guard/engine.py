"""What DuckDB's own parser makes of a statement, and whether it is the same of what was written and of what will be run.

Two parsers read every statement, and each could be fooled alone: sqlglot has been made not to see a table. So DuckDB
parses both texts, parses only, and both trees must be the same tree but for what was added on purpose: the full name of a
table, and the limit. What is in the tree must be on the lists here, whatever sqlglot called it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import duckdb
import msgspec

from ai.guard.functions import ALLOWED, BARE, BARE_ALLOWED, IN_FROM, INSTEAD, OPERATORS
from ai.guard.schema import MAIN, Schema

Tree = dict[str, Any]

# Prepared once: the optimizer folds what is constant, and would parse each text three times over to fold it. The texts
# come in hexadecimal, so that none of their letters means anything on the way.
_SERIALIZE: Final = "json_serialize_sql(decode(unhex({})), skip_null := true, skip_empty := true, skip_default := true, format := false)"
_PREPARED: Final = {1: "tree", 2: "trees"}  # by the number of texts
_PLACES: Final = frozenset({"query_location", "query_location_length"})

# parts of a node that are read apart from its others
_QUERY_NODE: Final = frozenset({"query_node"})
_READ_APART: Final = frozenset({"cte_map", "modifiers"})
_QUALIFIED: Final = frozenset({"qualified_name"})
_NAMES: Final = _QUALIFIED | {"table_name"}
_OF_A_TABLE: Final = _NAMES | {"schema_name", "catalog_name", "subquery", "type", "alias"}

# kinds of nodes that a tree may have, as DuckDB calls them
QUERIES: Final = frozenset("SELECT_NODE SET_OPERATION_NODE RECURSIVE_CTE_NODE CTE_NODE STATEMENT_NODE".split())
ROWS: Final = frozenset("BASE_TABLE SUBQUERY JOIN EMPTY TABLE_FUNCTION EXPRESSION_LIST PIVOT COLUMN_DATA".split())
MODIFIERS: Final = frozenset("ORDER_MODIFIER LIMIT_MODIFIER DISTINCT_MODIFIER".split())
ORDERS: Final = frozenset("ORDER_DEFAULT ASCENDING DESCENDING".split())
EXPRESSIONS: Final = frozenset(
    "BETWEEN CASE CAST COLLATE COLUMN_REF COMPARISON CONJUNCTION CONSTANT FUNCTION LAMBDA OPERATOR STAR SUBQUERY TYPE WINDOW".split()
)

# one name for each type that has several
TYPES: Final[Mapping[str, str]] = {
    name: names[0]
    for names in (
        line.split()
        for line in (
            "varchar text string char bpchar",
            "integer int int4 signed",
            "bigint int8 long",
            "smallint int2 short",
            "tinyint int1",
            "hugeint int128",
            "uinteger uint32 uint",
            "boolean bool logical",
            "double float8",
            "float float4 real",
            "decimal numeric dec",
            "timestamp datetime timestamp_us",
            "timestamptz",
            "date",
            "time",
            "interval",
            "uuid",
            "timestamp_s",
            "timestamp_ms",
            "timestamp_ns",
            "ubigint uint64",
            "usmallint uint16",
            "utinyint uint8",
            "list",
            "array",
        )
    )
    for name in names
} | {"timestamp with time zone": "timestamptz"}


class Disagreement(Exception):
    """The trees differ, or hold what is on no list; ``at``: the offset in the written text, where it is known."""

    def __init__(self, message: str, at: int | None = None) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True)
class Expected:
    """What the statement to run may differ in: ``walls``, the trees that stand for tables seen in part, and a limit set."""

    schema: Schema
    walls: Mapping[str, Tree]
    limit: int
    limit_is_ours: bool


def agree(written: str, regenerated: str, expected: Expected) -> None:
    """Raises ``Disagreement`` unless DuckDB reads both texts as one statement, made of listed parts alone."""
    first, second = parse(written, regenerated)
    original, made = _Reading(expected, written=True).statement(first), _Reading(expected).statement(second)
    if original != made:
        raise Disagreement("DuckDB reads this otherwise than it would be run: write it more plainly")


def parse(*texts: str) -> list[Tree]:
    """The tree of each text. Raises ``Disagreement`` for one that DuckDB does not parse as one SELECT."""
    written = ", ".join(f"'{text.encode().hex()}'" for text in texts)
    row = _connection().execute(f"EXECUTE {_PREPARED[len(texts)]}({written})").fetchone()
    trees = [msgspec.json.decode(text) for text in row or ()]
    for tree in trees:
        if tree["error"]:
            place = tree.get("position")
            raise Disagreement(
                f"DuckDB: {tree.get('error_message', 'no SELECT')}", int(place) if str(place).isdigit() else None
            )
        if len(tree["statements"]) != 1:
            raise Disagreement("DuckDB reads more than one statement")
    return trees


class _Reading:
    """Reads one tree into a form in which the same statement is the same, checking each part against the lists."""

    def __init__(self, expected: Expected, *, written: bool = False) -> None:
        self._expected, self._written = expected, written

    def statement(self, tree: Tree) -> Any:
        [statement] = tree["statements"]
        if statement.keys() - {"node"}:
            raise Disagreement("parameters have no values here")
        return self.query(statement["node"], frozenset(), top=True)

    def query(self, node: Tree, ctes: frozenset[str], *, top: bool = False) -> Any:
        if node["type"] not in QUERIES:
            raise Disagreement(f"{node['type']} is no query", node.get("query_location"))
        defined = []
        for entry in node.get("cte_map", {}).get("map", ()):
            name, body = entry["key"].lower(), entry["value"]
            inner = body["query_node"]
            within = ctes | {name} if inner["type"] == "RECURSIVE_CTE_NODE" else ctes
            defined.append((name, self.fields(body, ctes, but=_QUERY_NODE), self.query(inner, within)))
            ctes = ctes | {name}
        modifiers = node.get("modifiers", [])
        if top and self._expected.limit_is_ours:
            modifiers = self._without_limit(modifiers)
        rest = self.fields(node, ctes, but=_READ_APART)
        return defined, [self.value(one, ctes) for one in modifiers], rest

    def _without_limit(self, modifiers: list[Tree]) -> list[Tree]:
        """The modifiers without the limit that the guard set, which is checked; an offset stays."""
        kept = []
        for one in modifiers:
            if one["type"] != "LIMIT_MODIFIER":
                kept.append(one)
                continue
            if not self._written and one["limit"].get("literal", {}).get("text") != str(self._expected.limit):
                raise Disagreement("the limit is not the one that was set")
            if "offset" in one:
                kept.append({"type": "LIMIT_MODIFIER", "offset": one["offset"]})
        return kept

    def value(self, value: Any, ctes: frozenset[str]) -> Any:
        if type(value) is dict:
            return self.node(value, ctes)
        if type(value) is list:
            return [self.value(one, ctes) for one in value]
        return value

    def node(self, node: Tree, ctes: frozenset[str]) -> Any:
        if "class" in node:
            return self.expression(node, ctes)
        kind = node.get("type")
        if kind in QUERIES:
            return self.query(node, ctes)
        if kind in ROWS:
            return self.rows(node, ctes)
        if kind is not None and kind not in MODIFIERS and kind not in ORDERS:
            raise Disagreement(f"{kind} is not among what a question is made of", node.get("query_location"))
        if kind in ORDERS and node.get("expression", {}).get("class") == "STAR" and "expr" not in node["expression"]:
            return kind, node.get("null_order")  # ORDER BY ALL
        if node.get("null_order") == "NULLS LAST":  # which is DuckDB's default, and the configuration is locked
            node = {**node, "null_order": "ORDER_DEFAULT"}
        return self.fields(node, ctes)

    def fields(self, node: Tree, ctes: frozenset[str], *, but: frozenset[str] = frozenset()) -> Any:
        # most of what a tree holds is a word or a number, which are their own reading
        read = {}
        for name, value in node.items():
            if name in _PLACES or name in but:
                continue
            kind = type(value)
            if kind is dict:
                value = self.node(value, ctes)
            elif kind is list:
                value = [self.value(one, ctes) for one in value]
            read[name] = value
        return read

    # where rows come from

    def rows(self, node: Tree, ctes: frozenset[str]) -> Any:
        if node["type"] == "BASE_TABLE":
            return self.table(node, ctes)
        if node["type"] == "TABLE_FUNCTION":
            called = node["function"].get("function_name", "")
            if called not in IN_FROM:
                raise Disagreement(f"{called} is no table", node.get("query_location"))
        elif node["type"] == "SUBQUERY" and not self._written:
            for name, wall in self._expected.walls.items():
                if without_places(node["subquery"]) == wall:
                    return self._as_table(name, node, ctes)
        return self.fields(node, ctes)

    def table(self, node: Tree, ctes: frozenset[str]) -> Any:
        if node.keys() & {"at_clause", "sample"}:
            raise Disagreement("a table is read whole and as it is now", node.get("query_location"))
        path = [part.lower() for part in node["qualified_name"]["path"]]
        name, schema = path[-1], self._expected.schema
        if len(path) == 1 and name in ctes:
            return "cte", name, self.fields(node, ctes, but=_NAMES)
        full = [schema.catalog.lower(), MAIN, name]
        if name not in schema.tables or (path != full[-len(path) :] if self._written else path != full):
            raise Disagreement(f"there is no table called {'.'.join(path)}", node.get("query_location"))
        return self._as_table(name, node, ctes)

    def _as_table(self, name: str, node: Tree, ctes: frozenset[str]) -> Any:
        return "table", name, node.get("alias", name).lower(), self.fields(node, ctes, but=_OF_A_TABLE)

    # expressions

    def expression(self, node: Tree, ctes: frozenset[str]) -> Any:
        kind = node["class"]
        if kind not in EXPRESSIONS:
            raise Disagreement(f"{kind} is not among what a question is made of", node.get("query_location"))
        read = _READERS.get(kind)
        return self.fields(node, ctes) if read is None else read(self, node, ctes)

    def _function(self, node: Tree, ctes: frozenset[str]) -> Any:
        called = node["function_name"]
        listed = OPERATORS if node.get("is_operator") else _CALLED
        if called not in listed or node["qualified_name"] != {"path": [called]}:
            hint = f": {INSTEAD[called]}" if called in INSTEAD else ""
            raise Disagreement(f"{called} is not among the functions of a question{hint}", node.get("query_location"))
        read: Tree = self.fields(node, ctes)
        if called == "^":  # two signs of one operator
            read["function_name"], read["qualified_name"] = "**", {"path": ["**"]}
        arguments = read.get("arguments", [])
        if called == "+" and len(arguments) == 1 and _is_number(arguments[0]["expression"]):
            return arguments[0]["expression"]  # sqlglot leaves the sign out
        if called in ("date_part", "datepart") and arguments and "literal" in arguments[0]["expression"]:
            literal = arguments[0]["expression"]["literal"]
            literal["text"] = literal["text"].lower()  # EXTRACT(year …): a unit is no name
        return read

    def _window(self, node: Tree, ctes: frozenset[str]) -> Any:
        called = node["function_name"]
        if called not in ALLOWED:
            raise Disagreement(f"{called} is not among the functions of a question", node.get("query_location"))
        return self.fields(node, ctes)

    def _column_ref(self, node: Tree, ctes: frozenset[str]) -> Any:
        names = node["column_names"]
        if len(names) == 1 and names[0].lower() in BARE:
            if names[0].lower() not in BARE_ALLOWED:
                raise Disagreement(f"{names[0]} tells of the program", node.get("query_location"))
            names = [names[0].lower()]
        if len(names) == 3 and names[0].lower() == MAIN:
            names = names[1:]
        return {**self.fields(node, ctes), "column_names": names}

    def _star(self, node: Tree, ctes: frozenset[str]) -> Any:
        if node.get("columns") or "expr" in node:
            raise Disagreement("COLUMNS stands for columns that are not named", node.get("query_location"))
        return self.fields(node, ctes)

    def _type(self, node: Tree, ctes: frozenset[str]) -> Any:
        name = TYPES.get(node["type_name"].lower())
        if name is None:
            raise Disagreement(f"{node['type_name']} is no type for a question", node.get("query_location"))
        if len(node["qualified_name"]["path"]) > 1:
            raise Disagreement("a type of a schema is no type for a question", node.get("query_location"))
        return {**self.fields(node, ctes, but=_QUALIFIED), "type_name": name}

    def _constant(self, node: Tree, ctes: frozenset[str]) -> Any:
        read: Tree = self.fields(node, ctes)
        literal = read.get("literal")
        if literal and literal.get("kind") != "STRING" and "text" in literal:
            text = literal["text"].replace("_", "")
            literal["text"] = "0" + text if text.startswith(".") else text
        return read

    def _lambda(self, node: Tree, ctes: frozenset[str]) -> Any:
        return {name: value for name, value in self.fields(node, ctes).items() if name != "syntax_type"}

    def _comparison(self, node: Tree, ctes: frozenset[str]) -> Any:
        """IS NOT DISTINCT FROM, and what says the opposite, are one comparison and its negation."""
        if node["type"] != "COMPARE_DISTINCT_FROM":
            return self.fields(node, ctes)
        return _negated(self.fields({**node, "type": "COMPARE_NOT_DISTINCT_FROM"}, ctes))

    def _operator(self, node: Tree, ctes: frozenset[str]) -> Any:
        if node["type"] == "OPERATOR_IS_NOT_NULL":
            return _negated(self.fields({**node, "type": "OPERATOR_IS_NULL"}, ctes))
        if node["type"] == "ARRAY_CONSTRUCTOR":  # ARRAY[1, 2] is [1, 2]
            read: Tree = self.fields(node, ctes, but=frozenset({"class", "type", "children"}))
            arguments = [{"expression": self.value(child, ctes)} for child in node.get("children", ())]
            return {**_LIST, **({"arguments": arguments} if arguments else {}), **read}
        return self.fields(node, ctes)


_CALLED: Final = ALLOWED | OPERATORS
_READERS: Final[Mapping[str, Callable[[_Reading, Tree, frozenset[str]], Any]]] = {
    "FUNCTION": _Reading._function,
    "WINDOW": _Reading._window,
    "COLUMN_REF": _Reading._column_ref,
    "STAR": _Reading._star,
    "TYPE": _Reading._type,
    "CONSTANT": _Reading._constant,
    "LAMBDA": _Reading._lambda,
    "COMPARISON": _Reading._comparison,
    "OPERATOR": _Reading._operator,
}


def without_places(value: Any) -> Any:
    """A tree without the offsets of its parts, which differ wherever it stands."""
    if isinstance(value, list):
        return [without_places(one) for one in value]
    if isinstance(value, dict):
        return {name: without_places(one) for name, one in value.items() if name not in _PLACES}
    return value


def _is_number(node: Tree) -> bool:
    literal = node.get("literal", {})
    return (
        node["class"] == "CONSTANT"
        and str(literal.get("text", ""))[:1].isdigit()
        and bool(literal.get("kind") != "STRING")
    )


_LIST: Final[Tree] = {
    "class": "FUNCTION",
    "type": "FUNCTION",
    "function_name": "list_value",
    "order_bys": {"type": "ORDER_MODIFIER"},
    "qualified_name": {"path": ["list_value"]},
}


def _negated(inner: Tree) -> Tree:
    outer = {"class": "OPERATOR", "type": "OPERATOR_NOT", "children": [inner]}
    if "alias" in inner:
        outer["alias"] = inner.pop("alias")
    return outer


_here: Final = threading.local()


def _connection() -> duckdb.DuckDBPyConnection:
    """A cursor for each thread on a database of nothing, that only parses."""
    cursor: duckdb.DuckDBPyConnection | None = getattr(_here, "cursor", None)
    if cursor is None:
        with _starting:
            cursor = _engine().cursor()
        for many, name in _PREPARED.items():
            calls = ", ".join(_SERIALIZE.format(f"${n}") for n in range(1, many + 1))
            cursor.execute(f"PREPARE {name} AS SELECT {calls}")
        _here.cursor = cursor
    return cursor


_starting: Final = threading.Lock()


@cache
def _engine() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(
        config={
            "threads": 1,
            "async_threads": 0,
            "memory_limit": "256MB",
            "enable_external_access": "false",
            "autoload_known_extensions": "false",
            "autoinstall_known_extensions": "false",
            "python_enable_replacements": "false",
            "lock_configuration": "true",
        }
    )
