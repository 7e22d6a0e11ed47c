"""Statements through the sandbox over a million lines: alone, beside a hostile neighbour, and when they have to be killed.

The yardstick is the same statement sent by hand to the same file, open and warm in this process, with as many threads.
The neighbour is another shop that sends one bomb after the other; what it costs is a ratio of the same statements in the
same run, taken in turns with and without it.
"""

from __future__ import annotations

import contextlib
import random
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import duckdb

from ai.sandbox.errors import SandboxError
from ai.sandbox.limits import Limits
from ai.sandbox.pool import Sandbox
from benchmarks.questions import fill_shop
from tests.ai.sandbox.attacks import BOMBS

ORDINARY: Final = (
    "SELECT sum(net_minor) FROM sales",
    "SELECT date_trunc('month', business_date) AS month, sum(net_minor) AS net FROM sales GROUP BY month ORDER BY month",
    "SELECT product_id, sum(net_minor) AS net FROM sales GROUP BY ALL ORDER BY net DESC LIMIT 10",
    "SELECT category_name, sum(net_minor - cost_minor) AS margin FROM sales GROUP BY ALL ORDER BY margin DESC",
    "SELECT hour, count(*) AS lines FROM sales WHERE business_date >= DATE '2026-05-01' GROUP BY hour ORDER BY hour",
    "SELECT c.city, sum(b.total_minor) AS total FROM bills b JOIN customers c USING (customer_id) GROUP BY c.city",
    "SELECT number, customer_name, total_minor FROM bills ORDER BY total_minor DESC, number LIMIT 20",
    "SELECT name, balance_minor FROM customers WHERE balance_minor > 500000 ORDER BY balance_minor DESC LIMIT 100",
    "SELECT business_date, count(DISTINCT bill_id) AS bills FROM sales WHERE business_date >= DATE '2026-10-01' GROUP BY ALL ORDER BY 1",
    "WITH best AS (SELECT customer_id, sum(net_minor) AS net FROM sales GROUP BY ALL ORDER BY net DESC LIMIT 10) SELECT c.name, best.net FROM best JOIN customers c USING (customer_id) ORDER BY net DESC",
    "SELECT name, category_name, on_hand FROM products WHERE on_hand < 5 ORDER BY name LIMIT 50",
    "SELECT month, net, net - lag(net) OVER (ORDER BY month) AS change FROM (SELECT date_trunc('month', business_date) AS month, sum(net_minor) AS net FROM sales GROUP BY month) ORDER BY month",
)
ROUNDS: Final = 6
TIGHT: Final = Limits(seconds=1, statement_bytes=10_000_000)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        own, other = Path(folder) / "1" / "1.duckdb", Path(folder) / "2" / "1.duckdb"
        for path in (own, other):
            path.parent.mkdir()
        with duckdb.connect(own) as connection:
            fill_shop(connection, random.Random(1))
        with duckdb.connect(other) as connection:
            connection.execute("CREATE TABLE sales AS SELECT 7 AS hour FROM range(1000)")
        with Sandbox() as sandbox:
            _latency(sandbox, own)
            _neighbour(sandbox, own, other)
            _bombs(sandbox, other)


def _latency(sandbox: Sandbox, path: Path) -> None:
    threads = sandbox.limits.threads
    with duckdb.connect(path, read_only=True, config={"threads": threads}) as connection:
        by_hand = _times(lambda sql: connection.execute(sql).fetchall())
    through = _times(lambda sql: sandbox.run(path, sql))
    print(f"{len(ORDINARY)} ordinary statements, 1,000,000 lines, {threads} threads")
    _print("by hand, file open and warm", by_hand)
    _print("through the sandbox", through, "asked: p95 100 ms")
    print(f"{'of which the process':32}  {(median(through) - median(by_hand)) * 1000:6.1f} ms (difference of medians)")


def _neighbour(sandbox: Sandbox, path: Path, other: Path) -> None:
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(3):
        alone += _times(lambda sql: sandbox.run(path, sql))
        with _Hostile(sandbox, other):
            beside += _times(lambda sql: sandbox.run(path, sql))
    print("beside another shop that sends one bomb after the other")
    _print("alone", alone)
    _print("beside it", beside)
    mean = sum(beside) / sum(alone)
    print(
        f"{'delay by the neighbour':32}  mean × {mean:.3f}, median × {median(beside) / median(alone):.3f}, asked: × 1.10"
    )


def _bombs(sandbox: Sandbox, path: Path) -> None:
    over: list[tuple[float, str]] = []
    for name, sql in BOMBS:
        started = time.perf_counter()
        with contextlib.suppress(SandboxError):
            sandbox.run(path, sql, limits=TIGHT)
        over.append((time.perf_counter() - started - TIGHT.seconds, name))
    settled = threading.Event()
    sandbox.when_settled(settled.set)
    settled.wait()
    worst, name = max(over)
    resident = max(ended.resident_bytes for ended in sandbox.ended)
    print(f"{len(BOMBS)} bombs, each with a limit of {TIGHT.seconds:g} s")
    print(f"{'latest end':32}  {worst * 1000:+6.1f} ms beyond its limit ({name}), asked: + 500 ms")
    print(f"{'largest process':32}  {resident / 1e6:6.0f} MB, asked: 1,000 MB")


class _Hostile:
    """Another shop's bombs, one after the other, until the end of the ``with``."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self._sandbox, self._path = sandbox, path
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._send)

    def __enter__(self) -> None:
        self._thread.start()
        time.sleep(0.5)

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _send(self) -> None:
        bombs = cycle(sql for name, sql in BOMBS if name[:2] in ("E1", "E3", "E4", "E5", "E6"))
        while not self._over.is_set():
            try:
                self._sandbox.run(self._path, next(bombs))
            except SandboxError:
                continue


def _times(run: Callable[[str], object]) -> list[float]:
    times = []
    for _ in range(ROUNDS):
        for sql in ORDINARY:
            started = time.perf_counter()
            run(sql)
            times.append(time.perf_counter() - started)
    return times


def _print(what: str, times: list[float], asked: str = "") -> None:
    high = quantiles(times, n=20)[18]
    print(f"{what:32}  p50 {median(times) * 1000:6.1f} ms   p95 {high * 1000:6.1f} ms   {asked}".rstrip())


if __name__ == "__main__":
    main()
