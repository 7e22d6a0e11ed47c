"""Bringing one mirror up to date: what changed since its version, applied to a copy of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

from etl.books import Snapshot
from etl.reader import SMALL_BYTES
from etl.reconcile import WHOLE_EVERY, Change, MirrorMismatch, change_of, reconcile_change, reconcile_whole
from etl.runs import Run
from etl.state import State
from etl.tables import TABLES
from etl.versions import About, Versions, copy_file
from etl.workshop import Workshop, next_version

# Up to this size a version is copied to become the next. Beyond, copying would cost more than the change: the version
# before the current one is brought up to date instead, as long as nobody reads it.
COPIED_BYTES: Final = 32 * 2**20

# Up to this size a file is read through sooner than DuckDB finds out which parts of it need not be read, and a copy of it
# stays open to be written on.
READ_WHOLE_BYTES: Final = 8 * 2**20

# Up to this size, some twenty thousand lines, a table is read through sooner than the optimizer thinks of passing over columns or rows.
UNOPTIMIZED_BYTES: Final = 2 * 2**20

FEW_CHANGED: Final = 1_000  # rows of a small business: up to here they are looked up one by one

POSTED: Final = "ledger"  # the table in which every row that changed is a row of the mirror


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
        state, about = workshop.state_of(versions.path(current)), versions.pointed()[1]
        if state is None or not _follows(snapshot, source, state):
            return None
        size = versions.path(current).stat().st_size
        # to share out little takes longer than to do it
        workshop.bench.use_threads(1 if size <= SMALL_BYTES else workshop.cores)
        workshop.bench.expect(small=size <= READ_WHOLE_BYTES, tiny=size <= UNOPTIMIZED_BYTES)
        whole = whole or snapshot.as_of - state.reconciled_at >= WHOLE_EVERY
        changed = workshop.books.changed(business_id, state.seen)
        # who posts has rows to bring; what else changed may come to none, as drafts do, and is read before there is a file
        few = size <= READ_WHOLE_BYTES and sum(changed.values()) <= FEW_CHANGED
        rows = {} if POSTED in changed else _stage(workshop, business_id, snapshot, state, changed, few=few)
        if POSTED not in changed and not any(rows.values()):
            if whole:
                _compare_published(workshop, versions, current)
            workshop.remember(versions.path(current), state)
            versions.note_checked(snapshot.as_of)
            return Run(business_id, "unchanged", current, state.as_of, seconds=time.monotonic() - started)
        version = next_version(versions, snapshot)
        try:
            working = size <= min(READ_WHOLE_BYTES, COPIED_BYTES)
            with _base(workshop, versions, state, snapshot, version, working=working) as base:
                if base is not state:  # what changed since that one, too
                    changed = workshop.books.changed(business_id, base.seen)
                if base is not state or not rows:
                    few = few and base is state
                    rows = _stage(workshop, business_id, snapshot, base, changed, few=few)
                compared_at = snapshot.as_of if whole else base.reconciled_at
                written = State(version, snapshot.seen, base.source, snapshot.as_of, compared_at)
                change = change_of(business_id, base.seen, rows, about)
                held = _write(workshop, written, change, whole=whole, working=working, few=few)
                workshop.step("closed")
            workshop.books.check()
            size = versions.building(version).stat().st_size
            versions.publish(version, About(snapshot.as_of, size, held), instead_of=current, step=workshop.step)
            workshop.remember(versions.path(version), written)
        finally:
            versions.building(version).unlink(missing_ok=True)
        versions.remove_old()
        workshop.step("cleaned")
    return Run(business_id, "updated", version, snapshot.as_of, rows, time.monotonic() - started)


def _follows(snapshot: Snapshot, source: str, state: State) -> bool:
    """Whether the books as they are continue those the version was made from, so that transactions compare."""
    return state.source == source and state.seen.watermark <= snapshot.seen.watermark


def _stage(
    workshop: Workshop, business_id: int, snapshot: Snapshot, state: State, changed: Mapping[str, int], *, few: bool
) -> dict[str, int]:
    """Stage the rows that ``state`` has not seen of the tables that changed; how many, by table."""
    tables = [table for table in TABLES if table.name in changed]
    if not tables:
        return {}
    workshop.bench.stage(snapshot, tables, [business_id], state.seen, few=few)
    workshop.bench.select_business(business_id, tables)
    workshop.step("staged")
    return {table.name: workshop.bench.staged_rows(table.name) for table in tables}


@contextmanager
def _base(
    workshop: Workshop, versions: Versions, state: State, snapshot: Snapshot, version: int, *, working: bool
) -> Iterator[State]:
    """What the new version is built on: a copy of the current version, or the one before it taken back.

    It is the working file of the business, or else the building file. One taken back is leased while it is written, no
    longer: readers lease it as soon as it is published.
    """
    building, current = versions.building(version), versions.path(state.version)
    if working:
        workshop.bench.prepare_working(versions.business_id, state, current)
        workshop.step("based")
        yield state
        return
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
    workshop: Workshop, state: State, change: Change, *, whole: bool, working: bool, few: bool
) -> dict[str, int]:
    """Write the staged rows, compare what comes of it with the books, have it say ``state`` of itself, and be the building file.

    ``working``: they are written into the working file, else into the building file itself; ``few``: as for ``stage``. Returns how many rows each
    table then has.
    """
    bench, books, business_id = workshop.bench, workshop.books, change.business_id
    building = workshop.versions(business_id).building(state.version)
    opening = bench.open_working(business_id, state, building=building) if working else bench.open_file(building)
    with ThreadPoolExecutor(1) as beside, opening:
        # asked while the rows are being written
        everything = beside.submit(books.totals, [business_id]) if whole else None
        changed = None if whole else beside.submit(change.books_totals, books, few=few)
        with bench.transaction():
            bench.apply(change.tables)
            bench.write_state(state)
        workshop.step("written")
        if everything is not None:
            held = reconcile_whole(bench, business_id, everything.result())
        elif changed is not None:
            held = reconcile_change(bench, change, changed.result())
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
