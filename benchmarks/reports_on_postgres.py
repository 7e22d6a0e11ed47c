"""Twelve reports beside the same figures from an indexed Postgres: how many times faster the mirror is.

    python -m benchmarks.reports_on_postgres [--lines 250000] [--runs 7]

The business of ``benchmarks.reports`` is copied from its mirror into customers, products, bills and their lines on a temporary
embedded Postgres, with the books' own types (whole minor units, the business date kept beside the bill) and indexes. What
Munim's reports compute is then asked of both: on the mirror by the code that reports run, a query compiled and read
each time with nothing cached but the shop's settings; on Postgres by the statements of ``benchmarks/sql/twelve.sql``, written by hand as a good
report on the books would be. Values are compared, and must be equal.
To reach: a geometric mean of 30 at 250,000 lines, of 100 at 5 million.
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from math import exp, log
from pathlib import Path
from statistics import median
from typing import Any, Final

import duckdb
import psycopg

from analytics.abc_classes import abc_classes
from analytics.analysis import analyse
from analytics.baskets import product_pairs
from analytics.query import MetricQuery
from analytics.reports import Figures
from analytics.results import ResultCache
from analytics.segments import rfm_cells
from benchmarks.reports import DAYS, PERMISSIONS, TODAY, make_business
from etl.reader import OpenMirror, connect_for_reading
from munim.days import Period
from munim.postgres import EmbeddedPostgres

WHOLE: Final = Period(TODAY - timedelta(days=DAYS - 1), TODAY + timedelta(days=1))
YEAR: Final = Period(TODAY - timedelta(days=364), TODAY + timedelta(days=1))
MONTHS: Final = Period(TODAY.replace(year=TODAY.year - 1, day=1), TODAY.replace(day=1))  # twelve, whole
PAIRS: Final = 50

TABLES: Final = {
    "customers": ("customers", "customer_id uuid PRIMARY KEY, name text, is_walk_in boolean"),
    "products": ("products", "product_id uuid PRIMARY KEY, name text, category_name text"),
    "bills": (
        "bills",
        "bill_id uuid PRIMARY KEY, kind text, status text, business_date date, hour smallint, due_date date, customer_id uuid, due_minor bigint",
    ),
    "bill_lines": (
        "sales",
        "line_id bigint PRIMARY KEY, bill_id uuid NOT NULL, product_id uuid, quantity numeric(14,3), net_minor bigint, cost_minor bigint",
    ),
}
INDEXES: Final = """
ALTER TABLE bill_lines ADD FOREIGN KEY (bill_id) REFERENCES bills, ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE bills ADD FOREIGN KEY (customer_id) REFERENCES customers;
CREATE INDEX ON bills (business_date); CREATE INDEX ON bills (customer_id, business_date); CREATE INDEX ON bills (due_date) WHERE due_minor > 0;
CREATE INDEX ON bill_lines (bill_id); CREATE INDEX ON bill_lines (product_id);
"""


def _rows(query: MetricQuery) -> Callable[[Figures], Sequence[tuple[Any, ...]]]:
    return lambda figures: figures.of(query).rows


def _classes(figures: Figures) -> Sequence[tuple[Any, ...]]:
    rows = figures.of(MetricQuery(("net_sales",), by=("product",), period=YEAR)).rows
    return [(one.row[1], one.net_minor, one.abc) for one in abc_classes(rows, [row[2] for row in rows])]


def _pairs(figures: Figures) -> Sequence[tuple[Any, ...]]:
    return [
        (one.a_name, one.b_name, one.together, one.a_invoices, one.b_invoices)
        for one in product_pairs(figures, YEAR, limit=PAIRS)
    ]


# each as its report asks it; the names are those of the statements of twelve.sql
TWELVE: Final[dict[str, Callable[[Figures], Sequence[tuple[Any, ...]]]]] = {
    "daily_sales": _rows(MetricQuery(("net_sales", "orders", "items"), by=("day",), period=WHOLE)),
    "profit_by_month": _rows(
        MetricQuery(("net_sales", "cost_of_goods", "gross_profit", "margin"), by=("month",), period=WHOLE)
    ),
    "top_products": _rows(MetricQuery(("net_sales", "items"), by=("product",), period=YEAR, limit=20)),
    "category_mix": _rows(MetricQuery(("net_sales",), by=("category",), period=YEAR, shares=True)),
    "hour_by_weekday": _rows(MetricQuery(("net_sales", "orders"), by=("weekday", "hour"), period=YEAR)),
    "rfm": lambda figures: rfm_cells(figures, YEAR),
    "cohorts": lambda figures: analyse(
        figures, "cohorts", permission="customers.read", start=WHOLE.start, end=WHOLE.end
    ),
    "ageing": _rows(MetricQuery(("unpaid",), by=("ageing_bucket",))),
    "bought_together": _pairs,
    "abc": _classes,
    "month_growth": _rows(
        MetricQuery(("net_sales",), by=("month",), period=MONTHS, compare=Period(WHOLE.start.replace(day=1), MONTHS.start))
    ),
    "repeat_rate": lambda figures: analyse(
        figures, "purchase_counts", permission="customers.read", start=YEAR.start, end=YEAR.end
    ),
}  # fmt: skip


def statements() -> dict[str, str]:
    """The statements of twelve.sql by their heading."""
    text = (Path(__file__).parent / "sql" / "twelve.sql").read_text()
    pieces = re.split(r"^-- \[(\w+)\].*$", text, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))


def copy_to_postgres(file: Path, url: str) -> None:
    """The business's rows from the mirror into tables of the books' shape."""
    with duckdb.connect(file, read_only=True) as mirror, psycopg.connect(url, autocommit=True) as books:
        for table, (source, columns) in TABLES.items():
            books.execute(f"CREATE TABLE {table} ({columns})")
            names = ", ".join(re.findall(r"(?:^|, )([a-z_]+) ", columns))
            rows = mirror.execute(f"SELECT {names} FROM {source}")
            with books.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                while chunk := rows.fetchmany(20_000):
                    for row in chunk:
                        copy.write_row(row)
        books.execute(INDEXES)
        books.execute("VACUUM ANALYZE")


def timed(act: Callable[[], Sequence[Any]]) -> tuple[float, Sequence[Any]]:
    """Milliseconds, and what came of it."""
    start = time.perf_counter()
    found = act()
    return (time.perf_counter() - start) * 1000, found


def comparable(rows: Sequence[Sequence[Any]]) -> list[list[str]]:
    return sorted(
        [f"{value.normalize():f}" if isinstance(value, Decimal) else str(value) for value in row] for row in rows
    )


def _asked(books: psycopg.Connection, statement: str, values: dict[str, Any]) -> Sequence[Any]:
    return books.execute(statement.encode(), values).fetchall()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=250_000)
    options.add_argument("--runs", type=int, default=7)
    chosen = options.parse_args()
    written = statements()
    values = {
        "whole_start": WHOLE.start, "whole_end": WHOLE.end, "start": YEAR.start, "end": YEAR.end,
        "months_start": MONTHS.start, "months_end": MONTHS.end, "before_start": WHOLE.start.replace(day=1), "today": TODAY, "pairs": PAIRS,
    }  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder) / "postgres", temporary=True).lease() as url,
    ):
        file = Path(folder) / "business.duckdb"
        make_business(file, lines=chosen.lines)
        copy_to_postgres(file, url)
        with connect_for_reading(file) as connection, psycopg.connect(url, autocommit=True) as books:
            mirror = OpenMirror(1, 1, datetime.now(UTC), connection)
            print(f"{chosen.lines:,} lines; median of {chosen.runs}, warm, nothing cached")
            print(f"{'report':18} {'mirror':>9} {'Postgres':>10} {'times':>7}   ms")
            ratios = []
            for name, ask in TWELVE.items():
                ours, theirs = [], []
                for n in range(1 + chosen.runs):
                    figures = Figures(mirror, PERMISSIONS, TODAY, ResultCache())
                    # its currency and calendar are known as long as a version is, and Postgres is not asked either
                    _ = figures.shop
                    fast, here = timed(partial(ask, figures))
                    slow, there = timed(partial(_asked, books, written[name], values))
                    if comparable(here) != comparable(there):
                        raise SystemExit(f"{name}: the mirror says {here[:3]}, Postgres {there[:3]}")
                    if n:  # the first warms both
                        ours.append(fast)
                        theirs.append(slow)
                ratios.append(median(theirs) / median(ours))
                print(f"{name:18} {median(ours):9.2f} {median(theirs):10.1f} {ratios[-1]:7.1f}", flush=True)
    mean = exp(sum(map(log, ratios)) / len(ratios))
    print(f"{'geometric mean':18} {mean:28.1f}   to reach: 30 at 250,000 lines, 100 at 5 million")


if __name__ == "__main__":
    main()
