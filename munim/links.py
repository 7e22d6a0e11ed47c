"""Signed links: an address that opens one thing for whoever holds it, until it expires.

The signature is an HMAC over path and expiry, so neither can be changed, and nothing is stored.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime
from urllib.parse import urlencode

from munim.errors import Forbidden

# of the settings' one secret: a signature made for another purpose is none here
_PURPOSE = b"munim signed link 1"


class LinkRefused(Forbidden):
    """This link has expired or is not whole."""

    code = "link_refused"


def sign_link(path: str, *, secret: str, expires: datetime) -> str:
    """``path`` with its expiry and signature as query, to go behind ``Settings.origin``.

    The path should name the business too (``/share/7/bills/…``), so that an anonymous reader's request knows it.
    """
    until = int(expires.timestamp())
    return f"{path}?{urlencode({'expires': until, 'signature': _signature(path, until, secret)})}"


def verify_link(path: str, *, expires: str, signature: str, secret: str, at: datetime) -> None:
    """Raises ``LinkRefused`` unless ``expires`` and ``signature`` are those made for this path, and ``at`` is before it.

    Compares in constant time; a forged link and an expired one are refused in the same words.
    """
    until = int(expires) if expires.isascii() and expires.isdigit() and len(expires) < 12 else 0
    genuine = hmac.compare_digest(_signature(path, until, secret).encode(), signature.encode())
    if not genuine or datetime.fromtimestamp(until, UTC) <= at:
        raise LinkRefused("this link has expired or is not whole; ask for a new one")


def _signature(path: str, until: int, secret: str) -> str:
    key = hmac.digest(secret.encode(), _PURPOSE, "sha256")
    return hmac.new(key, f"{until}\n{path}".encode(), hashlib.sha256).hexdigest()
