"""Files that stay open from one increment to the next: for each small shop that changes often, a copy of its current version.

To open a file, and to read of it what a DuckDB that has it open has read already, is a sixth of a small increment. What
becomes a version is a copy of the working file, made once that is whole, so readers never see one that is written. It has no
name once it is open: it is gone with the process, and nobody else can write it. After an error it is thrown away with the
workbench it is open on.
"""

from __future__ import annotations

import os
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from etl.blank import ROWS_OF_A_GROUP, UNLOGGED
from etl.state import State
from etl.versions import copy_descriptor, copy_file

KEPT_OPEN: Final = 32  # shops of one workbench: each holds its catalogue and some buffers, about a megabyte


@dataclass
class _Working:
    """An open file, and the version it is a copy of."""

    state: State
    descriptor: int


class WorkingFiles:
    """The working files of one DuckDB, for its one thread."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._open: OrderedDict[int, _Working] = OrderedDict()  # by business, the one written longest ago first

    @staticmethod
    def catalogue(business_id: int) -> str:
        """The name in SQL of the business's working file."""
        return f"mirror_{business_id:d}"

    def open(self, business_id: int, state: State, version: Path) -> None:
        """Have the working file be what the version at ``version`` is, which says ``state`` of itself.

        Raises ``OSError`` and ``duckdb.Error``.
        """
        kept = self._open.get(business_id)
        if kept is not None and kept.state == state:
            self._open.move_to_end(business_id)
            return
        self.discard(business_id)
        while len(self._open) >= KEPT_OPEN:
            self.discard(next(iter(self._open)))
        # a log that DuckDB may leave beside it is cleared away with what else was being built
        file = version.parent / f"{uuid.uuid4().hex}.building"
        try:
            copy_file(version, file)
            literal = str(file).replace("'", "''")
            options = ", ".join([f"ROW_GROUP_SIZE {ROWS_OF_A_GROUP:d}", *UNLOGGED])
            descriptor = os.open(file, os.O_RDONLY)
            try:
                self._connection.execute(f"ATTACH '{literal}' AS {self.catalogue(business_id)} ({options})")
            except BaseException:
                os.close(descriptor)
                raise
        finally:
            file.unlink(missing_ok=True)
        self._open[business_id] = _Working(state, descriptor)

    def copy(self, business_id: int, state: State, target: Path) -> None:
        """Copy the working file, which is whole and says ``state`` of itself by now, to ``target``. Raises ``OSError``."""
        working = self._open[business_id]
        working.state = state
        copy_descriptor(working.descriptor, target)

    def discard(self, business_id: int) -> None:
        """Let go of the business's working file, if there is one."""
        working = self._open.pop(business_id, None)
        if working is not None:
            os.close(working.descriptor)
            self._connection.execute(f"DETACH {self.catalogue(business_id)}")

    def close(self) -> None:
        """Let go of all of them; the connection is closed by its owner."""
        for working in self._open.values():
            os.close(working.descriptor)
        self._open.clear()
