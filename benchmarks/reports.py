"""The standard reports over a business of a million lines: p95 uncached and cached, each report on its own.

    python -m benchmarks.reports [--lines 1000000] [--runs 40] [--folder DIR]

The business is made straight into a DuckDB file of the mirror's schema: about four lines a bill, two years of
days with weekly seasons, 5,000 products and 20,000 customers with long tails. Uncached means compiled and read
from the open file each time, on another day each time; cached means answered from the process's result cache.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import duckdb

from analytics.catalogue import METRICS, dimension
from analytics.report import Report
from analytics.reports import (
    Figures,
    daily_report,
    dashboard,
    metrics_report,
    monthly_report,
    trends_report,
    weekly_report,
)
from analytics.results import ResultCache
from etl.reader import OpenMirror, connect_for_reading
from etl.rollups import fill_rollups
from etl.statements import definitions

TODAY: Final = date(2026, 11, 20)
DAYS: Final = 730
PERMISSIONS: Final = frozenset(
    {item.permission for item in METRICS} | {dimension(slug).permission for slug in ("customer", "bill", "product")}
)

BUSINESS: Final = """
INSERT INTO business VALUES (1, 'Benchmark', 'INR', 2, 'IN', 'Asia/Kolkata', 0, 1, 4, 'en', 'Pune', '27', 0);
INSERT INTO customers BY NAME
    SELECT md5_uuid('c' || n) AS customer_id, 'Customer ' || n AS name, 'City ' || n % 40 AS city, 'IN' AS country, false AS is_registered,
           n = 0 AS is_walk_in, true AS active, true AS has_phone, false AS has_email, false AS opted_out, CASE WHEN n % 9 = 0 THEN hash(n) % 500000 ELSE 0 END AS balance_minor, DATE '2024-01-01' AS created_date
    FROM range(20000) AS r(n);
INSERT INTO products BY NAME
    SELECT md5_uuid('p' || n) AS product_id, 'SKU' || n AS sku, 'Product ' || n AS name, 'goods' AS kind, 'Category ' || n % 25 AS category_name,
           1 + hash(n) % 900 AS price, false AS price_includes_tax, 1 + hash(n) % 600 AS cost, 5 AS tax_rate, 'taxable' AS tax_treatment, 0 AS cess_rate, true AS tracks_stock, hash(n + 7) % 400 AS on_hand,
           100 * (1 + hash(n) % 600) * (hash(n + 7) % 400) AS stock_value_minor, 20 AS reorder_level, true AS active
    FROM range(5000) AS r(n);
CREATE TEMP TABLE bill AS
    SELECT n, md5_uuid('b' || n) AS bill_id, $start + CAST(floor($days * n / $bills) AS INTEGER) AS business_date,
           CAST(8 + hash(n * 3) % 14 AS UTINYINT) AS hour, CAST(floor(19999 * power(hash(n * 5) % 10000 / 10000, 2)) AS BIGINT) AS customer,
           CASE WHEN hash(n * 11) % 40 = 0 THEN 'return' ELSE 'sale' END AS entry
    FROM range($bills) AS r(n);
INSERT INTO sales BY NAME
    SELECT l AS line_id, bill.entry, bill.bill_id, 'B' || bill.n AS bill_number, bill.business_date, bill.hour,
           md5_uuid('c' || customer) AS customer_id, 'Customer ' || customer AS customer_name, 'City ' || customer % 40 AS customer_city,
           'IN' AS country, '27' AS place_of_supply, customer = 0 AS is_walk_in,
           md5_uuid('p' || product) AS product_id, 'Product ' || product AS product_name, 'SKU' || product AS sku,
           'Category ' || product % 25 AS category_name, 'goods' AS product_kind,
           md5_uuid('s' || bill.n % 6) AS staff_id, 'Staff ' || bill.n % 6 AS staff_name, '0713' AS hsn, 5 AS tax_rate, 'taxable' AS tax_treatment,
           sign * quantity AS quantity, sign * (net + discount) AS gross_minor, sign * discount AS discount_minor, sign * net AS net_minor,
           sign * net // 20 AS tax_minor, sign * net // 40 AS cgst_minor, sign * net // 40 AS sgst_minor,
           sign * net // 20 - 2 * (sign * net // 40) AS igst_minor, 0 AS cess_minor, sign * (net + net // 20) AS total_minor, sign * net * 7 // 10 AS cost_minor
    FROM (
        SELECT l, l // 4 AS n, CAST(floor(4999 * power(hash(l * 7) % 10000 / 10000, 3)) AS BIGINT) AS product,
               CAST(1 + hash(l * 13) % 5 AS BIGINT) AS quantity, CAST((1 + hash(l * 13) % 5) * (100 + hash(l // 9) % 90000) AS BIGINT) AS net,
               CAST(hash(l * 17) % 3 * 100 AS BIGINT) AS discount
        FROM range($lines) AS r(l)
    ) AS line
    JOIN bill USING (n), LATERAL (SELECT CASE bill.entry WHEN 'sale' THEN 1 ELSE -1 END AS sign) AS signs
    ORDER BY business_date, l;
INSERT INTO bills BY NAME
    SELECT bill_id, CASE entry WHEN 'sale' THEN 'invoice' ELSE 'credit_note' END AS kind, kind AS document, false AS reverse_charge, true AS tax_effect, 'issued' AS status, bill_number AS number, false AS imported,
           any_value(business_date) AS business_date, any_value(hour) AS hour, any_value(business_date) + 15 AS due_date,
           any_value(customer_id) AS customer_id, any_value(customer_name) AS customer_name, 'IN' AS country, any_value(staff_id) AS staff_id,
           any_value(staff_name) AS staff_name, sum(gross_minor) AS gross_minor,
           sum(discount_minor) AS discount_minor, sum(net_minor) AS taxable_minor, sum(tax_minor) AS tax_minor, 0 AS charges_minor,
           0 AS round_off_minor, abs(sum(total_minor)) AS total_minor, 0 AS allocated_minor, 0 AS credited_minor, 0 AS written_off_minor,
           coalesce(sum(total_minor) FILTER (entry = 'sale' AND hash(bill_number) % 30 = 0), 0) AS due_minor
    FROM sales GROUP BY bill_id, entry, bill_number ORDER BY business_date;
INSERT INTO payments BY NAME
    SELECT bill_id AS payment_id, 'receipt' AS entry, 'in' AS direction, 'cash' AS account, 'received' AS status, false AS voucher, number, business_date, hour, customer_id, customer_name,
           ['cash', 'upi', 'card'][CAST(1 + hash(number) % 3 AS BIGINT)] AS method, total_minor AS amount_minor, 0 AS unallocated_minor, false AS made_up
    FROM bills WHERE kind = 'invoice' AND due_minor = 0 ORDER BY business_date;
"""


def make_business(file: Path, *, lines: int) -> None:
    """A mirror of ``lines`` lines that ends today."""
    bills = -(-lines // 4)
    values = {
        "$lines": str(lines),
        "$bills": str(bills),
        "$days": str(DAYS),
        "$start": f"DATE '{TODAY - timedelta(days=DAYS - 1)}'",
    }
    script = BUSINESS
    for name, value in values.items():
        script = script.replace(name, value)
    with duckdb.connect(file) as connection:
        connection.execute("CREATE TEMP MACRO md5_uuid(t) AS CAST(md5(t) AS UUID)")
        connection.execute(definitions())
        connection.execute(script)
        fill_rollups(connection)
        connection.execute("CHECKPOINT")


def reports(day: date) -> dict[str, Callable[[Figures], Report]]:
    """Each standard report, of a period around ``day``."""
    span = 7 + day.toordinal() % 90
    return {
        "daily-sales": lambda figures: daily_report(figures, day),
        "weekly-sales": lambda figures: weekly_report(figures, day),
        "monthly-sales": lambda figures: monthly_report(figures, day.year, day.month),
        "metrics": lambda figures: metrics_report(figures, span),
        "trends": lambda figures: trends_report(figures, span),
        "dashboard": dashboard,
    }


def milliseconds(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]


def measure(mirror: OpenMirror, *, runs: int) -> dict[str, tuple[float, float, float]]:
    """For each report: median and p95 uncached, p95 cached, in milliseconds."""
    chance = random.Random(5)
    days = [TODAY - timedelta(days=chance.randrange(DAYS - 400)) for _ in range(runs)]
    times: dict[str, tuple[list[float], list[float]]] = {name: ([], []) for name in reports(TODAY)}
    for day in days:
        for name, act in reports(day).items():
            figures = Figures(
                mirror, PERMISSIONS, TODAY if name in ("dashboard", "metrics", "trends") else day, ResultCache()
            )
            uncached, cached = times[name]
            uncached.append(milliseconds(partial(act, figures)))
            cached.append(milliseconds(partial(act, figures)))
    return {name: (median(uncached), p95(uncached), p95(cached)) for name, (uncached, cached) in times.items()}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=40)
    options.add_argument("--folder", type=Path, help="keep the business here and use it again")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        file = (chosen.folder or Path(temporary)) / f"{chosen.lines}.duckdb"
        if not file.exists():
            print(
                f"made {chosen.lines:,} lines in {milliseconds(lambda: make_business(file, lines=chosen.lines)) / 1000:.1f} s"
            )
        with connect_for_reading(file) as connection:
            mirror = OpenMirror(1, 1, datetime.now(UTC), connection)
            measure(mirror, runs=2)  # the file's pages and the compiler's parsed pieces are warm, as in a server
            print(f"{'report':15} {'median':>8} {'p95':>8} {'cached p95':>11}   ms; to reach: p95 20, cached 3")
            for name, (middle, high, cached) in measure(mirror, runs=chosen.runs).items():
                print(f"{name:15} {middle:8.1f} {high:8.1f} {cached:11.2f}")


if __name__ == "__main__":
    main()
