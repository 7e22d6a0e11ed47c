"""Where a version is made: rows staged as they came from the books, and the file of one business written from them.

The file is attached as ``mirror`` and is the default, so that the SQL of ``sql/shape`` writes plain names; what it reads
from is called ``staged_<table>``: the rows of the selected business. The rows of a single business stay in Arrow, where
DuckDB reads them as they are; those of many, or too many, are kept in a DuckDB beside, which divides them and uses the
disk when memory runs out.
"""

from __future__ import annotations

import queue
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from etl.blank import LARGE_BYTES, MANY_ROWS, ROWS_OF_A_GROUP, UNLOGGED, blank_file
from etl.books import Lane, Snapshot, Totals
from etl.parsed import run
from etl.reader import EPOCH
from etl.rollups import Cells, compare_rollups, fill_rollups, renew_rollups, rollups_of
from etl.state import State
from etl.statements import Since, books_statement, renames, shape
from etl.sums import count_rows, sum_columns
from etl.tables import LARGE, TABLES, MirrorTable, Rollup
from etl.working import WorkingFiles
from munim.money import EXPONENTS

# before 2.0 a join that narrows what it reads from Arrow fails on UUIDs
_READS_ARROW_UUIDS: Final = int(duckdb.__version__.partition(".")[0]) >= 2
HELD_BYTES: Final = 224 * 2**20  # of all staged tables in Arrow
HELD_OF_LARGE_BYTES: Final = 32 * 2**20  # the same, once a table was too many: writing the others will take the memory
# Of one workbench, beside that: what it writes and sums of more than that goes by way of the disk.
MEMORY_BYTES: Final = 384 * 2**20
# What the optimizer needs longer to think of than statements over few rows take: a quarter of an increment for the order of
# joins, a tenth for the others.
NEEDLESS_OVER_FEW: Final = frozenset(
    {
        "join_order", "join_filter_pushdown", "build_side_probe_side", "statistics_propagation", "common_subexpressions",
        "common_aggregate", "common_subplan", "aggregate_reuse", "compressed_materialization", "column_lifetime",
        "projection_pullup", "projection_placement", "late_materialization", "limit_pushdown", "sampling_pushdown",
        "reorder_filter", "regex_range", "top_n", "window_self_join", "expression_rewriter", "filter_pullup",
        "empty_result_pullup", "cte_filter_pusher", "cte_inlining", "in_clause", "deliminator", "unnest_rewriter",
        "row_group_pruner", "top_n_window_elimination", "duplicate_groups", "materialized_cte", "join_elimination",
        "outer_join_simplification", "aggregate_function_rewriter", "window_rewriter", "partitioned_execution",
        "partial_aggregate_pushdown", "remote_pushdown", "grouping_sets", "type_pushdown", "scalar_fn_pushdown",
        "distinct_aggregate_rewrite", "redundant_order_keys",
    }
)  # fmt: skip
FEW: Final = 100  # keys and cells given as values; more are joined


class Workbench:
    """A DuckDB that writes mirror files, for one thread.

    ``url``: the books it stages from; ``spill``: a folder for what does not fit into memory.
    """

    def __init__(self, url: str, spill: Path) -> None:
        self._url = url
        self._lanes: list[Lane] = []
        self._connection = duckdb.connect(
            config={
                "temp_directory": str(spill),
                "python_enable_replacements": "false",
                "memory_limit": f"{MEMORY_BYTES >> 20}MiB",
            }
        )
        self._working = WorkingFiles(self._connection)
        self._small, self._tiny = True, True  # told otherwise below
        passes = {name for (name,) in self._connection.execute("SELECT name FROM duckdb_optimizers()").fetchall()}
        self._needless = ",".join(sorted(NEEDLESS_OVER_FEW & passes))  # not every DuckDB has all of them
        self.expect(small=False)
        # what is committed goes to the file itself, not to a log first and from there to the file
        self._connection.execute("SET checkpoint_threshold = '1KB'")
        # A version is synced whole before it is published, so nothing is gained by waiting for the disk on the way.
        if self._one("SELECT count(*) FROM duckdb_settings() WHERE name = 'fsync_mode'")[0]:  # known from DuckDB 2.0 on
            self._connection.execute("SET fsync_mode = 'NONE'")
        self._connection.execute("SET TimeZone = 'UTC'; ATTACH ':memory:' AS kept")
        exponents = ", ".join(f"('{currency}', {exponent})" for currency, exponent in EXPONENTS.items())
        self._connection.execute(
            f"CREATE TEMP TABLE exponents AS FROM (VALUES {exponents}) AS known (currency, exponent)"
        )
        self._threads = 0  # as DuckDB would have it
        self._held: dict[str, pa.Table] = {}  # staged rows of one business, by table
        self._held_bytes: dict[str, int] = {}
        self._may_hold = HELD_BYTES
        self._kept_rows: dict[str, dict[int, int]] = {}  # of many businesses: how many of each, by table
        self._selected = 0
        self._cells = Cells(self._connection, 0)  # those renewed last
        # tables whose staged rows are those held, and those where they are a view of what is kept of many businesses
        self._registered: set[str] = set()
        self._shared: set[str] = set()

    def close(self) -> None:
        for lane in self._lanes:
            lane.close()
        self._working.close()
        self._connection.close()

    def clear(self) -> None:
        """Let go of what was staged."""
        for table in (*self._registered, *self._shared):
            self._unname(table)
        self._held.clear()
        self._held_bytes.clear()
        self._may_hold = HELD_BYTES
        for table in self._kept_rows:
            self._connection.execute(f"DROP TABLE kept.{table}")
        self._kept_rows.clear()

    def use_threads(self, number: int) -> None:
        """How many threads one statement may use."""
        if number != self._threads:
            self._connection.execute(f"SET threads = {number:d}")
            self._threads = number

    def expect(self, *, small: bool, tiny: bool = False) -> None:
        """What size the next file is of: in a large one a join is to tell beforehand which rows need not be read.

        Over few rows that takes longer than to read them all, above all where they are in Arrow; and where a file is
        ``tiny``, so does anything else that the optimizer thinks of.
        """
        if (small, tiny) != (self._small, self._tiny):
            # every statement is written in the order it is to be joined
            needless = self._needless if small else "join_order"
            self._connection.execute(f"SET disabled_optimizers = '{needless}'")
            self._connection.execute("PRAGMA disable_optimizer" if tiny else "PRAGMA enable_optimizer")
            self._small, self._tiny = small, tiny

    # -- staging -------------------------------------------------------------------------------------

    def stage(
        self,
        snapshot: Snapshot,
        tables: Sequence[MirrorTable],
        businesses: Sequence[int],
        since: Since | None = None,
        *,
        lanes: int = 1,
        few: bool = False,
        giving_way: bool = False,
    ) -> None:
        """Read the tables of the businesses from the books, in place of what was staged of them: all, or the changes.

        ``lanes``: how many connections read at once, each one table after another. ``few``: little changed, in one small
        business. ``giving_way``: these connections are to give way to others' from here on.
        """
        waiting: queue.SimpleQueue[MirrorTable] = queue.SimpleQueue()
        for table in sorted(tables, key=lambda table: table.name not in LARGE):
            waiting.put(table)

        def drain(lane: Lane) -> None:
            with lane.within(snapshot), suppress(queue.Empty):
                if few:
                    lane.by_index()
                while True:
                    table = waiting.get_nowait()
                    if few and since is not None:
                        rows = lane.read_few(table.name, businesses[0], since)
                    else:
                        rows = lane.read(books_statement(table.name, "rows", businesses, since))
                    self._keep(table.name, rows, of_one_business=len(businesses) == 1)

        while len(self._lanes) < lanes:
            self._lanes.append(Lane(self._url))
        for lane in self._lanes if giving_way else ():
            lane.give_way()
        if lanes == 1:
            drain(self._lanes[0])
            return
        with ThreadPoolExecutor(lanes) as pool:
            for reading in [pool.submit(drain, lane) for lane in self._lanes[:lanes]]:
                reading.result()

    def _keep(self, table: str, rows: pa.RecordBatchReader, *, of_one_business: bool) -> None:
        """Keep the rows that came for a table; every lane calls it."""
        batches: list[pa.RecordBatch] = []
        self._held.pop(table, None)
        self._held_bytes[table] = 0
        while of_one_business and _READS_ARROW_UUIDS and sum(self._held_bytes.copy().values()) <= self._may_hold:
            try:
                batches.append(rows.read_next_batch())
            except StopIteration:
                self._held[table] = pa.Table.from_batches(batches, rows.schema)
                return
            self._held_bytes[table] += batches[-1].nbytes
        self._held_bytes[table] = 0
        if batches:
            self._may_hold = HELD_OF_LARGE_BYTES
        with self._connection.cursor() as cursor:
            whole = pa.RecordBatchReader.from_batches(rows.schema, chain(batches, rows)) if batches else rows
            cursor.register("incoming", whole)
            cursor.execute(f"CREATE OR REPLACE TABLE kept.{table} AS SELECT * FROM incoming")
            counted = cursor.execute(f"SELECT business_id, count(*) FROM kept.{table} GROUP BY business_id").fetchall()
        self._kept_rows[table] = dict(counted)

    def select_business(self, business_id: int, tables: Iterable[MirrorTable]) -> None:
        """From here the staged rows of these tables are those of this business."""
        self._connection.execute(f"SET VARIABLE business_id = {business_id:d}")
        self._selected = business_id
        for table in tables:
            if table.name in self._held:
                self._unname(table.name)
                self._connection.register(f"staged_{table.name}", self._held[table.name])
                self._registered.add(table.name)
            elif table.name not in self._shared:
                self._unname(table.name)
                share = f"SELECT * FROM kept.{table.name} WHERE business_id = getvariable('business_id')"
                self._connection.execute(f"CREATE TEMP VIEW staged_{table.name} AS {share}")
                self._shared.add(table.name)

    def _unname(self, table: str) -> None:
        """Let ``staged_<table>`` name nothing: DuckDB registers nothing over a view, and holds on to what a view covers."""
        if table in self._registered:
            self._connection.unregister(f"staged_{table}")
            self._registered.remove(table)
        if table in self._shared:
            self._connection.execute(f"DROP VIEW staged_{table}")
            self._shared.remove(table)

    def staged_rows(self, table: str) -> int:
        """How many rows of the selected business are staged."""
        if table in self._held:
            return int(self._held[table].num_rows)
        return self._kept_rows[table].get(self._selected, 0)

    # -- the file ------------------------------------------------------------------------------------

    @contextmanager
    def open_file(self, path: Path, *, read_only: bool = False) -> Iterator[None]:
        """The mirror file at ``path``; at the end of the ``with`` it is complete on its own, without a log beside it.

        A file that is not there yet is made, for as many rows as are staged.
        """
        if not read_only and not path.exists():
            rows = sum(self.staged_rows(table.name) for table in TABLES)
            path.write_bytes(blank_file(rows))
            large = rows > MANY_ROWS
        else:
            large = path.stat().st_size > LARGE_BYTES
        groups = [] if large else [f"ROW_GROUP_SIZE {ROWS_OF_A_GROUP:d}"]
        how = ["READ_ONLY"] if read_only else [*groups, *UNLOGGED]
        self._connection.execute(f"ATTACH {_literal(path)} AS mirror{_options(how)}")
        try:
            run(self._connection, "USE mirror")
            yield
            if not read_only:
                run(self._connection, "CHECKPOINT mirror")
        finally:
            run(self._connection, "USE memory")
            self._connection.execute("DETACH mirror")

    def prepare_working(self, business_id: int, state: State, version: Path) -> None:
        """Have the business's working file be what the file at ``version`` is, which says ``state`` of itself."""
        self._working.open(business_id, state, version)

    @contextmanager
    def open_working(self, business_id: int, state: State, *, building: Path) -> Iterator[None]:
        """The business's working file; at the end of the ``with`` it is whole, and ``building`` is a copy of it.

        That it says ``state`` of itself is to be written within the ``with``. After an error the workbench is not to be used.
        """
        name = self._working.catalogue(business_id)
        try:
            run(self._connection, f"USE {name}")
            yield
            run(self._connection, f"CHECKPOINT {name}")
            self._working.copy(business_id, state, building)
        finally:
            run(self._connection, "USE memory")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within the ``with`` is in the file, or nothing."""
        run(self._connection, "BEGIN")
        try:
            yield
        except BaseException:
            run(self._connection, "ROLLBACK")
            raise
        run(self._connection, "COMMIT")

    def state(self) -> State:
        """What the open file says of itself."""
        version, watermark, snapshot, source, as_of, reconciled_at = self._one(
            "SELECT version, watermark, snapshot, source, epoch_us(as_of), epoch_us(reconciled_at) FROM mirror_state"
        )
        return State(version, Since(watermark, snapshot), source, _instant(as_of), _instant(reconciled_at))

    def write_state(self, state: State) -> None:
        """Have the open file say this of itself."""
        run(self._connection, "DELETE FROM mirror_state")
        run(
            self._connection,
            "INSERT INTO mirror_state VALUES"
            " ($version, $watermark, $snapshot, $source, make_timestamptz($as_of), make_timestamptz($reconciled_at))",
            {
                "version": state.version,
                "watermark": state.seen.watermark,
                "snapshot": state.seen.snapshot,
                "source": state.source,
                "as_of": _microseconds(state.as_of),
                "reconciled_at": _microseconds(state.reconciled_at),
            },
        )

    def load(self) -> list[MirrorTable]:
        """Write every table from the staged rows into the new, empty file; returns those that have rows."""
        tables = [table for table in TABLES if self.staged_rows(table.name)]  # most shops use few of them
        for table in tables:
            run(self._connection, f"INSERT INTO {table.name} BY NAME {shape(table.name)}")
        fill_rollups(self._connection, tables)
        return tables

    def apply(self, tables: Sequence[MirrorTable]) -> None:
        """Bring the staged rows into the open file: each takes the place of the rows with its key.

        Delete and insert rather than MERGE's update, which would rewrite every column of the row groups it touches.
        """
        renamed = [table for table in tables if table.names and self._collect_renamed(table)]
        for table in tables:
            which, keys = self._staged(table)
            run(self._connection, f"DELETE FROM {table.name} WHERE {which}", keys)
            run(self._connection, f"INSERT INTO {table.name} BY NAME {shape(table.name)}")
        for table in renamed:
            run(self._connection, renames(table.name).replace("renamed", f"temp.renamed_{table.name}"))
        self._cells = renew_rollups(self._connection, rollups_of(tables), few=self._few)

    @property
    def _few(self) -> int:
        """Up to how many keys are given as values, where rows are so few that nothing is gained by passing over some unread."""
        return FEW if self._small else 0

    def _staged(self, table: MirrorTable) -> tuple[str, dict[str, Any]]:
        """Which rows of the open file have a key that is staged, and the values for it."""
        held = self._held.get(table.name)
        if held is not None and 0 < held.num_rows <= self._few:
            return f"{table.key} IN $keys", {"keys": held.column(table.key).to_pylist()}
        return f"{table.key} IN (SELECT {table.key} FROM staged_{table.name})", {}

    def _collect_renamed(self, table: MirrorTable) -> bool:
        """Keep the keys whose names differ from the file's, before they are written; True when there are any.

        Staff count as renamed when they are new, too: their bills may have been here before their membership.
        """
        fresh, old = (", ".join(f"{side}.{name}" for name in table.names) for side in ("fresh", "old"))
        found = self._one(
            f"CREATE OR REPLACE TEMP TABLE renamed_{table.name} AS SELECT fresh.{table.key} AS key"
            f" FROM ({shape(table.name)}) AS fresh {'LEFT ' if table.name == 'staff' else ''}JOIN {table.name} AS old"
            f" ON old.{table.key} = fresh.{table.key} WHERE ({fresh}) IS DISTINCT FROM ({old})"
        )
        return bool(found[0])

    # -- what the file comes to ----------------------------------------------------------------------

    def rows(self, tables: Iterable[MirrorTable] = TABLES) -> dict[str, int]:
        """How many rows each of the tables has in the open file."""
        return count_rows(self._connection, [table.name for table in tables])

    def totals(
        self, columns: Mapping[MirrorTable, Iterable[str]], *, staged_only: Container[MirrorTable] = ()
    ) -> dict[str, Totals]:
        """Rows and sums of the columns of each table of the open file: of all its rows, or of those with staged keys."""
        wanted = []
        for table, names in columns.items():
            which, keys = self._staged(table) if table in staged_only else ("", {})
            wanted.append((f"{table.name} WHERE {which}" if which else table.name, list(names), keys))
        found = sum_columns(self._connection, wanted)
        return {table.name: totals for table, totals in zip(columns, found, strict=True)}

    def rollup_totals(self, rollups: Mapping[Rollup, bool]) -> tuple[dict[str, Totals], dict[str, Totals]]:
        """What rollups come to, and what the rows they sum up come to; of a rollup marked true the cells just renewed alone."""
        return compare_rollups(rollups, self._cells)

    def _one(self, statement: str) -> tuple[Any, ...]:
        return run(self._connection, statement).fetchall()[0]


def _options(how: Sequence[str]) -> str:
    return f" ({', '.join(how)})" if how else ""


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
