"""The sandbox: statements run each in a process of its own, so many at once, and nobody waits for a hostile one.

A worker waits forked and warm, is given one statement and the lease on the mirror's file, shuts itself, answers, and is
buried by a thread that at once has the next one forked. What does not end in time is killed from here, also while it
writes its answer; what has not ended in a moment is put behind everybody else's work before that.
"""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import structlog

from ai.sandbox.dialogue import NeverBegun, run_in
from ai.sandbox.errors import SandboxUnavailable, StatementTooLarge
from ai.sandbox.forks import Ended, ForkServer, Worker
from ai.sandbox.limits import Limits
from ai.sandbox.rows import Rows
from ai.sandbox.slots import Slots
from etl.versions import Lease
from munim.settings import Settings

WORKERS: Final = 4  # statements at once
WAITING: Final = 16  # statements that may wait for one of them
PATIENCE_SECONDS: Final = 10.0  # for which one waits
REMEMBERED: Final = 100  # workers whose end is remembered
ATTEMPTS: Final = 3  # workers tried that had died before their statement was begun

log = structlog.get_logger("sandbox")


class Sandbox:
    """Runs statements that nobody vouches for, for any number of threads: make one for a process, and close it.

    Nothing is started before ``open``, or the first statement.
    """

    def __init__(self, *, workers: int = WORKERS, waiting: int = WAITING, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.ended: deque[Ended] = deque(maxlen=REMEMBERED)  # newest last
        self.running: set[int] = set()  # process ids of workers that were given a statement
        self.measures: dict[str, str] = {}  # of the last worker: why one could not be taken, "" where it was
        self._workers = workers
        self._slots = Slots(running=workers, waiting=waiting)
        self._lock = threading.Lock()  # of all below
        self._server: ForkServer | None = None
        self._idle: deque[Worker] = deque()
        self._errands: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._undertaker: threading.Thread | None = None
        self._closed = False

    def open(self) -> None:
        """Start the fork server and the first workers, without waiting for them."""
        with self._lock:
            self._started()

    def run(self, path: Path, sql: str, *, limits: Limits | None = None) -> Rows:
        """The rows of one statement on the mirror's file at ``path``.

        Raises ``StatementTooSlow``, ``StatementTooLarge``, ``StatementFailed``; ``SandboxBusy`` when too many run
        already; ``SandboxUnavailable`` when no process can be had, or the file is not there any more.
        """
        limits = limits or self.limits
        if len(sql) > limits.statement_bytes or len(sql.encode(errors="replace")) > limits.statement_bytes:
            raise StatementTooLarge(f"the statement is longer than {limits.statement_bytes} bytes")
        path = path.absolute()
        with self._slots.taken(path.parent, patience_seconds=PATIENCE_SECONDS):
            lease = _lease(path)
            try:
                return self._run(path, sql, lease, limits)
            finally:
                lease.release()

    @property
    def waiting(self) -> int:
        """How many statements wait for a place."""
        return self._slots.waiting

    def when_settled(self, then: Callable[[], None]) -> None:
        """Call ``then`` once every worker used until now is buried and another waits in its place."""
        self._errands.put(then)

    def close(self) -> None:
        """End every process; statements still running are cut off."""
        self._slots.close()
        with self._lock:
            self._closed = True
            server, self._server = self._server, None
            undertaker, self._undertaker = self._undertaker, None
            while self._idle:
                self._idle.pop().channel.close()
        if server is not None:
            server.close()
        if undertaker is not None:
            self._errands.put(None)
            undertaker.join()

    def __enter__(self) -> Self:
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, path: Path, sql: str, lease: Lease, limits: Limits) -> Rows:
        for _ in range(ATTEMPTS):
            worker = self._take()
            self.running.add(worker.pid)
            try:
                return run_in(worker, path, sql, lease, limits, self.measures)
            except NeverBegun:
                log.warning("worker died idle", pid=worker.pid)
            finally:
                self.running.discard(worker.pid)
                self._errands.put(partial(self._bury, worker))
        raise SandboxUnavailable("the processes for statements end before they begin")

    def _take(self) -> Worker:
        with self._lock:
            server = self._started()
            if self._idle:
                return self._idle.popleft()
        return server.fork()

    def _started(self) -> ForkServer:
        """The fork server that is alive, a new one if need be. Under the lock."""
        if self._closed:
            raise SandboxUnavailable("the sandbox is closed")
        if self._server is None or not self._server.alive:
            if self._server is not None:
                log.error("fork server died")
                self._server.close()
            self._idle.clear()  # they died with it
            self._server = ForkServer()
            self._errands.put(self._refill)
        if self._undertaker is None:
            self._undertaker = threading.Thread(target=self._run_errands, name="sandbox-undertaker", daemon=True)
            self._undertaker.start()
        return self._server

    def _run_errands(self) -> None:
        while (errand := self._errands.get()) is not None:
            try:
                errand()
                self._refill()
            except SandboxUnavailable as error:  # the next statement starts another fork server, and asks again
                log.warning("workers not refilled", reason=error.message)

    def _bury(self, worker: Worker) -> None:
        worker.kill()
        try:
            self._refill()  # the next statement need not wait until this one's process is dead
        finally:
            ended = worker.bury()
            if ended is not None:
                self.ended.append(ended)

    def _refill(self) -> None:
        while True:
            with self._lock:
                server = self._server
                if server is None or len(self._idle) >= self._workers:
                    return
            worker = server.fork()
            with self._lock:
                if self._server is server:
                    self._idle.append(worker)
                    continue
            worker.channel.close()  # it was closed meanwhile: the worker ends by itself
            return


def open_sandbox(settings: Settings) -> Sandbox:
    """The sandbox that the settings describe; nothing is started yet."""
    return Sandbox(workers=settings.sandbox_workers, limits=Limits(seconds=settings.sandbox_seconds))


def _lease(path: Path) -> Lease:
    try:
        return Lease(path)
    except (FileNotFoundError, BlockingIOError) as error:
        raise SandboxUnavailable("the mirror has moved on to another version; ask again") from error
