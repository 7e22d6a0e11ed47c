"""A small business's versions are read by one DuckDB, one after the other, which reaches nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import etl.reader
from etl.engine import Engine
from etl.reader import MirrorReader
from tests.counter import Counter
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored


class Counting:
    """``duckdb.connect``, and how often it was called."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, *arguments: Any, **options: Any) -> duckdb.DuckDBPyConnection:
        self.times += 1
        return duckdb.connect(*arguments, **options)


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> Counting:
    """How many DuckDBs readers set up."""
    counting = Counting()
    for module in ("etl.engine", "etl.reader"):
        monkeypatch.setattr(f"{module}.duckdb", _Module(counting))
    return counting


class _Module:
    """The module ``duckdb`` with another ``connect``."""

    def __init__(self, connect: Counting) -> None:
        self.connect = connect

    def __getattr__(self, name: str) -> Any:
        return getattr(duckdb, name)


@pytest.fixture
def reader(mirrored: Mirrored) -> Iterator[MirrorReader]:
    made = MirrorReader(mirrored.folder)
    yield made
    made.close()


def test_the_next_version_is_read_by_the_duckdb_that_read_the_one_before(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, set_up: Counting
) -> None:
    dal = counter.product()
    for _ in range(4):
        counter.sell((dal, "1"))
        mirrored.run()
        with reader.open(mirrored.business_id) as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
    assert set_up.times == 1


def test_three_versions_read_at_once_stay_what_they_are(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, set_up: Counting
) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run()
    first = books_as_mirrored(counter)
    with reader.open(mirrored.business_id) as one:
        counter.sell((dal, "2"))
        mirrored.run()
        second = books_as_mirrored(counter)
        with reader.open(mirrored.business_id) as two:
            counter.sell((dal, "3"))
            mirrored.run()
            with reader.open(mirrored.business_id) as three:
                assert_same(three.cursor, books_as_mirrored(counter))
                assert_same(two.cursor, second)
                assert_same(one.cursor, first)
            assert_same(two.cursor, second)
        assert_same(one.cursor, first)
    assert set_up.times == 2  # one has two versions open at most


def test_what_read_the_version_before_reaches_nothing_either(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader
) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run()
    with reader.open(mirrored.business_id) as before:
        counter.sell((dal, "1"))
        mirrored.run()
        with reader.open(mirrored.business_id) as mirror:
            [(allowed,)] = mirror.cursor.execute("SELECT current_setting('allowed_paths')").fetchall()
            assert allowed
            for path in (*allowed, "/etc/passwd", str(mirror.path), str(before.path)):
                for statement in (f"ATTACH '{path}' AS more (READ_ONLY)", f"COPY sales TO '{path}'"):
                    with pytest.raises(duckdb.Error):
                        mirror.cursor.execute(statement)
            for path in ("/etc/passwd", str(mirror.path)):
                with pytest.raises(duckdb.PermissionException):
                    mirror.cursor.execute(f"SELECT * FROM read_text('{path}')")
            for statement in (
                "DELETE FROM sales",
                "CREATE TABLE more (n INTEGER)",
                "SET enable_external_access = true",
                "SET allowed_paths = ['/etc/passwd']",
                "SET temp_directory = '/tmp'",
            ):
                with pytest.raises(duckdb.Error):
                    mirror.cursor.execute(statement)
            assert_same(mirror.cursor, books_as_mirrored(counter))


def test_no_copy_of_a_version_is_left(counter: Counter, mirrored: Mirrored, reader: MirrorReader) -> None:
    mirrored.run()
    with reader.open(mirrored.business_id):
        assert list(reader.place.iterdir()) == []
    place = reader.place
    reader.close()
    assert not place.exists()


def test_a_large_version_is_read_where_it_is(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.reader, "COPIED_BYTES", 0)
    counter.sell((counter.product(), "1"))
    mirrored.run()

    with reader.open(mirrored.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
        [(file,)] = mirror.cursor.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()
        assert file == str(mirror.path)


def test_without_room_for_a_copy_a_version_is_read_where_it_is(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader
) -> None:
    dal = counter.product()
    mirrored.run()
    with reader.open(mirrored.business_id):
        pass
    shutil.rmtree(reader.place)
    for _ in range(2):
        counter.sell((dal, "1"))
        mirrored.run()
        with reader.open(mirrored.business_id) as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_damaged_version_leaves_the_duckdb_to_the_next(
    counter: Counter, mirrored: Mirrored, reader: MirrorReader
) -> None:
    dal = counter.product()
    mirrored.run()
    with reader.open(mirrored.business_id):
        pass
    counter.sell((dal, "1"))
    damaged = mirrored.run()
    file = mirrored.versions.path(damaged.version or 0)
    whole = file.read_bytes()
    file.write_bytes(b"not a database")
    with pytest.raises(etl.reader.MirrorUnreadable), reader.open(mirrored.business_id):
        pass
    file.write_bytes(whole)
    with reader.open(mirrored.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_an_engine_that_closed_opens_nothing_more(mirrored: Mirrored, tmp_path: Path) -> None:
    run = mirrored.run()
    engine = Engine(tmp_path / "place", {"threads": 1}, spill=tmp_path / "spill")
    opened = engine.open(mirrored.versions.path(run.version or 0))
    assert opened is not None
    opened.close()
    assert engine.open(mirrored.versions.path(run.version or 0)) is None
