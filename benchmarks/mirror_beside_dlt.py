"""The mirror beside dlt loading the same tables of the same books into DuckDB: whole, and after some rows changed.

    python -m benchmarks.mirror_beside_dlt [--lines 540000] [--changed 1000] [--repeat 3]

dlt reads a view for each of the mirror's tables: the same rows and columns the mirror reads, from the same Postgres, so
that neither has more to carry. It is set as its documentation advises for speed: Arrow tables, Parquet files, its own
logging and telemetry off. For an increment it is given what it cannot have of ordinary books: an indexed number on each
row of the four tables that changed which grows with every change. Only those four are read, and of three of them it is
promised that rows are never changed, so that it may append. The mirror looks at every table, writes what changed into
all its rollups as well, compares with the books, and publishes. In the end each table is compared: rows and the sums of
all its numbers.

To reach: 5 times as fast for a whole load, 10 times for an increment of 1,000 rows.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Any, Final

import duckdb
import psycopg

from benchmarks._wholesalers import SECRET, Wholesalers
from benchmarks.mirror import timed
from etl.mirror import MirrorRunner
from etl.statements import books_statement
from etl.tables import TABLES
from etl.versions import Versions
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import prepare

# Where the changed rows are: the table of the books, its key, and whether rows are ever changed there.
GROWING: Final = {
    "bills": ("bills", "bill_id", True),
    "sales": ("bill_lines", "line_id", False),
    "stock_moves": ("stock_moves", "move_id", False),
    "ledger": ("ledger_entries", "entry_id", False),
}
SCHEMA: Final = "for_dlt"
SETTINGS: Final = {
    "RUNTIME__DLTHUB_TELEMETRY": "false",
    "RUNTIME__LOG_LEVEL": "CRITICAL",
    "NORMALIZE__START_METHOD": "spawn",
    "EXTRACT__WORKERS": "2",
    "NORMALIZE__WORKERS": "1",  # Arrow needs no normalizing: another process would only have to be started
    "LOAD__WORKERS": "2",
}
CHUNK_ROWS: Final = 100_000


def main() -> None:
    options = _options()
    os.environ.update(SETTINGS)
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        books = prepare(url, SECRET, database="bench")
        migrate(books.owner)
        shops = Wholesalers(books, 1, lines=options.lines, administrator=url)
        [business_id] = shops.businesses
        everything = _everything(url, "bench")
        _make_views(everything, business_id)
        print(f"{shops.lines:,} lines", flush=True)
        place = Path(folder)
        with MirrorRunner(books.mirror, place / "mirror") as runner:
            ours: list[float] = []
            theirs: list[float] = []
            for n in range(options.repeat):
                shutil.rmtree(place / "mirror", ignore_errors=True)
                ours.append(timed(lambda: runner.run([business_id])))
                loader = Dlt(everything, place / f"dlt_{n}")
                theirs.append(timed(loader.load))
            _print("whole load", ours, theirs, 5)
            _compare(_mirror_file(place, business_id), loader.file)
            ours, theirs = [], []
            shops.change(business_id, rows=options.changed)  # the first has no version to take back yet
            runner.run([business_id])
            loader.load_changes()
            for _ in range(max(3, options.repeat)):
                shops.change(business_id, rows=options.changed)
                ours.append(timed(lambda: runner.run([business_id])))
                theirs.append(timed(loader.load_changes))
            _print(f"{options.changed:,} rows changed", ours, theirs, 10)
            _compare(_mirror_file(place, business_id), loader.file, list(GROWING))
        shops.close()


class Dlt:
    """A pipeline of dlt into a DuckDB file under ``folder``."""

    def __init__(self, url: str, folder: Path) -> None:
        import dlt  # seconds, which are not measured: a service imports it once

        self._dlt, self._url = dlt, url.replace("postgresql://", "postgresql+psycopg://")
        folder.mkdir(parents=True)
        self.file = folder / "dlt.duckdb"
        self._pipeline = dlt.pipeline(
            "books", pipelines_dir=str(folder), destination=dlt.destinations.duckdb(str(self.file)), dataset_name="books"
        )  # fmt: skip

    def load(self) -> None:
        """Every table."""
        self._run([table.name for table in TABLES])

    def load_changes(self) -> None:
        """What was added to the tables that grow."""
        self._run(list(GROWING))

    def _run(self, tables: Sequence[str]) -> None:
        self._pipeline.run([self._table(name) for name in tables], loader_file_format="parquet").raise_on_failed_jobs()

    def _table(self, name: str) -> Any:
        from dlt.sources.sql_database import sql_table

        base, key, changes = GROWING.get(name, ("", "", False))
        # an open range: what has the last number seen is not read again, so nothing has to be told apart by its key
        cursor: Any = self._dlt.sources.incremental("changed", range_start="open") if base else None
        table = sql_table(
            self._url,
            name,
            SCHEMA,
            incremental=cursor,
            chunk_size=CHUNK_ROWS,
            backend="pyarrow",
            reflection_level="full_with_precision",
            write_disposition="merge" if changes else "append" if base else "replace",
            primary_key=key or (),
        )
        return table.parallelize()


def _everything(url: str, database: str) -> str:
    """The address under which all rows are seen: dlt has no use for row security."""
    import sqlalchemy as sa

    return sa.make_url(url).set(drivername="postgresql", database=database).render_as_string(hide_password=False)


def _make_views(url: str, business_id: int) -> None:
    """A view of what the mirror reads of each table; of those that grow with the number that grows, and its index."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in TABLES:
            statement = books_statement(table.name, "rows", [business_id])
            if table.name in GROWING:
                base, key, _ = GROWING[table.name]
                number = "row_version::text::bigint"
                connection.execute(f"CREATE INDEX ON {base} (({number}))".encode())
                statement = (
                    f"SELECT mirrored.*, {base}.{number} AS changed FROM ({statement}) AS mirrored"
                    f" JOIN {base} ON {base}.business_id = mirrored.business_id AND {base}.id = mirrored.{key}"
                )
            connection.execute(f"CREATE VIEW {SCHEMA}.{table.name} AS {statement}".encode())
        connection.execute("ANALYZE")


def _mirror_file(folder: Path, business_id: int) -> Path:
    versions = Versions(folder / "mirror", business_id)
    return versions.path(versions.require_current())


def _compare(mirror: Path, theirs: Path, tables: Sequence[str] = ()) -> None:
    """Each table has the same rows and sums in both files. dlt leaves out a table that has no rows."""
    with duckdb.connect() as connection:
        connection.execute(f"ATTACH '{mirror}' AS mirror (READ_ONLY); ATTACH '{theirs}' AS theirs (READ_ONLY)")
        compared, sums = 0, 0
        for table in tables or [table.name for table in TABLES]:
            names = _numbers(connection, table)
            asked = ", ".join(["count(*)", *(f"sum({name})" for name in names)])
            ours = _figures(connection, f"SELECT {asked} FROM mirror.{table}")
            if not _exists(connection, table):
                assert ours[0] == 0, f"dlt has no {table}, the mirror has {ours[0]} rows"
                continue
            found = _figures(connection, f"SELECT {asked} FROM theirs.books.{table}")
            assert ours == found, f"{table}: {dict(zip(['rows', *names], zip(ours, found, strict=True), strict=True))}"
            compared, sums = compared + 1, sums + len(names)
    print(f"  the same: {compared} tables, {sums} sums", flush=True)


def _numbers(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    """The columns of numbers that both have by one name. Signs and quantities of sales are the mirror's own shape."""
    both = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? AND (data_type LIKE '%INT' OR data_type LIKE 'DECIMAL%')"
        " AND (database_name = 'mirror' OR database_name = 'theirs' AND schema_name = 'books')"
        " GROUP BY column_name HAVING count(*) = 2 ORDER BY column_name",
        [table],
    )
    return [name for (name,) in both.fetchall()]


def _figures(connection: duckdb.DuckDBPyConnection, statement: str) -> list[Decimal]:
    return [Decimal(value or 0) for value in connection.execute(statement).fetchall()[0]]


def _exists(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    found = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'theirs' AND schema_name = 'books' AND table_name = ?",
        [table],
    )
    return bool(found.fetchall()[0][0])


def _print(what: str, ours: list[float], theirs: list[float], times: int) -> None:
    print(
        f"{what:<22} munim {median(ours):7.3f} s   dlt {median(theirs):7.3f} s   {median(theirs) / median(ours):6.1f} x (at least {times} x)",
        flush=True,
    )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=540_000, help="lines of the business")
    parser.add_argument("--changed", type=int, default=1000, help="rows an increment carries")
    parser.add_argument("--repeat", type=int, default=3, help="runs a figure is the median of")
    return parser.parse_args()


if __name__ == "__main__":
    main()
