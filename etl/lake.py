"""The lake: mirrors as Parquet files, partitioned by business, for an engine that runs on many machines.

::

    <lake>/<table>/business=<id>/<version>.parquet   the rows of one table of one business
    <lake>/manifests/<id>.json                       which files make up the current version of a business

A manifest is written last and whole, so a reader that goes by it sees one version of every table, and the files of the
version before it stay until the next export: a reader that has just read the old manifest still finds them. What did not
change since the last export is not written again: its file goes on under the version that wrote it. Where the files lie, in
a folder or in a bucket, is ``etl/shore.py``'s.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb
import msgspec

from etl.reader import as_of
from etl.shore import BucketShore, FolderShore, Shore
from etl.statements import fingerprint
from etl.versions import NoMirror, Versions
from munim.errors import NotFound, Unavailable
from munim.objects import Bucket, ObjectMoved, bucket_at
from munim.settings import Settings

# What Parquet readers agree on: an id as text, a small unsigned number as a plain one.
_WRITTEN_AS: Final = {"UUID": "VARCHAR", "UTINYINT": "SMALLINT", "USMALLINT": "INTEGER", "UINTEGER": "BIGINT"}
_OURS: Final = frozenset({"mirror_state"})  # of the file itself, of no meaning beyond it
_TRIES: Final = 5  # of an export that another, of another machine, overtook


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
    """The lake in a folder, or in a bucket."""

    def __init__(self, place: Path | Bucket) -> None:
        self._shore: Shore = FolderShore(place) if isinstance(place, Path) else BucketShore(place)

    def businesses(self) -> list[int]:
        """The businesses that have been exported."""
        names = (name.removeprefix("manifests/").removesuffix(".json") for name in self._shore.held("manifests/"))
        return sorted(int(name) for name in names if name.isdigit())

    def manifest(self, business_id: int) -> Manifest:
        """The current version of a business. Raises ``NoMirror`` for one that was never exported."""
        return self._manifest(business_id)[0]

    def location(self, file: str) -> str:
        """Where an engine reads ``file`` from."""
        return self._shore.location(file)

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
            with self._shore.turn(business_id), _reading(versions.path(version)) as connection:
                for _ in range(_TRIES):
                    with contextlib.suppress(ObjectMoved):
                        return self._write(connection, business_id, version)
                raise LakeUnwritable(f"the lake was written {_TRIES} times meanwhile", business_id=business_id)
        except (OSError, duckdb.IOException) as error:
            raise LakeUnwritable(f"the lake cannot be written: {error}", business_id=business_id) from error
        finally:
            lease.release()

    def _write(self, connection: duckdb.DuckDBPyConnection, business_id: int, version: int) -> Exported:
        before, tag = self._before(business_id)
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
        manifest = Manifest(business_id, version, moment, fingerprint(), tables, columns)
        self._shore.point(_name(business_id), msgspec.json.format(msgspec.json.encode(manifest), indent=1), tag)
        named = {one.file for one in (*tables.values(), *(before.tables.values() if before is not None else ()))}
        self._shore.clear(
            business_id, [name for name in tables if tables[name].file.endswith(f"/{version}.parquet")], named
        )
        return Exported(business_id, version, written, len(tables) - written, size)

    def _write_table(
        self, connection: duckdb.DuckDBPyConnection, table: str, columns: Sequence[LakeColumn], file: str
    ) -> int:
        shown = ", ".join(
            f'CAST("{one.name}" AS {_WRITTEN_AS[one.type]}) AS "{one.name}"'
            if one.type in _WRITTEN_AS
            else f'"{one.name}"'
            for one in columns
        )
        with self._shore.writing(file) as path:
            connection.execute(
                f"COPY (SELECT {shown} FROM {table}) TO {_literal(path)} (FORMAT parquet, COMPRESSION zstd)"
            )
            return path.stat().st_size

    def _manifest(self, business_id: int) -> tuple[Manifest, str]:
        try:
            content, tag = self._shore.read(_name(business_id))
        except NotFound:
            raise NoMirror(f"business {business_id} is not in the lake", business_id=business_id) from None
        return msgspec.json.decode(content, type=Manifest), tag

    def _before(self, business_id: int) -> tuple[Manifest | None, str | None]:
        """The last export, unless it is of another mirror, or cannot be read: then everything is written. And its tag."""
        try:
            content, tag = self._shore.read(_name(business_id))
        except NotFound:
            return None, None
        with contextlib.suppress(msgspec.DecodeError):
            found = msgspec.json.decode(content, type=Manifest)
            named = {one.file for one in found.tables.values()}
            if found.shape == fingerprint() and self._shore.has(business_id, named):
                return found, tag
        return None, tag


def lake_at(settings: Settings) -> Lake:
    """The lake that the settings name, in a folder or in a bucket."""
    return Lake(bucket_at(settings.lake, endpoint=settings.s3_endpoint) or settings.lake_folder)


def _name(business_id: int) -> str:
    return f"manifests/{business_id}.json"


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
