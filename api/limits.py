"""Requests a minute, by address and by user: counted in Postgres for all processes together (A-10).

A process takes permits from the shared counter a twentieth of the quota at a time and spends them itself, so a request
seldom costs a statement; what is taken counts as used, so no quota is ever exceeded.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import msgspec

from billing.rate_limits import Quota, take
from munim.database import Database
from munim.errors import Throttled

_KEPT = 10_000  # subjects remembered by a process; one forgotten only loses the permits it had taken


class Standing(msgspec.Struct, frozen=True):
    """Where a subject stands in its window, for the RateLimit headers."""

    quota: Quota
    remaining: int
    reset_seconds: int


@dataclass
class _Window:
    start: datetime
    left: int  # permits nobody had taken when we last looked
    held: int = 0  # permits taken from the shared counter and not spent
    taking: asyncio.Lock = field(default_factory=asyncio.Lock)


class Limiter:
    """One quota, kept for any number of subjects."""

    def __init__(self, quota: Quota, database: Database, run: Callable[..., asyncio.Future[int]]) -> None:
        """``run`` runs a function in a worker thread."""
        self.quota = quota
        self._database = database
        self._run = run
        self._share = max(1, quota.permits // 20)
        self._windows: OrderedDict[str, _Window] = OrderedDict()

    async def spend(self, subject: str, *, at: datetime) -> Standing:
        """Spend one permit of ``subject``. Raises ``Throttled`` when there is none until the window ends."""
        start = self.quota.window_start(at)
        window = self._window(subject, start)
        if window.held == 0:
            # those who come while permits are being taken wait for them rather than take more
            async with window.taking:
                if window.held == 0:
                    await self._take(subject, window, at)
        if window.held == 0:
            raise Throttled(
                retry_after_seconds=self.quota.reset_seconds(at),
                limit=self.quota.permits,
                window_seconds=self.quota.seconds,
            )
        window.held -= 1
        return Standing(self.quota, window.left + window.held, self.quota.reset_seconds(at))

    def _window(self, subject: str, start: datetime) -> _Window:
        window = self._windows.get(subject)
        if window is None or window.start != start:
            window = self._windows[subject] = _Window(start, left=self.quota.permits)
        self._windows.move_to_end(subject)
        if len(self._windows) > _KEPT:
            self._windows.popitem(last=False)
        return window

    async def _take(self, subject: str, window: _Window, at: datetime) -> None:
        if window.left == 0:
            return
        used = await self._run(partial(self._count, subject, at))
        over = max(0, used - self.quota.permits)
        window.held = max(0, self._share - over)
        window.left = max(0, self.quota.permits - used)

    def _count(self, subject: str, at: datetime) -> int:
        with self._database.entry() as session:
            return take(session, self.quota, subject, self._share, at=at)
