"""The worker: delivers messages, keeps mirrors fresh and runs what schedules say, until it is told to stop.

Any number of workers may run; rows decide who does what. APScheduler is the clock inside one process and knows nothing
else: it has no job store, and a tick that is late or doubled finds only what its rows still say.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from types import FrameType
from typing import Final

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from etl.mirror import MirrorRunner
from etl.place import mirror_bucket
from munim.changes import heard_changes
from munim.database import Database
from munim.errors import MunimError
from munim.settings import Settings
from notifications.channels import Channel
from notifications.channels.chosen import chosen_channels
from notifications.delivery import Post, deliver_due
from scheduler.jobs import TICKS, House, Tick

POLL_SECONDS: Final = 1.0  # between looks at an empty queue
STOP_WITHIN_SECONDS: Final = 20.0

_log = structlog.get_logger("scheduler.worker")


class Worker:
    """Threads around one ``House``; ``start`` them, ``stop`` them, or ``run`` until a signal."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._stopping = threading.Event()
        self._woken = threading.Event()
        self._clock = BackgroundScheduler(timezone="UTC", executors={"default": ThreadPoolExecutor(len(TICKS))})
        for tick in TICKS:
            # no grace and no catching up inside APScheduler: the rows know what was missed
            self._clock.add_job(
                self._tick, IntervalTrigger(seconds=tick.every.total_seconds()), args=[tick], name=tick.name,
                misfire_grace_time=None, coalesce=True, max_instances=1, next_run_time=datetime.now(UTC),
            )  # fmt: skip
        self._threads = [
            threading.Thread(target=self._guarded, args=[work], name=work.__name__.strip("_"), daemon=True)
            for work in (self._deliver, self._listen, self._mirror)
        ]

    def start(self) -> None:
        """Begin; returns at once."""
        for thread in self._threads:
            thread.start()
        self._clock.start()
        _log.info("worker started")

    def stop(self) -> None:
        """Claim nothing more, finish or release what is begun, within twenty seconds (J-20)."""
        self._stopping.set()
        self._woken.set()
        self._house.changed.end(at_once=True)
        self._clock.shutdown(wait=False)
        until = time.monotonic() + STOP_WITHIN_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))
        _log.info("worker stopped", left=[thread.name for thread in self._threads if thread.is_alive()])

    def run(self) -> None:
        """Work until SIGTERM or SIGINT. Only the main thread may call this."""

        def told(number: int, _frame: FrameType | None) -> None:
            _log.info("worker told to stop", signal=signal.Signals(number).name)
            self._stopping.set()

        before = {number: signal.signal(number, told) for number in (signal.SIGTERM, signal.SIGINT)}
        try:
            self.start()
            while not self._stopping.wait(1.0):
                pass
        finally:
            self.stop()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _tick(self, tick: Tick) -> None:
        if not self._stopping.is_set():
            tick.run(self._house, self._stopping.is_set)

    def _guarded(self, work: Callable[[], None]) -> None:
        """A thread that meets something nobody foresaw says so and goes on: half a worker is worse than none."""
        while not self._stopping.is_set():
            try:
                work()
            except Exception:
                _log.exception("worker thread failed", thread=work.__name__.strip("_"))
                self._stopping.wait(5.0)

    def _deliver(self) -> None:
        while not self._stopping.is_set():
            if not deliver_due(self._house.post, stopping=self._stopping.is_set):
                self._woken.wait(POLL_SECONDS)
                self._woken.clear()

    def _listen(self) -> None:
        for business_id in heard_changes(self._house.database.url, stopping=self._stopping.is_set):
            if business_id is not None:
                self._house.changed.tell(business_id)
                self._woken.set()

    def _mirror(self) -> None:
        """Businesses that changed, each at once when its last turn began a second ago or more."""
        settings = self._house.settings
        with MirrorRunner(self._house.mirror_url, settings.mirror_folder, bucket=mirror_bucket(settings)) as runner:
            runner.follow(self._house.changed, failed=_say_not_mirrored)


def _say_not_mirrored(business_id: int, error: Exception) -> None:
    if isinstance(error, MunimError):
        _log.error("mirror not brought up to date", business=business_id, why=str(error), code=error.code)
    else:  # nobody foresaw it: where it came from is to be said, too
        _log.error("mirror not brought up to date", business=business_id, exc_info=error)


def open_house(
    settings: Settings, database: Database, *, mirror_url: str, channels: dict[str, Channel] | None = None
) -> House:
    """What a worker of these settings works on; ``channels`` instead of the settings' own."""
    post = Post(database, channels or chosen_channels(settings), settings=settings)
    return House(settings=settings, database=database, mirror_url=mirror_url, post=post)
