"""What the bucket's tests do in processes of their own, which begin without the S3 service's many modules."""

from __future__ import annotations

import os
import resource
from datetime import timedelta
from pathlib import Path
from typing import Any

import etl.bucket
import etl.update
from etl.bucket import MirrorBucket
from etl.cache import MirrorCache
from etl.mirror import run_mirror
from munim.errors import Unavailable
from munim.objects import Bucket

CREDENTIALS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}


def reached(bucket: tuple[str, str]) -> MirrorBucket:
    prefix, endpoint = bucket
    os.environ.update(CREDENTIALS)
    return MirrorBucket(Bucket("mirrors", prefix=prefix, endpoint=endpoint))


def run_until(url: str, folder: Path, business_id: int, bucket: tuple[str, str], dying: str) -> None:
    etl.update.COPIED_BYTES = 0
    etl.bucket.GRACE = timedelta(0)
    etl.bucket.UNNOTICED_SECONDS = float("inf")

    def die(step: str) -> None:
        if step == dying:
            os._exit(77)

    run_mirror(url, folder, businesses=[business_id], bucket=reached(bucket), step=die)


def fetch_with_little_disk(bucket: tuple[str, str], folder: Path, business_id: int, said: Any) -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    cache = MirrorCache(reached(bucket), folder, room_bytes=10**9)
    try:
        cache.keep_fresh(business_id)
        said.put("fine")
    except Unavailable as error:
        said.put(f"{type(error).__name__}: {error}")
