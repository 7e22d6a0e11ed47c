"""Reports beside the same figures from an indexed Postgres: how many times faster the mirror is.

    python -m benchmarks.reports_on_postgres [--lines 250000] [--runs 5]

The business of ``benchmarks.reports`` is copied from its DuckDB file into bills and their lines on a temporary
embedded Postgres, with the indexes a shop's books would have; views over them stand where the mirror has tables.
Each report's queries are compiled once and run on both, as they are on DuckDB and transpiled by sqlglot on Postgres,
and must answer alike. First the standard reports of a day, a week or a month, which an index serves well and where
most of the mirror's time is DuckDB's planning, a millisecond or two a query; then reports over the whole two years.
To reach: a geometric mean of 30 at 250,000 lines, 100 at 5 million.
"""

from __future__ import annotations

import argparse
import random
import re
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import partial
from math import exp, log
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import duckdb
import psycopg
from sqlglot.expressions import Alias, Explode, Expr, GenerateSeries, Null, cast

from analytics.compile import compile_query
from analytics.query import Filter, MetricQuery, Result
from analytics.reports import Figures
from analytics.results import ResultCache
from benchmarks.reports import DAYS, PERMISSIONS, TODAY, make_business, reports
from etl.reader import OpenMirror
from munim.days import Period
from munim.postgres import EmbeddedPostgres

TABLES: Final = {
    "customers": "customer_id uuid PRIMARY KEY, name text, city text, country text, is_walk_in boolean, balance_minor bigint",
    "products": "product_id uuid PRIMARY KEY, name text, sku text, category_name text, kind text, tracks_stock boolean, active boolean,"
    " on_hand numeric(14,3), stock_value_minor bigint, reorder_level numeric(14,3), cost numeric(14,4)",
    "bills": "bill_id uuid PRIMARY KEY, kind text, number text, business_date date, hour smallint, due_date date, customer_id uuid,"
    " customer_name text, country text, staff_id uuid, staff_name text, cancelled_date date, cancelled_hour smallint, status text, total_minor bigint, due_minor bigint",
    "bill_lines": "line_id bigint PRIMARY KEY, bill_id uuid, product_id uuid, quantity numeric(14,3), gross_minor bigint, discount_minor bigint,"
    " net_minor bigint, tax_minor bigint, total_minor bigint, cost_minor bigint",
    "payments": "payment_id uuid PRIMARY KEY, entry text, direction text, business_date date, hour smallint, customer_id uuid, customer_name text, method text, amount_minor bigint",
}  # fmt: skip
INDEXES: Final = """
CREATE INDEX ON bills (business_date); CREATE INDEX ON bills (customer_id); CREATE INDEX ON bills (due_date) WHERE due_minor > 0;
CREATE INDEX ON bill_lines (bill_id); CREATE INDEX ON bill_lines (product_id); CREATE INDEX ON payments (business_date);
"""
VIEWS: Final = """
CREATE FUNCTION dayofweek_iso(day date) RETURNS integer IMMUTABLE LANGUAGE sql RETURN extract(isodow FROM day)::integer;
CREATE VIEW sales AS
    SELECT l.*, CASE b.kind WHEN 'invoice' THEN 'sale' ELSE 'return' END AS entry, b.number AS bill_number, b.business_date, b.hour,
           b.customer_id, c.name AS customer_name, c.city AS customer_city, b.country, c.is_walk_in, p.name AS product_name, p.sku, p.category_name,
           p.kind AS product_kind, b.staff_id, b.staff_name
    FROM bills b JOIN bill_lines l USING (bill_id) JOIN customers c USING (customer_id) JOIN products p USING (product_id);
CREATE VIEW daily_sales AS
    SELECT b.business_date, b.hour, count(DISTINCT b.bill_id) FILTER (WHERE b.kind = 'invoice') AS orders, sum(l.quantity) AS quantity,
           sum(l.quantity) FILTER (WHERE b.kind = 'invoice') AS sold_quantity,
           sum(l.gross_minor) FILTER (WHERE b.kind = 'invoice') AS sold_gross_minor,
           sum(l.discount_minor) FILTER (WHERE b.kind = 'invoice') AS sold_discount_minor,
           -sum(l.net_minor) FILTER (WHERE b.kind <> 'invoice') AS returned_minor,
           sum(l.net_minor) AS net_minor, sum(l.tax_minor) AS tax_minor, sum(l.total_minor) AS total_minor
    FROM bills b JOIN bill_lines l USING (bill_id)
    GROUP BY b.business_date, b.hour;
"""


WHOLE: Final = Period(TODAY - timedelta(days=DAYS - 1), TODAY + timedelta(days=1))
LONG: Final = {
    "daily sales": MetricQuery(("net_sales", "orders"), by=("day",), period=WHOLE, fill=True),
    "months": MetricQuery(("gross_sales", "discounts", "returns", "net_sales", "tax", "orders", "average_order_value"), by=("month",), period=WHOLE),
    "year on year": MetricQuery(("net_sales",), by=("month",), period=Period(date(2025, 11, 1), date(2026, 11, 1)), compare="last_year"),
    "hour by weekday": MetricQuery(("net_sales", "orders"), by=("weekday", "hour"), period=WHOLE),
    "top products": MetricQuery(("net_sales", "items"), by=("product",), period=WHOLE, shares=True, limit=20),
    "categories": MetricQuery(("net_sales", "items"), by=("category",), period=WHOLE, shares=True),
    "margins": MetricQuery(("gross_profit", "margin"), by=("category",), period=WHOLE),
    "best customers": MetricQuery(("net_sales", "orders", "collections"), by=("customer",), period=WHOLE, limit=20),
    "cities": MetricQuery(("net_sales", "orders", "customers"), by=("city",), period=WHOLE),
    "staff": MetricQuery(("net_sales", "orders", "average_order_value"), by=("staff",), period=WHOLE),
    "payment methods": MetricQuery(("collections",), by=("payment_method", "month"), period=WHOLE),
    "a product's months": MetricQuery(("net_sales", "items"), by=("month",), where=(Filter("product", values=("Product 7",)),), period=WHOLE),
}  # fmt: skip


class Statements(NamedTuple):
    """One query for each engine, and its values."""

    duckdb: str
    postgres: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Recording(Figures):
    """Figures that remember what they were asked."""

    asked: list[MetricQuery] = field(default_factory=list)

    def of(self, query: MetricQuery) -> Result:
        self.asked.append(query)
        return super().of(query)


def copy_to_postgres(file: Path, url: str) -> None:
    """The business's rows from the DuckDB file into tables of the books' shape."""
    with duckdb.connect(file, read_only=True) as mirror, psycopg.connect(url, autocommit=True) as books:
        for table, columns in TABLES.items():
            books.execute(f"CREATE TABLE {table} ({columns})")
            names = ", ".join(column.split()[0] for column in columns.replace("numeric(14,", "numeric(14.").split(","))
            rows = mirror.execute(f"SELECT {names} FROM {'sales' if table == 'bill_lines' else table}")
            with books.cursor().copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                while chunk := rows.fetchmany(20_000):
                    for row in chunk:
                        copy.write_row(row)
        books.execute(INDEXES)
        books.execute(VIEWS)
        books.execute("VACUUM ANALYZE")


def asked_by(mirror: OpenMirror, act: Callable[[Figures], object]) -> list[Statements]:
    """The statements of a report, or of whatever else reads figures."""
    figures = Recording(mirror, PERMISSIONS, TODAY, ResultCache())
    act(figures)
    compiled = [compile_query(query, figures.shop, today=TODAY) for query in figures.asked]
    return [Statements(each.statement.text, _for_psycopg(each.statement.tree), each.values) for each in compiled]


def _for_psycopg(tree: Expr) -> str:
    """Postgres's SQL with psycopg's parameters, whose mark a remainder shares."""
    return re.sub(r"%(?!\()", "%%", tree.transform(_as_postgres_wants_it).sql("postgres"))


def _as_postgres_wants_it(node: Expr) -> Expr:
    """A series is rows already and UNNEST of it an error; a column of NULLs above a UNION has to say its type."""
    if isinstance(node, Explode) and isinstance(node.this, GenerateSeries):
        return node.this
    return cast(node, "numeric") if isinstance(node, Null) and isinstance(node.parent, Alias) else node


def compare(
    name: str, asked: list[Statements], mirror: duckdb.DuckDBPyConnection, books: psycopg.Connection
) -> tuple[float, float]:
    """Milliseconds on the mirror and on Postgres, warm. Raises ``SystemExit`` when the two do not say the same."""
    for each in asked:
        ours, theirs = (
            mirror.execute(each.duckdb, each.values).fetchall(),
            books.execute(each.postgres, each.values).fetchall(),
        )
        if sorted(map(_comparable, ours)) != sorted(map(_comparable, theirs)):
            raise SystemExit(f"{name}: the mirror says {ours[:3]}, Postgres {theirs[:3]}\n{each.postgres}")
    return (
        milliseconds(lambda: [mirror.execute(each.duckdb, each.values).fetchall() for each in asked]),
        milliseconds(lambda: [books.execute(each.postgres, each.values).fetchall() for each in asked]),
    )


def _ask(query: MetricQuery, figures: Figures) -> Result:
    return figures.of(query)


def _comparable(row: Sequence[Any]) -> list[str]:
    return [str(value.normalize() if isinstance(value, Decimal) else value) for value in row]


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def show(title: str, times: dict[str, list[tuple[float, float]]]) -> None:
    print(f"\n{title:20} {'mirror':>8} {'Postgres':>10} {'times':>7}   median ms")
    ratios = []
    for name, pairs in times.items():
        ours, theirs = median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)
        ratios.append(theirs / ours)
        print(f"{name:20} {ours:8.1f} {theirs:10.1f} {ratios[-1]:7.1f}")
    print(f"{'geometric mean':20} {exp(sum(map(log, ratios)) / len(ratios)):27.1f}")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=250_000)
    options.add_argument("--runs", type=int, default=5)
    chosen = options.parse_args()
    chance = random.Random(5)
    standard: dict[str, list[tuple[float, float]]] = defaultdict(list)
    long: dict[str, list[tuple[float, float]]] = defaultdict(list)
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres(Path(folder) / "postgres", temporary=True).lease() as url,
    ):
        file = Path(folder) / "business.duckdb"
        make_business(file, lines=chosen.lines)
        copy_to_postgres(file, url)
        with duckdb.connect(file, read_only=True) as connection, psycopg.connect(url, autocommit=True) as books:
            mirror = OpenMirror(1, 1, datetime.now(UTC), connection)
            for _ in range(chosen.runs):
                day = TODAY - timedelta(days=chance.randrange(DAYS - 400))
                for name, act in reports(day).items():
                    standard[name].append(compare(name, asked_by(mirror, act), connection, books))
                for name, query in LONG.items():
                    long[name].append(compare(name, asked_by(mirror, partial(_ask, query)), connection, books))
    print(f"{chosen.lines:,} lines")
    show("standard reports", standard)
    show("whole history", long)


if __name__ == "__main__":
    main()
