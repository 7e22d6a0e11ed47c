"""A shop's mirror in the catalogue ``mirror``, as a statement finds it, and the cases of SQL beside the tests."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from ai.guard import mirror_schema
from tests.analytics.one_of_everything import one_of_everything

CASES = Path(__file__).parents[2] / "cases" / "sql"
EVERYTHING = frozenset(
    permission
    for table in mirror_schema().tables.values()
    for needed in table.columns.values()
    for permission in needed
)


def statements(name: str) -> list[str]:
    """The statements of a file of cases, each ended by a semicolon at the end of a line."""
    text = re.sub(r"^-- .*\n", "", (CASES / name).read_text(), flags=re.MULTILINE)
    return [one.strip() for one in re.split(r";\n", text) if one.strip()]


@contextmanager
def opened_shop(folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection on the file of a shop that has one of everything, read-only and called ``mirror``."""
    with one_of_everything().mirror() as made:
        made.cursor.execute("CHECKPOINT")
        [(path,)] = made.cursor.execute("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL").fetchall()
        shutil.copy(path, folder / "mirror.duckdb")
    with duckdb.connect(folder / "mirror.duckdb", read_only=True, config={"threads": 1}) as connection:
        yield connection
