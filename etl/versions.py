"""The folder of a business's mirror: whole versions, and a pointer that names the current one.

::

    <mirror>/<business>/current                  the current version, and on a second line what is to be known of it
    <mirror>/<business>/<version>.duckdb         a whole copy, never written once it is named by the pointer
    <mirror>/<business>/<version>.building       a copy in the making; nobody's once its run has ended
    <mirror>/<business>/suspect                  the current version was found to differ from the books: make it anew
    <mirror>/<business>/published                which version is in which bucket, where there is one
    <mirror>/<business>/read                     touched while the business is read all the time
    <mirror>/<business>/coming                   the copy in the making that is whole and about to be named
    <mirror>/<business>/ready                    the same, once a reader has it open

A version is complete, checked and on the disk before the pointer names it, and the pointer is replaced by one
rename: a reader finds the old version or the new one, never half of either.

A reader *leases* the file it reads: a shared ``flock``, which the kernel drops even for a killed process. Old
versions may always be unlinked, a leased file lives on until it is closed; but only a version that nobody leases
may be taken back and written on to become the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from munim.errors import NotFound, Unavailable

READ_SECONDS: Final = 2.5  # after it was read all the time a business counts as read all the time
HEAD_START_SECONDS: Final = 0.25  # at most, that readers are given to open what is coming
_LOOK_EVERY_SECONDS: Final = 0.002

KEPT: Final = 2  # the current version, and the one before it for whoever has just read the old pointer
_COPY_CHUNK_BYTES: Final = 1 << 30


Step = Callable[[str], None]  # told each step of a run as it is done, by name


def no_step(_name: str) -> None:
    """Nobody listens."""


class About(msgspec.Struct, frozen=True):
    """What is to be known of a version without opening it."""

    as_of: datetime  # the moment of the books it is a copy of
    bytes: int
    rows: dict[str, int]  # by table


class NoMirror(NotFound):
    """This business has no mirror yet."""

    code = "no_mirror"


class MirrorOvertaken(Unavailable):
    """Another run published meanwhile."""

    code = "mirror_overtaken"


class Lease:
    """A lock on one version's file while it is read (shared) or taken back to be written (exclusive)."""

    def __init__(self, path: Path, *, exclusive: bool = False) -> None:
        """Raises ``FileNotFoundError`` when the file is gone, ``BlockingIOError`` when somebody's lease is in the way."""
        self._descriptor = os.open(path, os.O_RDONLY)
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
            # between opening and locking the file may have been taken back under another name
            if not os.path.samestat(os.fstat(self._descriptor), os.stat(path)):
                raise FileNotFoundError(path)
        except BaseException:
            os.close(self._descriptor)
            raise

    def fileno(self) -> int:
        """Its descriptor. A process that is handed it over a socket holds the lease, too, until it closes it or ends."""
        return self._descriptor

    def release(self) -> None:
        os.close(self._descriptor)


def mirrored_businesses(folder: Path) -> list[int]:
    """The businesses that have a mirror under ``folder``."""
    return sorted(int(pointer.parent.name) for pointer in Path(folder).glob("*/current"))


class Versions:
    """The versions of one business's mirror under ``folder``, the mirror's own folder."""

    def __init__(self, folder: Path, business_id: int) -> None:
        self.business_id = business_id
        self.folder = folder / str(business_id)
        self.pointer = self.folder / "current"
        self.suspect = self.folder / "suspect"
        self.published = self.folder / "published"
        self._read, self._coming, self._ready = (self.folder / name for name in ("read", "coming", "ready"))

    def path(self, version: int) -> Path:
        return self.folder / f"{version}.duckdb"

    def building(self, version: int) -> Path:
        return self.folder / f"{version}.building"

    def current(self) -> int | None:
        """The version the pointer names, None before the first."""
        try:
            return int(self.pointer.read_bytes().partition(b"\n")[0])
        except FileNotFoundError:
            return None

    def pointed(self) -> tuple[int | None, About | None]:
        """The version the pointer names and what it says of it; None before the first, and where it says nothing."""
        try:
            version, _, about = self.pointer.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None, None
        return int(version), msgspec.json.decode(about, type=About) if about.strip() else None

    def require_current(self) -> int:
        """The version the pointer names. Raises ``NoMirror`` before the first."""
        version = self.current()
        if version is None:
            raise NoMirror(f"business {self.business_id} has not been mirrored yet", business_id=self.business_id)
        return version

    def must_load(self) -> bool:
        """Whether there is no version to carry on."""
        return not self.pointer.exists() or self.suspect.exists()

    def present(self) -> list[int]:
        """The versions on disk, newest first."""
        return sorted((int(path.stem) for path in self.folder.glob("*.duckdb") if path.stem.isdigit()), reverse=True)

    def prepare(self) -> None:
        """Make the folder, and clear away what a run that did not end left behind."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for left in (*self.folder.glob("*.building*"), *self.folder.glob("current.*"), self._coming, self._ready):
            left.unlink(missing_ok=True)
        self.remove_old()

    def take_back(self, *, older_than: int) -> tuple[int, Lease] | None:
        """Lease for writing the newest version before ``older_than`` that nobody reads, if there is one."""
        for version in self.present():
            if version < older_than:
                with contextlib.suppress(BlockingIOError, FileNotFoundError):  # it is being read: try the one before
                    return version, Lease(self.path(version), exclusive=True)
        return None

    def keep_spare(self) -> None:
        """Copy the current version under the number before it, for the next to be made from."""
        version = self.require_current()
        copy_file(self.path(version), self.building(version))
        os.rename(self.building(version), self.path(version - 1))

    def note_checked(self, at: datetime) -> None:
        """Note that the current version was still what the books said at that moment."""
        os.utime(self.pointer, (at.timestamp(), at.timestamp()))

    def noted_at(self) -> datetime | None:
        """The moment so noted last, None before the first version."""
        try:
            return datetime.fromtimestamp(os.stat(self.pointer).st_mtime, UTC)
        except FileNotFoundError:
            return None

    def publish(self, version: int, about: About, *, instead_of: int | None, step: Step = no_step) -> None:
        """Make ``building(version)`` the current version, in place of ``instead_of``.

        Where the business is read all the time, its readers are told of it beforehand and have a moment to open it.
        Raises ``MirrorOvertaken`` when the pointer no longer names that one, ``OSError`` when the disk will not have it.
        """
        building, whole, pointer = self.building(version), self.path(version), self.folder / f"current.{version}"
        with self._announced(version):
            sync(building)
            step("synced")
        if self.current() != instead_of:
            raise MirrorOvertaken(
                f"the mirror of business {self.business_id} has moved on to {self.current()}",
                business_id=self.business_id,
            )
        os.rename(building, whole)
        sync(self.folder)
        step("named")
        pointer.write_bytes(b"%d\n%s\n" % (version, msgspec.json.encode(about)))
        os.utime(pointer, (about.as_of.timestamp(), about.as_of.timestamp()))
        sync(pointer)
        os.replace(pointer, self.pointer)
        sync(self.folder)
        step("published")

    # -- what is coming, told between a version's writer and the readers of a business that is read all the time: it is a
    # -- help and no more, so a disk that will not have a note of it is no error

    def note_read(self) -> None:
        """Note that the business is read all the time."""
        with contextlib.suppress(OSError):
            self._read.touch()

    def announced(self) -> int | None:
        """The version that is about to be named: its building file is whole, and will not be written any more."""
        return _number_in(self._coming)

    def note_ready(self, version: int) -> None:
        """Note that a reader has the version open that is about to be named."""
        with contextlib.suppress(OSError):
            self._ready.write_bytes(b"%d" % version)

    @contextlib.contextmanager
    def _announced(self, version: int) -> Iterator[None]:
        """Tell of the version from here on; at the end of the ``with`` readers had their head start."""
        began = time.monotonic()
        try:
            told = time.time() - os.stat(self._read).st_mtime < READ_SECONDS
            if told:
                self._coming.write_bytes(b"%d" % version)
        except OSError:
            told = False  # nobody ever read it all the time
        try:
            yield
            while told and _number_in(self._ready) != version and time.monotonic() - began < HEAD_START_SECONDS:
                time.sleep(_LOOK_EVERY_SECONDS)
        finally:
            if told:
                self._coming.unlink(missing_ok=True)
                self._ready.unlink(missing_ok=True)

    def remove_old(self, *, keep: int = KEPT) -> None:
        """Unlink all but the newest ``keep``, the current one among them. Their readers, if any, keep what they opened."""
        current = self.current()
        older = [version for version in self.present() if current is not None and version < current]
        # a version above the current one was finished by a run that died before it was named
        for version in set(self.present()) - {current, *older[: keep - 1]}:
            self.path(version).unlink(missing_ok=True)

    def take_lease(self) -> tuple[int, Lease]:
        """Lease the current version. Reads the pointer again when the file it named is gone or was taken back.

        Raises ``NoMirror`` before the first version.
        """
        missing: int | None = None
        while True:
            version = self.require_current()
            try:
                return version, Lease(self.path(version))
            except BlockingIOError:
                continue  # taken back since the pointer was read, which therefore names another by now
            except FileNotFoundError:
                if version == missing:  # the pointer has not moved: the file is really not there
                    raise NoMirror(
                        f"the mirror of business {self.business_id} has lost its file", business_id=self.business_id
                    ) from None
                missing = version


def _number_in(path: Path) -> int | None:
    """The version that a note names; None where there is none, or it is just being written."""
    try:
        return int(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None


def sync(path: Path) -> None:
    """Have the disk hold a file's bytes, or a directory's names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def copy_file(source: Path, target: Path) -> None:
    """Copy within the kernel; Btrfs and XFS then share the blocks until one of the two is written."""
    with source.open("rb") as reading:
        copy_descriptor(reading.fileno(), target)


def copy_descriptor(source: int, target: Path) -> None:
    """Copy all of an open file as ``copy_file`` does."""
    with target.open("wb") as writing:
        left = os.fstat(source).st_size
        try:
            at = 0
            while left > 0 and (
                copied := os.copy_file_range(source, writing.fileno(), min(left, _COPY_CHUNK_BYTES), offset_src=at)
            ):
                left, at = left - copied, at + copied
        except (OSError, AttributeError):  # across file systems, or not Linux
            writing.seek(0)
            writing.truncate()
            with os.fdopen(os.dup(source), "rb") as reading:
                reading.seek(0)
                shutil.copyfileobj(reading, writing)
