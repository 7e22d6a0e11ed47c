"""A-3: only exactly our own access tokens are believed."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from api.tokens import LEEWAY, LIFE, Claims, InvalidToken, TokenExpired, Tokens

SECRET = "a secret that only the tests are signed with"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
CLAIMS = Claims(uuid4(), uuid4(), 3, 42)


@pytest.fixture
def tokens() -> Tokens:
    return Tokens(SECRET, issuer="http://localhost:8000")


@pytest.fixture
def forge(tokens: Tokens) -> Callable[..., str]:
    """A token like ours with parts of its header or payload replaced (None: left out), signed with our own key."""

    def forge(
        *, header: dict[str, Any] | None = None, key: Any = None, algorithm: str = "HS256", **payload: Any
    ) -> str:
        good = tokens.make(CLAIMS, at=AT)
        claims = {**jwt.decode(good, options={"verify_signature": False}), **payload}
        head = {**jwt.get_unverified_header(good), **(header or {})}
        ours = next(iter(tokens._keys.values()))
        return jwt.encode(
            {name: value for name, value in claims.items() if value is not None},
            ours if key is None else key,
            algorithm=algorithm,
            headers={name: value for name, value in head.items() if value is not None and name != "alg"},
        )

    return forge


def test_a_token_says_who_and_where_until_it_expires(tokens: Tokens) -> None:
    token = tokens.make(CLAIMS, at=AT)

    assert tokens.read(token, at=AT + LIFE) == CLAIMS
    with pytest.raises(TokenExpired):
        tokens.read(token, at=AT + LIFE + LEEWAY)


def test_a_person_without_a_business_has_a_token_too(tokens: Tokens) -> None:
    nowhere = Claims(uuid4(), uuid4(), 1, None)

    assert tokens.read(tokens.make(nowhere, at=AT), at=AT) == nowhere


def test_a_token_forged_as_ours_is_read_so_that_the_attacks_below_fail_for_their_own_reason(
    tokens: Tokens, forge: Callable[..., str]
) -> None:
    assert tokens.read(forge(), at=AT) == CLAIMS


@pytest.mark.parametrize(
    "attack",
    [
        {"aud": "another-api"},
        {"aud": None},
        {"iss": "http://evil.example"},
        {"iss": None},
        {"exp": None},
        {"exp": "never"},
        {"iat": None},
        {"jti": None},
        {"sub": None},
        {"sub": "admin"},
        {"sid": None},
        {"ver": None},
        {"ver": "x"},
        {"biz": "1 OR 1=1"},
        {"iat": int((AT + timedelta(minutes=5)).timestamp())},
        {"header": {"typ": "JWT"}},
        {"header": {"typ": "rt+jwt"}},
        {"header": {"kid": "../../etc/passwd"}},
        {"header": {"kid": "0" * 12}},
        {"header": {"jku": "https://evil.example/keys"}},
        {"header": {"x5u": "https://evil.example/cert"}},
        {"header": {"x5c": ["MIIB"]}},
        {"header": {"jwk": {"kty": "oct", "k": "AAAA"}}},
        {"header": {"crit": ["b64"], "b64": False}},
        {"key": "another secret that is as long as ours is, or longer"},
        {"algorithm": "HS512"},
        {"algorithm": "HS384"},
    ],
    ids=str,
)
@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
def test_a3_anything_else_is_refused(tokens: Tokens, forge: Callable[..., str], attack: dict[str, Any]) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(forge(**attack), at=AT)


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE"])
def test_a3_no_algorithm_is_no_token(tokens: Tokens, algorithm: str) -> None:
    _, payload, _ = tokens.make(CLAIMS, at=AT).split(".")
    header = {**jwt.get_unverified_header(tokens.make(CLAIMS, at=AT)), "alg": algorithm}
    unsigned = base64.urlsafe_b64encode(json.dumps(header).encode()).rstrip(b"=").decode()

    for signature in ("", "AAAA"):
        with pytest.raises(InvalidToken):
            tokens.read(f"{unsigned}.{payload}.{signature}", at=AT)


def test_a3_an_asymmetric_signature_is_refused_whoever_made_it(tokens: Tokens, forge: Callable[..., str]) -> None:
    for key, algorithm in ((Ed25519PrivateKey.generate(), "EdDSA"), (rsa.generate_private_key(65537, 2048), "RS256")):
        with pytest.raises(InvalidToken):
            tokens.read(forge(key=key, algorithm=algorithm), at=AT)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a3_no_part_can_be_changed(tokens: Tokens, part: int) -> None:
    parts = tokens.make(CLAIMS, at=AT).split(".")
    parts[part] = parts[part][:10] + ("A" if parts[part][10] != "A" else "B") + parts[part][11:]

    with pytest.raises(InvalidToken):
        tokens.read(".".join(parts), at=AT)


@pytest.mark.parametrize("text", ["", ".", "..", "a.b.c", "eyJhbGciOiJIUzI1NiJ9", "ä.ö.ü", "." * 1000, "A" * 100_000])
def test_a3_what_is_no_token_is_refused(tokens: Tokens, text: str) -> None:
    with pytest.raises(InvalidToken):
        tokens.read(text, at=AT)


def test_a3_another_installation_has_another_key(tokens: Tokens) -> None:
    other = Tokens(SECRET + "!", issuer="http://localhost:8000")

    with pytest.raises(InvalidToken):
        tokens.read(other.make(CLAIMS, at=AT), at=AT)
