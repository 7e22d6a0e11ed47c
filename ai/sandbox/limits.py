"""What one statement may take of the machine."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Bounds of one statement. The operating system holds what DuckDB does not.

    ``memory_bytes`` bounds what DuckDB counts (tables, sorts, hashes); texts, lists and plans it does not count, which
    ``address_space_bytes`` bounds together with everything else in the process, libraries included.
    """

    seconds: float = 5.0  # by the clock on the wall, from the request to the last byte of the answer
    memory_bytes: int = 256 * 2**20
    address_space_bytes: int = 900_000_000
    threads: int = 2
    rows: int = 5_000
    columns: int = 500
    answer_bytes: int = 2_000_000
    statement_bytes: int = 100_000
