"""Bringing one mirror up to date: what changed since its version, applied to a copy of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from etl.books import Snapshot
from etl.reconcile import WHOLE_EVERY, MirrorMismatch, reconcile_change, reconcile_whole
from etl.runs import Run
from etl.tables import TABLES
from etl.versions import About, Versions, copy_file
from etl.workbench import State
from etl.workshop import Workshop, next_version

# Up to this size a version is copied to become the next. Beyond, copying would cost more than the change: the version
# before the current one is brought up to date instead, as long as nobody reads it.
COPIED_BYTES: Final = 32 * 2**20


def update(workshop: Workshop, business_id: int, *, whole: bool = False) -> Run | None:
    """Apply what changed to the business's mirror. None: there is nothing that could be carried on; load it whole.

    ``whole``: compare all of it with the books, also when nothing changed. The caller has the business's turn.
    Raises ``MirrorMismatch``, ``MirrorUnwritable`` and ``BooksUnreachable``; the current version then stays.
    """
    started = time.monotonic()
    versions = workshop.versions(business_id)
    current = versions.current()
    if current is None or versions.must_load():
        return None
    with workshop.writing(business_id):
        versions.prepare()
    workshop.step("locked")
    with workshop.books.snapshot() as snapshot, workshop.writing(business_id), _marking(versions):
        source = f"{snapshot.source}/{workshop.books.calendars([business_id]).get(business_id)}"
        state = workshop.state_of(versions.path(current))
        if state is None or not _follows(snapshot, source, state):
            return None
        whole = whole or snapshot.as_of - state.reconciled_at >= WHOLE_EVERY
        rows = _stage_changes(workshop, business_id, snapshot, state)
        if not any(rows.values()):
            if whole:
                _compare_published(workshop, versions, current)
            versions.note_checked(snapshot.as_of)
            return Run(business_id, "unchanged", current, state.as_of, seconds=time.monotonic() - started)
        version = next_version(versions, snapshot)
        try:
            with _base(workshop, versions, state, snapshot, version) as base:
                if base is not state:
                    rows = _stage_changes(workshop, business_id, snapshot, base)
                held = _write(workshop, business_id, snapshot, base, version, rows, whole=whole)
                workshop.step("closed")
            workshop.books.check()
            about = About(snapshot.as_of, versions.building(version).stat().st_size, held)
            versions.publish(version, about, instead_of=current, step=workshop.step)
        finally:
            versions.building(version).unlink(missing_ok=True)
        versions.remove_old()
        workshop.step("cleaned")
    return Run(business_id, "updated", version, snapshot.as_of, rows, time.monotonic() - started)


def _follows(snapshot: Snapshot, source: str, state: State) -> bool:
    """Whether the books as they are continue those the version was made from, so that transactions compare."""
    return state.source == source and state.seen.watermark <= snapshot.seen.watermark


def _stage_changes(workshop: Workshop, business_id: int, snapshot: Snapshot, state: State) -> dict[str, int]:
    """Stage the rows that ``state`` has not seen; how many, by table."""
    changed = workshop.books.changed(business_id, state.seen)
    tables = [table for table in TABLES if table.name in changed]
    if not tables:
        return {}
    workshop.bench.stage(snapshot, tables, [business_id], state.seen)
    workshop.bench.select_business(business_id, tables)
    workshop.step("staged")
    return {table.name: workshop.bench.staged_rows(table.name) for table in tables}


@contextmanager
def _base(workshop: Workshop, versions: Versions, state: State, snapshot: Snapshot, version: int) -> Iterator[State]:
    """What the new version is built on, as its building file: a copy of the current version, or the one before it taken back.

    One taken back is leased while it is written, no longer: readers lease it as soon as it is published.
    """
    building, current = versions.building(version), versions.path(state.version)
    taken = versions.take_back(older_than=state.version) if current.stat().st_size > COPIED_BYTES else None
    try:
        base = state
        if taken is not None:
            os.rename(versions.path(taken[0]), building)
            older = workshop.state_of(building)
            base = older if older is not None and _follows(snapshot, state.source, older) else state
        if base is state:
            copy_file(current, building)
        workshop.step("based")
        yield base
    finally:
        if taken is not None:
            taken[1].release()


def _write(
    workshop: Workshop,
    business_id: int,
    snapshot: Snapshot,
    base: State,
    version: int,
    rows: dict[str, int],
    *,
    whole: bool,
) -> dict[str, int]:
    """Write the staged rows, so many of each table, into the building file and compare it with the books.

    Returns how many rows each table then has.
    """
    tables = [table for table in TABLES if rows.get(table.name)]
    bench, books = workshop.bench, workshop.books
    with bench.open_file(workshop.versions(business_id).building(version)):
        with bench.transaction():
            bench.apply(tables)
            bench.write_state(version, snapshot, base.source, snapshot.as_of if whole else base.reconciled_at)
        workshop.step("written")
        if whole:
            held = reconcile_whole(bench, business_id, books.totals([business_id]))
        else:
            held = reconcile_change(bench, books, business_id, tables, base.seen)
        workshop.step("reconciled")
    return held


def _compare_published(workshop: Workshop, versions: Versions, current: int) -> None:
    """Compare the current version, in which nothing is to be changed, with the books."""
    business_id = versions.business_id
    totals = workshop.books.totals([business_id])
    with workshop.bench.open_file(versions.path(current), read_only=True):
        reconcile_whole(workshop.bench, business_id, totals)


@contextmanager
def _marking(versions: Versions) -> Iterator[None]:
    """A mirror that was found to differ is made anew by its next run."""
    try:
        yield
    except MirrorMismatch:
        versions.suspect.touch()
        raise
