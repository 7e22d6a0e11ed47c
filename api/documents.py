"""Documents as answers: what they are called and how they are shown."""

from __future__ import annotations

from typing import Any

import msgspec
from litestar import Response

from munim.files import content_disposition


class SharedLink(msgspec.Struct, frozen=True):
    """An address that shows a document to whoever holds it."""

    url: str


def pdf(content: bytes, *, name: str) -> Response[Any]:
    """A PDF that a browser shows and saves under ``name``."""
    return Response(
        content, media_type="application/pdf", headers={"content-disposition": content_disposition(name, inline=True)}
    )
