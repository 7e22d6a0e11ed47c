"""Loading whole: every row of the books into new files, many businesses in one pass."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from typing import Final

from etl.blank import LARGE_BYTES
from etl.books import Snapshot, TotalsOfTables
from etl.bucket import MirrorUnpublished
from etl.reconcile import MirrorMismatch, reconcile_whole
from etl.runs import Run
from etl.state import State
from etl.tables import TABLES
from etl.versions import About
from etl.workbench import Workbench
from etl.workshop import Workshop, next_version
from munim.errors import MunimError
from munim.giving_way import giving_way

LANES: Final = 2  # connections that read at once, and threads that write: more only take turns on the cores

UPLOADS: Final = 8  # versions sent to a bucket at once: they mostly wait


def load(
    workshop: Workshop,
    businesses: Sequence[int],
    runs: list[Run],
    failures: dict[int, MunimError],
    *,
    in_no_hurry: bool = False,
) -> None:
    """Load the businesses whose turn it is, from one snapshot. Each is added to ``runs`` as it is published.

    A copy that is not the books goes to ``failures``, and the others go on. ``in_no_hurry``: where the cores are busy,
    whoever reads goes first; the workshop's connections then give way for good. Raises ``BooksUnreachable`` and ``MirrorUnwritable``.
    """
    if in_no_hurry:
        giving_way(lambda: _load(workshop, businesses, runs, failures, in_no_hurry=True))
    else:
        _load(workshop, businesses, runs, failures, in_no_hurry=False)


def _load(
    workshop: Workshop,
    businesses: Sequence[int],
    runs: list[Run],
    failures: dict[int, MunimError],
    *,
    in_no_hurry: bool,
) -> None:
    with ExitStack() as turns:
        taken = [business_id for business_id in businesses if turns.enter_context(workshop.turn(business_id))]
        runs += [Run(business_id, "busy") for business_id in businesses if business_id not in taken]
        if not taken:
            return
        with workshop.writing():
            for business_id in taken:
                workshop.versions(business_id).prepare()
        workshop.step("locked")
        with workshop.books.snapshot() as snapshot, workshop.writing(), ThreadPoolExecutor(1 + LANES) as pool:
            if in_no_hurry:
                workshop.books.give_way()
            calendars = workshop.books.calendars(taken)
            # asked while the rows are still being read
            totals = pool.submit(workshop.books.totals, taken)
            share = _Share(workshop, snapshot, calendars, totals, runs, failures, in_no_hurry=in_no_hurry)
            if len(taken) == 1:
                share.load(taken, workshop.benches(1)[0], lanes=LANES)
            else:
                loading = [
                    pool.submit(share.load, taken[n::LANES], bench) for n, bench in enumerate(workshop.benches(LANES))
                ]
                for one in loading:
                    one.result()
        _publish(workshop, taken, runs, failures)


def _publish(workshop: Workshop, taken: Sequence[int], runs: list[Run], failures: dict[int, MunimError]) -> None:
    """Send what was loaded to the bucket, once the snapshot is closed: an upload must not keep Postgres from cleaning up."""
    if workshop.bucket is None:
        return

    def publish(run: Run) -> Run | MirrorUnpublished:
        try:
            return workshop.publish(run)
        except MirrorUnpublished as error:
            return error

    loaded = [run for run in runs if run.business_id in taken and run.outcome == "loaded"]
    with ThreadPoolExecutor(UPLOADS) as pool:
        for run, came in zip(loaded, pool.map(publish, loaded), strict=True):
            runs.remove(run)
            if isinstance(came, Run):
                runs.append(came)
            else:
                failures[run.business_id] = came


class _Share:
    """The businesses that one thread loads: staged in one pass, then written, compared and published one by one."""

    def __init__(
        self,
        workshop: Workshop,
        snapshot: Snapshot,
        calendars: dict[int, str],
        totals: Future[TotalsOfTables],
        runs: list[Run],
        failures: dict[int, MunimError],
        *,
        in_no_hurry: bool,
    ) -> None:
        self._in_no_hurry = in_no_hurry
        self._workshop, self._snapshot, self._calendars, self._totals = workshop, snapshot, calendars, totals
        self._runs, self._failures = runs, failures

    def load(self, businesses: Sequence[int], bench: Workbench, *, lanes: int = 1) -> None:
        bench.stage(self._snapshot, TABLES, businesses, lanes=lanes, giving_way=self._in_no_hurry)
        self._workshop.step("staged")
        for business_id in businesses:
            try:
                self._runs.append(self._load_one(business_id, bench))
            except MirrorMismatch as mismatch:
                self._failures[business_id] = mismatch

    def _load_one(self, business_id: int, bench: Workbench) -> Run:
        started, snapshot, step = time.monotonic(), self._snapshot, self._workshop.step
        versions = self._workshop.versions(business_id)
        current, version = versions.current(), next_version(versions, snapshot)
        building = versions.building(version)
        try:
            bench.expect(small=False)
            bench.select_business(business_id, TABLES)
            source = f"{snapshot.source}/{self._calendars[business_id]}"
            state = State(version, snapshot.seen, source, snapshot.as_of, reconciled_at=snapshot.as_of)
            with bench.open_file(building):
                with bench.transaction():
                    tables = bench.load()
                    bench.write_state(state)
                step("written")
                totals = self._totals.result()
                rows = reconcile_whole(bench, business_id, totals, tables)
                step("reconciled")
            # A large load spares the first increment its costs: it leaves a second copy behind, for that increment to be made
            # from, and opens the file once more, as DuckDB rewrites its notes of all blocks when a loaded file first changes.
            large = building.stat().st_size > LARGE_BYTES
            if large:
                with bench.open_file(building), bench.transaction():
                    bench.write_state(state)
            step("closed")
            self._workshop.books.check()
            about = About(snapshot.as_of, building.stat().st_size, rows)
            versions.publish(version, about, instead_of=current, step=step)
            self._workshop.remember(versions.path(version), state)
            versions.suspect.unlink(missing_ok=True)
            if large:
                versions.keep_spare()
            versions.remove_old()
            step("cleaned")
        finally:
            building.unlink(missing_ok=True)
        return Run(business_id, "loaded", version, snapshot.as_of, rows, time.monotonic() - started)
