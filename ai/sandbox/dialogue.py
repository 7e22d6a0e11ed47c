"""One statement and one worker: what is said between them, and what it means when one falls silent."""

from __future__ import annotations

import signal
import socket
import time
from pathlib import Path
from typing import Final

import msgspec
import structlog

from ai.sandbox import wire
from ai.sandbox.errors import SandboxError, SandboxUnavailable, StatementFailed, StatementTooLarge, StatementTooSlow
from ai.sandbox.forks import Worker
from ai.sandbox.limits import Limits
from ai.sandbox.rows import Rows, Unreadable, read_rows
from ai.sandbox.wire import BEGUN, MESSAGE_HEAD, ROWS, SENTENCE_BYTES, request_bytes
from etl.versions import Lease
from munim.errors import MunimError

MOMENT_CPU_SECONDS: Final = 0.25  # for which a statement has the priority of everything else
LOOK_SECONDS: Final = 0.05  # how often it is looked whether that is over
GRACE_SECONDS: Final = 0.1  # beyond its time, for DuckDB to stop by itself and say so
CHUNK_BYTES: Final = 2**16

log = structlog.get_logger("sandbox")


class NeverBegun(Exception):
    """The worker had ended before it was given the statement."""


class _Silent(Exception):
    """The worker has ended in the middle."""


def run_in(worker: Worker, path: Path, sql: str, lease: Lease, limits: Limits, measures: dict[str, str]) -> Rows:
    """What the statement yields in ``worker``, which is of no use afterwards. ``measures`` is told what it took.

    Raises ``NeverBegun``, and what ``Sandbox.run`` raises of a statement.
    """
    hearing = _Hearing(worker, limits)
    try:
        try:
            hearing.tell(request_bytes(str(path), sql, limits), lease)
            kind, body = hearing.message(SENTENCE_BYTES)
        except (ConnectionError, _Silent):
            raise NeverBegun from None
        if kind == BEGUN:
            measures.update(msgspec.json.decode(body, type=dict[str, str]))
            kind, body = hearing.message(limits.answer_bytes)
        if kind == ROWS:
            return read_rows(body, limits)
    except TimeoutError:
        raise _too_slow(limits) from None
    except (ConnectionError, _Silent):
        raise _fallen_silent(worker, limits) from None
    except Unreadable as error:
        log.error("worker answered what cannot be read", pid=worker.pid, exc_info=error)
        raise StatementFailed("the statement broke the process that ran it") from error
    raise _said(kind, body.decode(errors="replace"), limits)


class _Hearing:
    """Sends to and receives from one worker until its time is over; after a moment it gives way to everybody else."""

    def __init__(self, worker: Worker, limits: Limits) -> None:
        self._worker = worker
        self._ends = time.monotonic() + limits.seconds + GRACE_SECONDS
        self._in_its_moment = True

    def tell(self, request: bytes, lease: Lease) -> None:
        """Send the request, with the lease. Raises ``ConnectionError``, ``TimeoutError``."""
        channel = self._worker.channel
        channel.settimeout(self._left())
        sent = socket.send_fds(channel, [request], [lease.fileno()])
        channel.sendall(request[sent:])

    def message(self, most_bytes: int) -> tuple[int, bytes]:
        """The next message, its kind and its body. Raises ``_Silent``, ``TimeoutError``, ``Unreadable``."""
        kind, length = MESSAGE_HEAD.unpack(self._bytes(MESSAGE_HEAD.size))
        if length > most_bytes:
            raise Unreadable(f"a message of {length} bytes, more than was asked for")
        return kind, self._bytes(length)

    def _bytes(self, count: int) -> bytes:
        held = bytearray()
        while len(held) < count:
            part = self._part(min(count - len(held), CHUNK_BYTES))
            if not part:
                raise _Silent
            held += part
        return bytes(held)

    def _part(self, most: int) -> bytes:
        """Some bytes; to a worker that sends them one by one the clock is the same."""
        channel = self._worker.channel
        while self._in_its_moment:
            channel.settimeout(min(LOOK_SECONDS, self._left()))
            try:
                return channel.recv(most)
            except TimeoutError:
                if self._worker.cpu_seconds() >= MOMENT_CPU_SECONDS:
                    self._in_its_moment = False
                    self._worker.give_way()
        channel.settimeout(self._left())
        return channel.recv(most)

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


def _said(kind: int, words: str, limits: Limits) -> MunimError:
    """What a worker's sentence means."""
    match kind:
        case wire.TOO_SLOW:
            return _too_slow(limits)
        case wire.TOO_LARGE:
            return StatementTooLarge(words)
        case wire.UNABLE:
            log.error("worker unable", reason=words)
            return SandboxUnavailable("the mirror cannot be opened apart from everything else")
        case _:
            return StatementFailed(words)


def _too_slow(limits: Limits) -> StatementTooSlow:
    return StatementTooSlow(f"the statement was stopped after {limits.seconds:g} seconds", limit_seconds=limits.seconds)


def _fallen_silent(worker: Worker, limits: Limits) -> SandboxError:
    """What became of a worker that ended in the middle, told by how it ended."""
    ended = worker.bury()
    log.info("worker ended early", pid=worker.pid, status=None if ended is None else ended.status)
    if ended is not None and ended.signal in (signal.SIGALRM, signal.SIGXCPU):
        return _too_slow(limits)
    if ended is not None and ended.resident_bytes > limits.memory_bytes:
        return StatementTooLarge("the process that ran the statement has ended for want of memory")
    return StatementFailed("the statement broke the process that ran it")
