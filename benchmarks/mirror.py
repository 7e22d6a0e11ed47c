"""The mirror: whole loads beside a binary COPY of the same columns to nowhere, and what an increment costs.

    python -m benchmarks.mirror [--lines 540000] [--businesses 1 50] [--repeat 3] [--changed 1000] [--busy 20] [--reads 100000]

Shops are written straight into the books of a temporary cluster: twenty lines a bill, a move of stock for each line,
a posting for each bill. Every figure is the median of ``--repeat`` runs, load and yardstick taking turns.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import psycopg
from sqlalchemy.orm import Session

from billing.business import BusinessSettings
from billing.permissions import MUNIM
from billing.registration import register_business
from etl.mirror import MirrorRunner, run_mirror
from etl.reader import MirrorReader
from etl.statements import books_statement
from etl.tables import TABLES
from munim.database import Database
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, prepare

SECRET: Final = "a secret that only the benchmark is signed with"
LINES_A_BILL: Final = 20
BILLS_A_CUSTOMER: Final = 14  # both ratios as in a year of a wholesaler's books
LINES_A_PRODUCT: Final = 180

PARTIES: Final = """
INSERT INTO customers (business_id, id, name, city, created_at)
    SELECT :business, md5('c' || n)::uuid, 'Customer ' || n, 'City ' || n % 40, now() FROM generate_series(0, :customers - 1) n;
INSERT INTO customer_balances (business_id, customer_id) SELECT :business, md5('c' || n)::uuid FROM generate_series(0, :customers - 1) n;
INSERT INTO products (business_id, id, sku, name, price, cost, created_at)
    SELECT :business, md5('p' || n)::uuid, 'SKU' || n, 'Product number ' || n, 1 + n % 900, 1 + n % 600, now() FROM generate_series(0, :products - 1) n;
INSERT INTO stock_levels (business_id, product_id, on_hand) SELECT :business, md5('p' || n)::uuid, n FROM generate_series(0, :products - 1) n;
"""
BILLS: Final = """
INSERT INTO bills (business_id, id, kind, status, series, financial_year, number, customer_id, business_date, due_date, issued_at, created_at,
                   gross_minor, discount_minor, taxable_minor, tax_minor, total_minor)
    SELECT :business, md5('b' || n)::uuid, 'invoice', 'issued', 'INV', '2026-27', 'INV' || n, md5('c' || abs(hashint4(n)) % :customers)::uuid, day, day, at, at,
           :lines * 1000, 0, :lines * 1000, :lines * 50, :lines * 1050
    FROM (SELECT n, now() - make_interval(mins => (:total - n) * 20) AS at, (now() - make_interval(mins => (:total - n) * 20))::date AS day
          FROM generate_series(:first, :last) n) AS issued;
INSERT INTO bill_lines (business_id, bill_id, position, product_id, description, quantity, unit_price, gross_minor, taxable_minor, tax_minor,
                        total_minor, cost_minor)
    SELECT :business, md5('b' || n)::uuid, line, md5('p' || abs(hashint4(n * 31 + line)) % :products)::uuid, 'Product number ' || abs(hashint4(n * 31 + line)) % :products,
           1 + line % 3, 10, 1000, 1000, 50, 1050, 700
    FROM generate_series(:first, :last) n, generate_series(1, :lines) line;
INSERT INTO stock_moves (business_id, product_id, quantity, reason, unit_cost, bill_id, business_date, at)
    SELECT :business, md5('p' || abs(hashint4(n * 31 + line)) % :products)::uuid, -(1 + line % 3), 'sale', 7, md5('b' || n)::uuid,
           (now() - make_interval(mins => (:total - n) * 20))::date, now()
    FROM generate_series(:first, :last) n, generate_series(1, :lines) line;
WITH posted AS (
    INSERT INTO postings (business_id, kind, subject_id, business_date, at)
        SELECT :business, 'bill', md5('b' || n)::uuid, (now() - make_interval(mins => (:total - n) * 20))::date, now()
        FROM generate_series(:first, :last) n
    RETURNING id, business_date
)
INSERT INTO ledger_entries (business_id, posting_id, account, amount_minor, customer_id, business_date)
    SELECT :business, posted.id, leg.account, leg.amount * :lines, CASE leg.account WHEN 'receivable' THEN md5('c1')::uuid END, posted.business_date
    FROM posted, (VALUES ('receivable', 1050), ('sales', -1000), ('tax_payable', -50)) AS leg (account, amount);
"""


def main() -> None:
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        for number in options.businesses:
            books = prepare(url, SECRET, database=f"bench_{number}")
            migrate(books.owner)
            Bench(books, Path(folder) / f"mirror_{number}", number, options).run()


class Bench:
    """One set of books and its mirror."""

    def __init__(self, books: Addresses, folder: Path, number: int, options: argparse.Namespace) -> None:
        self.books, self.folder, self.options = books, folder, options
        self.database = Database(books.app)
        self.bills = options.lines // LINES_A_BILL // number
        self.next_bill = self.bills + 1
        self.runner = MirrorRunner(books.mirror, folder)  # as the worker keeps one
        started = time.perf_counter()
        self.businesses = [self._shop(n) for n in range(number)]
        with psycopg.connect(books.owner, autocommit=True) as owner:
            owner.execute("VACUUM ANALYZE")
        lines = self.bills * LINES_A_BILL * number
        print(
            f"\n{number} business(es), {lines:,} lines (books written in {time.perf_counter() - started:.0f} s)",
            flush=True,
        )

    def run(self) -> None:
        copies, loads = [], []
        for _ in range(self.options.repeat):
            copies.append(timed(self._copy_to_nowhere))
            shutil.rmtree(self.folder, ignore_errors=True)
            loads.append(timed(lambda: run_mirror(self.books.mirror, self.folder)))
        limit = 2 if len(self.businesses) == 1 else 4
        print(f"binary COPY to nowhere        {median(copies):8.3f} s")
        print(
            f"load, reconcile and publish   {median(loads):8.3f} s   {median(loads) / median(copies):.2f} x (at most {limit} x)",
            flush=True,
        )
        size = sum(file.stat().st_size for file in self.folder.glob("*/*.duckdb"))
        print(f"mirror on disk                {size / 2**20:8.1f} MiB")
        one = self.businesses[0]
        self._increment(one)  # the first has no version to take back yet
        self._report("increment", [self._increment(one) for _ in range(max(5, self.options.repeat))], "at most 0.5 s")
        self._report("run without a change", [timed(lambda: self._run_one(one)) for _ in range(5)])
        self._report("sweep without a change", [timed(self.runner.run) for _ in range(5)])
        if len(self.businesses) >= self.options.busy:
            self._commit_to_visible(self.businesses[: self.options.busy])
            self._torn_reads(one, self.options.reads)
        self.runner.close()
        self.database.close()

    def _shop(self, n: int) -> int:
        with self.database.entry() as session:
            settings = BusinessSettings(name=f"Shop {n}", country="IN")
            business_id = register_business(session, settings, by=MUNIM, at=datetime.now(UTC)).business_id
            _execute(session, PARTIES, business=business_id, **self._parties())
        for first in range(1, self.bills + 1, 20_000):
            self._sell(business_id, first, min(first + 19_999, self.bills))
        return business_id

    def _sell(self, business_id: int, first: int, last: int) -> None:
        with self.database.business(business_id) as session:
            _execute(
                session,
                BILLS,
                business=business_id,
                first=first,
                last=last,
                lines=LINES_A_BILL,
                total=self.bills,
                **self._parties(),
            )

    def _parties(self) -> dict[str, int]:
        return {
            "customers": self.bills // BILLS_A_CUSTOMER + 10,
            "products": self.bills * LINES_A_BILL // LINES_A_PRODUCT + 10,
        }

    def _copy_to_nowhere(self) -> None:
        """Every column the mirror reads, by psycopg, and thrown away."""
        with psycopg.connect(self.books.mirror) as connection:
            for table in TABLES:
                statement = f"COPY ({books_statement(table.name, 'rows', self.businesses)}) TO STDOUT (FORMAT binary)"
                with connection.cursor().copy(statement.encode()) as copy:
                    for _ in copy:
                        pass

    def _increment(self, business_id: int) -> float:
        """A run after ``--changed`` rows changed: bills with their lines, moves, postings and entries."""
        bills = max(1, self.options.changed // (2 * LINES_A_BILL + 5))
        self._sell(business_id, self.next_bill, self.next_bill + bills - 1)
        self.next_bill += bills
        return timed(lambda: self._run_one(business_id))

    def _run_one(self, business_id: int) -> None:
        self.runner.run([business_id])

    def _report(self, what: str, seconds: Sequence[float], limit: str = "") -> None:
        print(f"{what:<29} {median(seconds):8.3f} s   {f'({limit})' if limit else ''}", flush=True)

    def _commit_to_visible(self, businesses: Sequence[int], seconds: float = 20.0) -> None:
        """Each business sells twice a second while sweeps follow one another and a reader looks for each bill."""
        reader = MirrorReader(self.folder, threads=1)
        committed: dict[int, tuple[int, float]] = {}
        waits: list[float] = []
        until = time.monotonic() + seconds

        def sweep() -> None:
            while time.monotonic() < until + 3:
                self.runner.run()

        def look() -> None:
            looked_at: dict[int, int] = {}
            while time.monotonic() < until + 3:
                for business_id, (bill, at) in list(committed.items()):
                    if looked_at.get(business_id) == (version := reader.version(business_id)):
                        continue
                    with reader.open(business_id) as mirror:
                        [seen] = mirror.cursor.execute(
                            "SELECT count(*) FROM bills WHERE number = ?", [f"INV{bill}"]
                        ).fetchall()
                    looked_at[business_id] = version
                    if seen[0]:
                        waits.append(time.monotonic() - at)
                        del committed[business_id]
                time.sleep(0.02)

        threads = [threading.Thread(target=sweep), threading.Thread(target=look)]
        for thread in threads:
            thread.start()
        while time.monotonic() < until:
            for business_id in businesses:
                self._sell(business_id, self.next_bill, self.next_bill)
                committed.setdefault(business_id, (self.next_bill, time.monotonic()))
                time.sleep(0.5 / len(businesses))
            self.next_bill += 1
        for thread in threads:
            thread.join()
        reader.close()
        print(
            f"commit to visible, {len(businesses)} busy shops   p95 {quantiles(waits, n=20)[18]:.2f} s of {len(waits)} (at most 2 s)",
            flush=True,
        )

    def _torn_reads(self, business_id: int, reads: int) -> None:
        """Two readers ask for sums that must agree while a version follows the other."""
        reader = MirrorReader(self.folder, threads=1)
        left = iter(range(reads))
        torn: list[int] = []
        versions: set[int] = set()

        def read() -> None:
            for _ in left:
                with reader.open(business_id) as mirror:
                    [(version, lines, days, debts)] = mirror.cursor.execute(
                        "SELECT version, (SELECT sum(total_minor) FROM sales), (SELECT sum(total_minor) FROM daily_sales),"
                        " (SELECT sum(amount_minor) FROM ledger WHERE account = 'receivable') FROM mirror_state"
                    ).fetchall()
                versions.add(version)
                if not (version == mirror.version and lines == days == debts):
                    torn.append(version)

        threads = [threading.Thread(target=read) for _ in range(2)]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            self._sell(business_id, self.next_bill, self.next_bill)
            self.next_bill += 1
            self._run_one(business_id)
        reader.close()
        print(
            f"torn reads                    {len(torn):8} of {reads:,} over {len(versions)} versions (none)", flush=True
        )


def _execute(session: Session, script: str, **values: int) -> None:
    """Run a script of several statements, which bind no parameters: numbers take their places in the text."""
    for name, value in values.items():
        script = re.sub(f"(?<!:):{name}\\b", f"{value:d}", script)
    connection = session.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    connection.execute(script.encode())


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=540_000, help="lines of all businesses together")
    parser.add_argument(
        "--businesses",
        type=int,
        nargs="+",
        default=[1, 50],
        help="into how many businesses they are split, one round each",
    )
    parser.add_argument("--repeat", type=int, default=3, help="runs a figure is the median of")
    parser.add_argument("--changed", type=int, default=1000, help="rows an increment carries")
    parser.add_argument("--busy", type=int, default=20, help="shops that sell at once")
    parser.add_argument("--reads", type=int, default=100_000, help="reads among which none may be torn")
    return parser.parse_args()


if __name__ == "__main__":
    main()
