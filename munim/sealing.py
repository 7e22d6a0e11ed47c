"""Sealing: what a shop must keep but nobody should read in a copy of the database, such as bank and identity numbers.

A value is sealed with AES-256-GCM under a key that the database does not hold, and bound to its place: table, column,
business and row are authenticated with it, so that moving a sealed value elsewhere is noticed as surely as changing it.

The first key of ``MUNIM_SEALING_KEYS`` seals, every one of them opens: to rotate, put a new key in front, run
``munim rotate-keys``, then take the old one away. The key derived from the secret of the settings always opens, and
seals where no keys are set.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from munim.errors import Misconfigured
from munim.settings import Settings

_FORMAT: Final = b"\x01"  # format, key id, nonce, then ciphertext and tag
_KEY_ID_BYTES: Final = 4
_NONCE_BYTES: Final = 12  # random: safe for 2**32 values under one key (NIST SP 800-38D, section 8.3)
_TAG_BYTES: Final = 16
_BEGINNING: Final = len(_FORMAT) + _KEY_ID_BYTES


class WrongSealingKey(Misconfigured):
    """None of the sealing keys opens this value."""

    code = "wrong_sealing_key"


class BrokenSeal(Misconfigured):
    """A sealed value was changed, or moved from where it was sealed."""

    code = "broken_seal"


class Place(NamedTuple):
    """Where a sealed value belongs. ``row`` is the row's own key within the business."""

    table: str
    column: str
    business_id: int
    row: str


class SealingKeys:
    """Seals with the first key, opens with any."""

    def __init__(self, secrets: Sequence[str]) -> None:
        """``secrets``: at least one, each of 32 characters or more, the one that seals in front."""
        derived = [_derive(secret) for secret in secrets]
        self._current = derived[0][0]
        self._keys = {key_id: AESGCM(key) for key_id, key in reversed(derived)}

    @property
    def current_prefix(self) -> bytes:
        """What everything sealed with the first key begins with."""
        return _FORMAT + self._current

    def seal(self, text: str, place: Place) -> bytes:
        """``text`` for ``place`` alone. The same text sealed twice gives two different values."""
        nonce = os.urandom(_NONCE_BYTES)
        return self.current_prefix + nonce + self._keys[self._current].encrypt(nonce, text.encode(), _bound_to(place))

    def open(self, sealed: bytes, place: Place) -> str:
        """What was sealed for ``place``. Raises ``WrongSealingKey``, ``BrokenSeal``."""
        if len(sealed) < _BEGINNING + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _FORMAT:
            raise BrokenSeal(f"what {place.table}.{place.column} holds is no sealed value")
        key_id = sealed[1:_BEGINNING]
        key = self._keys.get(key_id)
        if key is None:
            raise WrongSealingKey(
                f"{place.table}.{place.column} was sealed with the key {key_id.hex()}, which is not among MUNIM_SEALING_KEYS",
                field="sealing_keys",
            )
        nonce, rest = sealed[_BEGINNING : _BEGINNING + _NONCE_BYTES], sealed[_BEGINNING + _NONCE_BYTES :]
        try:
            return key.decrypt(nonce, rest, _bound_to(place)).decode()
        except InvalidTag:
            raise BrokenSeal(
                f"a sealed value of {place.table}.{place.column} was changed, or moved from another row"
            ) from None

    def reseal(self, sealed: bytes, place: Place) -> bytes:
        """The same value under the first key. Raises ``WrongSealingKey``, ``BrokenSeal``."""
        return self.seal(self.open(sealed, place), place)


def key_id_of(sealed: bytes) -> str:
    """Which key opens a sealed value, in hexadecimal: an id, from which the key does not follow."""
    return sealed[len(_FORMAT) : _BEGINNING].hex()


def sealing_keys(settings: Settings) -> SealingKeys:
    """The keys of the settings: those named, then the one derived from their secret."""
    return SealingKeys([*settings.sealing_keys, settings.secret()])


def _derive(secret: str) -> tuple[bytes, bytes]:
    """A key's id, which may be seen, and the key: both from the secret, neither from the other."""
    material = HKDF(SHA256(), _KEY_ID_BYTES + 32, salt=None, info=b"munim sealing key 1").derive(secret.encode())
    return material[:_KEY_ID_BYTES], material[_KEY_ID_BYTES:]


def _bound_to(place: Place) -> bytes:
    return "\0".join(("munim sealed value 1", place.table, place.column, str(place.business_id), place.row)).encode()
