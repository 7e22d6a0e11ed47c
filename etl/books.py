"""The books as the mirror reads them: one moment of them, through Postgres's own catalogue and SQL.

A run looks at one ``REPEATABLE READ`` snapshot. What it must read again next time is told by transaction, not by clock:
every mirrored row carries the transaction that wrote it last, and the snapshot says which transactions it saw. A
transaction that was still open is picked up by the next run, however late it commits.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import adbc_driver_manager
import adbc_driver_postgresql.dbapi
import psycopg
import pyarrow as pa

from etl.statements import Since, books_statement, changed_statement, fingerprint, given, given_statement
from etl.tables import TABLES
from munim.errors import Misconfigured, Unavailable
from munim.giving_way import have_backend_give_way

Totals = dict[str, Decimal]  # of one table of one business: how many rows, and the sums of its columns
TotalsOfTables = dict[str, dict[int, Totals]]  # by table and business
ALL_WHOLE: Final = dict.fromkeys(table.name for table in TABLES)

PREPARED_AT_MOST: Final = 64  # sets of tables that totals are kept prepared for: most changes are of a few kinds
# For what is looked up row by row: a plan made once for any values takes a third of all rows to be new, and would read
# tables through.
_BY_INDEX: Final = {"enable_seqscan": "off", "enable_hashjoin": "off", "enable_mergejoin": "off"}
_BY_INDEX_HERE: Final = "SELECT " + ", ".join(
    f"set_config('{name}', '{value}', true)" for name, value in _BY_INDEX.items()
)
_GIVEN: Final = "(bigint[], xid8, pg_snapshot)"  # the types of ``given``

_STATE = """
SELECT pg_export_snapshot(), pg_snapshot_xmin(snapshot)::text::bigint, snapshot::text, now(),
       concat_ws('/', (SELECT system_identifier FROM pg_control_system()), current_database(),
                 (SELECT string_agg(version_num, '+' ORDER BY version_num) FROM alembic_version),
                 (SELECT epoch FROM mirror_epoch ORDER BY begun_at DESC LIMIT 1))
FROM (SELECT pg_current_snapshot() AS snapshot) AS current
"""
_MAY_READ_ALL = """
SELECT rolsuper OR rolbypassrls OR EXISTS (SELECT FROM pg_roles mirror WHERE mirror.rolname = 'munim_mirror'
                                           AND pg_has_role(current_user, mirror.oid, 'USAGE'))
FROM pg_roles WHERE rolname = current_user
"""


class BooksUnreachable(Unavailable):
    """The books cannot be read now."""

    code = "books_unreachable"


@dataclass(frozen=True)
class Snapshot:
    """One moment of the books."""

    exported: str  # the name under which another connection enters it
    seen: Since  # for the next run: what this moment had seen
    as_of: datetime
    source: str  # cluster, database, schema revision and epoch: within one of them transactions compare


class Books:
    """One connection to the books as the role ``munim_mirror``, for one thread."""

    def __init__(self, url: str) -> None:
        """Raises ``BooksUnreachable``, and ``Misconfigured`` for a login that row-level security would show nothing."""
        self._url = url
        with _reaching():
            self._connection = psycopg.connect(url, autocommit=True)
            # the cores have enough to do, and to start a helper takes longer than most of what is asked here
            self._connection.execute("SET max_parallel_workers_per_gather = 0; SET jit = off")
            self._connection.execute("SET plan_cache_mode = force_generic_plan")
        self._prepared = False
        self._totals: dict[tuple[tuple[str, bool], ...], str] = {}  # prepared: by tables, and whether each is whole
        try:
            if not self._one(_MAY_READ_ALL)[0]:
                raise Misconfigured(
                    "the mirror needs the login munim_mirror: row-level security hides the books from others",
                    field="database_url",
                )
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._connection.close()

    @property
    def lost(self) -> bool:
        """Whether the connection is known to be gone, and with it every lock it held."""
        return self._connection.closed

    def businesses(self) -> list[int]:
        """Every business there is."""
        return [row[0] for row in self._all("SELECT business_id FROM businesses ORDER BY business_id")]

    def try_lock(self, business_id: int) -> bool:
        """Take the business's turn to be mirrored; False while another run has it. It ends with the connection."""
        return bool(self._one(f"SELECT pg_try_advisory_lock({_lock_key(business_id)})")[0])

    def unlock(self, business_id: int) -> None:
        if not self.lost:
            self._one(f"SELECT pg_advisory_unlock({_lock_key(business_id)})")

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One moment of the books, for everything asked within the ``with``."""
        with _reaching():
            self._connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            exported, watermark, text, as_of, source = self._one(_STATE)
            yield Snapshot(exported, Since(watermark, text), as_of, f"{source}/{fingerprint()}")
        finally:
            # nothing was written, and an error leaves nothing to commit; what was lost with its connection is over anyhow
            with suppress(psycopg.OperationalError, psycopg.InterfaceError):
                self._connection.execute("ROLLBACK")

    def calendars(self, businesses: Sequence[int]) -> dict[int, str]:
        """How each business tells its hours: another zone or start of the day and all of them are to be told anew."""
        found = self._all(
            "SELECT business_id, timezone || '+' || day_start_minutes FROM businesses"
            f" WHERE business_id = ANY('{{{','.join(map(str, businesses))}}}'::bigint[])"
        )
        return dict(found)

    def give_way(self) -> None:
        """What is asked from here on may take longer where the server is busy with what others wait for."""
        have_backend_give_way(self._connection.info.backend_pid, login=self._connection.info.user)

    def check(self) -> None:
        """Raises ``BooksUnreachable`` when the connection, and with it the lock, is gone."""
        self._one("SELECT 1")

    def changed(self, business_id: int, since: Since) -> dict[str, int]:
        """How many rows of each table changed since then; tables without changes are left out."""
        found = {name: count for name, count in self._counts(business_id, since) if count}
        return found | {table.name: found[table.changes_with] for table in TABLES if table.changes_with in found}

    def _counts(self, business_id: int, since: Since) -> list[tuple[Any, ...]]:
        """How many rows of each table changed, by a statement that is planned once: planning takes six times as long as looking.

        The plan is made for any values, so that Postgres takes a third of all rows to be new. That no table is read through
        for it is said beside it.
        """
        if not self._prepared:
            counts = " UNION ALL ".join(
                f"SELECT '{table.name}', count(*) FROM ({changed_statement(table.name)}) AS changed"
                for table in TABLES
                if not table.changes_with
            )
            with _reaching():
                self._connection.execute(f"PREPARE changed {_GIVEN} AS {counts}".encode())
            self._prepared = True
        execute = f"EXECUTE changed ({given(business_id, since)})"
        script = f"SET LOCAL enable_seqscan = off; {execute}; SET LOCAL enable_seqscan = on"
        with _reaching():
            cursor = self._connection.execute(script.encode(), prepare=False)
            cursor.nextset()
            return cursor.fetchall()

    def changed_businesses(self, since: Since) -> dict[int, int]:
        """Every business in which anything changed since then, and how many rows did: one statement for all of them."""
        counts = " UNION ALL ".join(
            f"SELECT business_id, count(*) AS rows FROM ({books_statement(table.name, 'changed', None, since)}) AS changed"
            " GROUP BY business_id"
            for table in TABLES
            if not table.changes_with
        )
        return {
            business_id: int(rows)
            for business_id, rows in self._all(f"SELECT business_id, sum(rows) FROM ({counts}) AS counts GROUP BY 1")
        }

    def totals(self, businesses: Sequence[int], tables: Mapping[str, Since | None] = ALL_WHOLE) -> TotalsOfTables:
        """Rows and sums of mirror tables as the books have them: each table whole, or what changed in it since.

        One statement for all tables: planned and sent one by one they would take longer than they run. A business
        without rows has no sums.
        """
        asked = {table: books_statement(table, "totals", businesses, since) for table, since in tables.items()}
        return _summed(businesses, tables, self._all(_totals_of(asked)))

    def totals_of_few(self, business_id: int, tables: Mapping[str, bool], since: Since) -> TotalsOfTables:
        """``totals`` of one small business, where few rows changed ``since``: of each table marked true all, else those.

        By a statement prepared for these tables once, as planning it takes longer than looking.
        """
        key = tuple(sorted(tables.items()))
        name = self._totals.get(key)
        if name is None and len(self._totals) >= PREPARED_AT_MOST:
            return self.totals([business_id], {table: None if whole else since for table, whole in tables.items()})
        with _reaching():
            self._connection.execute(_BY_INDEX_HERE.encode())
            if name is None:
                name = f"totals_{len(self._totals)}"
                asked = {table: given_statement(table, "totals", changed=not whole) for table, whole in key}
                self._connection.execute(f"PREPARE {name} {_GIVEN} AS {_totals_of(asked)}".encode())
                self._totals[key] = name
        return _summed([business_id], tables, self._all(f"EXECUTE {name} ({given(business_id, since)})"))

    def _all(self, statement: str) -> list[tuple[Any, ...]]:
        with _reaching():
            return self._connection.execute(statement.encode()).fetchall()

    def _one(self, statement: str) -> tuple[Any, ...]:
        return self._all(statement)[0]


class Lane:
    """One Arrow connection to the books, reading in a snapshot that ``Books`` has open."""

    def __init__(self, url: str) -> None:
        with _reaching():
            self._connection = adbc_driver_postgresql.dbapi.connect(url, autocommit=True)
            self._cursor = self._connection.cursor()
            # rows that come by COPY need a statement planned for them
            self._few = self._connection.cursor()
            self._few.adbc_statement.set_options(**{"adbc.postgresql.use_copy": "false"})
            self._few.execute("SET plan_cache_mode = force_generic_plan")
        self._prepared: set[str] = set()

    def close(self) -> None:
        self._few.close()
        self._cursor.close()
        self._connection.close()

    def give_way(self) -> None:
        """As ``Books.give_way``."""
        with _reaching():
            self._cursor.execute("SELECT pg_backend_pid(), current_user::text")
            [(pid, login)] = self._cursor.fetchall()
        have_backend_give_way(pid, login=login)

    @contextmanager
    def within(self, snapshot: Snapshot) -> Iterator[None]:
        """Everything read within the ``with`` is of that moment. The snapshot's own connection must still be in it."""
        with _reaching():
            self._cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            self._cursor.execute(f"SET TRANSACTION SNAPSHOT '{snapshot.exported}'")
        yield
        with _reaching():  # after an error the lane is closed instead
            self._cursor.execute("COMMIT")

    def read(self, statement: str) -> pa.RecordBatchReader:
        """The rows of a statement, streaming."""
        with _reaching():
            self._cursor.execute(statement)
            return self._cursor.fetch_record_batch()

    def read_few(self, table: str, business_id: int, since: Since) -> pa.RecordBatchReader:
        """What changed in a table of one small business since then, few rows: by a statement that is planned once.

        Planning takes longer than looking. Of the rows of one table at a time, within a snapshot.
        """
        with _reaching():
            if table not in self._prepared:
                statement = given_statement(table, "rows", changed=True)
                self._few.execute(f"PREPARE rows_{table} {_GIVEN} AS {statement}")
                self._prepared.add(table)
            self._few.execute(f"EXECUTE rows_{table} ({given(business_id, since)})")
            return self._few.fetch_record_batch()

    def by_index(self) -> None:
        """What follows of the transaction is looked up row by row."""
        with _reaching():
            self._few.execute(_BY_INDEX_HERE)


def _totals_of(asked: Mapping[str, str]) -> str:
    """One statement for the totals of several tables, each of its own statement."""
    return " UNION ALL ".join(
        f"SELECT '{table}', business_id, (to_jsonb(totals) - 'business_id')::text FROM ({statement}) AS totals"
        for table, statement in asked.items()
    )


def _summed(businesses: Sequence[int], tables: Iterable[str], rows: Sequence[tuple[Any, ...]]) -> TotalsOfTables:
    none: Totals = {"rows": Decimal(0)}
    found = {table: dict.fromkeys(businesses, none) for table in tables}
    for table, business_id, sums in rows:
        values = json.loads(sums, parse_int=Decimal, parse_float=Decimal)
        found[table][business_id] = {name: value or Decimal(0) for name, value in values.items()}
    return found


def _lock_key(business_id: int) -> str:
    return f"hashtextextended('munim mirror {business_id:d}', 0)"


@contextmanager
def _reaching() -> Iterator[None]:
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError, adbc_driver_manager.OperationalError) as error:
        raise BooksUnreachable(f"the books cannot be read now: {error}") from error
