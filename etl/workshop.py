"""What one run works with: a connection to the books, workbenches, and the folder it publishes to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import adbc_driver_manager
import duckdb

from etl.books import Books, Snapshot
from etl.bucket import MirrorBucket
from etl.reader import EPOCH
from etl.runs import Run
from etl.state import State
from etl.versions import KEPT, Step, Versions
from etl.workbench import Workbench
from munim.errors import Unavailable

Mark = tuple[int, int, int]  # of a file: which it is, how large, and when it was written
States = dict[Path, dict[Mark, State]]  # by the business's folder: what its versions say of themselves


class MirrorUnwritable(Unavailable):
    """The mirror cannot be written."""

    code = "mirror_unwritable"


class Workshop:
    """The means of one run. After an error they are thrown away with all that was staged, and made afresh when needed."""

    def __init__(
        self, url: str, folder: Path, step: Step, bucket: MirrorBucket | None = None, states: States | None = None
    ) -> None:
        self._url, self.folder, self.step, self.bucket = url, Path(folder), step, bucket
        self._states: States = {} if states is None else states
        self.books = Books(url)
        self.cores = os.cpu_count() or 1  # that this workshop may use
        self._benches: list[Workbench] = []

    def close(self) -> None:
        self.discard()
        self.books.close()

    def discard(self) -> None:
        """Throw the workbenches away: an error may have left them in any state."""
        for bench in self._benches:
            bench.close()
        self._benches.clear()

    def clear(self) -> None:
        """Let go of what was staged; the connections stay."""
        for bench in self._benches:
            bench.clear()

    def benches(self, number: int) -> list[Workbench]:
        """So many workbenches, to be used by as many threads, with the cores divided between them."""
        while len(self._benches) < number:
            self._benches.append(Workbench(self._url, self.folder / "spill"))
        for bench in self._benches[:number]:
            bench.use_threads(max(1, self.cores // number))
        return self._benches[:number]

    @property
    def bench(self) -> Workbench:
        """The workbench of whoever works alone, with as many threads as it was given last."""
        return self._benches[0] if self._benches else self.benches(1)[0]

    def versions(self, business_id: int) -> Versions:
        return Versions(self.folder, business_id)

    def publish(self, run: Run) -> Run:
        """Have the bucket, if there is one, hold what came of the run. Raises ``MirrorUnpublished``."""
        if self.bucket is None:
            return run
        return replace(run, published=self.bucket.publish(self.versions(run.business_id), step=self.step))

    @contextmanager
    def turn(self, business_id: int) -> Iterator[bool]:
        """The business's turn to be mirrored; False while another run has it."""
        taken = self.books.try_lock(business_id)
        try:
            yield taken
        finally:
            if taken:
                self.books.unlock(business_id)

    def state_of(self, path: Path) -> State | None:
        """What the version at ``path`` says of itself; None when it says nothing that can be understood.

        A file that is as it was when it was last asked, or written, is not opened for it.
        """
        try:
            known = self._states.get(path.parent, {}).get(_mark(path))
            if known is not None:
                return known
            with self.bench.open_file(path, read_only=True):
                return self.bench.state()
        except (duckdb.Error, FileNotFoundError):
            # lost, damaged or of another shape: whatever it is, it cannot be carried on and is loaded anew
            self.discard()
            return None

    def remember(self, path: Path, state: State) -> None:
        """Keep in mind what the version at ``path`` says of itself; of each business as many as are kept."""
        known = self._states.setdefault(path.parent, {})
        known[_mark(path)] = state
        for oldest in list(known)[:-KEPT]:
            del known[oldest]

    @contextmanager
    def writing(self, business_id: int | None = None) -> Iterator[None]:
        """Errors of DuckDB and the disk as ``MirrorUnwritable``, or as ``BooksUnreachable`` when the books are gone."""
        try:
            yield
        except (OSError, duckdb.Error, adbc_driver_manager.Error) as error:
            self.books.check()
            whose = "the mirrors" if business_id is None else f"the mirror of business {business_id}"
            raise MirrorUnwritable(f"{whose} cannot be written: {error}") from error


def _mark(path: Path) -> Mark:
    found = os.stat(path)
    return found.st_ino, found.st_size, found.st_mtime_ns


def next_version(versions: Versions, snapshot: Snapshot) -> int:
    """The moment's milliseconds, or one more than any version there is: a folder begun anew repeats no number."""
    moment = (snapshot.as_of - EPOCH) // timedelta(milliseconds=1)
    return max([moment, *(version + 1 for version in (*versions.present(), versions.current() or 0))])
