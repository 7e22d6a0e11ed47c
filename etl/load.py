"""Loading whole: every row of the books into new files, many businesses in one pass."""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from etl.books import Snapshot, Totals
from etl.reconcile import MirrorMismatch, reconcile_whole
from etl.runs import Run
from etl.tables import TABLES
from etl.workshop import Workshop, next_version
from munim.errors import MunimError


def load(workshop: Workshop, businesses: Sequence[int], failures: dict[int, MunimError]) -> list[Run]:
    """Load the businesses whose turn it is, from one snapshot; a copy that is not the books goes to ``failures``.

    Raises ``BooksUnreachable`` and ``MirrorUnwritable``, after which those already published stay so.
    """
    with ExitStack() as turns:
        taken = [business_id for business_id in businesses if turns.enter_context(workshop.turn(business_id))]
        runs = [Run(business_id, "busy") for business_id in businesses if business_id not in taken]
        if not taken:
            return runs
        for business_id in taken:
            workshop.versions(business_id).prepare()
        workshop.step("locked")
        with workshop.books.snapshot() as snapshot, workshop.writing():
            calendars = workshop.books.calendars(taken)
            totals = _stage_all(workshop, snapshot, taken)
            workshop.step("staged")
            for business_id in taken:
                try:
                    runs.append(_load_one(workshop, snapshot, business_id, calendars[business_id], totals[business_id]))
                except MirrorMismatch as mismatch:
                    failures[business_id] = mismatch
        return runs


def _stage_all(workshop: Workshop, snapshot: Snapshot, businesses: Sequence[int]) -> dict[int, dict[str, Totals]]:
    """Stage every table on the lanes while the books add up their own totals, by business and table."""
    with ThreadPoolExecutor(1) as pool:
        staging = pool.submit(workshop.stage, snapshot, TABLES, businesses)
        by_table = {table.name: workshop.books.totals(table.name, businesses) for table in TABLES}
        staging.result()
    return {business_id: {name: totals[business_id] for name, totals in by_table.items()} for business_id in businesses}


def _load_one(workshop: Workshop, snapshot: Snapshot, business_id: int, calendar: str, totals: dict[str, Totals]) -> Run:
    started = time.monotonic()
    versions, bench = workshop.versions(business_id), workshop.bench
    current, version = versions.current(), next_version(versions, snapshot)
    building = versions.building(version)
    try:
        bench.select_business(business_id, [table.name for table in TABLES])
        with bench.open_file(building):
            with bench.transaction():
                bench.load()
                bench.write_state(version, snapshot, f"{snapshot.source}/{calendar}", snapshot.as_of)
            workshop.step("written")
            reconcile_whole(bench, business_id, totals)
            workshop.step("reconciled")
            rows = {table.name: bench.rows(table.name) for table in TABLES}
        workshop.step("closed")
        workshop.books.check()
        versions.publish(version, instead_of=current, step=workshop.step)
        versions.suspect.unlink(missing_ok=True)
        versions.checked(snapshot.as_of.timestamp())
        versions.remove_old()
        workshop.step("cleaned")
    finally:
        building.unlink(missing_ok=True)
    return Run(business_id, "loaded", version, snapshot.as_of, rows, time.monotonic() - started)
