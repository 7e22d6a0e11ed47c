"""Followers, sweeps and runs beside one another, killed, cut off from the books: every mirror ends as the books."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from billing.business import BusinessSettings
from etl.books import BooksUnreachable
from etl.mirror import MirrorRunner, run_mirror
from etl.reader import open_mirror
from etl.runs import STEPS
from etl.sweep import Lookout, read_sweep
from etl.versions import Versions
from etl.waiting import WaitingLine
from munim.database import Database
from munim.giving_way import NICENESS
from munim.roles import Addresses
from tests.conftest import open_shop
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.disasters import FORKS, cut_connections, leftovers, wait_for, wait_until_forgotten

ON_THE_DISK = STEPS[: STEPS.index("cleaned") + 1]
# where a follower dies: when it has taken a business, at each step of its turn, when that is over, and when it is told of more
DEATHS = ("taken", *ON_THE_DISK, "done", "told")


@pytest.fixture
def counters(own_database: Database) -> list[Counter]:
    """Two shops alone in their books."""
    return [
        Counter(own_database, open_shop(own_database, BusinessSettings(name=name, country="IN")))
        for name in ("One", "Two")
    ]


def agree(folder: Path, counter: Counter) -> None:
    with open_mirror(folder, counter.shop.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def bills_of(folder: Path, counter: Counter) -> int:
    with open_mirror(folder, counter.shop.business_id) as mirror:
        return int(mirror.rows("SELECT count(*) FROM bills")[0][0])


@contextmanager
def following(
    url: str, folder: Path, line: WaitingLine, failed: Callable[[int, Exception], None] | None = None, **options: Any
) -> Iterator[None]:
    """A follower of ``line`` in a thread, until the block is over and nobody is left in line."""

    def fail(_business_id: int, error: Exception) -> None:
        errors.append(error)

    errors: list[Exception] = []
    runner = MirrorRunner(url, folder, **options)
    thread = threading.Thread(target=runner.follow, args=[line], kwargs={"failed": failed or fail}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        line.end()
        thread.join(240)
    assert not thread.is_alive() and errors == []


def follow_and_die(url: str, folder: Path, businesses: list[int], death: str) -> None:
    """Follow; once ``folder/sold`` is there, hear of everybody again and die by ``kill -9`` where ``death`` says."""
    armed = threading.Event()

    def die(step: str) -> None:
        if step == death and armed.is_set():
            os.kill(os.getpid(), signal.SIGKILL)

    class Line(WaitingLine):
        def take(self, hand: int, hand_of: dict[int, int]) -> int | None:
            found = super().take(hand, hand_of)
            die("taken")
            return found

        def done(self, business_id: int, *, settled: bool = True) -> None:
            super().done(business_id, settled=settled)
            die("done")

        def tell(self, business_id: int) -> None:
            super().tell(business_id)
            die("told")

    def listen() -> None:
        wait_for((folder / "sold").exists)
        armed.set()
        for business_id in businesses:
            line.tell(business_id)

    line = Line(businesses)
    threading.Thread(target=listen, daemon=True).start()
    MirrorRunner(url, folder, step=die).follow(line, failed=lambda *_: os._exit(1))


def test_a_follower_killed_anywhere_leaves_whole_versions_and_the_next_makes_good(
    counters: list[Counter], own_books: Addresses, tmp_path: Path
) -> None:
    businesses = [counter.shop.business_id for counter in counters]
    products = [counter.product() for counter in counters]
    run_mirror(own_books.mirror, tmp_path)
    for death in DEATHS:
        sold = bills_of(tmp_path, counters[0]) + 1
        for counter, product in zip(counters, products, strict=True):
            counter.sell((product, "1"))
        child = FORKS.Process(target=follow_and_die, args=(own_books.mirror, tmp_path, businesses, death))
        child.start()
        for counter in counters:  # its files are open now
            wait_for(lambda counter=counter, sold=sold: bills_of(tmp_path, counter) == sold)  # type: ignore[misc]
        before = [books_as_mirrored(counter) for counter in counters]
        for counter, product in zip(counters, products, strict=True):
            counter.sell((product, "2"))
        (tmp_path / "sold").touch()
        child.join(240)
        assert child.exitcode == -signal.SIGKILL, death
        (tmp_path / "sold").unlink()
        wait_until_forgotten(own_books.mirror)

        for counter, old in zip(counters, before, strict=True):
            whole = books_as_mirrored(counter) if bills_of(tmp_path, counter) > sold else old
            with open_mirror(tmp_path, counter.shop.business_id) as mirror:
                assert_same(mirror.cursor, whole)
        with following(own_books.mirror, tmp_path, WaitingLine(businesses)):
            pass
        for counter in counters:
            agree(tmp_path, counter)
            assert leftovers(Versions(tmp_path, counter.shop.business_id)) == [], death


def test_a_connection_lost_at_any_step_of_following_is_told_and_the_next_turn_makes_good(
    counters: list[Counter], own_books: Addresses, cluster: str, tmp_path: Path
) -> None:
    """The same follower goes on: it has new connections by the next turn, and no file is built on that an error left."""
    counter = counters[0]
    business_id, dal = counter.shop.business_id, counter.product()
    failed: list[tuple[int, type[Exception]]] = []
    cutting: list[str] = []

    def cut(step: str) -> None:
        if cutting and step == cutting[0]:
            cutting.clear()
            cut_connections(own_books.mirror, cluster)

    def fail(failing: int, error: Exception) -> None:
        failed.append((failing, type(error)))

    run_mirror(own_books.mirror, tmp_path)
    line = WaitingLine()
    with following(own_books.mirror, tmp_path, line, fail, step=cut):
        for at_step in ON_THE_DISK:
            before = books_as_mirrored(counter)
            counter.sell((dal, "1"))
            cutting[:] = [at_step]
            compared = ON_THE_DISK.index(at_step) > ON_THE_DISK.index("closed")  # the books are not needed any more
            assert line.behind(line.send([business_id])) == (set() if compared else {business_id}), at_step
            with open_mirror(tmp_path, business_id) as mirror:
                assert_same(mirror.cursor, books_as_mirrored(counter) if compared else before)
            assert failed == ([] if compared else [(business_id, BooksUnreachable)])
            failed.clear()

            counter.sell((dal, "1"))
            assert line.behind(line.send([business_id])) == set(), at_step
            agree(tmp_path, counter)


def test_two_followers_of_one_folder_take_turns(counters: list[Counter], own_books: Addresses, tmp_path: Path) -> None:
    """As two workers that are told of the same bills: neither fails, whoever is busy comes again, and nothing is missing."""
    products = [counter.product() for counter in counters]
    run_mirror(own_books.mirror, tmp_path)
    lines = [WaitingLine(spacing=0.05) for _ in range(2)]
    with (
        following(own_books.mirror, tmp_path, lines[0]),
        following(own_books.mirror, tmp_path, lines[1]),
    ):
        for _ in range(12):
            for counter, product in zip(counters, products, strict=True):
                counter.sell((product, "1"))
                for line in lines:
                    line.tell(counter.shop.business_id)
    for counter in counters:
        agree(tmp_path, counter)
        assert leftovers(Versions(tmp_path, counter.shop.business_id)) == []


@pytest.mark.parametrize("in_line", [True, False], ids=["by the line", "with hands of its own"])
def test_sweeps_beside_a_follower_miss_nothing_and_disturb_nobody(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, in_line: bool
) -> None:
    products = [counter.product() for counter in counters]
    run_mirror(own_books.mirror, tmp_path)
    line = WaitingLine(spacing=0.05)
    selling = threading.Event()
    errors: list[Exception] = []

    def sweep() -> None:
        try:
            while not selling.is_set():
                with MirrorRunner(own_books.mirror, tmp_path) as runner:
                    if in_line:
                        runner.sweep(line)
                    else:
                        runner.run()
        except Exception as error:
            errors.append(error)

    with following(own_books.mirror, tmp_path, line):
        sweeping = threading.Thread(target=sweep)
        sweeping.start()
        for n in range(12):
            for counter, product in zip(counters, products, strict=True):
                counter.sell((product, "1"))
                if n % 2:
                    line.tell(counter.shop.business_id)
        selling.set()
        sweeping.join(240)
        with MirrorRunner(own_books.mirror, tmp_path) as runner:
            runner.sweep(line)  # the last bills were told of by nobody
        for counter in counters:
            agree(tmp_path, counter)
    assert errors == []
    last = read_sweep(tmp_path)
    assert last is not None and last.behind == frozenset()


def test_a_sweep_by_the_line_loads_who_has_no_mirror_and_leaves_the_others_to_the_follower(
    counters: list[Counter], own_books: Addresses, own_database: Database, tmp_path: Path
) -> None:
    old, idle = counters
    run_mirror(own_books.mirror, tmp_path)
    new = Counter(own_database, open_shop(own_database, BusinessSettings(name="Three", country="IN")))
    new.sell((new.product(), "1"))
    old.sell((old.product(), "1"))
    line, ran = WaitingLine(), list[int]()
    with MirrorRunner(own_books.mirror, tmp_path) as runner:
        sweeping = threading.Thread(target=lambda: ran.extend(run.business_id for run in runner.sweep(line)))
        sweeping.start()
        wait_for(lambda: Versions(tmp_path, new.shop.business_id).pointer.exists())
        time.sleep(0.3)
        assert sweeping.is_alive() and bills_of(tmp_path, old) == 0  # it waits for the follower
        assert len(line) == 1
        with following(own_books.mirror, tmp_path, line):
            sweeping.join(240)
    assert ran == [new.shop.business_id]
    for counter in (old, idle, new):
        agree(tmp_path, counter)
        known = Lookout(tmp_path).checked_at(counter.shop.business_id)
        sweep = read_sweep(tmp_path)
        assert known is not None and sweep is not None and known >= sweep.as_of


def test_whose_turn_fails_in_the_line_is_behind_until_a_sweep_finds_it_done(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = counters
    run_mirror(own_books.mirror, tmp_path)
    for counter in counters:
        counter.sell((counter.product(), "1"))
    failed: list[int] = []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    def fail(business_id: int, _error: Exception) -> None:
        failed.append(business_id)

    line = WaitingLine()
    with following(own_books.mirror, tmp_path, line, fail), MirrorRunner(own_books.mirror, tmp_path) as runner:
        with monkeypatch.context() as patch:
            publish = Versions.publish
            patch.setattr(
                Versions,
                "publish",
                lambda self, *given, **named: (
                    full() if self.business_id == one.shop.business_id else publish(self, *given, **named)
                ),
            )
            runner.sweep(line)
        sweep = read_sweep(tmp_path)
        assert failed == [one.shop.business_id] and sweep is not None and sweep.behind == {one.shop.business_id}
        agree(tmp_path, two)
        runner.sweep(line)  # nothing changed since, and nobody told of it
        agree(tmp_path, one)
    sweep = read_sweep(tmp_path)
    assert sweep is not None and sweep.behind == frozenset()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a niceness is the whole process's")
def test_what_a_sweep_loads_gives_way_and_what_a_follower_does_not(
    counters: list[Counter], own_books: Addresses, tmp_path: Path
) -> None:
    """Readers go first where nobody waits for a mirror; whoever sold a bill waits for the next version."""

    asking = psycopg.connect(own_books.mirror, autocommit=True)
    mine = "usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"

    def nicenesses() -> set[int]:
        working = f"SELECT pid FROM pg_stat_activity WHERE {mine} AND state <> 'idle'"
        pids = [pid for (pid,) in asking.execute(working).fetchall()]
        return {os.getpriority(os.PRIO_PROCESS, one) for one in (threading.get_native_id(), *pids)}

    found: dict[str, set[int]] = {}
    run_mirror(own_books.mirror, tmp_path, step=lambda step: found.setdefault(step, nicenesses()))
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    assert found["written"] == found["published"] == {max(usual, NICENESS)}
    wait_for(lambda: asking.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}").fetchone() == (0,))

    counters[0].sell((counters[0].product(), "1"))
    followed: dict[str, set[int]] = {}
    line = WaitingLine([counters[0].shop.business_id])
    with following(own_books.mirror, tmp_path, line, step=lambda step: followed.setdefault(step, nicenesses())):
        pass
    asking.close()
    assert followed["written"] == {usual}
