"""Time-ordered identifiers (UUID version 7, RFC 9562) for what a client may make or name."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from uuid import UUID


def new_id() -> UUID:
    """A UUIDv7: 48 bits of Unix milliseconds, then 74 random bits, so keys land together in the index.

    Postgres 15, which the books also run on, has no ``uuidv7()``.
    """
    millis = time.time_ns() // 1_000_000
    random = int.from_bytes(os.urandom(10), "big")
    value = (millis & (2**48 - 1)) << 80 | 0x7 << 76 | (random >> 68 & 0xFFF) << 64 | 0b10 << 62 | random & (2**62 - 1)
    return UUID(int=value)


def made_at(made: UUID) -> datetime:
    """The moment at which ``new_id`` made it, to the second: what a letter is dated by."""
    return datetime.fromtimestamp((made.int >> 80) // 1000, UTC)
