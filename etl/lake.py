"""The lake: mirrors as Parquet files, partitioned by business, for an engine that runs on many machines.

::

    <lake>/<table>/business=<id>/<version>.parquet   the rows of one table of one business
    <lake>/manifests/<id>.json                       which files make up the current version of a business

A manifest is written last and whole, so a reader that goes by it sees one version of every table, and the files of the
version before it stay until the next export: a reader that has just read the old manifest still finds them. What did not
change since the last export is not written again: its file goes on under the version that wrote it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from etl.reader import as_of
from etl.statements import fingerprint
from etl.versions import NoMirror, Versions
from munim.errors import Unavailable

# What Parquet readers agree on: an id as text, a small unsigned number as a plain one.
_WRITTEN_AS: Final = {"UUID": "VARCHAR", "UTINYINT": "SMALLINT", "USMALLINT": "INTEGER", "UINTEGER": "BIGINT"}
_OURS: Final = frozenset({"mirror_state"})  # of the file itself, of no meaning beyond it


class LakeUnwritable(Unavailable):
    """The lake cannot be written."""

    code = "lake_unwritable"


class LakeTable(msgspec.Struct, frozen=True):
    """One table of a business: its file under the lake, its rows, and a digest of them that does not depend on their order."""

    file: str
    rows: int
    digest: str


class LakeColumn(msgspec.Struct, frozen=True):
    """A column as the mirror has it: ``type`` is DuckDB's; the file holds an id as text."""

    name: str
    type: str
    comment: str


class Manifest(msgspec.Struct, frozen=True):
    """One whole version of a business in the lake. ``shape`` tells the mirror's definitions apart."""

    business_id: int
    version: int
    as_of: datetime
    shape: str
    tables: dict[str, LakeTable]
    columns: dict[str, tuple[LakeColumn, ...]]


@dataclass(frozen=True)
class Exported:
    """What an export of one business did: ``written`` tables are new, the others are as they were."""

    business_id: int
    version: int
    written: int
    kept: int
    bytes: int


class Lake:
    """The lake in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __hash__(self) -> int:
        return hash(self.folder)

    def businesses(self) -> list[int]:
        """The businesses that have been exported."""
        return sorted(int(path.stem) for path in (self.folder / "manifests").glob("*.json") if path.stem.isdigit())

    def manifest(self, business_id: int) -> Manifest:
        """The current version of a business. Raises ``NoMirror`` for one that was never exported."""
        try:
            return msgspec.json.decode(self._manifest(business_id).read_bytes(), type=Manifest)
        except FileNotFoundError:
            raise NoMirror(f"business {business_id} is not in the lake", business_id=business_id) from None

    def location(self, file: str) -> str:
        """Where an engine reads ``file`` from."""
        return str((self.folder / file).resolve())

    def export(self, mirror: Path, businesses: Sequence[int]) -> Iterator[Exported]:
        """Bring the businesses in the lake to the current version of their mirrors under ``mirror``, one after another.

        Raises ``NoMirror`` for a business that is not mirrored, ``LakeUnwritable``.
        """
        for business_id in businesses:
            yield self._export(mirror, business_id)

    def _export(self, mirror: Path, business_id: int) -> Exported:
        versions = Versions(mirror, business_id)
        version, lease = versions.take_lease()
        try:
            with self._turn(business_id), _reading(versions.path(version)) as connection:
                return self._write(connection, business_id, version)
        except (OSError, duckdb.IOException) as error:
            raise LakeUnwritable(f"the lake cannot be written: {error}", business_id=business_id) from error
        finally:
            lease.release()

    @contextlib.contextmanager
    def _turn(self, business_id: int) -> Iterator[None]:
        """One export of a business at a time: a second, of a worker or a command, waits for the first."""
        path = self.folder / "manifests" / f"{business_id}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the kernel drops it with the process
            yield

    def _write(self, connection: duckdb.DuckDBPyConnection, business_id: int, version: int) -> Exported:
        before = self._before(business_id)
        moment = as_of(connection)
        if before is not None and (before.version, before.as_of) == (version, moment):
            return Exported(business_id, version, 0, len(before.tables), 0)
        columns = _columns(connection)
        tables: dict[str, LakeTable] = {}
        written, size = 0, 0
        for table, described in columns.items():
            [(rows, digest)] = connection.execute(_digest(table, described)).fetchall()
            same = None if before is None or before.columns.get(table) != described else before.tables.get(table)
            if same is not None and (same.rows, same.digest) == (rows, str(digest)):
                tables[table] = same
                continue
            file = f"{table}/business={business_id}/{version}.parquet"
            size += self._write_table(connection, table, described, file)
            tables[table] = LakeTable(file, rows, str(digest))
            written += 1
        self._publish(Manifest(business_id, version, moment, fingerprint(), tables, columns))
        self._clear(business_id, tables, before)
        return Exported(business_id, version, written, len(tables) - written, size)

    def _write_table(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[LakeColumn], file: str
    ) -> int:
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        shown = ", ".join(
            f'CAST("{one.name}" AS {_WRITTEN_AS[one.type]}) AS "{one.name}"'
            if one.type in _WRITTEN_AS
            else f'"{one.name}"'
            for one in columns
        )
        connection.execute(
            f"COPY (SELECT {shown} FROM {table}) TO {_literal(unfinished)} (FORMAT parquet, COMPRESSION zstd)"
        )
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(path)
        return path.stat().st_size

    def _publish(self, manifest: Manifest) -> None:
        path = self._manifest(manifest.business_id)
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        with unfinished.open("wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(manifest), indent=1))
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def _before(self, business_id: int) -> Manifest | None:
        """The last export, unless it is of another mirror, or cannot be read: then everything is written."""
        with contextlib.suppress(NoMirror, msgspec.DecodeError):
            found = self.manifest(business_id)
            if found.shape == fingerprint() and all((self.folder / one.file).exists() for one in found.tables.values()):
                return found
        return None

    def _clear(self, business_id: int, tables: dict[str, LakeTable], before: Manifest | None) -> None:
        """Remove the files that neither this version nor the one before it names."""
        named = {one.file for one in tables.values()}
        if before is not None:
            named |= {one.file for one in before.tables.values()}
        for path in self.folder.glob(f"*/business={business_id}/*"):
            if path.relative_to(self.folder).as_posix() not in named:
                path.unlink(missing_ok=True)

    def _manifest(self, business_id: int) -> Path:
        return self.folder / "manifests" / f"{business_id}.json"


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[LakeColumn, ...]]:
    """The tables of the open mirror that are read, and their columns."""
    found: dict[str, list[LakeColumn]] = {}
    for table, name, kind, comment in connection.execute(
        "SELECT table_name, column_name, data_type, coalesce(comment, '') FROM duckdb_columns()"
        " WHERE database_name = 'mirror' AND NOT internal ORDER BY table_name, column_index"
    ).fetchall():
        if table not in _OURS:
            found.setdefault(table, []).append(LakeColumn(name, kind, comment))
    return {table: tuple(columns) for table, columns in found.items()}


def _digest(table: str, columns: Sequence[LakeColumn]) -> str:
    names = ", ".join(f'"{one.name}"' for one in columns)
    return f"SELECT count(*), coalesce(sum(hash({names})), 0) FROM {table}"


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The version, read-only, by an engine of its own that may write files elsewhere, as the mirror's readers may not."""
    config: dict[str, Any] = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(config=config) as connection:
        connection.execute(f"ATTACH {_literal(path)} AS mirror (READ_ONLY); USE mirror")
        yield connection


def _literal(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
