"""Each step of DuckDB's lock, asked of DuckDB itself where the lock is all there is: without any of them a test fails."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from ai.sandbox.lock import STEPS
from tests.ai.sandbox.conftest import Shops

ROOT: Final = Path(__file__).parent.parent.parent.parent
SETTING: Final = "SELECT value FROM duckdb_settings() WHERE name = '{}'"

# by the step's name: what DuckDB is asked, and what it answers where the step was taken
TAKEN: Final = {
    "the file, for reading": (
        "SELECT readonly FROM duckdb_databases() WHERE database_name = 'mirror'",
        "[(True,)]",
    ),
    "its names before all others": ("SELECT current_database()", "[('mirror',)]"),
    "no tables in memory": ("SELECT count(*) FROM duckdb_databases() WHERE database_name = 'memory'", "[(0,)]"),
    "nothing spilled to disk": (SETTING.format("temp_directory"), "[('',)]"),
    "not a byte of it": (SETTING.format("max_temp_directory_size"), "[('0 bytes',)]"),
    "no other files, no network": (SETTING.format("enable_external_access"), "[('false',)]"),
    "no extension by a name in passing": (SETTING.format("autoload_known_extensions"), "[('false',)]"),
    "no extension fetched": (SETTING.format("autoinstall_known_extensions"), "[('false',)]"),
    "no extension of strangers": (SETTING.format("allow_community_extensions"), "[('false',)]"),
    "no Python variables as tables": (SETTING.format("python_enable_replacements"), "[('false',)]"),
    "of no caller either": (SETTING.format("python_scan_all_frames"), "[('false',)]"),
    "memory": (SETTING.format("memory_limit"), "[('256.0 MiB',)]"),
    "threads": (SETTING.format("threads"), "[('2',)]"),
    "time": (SETTING.format("max_execution_time"), "[('5000',)]"),
    "a pivot no wider than an answer": (SETTING.format("pivot_limit"), "[('500',)]"),
    "a clock that is nobody's own": (SETTING.format("TimeZone"), "[('UTC',)]"),
    "nothing printed": (SETTING.format("enable_progress_bar"), "[('false',)]"),
    "no file system at all": ("SELECT count(*) FROM read_blob('{own}')", None),  # which all the steps before let by
    "and none of this can be changed": (SETTING.format("lock_configuration"), "[('true',)]"),
}
# what nobody may undo afterwards
UNDOING: Final = (
    "SET enable_external_access = true",
    "SET memory_limit = '8GB'",
    "SET threads = 64",
    "SET max_execution_time = 0",
    "RESET max_execution_time",
    "RESET disabled_filesystems",
    "SET disabled_filesystems = ''",
    "SET lock_configuration = false",
    "SET temp_directory = '/tmp'",
    "SET python_enable_replacements = true",
    "PRAGMA memory_limit = '8GB'",
)


@pytest.fixture(scope="module")
def answered(shops: Shops) -> dict[str, str | None]:
    """What each statement yields behind the lock, in a process that may do everything; None where it is refused."""
    statements = [*(sql for sql, _ in TAKEN.values()), *UNDOING]
    aimed = [sql.replace("{own}", str(shops.own)) for sql in statements]
    asked = json.dumps({"half": "lock", "path": str(shops.own), "statements": aimed})
    ran = subprocess.run(
        [sys.executable, "-m", "tests.ai.sandbox.half"],
        input=asked,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=120,
        check=True,
    )
    return dict(zip(statements, json.loads(ran.stdout), strict=True))


@pytest.mark.parametrize("name", TAKEN)
def test_a_step_of_the_lock_is_taken(name: str, answered: dict[str, str | None]) -> None:
    sql, expected = TAKEN[name]

    assert answered[sql] == expected


def test_every_step_of_the_lock_is_looked_after() -> None:
    assert [step.name for step in STEPS] == list(TAKEN)


@pytest.mark.parametrize("sql", UNDOING)
def test_no_step_of_the_lock_is_undone(sql: str, answered: dict[str, str | None]) -> None:
    assert answered[sql] is None
