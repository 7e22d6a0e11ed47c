"""What passes between the parent and a worker: a request, word that it is begun, an answer.

A request is JSON behind its length, and with its first byte comes the lease on the mirror's file as a descriptor. What
comes back is a kind, a length, and JSON or a sentence. Nothing is pickled: the worker may have been taken over by then.
"""

from __future__ import annotations

import dataclasses
import json
import math
import struct
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final

from ai.sandbox.limits import Limits

REQUEST_HEAD: Final = struct.Struct(">I")  # bytes of the request
MESSAGE_HEAD: Final = struct.Struct(">BI")  # kind, bytes of the message

# The kinds of message. BEGUN, with the measures taken, says that the process is shut and the statement run from here on;
# one of the others follows. UNABLE may stand in its place. All but BEGUN and ROWS carry a sentence.
BEGUN, ROWS, FAILED, TOO_SLOW, TOO_LARGE, UNABLE = range(6)
SENTENCE_BYTES: Final = 4_000  # of an error; DuckDB quotes the statement in it


class AnswerTooLarge(Exception):
    """A single row, or the head of the table, is more than an answer may be."""


def request_bytes(path: str, sql: str, limits: Limits) -> bytes:
    """A request, its length before it."""
    body = json.dumps({"path": path, "sql": sql, "limits": dataclasses.asdict(limits)}).encode()
    return REQUEST_HEAD.pack(len(body)) + body


def read_request(body: bytes) -> tuple[str, str, Limits]:
    """The path, the statement and its limits."""
    request = json.loads(body)
    return request["path"], request["sql"], Limits(**request["limits"])


def message_bytes(kind: int, body: bytes) -> bytes:
    """A message, its kind and length before it."""
    return MESSAGE_HEAD.pack(kind, len(body)) + body


def sentence_bytes(kind: int, sentence: str) -> bytes:
    """A message that is a sentence, cut to what may be said."""
    return message_bytes(kind, sentence.encode(errors="replace")[:SENTENCE_BYTES])


def rows_bytes(columns: list[tuple[str, str]], rows: Iterable[tuple[Any, ...]], limits: Limits) -> bytes:
    """Rows as JSON, as many as the limits allow; ``truncated`` says that there were more.

    Raises ``AnswerTooLarge`` where not even one row fits.
    """
    head = json.dumps(columns, ensure_ascii=False)
    room = limits.answer_bytes - len(head.encode(errors="replace")) - 50
    kept: list[bytes] = []
    truncated = False
    for row in rows:
        written = _row_bytes(row)
        room -= len(written) + 1
        if room < 0 and not kept:
            raise AnswerTooLarge
        if room < 0 or len(kept) == limits.rows:
            truncated = True
            break
        kept.append(written)
    if room < 0 and not kept:
        raise AnswerTooLarge
    said = b"true" if truncated else b"false"
    return b'{"columns":%b,"truncated":%b,"rows":[%b]}' % (head.encode(errors="replace"), said, b",".join(kept))


def plain(value: Any) -> Any:
    """A value as JSON can say it without loss; the column's type says what it was."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case Decimal():
            return format(value, "f") if value.is_finite() else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return bytes(value).hex()
        case dict():
            return {str(plain(key)): plain(held) for key, held in value.items()}
        case list() | tuple():
            return [plain(held) for held in value]
        case _:
            return str(value)


_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"), default=plain
).encode


def _row_bytes(row: tuple[Any, ...]) -> bytes:
    try:
        return _encode(row).encode(errors="replace")
    except (ValueError, TypeError):  # a float that is no number, a map whose keys are not text
        return _encode(plain(row)).encode(errors="replace")
