"""What befalls a run in tests: it is killed, or Postgres lets go of it; and what must not be left lying about."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable

import psycopg

from etl.versions import Versions

# children begin in a clean process that has imported the mirror already: forking this one would copy DuckDB's threads
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["etl.mirror"])


def wait_for(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 20
    while not condition() and time.monotonic() < until:
        time.sleep(0.01)
    assert condition()


def wait_until_forgotten(url: str) -> None:
    """Postgres lets go of a dead client's lock when it notices, a moment later."""
    with psycopg.connect(url, autocommit=True) as connection:
        mine = "usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        wait_for(lambda: connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}").fetchone() == (0,))


def cut_connections(url: str, cluster: str) -> None:
    """Have Postgres end every connection of the mirror to these books."""
    with psycopg.connect(cluster, autocommit=True) as administrator:
        administrator.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'munim_mirror' AND datname = %s",
            [psycopg.conninfo.conninfo_to_dict(url)["dbname"]],
        )


def leftovers(versions: Versions) -> list[str]:
    """Files that are neither the pointer nor one of the two versions kept."""
    expected = {"current", *(f"{version}.duckdb" for version in versions.present()[:2])}
    return sorted({file.name for file in versions.folder.iterdir()} - expected)
