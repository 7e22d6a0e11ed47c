"""What one run works with: connections to the books, a workbench, and the folder it publishes to."""

from __future__ import annotations

import queue
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Final

import adbc_driver_manager
import duckdb

from etl.books import Books, Lane, Snapshot
from etl.reader import EPOCH
from etl.statements import Since, books_statement
from etl.tables import LARGE, MirrorTable
from etl.versions import Step, Versions
from etl.workbench import State, Workbench
from munim.errors import Unavailable

LANES: Final = 2  # connections that read at once: more only take turns on the cores


class MirrorUnwritable(Unavailable):
    """The mirror cannot be written."""

    code = "mirror_unwritable"


class Workshop:
    """The means of one run. After an error they are thrown away with all that was staged, and made afresh when needed."""

    def __init__(self, url: str, folder: Path, step: Step) -> None:
        self._url, self.folder, self.step = url, Path(folder), step
        self.books = Books(url)
        self._lanes: list[Lane] = []
        self._bench: Workbench | None = None

    def close(self) -> None:
        self.discard()
        self.books.close()

    def discard(self) -> None:
        """Throw away the workbench and the lanes: an error may have left either in any state."""
        for lane in self._lanes:
            lane.close()
        self._lanes.clear()
        if self._bench is not None:
            self._bench.close()
            self._bench = None

    @property
    def bench(self) -> Workbench:
        if self._bench is None:
            self._bench = Workbench(self.folder / "spill")
        return self._bench

    def versions(self, business_id: int) -> Versions:
        return Versions(self.folder, business_id)

    @contextmanager
    def turn(self, business_id: int) -> Iterator[bool]:
        """The business's turn to be mirrored; False while another run has it."""
        taken = self.books.try_lock(business_id)
        try:
            yield taken
        finally:
            if taken:
                self.books.unlock(business_id)

    def stage(self, snapshot: Snapshot, tables: Sequence[MirrorTable], businesses: Sequence[int], since: Since | None = None) -> None:
        """Read the tables of the businesses into the workbench: everything, or what changed ``since``."""
        waiting: queue.SimpleQueue[MirrorTable] = queue.SimpleQueue()
        for table in sorted(tables, key=lambda table: table.name not in LARGE):
            waiting.put(table)
        bench, lanes = self.bench, self._open_lanes(1 if since else LANES)

        def drain(lane: Lane) -> None:
            with lane.within(snapshot), suppress(queue.Empty):
                while True:
                    table = waiting.get_nowait()
                    bench.stage(table.name, lane.read(books_statement(table.name, "rows", businesses, since)))

        if len(lanes) == 1:
            drain(lanes[0])
            return
        with ThreadPoolExecutor(len(lanes)) as pool:
            for reading in [pool.submit(drain, lane) for lane in lanes]:
                reading.result()

    def _open_lanes(self, number: int) -> list[Lane]:
        while len(self._lanes) < number:
            self._lanes.append(Lane(self._url))
        return self._lanes[:number]

    def state_of(self, path: Path) -> State | None:
        """What the version at ``path`` says of itself; None when it says nothing that can be understood."""
        try:
            with self.bench.open_file(path, read_only=True):
                return self.bench.state()
        except duckdb.Error:
            # lost, damaged or of another shape: whatever it is, it cannot be carried on and is loaded anew
            self.discard()
            return None

    @contextmanager
    def writing(self, business_id: int | None = None) -> Iterator[None]:
        """Errors of DuckDB and the disk as ``MirrorUnwritable``, or as ``BooksUnreachable`` when the books are gone."""
        try:
            yield
        except (OSError, duckdb.Error, adbc_driver_manager.Error) as error:
            self.books.check()
            whose = "the mirrors" if business_id is None else f"the mirror of business {business_id}"
            raise MirrorUnwritable(f"{whose} cannot be written: {error}") from error


def next_version(versions: Versions, snapshot: Snapshot) -> int:
    """The moment's milliseconds, or one more than any version there is: a folder begun anew repeats no number."""
    moment = (snapshot.as_of - EPOCH) // timedelta(milliseconds=1)
    return max([moment, *(version + 1 for version in (*versions.present(), versions.current() or 0))])
