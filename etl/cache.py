"""Versions fetched from a bucket into a folder of this machine, once each, for readers of any process here.

The folder is laid out as the mirror's own, so readers lease and open what is in it as they would there. The pointer in the
bucket is asked for at most once a second a business, and only for one that is read; while a version is on its way, or the
bucket does not answer, readers stay with the one they have, which says how old it is. Businesses read longest ago make
room when the folder grows beyond its bound.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

from etl.bucket import MirrorBucket, Published
from etl.sweep import Sweep
from etl.versions import NoMirror, Versions
from munim.errors import NotFound, Unavailable

EVERY_SECONDS: Final = 1.0  # between two looks at a pointer
SWEEP_EVERY_SECONDS: Final = 10.0
PATIENCE_SECONDS: Final = 0.5  # that a reader who has a version waits for a newer one
QUIET_SECONDS: Final = 10.0  # after a bucket did not answer, before it is asked again

_log = structlog.get_logger("etl.cache")


class CacheUnwritable(Unavailable):
    """A version cannot be kept on this machine."""

    code = "mirror_cache_unwritable"


@dataclass(eq=False)
class _Watch:
    """What this process knows of a business's pointer."""

    looked: float = float("-inf")
    version: int | None = None
    tag: str | None = None
    looking: Future[None] | None = None


class MirrorCache:
    """The versions of ``bucket`` in ``folder``, at most ``room_bytes`` of them. For any number of threads and processes."""

    def __init__(self, bucket: MirrorBucket, folder: Path, *, room_bytes: int) -> None:
        self.folder = Path(folder)
        self._bucket, self._room = bucket, room_bytes
        self._watches: dict[int, _Watch] = {}
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(4, thread_name_prefix="mirror fetch")
        self._quiet_until = float("-inf")
        self._sweep: tuple[Sweep | None, str | None] = (None, None)
        self._swept = float("-inf")
        self._held = sum(one.bytes for one in _held(self.folder))

    def close(self) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def businesses(self) -> list[int]:
        """The businesses whose mirror is in the bucket."""
        return self._bucket.businesses()

    def sweep(self) -> Sweep | None:
        """The last sweep the bucket tells of; the one known before when it does not answer."""
        try:
            return self._last_sweep()
        except Unavailable as error:
            _log.warning("sweep not read", why=str(error), code=error.code)
            return self._sweep[0]

    def keep_fresh(self, business_id: int) -> None:
        """Have the current version of the bucket here, or one that is on its way replaced soon.

        Raises ``NoMirror`` when there is none, ``Unavailable`` when none is here and none can be had.
        """
        versions, now = Versions(self.folder, business_id), time.monotonic()
        have = versions.current() is not None
        with self._lock:
            watch = self._watches.setdefault(business_id, _Watch())
            if have and (now - watch.looked < EVERY_SECONDS or now < self._quiet_until):
                return
            if watch.looking is None or watch.looking.done():
                watch.looked = now
                watch.looking = self._pool.submit(self._refresh, versions, watch)
            looking = watch.looking
        try:
            looking.result(PATIENCE_SECONDS if have else None)
        except TimeoutError:
            return  # on its way; who comes next finds it
        except Unavailable as error:
            self._quiet_until = time.monotonic() + QUIET_SECONDS
            if not have:
                raise
            _log.warning("mirror not refreshed", business=business_id, why=str(error), code=error.code)
        if versions.current() is None:
            raise NoMirror(f"business {business_id} has not been mirrored yet", business_id=business_id)

    def _refresh(self, versions: Versions, watch: _Watch) -> None:
        # the sweep is read first: what it says of a business holds of the version its pointer names afterwards
        sweep = self._last_sweep()
        current = versions.current()
        tag = watch.tag if current is not None and current == watch.version else None
        found = self._bucket.pointer(versions.business_id, tag=tag)
        if found is None and tag is None:
            return  # the bucket has none
        if found is not None:
            published, watch.tag = found
            watch.version = published.version
            if current is None or published.version > current:
                self._fetch(versions, published)
        self._note_read(versions, sweep)

    def _last_sweep(self) -> Sweep | None:
        if time.monotonic() - self._swept >= SWEEP_EVERY_SECONDS:
            self._swept = time.monotonic()
            found = self._bucket.sweep(tag=self._sweep[1])
            if found is not None:
                self._sweep = found
        return self._sweep[0]

    def _note_read(self, versions: Versions, sweep: Sweep | None) -> None:
        """Note on the pointer until when this version is all of the books, and when it was last read."""
        noted = versions.noted_at()
        if noted is None:
            return  # made room for another meanwhile
        if sweep is not None:
            noted = sweep.known_until(versions.business_id, noted)
        os.utime(versions.pointer, (time.time(), noted.timestamp()))

    def _fetch(self, versions: Versions, published: Published) -> None:
        try:
            with _alone(versions):
                current = versions.current()
                if current is not None and current >= published.version:
                    return  # another process has fetched it
                versions.prepare()
                self._make_room(published.about.bytes, keep=versions.business_id)
                self._download(versions, published)
                versions.remove_old(keep=1)
        except NotFound:
            raise Unavailable(f"{published.object} is gone from the bucket; its pointer has moved on") from None
        except OSError as error:
            raise CacheUnwritable(
                f"version {published.version} of business {versions.business_id} cannot be kept here: {error.strerror}"
            ) from error
        self._held += published.about.bytes

    def _download(self, versions: Versions, published: Published) -> None:
        building, digest, size = versions.building(published.version), hashlib.sha256(), 0
        try:
            with building.open("wb") as file:
                for chunk in self._bucket.objects.chunks(published.object):
                    file.write(chunk)
                    digest.update(chunk)
                    size += len(chunk)
            if (size, digest.hexdigest()) != (published.about.bytes, published.sha256):
                raise Unavailable(f"{published.object} came damaged: {size} bytes of {published.about.bytes}")
            versions.publish(published.version, published.about, instead_of=versions.current())
        finally:
            building.unlink(missing_ok=True)

    def _make_room(self, coming: int, *, keep: int) -> None:
        """Remove the businesses read longest ago until what comes has room. Who is reading one keeps what they opened."""
        if self._held + coming <= self._room:
            return
        held = _held(self.folder)  # other processes fetch and remove, too
        self._held = sum(one.bytes for one in held)
        for one in sorted(held, key=lambda one: one.read_at):
            if self._held + coming <= self._room:
                return
            if one.business_id != keep:
                self._remove(Versions(self.folder, one.business_id))
                self._held -= one.bytes

    @staticmethod
    def _remove(versions: Versions) -> None:
        versions.pointer.unlink(missing_ok=True)
        for version in versions.present():
            versions.path(version).unlink(missing_ok=True)


@dataclass(frozen=True)
class _Held:
    business_id: int
    bytes: int
    read_at: float


def _held(folder: Path) -> list[_Held]:
    """What is in the folder, business by business."""
    found = []
    for pointer in folder.glob("*/current"):
        versions = Versions(folder, int(pointer.parent.name))
        try:
            size = sum(versions.path(version).stat().st_size for version in versions.present())
            found.append(_Held(versions.business_id, size, pointer.stat().st_atime))
        except FileNotFoundError:
            continue  # another process has removed it just now
    return found


@contextmanager
def _alone(versions: Versions) -> Iterator[None]:
    """One process at a time fetches a business; the kernel lets go for one that was killed."""
    versions.folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(versions.folder / "fetching.lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
