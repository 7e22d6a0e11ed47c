"""Where the files of the lake lie: in a folder that every node of the cluster sees, or in a bucket.

In a folder one export of a business waits for the other. In a bucket there are no locks: a manifest replaces the one that was
read, on that condition, and who was overtaken exports again.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Final, Protocol

from munim.errors import NotFound
from munim.objects import Bucket, Stored

GRACE: Final = timedelta(minutes=10)  # in a bucket what no manifest names may be of an export that is still under way
_LISTERS: Final = 8


class Shore(Protocol):
    """The files of a lake, each written whole or not at all, by their names under it."""

    def turn(self, business_id: int) -> AbstractContextManager[None]:
        """What an export of the business does within it, no other does on this machine, where that can be had."""

    def writing(self, file: str) -> AbstractContextManager[Path]:
        """A path to write ``file`` to; it is in the lake when the block ends well."""

    def read(self, name: str) -> tuple[bytes, str]:
        """A small file and its tag. Raises ``NotFound``."""

    def point(self, name: str, content: bytes, tag: str | None) -> None:
        """Write a small file in place of the one with ``tag``. Raises ``ObjectMoved`` where another was quicker."""

    def held(self, prefix: str) -> list[str]:
        """The files whose names begin so."""

    def has(self, business_id: int, named: set[str]) -> bool:
        """Whether the business's files that a manifest named are there still."""

    def clear(self, business_id: int, tables: Sequence[str], named: set[str]) -> None:
        """Remove the business's files that are not ``named``, of those tables at least, which were written just now."""

    def location(self, file: str) -> str:
        """Where an engine reads it from."""


class FolderShore:
    """The lake in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @contextlib.contextmanager
    def turn(self, business_id: int) -> Iterator[None]:
        """One export of a business at a time: a second, of a worker or a command, waits for the first."""
        path = self.folder / "manifests" / f"{business_id}.lock"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # the kernel drops it with the process
            yield

    @contextlib.contextmanager
    def writing(self, file: str) -> Iterator[Path]:
        """A file beside it, which takes its name when it is safely on the disk."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".unfinished")
        yield unfinished
        with unfinished.open("rb") as written:
            os.fsync(written.fileno())
        unfinished.replace(path)

    def read(self, name: str) -> tuple[bytes, str]:
        """A file without a tag: exports take turns."""
        try:
            return (self.folder / name).read_bytes(), ""
        except FileNotFoundError:
            raise NotFound(f"there is no {name}") from None

    def point(self, name: str, content: bytes, tag: str | None) -> None:
        """Replace it, whatever it was."""
        with self.writing(name) as path:
            path.write_bytes(content)

    def held(self, prefix: str) -> list[str]:
        """The files of the folder ``prefix`` names."""
        return [f"{prefix}{path.name}" for path in (self.folder / prefix).glob("*")]

    def has(self, business_id: int, named: set[str]) -> bool:
        """Whether nobody has removed one of them."""
        return named <= self._files(business_id)

    def clear(self, business_id: int, tables: Sequence[str], named: set[str]) -> None:
        """Remove at once what no manifest names."""
        for file in self._files(business_id) - named:
            (self.folder / file).unlink(missing_ok=True)

    def location(self, file: str) -> str:
        """Its whole path."""
        return str((self.folder / file).resolve())

    def _files(self, business_id: int) -> set[str]:
        return {path.relative_to(self.folder).as_posix() for path in self.folder.glob(f"*/business={business_id}/*")}


class BucketShore:
    """The lake in a bucket."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @contextlib.contextmanager
    def turn(self, business_id: int) -> Iterator[None]:
        """Nobody waits: the manifest's condition tells who came first."""
        yield

    @contextlib.contextmanager
    def writing(self, file: str) -> Iterator[Path]:
        """A file of this machine's, which is sent when it is whole, its hash with it."""
        with tempfile.TemporaryDirectory(prefix="munim-lake-") as folder:
            path = Path(folder) / "table.parquet"
            yield path
            with path.open("rb") as written:
                digest = hashlib.file_digest(written, "sha256").hexdigest()
            self._bucket.put_file(file, path, sha256=digest)

    def read(self, name: str) -> tuple[bytes, str]:
        """An object and its tag."""
        return self._bucket.read(name)

    def point(self, name: str, content: bytes, tag: str | None) -> None:
        """Replace the object with that tag, or put it where there is none."""
        self._bucket.put_in_place_of(name, content, tag)

    def held(self, prefix: str) -> list[str]:
        """The objects whose keys begin so."""
        return [one.key for one in self._bucket.listing(prefix)]

    def has(self, business_id: int, named: set[str]) -> bool:
        """Taken to be so: a bucket keeps what it was given, and a listing of every table would cost more than most exports."""
        return True

    def clear(self, business_id: int, tables: Sequence[str], named: set[str]) -> None:
        """Remove what no manifest names and nobody can be writing any more, by the service's own clock."""
        found = self._listed(business_id, tables)
        now = max((one.at for one in found), default=None)
        for one in found:
            if now is not None and one.key not in named and one.at + GRACE <= now:
                self._bucket.delete(one.key)

    def location(self, file: str) -> str:
        """Its address by the scheme that Spark reads S3 with."""
        return f"{self._bucket.address}/{file}".replace("s3://", "s3a://", 1)

    def _listed(self, business_id: int, tables: Sequence[str]) -> list[Stored]:
        with ThreadPoolExecutor(_LISTERS) as pool:
            pages = pool.map(lambda table: self._bucket.listing(f"{table}/business={business_id}/"), tables)
            return [one for page in pages for one in page]
