"""Who runs now, who waits, and who is told to come back."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Hashable, Iterator
from contextlib import contextmanager

from ai.sandbox.errors import SandboxBusy, SandboxUnavailable


class Slots:
    """``running`` at once and ``waiting`` in line; of one shop at most half of those that run, whoever else is there.

    So one shop's statements, however many and however long, leave room for another's.
    """

    def __init__(self, *, running: int, waiting: int) -> None:
        self._room, self._line = running, waiting
        self._of_one = max(1, running // 2)
        self._changed = threading.Condition()
        self._running: Counter[Hashable] = Counter()
        self.waiting = 0
        self._closed = False

    @contextmanager
    def taken(self, shop: Hashable, *, patience_seconds: float) -> Iterator[None]:
        """A place of ``shop``. Raises ``SandboxBusy`` when the line is full, or nothing came free in time."""
        with self._changed:
            if not self._free(shop):
                self._wait(shop, patience_seconds)
            if self._closed:
                raise SandboxUnavailable("the sandbox is closed")
            self._running[shop] += 1
        try:
            yield
        finally:
            with self._changed:
                self._running[shop] -= 1
                if not self._running[shop]:
                    del self._running[shop]
                self._changed.notify_all()

    def close(self) -> None:
        """Let nobody in any more, those in line included."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _free(self, shop: Hashable) -> bool:
        return self._closed or (self._running.total() < self._room and self._running[shop] < self._of_one)

    def _wait(self, shop: Hashable, patience_seconds: float) -> None:
        if self.waiting >= self._line:
            raise SandboxBusy("too many statements are waiting already", retry_after_seconds=1)
        self.waiting += 1
        began = time.monotonic()
        try:
            if not self._changed.wait_for(lambda: self._free(shop), patience_seconds):
                waited = time.monotonic() - began
                raise SandboxBusy(f"other statements were still running after {waited:.1f} s", retry_after_seconds=1)
        finally:
            self.waiting -= 1
