"""Spark Connect reading the lake from a bucket: the same reports as from the file, over HTTP from an S3 service of this machine."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import boto3
import msgspec
import pytest
from moto.server import ThreadedMotoServer
from pysail.spark import SparkConnectServer

from analytics.reports import make_report
from analytics.spark import SparkLake
from etl.lake import lake_at
from etl.reader import Mirror, open_mirror
from munim.settings import Settings
from tests.analytics.conftest import fortnight
from tests.analytics.test_spark import figures, publish
from tests.conftest import SECRET

pytestmark = pytest.mark.timeout(600)  # a cluster in a process takes its time to start on a busy machine


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mirror, Mirror]]:
    """One shop's mirror, read from its file and by Spark, which has nothing but the bucket's address and credentials of its own."""
    folder: Path = tmp_path_factory.mktemp("bucket")
    service = ThreadedMotoServer(port=0)
    service.start()
    address = "http://{}:{}".format(*service.get_host_and_port())
    given = {
        "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true", "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "false",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        for name, value in given.items():
            patch.setenv(name, value)
        if not hasattr(sys.modules["__main__"], "__file__"):
            patch.setattr(sys.modules["__main__"], "__file__", __file__, raising=False)
        boto3.client("s3", endpoint_url=address, region_name="us-east-1").create_bucket(Bucket="lakes")
        publish(fortnight(), folder / "mirror")
        lake = lake_at(Settings(var=folder, secret_key=SECRET, lake="s3://lakes/shops", s3_endpoint=address))
        list(lake.export(folder / "mirror", [1]))
        cluster = SparkConnectServer("127.0.0.1", 0)
        cluster.start(background=True)
        _, port = cluster.listening_address
        with (
            open_mirror(folder / "mirror", 1) as file,
            closing(SparkLake(f"sc://127.0.0.1:{port}", lake)) as read,
            read.open(1) as spark,
        ):
            yield file, spark
        cluster.stop()
    service.stop()


@pytest.mark.parametrize("slug", ["weekly-sales", "sales-by-product", "collections", "receivables-ageing"])
def test_a_report_from_the_bucket_is_the_report_of_the_file(slug: str, engines: tuple[Mirror, Mirror]) -> None:
    file, spark = engines

    read = make_report(figures(spark), slug)

    assert msgspec.structs.replace(make_report(figures(file), slug), as_of=read.as_of) == read
    assert not read.empty
