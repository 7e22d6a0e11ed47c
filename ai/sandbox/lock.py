"""DuckDB shut: one file, open for reading, and nothing beside it to reach, load, set or remember.

Each step is a statement under the name of what it takes away. They run in this order, on a connection that no
statement has used before; the last one makes the others final. A step that DuckDB refuses leaves the statement unrun.

Measured on DuckDB 2.0.0: a file opened read-only with external access off can still be overwritten through
``COPY … TO '<its own path>'``, which only the closed file system stops; and nothing here bounds texts, lists and
sleeps, for which the process has its own bounds (``confinement.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import duckdb

from ai.sandbox.limits import Limits

CATALOGUE: Final = "mirror"  # what the file is called in SQL, whatever its own name
ENGINE: Final = tuple(int(part) for part in re.findall(r"\d+", duckdb.__version__)[:2])


@dataclass(frozen=True)
class Step:
    """One statement of the lock, and the first version of DuckDB that knows it."""

    name: str
    sql: str  # with the fields of ``_values``
    since: tuple[int, ...] = (1, 0)


STEPS: Final = (
    Step("the file, for reading", f"ATTACH {{path}} AS {CATALOGUE} (READ_ONLY)"),
    Step("its names before all others", f"USE {CATALOGUE}"),
    Step("no tables in memory", "DETACH memory"),
    Step("nothing spilled to disk", "SET temp_directory = ''"),
    Step("not a byte of it", "SET max_temp_directory_size = '0KiB'"),
    Step("no other files, no network", "SET enable_external_access = false"),
    Step("no extension by a name in passing", "SET autoload_known_extensions = false"),
    Step("no extension fetched", "SET autoinstall_known_extensions = false"),
    Step("no extension of strangers", "SET allow_community_extensions = false"),
    Step("no Python variables as tables", "SET python_enable_replacements = false"),
    Step("of no caller either", "SET python_scan_all_frames = false"),
    Step("memory", "SET memory_limit = '{memory_bytes}B'"),
    Step("threads", "SET threads = {threads}"),
    Step("time", "SET max_execution_time = {milliseconds}", since=(2, 0)),
    Step("a pivot no wider than an answer", "SET pivot_limit = {columns}"),
    Step("a clock that is nobody's own", "SET TimeZone = 'UTC'"),
    Step("nothing printed", "SET enable_progress_bar = false"),
    Step("no file system at all", "SET disabled_filesystems = 'LocalFileSystem'"),
    Step("and none of this can be changed", "SET lock_configuration = true"),
)


def warm_engine() -> duckdb.DuckDBPyConnection:
    """DuckDB with an empty database in memory and no thread but ours, so that the process can be forked.

    What is loaded at first use is used here once: the functions, and Python's types for DuckDB's.
    """
    quiet: dict[str, str | bool | int | float | list[str]] = {"threads": 1, "allow_unsigned_extensions": "false"}
    if ENGINE >= (2, 0):
        quiet["async_threads"] = 0
    connection = duckdb.connect(":memory:", config=quiet)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(
        """SELECT sum(n), 1.5, DATE '2026-04-01', TIME '10:00', TIMETZ '10:00:00+05:30', TIMESTAMP '2026-04-01 10:00:00',
                  TIMESTAMPTZ '2026-04-01 10:00:00+05:30', INTERVAL 1 DAY, uuid(), 'x'::BLOB, [n], {'n': n}, MAP {n: n}
           FROM range(3) AS numbers (n) GROUP BY ALL ORDER BY ALL"""
    ).fetchall()
    return connection


def locked(engine: duckdb.DuckDBPyConnection, path: str, limits: Limits) -> duckdb.DuckDBPyConnection:
    """A connection that reads the mirror at ``path`` and does nothing else. Raises ``duckdb.Error``."""
    connection = engine.cursor()
    values = {
        "path": "'" + path.replace("'", "''") + "'",
        "memory_bytes": limits.memory_bytes,
        "threads": limits.threads,
        "milliseconds": max(1, round(limits.seconds * 1000)),
        "columns": limits.columns,
    }
    for step in STEPS:
        if step.since <= ENGINE:
            connection.execute(step.sql.format(**values))
    return connection
