"""What was asked of a business lately, asked again of its next version before that is the current one.

Nothing that is remembered holds for another version, so each new one begins with nothing. A business that has a new version every
second, and is read all the time, would have its readers wait every second until all they look at is reckoned anew. Its next
version is opened before it is the current one (``etl/coming.py``), and there is the moment for it.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Final

import duckdb
import structlog

from etl.reader import Mirror
from munim.errors import MunimError

QUESTIONS: Final = 256  # of one business
BUSINESSES: Final = 32
AT_MOST_SECONDS: Final = 0.2  # what readers' writers wait for, and what readers lend of their cores

Again = Callable[[Mirror], object]

_log = structlog.get_logger("analytics.lately")


class Lately:
    """What was asked since the version before, business by business; for any number of threads."""

    def __init__(self) -> None:
        self._asked: OrderedDict[int, OrderedDict[Hashable, Again]] = OrderedDict()
        self._lock = threading.Lock()

    def note(self, business_id: int, what: Hashable, again: Again) -> None:
        """Note that ``what`` was asked, and how it is asked of another version."""
        with self._lock:
            asked = self._asked.get(business_id)
            if asked is None:
                asked = self._asked[business_id] = OrderedDict()
                if len(self._asked) > BUSINESSES:
                    self._asked.popitem(last=False)
            asked[what] = again
            asked.move_to_end(what)
            if len(asked) > QUESTIONS:
                asked.popitem(last=False)

    def ask_again(self, mirror: Mirror) -> None:
        """Ask it of this version, what was asked last first; what is not asked again until the next version is left out there."""
        with self._lock:
            asked = self._asked.pop(mirror.business_id, OrderedDict[Hashable, Again]())
        until = time.monotonic() + AT_MOST_SECONDS
        for again in reversed(asked.values()):
            if time.monotonic() > until:
                return
            try:
                again(mirror)
            except (MunimError, duckdb.Error) as error:  # whoever asks for it next is told
                _log.info("not asked again", business=mirror.business_id, why=str(error))
