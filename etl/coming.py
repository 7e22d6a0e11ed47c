"""The next version of a business that is read all the time, opened before it is the current one.

To open a large version takes some thirty milliseconds, in which every reader of it would wait, once a second where bills come all
day. A version is complete before it is the current one: while the disk takes it in, its writer tells of it (``Versions.announce``),
and readers of a business that is read all the time open it beside the one they read. So when the pointer names it, it is there;
readers see what they would have seen, at the same moment, and no sooner.

Nobody watches for announcements: the readings themselves look now and then, so what nobody reads costs nothing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final, Generic, Protocol, TypeVar

import structlog

from etl.versions import Versions

BUSY_READINGS: Final = 20  # of one business in a second: beyond an owner who looks at a page
WINDOW_SECONDS: Final = 1.0
LOOK_EVERY_SECONDS: Final = 0.005

_log = structlog.get_logger("etl.coming")


class Open(Protocol):
    """An open version."""

    @property
    def version(self) -> int: ...

    def is_at(self, versions: Versions) -> bool:
        """Whether it is the very file that has its version's name."""


Opened = TypeVar("Opened", bound=Open)


@dataclass(eq=False)
class _Watch(Generic[Opened]):
    """What is known of one business: how often it is read, and which version was opened for it."""

    since: float
    readings: int = 0
    busy: bool = False
    looked: float = float("-inf")
    version: int = -1
    opening: Future[Opened] | None = None


class Coming(Generic[Opened]):
    """The versions announced to one reader, for any number of threads.

    ``open_announced``: how one is opened; ``warm``: what is done with it before it is needed, and perhaps still when it is in use;
    ``let_go``: how one is let go of that nobody needs.
    """

    def __init__(
        self,
        open_announced: Callable[[Versions, int], Opened],
        *,
        warm: Callable[[Versions, Opened], None],
        let_go: Callable[[Opened], None],
    ) -> None:
        self._open_announced, self._warm, self._let_go = open_announced, warm, let_go
        self._watches: dict[int, _Watch[Opened]] = {}
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._closed = False

    def read(self, versions: Versions, current: int) -> None:
        """Told of each reading of a business, whose current version is ``current``."""
        now = time.monotonic()
        watch = self._watches.get(versions.business_id)
        if watch is None:
            watch = self._watches.setdefault(versions.business_id, _Watch(now))
        watch.readings += 1  # by several threads at once one may be lost, which does not matter
        if now - watch.since >= WINDOW_SECONDS:
            watch.busy = watch.readings >= BUSY_READINGS
            watch.since, watch.readings = now, 0
            if watch.busy:
                versions.note_read()
        if watch.busy and now - watch.looked >= LOOK_EVERY_SECONDS:
            watch.looked = now
            announced = versions.announced()
            if announced is not None and announced > current and announced != watch.version:
                self._begin(versions, watch, announced)

    def take(self, versions: Versions) -> Opened | None:
        """The current version of the business, if it was opened beforehand; waits for it where it is just being opened."""
        watch = self._watches.get(versions.business_id)
        if watch is None or watch.opening is None:
            return None
        with self._lock:
            opening, watch.opening = watch.opening, None
        opened = None if opening is None else _result(opening)
        if opened is not None and not (opened.version == versions.current() and opened.is_at(versions)):
            self._let_go(opened)  # it never became the current one
            return None
        return opened

    def aside(self, work: Callable[[], None]) -> None:
        """Have ``work`` done, by no reader of a busy business."""
        with self._lock:
            pool = None if self._closed else self._pool
            if pool is not None:
                pool.submit(work)
        if pool is None:
            work()

    def close(self) -> None:
        """Let go of what was opened and not taken."""
        with self._lock:
            self._closed = True
            watches = list(self._watches.values())
        if self._pool is not None:
            self._pool.shutdown(wait=True)
        for watch in watches:
            if watch.opening is not None and (opened := _result(watch.opening)) is not None:
                self._let_go(opened)
            watch.opening = None

    def _begin(self, versions: Versions, watch: _Watch[Opened], version: int) -> None:
        with self._lock:
            if self._closed or watch.version == version:
                return
            self._pool = self._pool or ThreadPoolExecutor(1, thread_name_prefix="coming version")
            before, watch.version = watch.opening, version
            watch.opening = self._pool.submit(self._opened, versions, version, before)
            self._pool.submit(self._make_ready, versions, version, watch.opening)

    def _opened(self, versions: Versions, version: int, before: Future[Opened] | None) -> Opened:
        if before is not None and (unused := _result(before)) is not None:
            self._let_go(unused)
        return self._open_announced(versions, version)

    def _make_ready(self, versions: Versions, version: int, opening: Future[Opened]) -> None:
        """The rest of what is worth doing before the version is read: readers who cannot wait need not wait for that."""
        opened = _result(opening)
        try:
            if opened is not None:
                self._warm(versions, opened)
        except Exception:
            _log.exception("a coming version was not made ready", business=versions.business_id)
        finally:
            versions.note_ready(version)


def _result(opening: Future[Opened]) -> Opened | None:
    """What was opened; None where that failed: it is then opened when it is read, which says what is wrong."""
    try:
        return opening.result()
    except Exception as error:
        _log.info("a coming version was not opened", why=str(error))
        return None
