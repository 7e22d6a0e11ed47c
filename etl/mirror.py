"""Bringing mirrors up to date with the books.

::

    run_mirror ─┬─ update: what changed since a business's version, applied to a copy of it
                └─ load:   everything, where there is no version or none that can be carried on
                   both:   staged → written → reconciled with the books → published → old versions removed
                           → sent to the bucket, where there is one

Each business has its turn under an advisory lock, from before its snapshot until it is published, so two runs never
work on one mirror. A run that ends at any point, killed or out of disk, leaves the current version as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from etl.books import BooksUnreachable, Snapshot
from etl.bucket import MirrorBucket
from etl.load import load
from etl.runs import Run
from etl.sweep import Sweep, read_sweep, write_sweep
from etl.update import update
from etl.versions import Step, Versions, no_step
from etl.waiting import WaitingLine
from etl.workshop import States, Workshop
from munim.errors import MunimError
from munim.terminal import Progress

LOADED_TOGETHER: Final = 50  # businesses staged in one pass
# Before it is made anew: what DuckDB keeps of every file it ever had open would add up.
LOADED_ON_ONE_BENCH: Final = 500
HANDS: Final = 2  # businesses updated at once: more only take turns on the cores


def no_progress(_what: str, _done: float) -> None:
    """Nobody looks on."""


class MirrorsFailed(MunimError):
    """Some mirrors could not be brought up to date."""

    code = "mirrors_failed"


class MirrorRunner:
    """Runs the mirror time and again, on connections it keeps in between, or follows who changes. For one thread.

    ``url``: the books, as ``munim_mirror``; ``folder``: the mirror's; ``bucket``: where versions are published to besides;
    ``step`` is told each step as it is done, ``progress`` what is being done and which part of it is. Nothing is opened
    before the first run, and after an error the next begins afresh.
    """

    def __init__(
        self,
        url: str,
        folder: Path,
        *,
        bucket: MirrorBucket | None = None,
        step: Step = no_step,
        progress: Progress = no_progress,
    ) -> None:
        self._url, self._folder, self._bucket = url, Path(folder), bucket
        self._step, self._progress = step, progress
        self._workshops: dict[int, Workshop] = {}  # by hand
        self._states: States = {}
        self._hand_of: dict[int, int] = {}  # by business: which of the workshops had it last

    def __enter__(self) -> MirrorRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections; another run opens new ones."""
        for workshop in self._workshops.values():
            workshop.close()
        self._workshops.clear()
        self._states.clear()
        self._hand_of.clear()

    def run(self, businesses: Sequence[int] | None = None) -> list[Run]:
        """Bring the mirrors of ``businesses`` up to date; without them, of all in which anything changed.

        Returns a run for each business that had its turn, ``busy`` where another run has it just now. Raises
        ``BooksUnreachable``, ``MirrorUnwritable`` or ``MirrorMismatch``; of several businesses the others are done first,
        and ``MirrorsFailed`` names those that failed.
        """
        with self._beginning_afresh_after_errors():
            return self._sweep(None) if businesses is None else self._answer(*self._run(self._each(businesses)))

    def sweep(self, line: WaitingLine) -> list[Run]:
        """As ``run`` for all, but who has a version to carry on has its turn in ``line``, which somebody follows.

        Returns the runs of the others; whose turn failed in ``line``, the follower says. Raises what ``run`` does.
        """
        with self._beginning_afresh_after_errors():
            return self._sweep(line)

    def rebuild(self, businesses: Sequence[int] | None = None) -> list[Run]:
        """Make the mirrors of ``businesses``, or of all, anew whatever they hold. Raises what ``run`` does."""
        with self._beginning_afresh_after_errors():
            return self._answer(*self._run(self._each(businesses), anew=True))

    def verify(self, businesses: Sequence[int] | None = None) -> list[Run]:
        """Bring mirrors up to date and compare all of each with the books, also where nothing changed.

        Raises what ``run`` does: ``MirrorMismatch`` says what differs, and that mirror's next run makes it anew.
        """
        with self._beginning_afresh_after_errors():
            return self._answer(*self._run(self._each(businesses), whole=True))

    def follow(self, line: WaitingLine, *, failed: Callable[[int, Exception], None]) -> None:
        """Bring whoever is due in ``line`` up to date, each as soon as a hand is free, until the line has ended.

        Who does not come to an end, because another run has the turn or the bucket takes long, waits again. ``failed`` is told
        of errors; other businesses do not wait for them.
        """
        try:
            self._together(HANDS, lambda hand: self._follow(hand, line, failed))
        finally:
            self.close()

    def _follow(self, hand: int, line: WaitingLine, failed: Callable[[int, Exception], None]) -> None:
        """The work of one hand."""
        while (business_id := line.take(hand, self._hand_of)) is not None:
            settled = again = False
            try:
                workshop = self._hand(hand, of=line.hands_at_work())
                settled = self._run_one(workshop, business_id).settled
                again = not settled
                workshop.clear()
                if workshop.books.lost:
                    self._drop(hand)
            except Exception as error:
                self._drop(hand)
                failed(business_id, error)
            finally:
                line.done(business_id, settled=settled)
            if again:
                line.tell(business_id)

    def _run_one(self, workshop: Workshop, business_id: int) -> Run:
        """One business's turn, from beginning to end. Raises what ``run`` does."""
        run = self._update_one(workshop, business_id)
        if run is not None:
            return run
        runs: list[Run] = []
        failures: dict[int, MunimError] = {}
        load(workshop, [business_id], runs, failures)
        [run] = self._answer(runs, failures)
        return run

    def _update_one(self, workshop: Workshop, business_id: int, *, whole: bool = False) -> Run | None:
        """A business's turn to be updated, the bucket included. None: it is to be loaded instead."""
        with workshop.turn(business_id) as taken:
            if not taken:
                return Run(business_id, "busy")
            run = update(workshop, business_id, whole=whole)
            return None if run is None else workshop.publish(run)

    def _each(self, businesses: Sequence[int] | None) -> list[int]:
        """The businesses named, each once, or all there are."""
        return self._first.books.businesses() if businesses is None else list(dict.fromkeys(businesses))

    def _sweep(self, line: WaitingLine | None) -> list[Run]:
        """Run every business in which anything changed since the last sweep, that it left behind, or that has no mirror yet.

        What can be carried on has its turn in ``line``, where there is one: its followers have those files open.
        """
        books = self._first.books
        self._progress("looking for changes", 0.0)
        last = read_sweep(self._folder)
        read, changed, errand = 0, dict[int, int](), None
        with books.snapshot() as snapshot:
            everybody = books.businesses()
            if last is None or last.source != snapshot.source:
                last, due = None, everybody
            else:
                changed = books.changed_businesses(last.seen)
                read = sum(changed.values())
                if last.seen.held:
                    read = sum(books.changed_businesses(replace(last.seen, seen_too=True)).values())
                left = last.behind.union(changed)
                lacking = {one for one in everybody if self._lacks(Versions(self._folder, one))}
                due = [one for one in everybody if one in lacking or (one in left and line is None)]
                if line is not None:
                    errand = line.send([one for one in everybody if one in left and one not in lacking])
        runs, failures = self._run(due)
        # whoever was busy may not have seen all of this snapshot
        behind = {*failures, *(run.business_id for run in runs if not run.settled)}
        if line is not None and errand is not None:
            behind |= line.behind(errand)
        self._tell(
            Sweep(
                watermark=snapshot.seen.watermark,
                snapshot=snapshot.seen.snapshot,
                source=snapshot.source,
                as_of=snapshot.as_of,
                businesses=len(everybody),
                behind=frozenset(behind),
                held_since=_held_since(snapshot, last),
                rows_read=read,
                rows_changed=sum(changed.values()),
            )
        )
        return self._answer(runs, failures)

    def _tell(self, sweep: Sweep) -> None:
        """Keep the sweep for the next, and for readers. The bucket's are told last, when all it found is published."""
        with self._first.writing():
            written = write_sweep(self._folder, sweep)
        if self._bucket is not None:
            self._bucket.put_sweep(written)

    def _lacks(self, versions: Versions) -> bool:
        """Whether there is no version to carry on, or one that the bucket does not have."""
        return versions.must_load() or (self._bucket is not None and not self._bucket.has(versions))

    def _answer(self, runs: list[Run], failures: Mapping[int, MunimError]) -> list[Run]:
        """The runs, or what failed raised: one failure as it is, several as ``MirrorsFailed``."""
        if len(failures) == 1 and not runs:
            raise next(iter(failures.values()))
        if failures:
            said = "; ".join(dict.fromkeys(map(str, failures.values())))
            raise MirrorsFailed(said, businesses=sorted(failures)) from next(iter(failures.values()))
        return runs

    def _run(
        self, businesses: Sequence[int], *, anew: bool = False, whole: bool = False
    ) -> tuple[list[Run], dict[int, MunimError]]:
        """Each business's turn, those to be loaded last, together; what came of it and what failed. ``whole``: as for ``update``."""
        runs: list[Run] = []
        failures: dict[int, MunimError] = {}
        to_load = list(businesses) if anew else self._update(businesses, runs, failures, whole=whole)
        for first in range(0, len(to_load), LOADED_TOGETHER):
            if first and first % LOADED_ON_ONE_BENCH == 0:
                self._first.discard()
            together = to_load[first : first + LOADED_TOGETHER]
            self._progress("loading whole", first / len(to_load))
            with _noting(self._first, together, failures):
                load(self._first, together, runs, failures, in_no_hurry=True)
        if to_load:
            self._drop(0)  # its connections give way to others' for good
        for done in runs:  # what was published before the others of its load failed
            failures.pop(done.business_id, None)
        place = {business_id: n for n, business_id in enumerate(businesses)}
        return sorted(runs, key=lambda run: place[run.business_id]), failures

    def _update(
        self, businesses: Sequence[int], runs: list[Run], failures: dict[int, MunimError], *, whole: bool
    ) -> list[int]:
        """Update the businesses, several at once, into ``runs`` and ``failures``; returns those to be loaded instead."""
        to_load: list[int] = []
        line = WaitingLine(businesses)
        line.end()
        hands = min(HANDS, len(businesses))

        def work(hand: int) -> None:
            while (business_id := line.take(hand, self._hand_of)) is not None:
                workshop = self._hand(hand, of=hands)
                with _noting(workshop, [business_id], failures):
                    run = self._update_one(workshop, business_id, whole=whole)
                    if run is None:
                        to_load.append(business_id)
                    else:
                        runs.append(run)
                line.done(business_id)
                self._progress("bringing up to date", 1 - len(line) / len(businesses))

        self._together(hands, work)
        return to_load

    @staticmethod
    def _together(hands: int, work: Callable[[int], None]) -> None:
        """Have so many hands work at once; one alone needs no thread."""
        if hands == 1:
            work(0)
        elif hands:
            with ThreadPoolExecutor(hands, thread_name_prefix="mirror") as pool:
                for working in [pool.submit(work, hand) for hand in range(hands)]:
                    working.result()

    @property
    def _first(self) -> Workshop:
        return self._hand(0, of=1)

    def _hand(self, hand: int, *, of: int) -> Workshop:
        """The workshop of one of so many hands, with the cores divided between them."""
        workshop = self._workshops.get(hand)
        if workshop is None:
            workshop = Workshop(self._url, self._folder, self._step, self._bucket, self._states)
            self._workshops[hand] = workshop
        workshop.cores = max(1, (os.cpu_count() or 1) // of)
        return workshop

    def _drop(self, hand: int) -> None:
        """Throw a hand's workshop away; the next business is given a new one."""
        workshop = self._workshops.pop(hand, None)
        if workshop is not None:
            workshop.close()

    @contextmanager
    def _beginning_afresh_after_errors(self) -> Iterator[None]:
        try:
            yield
            if any(workshop.books.lost for workshop in self._workshops.values()):
                self.close()  # lost too late to matter: all that was to be read had been
            for workshop in self._workshops.values():
                workshop.clear()
        except BaseException:
            self.close()
            raise


def run_mirror(url: str, folder: Path, *, businesses: Sequence[int] | None = None, **options: Any) -> list[Run]:
    """``MirrorRunner.run``, once; ``options`` are the runner's own."""
    with MirrorRunner(url, folder, **options) as runner:
        return runner.run(businesses)


def rebuild_mirror(url: str, folder: Path, *, businesses: Sequence[int] | None = None, **options: Any) -> list[Run]:
    """``MirrorRunner.rebuild``, once."""
    with MirrorRunner(url, folder, **options) as runner:
        return runner.rebuild(businesses)


def verify_mirror(url: str, folder: Path, *, businesses: Sequence[int] | None = None, **options: Any) -> list[Run]:
    """``MirrorRunner.verify``, once."""
    with MirrorRunner(url, folder, **options) as runner:
        return runner.verify(businesses)


def _held_since(snapshot: Snapshot, last: Sweep | None) -> datetime | None:
    """Since when a transaction still open has kept the watermark where it is, as far as sweeps have seen; None while none does."""
    if not snapshot.seen.held:
        return None
    still = last is not None and last.seen.held and last.watermark == snapshot.seen.watermark
    return last.held_since if last is not None and still else snapshot.as_of


@contextmanager
def _noting(workshop: Workshop, businesses: Sequence[int], failures: dict[int, MunimError]) -> Iterator[None]:
    """A failure does not keep other businesses waiting, unless the books are gone; what it left half done is thrown away."""
    try:
        yield
    except BooksUnreachable:
        raise
    except MunimError as error:
        failures.update(dict.fromkeys(businesses, error))
        workshop.discard()
