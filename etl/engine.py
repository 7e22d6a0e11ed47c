"""The DuckDB that reads a small business's versions one after the other.

To set up a DuckDB takes several times as long as to open a small file with one that is there, and a busy shop has a new
version every second or two. So the one that read a version reads the next as well. It must reach no other file, and which
files it may ever open is settled before the first: two names in a folder of our own that is not there. For as long as it
takes to open a version, the folder is made and a copy of the version is put under one of the names; once open, the copy
needs no name. So at any other time these names lead nowhere, to be read or to be written.
"""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import duckdb

from etl.parsed import run
from etl.versions import copy_file

COPIED_BYTES: Final = 8 * 2**20  # up to this size a version is copied in less time than a DuckDB is set up
_NAMES: Final = ("one", "other")
_BESIDE: Final = ("", ".wal", ".wal.checkpoint", ".wal.recovery")  # what DuckDB looks for when it opens a file


class Engine:
    """One business's DuckDB, for any number of threads.

    ``folder``: where nothing is, in a folder that is ours alone. It closes with the last version that it has open.
    """

    def __init__(
        self, folder: Path, configuration: dict[str, str | bool | int | float | list[str]], *, spill: Path
    ) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: set[str] = set()
        self._closed = False
        # what it may open has to be said before it is shut off
        self._connection = duckdb.connect(
            config={name: value for name, value in configuration.items() if name != "enable_external_access"}
        )
        try:
            allowed = ", ".join(_literal(folder / f"{name}{beside}") for name in _NAMES for beside in _BESIDE)
            self._connection.execute(
                f"SET temp_directory = {_literal(spill)}; SET allowed_paths = [{allowed}]; SET enable_external_access = false"
            )
        except BaseException:
            self._connection.close()
            raise

    def open(self, path: Path) -> Opened | None:
        """The version at ``path``; None where it cannot be, because two others are open or the last one was closed.

        Raises ``OSError`` and ``duckdb.Error``.
        """
        with self._lock:
            free = next((name for name in _NAMES if name not in self._open), None)
            if free is None or self._closed:
                return None
            try:
                self._attach(path, free)
            except BaseException:
                self._close_unless_read()
                raise
            self._open.add(free)
            return Opened(self, free)

    def _attach(self, path: Path, name: str) -> None:
        copy = self._folder / name
        self._folder.mkdir(mode=0o700)
        try:
            copy_file(path, copy)
            self._connection.execute(f"ATTACH {_literal(copy)} AS {name} (READ_ONLY)")
        finally:
            shutil.rmtree(self._folder)
        # where this connection is, nothing can be detached
        self._connection.execute(f"USE {name}")
        if not self._open:
            self._connection.execute("DETACH memory")  # where tables could be made

    def _cursor(self, name: str) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        run(cursor, f"USE {name}")
        return cursor

    def _detach(self, name: str) -> None:
        with self._lock:
            self._open.remove(name)
            if self._open:
                self._connection.execute(f"USE {next(iter(self._open))}; DETACH {name}")
            self._close_unless_read()

    def _close_unless_read(self) -> None:
        if not self._open:
            self._closed = True
            self._connection.close()


@dataclass(frozen=True)
class Opened:
    """A version that an engine has open under a name."""

    engine: Engine
    name: str

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of your own that finds the tables of this version."""
        return self.engine._cursor(self.name)

    def close(self) -> None:
        """Let go of it: nobody reads it any more."""
        self.engine._detach(self.name)


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
