"""Readers see a whole version or the one before, whatever happens to a run; and the next run succeeds."""

from __future__ import annotations

import os
import resource
import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

import etl.load
import etl.update
import etl.workbench
from etl.books import Books, BooksUnreachable
from etl.mirror import MirrorRunner, MirrorsFailed, run_mirror
from etl.reader import MirrorReader, MirrorUnreadable
from etl.reconcile import MirrorMismatch
from etl.runs import STEPS
from etl.statements import shape
from etl.versions import Lease, MirrorOvertaken, NoMirror
from etl.workshop import MirrorUnwritable
from munim.errors import Misconfigured
from munim.roles import Addresses
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored
from tests.etl.disasters import FORKS, cut_connections, leftovers, wait_until_forgotten

ON_THE_DISK = STEPS[: STEPS.index("cleaned") + 1]  # the steps of a run that publishes to its folder alone


def steps_of(mirrored: Mirrored) -> list[str]:
    steps: list[str] = []
    mirrored.run(step=steps.append)
    return steps


def _run_until(url: str, folder: Path, business_id: int, dying_step: int, copied_bytes: int) -> None:
    etl.update.COPIED_BYTES = copied_bytes
    done = iter(range(1000))

    def die(_name: str) -> None:
        if next(done) == dying_step:
            os._exit(77)

    run_mirror(url, folder, businesses=[business_id], step=die)


def killed_at(mirrored: Mirrored, step: int) -> None:
    child = FORKS.Process(
        target=_run_until, args=(mirrored.url, mirrored.folder, mirrored.business_id, step, etl.update.COPIED_BYTES)
    )
    child.start()
    child.join()
    assert child.exitcode == 77
    wait_until_forgotten(mirrored.url)


def test_a_first_load_killed_at_any_step_leaves_nothing_half_done(
    counter: Counter, mirrored: Mirrored, tmp_path: Path
) -> None:
    counter.sell((counter.product(), "1"))
    steps = steps_of(Mirrored(mirrored.url, tmp_path / "rehearsal", mirrored.business_id))
    assert steps == ["locked", "staged", "written", "reconciled", "closed", "synced", "named", "published", "cleaned"]

    for number, step in enumerate(steps):
        mine = Mirrored(mirrored.url, tmp_path / step, mirrored.business_id)
        killed_at(mine, number)

        if step in ("published", "cleaned"):
            with mine.open() as mirror:
                assert_same(mirror.cursor, books_as_mirrored(counter))
        else:
            with pytest.raises(NoMirror), mine.open():
                pass
        assert mine.run().outcome == ("unchanged" if step in ("published", "cleaned") else "loaded")
        with mine.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
        assert leftovers(mine.versions) == []


@pytest.mark.parametrize("taking_back", [False, True], ids=["copying", "taking back"])
def test_an_increment_killed_at_any_step_leaves_the_version_before(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch, taking_back: bool
) -> None:
    if taking_back:
        monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    for _ in range(2):
        counter.sell((dal, "1"))
        mirrored.run()
    counter.sell((dal, "1"))
    steps = steps_of(mirrored)
    assert tuple(dict.fromkeys(steps)) == ON_THE_DISK  # what a version taken back lacks is staged besides

    for number, step in enumerate(steps):
        before = books_as_mirrored(counter)
        counter.sell((dal, "1"))
        killed_at(mirrored, number)

        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter) if step in ("published", "cleaned") else before)
        assert mirrored.run().outcome == ("unchanged" if step in ("published", "cleaned") else "updated")
        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
        assert leftovers(mirrored.versions) == []


def _run_with_little_disk(url: str, folder: Path, business_id: int, limit: int, said: Any) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    try:
        run_mirror(url, folder, businesses=[business_id])
        said.put("fine")
    except MirrorUnwritable as error:
        said.put(str(error))


@pytest.mark.parametrize("limit", [0, 20_000, 300_000, 800_000])
def test_a_full_disk_leaves_the_version_before_and_says_so(counter: Counter, mirrored: Mirrored, limit: int) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run()
    before = books_as_mirrored(counter)
    counter.sell((dal, "2"))

    said = FORKS.SimpleQueue()
    child = FORKS.Process(
        target=_run_with_little_disk, args=(mirrored.url, mirrored.folder, mirrored.business_id, limit, said)
    )
    child.start()
    answer = said.get()
    child.join()

    assert f"the mirror of business {mirrored.business_id} cannot be written" in answer
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, before)
    assert mirrored.run().outcome == "updated"
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert leftovers(mirrored.versions) == []


def _run_on_a_disk_that_fills(
    url: str, folder: Path, business_id: int, at_step: str, copied_bytes: int, said: Any
) -> None:
    etl.update.COPIED_BYTES = copied_bytes

    def fill(step: str) -> None:
        if step == at_step:
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))

    try:
        run_mirror(url, folder, businesses=[business_id], step=fill)
        said.put("fine")
    except MirrorUnwritable as error:
        said.put(str(error))


def test_a_disk_that_fills_at_any_step_leaves_a_whole_version(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    for _ in range(2):
        counter.sell((dal, "1"))
        mirrored.run()

    for step in ON_THE_DISK:
        before = books_as_mirrored(counter)
        counter.sell((dal, "1"))
        said = FORKS.SimpleQueue()
        child = FORKS.Process(
            target=_run_on_a_disk_that_fills,
            args=(mirrored.url, mirrored.folder, mirrored.business_id, step, 0, said),
        )
        child.start()
        answer = said.get()
        child.join()

        told = step in ("published", "cleaned")
        assert ("fine" if told else "cannot be written") in answer
        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter) if told else before)
        assert mirrored.run().outcome == ("unchanged" if told else "updated")
        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
        assert leftovers(mirrored.versions) == []


def test_a_connection_lost_at_any_step_leaves_a_whole_version(
    counter: Counter, mirrored: Mirrored, cluster: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    for _ in range(2):
        counter.sell((dal, "1"))
        mirrored.run()

    for at_step in ON_THE_DISK:
        before = books_as_mirrored(counter)
        counter.sell((dal, "1"))

        def cut(step: str, at_step: str = at_step) -> None:
            if step == at_step:
                cut_connections(mirrored.url, cluster)

        compared = ON_THE_DISK.index(at_step) > ON_THE_DISK.index("closed")  # from here the books are not needed
        if compared:
            assert mirrored.run(step=cut).outcome == "updated"
        else:
            with pytest.raises(BooksUnreachable):
                mirrored.run(step=cut)

        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter) if compared else before)
        assert mirrored.run().outcome == ("unchanged" if compared else "updated")
        with mirrored.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
        assert leftovers(mirrored.versions) == []


def test_a_connection_lost_at_any_step_of_a_first_load_publishes_nothing_half_done(
    counter: Counter, mirrored: Mirrored, cluster: str, tmp_path: Path
) -> None:
    counter.sell((counter.product(), "1"))
    for at_step in ON_THE_DISK:
        if at_step == "based":  # a load has nothing to be based on
            continue
        mine = Mirrored(mirrored.url, tmp_path / at_step, mirrored.business_id)

        def cut(step: str, at_step: str = at_step) -> None:
            if step == at_step:
                cut_connections(mirrored.url, cluster)

        if ON_THE_DISK.index(at_step) > ON_THE_DISK.index("closed"):
            assert mine.run(step=cut).outcome == "loaded"
        else:
            with pytest.raises(BooksUnreachable):
                mine.run(step=cut)
            assert mine.versions.current() is None
        mine.run()
        with mine.open() as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
        assert leftovers(mine.versions) == []


def test_a_runner_that_lost_its_connection_once_all_was_read_takes_another(
    counter: Counter, mirrored: Mirrored, cluster: str
) -> None:
    counter.product()
    steps: list[str] = []

    def cut(step: str) -> None:
        if step == "synced" and step not in steps:
            cut_connections(mirrored.url, cluster)
        steps.append(step)

    with MirrorRunner(mirrored.url, mirrored.folder, step=cut) as runner:
        assert [run.outcome for run in runner.run([mirrored.business_id])] == ["loaded"]
        counter.product("Rice")
        assert [run.outcome for run in runner.run([mirrored.business_id])] == ["updated"]


def test_two_runs_at_once_take_turns(counter: Counter, mirrored: Mirrored) -> None:
    counter.product()
    inner: dict[str, str] = {}

    def meanwhile(step: str) -> None:
        inner[step] = mirrored.run().outcome

    assert mirrored.run(step=meanwhile).outcome == "loaded"
    assert inner == {step: "busy" for step in ON_THE_DISK if step != "based"}
    counter.product()
    inner.clear()
    assert mirrored.run(step=meanwhile).outcome == "updated"
    assert inner == dict.fromkeys(ON_THE_DISK, "busy")
    assert mirrored.run().outcome == "unchanged"


def test_a_reader_stays_on_its_version_however_many_follow(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run()
    reader = MirrorReader(mirrored.folder)

    with reader.open(mirrored.business_id) as old:
        before = books_as_mirrored(counter)
        for _ in range(4):
            counter.sell((dal, "1"))
            mirrored.run()
            assert_same(old.cursor, before)
        with reader.open(mirrored.business_id) as new:
            assert new.version > old.version
            assert_same(new.cursor, books_as_mirrored(counter))
        assert_same(old.cursor, before)
    reader.close()

    assert len(mirrored.versions.present()) == 2


def test_a_large_version_nobody_reads_is_taken_back_instead_of_copied(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    mirrored.run()
    counter.sell((dal, "1"))
    mirrored.run()
    spare = mirrored.versions.path(mirrored.versions.present()[1]).stat().st_ino
    counter.sell((dal, "2"))
    run = mirrored.run()

    assert mirrored.versions.path(run.version or 0).stat().st_ino == spare
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_large_load_leaves_a_copy_for_the_first_increment(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.load, "LARGE_BYTES", 0)
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    counter.sell((dal, "1"))
    loaded = mirrored.run()
    current, spare = mirrored.versions.present()
    assert current == loaded.version
    file = mirrored.versions.path(spare).stat().st_ino

    counter.sell((dal, "2"))
    run = mirrored.run()

    assert mirrored.versions.path(run.version or 0).stat().st_ino == file
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_an_increment_onto_a_copy_that_lost_a_row_is_not_published(counter: Counter, mirrored: Mirrored) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    counter.sell((dal, "2"))
    run = mirrored.run()
    assert run.version is not None
    with duckdb.connect(mirrored.versions.path(run.version)) as doctored:
        doctored.execute("DELETE FROM sales WHERE quantity = 2")
    counter.customer()

    with pytest.raises(MirrorMismatch, match=r"sales\.rows is 1 in the copy, 2 in the books"):
        mirrored.run()

    assert mirrored.versions.current() == run.version
    assert mirrored.run().outcome == "loaded"
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_load_whose_shaping_loses_a_row_is_not_published(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    dal = counter.product("Toor dal", "100")
    counter.sell((dal, "1"))
    counter.sell((dal, "2"))

    def losing(table: str) -> str:
        return shape(table) + (" WHERE l.quantity_thousandths < 2000" if table == "sales" else "")

    monkeypatch.setattr(etl.workbench, "shape", losing)
    with pytest.raises(MirrorMismatch, match=r"sales\.net_minor is 10000 in the copy, 30000 in the books") as refused:
        mirrored.run()

    assert "sales.rows is 1 in the copy, 2 in the books" in refused.value.facts["differences"]
    with pytest.raises(NoMirror), mirrored.open():
        pass


def test_one_wrong_copy_does_not_keep_the_other_businesses_waiting(
    counter: Counter, mirrored: Mirrored, british_shop: Any, database: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.sell((counter.product(), "2"))
    other = Mirrored(mirrored.url, mirrored.folder, british_shop.business_id)

    monkeypatch.setattr(
        etl.workbench,
        "shape",
        lambda table: shape(table) + (" WHERE l.quantity_thousandths <> 2000" if table == "sales" else ""),
    )
    with pytest.raises(MirrorsFailed) as failed:
        run_mirror(mirrored.url, mirrored.folder, businesses=[mirrored.business_id, other.business_id])

    assert failed.value.facts["businesses"] == [mirrored.business_id]
    assert other.versions.current() is not None
    assert mirrored.versions.current() is None


def test_a_login_that_sees_nothing_is_refused(own_books: Addresses) -> None:
    with pytest.raises(Misconfigured, match="munim_mirror"):
        Books(own_books.app)


def test_books_that_do_not_answer_are_said_to_be_unreachable(tmp_path: Path) -> None:
    with pytest.raises(BooksUnreachable):
        run_mirror(f"postgresql://nobody@/none?host={tmp_path}", tmp_path)


def test_no_read_is_torn_while_versions_follow_one_another(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run()
    reader = MirrorReader(mirrored.folder, capacity=2, threads=1)
    done = threading.Event()
    torn: list[Any] = []
    reads = [0] * 3

    def read(number: int) -> None:
        last = 0
        while not done.is_set():
            with reader.open(mirrored.business_id) as mirror:
                [row] = mirror.cursor.execute(
                    "SELECT version, (SELECT sum(total_minor) FROM sales), (SELECT sum(total_minor) FROM bills),"
                    " (SELECT sum(total_minor) FROM daily_sales), (SELECT sum(amount_minor) FROM ledger WHERE account = 'receivable'),"
                    " (SELECT sum(balance_minor) FROM customers) FROM mirror_state"
                ).fetchall()
                if row[0] != mirror.version or len(set(row[1:])) != 1 or mirror.version < last:
                    torn.append((row, mirror.version, last))
                last = mirror.version
                reads[number] += 1

    threads = [threading.Thread(target=read, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(15):
        counter.sell((dal, "1"))
        mirrored.run()
    done.set()
    for thread in threads:
        thread.join()
    reader.close()

    assert torn == []
    assert min(reads) > 15


def test_a_damaged_file_is_said_to_be_unreadable(counter: Counter, mirrored: Mirrored) -> None:
    run = mirrored.run()
    mirrored.versions.path(run.version or 0).write_bytes(b"not a database")

    with pytest.raises(MirrorUnreadable), mirrored.open():
        pass


def test_a_reader_reaches_nothing_but_its_file(counter: Counter, mirrored: Mirrored, british_shop: Any) -> None:
    mirrored.run()
    other = Mirrored(mirrored.url, mirrored.folder, british_shop.business_id)
    run = other.run()

    for statement in (
        f"ATTACH '{other.versions.path(run.version or 0)}' AS other (READ_ONLY)",
        "SELECT * FROM read_csv('/etc/passwd')",
        "COPY sales TO '/tmp/stolen.csv'",
        "DELETE FROM sales",
    ):
        with mirrored.open() as mirror, pytest.raises(duckdb.Error):
            mirror.cursor.execute(statement)


def test_the_least_recently_read_version_is_closed_first(
    counter: Counter, mirrored: Mirrored, british_shop: Any
) -> None:
    mirrored.run()
    other = Mirrored(mirrored.url, mirrored.folder, british_shop.business_id)
    other.run()
    reader = MirrorReader(mirrored.folder, capacity=1)

    with reader.open(mirrored.business_id) as kept:
        with reader.open(other.business_id):
            pass
        kept.cursor.execute("SELECT * FROM business").fetchall()  # pushed out, but still read
        with pytest.raises(BlockingIOError):
            Lease(mirrored.versions.path(kept.version), exclusive=True)
    Lease(mirrored.versions.path(kept.version), exclusive=True).release()
    reader.close()


def test_a_run_that_was_overtaken_publishes_nothing(counter: Counter, mirrored: Mirrored) -> None:
    """A lock can be lost without the run noticing; the pointer then says that another has published."""
    first = mirrored.run()
    counter.product()

    def overtake(step: str) -> None:
        if step == "closed":
            mirrored.versions.pointer.write_text("1\n")

    with pytest.raises(MirrorOvertaken):
        mirrored.run(step=overtake)
    mirrored.versions.pointer.write_text(f"{first.version}\n")
    assert mirrored.run().outcome == "updated"
