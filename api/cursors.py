"""Opaque, signed cursors over the pages of ``billing.listing`` (RULES A3)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any, Final, Generic, TypeVar

import msgspec

from api.problems import InvalidCursor
from billing.listing import Listing, Page
from munim.errors import Invalid

T = TypeVar("T")
_SIGNATURE_BYTES: Final = 16
_RESERVED: Final = frozenset({"limit", "sort", "cursor"})


class Slice(msgspec.Struct, Generic[T], frozen=True):
    """One page of a list; ``next_cursor`` fetches the one after it and is null on the last."""

    items: list[T]
    next_cursor: str | None


class Cursors:
    """Signs where a page ended, together with the list, its filters and its order: a cursor fits that list alone."""

    def __init__(self, secret: str) -> None:
        self._key = hmac.new(secret.encode(), b"munim list cursors", hashlib.sha256).digest()

    def listing(self, query: dict[str, str], *, scope: str) -> Listing:
        """The listing that a query string asks for. ``scope`` names the business and path. Raises ``Invalid``."""
        filters = {name: value for name, value in query.items() if name not in _RESERVED}
        try:
            limit = int(query.get("limit", "50"))
        except ValueError:
            raise Invalid("limit is a whole number", field="limit") from None
        listing = Listing(filters=filters, sort=query.get("sort", ""), limit=limit)
        if "cursor" not in query:
            return listing
        return msgspec.structs.replace(listing, after=self._read(query["cursor"], listing, scope))

    def slice(self, page: Page[T], listing: Listing, *, scope: str) -> Slice[T]:
        """The page as the API answers it."""
        return Slice(
            items=page.items, next_cursor=None if page.next is None else self._write(page.next, listing, scope)
        )

    def seal(self, place: Any, *, about: Any) -> str:
        """A cursor to ``place`` in what ``about`` (anything JSON holds) tells apart from everything else."""
        body = msgspec.json.encode(place)
        return base64.urlsafe_b64encode(self._sign(body, msgspec.json.encode(about)) + body).rstrip(b"=").decode()

    def open(self, cursor: str, *, about: Any, kind: type[T]) -> T:
        """The place that ``seal`` was given with the same ``about``. Raises ``InvalidCursor``."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            signature, body = raw[:_SIGNATURE_BYTES], raw[_SIGNATURE_BYTES:]
            if not hmac.compare_digest(signature, self._sign(body, msgspec.json.encode(about))):
                raise InvalidCursor(field="cursor")
            return msgspec.json.decode(body, type=kind)
        except (ValueError, msgspec.DecodeError):
            raise InvalidCursor(field="cursor") from None

    def _write(self, after: tuple[Any, ...], listing: Listing, scope: str) -> str:
        return self.seal(after, about=_about(listing, scope))

    def _read(self, cursor: str, listing: Listing, scope: str) -> tuple[Any, ...]:
        return self.open(cursor, about=_about(listing, scope), kind=tuple[Any, ...])

    def _sign(self, body: bytes, about: bytes) -> bytes:
        return hmac.new(self._key, about + b"\0" + body, hashlib.sha256).digest()[:_SIGNATURE_BYTES]


def _about(listing: Listing, scope: str) -> list[Any]:
    return [scope, listing.sort, sorted(listing.filters.items())]
