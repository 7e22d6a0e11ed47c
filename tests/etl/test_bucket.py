"""A mirror in a bucket: published version by version, fetched once, and whole for every reader whatever fails."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import msgspec
import psycopg
import pytest
from moto.server import ThreadedMotoServer

import etl.bucket
import etl.cache
import etl.update
from etl.bucket import MirrorBucket, MirrorUnpublished
from etl.cache import MirrorCache
from etl.mirror import run_mirror
from etl.place import mirror_reader, mirror_standing
from etl.reader import MirrorReader
from etl.runs import STEPS
from etl.versions import NoMirror, Versions
from munim.database import Database
from munim.doctor import examine_mirror
from munim.errors import Misconfigured, Unavailable
from munim.objects import Bucket, ObjectMoved
from munim.roles import Addresses
from munim.settings import Settings
from tests.counter import Counter
from tests.etl.apart import CREDENTIALS, fetch_with_little_disk, run_until
from tests.etl.comparing import assert_same, books_as_mirrored
from tests.etl.conftest import Mirrored
from tests.etl.disasters import FORKS, wait_for

IN_THE_BUCKET = ("hashed", "uploaded", "pointed", "noted", "tidied")


class Service:
    """An S3 service on this machine that can be switched off and on again; what it holds stays."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(port=0)
        self._server.start()
        self.host, self.port = self._server.get_host_and_port()

    @property
    def endpoint(self) -> str:
        return f"http://{self.host}:{self.port}"

    def off(self) -> None:
        self._server.stop()

    def on(self) -> None:
        self._server = ThreadedMotoServer(port=self.port)
        self._server.start()


@pytest.fixture(scope="module")
def books(make_database: Callable[[], Addresses]) -> Addresses:
    """Books of this file's own: a sweep goes through every business there is, and other tests made hundreds."""
    return make_database()


@pytest.fixture(scope="module")
def mirror_url(books: Addresses) -> str:
    return books.mirror


@pytest.fixture(scope="module")
def database(books: Addresses) -> Iterator[Database]:
    database = Database(books.app)
    yield database
    database.close()


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    made = Service()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        boto3.client("s3", endpoint_url=made.endpoint, region_name="us-east-1").create_bucket(Bucket="mirrors")
        yield made
    made.off()


@pytest.fixture
def bucket(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MirrorBucket:
    """A place of its own in the bucket, to which uploads may follow one another however slow the machine is."""
    monkeypatch.setattr(etl.bucket, "UNNOTICED_SECONDS", float("inf"))
    return MirrorBucket(Bucket("mirrors", prefix=tmp_path.name, endpoint=service.endpoint))


@pytest.fixture
def cache(bucket: MirrorBucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MirrorCache:
    """Another machine's cache, which asks for the pointer at every reading."""
    for name in ("EVERY_SECONDS", "SWEEP_EVERY_SECONDS", "QUIET_SECONDS"):
        monkeypatch.setattr(etl.cache, name, 0.0)
    monkeypatch.setattr(etl.cache, "PATIENCE_SECONDS", 60.0)
    return MirrorCache(bucket, tmp_path / "cache", room_bytes=10**9)


@pytest.fixture
def reader(cache: MirrorCache) -> Iterator[MirrorReader]:
    made = MirrorReader(cache.folder, cache=cache)
    yield made
    made.close()


def objects(bucket: MirrorBucket, business_id: int) -> list[str]:
    return [one.key for one in bucket.objects.listing(f"{business_id}/") if one.key.endswith(".duckdb")]


def test_another_machine_reads_what_was_published(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, reader: MirrorReader
) -> None:
    dal = counter.product()
    counter.sell((dal, "1"))
    mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id) as first:
        assert_same(first.cursor, books_as_mirrored(counter))

        counter.sell((dal, "2"))
        before = first.rows("SELECT sum(total_minor) FROM sales")
        run = mirrored.run(bucket=bucket)
        with reader.open(mirrored.business_id) as second:
            assert (second.version, second.as_of) == (run.version, run.as_of)
            assert_same(second.cursor, books_as_mirrored(counter))
        assert first.rows("SELECT sum(total_minor) FROM sales") == before


def test_a_version_is_fetched_once_by_all_who_read(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, reader: MirrorReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.product()
    mirrored.run(bucket=bucket)
    fetched: list[str] = []
    chunks = Bucket.chunks

    def counting(self: Bucket, key: str) -> Iterator[bytes]:
        fetched.append(key)
        return chunks(self, key)

    monkeypatch.setattr(Bucket, "chunks", counting)

    def read() -> None:
        with reader.open(mirrored.business_id) as mirror:
            assert mirror.rows("SELECT count(*) FROM products") == [(1,)]

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    again = MirrorReader(reader.folder, cache=MirrorCache(bucket, reader.folder, room_bytes=10**9))
    with again.open(mirrored.business_id) as mirror:
        assert mirror.rows("SELECT count(*) FROM products") == [(1,)]
    again.close()

    assert len(fetched) == 1


def test_an_older_run_never_moves_the_pointer_back(counter: Counter, mirrored: Mirrored, bucket: MirrorBucket) -> None:
    """A lock can be lost without the run noticing; another has then published meanwhile."""
    counter.product()
    mirrored.run(bucket=bucket)
    counter.product("Rice")

    def overtake(step: str) -> None:
        if step == "uploaded":
            there = bucket.pointer(mirrored.business_id)
            assert there is not None
            newer = msgspec.structs.replace(there[0], version=there[0].version + 10**9)
            bucket.objects.put(f"{mirrored.business_id}/current", msgspec.json.encode(newer))

    run = mirrored.run(bucket=bucket, step=overtake)

    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert there[0].version > (run.version or 0)
    assert objects(bucket, mirrored.business_id) == [there[0].object]


def test_a_pointer_moved_between_reading_and_writing_is_read_again(bucket: MirrorBucket) -> None:
    bucket.objects.put_in_place_of("7/current", b"one", None)
    _, tag = bucket.objects.look("7/current") or (b"", "")
    with pytest.raises(ObjectMoved):
        bucket.objects.put_in_place_of("7/current", b"two", None)

    bucket.objects.put_in_place_of("7/current", b"three", tag)

    with pytest.raises(ObjectMoved):
        bucket.objects.put_in_place_of("7/current", b"four", tag)
    assert bucket.objects.get("7/current") == b"three"
    _, tag = bucket.objects.look("7/current") or (b"", "")
    assert bucket.objects.look("7/current", tag=tag) is None


def test_replaced_versions_leave_the_bucket_after_their_grace(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Dal", "Rice", "Tea"):
        counter.product(name)
        mirrored.run(bucket=bucket)
    bucket.tidy(mirrored.business_id)
    assert len(objects(bucket, mirrored.business_id)) == 3

    monkeypatch.setattr(etl.bucket, "GRACE", timedelta(0))
    counter.product("Salt")
    mirrored.run(bucket=bucket)

    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert objects(bucket, mirrored.business_id) == [there[0].object]


def test_a_damaged_object_is_refused_and_readers_stay_with_what_they_have(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, reader: MirrorReader, tmp_path: Path
) -> None:
    counter.product()
    first = mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id):
        pass
    counter.product("Rice")
    mirrored.run(bucket=bucket)
    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    bucket.objects.put(there[0].object, bytes(there[0].about.bytes))

    with reader.open(mirrored.business_id) as mirror:
        assert mirror.version == first.version
    fresh = MirrorCache(bucket, tmp_path / "elsewhere", room_bytes=10**9)
    with pytest.raises(Unavailable, match="came damaged"):
        fresh.keep_fresh(mirrored.business_id)
    fresh.close()
    assert [file.suffix for file in (tmp_path / "elsewhere").glob("*/*")] == [".lock"]


def test_a_bucket_that_does_not_answer_leaves_readers_with_what_they_have_and_its_age(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, service: Service, reader: MirrorReader, tmp_path: Path
) -> None:
    counter.product()
    run = mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id):
        pass

    service.off()
    try:
        with reader.open(mirrored.business_id) as mirror:
            assert mirror.version == run.version
            assert run.as_of is not None
            assert abs(mirror.fresh_at - run.as_of) < timedelta(milliseconds=1)
        empty = MirrorCache(bucket, tmp_path / "elsewhere", room_bytes=10**9)
        with pytest.raises(Unavailable, match="does not answer"):
            empty.keep_fresh(mirrored.business_id)
        empty.close()
        counter.product("Rice")
        with pytest.raises(MirrorUnpublished):
            mirrored.run(bucket=bucket)
    finally:
        service.on()

    assert mirrored.run(bucket=bucket).outcome == "unchanged"
    with reader.open(mirrored.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_full_disk_of_a_reading_machine_is_said_and_leaves_nothing(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, service: Service, reader: MirrorReader, tmp_path: Path
) -> None:
    counter.product()
    mirrored.run(bucket=bucket)
    said = FORKS.SimpleQueue()
    place = (tmp_path.name, service.endpoint)
    child = FORKS.Process(target=fetch_with_little_disk, args=(place, reader.folder, mirrored.business_id, said))
    child.start()

    assert said.get().startswith("CacheUnwritable")
    child.join()
    assert [file.name for file in reader.folder.glob("*/*")] == ["fetching.lock"]
    with reader.open(mirrored.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))


def test_a_business_that_was_never_published_has_no_mirror(reader: MirrorReader) -> None:
    with pytest.raises(NoMirror), reader.open(7):
        pass


def test_the_cache_makes_room_for_what_is_read_now(
    counter: Counter, mirrored: Mirrored, british_shop: Any, bucket: MirrorBucket, cache: MirrorCache
) -> None:
    counter.product()
    runs = {one.business_id: one for one in run_mirror(mirrored.url, mirrored.folder, businesses=[mirrored.business_id, british_shop.business_id], bucket=bucket)}  # fmt: skip
    one_of_them = max(status.bytes for status in bucket.status(list(runs)))
    small = MirrorReader(cache.folder, cache=MirrorCache(bucket, cache.folder, room_bytes=one_of_them + 1))

    with small.open(mirrored.business_id) as kept:
        with small.open(british_shop.business_id) as other:
            assert other.version == runs[british_shop.business_id].version
        kept.rows("SELECT * FROM products")
        assert [file.parent.name for file in cache.folder.glob("*/*.duckdb")] == [str(british_shop.business_id)]
    with small.open(mirrored.business_id) as again:
        assert again.version == runs[mirrored.business_id].version
    small.close()


def test_a_sweep_tells_readers_how_fresh_an_unchanged_business_is(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, reader: MirrorReader
) -> None:
    run = mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id) as mirror:
        assert run.as_of is not None
        assert mirror.fresh_at - run.as_of < timedelta(milliseconds=1)
    sweep = swept(mirrored, bucket)

    with reader.open(mirrored.business_id) as mirror:
        assert mirror.version == run.version
        assert abs(mirror.fresh_at - sweep) < timedelta(milliseconds=1)


def swept(mirrored: Mirrored, bucket: MirrorBucket) -> datetime:
    """A sweep that found nothing of this business, as the bucket tells of it."""
    run_mirror(mirrored.url, mirrored.folder, bucket=bucket)
    found = bucket.sweep()
    assert found is not None
    assert found[0] is not None
    return found[0].as_of


def test_what_a_run_could_not_publish_the_next_sweep_does(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, service: Service
) -> None:
    run_mirror(mirrored.url, mirrored.folder, bucket=bucket)
    counter.product()
    service.off()
    try:
        with pytest.raises(MirrorUnpublished):
            mirrored.run(bucket=bucket)
    finally:
        service.on()
    local = mirrored.versions.current()

    run_mirror(mirrored.url, mirrored.folder, bucket=bucket)

    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert there[0].version == local


def test_a_sweep_publishes_what_a_folder_held_before_there_was_a_bucket(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket
) -> None:
    """Nothing changed in the books since the last sweep; the bucket is what has."""
    counter.product()
    run_mirror(mirrored.url, mirrored.folder)

    run_mirror(mirrored.url, mirrored.folder, bucket=bucket)

    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert there[0].version == mirrored.versions.current()


def test_a_long_upload_is_followed_by_rest(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(etl.bucket, "UNNOTICED_SECONDS", 0.0)
    monkeypatch.setattr(etl.bucket, "REST", 10**9)
    counter.product()
    assert mirrored.run(bucket=bucket).published
    first = bucket.pointer(mirrored.business_id)
    counter.product("Rice")

    resting = mirrored.run(bucket=bucket)

    assert not resting.published
    assert not resting.settled
    assert bucket.pointer(mirrored.business_id) == first
    monkeypatch.setattr(etl.bucket, "REST", 0)
    assert mirrored.run(bucket=bucket).published
    now = bucket.pointer(mirrored.business_id)
    assert now is not None
    assert now[0].version == resting.version


# -- whatever happens, at every step -----------------------------------------------------------------


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs that take every step there is: they take versions back and tidy the bucket each time."""
    monkeypatch.setattr(etl.update, "COPIED_BYTES", 0)
    monkeypatch.setattr(etl.bucket, "GRACE", timedelta(0))


def test_a_run_killed_at_any_step_leaves_readers_a_whole_version_and_no_litter(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, reader: MirrorReader, service: Service, steps: None, tmp_path: Path
) -> None:  # fmt: skip
    dal = counter.product()
    for _ in range(3):
        counter.sell((dal, "1"))
        mirrored.run(bucket=bucket)
    taken: list[str] = []
    counter.sell((dal, "1"))
    mirrored.run(bucket=bucket, step=taken.append)
    assert tuple(dict.fromkeys(taken)) == STEPS

    for step in STEPS:
        before = books_as_mirrored(counter)
        counter.sell((dal, "1"))
        arguments = (mirrored.url, mirrored.folder, mirrored.business_id, (tmp_path.name, service.endpoint), step)
        child = FORKS.Process(target=run_until, args=arguments)
        child.start()
        child.join()
        assert child.exitcode == 77
        without_connections(mirrored)

        with reader.open(mirrored.business_id) as mirror:
            told = STEPS.index(step) >= STEPS.index("pointed")
            assert_same(mirror.cursor, books_as_mirrored(counter) if told else before)
        mirrored.run(bucket=bucket)
        with reader.open(mirrored.business_id) as mirror:
            assert_same(mirror.cursor, books_as_mirrored(counter))
    counter.sell((dal, "1"))
    mirrored.run(bucket=bucket)

    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert objects(bucket, mirrored.business_id) == [there[0].object]
    versions = mirrored.versions
    kept = {"current", "published", *(f"{version}.duckdb" for version in versions.present()[:2])}
    assert {file.name for file in versions.folder.iterdir()} == kept
    assert [file.suffix for file in (reader.folder / str(mirrored.business_id)).glob("*.building")] == []


def without_connections(mirrored: Mirrored) -> None:
    """Postgres lets go of a dead client's lock when it notices, a moment later."""
    with psycopg.connect(mirrored.url, autocommit=True) as connection:
        mine = "usename = current_user AND datname = current_database() AND pid <> pg_backend_pid()"
        wait_for(lambda: connection.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {mine}").fetchone() == (0,))


@pytest.mark.parametrize("at_step", ["locked", *IN_THE_BUCKET])
def test_a_bucket_that_stops_answering_at_any_step_is_made_good_by_the_next_run(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, service: Service, reader: MirrorReader, steps: None, at_step: str
) -> None:  # fmt: skip
    counter.product()
    mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id) as mirror:
        before = mirror.version
    counter.product("Rice")

    def fail(step: str) -> None:
        if step == at_step:
            service.off()

    try:
        if at_step == "tidied":
            mirrored.run(bucket=bucket, step=fail)
        else:
            with pytest.raises(MirrorUnpublished):
                mirrored.run(bucket=bucket, step=fail)
    finally:
        service.on()

    with reader.open(mirrored.business_id) as mirror:
        assert (mirror.version > before) == (at_step in ("pointed", "noted", "tidied"))
    counter.product("Tea")
    mirrored.run(bucket=bucket)
    with reader.open(mirrored.business_id) as mirror:
        assert_same(mirror.cursor, books_as_mirrored(counter))
    assert len(objects(bucket, mirrored.business_id)) == 1


def test_of_two_runs_at_once_one_publishes_whatever_step_the_other_is_at(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, steps: None
) -> None:
    for name in ("Dal", "Rice", "Tea"):
        counter.product(name)
        mirrored.run(bucket=bucket)
    counter.product("Salt")
    met: dict[str, str] = {}

    def meanwhile(step: str) -> None:
        met[step] = mirrored.run(bucket=bucket).outcome

    run = mirrored.run(bucket=bucket, step=meanwhile)

    assert met == dict.fromkeys(STEPS, "busy")
    there = bucket.pointer(mirrored.business_id)
    assert there is not None
    assert there[0].version == run.version


# -- by the settings ---------------------------------------------------------------------------------


def test_the_setting_alone_moves_readers_to_the_bucket(
    counter: Counter, mirrored: Mirrored, bucket: MirrorBucket, service: Service, tmp_path: Path
) -> None:
    counter.product()
    run = mirrored.run(bucket=bucket)
    settings = Settings(var=tmp_path, mirror=bucket.address, s3_endpoint=service.endpoint)

    reader = mirror_reader(settings)
    with reader.open(mirrored.business_id) as mirror:
        assert mirror.version == run.version
    assert mirrored.business_id in reader.businesses()
    reader.close()

    sweep, [status] = mirror_standing(settings)
    assert sweep is None
    assert (status.version, status.rows["products"]) == (run.version, 1)
    assert Versions(settings.mirror_cache_folder, mirrored.business_id).current() == run.version


def test_the_doctor_tries_whether_the_bucket_keeps_to_conditions(
    bucket: MirrorBucket, service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(var=tmp_path, mirror=bucket.address, s3_endpoint=service.endpoint)
    [fine] = examine_mirror(settings)
    [missing] = examine_mirror(replace(settings, mirror="s3://no-such-bucket"))

    put = Bucket.put_in_place_of
    monkeypatch.setattr(Bucket, "put_in_place_of", lambda self, key, content, tag: self.put(key, content))
    [careless] = examine_mirror(settings)
    monkeypatch.setattr(Bucket, "put_in_place_of", put)

    assert (fine.state, fine.said) == ("well", f"published to {bucket.address}")
    assert (missing.state, "NoSuchBucket" in missing.said) == ("wrong", True)
    assert (careless.state, "an older run could replace a newer one" in careless.said) == ("wrong", True)
    assert bucket.objects.listing() == []


@pytest.mark.parametrize("place", ["s3://", "s3://UPPER/x", "gs://bucket", "http://here"])
def test_a_place_that_is_none_is_refused_by_name(place: str) -> None:
    with pytest.raises(Misconfigured, match=r"MUNIM_MIRROR is .* expected a folder, s3://bucket"):
        Settings(mirror=place)
