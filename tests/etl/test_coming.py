"""What is read all the time has its next version open before that is the current one, and sees it no sooner for that."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

import etl.coming
import etl.reader
import etl.versions
from etl.reader import MirrorReader, OpenMirror
from etl.versions import Lease, copy_file
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


@pytest.fixture(autouse=True)
def busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A single reading is all the time, and each looks for what is coming; a writer waits until a reader is ready."""
    monkeypatch.setattr(etl.coming, "WINDOW_SECONDS", 0.0)
    monkeypatch.setattr(etl.coming, "BUSY_READINGS", 1)
    monkeypatch.setattr(etl.coming, "LOOK_EVERY_SECONDS", 0.0)
    monkeypatch.setattr(etl.versions, "HEAD_START_SECONDS", 60.0)


@pytest.fixture(params=["copied", "where it is"])
def reader(
    mirrored: Mirrored, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MirrorReader]:
    """A reader of small versions, and one that takes them for large."""
    if request.param != "copied":
        monkeypatch.setattr(etl.reader, "COPIED_BYTES", 0)
    made = MirrorReader(mirrored.folder)
    yield made
    made.close()


def version_read(reader: MirrorReader, mirrored: Mirrored) -> int:
    with reader.open(mirrored.business_id) as mirror:
        [(said,)] = mirror.rows("SELECT version FROM mirror_state")
        assert said == mirror.version
        return mirror.version


def test_the_next_version_is_open_before_it_is_named_and_read_once_it_is(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = mirrored.run().version
    assert version_read(reader, mirrored) == first
    counter.sell((counter.product(), "1"))

    def read(step: str) -> None:
        if step in ("synced", "named"):
            assert version_read(reader, mirrored) == first

    second = mirrored.run(step=read).version
    monkeypatch.setattr(reader, "_open_current", lambda *_: pytest.fail("it was to be open already"))
    with reader.open(mirrored.business_id) as mirror:
        assert mirror.version == second != first
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert not [file.name for file in mirrored.versions.folder.iterdir() if file.name in ("coming", "ready")]
    monkeypatch.undo()
    reader.close()
    for version in mirrored.versions.present():
        Lease(mirrored.versions.path(version), exclusive=True).release()


def test_what_was_announced_and_never_named_is_never_read(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader
) -> None:
    first = mirrored.run().version
    version_read(reader, mirrored)
    counter.sell((counter.product(), "1"))

    def fail(step: str) -> None:
        if step == "synced":
            assert version_read(reader, mirrored) == first
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirrored.run(step=fail)
    assert version_read(reader, mirrored) == first
    for _ in range(2):
        counter.sell((counter.product(), "1"))
        run = mirrored.run(step=lambda step: version_read(reader, mirrored) if step == "synced" else None)
        with reader.open(mirrored.business_id) as mirror:
            assert mirror.version == run.version
            assert_same(mirror.cursor, books_as_mirrored(counter))


def test_another_file_under_the_announced_number_is_opened_itself(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers are moments: a run that took over after a lost lock may have the same."""
    first = mirrored.run().version or 0
    version_read(reader, mirrored)
    versions, coming = mirrored.versions, first + 1
    copy_file(versions.path(first), versions.building(coming))
    with versions._announced(coming):
        version_read(reader, mirrored)
    monkeypatch.setattr(etl.versions, "HEAD_START_SECONDS", 0.0)
    versions.building(coming).rename(versions.folder / "overtaken")
    counter.sell((counter.product(), "1"))
    other = mirrored.run().version or 0
    versions.path(other).rename(versions.path(coming))
    versions.pointer.write_text(f"{coming}\n")

    with reader.open(mirrored.business_id) as mirror:
        assert mirror.rows("SELECT version FROM mirror_state") == [(other,)]


def test_what_is_read_now_and_then_is_not_announced(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.coming, "WINDOW_SECONDS", 3600.0)
    mirrored.run()
    version_read(reader, mirrored)
    counter.sell((counter.product(), "1"))
    announced = []
    mirrored.run(step=lambda _: announced.append(mirrored.versions.announced()))
    assert set(announced) == {None}


def test_a_writer_does_not_wait_for_readers_that_have_gone(
    counter: Counter, mirrored: Mirrored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.versions, "HEAD_START_SECONDS", 0.01)
    mirrored.run()
    mirrored.versions.note_read()
    counter.sell((counter.product(), "1"))
    announced = []
    run = mirrored.run(step=lambda step: announced.append(mirrored.versions.announced()) if step == "synced" else None)
    assert announced == [run.version]
    assert mirrored.versions.current() == run.version
    assert mirrored.versions.announced() is None


def test_notes_of_a_run_that_was_killed_are_cleared_away(counter: Counter, mirrored: Mirrored) -> None:
    mirrored.run()
    for left in ("coming", "ready"):
        (mirrored.versions.folder / left).write_text("17")
    counter.sell((counter.product(), "1"))
    mirrored.run()
    assert not [file.name for file in mirrored.versions.folder.iterdir() if file.name in ("coming", "ready")]


def test_the_next_version_is_warmed_before_it_is_named(counter: Counter, mirrored: Mirrored) -> None:
    warmed = []

    def warm(mirror: OpenMirror) -> None:
        warmed.append((mirror.version, mirrored.versions.current(), mirror.rows("SELECT sum(total_minor) FROM sales")))
        if len(warmed) == 1:
            raise ZeroDivisionError  # what goes wrong there is nobody's whose reading it is not

    reader = MirrorReader(mirrored.folder, warm=warm)
    counter.sell((dal := counter.product(), "1"))
    versions = [mirrored.run().version or 0]
    sums = []
    for _ in range(2):
        version_read(reader, mirrored)
        counter.sell((dal, "1"))
        run = mirrored.run(step=lambda step: version_read(reader, mirrored) if step == "synced" else None)
        versions.append(run.version or 0)
        with reader.open(mirrored.business_id) as mirror:
            assert mirror.version == run.version
            sums.append(mirror.rows("SELECT sum(total_minor) FROM sales"))
    reader.close()
    assert warmed == [(versions[1], versions[0], sums[0]), (versions[2], versions[1], sums[1])]


def test_readers_at_once_see_each_version_whole_and_none_before_it_is_named(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader
) -> None:
    dal = counter.product()
    mirrored.run()
    done, wrong, seen = threading.Event(), list[str](), set[int]()

    def read() -> None:
        last = 0
        while not done.is_set():
            before = mirrored.versions.require_current()
            with reader.open(mirrored.business_id) as mirror:
                if not max(before, last) <= mirror.version <= mirrored.versions.require_current():
                    wrong.append(f"{mirror.version} while {before} was current and {last} had been read")
                [(version, lines, days)] = mirror.rows(
                    "SELECT version, (SELECT sum(total_minor) FROM sales), (SELECT sum(total_minor) FROM daily_sales) FROM mirror_state"
                )
                if version != mirror.version or lines != days:
                    wrong.append(f"{version} for {mirror.version}: {lines} and {days}")
                last = mirror.version
                seen.add(last)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        counter.sell((dal, "1"))
        mirrored.run()
    done.set()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert len(seen) > 6
