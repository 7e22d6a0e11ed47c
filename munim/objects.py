"""A bucket of an S3 service, Amazon's or any other: the one door to it.

What may be answered later is asked with patience (three tries, thirty seconds each); an object that is only looked at while
somebody waits is asked for once, briefly. Credentials are those that boto3's own configuration names.
"""

from __future__ import annotations

import base64
import contextlib
import functools
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from munim.errors import Conflict, NotFound, Unavailable

LARGEST_BYTES: Final = 5 * 1024**3  # that S3 takes in one request; one request leaves nothing half done
_CHUNK_BYTES: Final = 1 << 20
_GONE: Final = ("NoSuchKey", "404")
_MOVED: Final = ("PreconditionFailed", "ConditionalRequestConflict", "412", "409")


class ObjectMoved(Conflict):
    """The object is no longer what it was when it was read."""

    code = "object_moved"


class Stored(msgspec.Struct, frozen=True):
    """An object as a listing tells of it."""

    key: str
    bytes: int
    at: datetime  # by the service's clock


class Bucket:
    """The objects of one bucket under one prefix. For any number of threads.

    Every method raises ``Unavailable`` when the service does not answer or refuses.
    """

    def __init__(self, name: str, *, prefix: str = "", endpoint: str = "") -> None:
        self._name = name
        self._prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint
        self._patient = _client(endpoint, connect=5, read=30, tries=3)

    @property
    def address(self) -> str:
        """``s3://bucket/prefix``."""
        return f"s3://{self._name}/{self._prefix}".rstrip("/")

    @functools.cached_property
    def _brief(self) -> Any:
        return _client(self._endpoint, connect=1, read=3, tries=1)

    def put(self, key: str, content: bytes, *, content_type: str = "application/octet-stream") -> None:
        """Keep ``content`` under ``key``, in place of whatever is there."""
        self._call("put_object", key, Body=content, ContentType=content_type)

    def put_file(self, key: str, path: Path, *, sha256: str) -> None:
        """Keep a file's bytes, which the service compares with their hash (in hexadecimal digits) as it takes them."""
        if path.stat().st_size > LARGEST_BYTES:
            raise Unavailable(f"{path} is larger than the 5 GiB that an S3 service takes at once")
        checksum = base64.b64encode(bytes.fromhex(sha256)).decode()
        with path.open("rb") as file:
            self._call("put_object", key, Body=file, ChecksumSHA256=checksum)

    def put_in_place_of(self, key: str, content: bytes, tag: str | None) -> None:
        """Keep ``content`` only if the object is still the one with ``tag``, or is still not there (None). Else ``ObjectMoved``."""
        condition = {"IfNoneMatch": "*"} if tag is None else {"IfMatch": tag}
        self._call("put_object", key, Body=content, **condition)

    def get(self, key: str) -> bytes:
        """An object whole. Raises ``NotFound``."""
        found: bytes = self._call("get_object", key)["Body"].read()
        return found

    def read(self, key: str) -> tuple[bytes, str]:
        """A small object and its tag, asked for with patience. Raises ``NotFound``."""
        found = self._call("get_object", key)
        return found["Body"].read(), found["ETag"]

    def look(self, key: str, *, tag: str | None = None) -> tuple[bytes, str] | None:
        """A small object and its tag, asked for briefly; None when it still is the one with ``tag``. Raises ``NotFound``."""
        condition = {} if tag is None else {"IfNoneMatch": tag}
        found = self._call("get_object", key, client=self._brief, **condition)
        return None if found is None else (found["Body"].read(), found["ETag"])

    def chunks(self, key: str) -> Iterator[bytes]:
        """An object piece by piece. Raises ``NotFound``."""
        body = self._call("get_object", key)["Body"]
        with contextlib.closing(body), self._answering():
            yield from body.iter_chunks(_CHUNK_BYTES)

    def delete(self, key: str) -> None:
        """Nothing happens when it is gone already."""
        self._call("delete_object", key)

    def listing(self, prefix: str = "") -> list[Stored]:
        """The objects whose key begins with ``prefix``, by key."""
        with self._answering():
            pages = self._patient.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=self._prefix + prefix
            )
            return [
                Stored(one["Key"].removeprefix(self._prefix), one["Size"], one["LastModified"])
                for page in pages
                for one in page.get("Contents", ())
            ]

    def folders(self) -> list[str]:
        """The first parts of the keys that have more than one, by name."""
        with self._answering():
            pages = self._patient.get_paginator("list_objects_v2").paginate(
                Bucket=self._name, Prefix=self._prefix, Delimiter="/"
            )
            found = [one["Prefix"] for page in pages for one in page.get("CommonPrefixes", ())]
        return [name.removeprefix(self._prefix).rstrip("/") for name in found]

    def signed_url(self, key: str, *, disposition: str, seconds: int) -> str:
        """An address from which anybody may download the object for so many seconds."""
        # boto3 signs from its own clock, which is what the service will compare it with
        asked = {"Bucket": self._name, "Key": self._prefix + key, "ResponseContentDisposition": disposition}
        url: str = self._patient.generate_presigned_url("get_object", Params=asked, ExpiresIn=seconds)
        return url

    def _call(self, method: str, key: str, *, client: Any = None, **arguments: Any) -> Any:
        with self._answering():
            from botocore.exceptions import ClientError

            try:
                return getattr(client or self._patient, method)(Bucket=self._name, Key=self._prefix + key, **arguments)
            except ClientError as error:
                code = error.response.get("Error", {}).get("Code", "")
                if code in ("304", "NotModified"):
                    return None
                if code in _GONE:
                    raise NotFound("there is no such file") from None
                if code in _MOVED:
                    raise ObjectMoved(f"{self.address}/{key} has been replaced meanwhile") from None
                raise

    @contextlib.contextmanager
    def _answering(self) -> Iterator[None]:
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            yield
        except ClientError as error:
            code = error.response.get("Error", {}).get("Code", "")
            raise Unavailable(f"the file store refused: {code}") from error
        except BotoCoreError as error:
            raise Unavailable(f"the file store at s3://{self._name} does not answer") from error


def bucket_at(place: str, *, endpoint: str = "") -> Bucket | None:
    """The bucket that ``s3://bucket/prefix`` names; None for a place that is a folder. Raises ``ValueError`` without a name."""
    if not place.startswith("s3://"):
        return None
    address = urlsplit(place)
    if not address.netloc:
        raise ValueError("no bucket is named")
    return Bucket(address.netloc, prefix=address.path.strip("/"), endpoint=endpoint)


def _client(endpoint: str, *, connect: float, read: float, tries: int) -> Any:
    import boto3  # 0.3 s that a folder's user need not wait for
    from botocore.config import Config

    return boto3.session.Session().client(  # a client may be shared by threads, the session it is made of may not
        "s3",
        endpoint_url=endpoint or None,
        # a service that is not Amazon's has no region, but the signature names one
        region_name="us-east-1" if endpoint else None,
        config=Config(
            signature_version="s3v4",
            connect_timeout=connect,
            read_timeout=read,
            retries={"total_max_attempts": tries, "mode": "standard"},
            max_pool_connections=20,
            # what is put in is checked by its own SHA-256; the sums that boto3 adds unasked are unknown to some services
            request_checksum_calculation="when_required",
        ),
    )
