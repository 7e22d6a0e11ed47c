"""Importing the real data set into the books, beside a binary COPY of the same rows into an unindexed table.

``python -m benchmarks.import_sales``: a temporary folder, an embedded server as shops have it (it waits for the disk),
one business, all 541,909 lines with ledger, stock, numbers and supposed payments; then the same file again, which
brings nothing; then the yardstick on the same server.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psycopg
import pyarrow.parquet

from billing.business import BusinessSettings
from billing.imports.maps import read_map
from billing.imports.sales import ImportSales, import_sales
from billing.permissions import MUNIM
from billing.registration import register_business
from munim.database import Database
from munim.migrate import migrate
from munim.postgres import open_cluster
from munim.roles import Addresses, prepare
from munim.settings import Settings

DEMO: Final = Path(__file__).parents[1] / "demo"
FILE: Final = DEMO / "online_retail.parquet"
AIM_SECONDS: Final = 30.0  # DESIGN, section 9
_TABLE: Final = """CREATE TABLE yardstick (invoice_no text, stock_code text, description text, quantity integer, invoice_date timestamp,
                                           unit_price numeric, customer_id integer, country text)"""
_TYPES: Final = ("text", "text", "text", "int4", "timestamp", "numeric", "int4", "text")


def timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def bring(database: Database, business_id: int, steps: list[tuple[str, float]]) -> None:
    """Import the file, noting when each step began."""
    command = ImportSales(FILE, read_map(DEMO / "online_retail.toml"))
    with database.business(business_id) as session:
        import_sales(
            session,
            command,
            by=MUNIM,
            at=datetime.now(UTC),
            progress=lambda what, _: steps.append((what, time.perf_counter())),
        )


def copy_to_nowhere(addresses: Addresses) -> float:
    """Seconds of a binary COPY of the file's rows into a table without an index, commit included; reading them is not counted."""
    rows = [tuple(row.values()) for row in pyarrow.parquet.read_table(FILE).to_pylist()]

    def copy() -> None:
        with psycopg.connect(addresses.owner) as connection:
            connection.execute(_TABLE)
            with connection.cursor().copy("COPY yardstick FROM STDIN (FORMAT binary)") as out:
                out.set_types(_TYPES)
                for row in rows:
                    out.write_row(row)

    return timed(copy)


def main() -> None:
    lines = pyarrow.parquet.ParquetFile(FILE).metadata.num_rows
    with tempfile.TemporaryDirectory(prefix="munim-") as folder:
        settings = Settings(var=Path(folder))
        with open_cluster(settings) as administrator:
            addresses = prepare(administrator, settings.secret())
            migrate(addresses.owner)
            database = Database(addresses.app)
            with database.entry() as session:
                made = register_business(
                    session, BusinessSettings(name="Online Retail Ltd", country="GB"), by=MUNIM, at=datetime.now(UTC)
                )
            steps: list[tuple[str, float]] = []
            first = timed(lambda: bring(database, made.business_id, steps))
            again = timed(lambda: bring(database, made.business_id, []))
            database.close()
            yardstick = copy_to_nowhere(addresses)
    begun: dict[str, float] = {}
    for what, at in steps:
        begun.setdefault(what, at)
    marks = list(begun.items())
    for (what, at), (_, until) in itertools.pairwise(marks):
        print(f"  {what:32} {until - at:6.1f} s")
    print(
        f"import of {lines:,} lines           {first:6.1f} s  {lines / first:10,.0f} lines/s  (to reach: {AIM_SECONDS:.0f} s)"
    )
    print(f"the same file again              {again:6.1f} s")
    print(
        f"binary COPY, no index            {yardstick:6.1f} s  {lines / yardstick:10,.0f} lines/s  ({first / yardstick:.1f} x)"
    )


if __name__ == "__main__":
    main()
