"""Analyses of customers and products over a business of a million lines: p95 uncached and cached, each report on its own.

    python -m benchmarks.analyses [--lines 1000000] [--runs 20] [--folder DIR]

The business of ``benchmarks.reports``; uncached means read from the open file each time, as of another day each time.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

from analytics.query import Filter
from analytics.reports import Asked, Figures, make_report
from analytics.reports.customers import CUSTOMER_REPORTS
from analytics.reports.products import PRODUCT_REPORTS
from analytics.results import ResultCache
from benchmarks.reports import PERMISSIONS, TODAY, make_business, milliseconds, p95
from etl.reader import OpenMirror, connect_for_reading

# what is asked beside the reports as they come: the pairs of one product, as the counter asks
ASKED: Final = (
    *((kind.slug, kind.slug, ()) for kind in (*CUSTOMER_REPORTS, *PRODUCT_REPORTS)),
    ("bought with one", "bought-together", (Filter("product", "in", ("Product 12",)),)),
)


def measure(mirror: OpenMirror, *, runs: int) -> dict[str, tuple[float, float, float]]:
    """For each report: median and p95 uncached, p95 cached, in milliseconds."""
    chance = random.Random(5)
    days: list[date] = [TODAY - timedelta(days=chance.randrange(200)) for _ in range(runs)]
    answer = {}
    for name, slug, filters in ASKED:
        uncached, cached = [], []
        for day in days:
            figures = Figures(mirror, PERMISSIONS, day, ResultCache())
            act = partial(make_report, figures, slug, Asked(filters=filters))
            uncached.append(milliseconds(act))
            cached.append(milliseconds(act))
        answer[name] = (median(uncached), p95(uncached), p95(cached))
    return answer


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--lines", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--folder", type=Path, help="keep the business here and use it again")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        file = (chosen.folder or Path(temporary)) / f"{chosen.lines}.duckdb"
        if not file.exists():
            make_business(file, lines=chosen.lines)
        with connect_for_reading(file) as connection:
            mirror = OpenMirror(1, 1, datetime.now(UTC), connection)
            measure(mirror, runs=2)  # pages and parsed pieces are warm, as in a server
            print(f"{'report':20} {'median':>8} {'p95':>8} {'cached p95':>11}   ms; to reach: p95 20, cached 3")
            for name, (middle, high, cached) in measure(mirror, runs=chosen.runs).items():
                print(f"{name:20} {middle:8.1f} {high:8.1f} {cached:11.2f}")


if __name__ == "__main__":
    main()
