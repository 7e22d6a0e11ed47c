"""One half of the sandbox alone: DuckDB's lock in a process that may do everything, or a shut process with DuckDB open.

Reads ``{"half", "path", "statements"}`` from standard input and writes for each statement what it yielded, or null where
it was refused. Each runs in a process of its own, forked here as the fork server does it.
"""

from __future__ import annotations

import json
import os
import sys

import duckdb

from ai.sandbox.confinement import give_up_everything
from ai.sandbox.limits import Limits
from ai.sandbox.lock import locked, warm_engine


def main() -> None:
    asked = json.load(sys.stdin)
    engine = warm_engine()
    if asked["half"] == "process":  # opened once, for all that are forked from here
        engine.execute(f"ATTACH '{asked['path']}' AS mirror (READ_ONLY)").execute("USE mirror")
    print(json.dumps([_yielded(engine, asked["half"], asked["path"], sql) for sql in asked["statements"]]))


def _yielded(engine: duckdb.DuckDBPyConnection, half: str, path: str, sql: str) -> str | None:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        try:
            os.write(writing, repr(_opened(engine, half, path).execute(sql).fetchmany(50)).encode()[:60_000])
        except duckdb.Error:
            os.write(writing, b"refused")
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return None if said in ("refused", "") else said


def _opened(engine: duckdb.DuckDBPyConnection, half: str, path: str) -> duckdb.DuckDBPyConnection:
    if half == "lock":
        return locked(engine, path, Limits())
    give_up_everything(Limits())
    return engine


if __name__ == "__main__":
    main()
