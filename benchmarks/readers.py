"""Readers of one business while versions follow one another, fifty readers during a mirror run, and what a handler costs.

    python -m benchmarks.readers [--lines 250000] [--seconds 10] [--rate 1000] [--readers 50] [--run-lines 100000]

Queries are those of a dashboard: sales of two weeks by day, the month's best products, its hours, and what customers owe.
They are asked at a steady rate, whether or not the answers keep up, and each answer's time counts from when it was due;
meanwhile another process publishes a version every second, in which five hundred lines changed. They are asked as the product
is asked, ten dashboards of different days, whose answers are remembered for as long as a version is the current one; and past
all that is remembered. The fifty readers ask one
after the other, without and with a run that loads other shops from Postgres in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import duckdb
import msgspec

from analytics.compile import compile_query
from analytics.freshness import age
from analytics.query import MetricQuery, Order
from analytics.report import document
from analytics.reports import Figures, weekly_report
from analytics.results import SHARED_CACHE, etag, run_query, shop_of
from benchmarks._wholesalers import SECRET, Wholesalers
from benchmarks.reports import PERMISSIONS, TODAY, make_business
from etl.mirror import MirrorRunner
from etl.reader import MirrorReader, OpenMirror
from etl.versions import About, Versions, copy_file
from munim.days import Period, month_of
from munim.migrate import migrate
from munim.postgres import EmbeddedPostgres
from munim.roles import prepare

Asker = Callable[[OpenMirror, int], None]  # asks the so-manieth query

BUSINESS: Final = 1
WARM_UP_SECONDS: Final = 2.0
CHANGED_LINES: Final = 500
STATE: Final = "INSERT INTO mirror_state VALUES (?, 1, '1:1:', 'benchmark', ?, ?)"
FORTNIGHT: Final = Period(TODAY - timedelta(days=13), TODAY + timedelta(days=1))
DASHBOARD: Final = (
    MetricQuery(("revenue",), by=("day",), period=FORTNIGHT),
    MetricQuery(("revenue",), by=("product",), period=month_of(TODAY), order=(Order("revenue"),), limit=10),
    MetricQuery(("revenue",), by=("hour",), period=month_of(TODAY)),
    MetricQuery(("outstanding",)),
)


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory(prefix="munim-bench-") as temporary:
        folder = Path(temporary) / "mirror"
        versions = Versions(folder, BUSINESS)
        versions.prepare()
        make_business(versions.building(1), lines=options.lines)
        with duckdb.connect(versions.building(1)) as connection:
            connection.execute(STATE, [1, datetime.now(UTC), datetime.now(UTC)])
        publish(versions, 1, instead_of=None)
        size = versions.path(1).stat().st_size / 2**20
        print(f"one business, {options.lines:,} lines, {size:.1f} MiB; {os.cpu_count()} cores\n", flush=True)
        handler(folder)
        for what, ask_one in asking(folder, options).items():
            steady(folder, options.rate, options.seconds, what, ask_one)
        fifty(folder, options, Path(temporary))


# -- publishing --------------------------------------------------------------------------------------


def publish(versions: Versions, version: int, *, instead_of: int | None) -> None:
    about = About(datetime.now(UTC), versions.building(version).stat().st_size, {})
    versions.publish(version, about, instead_of=instead_of)
    versions.remove_old()


def publish_every_second(folder: Path, stop: Event) -> None:
    """What an increment does to the file: a copy, some lines replaced, complete on the disk, and the pointer last."""
    versions = Versions(folder, BUSINESS)
    while not stop.wait(1.0):
        current = versions.require_current()
        building = versions.building(current + 1)
        copy_file(versions.path(current), building)
        with duckdb.connect(building, config={"threads": 1}) as connection:
            connection.execute("BEGIN")
            connection.execute(
                f"CREATE TEMP TABLE changed AS SELECT * FROM sales WHERE line_id % 997 = {current % 997:d} LIMIT {CHANGED_LINES:d}"
            )
            connection.execute("DELETE FROM sales WHERE line_id IN (SELECT line_id FROM changed)")
            connection.execute("INSERT INTO sales SELECT * FROM changed")
            connection.execute("UPDATE mirror_state SET version = ?", [current + 1])
            connection.execute("COMMIT")
        publish(versions, current + 1, instead_of=current)


@contextmanager
def publishing(folder: Path) -> Iterator[None]:
    stop = multiprocessing.get_context("spawn").Event()
    writer = multiprocessing.get_context("spawn").Process(target=publish_every_second, args=(folder, stop))
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()


# -- reading -----------------------------------------------------------------------------------------


def statements(folder: Path) -> list[tuple[str, dict[str, object]]]:
    """The dashboard's queries as they are sent to the mirror, so that no cache answers them."""
    reader = MirrorReader(folder)
    with reader.open(BUSINESS) as mirror:
        compiled = [compile_query(query, shop_of(mirror), today=TODAY) for query in DASHBOARD]
    reader.close()
    return [(one.statement.text, dict(one.values)) for one in compiled]


def steady(folder: Path, rate: int, seconds: float, what: str, ask_one: Asker) -> None:
    """``rate`` queries a second for so long, by as many threads as cores, while a version is published each second.

    The first seconds, in which a process begins with nothing open, are not counted.
    """
    reader = MirrorReader(folder, warm=SHARED_CACHE.lately.ask_again)
    lock, waits, seen = threading.Lock(), list[float](), set[int]()
    due = iter(range(int(rate * (WARM_UP_SECONDS + seconds))))
    started = time.perf_counter() + 0.5

    def ask() -> None:
        mine = []
        while True:
            with lock:
                n = next(due, None)
            if n is None:
                break
            at = started + n / rate
            if (early := at - time.perf_counter()) > 0:
                time.sleep(early)
            with reader.open(BUSINESS) as mirror:
                ask_one(mirror, n)
                seen.add(mirror.version)
            if n >= rate * WARM_UP_SECONDS:
                mine.append((time.perf_counter() - at) * 1000)
        with lock:
            waits.extend(mine)

    with publishing(folder):
        _together(ask, os.cpu_count() or 1)
        took = time.perf_counter() - started
    reader.close()
    hundredths = quantiles(waits, n=100)
    print(
        f"{what}: {rate} queries a second asked, {rate * (WARM_UP_SECONDS + seconds) / took:,.0f} answered, over {len(seen)} versions:"
        f" p50 {median(waits):.1f} ms, p95 {hundredths[94]:.1f} ms, p99 {hundredths[98]:.1f} ms (at most 10 ms)",
        flush=True,
    )


def asking(folder: Path, options: argparse.Namespace) -> dict[str, Asker]:
    """How a query is asked: of the product, where an answer is remembered, and past all that is remembered."""
    asked, different = statements(folder), dashboards(options.dashboards)

    def remembering(mirror: OpenMirror, n: int) -> None:
        run_query(mirror, different[n % len(different)], permissions=PERMISSIONS, today=TODAY)

    def unremembered(mirror: OpenMirror, n: int) -> None:
        mirror.rows(*asked[n % len(asked)])

    return {f"{len(different)} different queries": remembering, "nothing remembered": unremembered}


def dashboards(number: int) -> list[MetricQuery]:
    """The queries of so many dashboards, each of its own days: no two of them are answered by one statement and its values."""
    made = []
    for n in range(number):
        start = TODAY - timedelta(days=13 + n)
        month = Period(month_of(TODAY).start - timedelta(days=n), month_of(TODAY).end)
        made += [
            MetricQuery(("revenue",), by=("day",), period=Period(start, TODAY + timedelta(days=1))),
            MetricQuery(("revenue",), by=("product",), period=month, order=(Order("revenue"),), limit=10),
            MetricQuery(("revenue",), by=("hour",), period=month),
            MetricQuery(("outstanding",), by=() if n == 0 else ("customer",), limit=n or None),
        ]
    return made


def fifty(folder: Path, options: argparse.Namespace, temporary: Path) -> None:
    """What so many readers get done in a second, without and with a mirror run beside them, taking turns."""
    reader, askers = MirrorReader(folder), asking(folder, options)

    def speed(ask_one: Asker, until: Callable[[], bool]) -> float:
        done = [0] * options.readers
        started = time.perf_counter()

        def read(number: int) -> None:
            while not until():
                with reader.open(BUSINESS) as mirror:
                    ask_one(mirror, number + done[number])
                done[number] += 1
                time.sleep(options.readers / options.rate)  # a person reads, too

        threads = [threading.Thread(target=read, args=(number,)) for number in range(options.readers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sum(done) / (time.perf_counter() - started)

    def beside(ask_one: Asker, url: str) -> float:
        shutil.rmtree(temporary / "other", ignore_errors=True)
        running = multiprocessing.get_context("spawn").Process(target=run_apart, args=(url, temporary / "other"))
        running.start()
        try:
            return speed(ask_one, lambda: not running.is_alive())
        finally:
            running.join()

    def alone(ask_one: Asker) -> float:
        end = time.perf_counter() + options.seconds / 2
        return speed(ask_one, lambda: time.perf_counter() > end)

    with EmbeddedPostgres(temporary / "pg", temporary=True).lease() as url:
        books = prepare(url, SECRET)
        migrate(books.owner)
        Wholesalers(books, 1, lines=options.run_lines, administrator=url).close()
        for what, ask_one in askers.items():
            speeds = [(alone(ask_one), beside(ask_one, books.mirror)) for _ in range(3)]
            usual, during = (median(one) for one in zip(*speeds, strict=True))
            print(
                f"{options.readers} readers, {what}: {usual:,.0f} queries a second alone, {during:,.0f} during a run:"
                f" {1 - during / usual:.0%} lost (at most 10 %)",
                flush=True,
            )
    reader.close()


def run_apart(url: str, folder: Path) -> None:
    """A run as the worker's: in a process of its own, giving way to readers."""
    with MirrorRunner(url, folder) as runner:
        runner.run()


def handler(folder: Path) -> None:
    """What a request costs besides HTTP: told that nothing has changed, and a report that is remembered."""
    reader = MirrorReader(folder)
    now = datetime.now(UTC)

    def unchanged() -> str:
        with reader.open(BUSINESS) as mirror:
            today = shop_of(mirror).calendar.business_date(now)
            return etag(mirror, today) + age(mirror.fresh_at, now)

    def remembered() -> bytes:
        with reader.open(BUSINESS) as mirror:
            return msgspec.json.encode(document(weekly_report(_figures(mirror), TODAY)))

    for what, act, limit in (("unchanged (304)", unchanged, 1), ("remembered report", remembered, 3)):
        act()
        times = [_milliseconds(act) for _ in range(500)]
        print(f"{what:20} p50 {median(times):.2f} ms, p95 {quantiles(times, n=20)[18]:.2f} ms (at most {limit} ms)")
    reader.close()


def _figures(mirror: OpenMirror) -> Figures:
    return Figures(mirror, PERMISSIONS, TODAY)


def _milliseconds(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return (time.perf_counter() - started) * 1000


def _together(work: Callable[[], None], number: int) -> None:
    threads = [threading.Thread(target=work) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lines", type=int, default=250_000, help="lines of the business that is read")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long the steady rate is kept")
    parser.add_argument("--rate", type=int, default=1000, help="queries a second")
    parser.add_argument("--dashboards", type=int, default=10, help="different ones, of four queries each")
    parser.add_argument("--readers", type=int, default=50, help="readers beside a run")
    parser.add_argument("--run-lines", type=int, default=100_000, help="lines the run beside them loads")
    return parser.parse_args()


if __name__ == "__main__":
    main()
