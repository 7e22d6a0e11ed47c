"""A worker: one statement, from the request to the answer, in a process that ends with it.

The mirror is opened while the process still may; then it gives up all it can, and only then the statement is run.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, Final

import duckdb

from ai.sandbox.confinement import Measures, end_in_time, give_up_everything, see_only
from ai.sandbox.limits import Limits
from ai.sandbox.lock import locked
from ai.sandbox.wire import (
    BEGUN,
    FAILED,
    REQUEST_HEAD,
    ROWS,
    TOO_LARGE,
    TOO_SLOW,
    UNABLE,
    AnswerTooLarge,
    message_bytes,
    read_request,
    rows_bytes,
    sentence_bytes,
)

CHUNK: Final = 256  # rows taken from DuckDB at once
LARGEST_REQUEST: Final = 64 * 2**20


def serve(channel: socket.socket, engine: duckdb.DuckDBPyConnection, measures: Measures) -> None:
    """Run the one statement that comes over ``channel``; return at once where the parent closed it instead."""
    received = _request(channel)
    if received is None:
        return
    # the lease on the mirror's file stays open as long as this process lives, whatever becomes of the parent
    (path, sql, limits), _lease = received
    try:
        end_in_time(limits)
        connection = _opened(engine, path, limits, measures)
        measures |= give_up_everything(limits)
    except (duckdb.Error, OSError, ValueError) as error:
        channel.sendall(sentence_bytes(UNABLE, str(error)))
        return
    channel.sendall(message_bytes(BEGUN, json.dumps(measures).encode()))
    channel.sendall(_answer(connection, sql, limits))


def _request(channel: socket.socket) -> tuple[tuple[str, str, Limits], list[int]] | None:
    head, descriptors, _, _ = socket.recv_fds(channel, REQUEST_HEAD.size, 1)
    if not head:
        return None
    left = REQUEST_HEAD.unpack(head)[0]
    if left > LARGEST_REQUEST:
        raise ValueError("a request larger than any statement")
    body = bytearray()
    while len(body) < left:
        part = channel.recv(min(left - len(body), 2**20))
        if not part:
            return None
        body += part
    return read_request(bytes(body)), descriptors


def _opened(
    engine: duckdb.DuckDBPyConnection, path: str, limits: Limits, measures: Measures
) -> duckdb.DuckDBPyConnection:
    """The mirror, locked; under the name it has in its own folder where that is all there is."""
    file = PurePath(path)
    measures |= see_only(str(file.parent))
    return locked(engine, path if measures["own folder"] else f"/{file.name}", limits)


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, limits: Limits) -> bytes:
    try:
        connection.execute(sql)
        described = connection.description
        if not described:
            return sentence_bytes(FAILED, "the statement yields no rows")
        if len(described) > limits.columns:
            return sentence_bytes(TOO_LARGE, f"{len(described)} columns; {limits.columns} are allowed")
        columns = [(str(column[0]), str(column[1])) for column in described]
        return message_bytes(ROWS, rows_bytes(columns, _rows(connection), limits))
    except duckdb.InterruptException:
        return sentence_bytes(TOO_SLOW, "")
    except (duckdb.OutOfMemoryException, MemoryError, AnswerTooLarge) as error:
        return sentence_bytes(TOO_LARGE, _words(error))
    except (duckdb.Error, ValueError, OverflowError, RecursionError, RuntimeError) as error:
        # DuckDB's own, and those of values that Python cannot hold
        return sentence_bytes(FAILED, _words(error))
    except Exception as error:  # foreseen by nobody: told to the parent, who logs it
        return sentence_bytes(UNABLE, f"{type(error).__name__}: {error}")


def _rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := connection.fetchmany(CHUNK):
        yield from rows


def _words(error: BaseException) -> str:
    match error:
        case AnswerTooLarge():
            return "one row is larger than a whole answer may be"
        case MemoryError():
            return "the process has no more memory"
        case _:
            return str(error)


def end() -> None:
    """Leave without tidying up: there is nothing worth keeping, and DuckDB's own end takes longer than its start."""
    os._exit(0)
