"""Thousands of small businesses in one mirror: what it costs to load them, to look for changes, and to carry some on.

    python -m benchmarks.many_businesses [--businesses 300] [--lines 40] [--changed 10 100] [--repeat 3]

With ``--businesses 10000`` it is the fleet a single worker is meant for. The books are copied from one shop by set-based
SQL; each business has its customers, products, bills and entries. Memory is the peak of this process, in which the mirror
runs and Postgres does not; open files are its most at any sweep's end.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from api.metrics import Metrics
from benchmarks._wholesalers import SECRET, Wholesalers
from etl.mirror import MirrorRunner
from etl.reader import MirrorReader
from etl.status import mirror_status
from munim.database import Database
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import Addresses, prepare

LINES_A_BILL: Final = 20
LIMIT_MIB: Final = 1024


def main() -> None:
    options = _options()
    with (
        tempfile.TemporaryDirectory(prefix="munim-bench-") as folder,
        EmbeddedPostgres(Path(folder) / "pg", temporary=True).lease() as url,
    ):
        books = prepare(url, SECRET)
        migrate(books.owner)
        lines = options.businesses * max(options.lines, LINES_A_BILL)
        shops = Wholesalers(books, options.businesses, lines=lines, administrator=url)
        measure(shops, Path(folder) / "mirror", options, books)
        shops.close()


def measure(shops: Wholesalers, folder: Path, options: argparse.Namespace, books: Addresses) -> None:
    """Everything in turn; each figure of what is done again is the median of ``--repeat``."""
    with MirrorRunner(books.mirror, folder) as runner:
        _report("first load of all", [timed(runner.run)], each=options.businesses)
        _report("sweep without a change", [timed(runner.run) for _ in range(options.repeat)])
        for changed in options.changed:
            if changed > len(shops.businesses):
                continue
            times = []
            for _ in range(options.repeat):
                _sell_one_bill(shops, shops.businesses[:changed])
                times.append(timed(runner.run))
            _report(f"sweep, {changed:,} of them changed", times, each=changed)
        _report(
            f"one changed of {len(shops.businesses):,}, by its hint",
            [_hinted(shops, runner) for _ in range(options.repeat)],
        )
    _report("status of all, first time", [timed(lambda: mirror_status(folder))])
    _report("status of all, again", [timed(lambda: mirror_status(folder)) for _ in range(options.repeat)])
    reader, database = MirrorReader(folder), Database(books.app)
    metrics = Metrics(database, reader, clock=lambda: datetime.now(UTC))
    before = psutil.Process().num_fds()
    _report("scrape of /metrics", [timed(metrics.text) for _ in range(options.repeat)])
    for business_id in shops.businesses[:200]:
        with reader.open(business_id) as mirror:
            mirror.rows("SELECT count(*) FROM sales")
    print(f"{'files open, 200 read':<40} {psutil.Process().num_fds() - before:8,}")
    reader.close()
    database.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{'memory at its most':<40} {peak:8,.0f} MiB   (at most {LIMIT_MIB:,} MiB)")


def _sell_one_bill(shops: Wholesalers, businesses: Sequence[int]) -> None:
    for business_id in businesses:
        shops.sell(business_id)


def _hinted(shops: Wholesalers, runner: MirrorRunner) -> float:
    _sell_one_bill(shops, shops.businesses[:1])
    return timed(lambda: runner.run(shops.businesses[:1]))


def timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


def _report(what: str, seconds: Sequence[float], *, each: int = 0) -> None:
    share = f"   {median(seconds) / each * 1000:.1f} ms each" if each else ""
    print(f"{what:<40} {median(seconds):8.3f} s{share}", flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--businesses", type=int, default=300, help="how many there are")
    parser.add_argument("--lines", type=int, default=40, help="lines of each")
    parser.add_argument("--changed", type=int, nargs="+", default=[10, 100], help="of how many something changed")
    parser.add_argument("--repeat", type=int, default=3, help="runs a figure is the median of")
    return parser.parse_args()


if __name__ == "__main__":
    main()
