"""Telling other processes that a business's books have changed: a hint to look sooner, never the only way to find out.

It goes by Postgres's NOTIFY and carries the business's id alone. Telling is a thread of its own, so no commit waits for
it, and speaks of one business at most once a second however often it changes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Final

import psycopg
import structlog

CHANNEL: Final = "munim_changes"
SPACING_SECONDS: Final = 1.0
_HEARTBEAT_SECONDS: Final = 5.0  # a listener that hears nothing asks this often whether its connection lives

_log = structlog.get_logger("munim.changes")


class ChangeTeller:
    """``Database(…, on_change=teller)``: the first change of a business is told at once, later ones a second apart."""

    def __init__(self, url: str) -> None:
        """``url``: any login to the books. Connects when there is something to tell."""
        self._url = url
        self._news = threading.Condition()
        self._waiting: dict[int, float] = {}  # business → when it may be told
        self._told: dict[int, float] = {}  # business → when it was told last
        self._closed = False
        self._thread = threading.Thread(target=self._tell_all, name="change teller", daemon=True)
        self._thread.start()

    def __call__(self, business_id: int) -> None:
        with self._news:
            self._waiting.setdefault(business_id, self._told.get(business_id, 0.0) + SPACING_SECONDS)
            self._news.notify()

    def close(self) -> None:
        """Tell what waits and end."""
        with self._news:
            self._closed = True
            self._news.notify()
        self._thread.join()

    def __enter__(self) -> ChangeTeller:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def _tell_all(self) -> None:
        connection: psycopg.Connection[tuple[object, ...]] | None = None
        while (due := self._due()) is not None:
            try:
                if connection is None or connection.closed:
                    connection = psycopg.connect(self._url, autocommit=True, application_name="munim changes")
                for business_id in due:
                    connection.execute("SELECT pg_notify(%s, %s)", [CHANNEL, str(business_id)])
            except psycopg.OperationalError as error:
                # only a hint is lost: whoever waits for it also looks once a minute
                _log.warning("changes not told", why=type(error).__name__)
                if connection is not None:
                    connection.close()
        if connection is not None:
            connection.close()

    def _due(self) -> list[int] | None:
        """The businesses to tell of now, waiting for the first; None when closed and nothing is left."""
        with self._news:
            while True:
                now = time.monotonic()
                due = [business_id for business_id, at in self._waiting.items() if at <= now or self._closed]
                if due:
                    for business_id in due:
                        del self._waiting[business_id]
                        self._told[business_id] = now
                    return due
                if self._closed:
                    return None
                self._news.wait(min(self._waiting.values()) - now if self._waiting else None)


def heard_changes(url: str, *, stopping: Callable[[], bool]) -> Iterator[int | None]:
    """The businesses that change, as told; None every few seconds without news. Ends when ``stopping``.

    A connection that dies is made anew; what was told meanwhile is lost.
    """
    while not stopping():
        try:
            with psycopg.connect(
                url, autocommit=True, application_name="munim changes", keepalives_idle=10
            ) as connection:
                connection.execute(f"LISTEN {CHANNEL}")
                while not stopping():
                    heard = {
                        int(note.payload) for note in connection.notifies(timeout=_HEARTBEAT_SECONDS, stop_after=1)
                    }
                    if not heard:
                        yield None
                    yield from heard
                    connection.execute("SELECT 1")  # the heartbeat: raises where the server is gone
        except psycopg.OperationalError as error:
            _log.warning("not listening for changes", why=type(error).__name__)
            yield None
            time.sleep(1)
