"""The mirror: whole loads beside a binary COPY of the same columns to nowhere, and what an increment costs.

    python -m benchmarks.mirror [--lines 540000] [--businesses 1 50] [--repeat 3] [--changed 1000] [--busy 20] [--reads 100000]

Every figure is the median of ``--repeat`` runs, load and yardstick taking turns.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import psycopg

from benchmarks._wholesalers import SECRET, Wholesalers
from etl.mirror import MirrorRunner, run_mirror
from etl.reader import MirrorReader
from etl.statements import books_statement
from etl.tables import TABLES
from munim.changes import ChangeTeller
from munim.database import Database
from munim.giving_way import giving_way, have_backend_give_way
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, prepare
from munim.settings import Settings
from scheduler.worker import Worker, open_house

LIMIT_MIB: Final = 1024  # of this process, in which the mirror runs and Postgres does not
WARM_UP_SECONDS: Final = 5.0
SPAWNING: Final = multiprocessing.get_context("spawn")


def main() -> None:
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        for number in options.businesses:
            books = prepare(url, SECRET, database=f"bench_{number}")
            migrate(books.owner)
            Bench(books, url, Path(folder) / f"mirror_{number}", number, options).run()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"\nmemory at its most            {peak:8,.0f} MiB   (at most {LIMIT_MIB:,} MiB)")


class Bench:
    """One set of books and its mirror."""

    def __init__(self, books: Addresses, url: str, folder: Path, number: int, options: argparse.Namespace) -> None:
        self.books, self.folder, self.options = books, folder, options
        self.shops = Wholesalers(books, number, lines=options.lines, administrator=url)
        self.businesses = self.shops.businesses
        self.runner = MirrorRunner(books.mirror, folder)  # as the worker keeps one
        print(f"\n{number} business(es), {self.shops.lines:,} lines", flush=True)

    def run(self) -> None:
        copies, loads = [], []
        for _ in range(self.options.repeat):
            copies.append(giving_way(lambda: timed(self._copy_to_nowhere)))
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
        self.shops.close()

    def _copy_to_nowhere(self) -> None:
        """Every column the mirror reads, by psycopg, and thrown away; it gives way to other work as a load does."""
        with psycopg.connect(self.books.mirror) as connection:
            have_backend_give_way(connection.info.backend_pid, login=connection.info.user)
            for table in TABLES:
                statement = f"COPY ({books_statement(table.name, 'rows', self.businesses)}) TO STDOUT (FORMAT binary)"
                with connection.cursor().copy(statement.encode()) as copy:
                    for _ in copy:
                        pass

    def _increment(self, business_id: int) -> float:
        """A run after ``--changed`` rows changed: bills with their lines, moves, postings and entries."""
        self.shops.change(business_id, rows=self.options.changed)
        return timed(lambda: self._run_one(business_id))

    def _run_one(self, business_id: int) -> None:
        self.runner.run([business_id])

    def _report(self, what: str, seconds: Sequence[float], limit: str = "") -> None:
        print(f"{what:<29} {median(seconds):8.3f} s   {f'({limit})' if limit else ''}", flush=True)

    def _commit_to_visible(self, businesses: Sequence[int], seconds: float = 20.0) -> None:
        """Each business sells twice a second, a worker in a process of its own is told of it, and a reader looks for every bill."""
        settings = Settings(var=self.folder.parent / "var", mirror=str(self.folder), secret_key=SECRET)
        worker = SPAWNING.Process(target=work, args=(settings, self.books))
        worker.start()
        reader = MirrorReader(self.folder, threads=1)
        committed: dict[int, dict[str, float]] = {business_id: {} for business_id in businesses}  # and not seen yet
        waits: list[float] = []
        selling = threading.Event()
        selling.set()

        def look() -> None:
            looked_at: dict[int, int] = {}
            late = time.monotonic() + WARM_UP_SECONDS + seconds + 60
            while time.monotonic() < late and (selling.is_set() or any(committed.values())):
                for business_id in businesses:
                    awaited = list(committed[business_id])
                    if not awaited or looked_at.get(business_id) == (version := reader.version(business_id)):
                        continue
                    with reader.open(business_id) as mirror:
                        seen = mirror.rows("SELECT number FROM bills WHERE number IN $numbers", {"numbers": awaited})
                    looked_at[business_id] = version
                    waits.extend(time.monotonic() - committed[business_id].pop(number) for (number,) in seen)
                time.sleep(0.02)

        looking = threading.Thread(target=look)
        looking.start()
        try:
            with ChangeTeller(self.books.app) as teller:
                self._sell_to(
                    businesses, WARM_UP_SECONDS, teller, committed
                )  # each has its file opened, by worker and reader
                waits.clear()
                self._sell_to(businesses, seconds, teller, committed)
            selling.clear()
            looking.join()
        finally:
            worker.terminate()
            worker.join()
        reader.close()
        lost = sum(map(len, committed.values()))
        print(
            f"commit to visible, {len(businesses)} busy shops   p50 {median(waits):.2f} s, p95 {quantiles(waits, n=20)[18]:.2f} s"
            f" of {len(waits)} bills, {lost} not seen (at most 2 s)",
            flush=True,
        )

    def _sell_to(
        self, businesses: Sequence[int], seconds: float, teller: ChangeTeller, committed: dict[int, dict[str, float]]
    ) -> None:
        """Sell twice a second at each business, told of as the API tells of it."""
        until = time.monotonic() + seconds
        while (begun := time.monotonic()) < until:
            for n, business_id in enumerate(businesses):
                time.sleep(max(0.0, begun + n * 0.5 / len(businesses) - time.monotonic()))
                bill = self.shops.sell(business_id)
                committed[business_id][f"INV{bill}"] = time.monotonic()
                teller(business_id)
            time.sleep(max(0.0, begun + 0.5 - time.monotonic()))

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
            self.shops.sell(business_id)
            self._run_one(business_id)
        reader.close()
        print(
            f"torn reads                    {len(torn):8} of {reads:,} over {len(versions)} versions (none)", flush=True
        )


def work(settings: Settings, books: Addresses) -> None:
    """A worker as ``munim worker`` is one, until it is told to stop."""
    Worker(open_house(settings, Database(books.app), mirror_url=books.mirror)).run()


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
