"""A sweep through all businesses: it leaves none waiting for another, and knows what it does not know."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

import etl.load
import etl.mirror
import etl.workbench
import etl.workshop
from billing.business import BusinessSettings
from etl.books import Books
from etl.mirror import MirrorRunner, MirrorsFailed, run_mirror
from etl.reader import open_mirror
from etl.statements import Since, books_statement, shape
from etl.sweep import Lookout, Sweep, read_sweep, write_sweep
from etl.tables import TABLES
from etl.versions import Versions
from etl.waiting import WaitingLine
from etl.workbench import Workbench
from munim.database import Database
from munim.errors import MunimError
from munim.roles import Addresses
from tests.conftest import open_shop
from tests.counter import Counter


@pytest.fixture
def counters(own_database: Database) -> list[Counter]:
    """Three shops alone in their books."""
    return [
        Counter(own_database, open_shop(own_database, BusinessSettings(name=name, country="IN")))
        for name in ("One", "Two", "Three")
    ]


def swept(folder: Path) -> Sweep:
    sweep = read_sweep(folder)
    assert sweep is not None
    return sweep


def test_what_a_sweep_leaves_behind_the_next_takes_up_and_nothing_else(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, idle = (counter.shop.business_id for counter in counters)
    run_mirror(own_books.mirror, tmp_path)
    counters[0].sell((counters[0].product(), "2"))
    counters[1].sell((counters[1].product(), "1"))
    with monkeypatch.context() as patch:
        losing = " WHERE l.quantity_thousandths <> 2000"
        patch.setattr(etl.workbench, "shape", lambda table: shape(table) + (losing if table == "sales" else ""))
        with pytest.raises(MirrorsFailed) as failed:
            run_mirror(own_books.mirror, tmp_path)
    assert failed.value.facts["businesses"] == [one]

    sweep, lookout = swept(tmp_path), Lookout(tmp_path)
    assert sweep.behind == {one}
    for business_id, known in ((one, False), (two, True), (idle, True)):
        at = lookout.checked_at(business_id)
        assert at is not None
        assert (at >= sweep.as_of) == known

    assert [run.business_id for run in run_mirror(own_books.mirror, tmp_path)] == [one]
    assert swept(tmp_path).behind == frozenset()
    assert run_mirror(own_books.mirror, tmp_path) == []


def test_a_business_is_loaded_alone_after_many_together_and_many_after_it(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows of one are held in Arrow, those of many kept beside: on one workbench each takes the other's place."""
    monkeypatch.setattr(etl.mirror, "LOADED_TOGETHER", 2)
    monkeypatch.setattr(etl.load, "LANES", 1)  # all on the same
    one, two, three = (counter.shop.business_id for counter in counters)
    sold = {counter.shop.business_id: counter.sell((counter.product(), "1")).number for counter in counters}

    with MirrorRunner(own_books.mirror, tmp_path) as runner:
        for order in ((one, two, three), (three, one, two)):
            assert [run.outcome for run in runner.rebuild(order)] == ["loaded"] * 3
        counters[0].product("Rice")
        assert [run.outcome for run in runner.run(order)] == ["unchanged", "updated", "unchanged"]
        assert {run.outcome for run in runner.rebuild([one, two])} == {"loaded"}

    for business_id, number in sold.items():
        with open_mirror(tmp_path, business_id) as mirror:
            assert mirror.rows("SELECT number FROM bills") == [(number,)]


def test_loading_many_businesses_holds_on_to_no_workbench_for_all_of_them(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB keeps a little of every file it ever had open: of ten thousand it would be a gigabyte's half."""
    monkeypatch.setattr(etl.mirror, "LOADED_TOGETHER", 1)
    monkeypatch.setattr(etl.mirror, "LOADED_ON_ONE_BENCH", 2)
    made: list[Path] = []

    class Counted(Workbench):
        def __init__(self, url: str, spill: Path) -> None:
            made.append(spill)
            super().__init__(url, spill)

    monkeypatch.setattr(etl.workshop, "Workbench", Counted)

    assert [run.outcome for run in run_mirror(own_books.mirror, tmp_path)] == ["loaded"] * len(counters)
    assert len(made) == 2  # for the first two, and for the third


def test_a_transaction_that_stays_open_is_seen_to_hold_the_watermark(
    counters: list[Counter], own_database: Database, own_books: Addresses, tmp_path: Path
) -> None:
    run_mirror(own_books.mirror, tmp_path)
    with own_database.business(counters[0].shop.business_id) as held:
        held.connection().exec_driver_sql("SELECT pg_current_xact_id()")
        counters[1].product()
        run_mirror(own_books.mirror, tmp_path)
        first = swept(tmp_path)
        counters[2].product()
        run_mirror(own_books.mirror, tmp_path)
        second = swept(tmp_path)

    assert first.held_since == first.as_of
    assert second.held_since == first.as_of
    assert second.watermark_age_seconds(second.as_of) == (second.as_of - first.as_of).total_seconds() > 0
    # what the second shop wrote lies beyond the watermark still and is read again; only the third's is new
    assert second.rows_changed == first.rows_changed
    assert second.rows_read == first.rows_changed + second.rows_changed
    run_mirror(own_books.mirror, tmp_path)
    assert swept(tmp_path).held_since is None
    assert swept(tmp_path).watermark_age_seconds(second.as_of) == 0


def test_one_statement_tells_which_businesses_changed_and_names_none(
    counters: list[Counter], own_books: Addresses
) -> None:
    books = Books(own_books.mirror)
    with books.snapshot() as before:
        pass
    counters[1].customer("Meera")
    with books.snapshot():
        changed = books.changed_businesses(before.seen)
    books.close()

    assert list(changed) == [counters[1].shop.business_id]
    for table in TABLES:
        if not table.changes_with:
            assert ":businesses" not in books_statement(table.name, "changed", None, Since(7, "7:7:"))


@pytest.mark.parametrize("content", [b"", b"{}", b"not JSON", b'{"watermark": 1}'])
def test_a_sweep_that_cannot_be_understood_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sweep.json").write_bytes(content)

    assert read_sweep(tmp_path) is None


def test_a_sweep_is_read_again_when_another_is_kept(tmp_path: Path, own_books: Addresses) -> None:
    books = Books(own_books.mirror)
    with books.snapshot() as snapshot:
        pass
    books.close()
    lookout = Lookout(tmp_path)
    assert lookout.sweep() is None
    for businesses in (1, 2):
        sweep = Sweep(
            watermark=snapshot.seen.watermark,
            snapshot=snapshot.seen.snapshot,
            source=snapshot.source,
            as_of=snapshot.as_of,
            businesses=businesses,
        )
        write_sweep(tmp_path, sweep)
        assert lookout.sweep() == sweep


def test_whoever_is_told_of_is_followed_and_one_that_fails_holds_up_no_other(
    counters: list[Counter], own_books: Addresses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the worker does it: the first turn loads, the next carry on, and what failed is told and made good when told of again."""
    one, two, three = (counter.shop.business_id for counter in counters)
    failed: list[tuple[int, str]] = []
    line = WaitingLine([one, two, three])
    runner = MirrorRunner(own_books.mirror, tmp_path)

    def say(business_id: int, error: Exception) -> None:
        assert isinstance(error, MunimError)
        failed.append((business_id, error.code))

    def follow(line: WaitingLine) -> None:
        line.end()
        runner.follow(line, failed=say)

    def bills(business_id: int) -> list[tuple[str]]:
        with open_mirror(tmp_path, business_id) as mirror:
            return mirror.rows("SELECT number FROM bills ORDER BY number")

    follow(line)
    assert failed == [] and [bills(business_id) for business_id in (one, two, three)] == [[], [], []]

    sold = [
        counter.sell((counter.product(), quantity)).number for counter, quantity in zip(counters, "211", strict=True)
    ]
    with monkeypatch.context() as patch:
        losing = " WHERE l.quantity_thousandths <> 2000"
        patch.setattr(etl.workbench, "shape", lambda table: shape(table) + (losing if table == "sales" else ""))
        follow(WaitingLine([one, two, three]))
    assert failed == [(one, "mirror_mismatch")]
    assert [bills(business_id) for business_id in (one, two, three)] == [[], [(sold[1],)], [(sold[2],)]]

    follow(WaitingLine([one]))
    assert failed == [(one, "mirror_mismatch")] and bills(one) == [(sold[0],)]


def test_who_is_busy_elsewhere_is_followed_when_that_run_is_over(
    counters: list[Counter], own_books: Addresses, tmp_path: Path
) -> None:
    business_id = counters[0].shop.business_id
    other = Books(own_books.mirror)
    assert other.try_lock(business_id)
    line = WaitingLine([business_id], spacing=0.05)
    runner = MirrorRunner(own_books.mirror, tmp_path)
    following = threading.Thread(target=runner.follow, args=[line], kwargs={"failed": lambda *_: None})
    following.start()
    time.sleep(0.5)
    assert not Versions(tmp_path, business_id).pointer.exists()
    other.close()
    until = time.monotonic() + 20
    while not Versions(tmp_path, business_id).pointer.exists() and time.monotonic() < until:
        time.sleep(0.02)
    line.end(at_once=True)
    following.join(20)

    assert not following.is_alive() and Versions(tmp_path, business_id).pointer.exists()
