"""The file store: a folder, or any S3 service. What it holds is known by random keys under each business's prefix (F-1).

A key is ``<business>/<32 hexadecimal digits>.<suffix>``: it tells nothing, and nobody can name another's. The name a
person gave is kept beside it (``billing.files``) and only returns in the Content-Disposition of a download.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import quote, urlsplit

import msgspec

from munim.errors import Invalid, Misconfigured, NotFound, Unavailable
from munim.links import sign_link
from munim.objects import Bucket
from munim.settings import Settings

LINK_LIFE: Final = timedelta(minutes=5)  # the longest a signed address lives (F-1)
DOWNLOADS: Final = "/files/"  # the API's route to a folder's files; an S3 service serves its own
_KEY: Final = re.compile(r"[0-9]+/[0-9a-f]{32}\.(?:png|jpg|webp|pdf)")


class FileType(msgspec.Struct, frozen=True):
    """A type of file that is kept: told by its first bytes, never by its name or what the sender says."""

    content_type: str
    suffix: str
    magic: re.Pattern[bytes]
    max_bytes: int


FILE_TYPES: Final = (
    FileType("image/png", "png", re.compile(rb"\x89PNG\r\n\x1a\n"), 10_000_000),
    FileType("image/jpeg", "jpg", re.compile(rb"\xff\xd8\xff"), 10_000_000),
    FileType("image/webp", "webp", re.compile(rb"RIFF....WEBP", re.DOTALL), 10_000_000),
    FileType("application/pdf", "pdf", re.compile(rb"%PDF-1\.\d|%PDF-2\.0"), 20_000_000),
)


class StoredFile(msgspec.Struct, frozen=True):
    """What the store knows of a file it took in."""

    key: str
    content_type: str
    size_bytes: int
    sha256: str


def file_type(content: bytes, *, field: str = "file") -> FileType:
    """The type of ``content``. Raises ``Invalid`` for a type that is not kept, and for too many bytes of one that is."""
    found = next((kind for kind in FILE_TYPES if kind.magic.match(content)), None)
    if found is None:
        raise Invalid(
            f"this is none of the files that are kept: {', '.join(kind.suffix for kind in FILE_TYPES)}", field=field
        )
    if len(content) > found.max_bytes:
        raise Invalid(f"a {found.suffix} file has at most {found.max_bytes // 1_000_000} MB", field=field)
    return found


def content_type_of(key: str) -> str:
    """The type that ``key`` was given when its file was stored."""
    return next(kind.content_type for kind in FILE_TYPES if key.endswith(kind.suffix))


def content_disposition(name: str, *, inline: bool = False) -> str:
    """The header that gives a download its name (RFC 6266): an ASCII rendering, and the name itself in UTF-8."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name) or "file"
    return f"{'inline' if inline else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


class FileStore(Protocol):
    """Where files are kept. Keys are made by ``put``; every other call takes one of those."""

    def __hash__(self) -> int:
        """A store is itself: what was read from it may be remembered by it."""

    def put(self, business_id: int, content: bytes) -> StoredFile:
        """Keep ``content`` under a new random key. Raises ``Invalid`` (type, size), ``Unavailable``."""

    def get(self, key: str) -> bytes:
        """Raises ``NotFound``, ``Unavailable``."""

    def delete(self, key: str) -> None:
        """Nothing happens when it is gone already. Raises ``Unavailable``."""

    def signed_url(self, key: str, *, name: str, at: datetime) -> str:
        """An address from which anybody may download it as ``name`` until ``LINK_LIFE`` after ``at``."""


def open_file_store(settings: Settings) -> FileStore:
    """The store the settings name: a folder, or ``s3://bucket/prefix``. Raises ``Misconfigured``."""
    place = settings.files_place
    if not place.startswith("s3://"):
        return FolderStore(Path(place), origin=settings.origin, secret=settings.secret())
    address = urlsplit(place)
    if not address.netloc:
        raise Misconfigured(f"MUNIM_FILES is {place!r}; expected s3://bucket or s3://bucket/prefix", field="files")
    return S3Store(address.netloc, prefix=address.path.strip("/"), endpoint=settings.s3_endpoint)


def _new_key(business_id: int, kind: FileType) -> str:
    return f"{business_id}/{secrets.token_hex(16)}.{kind.suffix}"


def _stored(business_id: int, content: bytes) -> StoredFile:
    kind = file_type(content)
    return StoredFile(_new_key(business_id, kind), kind.content_type, len(content), hashlib.sha256(content).hexdigest())


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise NotFound("there is no such file")
    return key


class FolderStore:
    """Files under one folder; downloads go through the API's ``/files/`` route, by signed link."""

    def __init__(self, folder: Path, *, origin: str, secret: str) -> None:
        self._folder = folder
        self._origin = origin
        self._secret = secret

    def put(self, business_id: int, content: bytes) -> StoredFile:
        stored = _stored(business_id, content)
        path = self._folder / stored.key
        unfinished = path.with_suffix(".unfinished")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)  # whole or not at all
        except OSError as error:
            with contextlib.suppress(OSError):  # the first failure is the one to tell
                unfinished.unlink()
            raise Unavailable(f"the file could not be kept: {error.strerror}") from error
        return stored

    def get(self, key: str) -> bytes:
        try:
            return (self._folder / _checked(key)).read_bytes()
        except FileNotFoundError:
            raise NotFound("there is no such file") from None

    def delete(self, key: str) -> None:
        (self._folder / _checked(key)).unlink(missing_ok=True)

    def signed_url(self, key: str, *, name: str, at: datetime) -> str:
        # the name is part of the signed path: otherwise whoever holds the link could serve our file under theirs
        path = f"{DOWNLOADS}{_checked(key)}/{quote(name, safe='')}"
        return self._origin + sign_link(path, secret=self._secret, expires=at + LINK_LIFE)


class S3Store:
    """Files in a bucket, reached with the credentials that boto3's own configuration names."""

    def __init__(self, bucket: str, *, prefix: str = "", endpoint: str = "") -> None:
        self._bucket = Bucket(bucket, prefix=prefix, endpoint=endpoint)

    def put(self, business_id: int, content: bytes) -> StoredFile:
        stored = _stored(business_id, content)
        self._bucket.put(stored.key, content, content_type=stored.content_type)
        return stored

    def get(self, key: str) -> bytes:
        return self._bucket.get(_checked(key))

    def delete(self, key: str) -> None:
        self._bucket.delete(_checked(key))

    def signed_url(self, key: str, *, name: str, at: datetime) -> str:
        seconds = int(LINK_LIFE.total_seconds())
        return self._bucket.signed_url(_checked(key), disposition=content_disposition(name), seconds=seconds)
