"""Where a version is made: rows staged in memory, and the file of one business being written from them.

Three databases are attached to one DuckDB: the rows as they came from the books (``staged``, of one or many
businesses), a view of one business's share of them (``books``), and the file (``mirror``), which is the default, so that
the SQL of ``sql/shape`` reads ``books.x`` and writes plain names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import duckdb
import pyarrow as pa

from etl.books import Snapshot, Totals
from etl.reader import EPOCH
from etl.statements import Since, definitions, renames, shape
from etl.tables import TABLES, MirrorTable
from munim.money import EXPONENTS

_POSITIVE: Final = "positive_"
_ROLLED_UP: Final = ("quantity", "gross_minor", "discount_minor", "net_minor", "tax_minor", "total_minor", "cost_minor")
_OF_CHANGED_DAYS: Final = "business_date IN (SELECT business_date FROM temp.changed_days)"


@dataclass(frozen=True)
class State:
    """What a version says of itself."""

    version: int
    seen: Since
    source: str
    as_of: datetime
    reconciled_at: datetime


class Workbench:
    """A DuckDB that writes mirror files. ``spill`` is a folder for what does not fit into memory."""

    def __init__(self, spill: Path) -> None:
        self._spill = spill
        self._connection = duckdb.connect(config={"temp_directory": str(spill), "python_enable_replacements": "false"})
        self._connection.execute("SET TimeZone = 'UTC'; ATTACH ':memory:' AS staged; ATTACH ':memory:' AS books")
        self._connection.execute("CREATE TABLE books.exponents (currency VARCHAR, exponent UTINYINT)")
        values = ", ".join(f"('{currency}', {exponent})" for currency, exponent in EXPONENTS.items())
        self._connection.execute(f"INSERT INTO books.exponents VALUES {values}")

    def close(self) -> None:
        self._connection.close()

    # -- staging -------------------------------------------------------------------------------------

    def stage(self, table: str, rows: pa.RecordBatchReader) -> None:
        """Keep the rows that came for a table, in place of what was staged. May be called by several threads at once."""
        with self._connection.cursor() as cursor:
            cursor.register(f"incoming_{table}", rows)
            cursor.execute(f"CREATE OR REPLACE TABLE staged.{table} AS SELECT * FROM incoming_{table}")
            cursor.unregister(f"incoming_{table}")

    def select_business(self, business_id: int, tables: Iterable[str]) -> None:
        """From here ``books`` is the share of this business."""
        for table in tables:
            self._connection.execute(f"CREATE OR REPLACE VIEW books.{table} AS SELECT * FROM staged.{table} WHERE business_id = {business_id:d}")

    def staged_rows(self, table: str) -> int:
        """How many rows of the selected business are staged."""
        return int(self._one(f"SELECT count(*) FROM books.{table}")[0])

    # -- the file ------------------------------------------------------------------------------------

    @contextmanager
    def open_file(self, path: Path, *, read_only: bool = False) -> Iterator[None]:
        """The mirror file at ``path``; at the end of the ``with`` it is complete on its own, without a log beside it."""
        self._connection.execute(f"ATTACH {_literal(path)} AS mirror{' (READ_ONLY)' if read_only else ''}")
        try:
            self._connection.execute("USE mirror")
            yield
            if not read_only:
                self._connection.execute("CHECKPOINT mirror")
        finally:
            self._connection.execute("USE memory")
            self._connection.execute("DETACH mirror")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written within the ``with`` is in the file, or nothing."""
        self._connection.execute("BEGIN")
        try:
            yield
        except BaseException:
            self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    def state(self) -> State:
        """What the open file says of itself."""
        version, watermark, snapshot, source, as_of, reconciled_at = self._one(
            "SELECT version, watermark, snapshot, source, epoch_us(as_of), epoch_us(reconciled_at) FROM mirror_state"
        )
        return State(version, Since(watermark, snapshot), source, _instant(as_of), _instant(reconciled_at))

    def write_state(self, version: int, snapshot: Snapshot, source: str, reconciled_at: datetime) -> None:
        self._connection.execute("DELETE FROM mirror_state")
        self._connection.execute(
            "INSERT INTO mirror_state VALUES (?, ?, ?, ?, make_timestamptz(?), make_timestamptz(?))",
            [version, snapshot.seen.watermark, snapshot.seen.snapshot, source, _microseconds(snapshot.as_of), _microseconds(reconciled_at)],
        )

    def load(self) -> None:
        """Write every table from the staged rows into the new, empty file."""
        self._connection.execute(definitions())
        for table in TABLES:
            self._connection.execute(f"INSERT INTO {table.name} BY NAME {shape(table.name)}")
        self._connection.execute(f"INSERT INTO daily_sales BY NAME {shape('daily_sales')}")

    def apply(self, tables: Sequence[MirrorTable]) -> None:
        """Bring the staged rows into the open file: each takes the place of the rows with its key.

        Delete and insert rather than MERGE's update, which would rewrite every column of the row groups it touches.
        """
        renamed = [table for table in tables if table.names and self._collect_renamed(table)]
        for table in tables:
            self._connection.execute(f"DELETE FROM {table.name} WHERE {table.key} IN (SELECT {table.key} FROM books.{table.name})")
            self._connection.execute(f"INSERT INTO {table.name} BY NAME {shape(table.name)}")
        for table in renamed:
            self._connection.execute(renames(table.name).replace("renamed", f"temp.renamed_{table.name}"))
        if any(table.name == "bills" for table in tables):
            self._recompute_days()

    def _collect_renamed(self, table: MirrorTable) -> bool:
        """Keep the keys whose names differ from the file's, before they are written; True when there are any.

        Staff count as renamed when they are new, too: their bills may have been here before their membership.
        """
        fresh, old = (", ".join(f"{side}.{name}" for name in table.names) for side in ("fresh", "old"))
        self._connection.execute(
            f"CREATE OR REPLACE TEMP TABLE renamed_{table.name} AS SELECT fresh.{table.key} AS key"
            f" FROM ({shape(table.name)}) AS fresh {'LEFT ' if table.name == 'staff' else ''}JOIN {table.name} AS old"
            f" ON old.{table.key} = fresh.{table.key} WHERE ({fresh}) IS DISTINCT FROM ({old})"
        )
        return bool(self._one(f"SELECT count(*) FROM temp.renamed_{table.name}")[0])

    def _recompute_days(self) -> None:
        """Sum up anew the days on which staged bills were issued or cancelled, and no other."""
        self._connection.execute(
            "CREATE OR REPLACE TEMP TABLE changed_days AS SELECT business_date FROM books.bills"
            " UNION SELECT cancelled_date FROM books.bills WHERE cancelled_date IS NOT NULL"
        )
        changed_days = shape("daily_sales").replace("FROM sales", f"FROM sales WHERE {_OF_CHANGED_DAYS}")
        self._connection.execute(f"DELETE FROM daily_sales WHERE {_OF_CHANGED_DAYS}")
        self._connection.execute(f"INSERT INTO daily_sales BY NAME {changed_days}")

    # -- what the file comes to ----------------------------------------------------------------------

    def rows(self, table: str) -> int:
        """How many rows a table of the open file has."""
        return int(self._one(f"SELECT count(*) FROM {table}")[0])

    def totals(self, table: MirrorTable, columns: Iterable[str], *, staged_only: bool = False) -> Totals:
        """Rows and sums of a table of the open file, all of it or the rows with staged keys."""
        where = f" WHERE {table.key} IN (SELECT {table.key} FROM books.{table.name})" if staged_only else ""
        return self._sums(table.name, list(columns), where)

    def rollup_totals(self, *, changed_days_only: bool = False) -> tuple[Totals, Totals]:
        """What the days come to, and what the lines they sum up come to; of the days just recomputed or of all."""
        where = f" WHERE {_OF_CHANGED_DAYS}" if changed_days_only else ""
        return self._sums("daily_sales", _ROLLED_UP, where), self._sums("sales", _ROLLED_UP, where)

    def _sums(self, table: str, names: Sequence[str], where: str) -> Totals:
        values = self._one(f"SELECT {', '.join(map(_measure, names))} FROM {table}{where}")
        return {name: Decimal(value or 0) for name, value in zip(names, values, strict=True)}

    def _one(self, statement: str) -> tuple[Any, ...]:
        return self._connection.execute(statement).fetchall()[0]


def _measure(name: str) -> str:
    if name == "rows":
        return "count(*)"
    if name.startswith(_POSITIVE):
        column = name.removeprefix(_POSITIVE)
        return f"sum({column}) FILTER (WHERE {column} > 0)"
    return f"sum({name})"


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"


def _microseconds(at: datetime) -> int:
    return (at - EPOCH) // timedelta(microseconds=1)


def _instant(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
