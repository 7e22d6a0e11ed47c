"""A million rows of a query as CSV, NDJSON, Parquet and XLSX: rows a second, and the memory taken above what was there.

The yardstick is polars (CSV, NDJSON), pyarrow (Parquet) and XlsxWriter (XLSX) writing the same rows, already read, to
nowhere. ``python -m benchmarks.exports [rows]``; each form is measured in a process of its own.
"""

from __future__ import annotations

import io
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, Final

import duckdb
import psutil

from analytics.exports.streams import BATCH_ROWS, STREAMS, stream_query
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.results import ResultCache
from etl.reader import OpenMirror
from etl.rollups import fill_rollups
from etl.statements import definitions
from tests.analytics.mirrors import AS_OF, OWNER

TODAY: Final = date(2026, 11, 20)
MOST_BYTES: Final = 100_000_000  # above what the process had before: asked for
SHOP: Final = """
INSERT INTO business VALUES (1, 'Benchmark', 'INR', 2, 'IN', 'Asia/Kolkata', 0, 1, 4, 'en', 'Pune', '27', 0);
INSERT INTO products BY NAME
    SELECT ('00000000-0000-0000-0001-' || lpad(to_hex(n), 12, '0'))::UUID AS product_id, 'SKU' || n AS sku, 'चावल Product ' || n AS name, 'goods' AS kind,
           10 AS price, false AS price_includes_tax, 5 AS tax_rate, 'taxable' AS tax_treatment, 0 AS cess_rate, true AS tracks_stock, true AS active
    FROM range(5000) r(n);
INSERT INTO sales BY NAME
    SELECT n AS line_id, 'sale' AS entry, ('00000000-0000-0000-0000-' || lpad(to_hex(n // 4), 12, '0'))::UUID AS bill_id, 'B' || n // 4 AS bill_number,
           DATE '2024-01-01' + (n * 1000 // {rows})::INT AS business_date, (9 + n % 12)::UTINYINT AS hour, '00000000-0000-0000-0002-000000000001'::UUID AS customer_id, 'Asha' AS customer_name, false AS is_walk_in,
           ('00000000-0000-0000-0001-' || lpad(to_hex(n % 5000), 12, '0'))::UUID AS product_id, 'चावल Product ' || n % 5000 AS product_name,
           'goods' AS product_kind, 1 AS quantity, 1000 + n % 5000 AS gross_minor, 0 AS discount_minor, 1000 + n % 5000 AS net_minor, 50 AS tax_minor,
           25 AS cgst_minor, 25 AS sgst_minor, 0 AS igst_minor, 0 AS cess_minor, 5 AS tax_rate, 'taxable' AS tax_treatment, 1050 + n % 5000 AS total_minor
    FROM range({rows}) r(n);
"""
QUERY: Final = MetricQuery(("revenue", "items", "tax"), by=("day", "hour", "product"))


def main() -> None:
    if sys.argv[1:2] == ["--one"]:
        measure(sys.argv[2], int(sys.argv[3]))
        return
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    for form in STREAMS:
        subprocess.run([sys.executable, "-m", "benchmarks.exports", "--one", form, str(rows)], check=True)


def measure(form: str, rows: int) -> None:
    """One form, in this process; its memory is the process's own peak less what it had before."""
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(definitions())
    connection.execute(SHOP.format(rows=rows))
    fill_rollups(connection)
    figures = Figures(OpenMirror(1, 1, AS_OF, connection), OWNER, TODAY, ResultCache())
    b"".join(stream_query(figures, MetricQuery(("revenue",), by=("hour",)), form))  # what is imported once is no row's
    held = figures.of(MetricQuery(("revenue",)))
    assert held.rows
    with watched() as memory:
        query_alone, _ = timed(lambda: sum(batch.num_rows for batch in figures.batches(QUERY, BATCH_ROWS)[1]))
    engine = memory[0]
    with watched() as memory:
        size, count = 0, 0
        started = time.perf_counter()
        for piece in stream_query(figures, QUERY, form):
            size += len(piece)
        seconds = time.perf_counter() - started
    count = sum(batch.num_rows for batch in figures.batches(QUERY, BATCH_ROWS)[1])
    yardstick = timed(lambda: by_library(form, figures))[0] + query_alone
    print(
        f"{form:8} {count:>9,} rows  {size / 1e6:7.1f} MB  {seconds:6.2f} s  {count / seconds:>9,.0f} rows/s  "
        f"{seconds / yardstick:5.2f} x the library  peak {memory[0] / 1e6:6.1f} MB (the engine's query alone {engine / 1e6:6.1f})"
        f"  asked: {MOST_BYTES / 1e6:.0f} MB",
        flush=True,
    )


def by_library(form: str, figures: Figures) -> None:
    """The same rows, whole, written by the library that is there for it."""
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_batches(list(figures.batches(QUERY, BATCH_ROWS)[1]))
    match form:
        case "csv":
            pl.DataFrame(pl.from_arrow(table)).write_csv(io.BytesIO())
        case "ndjson":
            pl.DataFrame(pl.from_arrow(table)).write_ndjson(io.BytesIO())
        case "parquet":
            pq.write_table(table, io.BytesIO(), compression="zstd")
        case _:
            pl.DataFrame(pl.from_arrow(table)).write_excel(io.BytesIO())


@contextmanager
def watched() -> Iterator[list[int]]:
    """Watches the resident memory; afterwards its only element is the peak above where it began."""
    me, found, done = psutil.Process(), [0], threading.Event()
    before = me.memory_info().rss

    def watch() -> None:
        while not done.wait(0.005):
            found[0] = max(found[0], me.memory_info().rss - before)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        yield found
    finally:
        done.set()
        watcher.join()


def timed(work: Any) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


if __name__ == "__main__":
    main()
