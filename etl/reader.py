"""Reading a mirror: a cursor on one business's current version, read-only and unable to reach anything else.

Each business has a DuckDB instance of its own, so a query can name no other business's tables; all of them share one
configuration. A few stay open between queries, because opening takes ten times as long as most queries.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

import duckdb

from etl.coming import Coming
from etl.engine import COPIED_BYTES, Engine, Opened
from etl.rows import read_rows, read_table
from etl.sweep import Lookout, Sweep
from etl.versions import Lease, NoMirror, Versions, mirrored_businesses
from munim.errors import Unavailable

if TYPE_CHECKING:
    import pyarrow as pa

    from etl.cache import MirrorCache

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
CAPACITY: Final = 32  # versions kept open: each holds its catalogue and some buffers, about a megabyte
MEMORY_LIMIT: Final = "1GB"  # of one version
SMALL_BYTES: Final = 64 * 2**20  # some half a million lines: one core reads them in a few milliseconds


class MirrorUnreadable(Unavailable):
    """The mirror's file cannot be read."""

    code = "mirror_unreadable"


class Mirror(Protocol):
    """One version of one business's mirror, whatever engine reads it."""

    @property
    def business_id(self) -> int: ...

    @property
    def version(self) -> int: ...

    @property
    def as_of(self) -> datetime:
        """The moment of the books that this is a copy of."""

    @property
    def fresh_at(self) -> datetime:
        """The moment up to which it is known to be all of the books."""

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What a statement in DuckDB's dialect yields; ``values`` by the name of their parameter (``$start``)."""

    def table(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The same as columns of Arrow, ids as texts: many rows of which few become Python's values."""

    def batches(self, sql: str, values: Mapping[str, Any] | None = None, *, size: int) -> Iterator[pa.RecordBatch]:
        """The same in batches of ``size`` rows: what is too long to be held at once."""


class Mirrors(Protocol):
    """The mirrors of many businesses, whatever engine reads them."""

    def open(self, business_id: int) -> AbstractContextManager[Mirror]:
        """The business's current version, the same until the end of the ``with``. Raises ``NoMirror``, ``Unavailable``."""

    def close(self) -> None: ...


@dataclass(frozen=True)
class OpenMirror:
    """One business's mirror while it is read: the same version however long the reading takes."""

    business_id: int
    version: int
    as_of: datetime  # the moment of the books this is a copy of
    cursor: duckdb.DuckDBPyConnection
    checked_at: datetime | None = (
        None  # until when the books are known to have said the same; None: not known beyond as_of
    )
    path: Path | None = None  # its file, held while it is open; None: in memory

    @property
    def fresh_at(self) -> datetime:
        """The moment up to which this is all of the books."""
        return self.as_of if self.checked_at is None else max(self.as_of, self.checked_at)

    def rows(self, sql: str, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """What a statement in DuckDB's dialect yields; ``values`` by the name of their parameter (``$start``)."""
        return read_rows(self.cursor, sql, values)

    def table(self, sql: str, values: Mapping[str, Any] | None = None) -> pa.Table:
        """The same as columns of Arrow, ids as texts."""
        return read_table(self.cursor, sql, values)

    def batches(self, sql: str, values: Mapping[str, Any] | None = None, *, size: int) -> Iterator[pa.RecordBatch]:
        """The same in batches of ``size`` rows, of which none is kept; when it is closed early, the query ends."""
        reader = self.cursor.sql(sql, params=dict(values) if values else None).to_arrow_reader(size)
        try:
            yield from reader
        except GeneratorExit:
            self.cursor.interrupt()
            raise
        finally:
            reader.close()


@dataclass(frozen=True)
class _Alone:
    """A version with a DuckDB to itself."""

    connection: duckdb.DuckDBPyConnection

    def cursor(self) -> duckdb.DuckDBPyConnection:
        return self.connection.cursor()

    def close(self) -> None:
        self.connection.close()


@dataclass(eq=False)
class _OpenVersion:
    """A version kept open, its lease, and how many are reading it."""

    version: int
    lease: Lease
    opened: Opened | _Alone
    as_of: datetime
    readers: int = 0
    retired: bool = False
    busy: bool = False  # opened beforehand: its business is read all the time

    def close(self) -> None:
        self.opened.close()
        self.lease.release()

    def is_at(self, versions: Versions) -> bool:
        """Whether it is the very file that has its version's name."""
        try:
            named = os.stat(versions.path(self.version))
        except FileNotFoundError:
            return False
        return os.path.samestat(os.fstat(self.lease.fileno()), named)


class MirrorReader:
    """The mirrors under ``folder``, for any number of threads: make one for a process and keep it.

    ``cache``: what fetches versions into ``folder`` from a bucket; without it the mirror is written there.
    ``threads``: how many DuckDB may use for one query. By default one for a small business, of which many are read at
    once and each answers sooner alone, and every core for a large one. ``warm``: what to do with the next version of a business
    that is read all the time, before it is the current one.
    """

    def __init__(
        self,
        folder: Path,
        *,
        capacity: int = CAPACITY,
        threads: int | None = None,
        memory_limit: str = MEMORY_LIMIT,
        cache: MirrorCache | None = None,
        warm: Callable[[OpenMirror], None] | None = None,
    ) -> None:
        self.folder = Path(folder)
        self._capacity = capacity
        self._threads, self._memory_limit = threads, memory_limit
        self._open: OrderedDict[int, _OpenVersion] = OrderedDict()  # by business, least recently read first
        self._lock = threading.Lock()
        self._opening: dict[int, threading.Lock] = {}  # by business: who opens a version has the others wait for it
        self._lookout = Lookout(self.folder)
        self._cache = cache
        self.place = Path(tempfile.mkdtemp(prefix="munim-reader-"))  # where engines look for versions
        self._remove_place = weakref.finalize(self, shutil.rmtree, self.place, ignore_errors=True)
        self._engines = count()
        self._warm = warm
        self._coming = Coming(self._open_announced, warm=self._make_ready, let_go=self._let_go)

    def version(self, business_id: int) -> int:
        """The current version, without opening it: the key of cached answers. Raises ``NoMirror``."""
        if self._cache is not None:
            self._cache.keep_fresh(business_id)
        return Versions(self.folder, business_id).require_current()

    @contextmanager
    def open(self, business_id: int) -> Iterator[OpenMirror]:
        """A cursor of your own on the current version, closed at the end of the ``with``.

        Raises ``NoMirror`` for a business not mirrored yet, ``MirrorUnreadable`` for a damaged file.
        """
        current = self.version(business_id)
        self._coming.read(Versions(self.folder, business_id), current)
        checked_at = self._lookout.checked_at(business_id)
        entry = self._borrow(business_id, current)
        try:
            with entry.opened.cursor() as cursor:
                path = Versions(self.folder, business_id).path(entry.version)
                yield OpenMirror(business_id, entry.version, entry.as_of, cursor, checked_at, path)
        finally:
            self._give_back(entry)

    def businesses(self) -> list[int]:
        """The businesses that have a mirror, whether or not it is here already."""
        return mirrored_businesses(self.folder) if self._cache is None else self._cache.businesses()

    def sweep(self) -> Sweep | None:
        """The last sweep through all businesses, as far as it is known here."""
        return self._lookout.sweep() if self._cache is None else self._cache.sweep()

    def close(self) -> None:
        """Let go of every version; those being read are closed by their last reader."""
        self._coming.close()
        with self._lock:
            over = self._retire(list(self._open))
        self._close_all(over)
        self._remove_place()
        if self._cache is not None:
            self._cache.close()

    def _borrow(self, business_id: int, current: int) -> _OpenVersion:
        entry = self._kept(business_id, current)
        if entry is not None:
            return entry
        # opened outside the lock: another business's reader need not wait
        with self._opening.setdefault(business_id, threading.Lock()):
            entry = self._kept(business_id, current)
            if entry is not None:
                return entry
            with self._lock:
                before = self._open.get(business_id)
            fresh = self._coming.take(Versions(self.folder, business_id)) or self._open_current(business_id, before)
            fresh.readers += 1
            with self._lock:
                over = self._retire([business_id])
                self._open[business_id] = fresh
                over += self._retire(list(self._open)[: -self._capacity])
            self._close_all(over)
            return fresh

    def _kept(self, business_id: int, current: int) -> _OpenVersion | None:
        """That version, or one since, where it is open: with one reader more."""
        with self._lock:
            entry = self._open.get(business_id)
            if entry is None or entry.version < current:
                return None
            self._open.move_to_end(business_id)
            entry.readers += 1
            return entry

    def _give_back(self, entry: _OpenVersion) -> None:
        with self._lock:
            entry.readers -= 1
            over = entry.retired and not entry.readers
        if over:
            self._close_all([entry])

    def _make_ready(self, versions: Versions, entry: _OpenVersion) -> None:
        if self._warm is None:
            return
        with self._lock:
            if entry.retired:
                return
            entry.readers += 1
        try:
            with entry.opened.cursor() as cursor:
                path = versions.path(entry.version)
                self._warm(OpenMirror(versions.business_id, entry.version, entry.as_of, cursor, path=path))
        finally:
            self._give_back(entry)

    def _let_go(self, entry: _OpenVersion) -> None:
        with self._lock:
            entry.retired = True
            over = not entry.readers
        if over:
            entry.close()

    def _close_all(self, entries: list[_OpenVersion]) -> None:
        """Close what nobody reads; that takes milliseconds, which no reader of a busy business waits for."""
        for entry in entries:
            if entry.busy:
                self._coming.aside(entry.close)
            else:
                entry.close()

    def _retire(self, businesses: list[int]) -> list[_OpenVersion]:
        """Keep these open no longer; returns those that nobody reads, to be closed without the lock."""
        over = []
        for business_id in businesses:
            entry = self._open.pop(business_id, None)
            if entry is not None:
                entry.retired = True
                if not entry.readers:
                    over.append(entry)
        return over

    def _open_current(self, business_id: int, before: _OpenVersion | None) -> _OpenVersion:
        """The current version, opened by what has the version ``before`` it open, where that can be."""
        versions = Versions(self.folder, business_id)
        try:
            version, lease = versions.take_lease()
        except NoMirror:
            if self._cache is None:
                raise
            self._cache.keep_fresh(business_id)  # another process made room of it just now
            version, lease = versions.take_lease()
        return self._leased(versions, version, versions.path(version), lease, before)

    def _open_announced(self, versions: Versions, version: int) -> _OpenVersion:
        """A version that is whole and has no name yet. Raises ``FileNotFoundError`` once it has."""
        building = versions.building(version)
        with self._lock:
            before = self._open.get(versions.business_id)
        announced = self._leased(versions, version, building, Lease(building), before)
        announced.busy = True
        return announced

    def _leased(
        self, versions: Versions, version: int, path: Path, lease: Lease, before: _OpenVersion | None
    ) -> _OpenVersion:
        try:
            opened = self._opened(path, before)
            try:
                with opened.cursor() as cursor:
                    return _OpenVersion(version, lease, opened, as_of(cursor))
            except BaseException:
                opened.close()
                raise
        except duckdb.Error as error:
            lease.release()
            raise MirrorUnreadable(
                f"the mirror of business {versions.business_id} cannot be read: {error}",
                business_id=versions.business_id,
            ) from error
        except BaseException:
            lease.release()
            raise

    def _opened(self, path: Path, before: _OpenVersion | None) -> Opened | _Alone:
        if path.stat().st_size <= COPIED_BYTES:
            try:
                again = before.opened.engine.open(path) if before and isinstance(before.opened, Opened) else None
                opened = again or self._engine().open(path)
                if opened is not None:
                    return opened
            except OSError:
                pass  # where there is no room for a copy it is read where it is
        return _Alone(connect_for_reading(path, threads=self._threads, memory_limit=self._memory_limit))

    def _engine(self) -> Engine:
        configuration = reading_configuration(threads=self._threads or 1, memory_limit=self._memory_limit)
        return Engine(self.place / str(next(self._engines)), configuration, spill=self.place / "spill")


@contextmanager
def open_mirror(folder: Path, business_id: int) -> Iterator[OpenMirror]:
    """One business's mirror for a single reading, as by the command line; servers keep a ``MirrorReader``."""
    reader = MirrorReader(folder, capacity=1)
    try:
        with reader.open(business_id) as mirror:
            yield mirror
    finally:
        reader.close()


def connect_for_reading(
    path: Path, *, threads: int | None = None, memory_limit: str = MEMORY_LIMIT
) -> duckdb.DuckDBPyConnection:
    """A mirror's file opened as its readers open it; ``threads`` as ``MirrorReader`` has them. Raises ``duckdb.Error``."""
    chosen = threads or (1 if path.stat().st_size <= SMALL_BYTES else os.cpu_count() or 1)
    configuration = reading_configuration(threads=chosen, memory_limit=memory_limit)
    return duckdb.connect(path, read_only=True, config=configuration)


def reading_configuration(*, threads: int | None, memory_limit: str) -> dict[str, str | bool | int | float | list[str]]:
    """DuckDB's settings for a file that is only read: nothing outside it can be reached, installed or named."""
    return {
        "threads": threads or os.cpu_count() or 1,
        "memory_limit": memory_limit,
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "python_enable_replacements": "false",
    }


def as_of(connection: duckdb.DuckDBPyConnection) -> datetime:
    """The moment of the books that the open mirror is a copy of."""
    row = connection.execute("SELECT epoch_us(as_of) FROM mirror_state").fetchone()
    if row is None:
        raise duckdb.InvalidInputException("mirror_state is empty")
    return EPOCH + timedelta(microseconds=row[0])
