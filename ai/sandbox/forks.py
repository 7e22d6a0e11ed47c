"""The parent's end of the fork server: it is started here, asked for workers, and told to bury them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import duckdb

from ai.sandbox import forkserver
from ai.sandbox.errors import SandboxUnavailable
from ai.sandbox.forkserver import COMMAND, FORK, REAP, REPORT

ANSWER_SECONDS: Final = 30.0  # of the fork server; it needs half a second to start and three milliseconds to fork
FIRST_PAUSE_SECONDS: Final = 0.001  # between looks whether a worker is dead; doubled from one to the next
LAST_PAUSE_SECONDS: Final = 0.05
_CPU_CLOCK_OF_A_PROCESS: Final = 2  # Linux writes the process into the clock's number: clock_getcpuclockid(3)
ROOT: Final = Path(__file__).parent.parent.parent  # where the package ``ai`` is found


@dataclass(frozen=True)
class Ended:
    """What a worker took, from its fork to its end."""

    pid: int
    status: int  # as waitpid gives it
    resident_bytes: int  # at its largest
    cpu_seconds: float

    @property
    def signal(self) -> int:
        """The signal it was killed by, 0 where it ended by itself."""
        return os.WTERMSIG(self.status) if os.WIFSIGNALED(self.status) else 0


@dataclass(eq=False)
class Worker:
    """A forked process that waits for its one statement."""

    pid: int
    channel: socket.socket
    server: ForkServer = field(repr=False)
    ended: Ended | None = None  # once it is buried

    def kill(self) -> None:
        """End it now, unless it is buried: its process id is its own until then, or until the fork server itself has ended."""
        if self.ended is None and self.server.alive:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
            self.go_first()

    def go_first(self) -> None:
        """What gave way to everybody would die late and hold its memory until then: it gives that back before others go on."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "SCHED_IDLE"):
                os.sched_setscheduler(self.pid, os.SCHED_OTHER, os.sched_param(0))
            os.setpriority(os.PRIO_PGRP, self.pid, 0)

    def cpu_seconds(self) -> float:
        """The processor's time it has taken so far. 0 where the system does not tell of another process."""
        try:
            return time.clock_gettime((~self.pid << 3) | _CPU_CLOCK_OF_A_PROCESS)
        except OSError:
            return 0.0

    def give_way(self) -> None:
        """Let everybody else's work go first from now on: this is no statement that ends in a moment."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PGRP, self.pid, 19)
        if hasattr(os, "SCHED_IDLE"):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.sched_setscheduler(self.pid, os.SCHED_IDLE, os.sched_param(0))

    def bury(self) -> Ended | None:
        """Kill it if it lives, and collect what it took; None where the fork server has ended with all of its own."""
        self.channel.close()
        if self.ended is None:
            self.kill()
            with contextlib.suppress(SandboxUnavailable):
                self.ended = self.server.reap(self.pid)
        return self.ended


class ForkServer:
    """One fork server and the socket to it, for any number of threads."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(ANSWER_SECONDS)
        self._lock = threading.Lock()
        folders = dict.fromkeys((str(ROOT), str(Path(duckdb.__file__).parent.parent)))
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", forkserver.__file__, *folders],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/",
                env={},
                process_group=0,  # a Ctrl-C at the terminal is for the parent alone
            )

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def fork(self) -> Worker:
        """A new worker. Raises ``SandboxUnavailable``."""
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                report = self._ask(FORK, 0, [theirs.fileno()])
            except BaseException:
                ours.close()
                raise
        return Worker(report.pid, ours, self)

    def reap(self, pid: int) -> Ended:
        """Collect a worker that was killed, once it is dead; others are forked meanwhile. Raises ``SandboxUnavailable``."""
        pause = FIRST_PAUSE_SECONDS
        while (ended := self._ask(REAP, pid, [])).pid == 0:
            time.sleep(pause)
            pause = min(2 * pause, LAST_PAUSE_SECONDS)
        return ended

    def close(self) -> None:
        """End it and every worker of its own."""
        self._control.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, command: bytes, pid: int, descriptors: list[int]) -> Ended:
        with self._lock:
            try:
                socket.send_fds(self._control, [COMMAND.pack(command, pid)], descriptors)
                report = self._control.recv(REPORT.size, socket.MSG_WAITALL)
            except OSError as error:
                raise SandboxUnavailable(f"no process to run statements in: {error}") from error
        if len(report) < REPORT.size:
            raise SandboxUnavailable("the process that makes processes for statements has ended")
        return Ended(*REPORT.unpack(report))
