"""What a statement yields, read from what a worker wrote, in which nothing is believed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import msgspec

from ai.sandbox.limits import Limits


@dataclass(frozen=True)
class Column:
    """One column of an answer."""

    name: str
    type: str  # as DuckDB writes it: BIGINT, DECIMAL(18,2), VARCHAR[]


@dataclass(frozen=True)
class Rows:
    """The rows of an answer, as far as the limits let them through.

    Values are Python's own for DuckDB's types: int, float, str, bool, ``Decimal``, ``date``, ``datetime``, ``time``,
    ``UUID``, bytes. An interval is text, as is a date outside the years 1 to 9999; within lists and structs every leaf
    that JSON does not have is text.
    """

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    truncated: bool  # whether there were more rows than the limits let through


class Unreadable(Exception):
    """These bytes are no answer."""


class _Written(msgspec.Struct, forbid_unknown_fields=True):
    columns: list[tuple[str, str]]
    truncated: bool
    rows: list[list[Any]]


_DECODER: Final = msgspec.json.Decoder(_Written)


def read_rows(body: bytes, limits: Limits) -> Rows:
    """The rows that ``body`` holds. Raises ``Unreadable`` for whatever a worker that keeps to the rules would not write."""
    try:
        written = _DECODER.decode(body)
        width = len(written.columns)
        if width > limits.columns or len(written.rows) > limits.rows or any(len(row) != width for row in written.rows):
            raise Unreadable("an answer of another shape than was asked for")
        readers = [_READERS.get(kind.partition("(")[0]) for _, kind in written.columns]
        return Rows(
            tuple(Column(name, kind) for name, kind in written.columns),
            [
                tuple(
                    value if value is None or reader is None else reader(value)
                    for reader, value in zip(readers, row, strict=True)
                )
                for row in written.rows
            ],
            written.truncated,
        )
    except (msgspec.MsgspecError, RecursionError, ArithmeticError, ValueError, TypeError, AttributeError) as error:
        raise Unreadable("an answer that cannot be read") from error


def _date(value: str) -> date | str:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value  # a year that Python's calendar does not have


def _moment(value: str) -> datetime | str:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(("FLOAT", "DOUBLE"), float),
    "DECIMAL": Decimal,
    "DATE": _date,
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE"), _moment),
    **dict.fromkeys(("TIME", "TIME WITH TIME ZONE"), time.fromisoformat),
    "UUID": UUID,
    "BLOB": bytes.fromhex,
}  # by the type's name without its precision; what is not here stays as JSON gave it
