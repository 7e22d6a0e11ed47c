"""The mirror in a bucket: published there version by version, so that machines that read need not share a disk.

::

    <bucket>/sweep.json                          the last sweep: until when businesses without news are up to date
    <bucket>/<business>/current                  the current version: its object, hash and size, and what it holds
    <bucket>/<business>/<version>-<hash>.duckdb  a version, never written twice

A run works in its folder and publishes there first; then the version is put into the bucket, and the pointer last, on
the condition that it is still the one that was read and names an older version: a run that was overtaken can never move
it back. What a pointer named stays for a while after, for whoever has just read it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Final

import msgspec

from etl.status import MirrorStatus, described
from etl.sweep import NAME, Sweep, parse_sweep
from etl.versions import About, Lease, Step, Versions, no_step
from munim.errors import NotFound, Unavailable
from munim.objects import Bucket, ObjectMoved

GRACE: Final = timedelta(minutes=10)  # to fetch a version in, after the pointer has moved on
REST: Final = 4  # an upload that took long is followed by so many times as long without one
UNNOTICED_SECONDS: Final = 0.5  # uploads up to here may follow one another
_TRIES: Final = 5
_LOOKERS: Final = 8  # pointers asked for at once: each mostly waits
_CHUNK_BYTES: Final = 1 << 20


class MirrorUnpublished(Unavailable):
    """The mirror is up to date here, but the bucket does not have it yet."""

    code = "mirror_unpublished"


class Published(msgspec.Struct, frozen=True):
    """What the pointer in the bucket says."""

    version: int
    object: str
    sha256: str
    about: About


class _Note(msgspec.Struct, frozen=True):
    """What a machine that publishes notes beside the versions it has: what is in which bucket, and what it took."""

    place: str
    version: int
    as_of: datetime
    seconds: float
    tidied: datetime


class MirrorBucket:
    """The mirror in one bucket. For any number of threads."""

    def __init__(self, objects: Bucket) -> None:
        self.objects = objects

    @property
    def address(self) -> str:
        return self.objects.address

    # -- publishing ----------------------------------------------------------------------------------

    def publish(self, versions: Versions, *, step: Step = no_step) -> bool:
        """Have the bucket hold the folder's current version or a newer one; False when that is better done later.

        The caller has the business's turn. Raises ``MirrorUnpublished``; the bucket then holds what it held.
        """
        if versions.current() is None:
            return True
        version, about = described(versions)
        note = _read_note(versions)
        mine = note is not None and note.place == self.address
        if note is not None and mine and note.version == version:
            return True
        if note is not None and mine and note.seconds > UNNOTICED_SECONDS:
            rested = (about.as_of - note.as_of).total_seconds()
            if rested < REST * note.seconds:
                return False
        try:
            self._publish(versions, version, about, note if mine else None, step)
        except (Unavailable, OSError) as error:
            raise MirrorUnpublished(
                f"version {version} of the mirror of business {versions.business_id} is not in the bucket yet: {error}"
            ) from error
        return True

    def has(self, versions: Versions) -> bool:
        """Whether the folder's current version was published here, as this machine noted."""
        note = _read_note(versions)
        return note is not None and (note.place, note.version) == (self.address, versions.current())

    def _publish(self, versions: Versions, version: int, about: About, note: _Note | None, step: Step) -> None:
        started = time.monotonic()
        lease = Lease(versions.path(version))  # while it is sent nobody may take it back to write on
        try:
            digest = _sha256(versions)
            published = Published(version, f"{versions.business_id}/{version}-{digest[:16]}.duckdb", digest, about)
            step("hashed")
            there = self.pointer(versions.business_id)
            if there is None or there[0].version < version:
                self.objects.put_file(published.object, versions.path(version), sha256=digest)
                step("uploaded")
                self._point(versions.business_id, published)
            step("pointed")
        finally:
            lease.release()
        tidied = note.tidied if note is not None else about.as_of
        done = _Note(self.address, version, about.as_of, time.monotonic() - started, tidied)
        _write_note(versions, done)
        step("noted")
        if about.as_of - tidied >= GRACE:
            self.tidy(versions.business_id)
            _write_note(versions, msgspec.structs.replace(done, tidied=about.as_of))
            step("tidied")

    def _point(self, business_id: int, published: Published) -> None:
        """Move the pointer, if it names an older version or none."""
        for _ in range(_TRIES):
            there = self.pointer(business_id)
            if there is not None and there[0].version >= published.version:
                if there[0].object != published.object:
                    self.objects.delete(published.object)  # overtaken: nobody will ever be told of it
                return
            try:
                self.objects.put_in_place_of(
                    f"{business_id}/current", msgspec.json.encode(published), None if there is None else there[1]
                )
                return
            except ObjectMoved:
                continue
        raise Unavailable(f"the pointer of business {business_id} was moved {_TRIES} times while it was read")

    def tidy(self, business_id: int) -> None:
        """Delete the versions that were replaced longer ago than ``GRACE``, and what runs that died left behind.

        Times are the service's own: the moment is that of the pointer.
        """
        there = self.pointer(business_id)
        found = {one.key: one for one in self.objects.listing(f"{business_id}/")}
        pointer = found.pop(f"{business_id}/current", None)
        if there is None or pointer is None:
            return
        versions = sorted(found.values(), key=lambda one: _version_of(one.key))
        for n, one in enumerate(versions):
            # what a later one replaced was named until then; what nothing has replaced was never named
            replaced = versions[n + 1].at if n + 1 < len(versions) else one.at
            if one.key != there[0].object and replaced + GRACE <= pointer.at:
                self.objects.delete(one.key)

    def put_sweep(self, content: bytes) -> None:
        """Tell readers of the last sweep, once everything it found is published."""
        self.objects.put(NAME, content, content_type="application/json")

    # -- reading -------------------------------------------------------------------------------------

    def pointer(self, business_id: int, *, tag: str | None = None) -> tuple[Published, str] | None:
        """What the pointer says and its tag; None when there is none, or when it still is the one with ``tag``."""
        try:
            found = self.objects.look(f"{business_id}/current", tag=tag)
        except NotFound:
            return None
        return None if found is None else (msgspec.json.decode(found[0], type=Published), found[1])

    def sweep(self, *, tag: str | None = None) -> tuple[Sweep | None, str] | None:
        """The last sweep and its tag; None as for ``pointer``."""
        try:
            found = self.objects.look(NAME, tag=tag)
        except NotFound:
            return None
        return None if found is None else (parse_sweep(found[0]), found[1])

    def status(self, businesses: Sequence[int] | None = None) -> list[MirrorStatus]:
        """How each mirror here stands, or those of ``businesses``; without one here, left out."""
        found = self.sweep()
        sweep = None if found is None else found[0]
        with ThreadPoolExecutor(_LOOKERS) as pool:
            pointers = pool.map(self.pointer, asked := self.businesses() if businesses is None else businesses)
            return [
                _status(business_id, pointer[0], sweep)
                for business_id, pointer in zip(asked, pointers, strict=True)
                if pointer is not None
            ]

    def businesses(self) -> list[int]:
        """The businesses that have a mirror here."""
        return sorted(int(name) for name in self.objects.folders() if name.isdigit())


def _status(business_id: int, published: Published, sweep: Sweep | None) -> MirrorStatus:
    about = published.about
    checked_at = about.as_of if sweep is None else sweep.known_until(business_id, about.as_of)
    return MirrorStatus(business_id, published.version, about.as_of, checked_at, about.bytes, about.rows)


def _sha256(versions: Versions) -> str:
    with versions.path(versions.require_current()).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version_of(key: str) -> int:
    number = key.rpartition("/")[2].partition("-")[0]
    return int(number) if number.isdigit() else -1


def _read_note(versions: Versions) -> _Note | None:
    try:
        return msgspec.json.decode(versions.published.read_bytes(), type=_Note)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None  # lost or cut short: it is only published once more


def _write_note(versions: Versions, note: _Note) -> None:
    versions.published.write_bytes(msgspec.json.encode(note))
