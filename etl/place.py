"""Where the mirror is, by the settings: a folder that everybody shares, or a bucket with a folder on each machine."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from etl.bucket import MirrorBucket
from etl.cache import MirrorCache
from etl.reader import MirrorReader
from etl.status import MirrorStatus, mirror_status
from etl.sweep import Sweep, read_sweep
from munim.objects import bucket_at
from munim.settings import Settings


@lru_cache(maxsize=4)
def mirror_bucket(settings: Settings) -> MirrorBucket | None:
    """The bucket that versions are published to, None where readers share the folder itself. One for all who ask."""
    bucket = bucket_at(settings.mirror, endpoint=settings.s3_endpoint)
    return None if bucket is None else MirrorBucket(bucket)


def mirror_reader(settings: Settings, **options: Any) -> MirrorReader:
    """A reader of the mirror, wherever it is; ``options`` are ``MirrorReader``'s own."""
    bucket = mirror_bucket(settings)
    if bucket is None:
        return MirrorReader(settings.mirror_folder, **options)
    cache = MirrorCache(bucket, settings.mirror_cache_folder, room_bytes=settings.mirror_cache_bytes)
    return MirrorReader(cache.folder, cache=cache, **options)


def mirror_standing(
    settings: Settings, *, businesses: Sequence[int] | None = None
) -> tuple[Sweep | None, list[MirrorStatus]]:
    """The last sweep, and how each mirror stands where readers find it, or those of ``businesses``."""
    bucket = mirror_bucket(settings)
    if bucket is None:
        return read_sweep(settings.mirror_folder), mirror_status(settings.mirror_folder, businesses=businesses)
    found = bucket.sweep()
    return None if found is None else found[0], bucket.status(businesses)
