"""The guard over ordinary SQL, and through the sandbox on a mirror of a million lines.

The yardstick of the guard is sqlglot alone, reading the same statements in DuckDB's dialect and writing them out; that of
the sandbox is the regenerated statement on an open connection of this process.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import duckdb
import pyarrow as pa
from sqlglot import parse_one
from sqlglot.dialects.duckdb import DuckDB

from ai.guard import check, mirror_schema
from ai.sandbox.errors import SandboxError
from ai.sandbox.pool import Sandbox
from benchmarks.questions import SHOP
from etl.rollups import fill_rollups
from etl.statements import definitions
from tests.ai.guard.shops import EVERYTHING, statements

ROUNDS: Final = 5
QUESTIONS: Final = (
    "SELECT category_name, sum(net_minor) AS net FROM sales GROUP BY 1 ORDER BY net DESC",
    "SELECT date_trunc('month', business_date) AS month, sum(net_minor) FROM sales GROUP BY 1 ORDER BY 1",
    "SELECT product_name, sum(net_minor) AS net FROM sales WHERE business_date >= DATE '2026-10-01' GROUP BY 1 ORDER BY 2 DESC LIMIT 10",
    "SELECT c.city, sum(s.net_minor) FROM sales s JOIN customers c USING (customer_id) GROUP BY 1",
    "SELECT business_date, sum(net_minor) FROM daily_sales GROUP BY 1 ORDER BY 1",
    "SELECT name, balance_minor FROM customers ORDER BY 2 DESC LIMIT 10",
)


def main() -> None:
    schema, dialect = mirror_schema(), DuckDB()
    asked = [*statements("ordinary.sql"), *statements("tpch.sql")]

    def guarded(sql: str) -> str:
        return check(sql, schema=schema, permissions=EVERYTHING).sql

    for sql in asked:  # the first of each kind loads what the others share
        guarded(sql)
    print(f"{len(asked)} statements, {ROUNDS} rounds")
    own = _times(guarded, asked * ROUNDS)
    alone = _times(lambda sql: dialect.generate(parse_one(sql, dialect=dialect), identify=True), asked * ROUNDS)
    _tell("guard", own, 5)
    _tell("sqlglot alone", alone, None)
    print(f"ratio of medians, guard to sqlglot  {median(own) / median(alone):.1f}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "1.duckdb"
        _make(path)
        with Sandbox() as sandbox, duckdb.connect(path, read_only=True, config={"threads": 2}) as connection:
            sandbox.run(path, "SELECT 1")
            through = _times(lambda sql: sandbox.run(path, guarded(sql)), QUESTIONS * 20, pause=0.3)
            catalog = f'"{path.stem}"'
            here = _times(
                lambda sql: connection.execute(guarded(sql).replace('"mirror"', catalog)).fetchall(), QUESTIONS * 20
            )
    _tell("through the sandbox", through, 100)
    _tell("on a connection", here, None)
    print(f"ratio of medians, sandbox to connection  {median(through) / median(here):.1f}")


def _make(path: Path) -> None:
    draw = random.Random(1)
    syllables = "ra me sh su ka la ni ta pa vi ja ya".split()

    def name() -> str:
        return "".join(draw.choice(syllables) for _ in range(4)).title()

    with duckdb.connect(path) as connection:
        connection.execute(definitions())
        connection.register("made_customers", pa.table({"n": range(60_000), "name": [name() for _ in range(60_000)]}))
        connection.register("made_products", pa.table({"n": range(40_000), "name": [name() for _ in range(40_000)]}))
        connection.execute(SHOP)
        fill_rollups(connection)


def _times(work: Callable[[str], object], asked: list[str] | tuple[str, ...], *, pause: float = 0) -> list[float]:
    """Seconds of each; ``pause`` lets the sandbox fill its pool again, as between people's questions."""
    taken = []
    for sql in asked:
        begun = time.perf_counter()
        try:
            work(sql)
        except SandboxError as error:
            print(f"not run: {error.message}")
        taken.append(time.perf_counter() - begun)
        time.sleep(pause)
    return taken


def _tell(name: str, taken: list[float], asked: int | None) -> None:
    high = quantiles(taken, n=20)[18]
    print(
        f"{name:22}  p50 {median(taken) * 1000:6.2f} ms   p95 {high * 1000:6.2f} ms"
        + (f"     asked: p95 {asked} ms" if asked else "")
    )


if __name__ == "__main__":
    main()
