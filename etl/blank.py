"""The empty mirror file that every new one begins as: copying its bytes takes a fiftieth of defining its tables."""

from __future__ import annotations

import tempfile
import threading
from functools import lru_cache
from pathlib import Path
from typing import Final

import duckdb

from etl.statements import definitions

FEW_ROWS: Final = 100_000  # up to here a file's blocks are of the smallest size: it takes an eighth of the disk
SMALL_BLOCK_BYTES: Final = 16_384
LARGE_BLOCK_BYTES: Final = 262_144

# A file is written group by group, in as many threads as there are. Smaller groups than DuckDB's own leave less to one
# thread at the end. In a large file they would only be more of them, and notes of each are written whenever it changes.
# A file does not remember the size of its groups.
ROWS_OF_A_GROUP: Final = 30_720
MANY_ROWS: Final = 4_000_000
LARGE_BYTES: Final = 256 * 2**20

# How a file is opened that becomes a version only when it is whole: it needs no log to be mended by. Not every DuckDB can do
# without one.
UNLOGGED: Final = ("RECOVERY_MODE no_wal_writes",) if int(duckdb.__version__.partition(".")[0]) >= 2 else ()

_one_at_a_time = threading.Lock()


def blank_file(rows: int) -> bytes:
    """A mirror without rows, laid out for so many: every column takes a block at least, and small shops have few rows."""
    with _one_at_a_time:
        return _blank(definitions(), SMALL_BLOCK_BYTES if rows <= FEW_ROWS else LARGE_BLOCK_BYTES)


@lru_cache(maxsize=2)
def _blank(tables: str, block_bytes: int) -> bytes:
    with tempfile.TemporaryDirectory(prefix="munim-blank-") as folder, duckdb.connect() as connection:
        file = Path(folder) / "blank.duckdb"
        literal = str(file).replace("'", "''")
        connection.execute(f"BEGIN; {tables} COMMIT; ATTACH '{literal}' AS blank (BLOCK_SIZE {block_bytes:d})")
        connection.execute("COPY FROM DATABASE memory TO blank (SCHEMA); CHECKPOINT blank; DETACH blank")
        return file.read_bytes()
