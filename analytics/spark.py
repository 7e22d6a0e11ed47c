"""The same statements on a Spark cluster: a mirror read from the lake through Spark Connect.

A statement comes in DuckDB's dialect, as for a mirror file. Its tables become views of one business's files, its values
are written into the tree as literals, and sqlglot writes it anew in Spark's dialect. DuckDB, over empty tables of the same
shape, says of what type each column of the answer is, so that an answer is the same Python values from either engine.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import duckdb
import sqlglot
from sqlglot import exp

from analytics.compile.question import literal
from etl.lake import Lake, Manifest
from munim.errors import Unavailable

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql.connect.session import SparkSession

DIALECT: Final = "spark"
KEPT_VIEWS: Final = 400  # of tables nobody reads at the moment: some dozens of businesses
_DECIMAL: Final = re.compile(r"DECIMAL\(\d+,(\d+)\)")


class SparkUnavailable(Unavailable):
    """The Spark cluster does not answer."""

    code = "spark_unavailable"


class SparkLake:
    """The mirrors of a lake, read by the Spark Connect server at ``url`` (``sc://host:port``); for any number of threads.

    One session serves the process. It is opened by the first statement, and opened anew after the server was lost.
    """

    def __init__(self, url: str, lake: Lake) -> None:
        self._url, self._lake = url, lake
        self._lock = threading.Lock()
        self._session: SparkSession | None = None
        self._views: OrderedDict[str, int] = (
            OrderedDict()
        )  # how many statements read each now, the last used at the end

    @contextmanager
    def open(self, business_id: int) -> Iterator[SparkMirror]:
        """The business's version in the lake. Raises ``NoMirror`` for a business that was never exported."""
        yield SparkMirror(self, self._lake.manifest(business_id))

    def close(self) -> None:
        """Let go of the session."""
        with self._lock:
            session, self._session = self._session, None
            self._views.clear()
        if session is not None:
            session.stop()

    def run(self, statement: str, views: Mapping[str, str]) -> list[tuple[Any, ...]]:
        """The rows of a statement of Spark's over ``views``, each by its file. Raises ``SparkUnavailable``."""
        with self._reading(views) as session:
            return [tuple(row) for row in session.sql(statement).collect()]

    def stream(self, statement: str, views: Mapping[str, str]) -> Iterator[tuple[Any, ...]]:
        """The same row by row, as the server sends them: no more of them are held than one of its messages.

        Raises ``SparkUnavailable`` while it is read.
        """
        with self._reading(views) as session:
            for row in session.sql(statement).toLocalIterator():
                yield tuple(row)

    @contextmanager
    def _reading(self, views: Mapping[str, str]) -> Iterator[SparkSession]:
        """The session, with each view defined, while a statement reads them."""
        from pyspark.errors import PySparkException

        held: list[str] = []
        try:
            yield self._prepared(views, held)
        except Exception as error:
            if isinstance(error, PySparkException) and not _lost(error):
                raise  # the statement is at fault, and nobody but Munim wrote it
            self._forget()
            raise SparkUnavailable(f"Spark at {self._url} does not answer: {type(error).__name__}") from error
        finally:
            self._let_go(held)

    def _prepared(self, views: Mapping[str, str], held: list[str]) -> SparkSession:
        """The session, with each view defined once; which are held is told in ``held``."""
        with self._lock:
            if self._session is None:
                self._session = _connected(self._url)
                self._views.clear()
            for view, file in views.items():
                if view not in self._views:
                    self._session.read.parquet(self._lake.location(file)).createOrReplaceTempView(view)
                self._views[view] = self._views.get(view, 0) + 1
                self._views.move_to_end(view)
                held.append(view)
            return self._session

    def _let_go(self, held: list[str]) -> None:
        """Views that nobody reads are kept for the next statement, the last used of them alone: the server holds every one."""
        with self._lock:
            for view in held:
                if view in self._views:  # the session that knew them may be lost
                    self._views[view] -= 1
            idle = [view for view, readers in self._views.items() if readers <= 0]
            for view in idle[: max(0, len(self._views) - KEPT_VIEWS)]:
                del self._views[view]
                if self._session is not None:
                    with suppress(Exception):  # a server that does not answer has forgotten it by itself
                        self._session.catalog.dropTempView(view)

    def _forget(self) -> None:
        with self._lock:
            self._session = None
            self._views.clear()


class SparkMirror:
    """One business's version in the lake, read by Spark."""

    def __init__(self, engine: SparkLake, manifest: Manifest) -> None:
        self._engine, self._manifest = engine, manifest

    @property
    def business_id(self) -> int:
        return self._manifest.business_id

    @property
    def version(self) -> int:
        return self._manifest.version

    @property
    def as_of(self) -> datetime:
        return self._manifest.as_of

    @property
    def fresh_at(self) -> datetime:
        return self.as_of  # the lake is not told of runs that found nothing new

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What a statement in DuckDB's dialect yields on Spark, in the types DuckDB would give. Raises ``SparkUnavailable``."""
        return list(self._rows(self._engine.run, sql, values or {}))

    def table(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The same as columns of Arrow, ids as texts."""
        import pyarrow as pa

        rows = self.rows(sql, values)
        width = len(_types(bound_tree(sql, values or {}).sql("duckdb"), _shape_of(self._manifest)))
        columns = zip(*rows, strict=True) if rows else ((),) * width
        return pa.table({str(n): _array(column) for n, column in enumerate(columns)})

    def batches(self, sql: str, values: Mapping[str, Any] | None = None, *, size: int) -> Iterator[pa.RecordBatch]:
        """The same in batches of ``size`` rows, as Spark sends them."""
        import pyarrow as pa

        turned = self._rows(self._engine.stream, sql, values or {})
        while part := list(islice(turned, size)):
            columns = zip(*part, strict=True)
            arrays = [_array(column) for column in columns]
            yield pa.RecordBatch.from_arrays(arrays, names=[str(n) for n in range(len(arrays))])

    def _rows(
        self, ask: Callable[[str, Mapping[str, str]], Iterable[tuple[Any, ...]]], sql: str, values: Mapping[str, Any]
    ) -> Iterator[tuple[Any, ...]]:
        """What ``ask`` yields of the statement in Spark's words, in the types DuckDB would give."""
        tree = bound_tree(sql, values)
        read = {name: self._view(name) for name in tables_of(tree) if name in self._manifest.tables}
        made = in_sparks_terms(tree, read).sql(DIALECT)
        rows = ask(made, {view: self._manifest.tables[name].file for name, view in read.items()})
        conversions = [_conversion(kind) for kind in _types(tree.sql("duckdb"), _shape_of(self._manifest))]
        for row in rows:
            yield tuple(turn(value) for turn, value in zip(conversions, row, strict=True))

    def _view(self, table: str) -> str:
        """The view's name holds business and file, so that no statement reads another's rows."""
        file = self._manifest.tables[table].file.rpartition("/")[2].partition(".")[0]
        return f"b{self.business_id}_{table}_{file}"


def _array(column: Iterable[Any]) -> pa.Array:
    """A column of Arrow, ids as texts."""
    import pyarrow as pa

    return pa.array([str(value) if isinstance(value, UUID) else value for value in column])


def bound_tree(sql: str, values: Mapping[str, Any]) -> exp.Expr:
    """The statement with its values as literals of the tree: what a person wrote is never pasted into text."""

    def bind(node: exp.Expr) -> exp.Expr:
        return literal(values[node.name]) if isinstance(node, exp.Placeholder | exp.Parameter) else node

    return _parsed(sql).copy().transform(bind)


def tables_of(tree: exp.Expr) -> set[str]:
    """The tables a statement reads: the names in it that no WITH defines."""
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table) if table.name not in defined}


def in_sparks_terms(tree: exp.Expr, views: Mapping[str, str]) -> exp.Expr:
    """The statement over ``views`` in place of the tables, with what Spark reads otherwise said so that both agree."""

    def turn(node: exp.Expr) -> exp.Expr:
        match node:
            case exp.Table() if node.name in views:
                return exp.alias_(exp.to_table(views[node.name]), node.alias or node.name, table=True)
            case exp.Div():
                # Spark refuses to divide by zero, and divides decimals as decimals: nothing, and by floating point here
                below = exp.func("NULLIF", exp.cast(node.expression.copy(), "double"), exp.Literal.number(0))
                return exp.Div(this=exp.cast(node.this.copy(), "double"), expression=below, typed=False, safe=False)
            case exp.DayOfWeekIso():
                # written out: sqlglot counts from another day, and not every engine's WEEKDAY knows Sunday
                from_sunday = exp.func("DAYOFWEEK", node.this.copy())
                since_monday = exp.Mod(this=exp.paren(from_sunday + 5), expression=exp.Literal.number(7))
                return exp.paren(exp.paren(since_monday) + 1)
            case exp.DataType() if node.this == exp.DataType.Type.UUID:
                return exp.DataType.build("text")  # as the lake holds ids
            case _:
                return node

    made = tree.copy()
    _named_apart(made)
    return made.transform(turn)


def _named_apart(tree: exp.Expr) -> None:
    """
    Gives what a subquery's own WITH defines a name that no other subquery's has: for Spark, sqlglot moves all of them to the
    head of the statement, where two of one name would be one.
    """
    inner = [with_ for with_ in tree.find_all(exp.With) if with_.parent is not tree]
    # the innermost first, so that its names are its own by the time an outer one's are changed
    for number, with_ in enumerate(reversed(inner), start=1):
        names = {cte.alias: f"{cte.alias}_{number}" for cte in with_.expressions}
        query = with_.parent
        assert query is not None  # a WITH stands at a query
        for table in list(query.find_all(exp.Table)):
            if table.name in names:
                called = table.alias or table.name
                table.replace(exp.alias_(exp.to_table(names[table.name]), called, table=True))
        for cte in with_.expressions:
            cte.set("alias", exp.TableAlias(this=exp.to_identifier(names[cte.alias])))


@lru_cache(maxsize=1024)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


Shape = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


def _shape_of(manifest: Manifest) -> Shape:
    return tuple(
        (table, tuple((column.name, column.type) for column in columns)) for table, columns in manifest.columns.items()
    )


@lru_cache(maxsize=4)
def _empty_mirror(shape: Shape) -> duckdb.DuckDBPyConnection:
    """Empty tables of the mirror's shape."""
    connection = duckdb.connect()
    for table, columns in shape:
        described = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        connection.execute(f'CREATE TABLE "{table}" ({described})')
    return connection


@lru_cache(maxsize=1024)
def _types(statement: str, shape: Shape) -> tuple[str, ...]:
    """The types of the columns that DuckDB would give."""
    with _empty_mirror(shape).cursor() as cursor:
        return tuple(kind for _, kind, *_ in cursor.execute(f"DESCRIBE {statement}").fetchall())


def _conversion(kind: str) -> Callable[[Any], Any]:
    """How a value of Spark's becomes the one DuckDB would give for a column of this type."""

    def unless_null(turn: Callable[[Any], Any]) -> Callable[[Any], Any]:
        return lambda value: None if value is None else turn(value)

    if decimal := _DECIMAL.fullmatch(kind):
        places = Decimal(1).scaleb(-int(decimal[1]))
        return unless_null(lambda value: Decimal(value).quantize(places))
    if kind == "UUID":
        return unless_null(lambda value: UUID(str(value)))
    if kind.endswith("INT") or kind.endswith("INTEGER"):
        return unless_null(int)
    if kind in ("DOUBLE", "FLOAT"):
        return unless_null(float)
    if kind.startswith("TIMESTAMP"):
        return unless_null(lambda value: value)
    return lambda value: value


def _connected(url: str) -> SparkSession:
    """A session that finds out in seconds, not in the client's ten minutes, that nobody is there."""
    from pyspark.sql.connect.client.core import DefaultChannelBuilder
    from pyspark.sql.connect.client.retries import DefaultPolicy
    from pyspark.sql.connect.session import SparkSession

    channel = DefaultChannelBuilder(url, [("grpc.keepalive_time_ms", 10_000), ("grpc.keepalive_timeout_ms", 5_000)])
    session = SparkSession(connection=channel)
    session.client.set_retry_policies([DefaultPolicy(max_retries=3, max_backoff=1_000)])
    return session


def _lost(error: Exception) -> bool:
    """Whether the server, or the session it kept, is gone."""
    return any(
        word in str(error) for word in ("UNAVAILABLE", "SESSION_CLOSED", "SESSION_NOT_FOUND", "DEADLINE_EXCEEDED")
    )
