"""Access tokens: JWTs of fifteen minutes in one fixed algorithm (A-3)."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, Final
from uuid import UUID, uuid4

import jwt
import msgspec

from munim.errors import Unauthorized

LIFE: Final = timedelta(minutes=15)
LEEWAY: Final = timedelta(seconds=30)
ALGORITHM: Final = "HS256"
TYPE: Final = "at+jwt"  # RFC 9068: no other kind of token passes for an access token
AUDIENCE: Final = "munim-api"


class InvalidToken(Unauthorized):
    """The access token is not valid."""

    code = "invalid_token"


class TokenExpired(Unauthorized):
    """The access token has expired; renew it with the refresh token."""

    code = "token_expired"


class Claims(msgspec.Struct, frozen=True):
    """What an access token says: who, in which business (None: none chosen), by which session of which version."""

    user_id: UUID
    session_id: UUID
    sign_in_version: int
    business_id: int | None


class Tokens:
    """Makes and reads access tokens with one key derived from the secret."""

    def __init__(self, secret: str, *, issuer: str) -> None:
        self._issuer = issuer
        key = hmac.new(secret.encode(), b"munim access tokens", hashlib.sha256).digest()
        self._kid = hashlib.sha256(key).hexdigest()[:12]
        self._keys = {self._kid: key}
        # what was read and found genuine: a client sends one token some thousand times
        self._genuine = lru_cache(maxsize=4096)(self._read)

    def make(self, claims: Claims, *, at: datetime) -> str:
        """A signed token good for fifteen minutes from ``at``."""
        payload = {
            "iss": self._issuer,
            "aud": AUDIENCE,
            "sub": str(claims.user_id),
            "sid": str(claims.session_id),
            "ver": claims.sign_in_version,
            "biz": claims.business_id,
            "iat": int(at.timestamp()),
            "exp": int((at + LIFE).timestamp()),
            "jti": uuid4().hex,
        }
        return jwt.encode(payload, self._keys[self._kid], algorithm=ALGORITHM, headers={"typ": TYPE, "kid": self._kid})

    def read(self, token: str, *, at: datetime) -> Claims:
        """What ``token`` says. Raises ``InvalidToken`` for any that is not exactly one of ours, ``TokenExpired``.

        The header is compared with the only one we write, so it cannot choose its own algorithm, type or key.
        """
        claims, made, expires = self._genuine(token)
        if made > at + LEEWAY:
            raise InvalidToken()
        if expires <= at - LEEWAY:
            raise TokenExpired()
        return claims

    def _read(self, token: str) -> tuple[Claims, datetime, datetime]:
        """Claims, when it was made, when it expires. Raises ``InvalidToken``; what raises is not remembered."""
        try:
            header = jwt.get_unverified_header(token)
            if header != {"alg": ALGORITHM, "typ": TYPE, "kid": header.get("kid")} or header["kid"] not in self._keys:
                raise InvalidToken()
            payload: dict[str, Any] = jwt.decode(
                token,
                self._keys[header["kid"]],
                algorithms=[ALGORITHM],
                audience=AUDIENCE,
                issuer=self._issuer,
                # the clock is ours: checked below
                options={
                    "require": ["exp", "iat", "sub", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_nbf": False,
                },
            )
            expires, made = (datetime.fromtimestamp(int(payload[name]), UTC) for name in ("exp", "iat"))
            claims = Claims(
                UUID(payload["sub"]), UUID(payload["sid"]), int(payload["ver"]), payload["biz"] and int(payload["biz"])
            )
        except (jwt.PyJWTError, ValueError, TypeError, KeyError, OverflowError):
            raise InvalidToken() from None
        return claims, made, expires
