"""The lake: a mirror as Parquet, one whole version at a time, what did not change left as it is."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import boto3
import duckdb
import polars as pl
import pytest
from moto.server import ThreadedMotoServer

import etl.shore
from etl.lake import Exported, Lake, LakeUnwritable, lake_at
from etl.shore import BucketShore
from etl.versions import NoMirror
from munim.errors import Misconfigured, Unavailable
from munim.objects import Bucket
from munim.settings import Settings
from tests.analytics.conftest import fortnight
from tests.analytics.mirrors import AS_OF, Books
from tests.conftest import SECRET
from tests.etl.apart import CREDENTIALS


def publish(books: Books, mirror: Path, *, version: int = 1, business_id: int = 1) -> None:
    """The books as the current version of a business's mirror under ``mirror``."""
    folder = mirror / str(business_id)
    folder.mkdir(parents=True, exist_ok=True)
    with books.mirror(version=version) as opened:
        at = AS_OF + timedelta(minutes=version)
        opened.cursor.execute("INSERT INTO mirror_state VALUES (?, 1, '1:1:', 'test', ?, ?)", [version, at, at])
        opened.cursor.execute("CHECKPOINT")
        [(path,)] = opened.rows("SELECT path FROM duckdb_databases() WHERE path IS NOT NULL")
        (folder / f"{version}.duckdb").write_bytes(Path(path).read_bytes())
    (folder / "current").write_text(f"{version}\n")


def export(mirror: Path, lake: Lake, business_id: int = 1) -> Exported:
    [done] = lake.export(mirror, [business_id])
    return done


@contextmanager
def parquet(lake: Lake, table: str, business_id: int = 1) -> Iterator[duckdb.DuckDBPyRelation]:
    """The rows of one table, as any reader of Parquet finds them by the manifest."""
    with duckdb.connect() as connection:
        yield connection.read_parquet(lake.location(lake.manifest(business_id).tables[table].file))


def test_every_table_of_the_mirror_is_in_the_lake_with_its_rows_and_comments(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")

    done = export(tmp_path / "mirror", lake)

    manifest = lake.manifest(1)
    assert (done.written, done.kept) == (len(manifest.tables), 0)
    assert manifest.tables["sales"].rows == 23
    comments = {one.name: one.comment for one in manifest.columns["sales"]}
    assert comments["net_minor"] == "gross_minor - discount_minor: net sales, in minor units, signed"
    with parquet(lake, "sales") as sales:
        assert sales.aggregate("count(*), sum(net_minor)").fetchall() == [(23, 427_345)]


def test_a_second_export_of_the_same_version_writes_nothing(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")
    first = export(tmp_path / "mirror", lake)

    again = export(tmp_path / "mirror", lake)

    assert (again.written, again.kept, again.bytes) == (0, first.written, 0)


def test_only_the_tables_that_changed_are_written_again(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")
    first = export(tmp_path / "mirror", lake)
    before = lake.manifest(1)
    changed = fortnight()
    changed.payment("late", AS_OF.date(), 5_000)
    publish(changed, tmp_path / "mirror", version=2)

    second = export(tmp_path / "mirror", lake)

    after = lake.manifest(1)
    moved = {name for name in after.tables if after.tables[name].file != before.tables[name].file}
    assert "payments" in moved
    assert moved.isdisjoint({"sales", "bills", "customers", "products", "ledger"})
    assert second.written + second.kept == first.written
    with parquet(lake, "payments") as payments:
        assert payments.aggregate("count(*)").fetchall() == [(8,)]


def test_a_reader_of_the_old_manifest_still_finds_its_files_until_the_export_after_next(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    for version, amount in ((1, 100), (2, 200), (3, 300)):
        books = fortnight()
        books.payment("extra", AS_OF.date(), amount)
        publish(books, tmp_path / "mirror", version=version)
        export(tmp_path / "mirror", lake)

    kept = sorted(path.stem for path in (tmp_path / "lake" / "payments" / "business=1").iterdir())

    assert kept == ["2", "3"]


def test_an_export_that_fails_leaves_the_version_before_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")
    export(tmp_path / "mirror", lake)
    changed = fortnight()
    changed.payment("late", AS_OF.date(), 5_000)
    publish(changed, tmp_path / "mirror", version=2)
    (tmp_path / "lake" / "payments" / "business=1" / "2.unfinished").mkdir()  # nothing can be written there

    with pytest.raises(LakeUnwritable):
        export(tmp_path / "mirror", lake)

    assert lake.manifest(1).version == 1
    with parquet(lake, "payments") as payments:
        assert payments.aggregate("count(*)").fetchall() == [(7,)]


def test_businesses_lie_apart_and_one_that_was_never_exported_is_named(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror", business_id=1)
    publish(Books(), tmp_path / "mirror", business_id=2)
    lake = Lake(tmp_path / "lake")

    list(lake.export(tmp_path / "mirror", [1, 2]))

    assert lake.businesses() == [1, 2]
    assert lake.manifest(2).tables["sales"].rows == 0
    with pytest.raises(NoMirror, match="business 3 is not in the lake"):
        lake.manifest(3)


def test_a_manifest_that_cannot_be_read_is_made_anew(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(tmp_path / "lake")
    first = export(tmp_path / "mirror", lake)
    (tmp_path / "lake" / "manifests" / "1.json").write_text("{")

    again = export(tmp_path / "mirror", lake)

    assert again.written == first.written


def test_two_exports_at_once_leave_one_whole_version(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lakes = [Lake(tmp_path / "lake") for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda lake: export(tmp_path / "mirror", lake), lakes))

    tables = lakes[0].manifest(1).tables
    assert sorted(one.written for one in done) == [0, 0, 0, len(tables)]
    assert all(Path(lakes[0].location(one.file)).exists() for one in tables.values())
    assert not list((tmp_path / "lake").rglob("*.unfinished"))


# -- in a bucket -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A bucket ``lakes`` of an S3 service on this machine, spoken to over HTTP."""
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in CREDENTIALS.items():
            patch.setenv(name, value)
        address = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="lakes")
        yield address
    server.stop()


@pytest.fixture
def bucket(endpoint: str, tmp_path: Path) -> Bucket:
    return Bucket("lakes", prefix=tmp_path.name, endpoint=endpoint)


def rows_in(bucket: Bucket, lake: Lake, table: str) -> list[tuple[int]]:
    """How many rows a table's file in the bucket has."""
    content = bucket.get(lake.manifest(1).tables[table].file)
    return [(pl.read_parquet(content).height,)]


def test_the_lake_is_in_the_folder_or_bucket_that_the_setting_names(
    bucket: Bucket, endpoint: str, tmp_path: Path
) -> None:
    publish(fortnight(), tmp_path / "mirror")
    settings = Settings(var=tmp_path, secret_key=SECRET, lake=bucket.address, s3_endpoint=endpoint)
    in_folder, in_bucket = lake_at(replace(settings, lake="")), lake_at(settings)
    with pytest.raises(NoMirror):
        in_bucket.manifest(1)

    done = export(tmp_path / "mirror", in_bucket)

    assert done == export(tmp_path / "mirror", in_folder)
    assert in_bucket.manifest(1) == in_folder.manifest(1)
    assert in_bucket.businesses() == [1]
    assert in_bucket.location("sales/business=1/1.parquet") == f"s3a://lakes/{tmp_path.name}/sales/business=1/1.parquet"
    assert rows_in(bucket, in_bucket, "sales") == [(23,)]
    assert export(tmp_path / "mirror", in_bucket).written == 0

    changed = fortnight()
    changed.payment("late", AS_OF.date(), 5_000)
    publish(changed, tmp_path / "mirror", version=2)
    second = export(tmp_path / "mirror", in_bucket)

    assert 0 < second.written < done.written
    assert rows_in(bucket, in_bucket, "payments") == [(8,)]
    assert in_bucket.manifest(1).tables["sales"].file == "sales/business=1/1.parquet"


def test_of_two_exports_to_a_bucket_the_one_that_was_overtaken_goes_by_what_the_other_wrote(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(fortnight(), tmp_path / "mirror")
    lake = Lake(bucket)
    point = BucketShore.point

    def overtaken(self: BucketShore, name: str, content: bytes, tag: str | None) -> None:
        monkeypatch.setattr(BucketShore, "point", point)
        assert export(tmp_path / "mirror", Lake(bucket)).written > 0
        point(self, name, content, tag)

    monkeypatch.setattr(BucketShore, "point", overtaken)

    done = export(tmp_path / "mirror", lake)

    assert (done.written, lake.manifest(1).version) == (0, 1)


def test_what_no_manifest_names_is_deleted_when_nobody_can_be_writing_it(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(bucket)
    for version, amount in ((1, 100), (2, 200), (3, 300)):
        books = fortnight()
        books.payment("extra", AS_OF.date(), amount)
        publish(books, tmp_path / "mirror", version=version)
        if version == 3:
            assert len(bucket.listing("payments/business=1/")) == 2
            monkeypatch.setattr(etl.shore, "GRACE", timedelta(0))
        export(tmp_path / "mirror", lake)

    kept = [one.key for one in bucket.listing("payments/business=1/")]

    assert kept == ["payments/business=1/2.parquet", "payments/business=1/3.parquet"]


def test_a_bucket_that_does_not_answer_is_told(tmp_path: Path) -> None:
    publish(fortnight(), tmp_path / "mirror")

    with pytest.raises(Unavailable, match="does not answer"):
        export(tmp_path / "mirror", Lake(Bucket("lakes", endpoint="http://127.0.0.1:1")))


def test_a_lake_that_is_neither_a_folder_nor_a_bucket_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="MUNIM_LAKE"):
        Settings(var=tmp_path, secret_key=SECRET, lake="ftp://lakes")
