"""The processes behind the sandbox: who waits, who is killed, who takes whose place."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Final

import psutil
import pytest

from ai.sandbox.dialogue import run_in
from ai.sandbox.errors import (
    SandboxBusy,
    SandboxError,
    SandboxUnavailable,
    StatementFailed,
    StatementTooSlow,
)
from ai.sandbox.forks import ForkServer, Worker
from ai.sandbox.limits import Limits
from ai.sandbox.pool import Sandbox
from ai.sandbox.rows import Rows
from ai.sandbox.wire import BEGUN, MESSAGE_HEAD, ROWS, message_bytes
from etl.versions import Lease, Versions
from tests.ai.sandbox.conftest import Shops, settled

SLEEP: Final = "SELECT pg_sleep(3600)"
LONG: Final = Limits(seconds=60)
ROOT: Final = Path(__file__).parent.parent.parent.parent


@pytest.fixture
def small() -> Iterator[Sandbox]:
    """Two statements at once, one of each shop; one more may wait."""
    with Sandbox(workers=2, waiting=1) as sandbox:
        yield sandbox


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(4) as threads:
        yield threads


def test_every_statement_has_a_process_of_its_own(small: Sandbox, shops: Shops) -> None:
    for _ in range(5):
        assert small.run(shops.own, "SELECT 1").rows == [(1,)]
    settled(small)

    assert len({ended.pid for ended in small.ended}) == 5


def test_what_one_statement_makes_the_next_does_not_find(small: Sandbox, shops: Shops) -> None:
    small.run(
        shops.own, "CREATE TEMP MACRO sum(x) AS 42; CREATE TEMP VIEW customers AS SELECT 'Nobody' AS name; SELECT 1"
    )
    small.run(shops.own, "SET VARIABLE kept = 'x'")

    assert small.run(shops.own, "SELECT sum(net_minor), getvariable('kept') FROM sales").rows == [(3000, None)]
    assert small.run(shops.own, "SELECT count(*) FROM customers WHERE name = 'Nobody'").rows == [(0,)]


def test_used_workers_are_buried_and_others_wait_in_their_place(small: Sandbox, shops: Shops) -> None:
    for sql in ("SELECT 1", SLEEP, "no statement", "SELECT length(repeat('x', 4000000000))"):
        _tried(small, shops, sql)
    settled(small)

    # a worker that was forked just now is still getting ready to wait; one that is dead and not buried stays a zombie
    _until(lambda: [worker.status() for worker in _server().children()] == [psutil.STATUS_SLEEPING] * 2)


def test_two_shops_are_answered_at_once(small: Sandbox, shops: Shops, threads: ThreadPoolExecutor) -> None:
    sleeping = _asleep(small, shops.own, threads)

    assert small.run(shops.other, "SELECT count(*) FROM sales").rows == [(3,)]

    assert not sleeping.done()
    _kill_worker(small, sleeping)


def test_one_shop_cannot_take_every_place(small: Sandbox, shops: Shops, threads: ThreadPoolExecutor) -> None:
    """The second of the same shop waits for the first, a third is sent away, another shop's goes before both."""
    first = _asleep(small, shops.own, threads)
    second = threads.submit(small.run, shops.own, "SELECT 2")
    _until(lambda: small.waiting == 1)

    with pytest.raises(SandboxBusy) as busy:
        small.run(shops.own, "SELECT 3")
    assert small.run(shops.other, "SELECT 4").rows == [(4,)]
    assert not second.done()
    _kill_worker(small, first)

    assert busy.value.retry_after_seconds >= 1
    assert second.result(timeout=30).rows == [(2,)]


def test_a_worker_killed_in_the_middle_fails_its_statement_alone(
    small: Sandbox, shops: Shops, threads: ThreadPoolExecutor
) -> None:
    sleeping = _asleep(small, shops.own, threads)

    _kill_worker(small, sleeping)

    with pytest.raises(StatementFailed, match="broke the process"):
        sleeping.result()
    assert small.run(shops.own, "SELECT 1").rows == [(1,)]


def test_a_worker_that_died_waiting_is_passed_over(small: Sandbox, shops: Shops) -> None:
    settled(small)
    for worker in _server().children():
        worker.kill()

    assert small.run(shops.own, "SELECT 1").rows == [(1,)]


def test_a_fork_server_that_died_is_replaced(small: Sandbox, shops: Shops) -> None:
    small.run(shops.own, "SELECT 1")
    dead = _server()
    workers = dead.children()
    dead.kill()
    dead.wait(10)

    assert small.run(shops.own, "SELECT 2").rows == [(2,)]
    assert _server().pid != dead.pid
    if sys.platform == "linux":  # elsewhere they end by their time, or when their channel is closed
        assert psutil.wait_procs(workers, timeout=10)[1] == []


def test_a_worker_that_is_slow_to_die_keeps_nobody_from_another(threads: ThreadPoolExecutor) -> None:
    """The fork server waits for no death: a gigabyte given back on a busy machine takes seconds."""
    server = ForkServer()
    slow = server.fork()
    reaping = threads.submit(server.reap, slow.pid)
    _until(reaping.running)

    fresh = server.fork()

    assert not reaping.done()
    slow.kill()
    assert reaping.result(timeout=30).signal == signal.SIGKILL
    for worker in (slow, fresh):
        worker.channel.close()
    server.close()


def test_a_worker_that_is_buried_is_killed_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its process id may be somebody else's by then: whoever found it dead has buried it before the undertaker comes."""
    server = ForkServer()
    worker = server.fork()
    assert worker.bury() is not None
    meant: list[int] = []
    monkeypatch.setattr(os, "kill", lambda pid, _: meant.append(pid))
    monkeypatch.setattr(os, "setpriority", lambda _, pid, __: meant.append(pid))

    worker.kill()

    assert meant == []
    server.close()


def test_a_worker_is_buried_although_none_can_take_its_place(small: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable() -> None:
        raise SandboxUnavailable("no process to run statements in")

    monkeypatch.setattr(small, "_refill", unable)
    server = ForkServer()
    worker = server.fork()

    with pytest.raises(SandboxUnavailable):
        small._bury(worker)

    assert worker.ended in small.ended
    assert worker.channel.fileno() == -1
    server.close()


@pytest.mark.skipif(sys.platform != "linux", reason="nobody else tells of another process's priority")
def test_what_gave_way_is_killed_before_everybody_else() -> None:
    server = ForkServer()
    worker = server.fork()
    _until(lambda: os.getpgid(worker.pid) == worker.pid)  # a group of its own is what its priority is set by
    worker.give_way()
    assert psutil.Process(worker.pid).nice() == 19
    os.kill(worker.pid, signal.SIGSTOP)

    worker.go_first()

    assert os.sched_getscheduler(worker.pid) == os.SCHED_OTHER
    assert psutil.Process(worker.pid).nice() == 0
    worker.bury()
    server.close()


def test_closing_ends_every_process_and_cuts_off_who_is_running(shops: Shops, threads: ThreadPoolExecutor) -> None:
    sandbox = Sandbox()
    sleeping = _asleep(sandbox, shops.own, threads)
    server = _server()
    family = [server, *server.children()]

    sandbox.close()

    assert psutil.wait_procs(family, timeout=10)[1] == []
    with pytest.raises((SandboxError, SandboxUnavailable)):
        sleeping.result(timeout=10)
    with pytest.raises(SandboxUnavailable, match="closed"):
        sandbox.run(shops.own, "SELECT 1")


def test_a_parent_that_is_killed_takes_its_workers_with_it(shops: Shops) -> None:
    code = (
        "import sys; from pathlib import Path; from ai.sandbox.pool import Sandbox\n"
        "sandbox = Sandbox(); sandbox.run(Path(sys.argv[1]), 'SELECT 1'); print('ready', flush=True)\n"
        f"sandbox.run(Path(sys.argv[1]), {SLEEP!r})"
    )
    parent = subprocess.Popen([sys.executable, "-c", code, str(shops.own)], stdout=subprocess.PIPE, cwd=ROOT)
    with parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"ready\n"
        family = psutil.Process(parent.pid).children(recursive=True)
        parent.kill()

    assert len(family) >= 2
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_a_version_is_not_taken_back_while_a_worker_reads_it(
    small: Sandbox, shops: Shops, threads: ThreadPoolExecutor
) -> None:
    versions = Versions(shops.folder, 1)
    sleeping = _asleep(small, shops.own, threads)

    assert versions.take_back(older_than=8) is None
    _kill_worker(small, sleeping)

    settled(small)
    taken = versions.take_back(older_than=8)
    assert taken is not None
    taken[1].release()


@pytest.mark.skipif(sys.platform != "linux", reason="nobody else tells the processor's time of another process")
def test_a_statement_that_takes_its_time_lets_others_go_first(
    small: Sandbox, shops: Shops, threads: ThreadPoolExecutor
) -> None:
    counting = threads.submit(small.run, shops.own, "SELECT count(*) FROM range(1000000000000)", limits=LONG)
    _until(lambda: small.running != set())
    [pid] = small.running

    _until(lambda: os.sched_getscheduler(pid) == os.SCHED_IDLE)

    assert psutil.Process(pid).nice() == 19
    _kill_worker(small, counting)


def test_a_statement_that_waits_keeps_its_priority(
    small: Sandbox, shops: Shops, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is slow only because the machine is busy is not made slower."""
    gave_way: list[Worker] = []
    monkeypatch.setattr(Worker, "give_way", gave_way.append)

    small.run(shops.own, "SELECT pg_sleep(0.5)")

    assert gave_way == []


# A worker that has been taken over may write whatever it likes.


def _endless(channel: socket.socket) -> None:
    channel.sendall(message_bytes(BEGUN, b"{}") + MESSAGE_HEAD.pack(ROWS, 1_000_000))
    while True:
        channel.sendall(b"[")
        time.sleep(0.01)


def _boastful(channel: socket.socket) -> None:
    channel.sendall(message_bytes(BEGUN, b"{}") + MESSAGE_HEAD.pack(ROWS, 2**32 - 1) + b"x" * 1000)


def _talking_at_once(channel: socket.socket) -> None:
    channel.sendall(MESSAGE_HEAD.pack(BEGUN, 2**31) + b"x" * 1000)


def _of_no_kind(channel: socket.socket) -> None:
    channel.sendall(message_bytes(BEGUN, b"{}") + message_bytes(99, b"\xff\xfe"))


def _babbling(channel: socket.socket) -> None:
    channel.sendall(message_bytes(BEGUN, b"{}") + message_bytes(ROWS, struct.pack("1000d", *range(1000))))


def _pickling(channel: socket.socket) -> None:
    channel.sendall(message_bytes(BEGUN, b"{}") + message_bytes(ROWS, b"cos\nsystem\n(S'touch /tmp/x'\ntR."))


@pytest.mark.parametrize(
    ("behaviour", "error"),
    [
        (_endless, StatementTooSlow),
        (_boastful, StatementFailed),
        (_talking_at_once, StatementFailed),
        (_of_no_kind, StatementFailed),
        (_babbling, StatementFailed),
        (_pickling, StatementFailed),
    ],
)
def test_a_worker_that_was_taken_over_is_heard_no_longer_and_no_more_than_another(
    behaviour: Callable[[socket.socket], None], error: type[SandboxError], shops: Shops
) -> None:
    server = ForkServer()
    ours, theirs = socket.socketpair()
    real = server.fork()
    worker = Worker(real.pid, ours, server)
    lease = Lease(shops.own)

    def behave() -> None:
        theirs.recv(2**16)
        try:
            behaviour(theirs)
        except OSError:
            theirs.close()  # nobody listens any more

    hostile = threading.Thread(target=behave)
    hostile.start()
    try:
        with pytest.raises(error):
            run_in(worker, shops.own, "SELECT 1", lease, Limits(seconds=0.5), {})
    finally:
        worker.bury()
        real.channel.close()
        lease.release()
        hostile.join()
        server.close()


def _tried(sandbox: Sandbox, shops: Shops, sql: str) -> None:
    with contextlib.suppress(SandboxError):
        sandbox.run(shops.own, sql, limits=Limits(seconds=0.3))


def _asleep(sandbox: Sandbox, path: Path, threads: ThreadPoolExecutor) -> Future[Rows]:
    """A statement that sleeps, once a fresh sandbox has given it to a worker, which has shut itself."""
    sleeping = threads.submit(sandbox.run, path, SLEEP, limits=LONG)
    _until(lambda: sandbox.measures != {})
    return sleeping


def _server() -> psutil.Process:
    """The newest fork server of this process; process ids begin anew after the last, and tell nothing of age."""
    servers = [child for child in psutil.Process().children() if child.cmdline()[1:3] == ["-I", "-S"]]
    return max(servers, key=psutil.Process.create_time)


def _kill_worker(sandbox: Sandbox, running: Future[Rows]) -> None:
    """Kill the process of the only statement that runs."""
    [pid] = sandbox.running
    os.kill(pid, signal.SIGKILL)
    running.exception(timeout=30)


def _until(true: Callable[[], bool]) -> None:
    ends = time.monotonic() + 30
    while not true():
        assert time.monotonic() < ends
        time.sleep(0.01)
