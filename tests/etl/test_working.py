"""A small shop's file stays open from one increment to the next, and every version is what the books say all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import etl.update
import etl.working
from etl.mirror import MirrorRunner
from etl.reader import MirrorReader
from etl.runs import STEPS
from etl.versions import copy_file
from etl.workshop import MirrorUnwritable
from munim.database import Database
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored

WRITING = STEPS[STEPS.index("based") : STEPS.index("published")]


@pytest.fixture
def runner(mirrored: Mirrored) -> Iterator[MirrorRunner]:
    with MirrorRunner(mirrored.url, mirrored.folder) as made:
        yield made


def agree(mirrored: Mirrored, counter: Counter) -> None:
    with mirrored.open() as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


@pytest.mark.parametrize("unoptimized", [0, 2 * 2**20], ids=["as a larger one", "as a tiny one"])
def test_increments_on_a_file_that_stays_open_follow_the_books(
    counter: Counter, mirrored: Mirrored, runner: MirrorRunner, monkeypatch: pytest.MonkeyPatch, unoptimized: int
) -> None:
    monkeypatch.setattr(etl.update, "UNOPTIMIZED_BYTES", unoptimized)
    dal, tea = counter.product(), counter.product()
    counter.sell((dal, "1"))
    runner.run([mirrored.business_id])
    for n in range(4):
        counter.sell((dal, "1"), (tea, str(n + 1)))
        [run] = runner.run([mirrored.business_id])
        assert run.outcome == "updated"
        agree(mirrored, counter)
    [run] = runner.verify([mirrored.business_id])
    assert run.outcome == "unchanged"


def test_the_current_version_is_copied_for_the_first_increment_alone(
    counter: Counter, mirrored: Mirrored, runner: MirrorRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[Path] = []

    def copy(source: Path, target: Path) -> None:
        copied.append(source)
        copy_file(source, target)

    monkeypatch.setattr(etl.working, "copy_file", copy)
    dal = counter.product()
    for _ in range(4):
        counter.sell((dal, "1"))
        runner.run([mirrored.business_id])
    assert len(copied) == 1
    agree(mirrored, counter)


def test_what_is_read_is_a_copy_of_the_file_that_stays_open(
    counter: Counter, mirrored: Mirrored, runner: MirrorRunner
) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    runner.run([mirrored.business_id])
    counter.sell((dal, "1"))
    runner.run([mirrored.business_id])
    before = books_as_mirrored(counter)
    reader = MirrorReader(mirrored.folder)
    with reader.open(mirrored.business_id) as old:
        file = old.path.read_bytes() if old.path else b""
        counter.sell((dal, "1"))
        runner.run([mirrored.business_id])
        assert_same(old.cursor, before)
        assert old.path is not None and old.path.read_bytes() == file
    reader.close()


def test_it_has_no_name_that_would_be_left_behind(counter: Counter, mirrored: Mirrored, runner: MirrorRunner) -> None:
    dal = counter.product()
    for _ in range(3):
        counter.sell((dal, "1"))
        runner.run([mirrored.business_id])
    names = sorted(path.name for path in mirrored.versions.folder.iterdir())
    assert names == sorted([*(f"{version}.duckdb" for version in mirrored.versions.present()), "current"])


def test_two_runners_taking_turns_each_go_on_from_the_others_version(
    counter: Counter, mirrored: Mirrored, runner: MirrorRunner
) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    with MirrorRunner(mirrored.url, mirrored.folder) as other:
        for _ in range(3):
            for one in (runner, other):
                counter.sell((dal, "2"))
                one.run([mirrored.business_id])
                agree(mirrored, counter)


def test_a_version_made_anew_takes_the_place_of_what_stays_open(
    counter: Counter, mirrored: Mirrored, runner: MirrorRunner
) -> None:
    dal = counter.product()
    for _ in range(2):
        counter.sell((dal, "1"))
        runner.run([mirrored.business_id])
    counter.sell((dal, "1"))
    runner.rebuild([mirrored.business_id])
    counter.sell((dal, "1"))
    runner.run([mirrored.business_id])
    agree(mirrored, counter)


@pytest.mark.parametrize("kept_open", [1, 32])
def test_no_more_files_stay_open_than_may(
    counter: Counter,
    database: Database,
    mirrored: Mirrored,
    british_shop: Any,
    monkeypatch: pytest.MonkeyPatch,
    runner: MirrorRunner,
    kept_open: int,
) -> None:
    monkeypatch.setattr(etl.working, "KEPT_OPEN", kept_open)
    other = Mirrored(mirrored.url, mirrored.folder, british_shop.business_id)
    there = Counter(database, british_shop)
    dal, tea = counter.product(), there.product()
    for _ in range(3):
        counter.sell((dal, "1"))
        there.sell((tea, "1"))
        for one in (mirrored, other):  # by the same hand
            runner.run([one.business_id])
        agree(mirrored, counter)
        agree(other, there)


@pytest.mark.parametrize("step", WRITING)
def test_a_file_that_an_increment_failed_on_is_not_written_on(counter: Counter, mirrored: Mirrored, step: str) -> None:
    failing: list[str] = []

    def fail(done: str) -> None:
        if done in failing:
            raise OSError(28, "No space left on device")

    with MirrorRunner(mirrored.url, mirrored.folder, step=fail) as runner:
        dal = counter.product()
        for _ in range(2):
            counter.sell((dal, "1"))
            runner.run([mirrored.business_id])
        before = books_as_mirrored(counter)
        counter.sell((dal, "1"))
        failing.append(step)
        with pytest.raises(MirrorUnwritable):
            runner.run([mirrored.business_id])
        with mirrored.open() as mirror:
            assert_same(mirror.cursor, before)
        failing.clear()
        runner.run([mirrored.business_id])
        agree(mirrored, counter)
